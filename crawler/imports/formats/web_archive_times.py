"""Times as web archives write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from archive.values.times import in_utc

_REDUCED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)Z?)?)?)?")


def moment_of_stamp(stamp: str) -> datetime | None:
    """The time of a stamp such as ``20260311100000``, in UTC; of parts left out, the first."""
    padded = stamp + "00000101000000"[len(stamp) :]
    try:
        return datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def moment_of_warc(text: str | None) -> datetime | None:
    """The time of a ``WARC-Date``, whose parts may be left out from the end (WARC 1.1, 5.4)."""
    text = (text or "").strip()
    try:
        if reduced := _REDUCED.fullmatch(text):
            year, month, day, hour, minute = (int(part or 0) for part in reduced.groups())
            return datetime(year, month or 1, day or 1, hour, minute, tzinfo=UTC)
        return in_utc(datetime.fromisoformat(text))
    except ValueError:
        return None
