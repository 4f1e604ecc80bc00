"""The same story on other sites, as :mod:`archive.upkeep.near_duplicates` has linked it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """An article on another site that tells the same story in the same words."""

    id: int
    url: str
    site: str | None
    headline: str | None
    published_at: str | None
    likeness: float
    """What share of the shorter text stood in the other when they were linked, 0 to 1."""


def same_story(connection: sqlite3.Connection, article_id: int) -> list[NearDuplicate]:
    """The near duplicates of an article on other sites, oldest first."""
    if not has_clusters(connection):
        return []
    return [
        NearDuplicate(*row)
        for row in connection.execute(
            "SELECT a.id, a.url, a.site, a.headline, a.published_at, o.likeness"
            " FROM clusters c JOIN clusters o ON o.cluster_id = c.cluster_id"
            " JOIN articles a ON a.id = o.article_id"
            " WHERE c.article_id = ? AND a.id != c.article_id"
            " AND a.site IS NOT (SELECT site FROM articles WHERE id = c.article_id)"
            " ORDER BY coalesce(a.published_at, a.first_seen_at), a.id",
            [article_id],
        )
    ]


def sites_with_same_story(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, int]:
    """On how many other sites the same story is, for those of *ids* where it is."""
    if not ids or not has_clusters(connection):
        return {}
    found = connection.execute(
        "SELECT c.article_id, count(DISTINCT b.site) FROM clusters c"
        " JOIN articles a ON a.id = c.article_id"
        " JOIN clusters o ON o.cluster_id = c.cluster_id"
        " JOIN articles b ON b.id = o.article_id AND b.site IS NOT a.site"
        " WHERE c.article_id IN (SELECT value FROM json_each(?)) GROUP BY c.article_id",
        [json.dumps(list(ids))],
    )
    return dict(found.fetchall())


def has_clusters(connection: sqlite3.Connection) -> bool:
    """Whether the archive has the tables: an older one has none until it is upgraded."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'clusters'"
    return connection.execute(sql).fetchone() is not None
