"""Captures that a visit, an article or a refusal names.

A capture is stored before its visit: a crash between the two leaves one that nothing names.
"""

from __future__ import annotations

import sqlite3

from archive.records import Capture
from archive.values.times import stamp
from archive.values.url_identity import url_key

NAMED = (
    "SELECT capture_id FROM articles UNION ALL SELECT capture_id FROM revisions"
    " UNION ALL SELECT capture_id FROM sightings UNION ALL SELECT capture_id FROM passed_over"
)
"""The captures that articles, revisions, sightings and refusals name."""


def is_named(connection: sqlite3.Connection, capture: Capture) -> bool:
    """Whether a visit, an article or a refusal names this capture."""
    visit = connection.execute(
        "SELECT 1 FROM visits WHERE url_key = ? AND visited_at = ? LIMIT 1",
        [url_key(capture.url), stamp(capture.fetched_at)],
    )
    if visit.fetchone() is not None:
        return True
    named = f"SELECT 1 FROM ({NAMED}) WHERE capture_id = ? LIMIT 1"
    return connection.execute(named, [capture.id]).fetchone() is not None
