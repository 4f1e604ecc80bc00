"""What a source gives, one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive.records import Capture, Visit
from archive.writing.import_progress import Position
from crawler.bounds import PAGE_BYTES


@dataclass(frozen=True, slots=True)
class Revisit:
    """A page whose body is that of an earlier capture (a WARC ``revisit``)."""

    capture: Capture
    """All but the body, which is empty."""
    first_url: str | None
    first_at: datetime | None
    """Address and time of the earlier capture, where the record names them."""
    digest: str | None
    """``sha1:`` in base 32 or ``sha256:``, of the body as the web archive had it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that could not be read, in words that name it."""

    text: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that was given before is to be saved; then the file is read up to here."""

    position: Position


SourceItem = Capture | Visit | Revisit | Problem | Checkpoint
"""A page to parse; an address whose outcome is known; a page whose body came before; damage; how
far a file is read."""


def with_source(item: SourceItem, source: str) -> SourceItem:
    """*item*, whose page was taken from *source*."""
    if isinstance(item, Capture):
        return replace(item, archived_from=source)
    if isinstance(item, Revisit):
        return replace(item, capture=replace(item.capture, archived_from=source))
    return item


OnBytes = Callable[[int], None]
"""Told how many bytes of the sources were read since it was told last."""


def too_large(file: Path | str, most: int = PAGE_BYTES) -> Problem:
    """The file is larger than any page."""
    return Problem(f"{file}: larger than {most:,} bytes")
