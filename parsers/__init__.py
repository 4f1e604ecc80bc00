"""HTML in, articles out. Knows nothing of the network or of SQL."""

from parsers.errors import NotAnArticle, ReadingError, UnreadablePage
from parsers.page.document import Document, Link
from parsers.page.extracted import Note
from parsers.page.opening import open_page
from parsers.reader.explanation import Explanation, explain, explain_page
from parsers.reader.parse import VERSION, parse, read
from parsers.reader.standing_text import SiteKnowledge
from parsers.records import Article, Dateline, Image, Paragraph

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
