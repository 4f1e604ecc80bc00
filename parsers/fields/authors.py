"""Byline and authors."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.fields.headline import Head
from parsers.found import Found


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote the story: the line as printed, the names, the blocks that print them."""

    byline: Found[str] | None = None
    authors: Found[tuple[str, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of blocks that are bylines: they are no paragraphs."""


def read_authors(page: Document, head: Head) -> Authorship:
    """Who wrote the story."""
    name = page.first_meta("author", "article:author")
    return Authorship(authors=Found((name,), "meta") if name else None)
