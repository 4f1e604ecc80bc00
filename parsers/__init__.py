"""HTML in, articles out. Knows nothing of the network or of SQL."""

from parsers.document import Document, Link, open_page
from parsers.errors import NotAnArticle, ReadingError, UnreadablePage
from parsers.reader import VERSION, parse, read
from parsers.records import Article, Dateline, Image, Paragraph

__all__ = [
    "VERSION",
    "Article",
    "Dateline",
    "Document",
    "Image",
    "Link",
    "NotAnArticle",
    "Paragraph",
    "ReadingError",
    "UnreadablePage",
    "open_page",
    "parse",
    "read",
]
