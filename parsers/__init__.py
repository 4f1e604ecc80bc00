"""HTML in, articles out. Knows nothing of the network or of SQL."""

from parsers.document import Document, Link, open_page
from parsers.errors import NotAnArticle, ReadingError, UnreadablePage
from parsers.explanation import Explanation, explain, explain_page
from parsers.found import Note
from parsers.reader import VERSION, parse, read
from parsers.records import Article, Dateline, Image, Paragraph
from parsers.standing import SiteKnowledge

__all__ = [
    "VERSION",
    "Article",
    "Dateline",
    "Document",
    "Explanation",
    "Image",
    "Link",
    "NotAnArticle",
    "Note",
    "Paragraph",
    "ReadingError",
    "SiteKnowledge",
    "UnreadablePage",
    "explain",
    "explain_page",
    "open_page",
    "parse",
    "read",
]
