"""``articles_short``: by number, what articles are chosen, sorted and counted by.

Rows of ``articles`` have their bodies in them and lie far apart on the disk.
"""

from __future__ import annotations

_KEPT = (
    "id", "published_at", "first_seen_at", "site", "language", "section", "revision",
    "dateline_place", "dateline_agency", "authors", "kind",
)  # fmt: skip
_READ = (*_KEPT, "published_local")


def _day(row: str) -> str:
    """The day of publication where the outlet is, if the page says it with its offset."""
    at = f"coalesce({row}.published_at, {row}.first_seen_at)"
    return (
        f"CASE WHEN {row}.published_at LIKE '%Z' AND {row}.published_local"
        " GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9][T ]*'"
        f" THEN substr({row}.published_local, 1, 10) ELSE substr({at}, 1, 10) END"
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
