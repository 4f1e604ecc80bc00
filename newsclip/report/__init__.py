"""One page that tells what an archive holds, how complete it is, and where to look."""

from newsclip.report.page import page
from newsclip.report.results import ChartData, Report, report

__all__ = ["ChartData", "Report", "page", "report"]
