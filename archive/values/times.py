"""Times as the archive writes them: UTC, ISO 8601, ending in ``Z``; or a bare day."""

from __future__ import annotations

from datetime import UTC, date, datetime


def utc(moment: datetime) -> str:
    """*moment* as ``2026-11-23T09:30:00Z``, to the second or as precise as it is."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def in_utc(moment: datetime) -> datetime:
    """*moment* in UTC; one without an offset counts as UTC.

    Raises ``ValueError`` where that is before the year 1 or after 9999.
    """
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the time {moment} is before the year 1, or after 9999") from None


def stamp(moment: datetime) -> str:
    """When something was seen, always to the millisecond, so that text order is time order."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def own_day(moment: datetime | date | None) -> str | None:
    """The day of *moment* where the outlet is, by the offset that it has."""
    if isinstance(moment, datetime):
        moment = moment.date()
    return moment.isoformat() if moment else None


def day_or_utc(moment: datetime | date | None) -> str | None:
    """What a page says of a time. A clock time without an offset counts as its day."""
    if moment is None:
        return None
    if isinstance(moment, datetime):
        if moment.utcoffset() is not None:
            try:
                return utc(moment)
            except OverflowError:  # in the year 1 or 9999, and past it in UTC
                pass
        moment = moment.date()
    return moment.isoformat()


def parse(text: str | None) -> datetime | date | None:
    """What :func:`day_or_utc` wrote."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def bound(moment: datetime) -> str:
    """*moment* as a limit that compares rightly with times and with bare days.

    Midnight is its day, so that what names only that day lies after it.
    """
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    text = moment.isoformat().removesuffix("+00:00")
    return text.removesuffix("T00:00:00")


def stored_moment(text: object) -> datetime | None:
    """The time that :func:`stamp` wrote; ``None`` where nothing stands."""
    return datetime.fromisoformat(str(text)) if text else None
