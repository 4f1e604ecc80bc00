"""Articles in plain text: copied from a browser, or what WET files hold."""

from __future__ import annotations

from parsers.document import Document
from parsers.records import Article, Paragraph
from parsers.text import clean


def read_plain_text(page: Document) -> Article:
    """The article in a plain text."""
    lines = [clean(line) for line in page.html.splitlines()]
    lines = [line for line in lines if line]
    return Article(
        url=page.url,
        headline=lines[0] if lines else None,
        paragraphs=tuple(Paragraph(line) for line in lines[1:]),
    )
