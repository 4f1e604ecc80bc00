"""``articles_short``: by number, what articles are chosen, sorted and counted by.

Rows of ``articles`` have their bodies in them and lie far apart on the disk.
"""

from __future__ import annotations

_KEPT = (
    "id", "published_at", "first_seen_at", "site", "language", "section", "revision",
    "dateline_place", "dateline_agency", "authors", "keywords", "kind",
)  # fmt: skip
_READ = (*_KEPT, "published_day")

FILL_DAYS = """
    UPDATE articles SET published_day = coalesce(
        (SELECT substr(json_extract(r.record, '$.published_at'), 1, 10) FROM revisions r
         WHERE r.article_id = articles.id AND r.revision = articles.revision
           AND json_valid(r.record)),
        substr(published_at, 1, 10)
    ) WHERE published_at IS NOT NULL
"""
"""Of articles that are there: their records have the times with the outlet's offset."""


def _day(row: str) -> str:
    return (
        f"coalesce({row}.published_day,"
        f" substr(coalesce({row}.published_at, {row}.first_seen_at), 1, 10))"
    )


def _values(row: str) -> str:
    return ", ".join([*(f"{row}.{name}" for name in _KEPT), _day(row)])


def _all(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in _READ)


_INSERT = f"INSERT INTO articles_short ({', '.join(_KEPT)}, day)"

STATEMENTS = (
    """
    CREATE TABLE articles_short (
        id INTEGER PRIMARY KEY,
        published_at TEXT,
        first_seen_at TEXT NOT NULL,
        site TEXT,
        language TEXT,
        section TEXT,
        revision INTEGER NOT NULL,
        dateline_place TEXT,
        dateline_agency TEXT,
        authors TEXT NOT NULL,
        keywords TEXT NOT NULL,
        kind TEXT NOT NULL,
        day TEXT NOT NULL
    )
    """,
    f"{_INSERT} SELECT {_values('a')} FROM articles a",
    "CREATE INDEX articles_short_block ON articles_short(id >> 12,"
    " coalesce(published_at, first_seen_at))",
    "CREATE TRIGGER articles_short_came AFTER INSERT ON articles BEGIN"
    f" {_INSERT} VALUES ({_values('new')}); END",
    f"CREATE TRIGGER articles_short_changed AFTER UPDATE OF {', '.join(_READ)} ON articles"
    f" WHEN ({_all('old')}) IS NOT ({_all('new')}) BEGIN"
    " DELETE FROM articles_short WHERE id = old.id;"
    f" {_INSERT} VALUES ({_values('new')}); END",
    "CREATE TRIGGER articles_short_went AFTER DELETE ON articles BEGIN"
    " DELETE FROM articles_short WHERE id = old.id; END",
)
