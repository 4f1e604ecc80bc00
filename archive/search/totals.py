"""How many articles a search finds, exactly as far as people count."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from archive.search import plan
from archive.search.selective_filters import Selected

COUNTED = 10_000
"""The most that is counted exactly."""
NARROW = 30_000
"""Articles that pass a filter and are looked up one after another."""
FEW = 600
"""Articles that the index of words is asked about one by one: some 30 µs each."""
BROAD = 5.5
"""A filter that a greater part of the articles passes is checked article by article."""


def total(connection: sqlite3.Connection, search: plan.Search | None, narrowing: Selected) -> int:
    """How many there are, or ``COUNTED + 1`` for all larger numbers.

    ``None`` for *search*: the filters alone decide. Where a page of hits begins is no filter.
    """
    narrowing = narrowing.without("after")
    if narrowing.is_empty:
        return 0
    values: dict[str, Any] = dict(narrowing.values)
    among, conditions = _in_period(connection, narrowing)
    if among is None:
        among, conditions = narrowing.among(NARROW)
    if among is not None:
        values["ids"] = json.dumps(list(among))
        chosen = "IN (SELECT value FROM json_each(:ids))"
        if search is None:
            wanted = [f"a.id {chosen}", *conditions]
            return _counted(connection, "articles a NOT INDEXED", wanted, values)
        if not among:
            return 0
        values |= _bounds(among)
        # A few articles: FTS5 is asked about each. Many: its matches are walked through, and each
        # is looked up in the set of the articles, in memory.
        place = (
            "f.rowid" if len(among) <= FEW else "f.rowid BETWEEN :lowest AND :highest AND +f.rowid"
        )
        return _matches(connection, search, [f"{place} {chosen}"], conditions, values)
    if search is None:
        return _counted(connection, "articles a", conditions, values)
    conditions = list(narrowing.conditions.values())
    most = int(search.highest() / BROAD)
    if conditions and len(search.listed(COUNTED)) > COUNTED and (broad := narrowing.fewest(most)):
        holders, conditions = broad
        return _matches(connection, search, [f"+f.rowid IN ({holders})"], conditions, values)
    return _matches(connection, search, [], conditions, values)


def _matches(
    connection: sqlite3.Connection,
    search: plan.Search,
    of_matches: list[str],
    of_articles: list[str],
    values: dict[str, Any],
) -> int:
    """How many matches meet conditions over *f*, the index, and over *a*, an article."""
    source = "articles_fts f"
    if of_articles:
        source += f" CROSS JOIN {search.source(of_articles)} ON a.id = f.rowid"
    conditions = ["f.articles_fts MATCH :query", *of_matches, *of_articles]
    return _counted(connection, source, conditions, values | {"query": search.expression})


def _in_period(
    connection: sqlite3.Connection, narrowing: Selected
) -> tuple[set[int] | None, list[str]]:
    """Ids of the articles of the period, if they are few, and the filters that are left."""
    conditions = dict(narrowing.conditions)
    period = [conditions.pop(name) for name in ("since", "until") if name in conditions]
    if not period:
        return None, []
    sql = f"SELECT a.id FROM articles a WHERE {' AND '.join(period)} LIMIT {NARROW + 1}"
    ids = {one for (one,) in connection.execute(sql, narrowing.values)}
    return (ids if len(ids) <= NARROW else None), list(conditions.values())


def _counted(
    connection: sqlite3.Connection, source: str, conditions: list[str], values: dict[str, Any]
) -> int:
    where = " AND ".join(conditions) or "1"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT {COUNTED + 1})"
    return int(connection.execute(sql, values).fetchone()[0])


def _bounds(ids: set[int]) -> dict[str, int]:
    return {"lowest": min(ids), "highest": max(ids)}
