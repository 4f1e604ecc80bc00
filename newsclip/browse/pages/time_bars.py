"""When the articles of a search were published, as bars that narrow it: by day, month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

MOST = 62
"""Bars at most: of more, the steps are made longer."""
HEIGHT = 52
"""Of the highest bar."""
WIDTH = 10
"""Of a bar with the gap beside it."""


class Bar(NamedTuple):
    """One step of time."""

    label: str
    first: str
    """The first day."""
    last: str
    """The last day, which counts."""
    articles: int
    left: int
    height: int
    room: int
    """The width of all bars."""


def time_bars(days: Mapping[str, int]) -> list[Bar]:
    """The bars for so many articles of each day; those of empty steps have no height."""
    counted = Counter({at: number for at, number in days.items() if _is_day(at)})
    if not counted:
        return []
    first, last = date.fromisoformat(min(counted)), date.fromisoformat(max(counted))
    digits = 10
    if (last - first).days >= MOST:
        digits = 7 if _months(last) - _months(first) < MOST else 4
    steps: Counter[str] = Counter()
    for at, number in counted.items():
        steps[at[:digits]] += number
    labels = _labels(first, last, digits)[-MOST:]
    highest = max(steps[label] for label in labels)
    return [
        Bar(
            label, *_ends(label), steps[label], n * WIDTH,
            max(2, HEIGHT * steps[label] // highest) if steps[label] else 0, len(labels) * WIDTH,
        )
        for n, label in enumerate(labels)
    ]  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _months(day: date) -> int:
    return 12 * day.year + day.month - 1


def _labels(first: date, last: date, digits: int) -> list[str]:
    if digits == 4:
        return [f"{year:04}" for year in range(first.year, last.year + 1)]
    if digits == 7:
        months = range(_months(first), _months(last) + 1)
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _ends(label: str) -> tuple[str, str]:
    if len(label) == 10:
        return label, label
    if len(label) == 4:
        return f"{label}-01-01", f"{label}-12-31"
    first = date.fromisoformat(f"{label}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return first.isoformat(), (following - timedelta(days=1)).isoformat()
