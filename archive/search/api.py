"""Full-text search: newest first, or the newest matches by relevance."""

from __future__ import annotations

import re
import sqlite3
from array import array
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from archive.errors import ArchiveOutdated
from archive.reading.articles import gone_since
from archive.schema.database import snapshot
from archive.search import plan
from archive.search.filters import AT, Filters, register
from archive.search.query import highlights, match_expression
from archive.search.selective_filters import Narrowing
from archive.upkeep.near_duplicates import sites_with_copies

DEFAULT_LIMIT = 20
SNIPPET = 160
"""Characters of text shown around the first hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. Times are UTC text, as in the tables."""

    id: int
    url: str
    site: str | None
    published_at: str | None
    first_seen_at: str
    headline: str | None
    dateline: str | None
    byline: str | None
    language: str | None
    caption: str | None
    credit: str | None
    word_count: int
    revision: int
    snippet: str
    """The text around the first word found, else the beginning."""
    elsewhere: int = 0
    """On how many other sites the archive has the same story."""
    gone_at: str | None = None
    """When its page was first found gone since it was last seen."""


def search(
    connection: sqlite3.Connection,
    path: Path,
    query: str,
    filters: Filters,
    *,
    by_relevance: bool = False,
) -> list[Hit]:
    """The articles found, at most the filters' limit (:data:`DEFAULT_LIMIT` without one)."""
    register(connection)
    conditions, values = filters.conditions()
    limit = DEFAULT_LIMIT if filters.limit is None else filters.limit
    marked = highlights(query)
    with snapshot(connection):
        if not query.strip():
            ids = _ids(connection, _newest("articles a", conditions), values | {"limit": limit})
        else:
            values["query"] = match_expression(query)
            if values["query"] is None:
                return []
            _require_index(connection, path)
            narrowing = Narrowing(connection, filters)
            if narrowing.is_empty:
                return []
            search = plan.Search(connection, values["query"], narrowing)
            ids = search.best(query, marked, limit) if by_relevance else search.newest(limit)
        rows = _rows(connection, ids)
        elsewhere = sites_with_copies(connection, ids)
        gone = gone_since(connection, ids)
    return [
        _hit(rows[one], marked, elsewhere.get(one, 0), gone[one][0] if one in gone else None)
        for one in ids
    ]


def matching_ids(
    connection: sqlite3.Connection, path: Path, query: str, filters: Filters
) -> array[int]:
    """The ids of all articles found, ascending; with a limit the newest so many."""
    register(connection)
    conditions, values = filters.conditions()
    source = "articles a"
    if query.strip():
        values["query"] = match_expression(query)
        if values["query"] is None:
            return array("q")
        _require_index(connection, path)
        source = _FOUND
        conditions = [_MATCHES, *conditions]
    sql = f"SELECT a.id FROM {source} WHERE {' AND '.join(conditions) or '1'}"
    if filters.limit is not None:
        sql += f" ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
        values["limit"] = filters.limit
    return array("q", sorted(row[0] for row in connection.execute(sql, values)))


_FOUND = "articles_fts f JOIN articles a ON a.id = f.rowid"
_MATCHES = "f.articles_fts MATCH :query"


def _newest(source: str, conditions: list[str]) -> str:
    where = " AND ".join(conditions) or "1"
    return f"SELECT a.id FROM {source} WHERE {where} ORDER BY {AT} DESC, a.id DESC LIMIT :limit"


def _ids(connection: sqlite3.Connection, sql: str, values: dict[str, Any]) -> list[int]:
    return [row[0] for row in connection.execute(sql, values)]


def _rows(connection: sqlite3.Connection, ids: list[int]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        marks = ",".join("?" * len(chunk))
        sql = f"SELECT {_SHOWN} FROM articles a WHERE a.id IN ({marks})"
        found.update((row[0], row) for row in connection.execute(sql, chunk))
    return found


_MADE = {"snippet", "elsewhere", "gone_at"}
_NAMES = (*(field.name for field in fields(Hit) if field.name not in _MADE), "dek", "body")
_SHOWN = ", ".join(f"a.{name}" for name in _NAMES)


def _require_index(connection: sqlite3.Connection, path: Path) -> None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles_fts'").fetchone()
    if not there:
        raise ArchiveOutdated(path, "searching")


def _hit(
    row: tuple[Any, ...], marked: re.Pattern[str] | None, elsewhere: int, gone_at: str | None
) -> Hit:
    values = dict(zip(_NAMES, row, strict=True))
    texts = (values.pop("body"), values.pop("dek"), values["caption"])
    return Hit(**values, snippet=snippet(texts, marked), elsewhere=elsewhere, gone_at=gone_at)


def snippet(texts: tuple[str | None, ...], marked: re.Pattern[str] | None) -> str:
    """About :data:`SNIPPET` characters around the first hit, cut at spaces where there are any."""
    present = [text for text in texts if text]
    if not present:
        return ""
    text, at = present[0], 0
    if marked:
        for candidate in present:
            if hit := marked.search(candidate):
                text, at = candidate, hit.start()
                break
    start = max(0, at - SNIPPET // 3)
    end = min(len(text), start + SNIPPET)
    if start:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > at else end
    shown = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"
