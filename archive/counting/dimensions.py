"""What articles can be counted by: each dimension as SQL, and what a stored value means."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from archive.search.filters import comparable

Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. *a* is ``articles_short``."""

    name: str
    column: str
    """SQL for what is stored."""
    read: Callable[[Any], Values]
    """What is stored, as the values that an article counts for; ``(None,)`` where it has none."""
    utc_column: str | None = None
    """SQL for the same by UTC, of a dimension of time."""
    has_spellings: bool = False
    """Whether values that differ in case and accents only are one."""
    has_several: bool = False
    """Whether an article may have several values, which are stored as one text."""

    @property
    def is_time(self) -> bool:
        """Whether its values follow one another in time."""
        return self.utc_column is not None

    def sql(self, utc: bool) -> str:
        """The column, by the outlet's days or by those of UTC."""
        return self.utc_column if utc and self.utc_column else self.column


def _one(value: str | None) -> Values:
    return (value or None,)


def _language(value: str | None) -> Values:
    """``en-GB`` counts as ``en``."""
    return ((value or "").split("-")[0].lower() or None,)


@lru_cache(maxsize=10_000)
def _names(value: str | None) -> Values:
    return _different(json.loads(value or "[]"))


@lru_cache(maxsize=10_000)
def _agencies(value: str) -> Values:
    in_dateline, on_pictures = json.loads(value)
    found = []
    for names in (on_pictures or "").splitlines():
        found += json.loads(names)
    return _different([*found, *([in_dateline] if in_dateline else [])])


def _different(names: list[str]) -> Values:
    """Each of *names* once, whatever its spelling: the article counts for it once."""
    return tuple({comparable(name): name for name in reversed(names)}.values())[::-1] or (None,)


@lru_cache(maxsize=10_000)
def _week(day: str) -> Values:
    """The Monday of the week that *day* is in; a day that there is not stays as it is."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return (day,)
    return ((at - timedelta(days=at.weekday())).isoformat(),)


_UTC_DAY = "substr(coalesce(a.published_at, a.first_seen_at), 1, {})"

YEAR = Dimension("year", "substr(a.day, 1, 4)", _one, _UTC_DAY.format(4))

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("day", "a.day", _one, _UTC_DAY.format(10)),
        Dimension("week", "a.day", _week, _UTC_DAY.format(10)),
        Dimension("month", "substr(a.day, 1, 7)", _one, _UTC_DAY.format(7)),
        Dimension("site", "a.site", _one),
        Dimension("section", "a.section", _one, has_spellings=True),
        Dimension("language", "a.language", _language),
        Dimension(
            "agency",
            "json_array(a.dateline_agency, (SELECT group_concat(i.agencies, char(10)) FROM images i"
            " WHERE i.article_id = a.id AND i.agencies <> '[]'))",
            _agencies,
            has_spellings=True,
            has_several=True,
        ),
        Dimension("place", "a.dateline_place", _one, has_spellings=True),
        Dimension("author", "a.authors", _names, has_spellings=True, has_several=True),
        Dimension("kind", "a.kind", _one),
    )
}
"""By their names: time first."""

MOST = 2
"""Dimensions that articles are counted by at once."""


def chosen(names: str | Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions called *names*. Raises ``ValueError`` where there is none of that name."""
    names = tuple(names.split(",") if isinstance(names, str) else names)
    names = tuple(name.strip() for name in names if name.strip())
    for name in names:
        if name not in DIMENSIONS:
            raise ValueError(f"{name!r} is none of {', '.join(DIMENSIONS)}")
    if len(names) > MOST or len(set(names)) < len(names):
        raise ValueError(f"count by at most {MOST} different dimensions at once")
    if sum(DIMENSIONS[name].is_time for name in names) > 1:
        raise ValueError("count by one of day, week and month at once")
    return tuple(DIMENSIONS[name] for name in names)
