"""Full-text search: newest first, or the newest matches by relevance."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from archive.errors import ArchiveOutdated
from archive.reading.articles import gone_since
from archive.reading.same_story import sites_with_same_story
from archive.schema import search_index
from archive.schema.database import snapshot
from archive.search import plan, ranking, totals
from archive.search.filters import AT, Filters, register
from archive.search.query_language.highlights import Highlights
from archive.search.query_language.query import Query
from archive.search.query_language.stems import query_with_stems
from archive.search.selective_filters import NOT_FOUND, Selected
from archive.search.suggestions.nearest import understood

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


class Hits(list[Hit]):
    """Articles that were found, as many as were asked for, and how many there are.

    They are counted when :attr:`total` is first asked for; the archive must be open then.
    """

    def __init__(
        self,
        hits: Iterable[Hit],
        count: Callable[[], int],
        query: Query,
        notes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(hits)
        self.query = query
        """The query as it was understood, with the words that were looked for."""
        self._count = count
        self.notes = notes
        """What looked like an operator in the query and was none, and which language or site a
        name was taken for; a sentence each."""

    @property
    def total(self) -> int:
        """How many articles the query and the filters find: exactly, unless :attr:`is_more`."""
        return min(self._counted, totals.COUNTED)

    @property
    def is_more(self) -> bool:
        """Whether there are more than :attr:`total`, which then is 10,000."""
        return self._counted > totals.COUNTED

    @property
    def total_text(self) -> str:
        """How many there are, for people: ``35``, or ``more than 10,000``."""
        return f"more than {self.total:,}" if self.is_more else f"{self.total:,}"

    @cached_property
    def _counted(self) -> int:
        return self._count()


def search(
    connection: sqlite3.Connection,
    path: Path,
    text: str,
    filters: Filters,
    *,
    by_relevance: bool = False,
) -> Hits:
    """The articles found, at most the filters' limit (:data:`DEFAULT_LIMIT` without one)."""
    register(connection)
    query = query_with_stems(connection, text, filters.stem)
    filters, taken = understood(connection, filters)
    notes = (*query.notes, *taken)
    limit = DEFAULT_LIMIT if filters.limit is None else filters.limit
    if query.expression is None and not query.is_empty:
        return Hits([], lambda: 0, query, notes)
    if query.expression is not None:
        _require_index(connection, path)
    with snapshot(connection):
        narrowing = Selected(connection, filters)
        plan_of_words = None
        if query.expression is None or query.expression.leaves_out:
            narrowing.leave_out(query.expression.text if query.expression else None)
            ids = _newest(connection, narrowing, limit)
        else:
            plan_of_words = plan.Search(connection, query.expression.text, narrowing)
            if narrowing.is_empty:
                ids = []
            elif by_relevance:
                ids = ranking.best(plan_of_words, query, limit)
            else:
                ids = plan_of_words.newest(limit)
        rows = _rows(connection, ids)
        elsewhere = sites_with_same_story(connection, ids)
        gone = gone_since(connection, ids)
    hits = [
        _hit(
            rows[one],
            query.highlights,
            elsewhere.get(one, 0),
            gone[one][0] if one in gone else None,
        )
        for one in ids
    ]
    is_all = len(hits) < limit and "after" not in narrowing.conditions

    def count() -> int:
        return len(hits) if is_all else totals.total(connection, plan_of_words, narrowing)

    return Hits(hits, count, query, notes)


def matching_ids(
    connection: sqlite3.Connection, path: Path, text: str, filters: Filters
) -> array[int]:
    """The ids of all articles found, ascending; with a limit the newest so many."""
    register(connection)
    filters, _ = understood(connection, filters)
    conditions, values = filters.conditions()
    source = "articles a"
    query = query_with_stems(connection, text, filters.stem)
    if not query.is_empty:
        if query.expression is None:
            return array("q")
        _require_index(connection, path)
        values["query"] = query.expression.text
        if query.expression.leaves_out:
            conditions = [*conditions, NOT_FOUND]
        else:
            source = "articles_fts f JOIN articles a ON a.id = f.rowid"
            conditions = ["f.articles_fts MATCH :query", *conditions]
    sql = f"SELECT a.id FROM {source} WHERE {' AND '.join(conditions) or '1'}"
    if filters.limit is not None:
        sql += f" ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
        values["limit"] = filters.limit
    return array("q", sorted(row[0] for row in connection.execute(sql, values)))


def _newest(connection: sqlite3.Connection, narrowing: Selected, limit: int) -> list[int]:
    """The newest articles that the filters alone choose."""
    if narrowing.is_empty:
        return []
    among, conditions = narrowing.among(plan.NARROW)
    if among is not None:
        conditions = ["a.id IN (SELECT value FROM json_each(:ids))", *conditions]
    where = " AND ".join(conditions) or "1"
    sql = f"SELECT a.id FROM articles a WHERE {where} ORDER BY {AT} DESC, a.id DESC LIMIT :limit"
    values = narrowing.values | {"limit": limit, "ids": json.dumps(list(among or ()))}
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
    if not search_index.is_there(connection):
        raise ArchiveOutdated(path, "searching")


def _hit(row: tuple[Any, ...], highlights: Highlights, elsewhere: int, gone_at: str | None) -> Hit:
    values = dict(zip(_NAMES, row, strict=True))
    texts = (values.pop("body"), values.pop("dek"), values["caption"])
    return Hit(**values, snippet=snippet(texts, highlights), elsewhere=elsewhere, gone_at=gone_at)


def snippet(texts: tuple[str | None, ...], highlights: Highlights) -> str:
    """About :data:`SNIPPET` characters around the first hit, cut at spaces where there are any."""
    present = [text for text in texts if text]
    if not present:
        return ""
    text, at = present[0], 0
    for candidate in present:
        if (found := highlights.first(candidate)) is not None:
            text, at = candidate, found
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
