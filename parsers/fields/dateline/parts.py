"""A dateline cut off a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cut:
    """A dateline and the text after it."""

    text: str
    """As printed, without the separator."""
    place: str | None
    date: date | None
    agency: str | None
    reporter: str | None
    rest: str
