"""What was asked to be forgotten: it is kept out, and not fetched again."""

from __future__ import annotations

import sqlite3

from archive.values.url_identity import site_of, url_key

FORGOTTEN = "it was asked to be forgotten"
"""Why such a page is not kept."""


def is_forgotten(connection: sqlite3.Connection, url: str) -> bool:
    """Whether *url* or its site was asked to be forgotten."""
    row = connection.execute(
        "SELECT 1 FROM forgotten WHERE (scope = 'url' AND url_key = ?)"
        " OR (scope = 'site' AND url_key = ?) LIMIT 1",
        [url_key(url), site_of(url)],
    ).fetchone()
    return row is not None


def has_forgotten(connection: sqlite3.Connection) -> bool:
    """Whether anything was asked to be forgotten."""
    return connection.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None
