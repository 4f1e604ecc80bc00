"""newsclip: crawl news sites, read every article into its parts, keep them in a SQLite archive."""

import newsclip.lighter  # noqa: F401

# isort: split
from archive import Archive
from parsers import Article, NotAnArticle, UnreadablePage, parse

__version__ = "0.1.0"
__all__ = ["Archive", "Article", "NotAnArticle", "UnreadablePage", "__version__", "parse"]
