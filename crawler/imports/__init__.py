"""Pages that others fetched: files, folders, web archives and captures as JSON lines.

A *source* turns one path into captures and visits; what comes after is the same for all.
"""

from crawler.imports.import_run import import_paths
from crawler.imports.intake import Imported
from crawler.imports.sources import UnknownSource

__all__ = ["Imported", "UnknownSource", "import_paths"]
