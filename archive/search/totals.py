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
        if search is not None and among:
            among.intersection_update(search.listed(plan.EVERY, **_bounds(among)))
        conditions = ["a.id IN (SELECT value FROM json_each(:ids))", *conditions]
        values["ids"] = json.dumps(list(among))
        return _counted(connection, "articles a NOT INDEXED", conditions, values)
    if search is None:
        return _counted(connection, "articles a", conditions, values)
    source = f"articles_fts f CROSS JOIN {search.source(conditions)} ON a.id = f.rowid"
    conditions = ["f.articles_fts MATCH :query", *conditions]
    values["query"] = search.expression
    return _counted(connection, source if conditions[1:] else "articles_fts f", conditions, values)


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
