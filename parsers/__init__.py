"""HTML in, articles out. Knows nothing of the network or of SQL.

A name is loaded when it is first asked for: whoever needs the records alone, as the archive does,
loads neither the parser nor its word lists and models.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.errors import NotAnArticle, ReadingError, UnreadablePage
    from parsers.page.document import Document
    from parsers.page.extracted import Note
    from parsers.page.links import Link
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

_MODULES = {
    "parsers.errors": ("NotAnArticle", "ReadingError", "UnreadablePage"),
    "parsers.page.document": ("Document",),
    "parsers.page.extracted": ("Note",),
    "parsers.page.links": ("Link",),
    "parsers.page.opening": ("open_page",),
    "parsers.reader.explanation": ("Explanation", "explain", "explain_page"),
    "parsers.reader.parse": ("VERSION", "parse", "read"),
    "parsers.reader.standing_text": ("SiteKnowledge",),
    "parsers.records": ("Article", "Dateline", "Image", "Paragraph"),
}
"""Where each exported name is defined; the imports above say the same to type checkers."""

if not TYPE_CHECKING:  # a type checker would let every misspelt name through

    def __getattr__(name: str) -> object:
        """Load the module that defines *name*, and keep the name here."""
        for module, names in _MODULES.items():
            if name in names:
                found = getattr(importlib.import_module(module), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
