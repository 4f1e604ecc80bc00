"""Full-text search: newest first, or the newest matches by relevance."""

from __future__ import annotations

import re
import sqlite3
from array import array
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from archive.database import snapshot
from archive.errors import ArchiveOutdated
from archive.filters import AT, Filters, register
from archive.query import highlights, match_expression

DEFAULT_LIMIT = 20
RANKED = 5_000
"""Matches that are ranked by relevance: the newest so many. Ranking all would take a second
in a large archive, whatever the word."""

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
    values["limit"] = limit
    if query.strip():
        expression = match_expression(query)
        if expression is None:
            return []
        _require_index(connection, path)
        values["query"] = expression
        sql = _by_relevance(conditions) if by_relevance else _newest(conditions)
    else:
        sql = _listed(conditions)
    with snapshot(connection):
        found = connection.execute(sql, values).fetchall()
    marked = highlights(query)
    return [_hit(row, marked) for row in found]


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
        source = "articles_fts f JOIN articles a ON a.id = f.rowid"
        conditions = ["f.articles_fts MATCH :query", *conditions]
    sql = f"SELECT a.id FROM {source} WHERE {' AND '.join(conditions) or '1'}"
    if filters.limit is not None:
        sql += f" ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
        values["limit"] = filters.limit
    return array("q", sorted(row[0] for row in connection.execute(sql, values)))


def _newest(conditions: list[str]) -> str:
    where = " AND ".join(["f.articles_fts MATCH :query", *conditions])
    return (
        f"SELECT {_SHOWN} FROM articles_fts f JOIN articles a ON a.id = f.rowid WHERE {where}"
        f" ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
    )


def _by_relevance(conditions: list[str]) -> str:
    where = " AND ".join(["f.articles_fts MATCH :query", *conditions])
    weights = ", ".join(map(str, WEIGHTS))
    return (
        f"SELECT {_SHOWN} FROM (SELECT a.id AS found, bm25(articles_fts, {weights}) AS score"
        f" FROM articles_fts f JOIN articles a ON a.id = f.rowid WHERE {where}"
        f" ORDER BY f.rowid DESC LIMIT {RANKED}) JOIN articles a ON a.id = found"
        f" ORDER BY score, {AT} DESC, a.id DESC LIMIT :limit"
    )


def _listed(conditions: list[str]) -> str:
    where = " AND ".join(conditions) or "1"
    return (
        f"SELECT {_SHOWN} FROM articles a WHERE {where} ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
    )


_NAMES = (*(field.name for field in fields(Hit) if field.name != "snippet"), "dek", "body")
_SHOWN = ", ".join(f"a.{name}" for name in _NAMES)


def _require_index(connection: sqlite3.Connection, path: Path) -> None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles_fts'").fetchone()
    if not there:
        raise ArchiveOutdated(path, "searching")


def _hit(row: tuple[Any, ...], marked: re.Pattern[str] | None) -> Hit:
    values = dict(zip(_NAMES, row, strict=True))
    texts = (values.pop("body"), values.pop("dek"), values["caption"])
    return Hit(**values, snippet=snippet(texts, marked))


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
