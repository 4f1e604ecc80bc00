"""What the addresses that lists name came to: how many gave an article, and how many wait."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime


def list_yields(connection: sqlite3.Connection, site: str) -> list[tuple[str, int, int]]:
    """What each list of *site* gave: how it stands in ``found_in``, articles, and nothing."""
    rows = connection.execute(
        "SELECT found_in, count(*) FILTER (WHERE outcome IN"
        " ('new', 'revised', 'unchanged', 'not-modified')),"
        " count(*) FILTER (WHERE outcome IN ('gone', 'failed', 'not-an-article', 'skipped')"
        " AND (outcome <> 'skipped' OR attempts > 0))"
        " FROM frontier WHERE site = ? AND visited_at IS NOT NULL"
        " AND (found_in GLOB 'sitemap *' OR found_in GLOB 'feed *') GROUP BY found_in",
        (site,),
    )
    return rows.fetchall()


def count_due(connection: sqlite3.Connection, found_in: str) -> int:
    """How many addresses of one list are due."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    (count,) = connection.execute(
        "SELECT count(*) FROM frontier WHERE found_in = ? AND due_at <= ?", (found_in, now)
    ).fetchone()
    return int(count)
