"""A day as datelines and captions name it, in many languages, with or without its year."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from parsers.fields.dates.calendars import JALALI, month_of
from parsers.wordlists import names_of

_WEEKDAYS = names_of("dates", "weekdays")
WEEKDAYS = frozenset(_WEEKDAYS)


class Day(NamedTuple):
    """A day found in a text."""

    date: date | None
    """``None`` where the year is not named and cannot be told."""
    start: int
    end: int


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    week = "|".join(map(re.escape, sorted(_WEEKDAYS, key=len, reverse=True)))
    month = r"(?<![^\W\d_])(?P<month>[^\W\d_][^\s\d,.;:()\[\]/–—-]{1,14})\.?"
    after = rf"(?:,?\s*\(?(?:{week})\)?\.?(?![^\W\d_]))?"
    year = r"(?P<year>(?:19|20)\d\d)"
    return tuple(
        re.compile(pattern, re.I)
        for pattern in (
            rf"(?<!\w){year}\.?,?\s+{month}\s+(?P<day>\d{{1,2}})\.?(?:,?\s*(?:{week}))?",
            rf"{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th|\s?d\.)?(?!\d)"
            rf"(?:(?:,|\s)\s*{year})?{after}",
            rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?\.?\s*(?:de\s+|di\s+|of\s+|-\s*)?"
            rf"{month}(?:(?:,|\s+del?|-)?\s*{year}(?:\.|\s?г\.?|\s?р\.|\s?года)?)?{after}",
            rf"(?<!\w){year}[-./](?P<m>\d{{1,2}})[-./](?P<day>\d{{1,2}})(?!\d)\.?",
            r"(?<!\w)(?P<a>\d{1,2})(?P<sep>[-./])\s?(?P<b>\d{1,2})(?P=sep)\s?"
            r"(?P<year>(?:20)?\d\d)(?!\d)",
            r"(?:(?P<year>(?:19|"
            r"20)\d\d)\s?[年년]\s?)?(?P<m>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日號号일]",
            r"(?<!\d)(?P<day>[0-3]?\d)\s?[日號号일](?!本)",
            rf"(?<!\w)(?P<day>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?!\d){after}",
            r"(?<!\w)ngày\s+(?P<day>\d{1,2})[-/](?P<m>\d{1,2})(?!\d)(?:[-/](?P<year>20\d\d))?",
        )
    )


_DIGIT = re.compile(r"\d")
_ARABIC_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９", "0123456789" * 4
)


def find_day(text: str, published: date | datetime | None = None) -> Day | None:
    """The first day that *text* names; *published* tells the year where none is named."""
    if not _DIGIT.search(text):  # no pattern does without one
        return None
    if not text.isascii():
        text = text.translate(_ARABIC_DIGITS)
    near = published.date() if isinstance(published, datetime) else published
    for pattern in _patterns():
        for match in pattern.finditer(text):
            day = _day(match.groupdict(), near)
            if day is not _NONE:
                lead = _before().search(text, max(0, match.start() - 40), match.start())
                return Day(day, lead.start() if lead else match.start(), match.end())
    return None


@cache
def _before() -> re.Pattern[str]:
    """A weekday, a preposition before the day: "on Monday, ", "le "."""
    week = "|".join(map(re.escape, sorted(_WEEKDAYS, key=len, reverse=True)))
    return re.compile(
        rf"(?<!\w)(?:(?:on|am|le|el|il|em|den|dne|في)\s+)?(?:(?:{week})\.?[,\s]\s*)?$", re.I
    )


_AHEAD = timedelta(days=3)
_NONE = date.max  # no such day: the 31st of February


def _day(parts: dict[str, str | None], near: date | None) -> date | None:
    day = int(parts.get("day") or parts.get("a") or 0)
    name = parts.get("month")
    known = month_of(name) if name else None
    if known is None and name and name.casefold() == "listopada":
        # November in Polish, October in Croatian: the one nearer to the story.
        known = (10 if near and near.month in (9, 10) else 11, "")
    if name and (known is None or known[1] == JALALI):
        return _NONE
    month = known[0] if known else int(parts.get("m") or 0)
    year = int(parts.get("year") or 0)
    if year and year < 100:
        year += 2000
    if parts.get("a"):
        other = int(parts.get("b") or 0)
        ways = [d for d in (_date(year, other, day), _date(year, day, other)) if d is not None]
        if not ways:
            return _NONE
        return min(ways, key=lambda d: abs((d - near).days)) if near else ways[0]
    if not 1 <= day <= 31 or month > 12:
        return _NONE
    if year and month:
        return _date(year, month, day) or _NONE
    if not near:
        return None
    if month:
        ways = [d for y in (-1, 0, 1) if (d := _date(near.year + y, month, day))]
    else:  # the day alone: of this month or one beside it
        first = near.replace(day=1)
        months = (first - timedelta(days=1), first, first + timedelta(days=32))
        ways = [d for m in months if (d := _date(m.year, m.month, day))]
    past = [d for d in ways if d <= near + _AHEAD]  # a story names days gone by
    return max(past) if past else min(ways) if ways else _NONE


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
