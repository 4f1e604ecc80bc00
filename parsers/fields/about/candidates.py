"""Values that a page gives for one field, the most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.page.document import Document
from parsers.page.extracted import Extracted

SEPARATOR = re.compile(r"\s*[,;，、；|؛،]\s*")
Candidate = tuple[str, str, str | None]
"""A value, where it stands, and what speaks against it."""


def first_candidate(
    page: Document, field: str, candidates: Iterator[Candidate]
) -> Extracted[str] | None:
    """The first candidate that nothing speaks against; all of them where they are explained."""
    found: Extracted[str] | None = None
    for value, source, flaw in candidates:
        holds = found is None and flaw is None
        if holds:
            found = Extracted(value, source)
            if page.notes is None:
                break
        page.note(
            field,
            value,
            source,
            holds,
            flaw or ("it comes first" if holds else "another comes first"),
        )
    return found
