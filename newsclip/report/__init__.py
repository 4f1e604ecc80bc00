"""One page that tells what an archive holds, how complete it is, and where to look."""

from newsclip.report.answers import Answer, Report, report
from newsclip.report.page import page

__all__ = ["Answer", "Report", "page", "report"]
