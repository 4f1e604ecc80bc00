"""Full-text search: newest first, or the newest matches by relevance."""

from __future__ import annotations

import re
import sqlite3
from array import array
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from archive.clusters import sites_with_copies
from archive.database import snapshot
from archive.errors import ArchiveOutdated
from archive.filters import AT, Filters, register
from archive.query import highlights, match_expression

DEFAULT_LIMIT = 20
RANKED = 5_000
"""Matches that are ranked by relevance: the newest so many. Ranking all would take a second
in a large archive, whatever the word."""

SORTED = 4_000
"""Matches of a query that are all sorted by time; of more, the newest articles are tried."""

WALKED = 4_000
"""Articles tried, from the newest back, for a query with many matches."""

WEIGHTS = (10.0, 4.0, 3.0, 3.0, 1.0, 2.0)
"""How much a word counts in headline, dek, caption, dateline, body and search_text."""

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
    values["limit"] = DEFAULT_LIMIT if filters.limit is None else filters.limit
    with snapshot(connection):
        if not query.strip():
            ids = _ids(connection, _newest("articles a", conditions), values)
        else:
            values["query"] = match_expression(query)
            if values["query"] is None:
                return []
            _require_index(connection, path)
            if by_relevance:
                ids = _ids(connection, _by_relevance(conditions), values)
            else:
                ids = _newest_found(connection, conditions, values)
        rows = _rows(connection, ids)
        elsewhere = sites_with_copies(connection, ids)
    marked = highlights(query)
    return [_hit(rows[one], marked, elsewhere.get(one, 0)) for one in ids]


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


def _newest_found(
    connection: sqlite3.Connection, conditions: list[str], values: dict[str, Any]
) -> list[int]:
    """The newest matches. Of a rare word all are sorted; a common one is met on the way back
    from the newest article, and only where that fails are all its matches sorted."""
    (matches,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM articles_fts f WHERE {_MATCHES} LIMIT {SORTED + 1})",
        values,
    ).fetchone()
    if matches > SORTED:
        walk = (
            f"SELECT id FROM ({_newest('articles a', conditions).replace(':limit', ':walked')}) n"
            f" WHERE EXISTS (SELECT 1 FROM articles_fts f WHERE f.rowid = n.id AND {_MATCHES})"
            " LIMIT :limit"
        )
        ids = _ids(connection, walk, values | {"walked": WALKED})
        if len(ids) == values["limit"]:
            return ids
    return _ids(connection, _newest(_FOUND, [_MATCHES, *conditions]), values)


def _by_relevance(conditions: list[str]) -> str:
    where = " AND ".join([_MATCHES, *conditions])
    weights = ", ".join(map(str, WEIGHTS))
    return (
        f"SELECT id FROM (SELECT a.id AS id, {AT} AS at, bm25(articles_fts, {weights}) AS score"
        f" FROM {_FOUND} WHERE {where} ORDER BY f.rowid DESC LIMIT {RANKED})"
        " ORDER BY score, at DESC, id DESC LIMIT :limit"
    )


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


_MADE = {"snippet", "elsewhere"}
_NAMES = (*(field.name for field in fields(Hit) if field.name not in _MADE), "dek", "body")
_SHOWN = ", ".join(f"a.{name}" for name in _NAMES)


def _require_index(connection: sqlite3.Connection, path: Path) -> None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles_fts'").fetchone()
    if not there:
        raise ArchiveOutdated(path, "searching")


def _hit(row: tuple[Any, ...], marked: re.Pattern[str] | None, elsewhere: int) -> Hit:
    values = dict(zip(_NAMES, row, strict=True))
    texts = (values.pop("body"), values.pop("dek"), values["caption"])
    return Hit(**values, snippet=snippet(texts, marked), elsewhere=elsewhere)


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
