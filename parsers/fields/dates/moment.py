"""A day or a moment that a page names, and what decides between two readings of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a moment with its offset, found in a text."""

    value: datetime | date
    text: str
    """The wording."""
    start: int = 0
    end: int = 0

    @property
    def day(self) -> date:
        """The day as the page names it."""
        return self.value.date() if isinstance(self.value, datetime) else self.value


@dataclass(frozen=True, slots=True)
class Habits:
    """What decides between two readings of a date."""

    language: str | None = None
    """A BCP 47 primary tag, for month names that two languages use differently."""
    month_first: bool | None = None
    """Whether 3/5/2024 is in March; ``None`` where the page does not tell."""


NO_HABITS = Habits()


def habits_of(language: str | None) -> Habits:
    """The habits of a declared language such as ``en-US`` or ``pt_BR``."""
    if not language:
        return NO_HABITS
    parts = language.replace("_", "-").split("-")
    primary = parts[0].strip().lower()[:3]
    region = parts[-1].upper() if len(parts) > 1 else ""
    if primary == "en":
        month_first = True if region in ("US", "PH") else None if not region else False
    else:
        month_first = region == "US"
    return Habits(primary, month_first)
