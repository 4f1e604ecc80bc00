"""What was asked to be forgotten: it is kept out, and not fetched again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

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


def is_met(connection: sqlite3.Connection, keys: Iterable[str], sites: Iterable[str]) -> bool:
    """Whether one of these addresses, or an address of one of these sites, was ever found."""
    asked = connection.execute
    return any(
        asked(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", [name]).fetchone()
        for table, column, names in (
            ("frontier", "url_key", list(keys)),
            ("frontier", "site", list(sites)),
            ("visits", "url_key", list(keys)),
            ("sites", "domain", list(sites)),
        )
        for name in names
    )
