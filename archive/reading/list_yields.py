"""What came of the addresses that a site's lists named, and which pages are still due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

from archive.values.times import stamp

MOST_VISITS = 20_000
"""Visits of a site, the latest, that lists are known by."""


def listed_visits(connection: sqlite3.Connection, site: str) -> Iterator[tuple[str, str, bool]]:
    """The addresses of *site* that lists named and that were asked for, the latest first.

    Each with the ``found_in`` of its list, and whether it gave an article.
    """
    rows = connection.execute(
        "SELECT found_in, url, outcome IN ('new', 'revised', 'unchanged', 'not-modified')"
        " FROM frontier WHERE site = ? AND visited_at IS NOT NULL"
        " AND (found_in GLOB 'sitemap *' OR found_in GLOB 'feed *')"
        " AND (outcome IN ('new', 'revised', 'unchanged', 'not-modified', 'gone', 'failed',"
        " 'not-an-article') OR (outcome = 'skipped' AND attempts > 0))"
        " ORDER BY visited_at DESC LIMIT ?",
        (site, MOST_VISITS),
    )
    for found_in, url, gave in rows:
        yield found_in, url, bool(gave)


def due_pages(connection: sqlite3.Connection, site: str) -> Iterator[tuple[str, str]]:
    """The pages of *site* that are due, fronts left out: ``found_in`` and address."""
    yield from connection.execute(
        "SELECT found_in, url FROM frontier WHERE site = ? AND due_at <= ?"
        " AND (kind IS NULL OR kind = 'article')",
        (site, stamp(datetime.now(UTC))),
    )
