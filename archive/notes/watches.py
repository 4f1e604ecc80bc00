"""Watched queries: what came, was edited or went since each was last asked.

Articles and visits are numbered in the order in which the archive got them, so the last numbers
that were seen tell what is new, however old the pages are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from archive.schema.database import immediate, snapshot
from archive.search.api import matching_ids
from archive.search.filters import Filters
from archive.search.revision_matches import edited_ids
from archive.values.times import stamp

Kind = Literal["new", "edited", "gone"]
KINDS: tuple[Kind, ...] = ("new", "edited", "gone")


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to an article."""

    kind: Kind
    at: str
    """When it was first seen, when the edit was captured, or when the page was found gone."""
    id: int
    site: str | None
    headline: str | None
    before: str | None
    """The headline before, where an edit changed it."""
    published_at: str | None
    url: str


@dataclass(frozen=True, slots=True)
class WatchPosition:
    """How far an archive was looked through."""

    article: int
    visit: int


def look(
    connection: sqlite3.Connection,
    path: Path,
    query: str,
    filters: Filters,
    kinds: Sequence[Kind],
    since: WatchPosition | None,
) -> tuple[list[News], WatchPosition]:
    """What happened after *since* to the articles that *query* finds, and how far that is.

    An edit is told of an article that is found as it is, or was found before the edit. Without
    *since* nothing is told: watching begins.
    """
    with snapshot(connection):
        now = _now(connection)
        if since is None or now == since:
            return [], now
        found: list[News] = []
        ids = set(matching_ids(connection, path, query, filters))
        for kind in kinds:
            values = {"article": since.article, "visit": since.visit}
            rows = connection.execute(_SQL[kind], values).fetchall()
            if kind == "edited":
                before = dict(connection.execute(_BEFORE, values).fetchall())
                ids |= edited_ids(connection, path, query, filters, before)
            found += [News(kind, *row) for row in rows if row[1] in ids]
    return found, now


def last_seen(notes: sqlite3.Connection, name: str) -> WatchPosition | None:
    """How far the archive was looked through when the watch called *name* was last asked."""
    row = notes.execute(
        "SELECT last_article, last_visit FROM watches WHERE name = ?", [name]
    ).fetchone()
    return WatchPosition(*row) if row else None


def note_seen(notes: sqlite3.Connection, name: str, seen: WatchPosition) -> None:
    """Keep how far the watch called *name* was shown what there is."""
    with immediate(notes):
        notes.execute(
            "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?)",
            [name, seen.article, seen.visit, stamp(datetime.now(UTC))],
        )


def _now(connection: sqlite3.Connection) -> WatchPosition:
    # Numbers of articles are never given twice, those of visits only where the last were removed.
    article, visit = connection.execute(
        "SELECT (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'articles'),"
        " (SELECT coalesce(max(id), 0) FROM visits)"
    ).fetchone()
    return WatchPosition(article, visit)


_EDITED = (
    "SELECT article_id, min(visited_at) AS first, max(visited_at) AS last, max(id) AS visit"
    " FROM visits WHERE id > :visit AND outcome = 'revised' GROUP BY article_id"
)
_BEFORE = (
    "SELECT e.article_id, coalesce((SELECT max(b.revision) FROM revisions b"
    " WHERE b.article_id = e.article_id AND b.seen_at < e.first), 1)"
    f" FROM ({_EDITED}) e JOIN articles a ON a.id = e.article_id WHERE a.id <= :article"
)
"""The articles edited, each with its last revision before."""

_SQL = {
    "new": "SELECT first_seen_at, id, site, headline, NULL, published_at, url FROM articles"
    " WHERE id > :article ORDER BY id",
    # An article that was edited twice since is told once, with its headline before the first.
    "edited": "SELECT e.last, a.id, a.site, a.headline,"
    " (SELECT nullif(b.headline, a.headline) FROM revisions b WHERE b.article_id = a.id"
    " AND b.seen_at < e.first ORDER BY b.revision DESC LIMIT 1), a.published_at, a.url"
    f" FROM ({_EDITED}) e"
    " JOIN articles a ON a.id = e.article_id WHERE a.id <= :article ORDER BY e.visit",
    "gone": "SELECT min(v.visited_at), a.id, a.site, a.headline, NULL, a.published_at, a.url"
    " FROM visits v JOIN articles a ON a.id = v.article_id"
    " WHERE v.id > :visit AND v.outcome = 'gone' AND v.url_key = a.url_key"
    " AND v.visited_at > a.last_seen_at AND NOT EXISTS (SELECT 1 FROM visits e"
    " WHERE e.article_id = a.id AND e.outcome = 'gone' AND e.url_key = a.url_key"
    " AND e.visited_at > a.last_seen_at AND e.id <= :visit) GROUP BY a.id ORDER BY min(v.id)",
}
