"""Days, times and ages, as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from archive.values.times import in_utc
from crawler.errors import TargetError

_AGE = re.compile(r"(\d{1,6})([wdhm])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


def age(text: str) -> timedelta:
    """A length of time such as ``7d``. Raises :class:`TargetError`."""
    found = _AGE.fullmatch(text.strip())
    if not found:
        raise TargetError(f"{text!r} is no length of time. Write 30m, 12h, 7d or 4w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def moment(value: object) -> datetime | None:
    """A day, a time or an age (``7d``) as a moment. Raises :class:`TargetError`."""
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if not isinstance(value, str | datetime):
        raise TargetError(f"{value!r} is no date. Write 2026-11-01 or 7d")
    if isinstance(value, str) and _AGE.fullmatch(value.strip()):
        try:
            return datetime.now(UTC) - age(value)
        except OverflowError:
            raise TargetError(f"{value!r} is before the year 1") from None
    try:
        return in_utc(datetime.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        raise TargetError(f"{str(value)!r} is no date. Write 2026-11-01 or 7d") from None


def flaw_of_period(since: datetime | None, until: datetime | None) -> str | None:
    """What is wrong with a period that ends before it begins; ``None`` where nothing is."""
    if since is None or until is None or since <= until:
        return None
    return (
        f"it ends before it begins: since {since:%Y-%m-%d %H:%M}Z is later than until"
        f" {until:%Y-%m-%d %H:%M}Z"
    )
