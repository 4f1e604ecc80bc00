"""The outlet's own time, where the page's data say UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from parsers.fields.dates.displayed_dates import PrintedDate
from parsers.fields.dates.moment import Moment

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})\s?[:.h時时点]\s?(\d{2})(?!\d)(?:\s?([ap])\.?\s?m\b)?", re.I
)
_SAME = timedelta(minutes=1)
_BESIDE = timedelta(hours=2)
"""How far a printed moment with an offset may be from the one of the data."""
_STEP = 30
"""Minutes: offsets are multiples of it, nearly all over the world."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


def localised(told: Moment, declared: Iterable[Moment], shown: Iterable[PrintedDate]) -> Moment:
    """*told* with the offset by which the page names the same moment elsewhere.

    In another of its data, in a ``time`` element, or in a printed line: where that has a clock
    time without an offset, the difference is the offset.
    """
    one = told.value
    if not isinstance(one, datetime) or one.utcoffset():
        return told
    for moment in declared:
        other = moment.value
        if isinstance(other, datetime) and other.utcoffset() and abs(one - other) < _SAME:
            return replace(told, value=one.astimezone(other.tzinfo))
    for item in shown:
        if item.updated:
            continue
        other = item.moment.value
        if isinstance(other, datetime):
            if other.utcoffset() and abs(one - other) <= _BESIDE:
                return replace(told, value=one.astimezone(other.tzinfo))
            continue
        zone = _zone(one, item)
        if zone is not None:
            return replace(told, value=one.astimezone(zone))
    return told


def _zone(one: datetime, item: PrintedDate) -> timezone | None:
    """The offset that makes *one*, in UTC, the clock time that is printed."""
    clock = _CLOCK.search((item.wording or "").partition(item.moment.text)[2])
    if clock is None:
        return None
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    day = item.moment.day
    try:
        printed = datetime(day.year, day.month, day.day, hour, minute)
    except ValueError:
        return None
    ahead = printed - one.replace(tzinfo=None, second=0, microsecond=0)
    if not _WEST <= ahead <= _EAST or not ahead or ahead.total_seconds() % (60 * _STEP):
        return None
    return timezone(ahead)


def localised_by_clock(told: Moment, changed: Moment | None, lines: Iterable[str]) -> Moment:
    """*told* with the offset of a clock time that the page prints without a day.

    Its word names the countries it is said in, and so the offsets it can have: "Stand: 14.05
    Uhr". It must be that of *told* to the minute, or of the last change, not long after.
    """
    one = told.value
    if not isinstance(one, datetime) or one.utcoffset():
        return told
    moments = [one]
    later = changed.value if changed else None
    if isinstance(later, datetime) and not later.utcoffset() and abs(later - one) < _NOT_LONG:
        moments.append(later)
    for line in lines:
        clock = _WORDED.search(line)
        word = ((clock[1] or clock[4]) if clock else None) or ""
        for hours in _SAID_IN.get(word.lower(), ()):
            zone = timezone(timedelta(hours=hours))
            for moment in moments:
                local = moment.astimezone(zone)
                if clock and (local.hour, local.minute) == (int(clock[2]), int(clock[3])):
                    return replace(told, value=one.astimezone(zone))
    return told


_NOT_LONG = timedelta(days=2)
_WORDED = re.compile(
    r"(?:\b(ore|klo?)\.?\s)?(?<![\d:.])(\d{1,2})[:.](\d{2})(?![\d.:])(?:\s(uhr|uur)\b)?", re.I
)
_SAID_IN = {"uhr": (1, 2), "uur": (1, 2), "ore": (1, 2), "kl": (1, 2), "klo": (2, 3)}
"""Hours from UTC, in winter and summer, where each word stands with a clock time."""
