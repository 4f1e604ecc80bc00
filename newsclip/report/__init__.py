"""One page that tells what an archive holds, how complete it is, and where to look."""

from newsclip.report.page import page
from newsclip.report.results import Answer, Report, report

__all__ = ["Answer", "Report", "page", "report"]
