"""Clock times beside a day, and their offsets from UTC."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from parsers.fields.dates.moment import Moment

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})(?:[:.h時点时]\s?(\d{2})(?::(\d{2}))?)?\s*([ap]\.?\s?m\b\.?)?(?:\s*(?:Uhr|hrs?|Hrs|klo|WIB\b))?"
    r"[\s,(]{0,2}(Z\b|(?:UTC|GMT)\s*[+−-]\s*\d{1,2}(?::?\d{2})?|[+−-]\d{2}:?\d{2}\b|[^\W\d_]{2,5}\b)?",
    re.I,
)
_HOURS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "SAST": 2, "CAT": 2, "EAT": 3, "WAT": 1,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4, "COT": -5, "PET": -5, "PKT": 5,
    "NPT": 5.75, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "SGT": 8, "HKT": 8, "PHT": 8, "MYT": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8, "NZST": 12,
    "NZDT": 13,
}  # fmt: skip
"""Hours from UTC. Names that mean two zones (IST, CST, BST, ET) are left out."""


def offset_of(zone: str) -> timezone | None:
    """The offset that a zone's name or figures tell; ``None`` where it is unknown."""
    zone = zone.upper().replace("−", "-").replace(" ", "")
    if zone in _HOURS:
        return timezone(timedelta(hours=_HOURS[zone]))
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def with_clock(text: str, start: int, end: int, day: date) -> Moment:
    """The date with the clock time beside it, if that has an offset."""
    tail = text[end : end + 45]
    for match in _CLOCK.finditer(tail):
        if match.start() > 14:
            break
        moment = _moment(day, match)
        if moment:
            stop = end + match.end()
            return Moment(moment, "", start, stop)
        if match[2] or match[4]:
            break
    front = text[max(0, start - 40) : start]
    for match in _CLOCK.finditer(front):
        if len(front) - match.end() <= 16:
            moment = _moment(day, match)
            if moment:
                begin = start - len(front) + match.start()
                return Moment(moment, "", begin, end)
    return Moment(day, "", start, end)


def _moment(day: date, match: re.Match[str]) -> datetime | None:
    hour, minute, second, half, zone = match.groups()
    if not zone or not (minute or half):
        return None
    offset = offset_of(zone)
    if offset is None:
        return None
    number = int(hour)
    if half:
        number = number % 12 + (12 if half[0] in "pP" else 0)
    try:
        clock = datetime(day.year, day.month, day.day, number, int(minute or 0), int(second or 0))
    except ValueError:
        return None
    return clock.replace(tzinfo=offset)
