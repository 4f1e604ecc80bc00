"""The articles that rare filters leave over, taken from the filters' own indexes.

Going back in time until enough articles meet a filter is quick where many do. Of a place that
thirty articles in a million have, it is quicker to list those thirty first.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive.filters import Filters, folded

MOST = 8_000
"""Articles that a filter may leave over to count as rare."""
VALUES = 20_000
"""Different values of a column that are looked through."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A column that a filter is about, with an index that begins with it."""

    table: str
    column: str
    index: str
    test: str
    """What a value ``x`` must meet, ``:wanted`` being what the filter asks for."""
    present: str = "IS NOT NULL"


_LISTED = "EXISTS (SELECT 1 FROM json_each(x) WHERE equals(json_each.value, :wanted))"
_HOLDS = "holds(x, :wanted)"
_SIDES: dict[str, tuple[_Side, ...]] = {
    "language": (
        _Side("articles", "language", "articles_language_at", "x = :raw OR x LIKE :raw || '-%'"),
    ),
    "section": (_Side("articles", "section", "articles_section_at", _HOLDS),),
    "place": (_Side("articles", "dateline_place", "articles_place_at", _HOLDS),),
    "agency": (
        _Side("articles", "dateline_agency", "articles_agency_at", "equals(x, :wanted)"),
        _Side("images", "agencies", "images_agencies", _LISTED, "<> '[]'"),
    ),
    "credit": (_Side("images", "credit", "images_credit", _HOLDS),),
    "photographer": (_Side("images", "creator", "images_creator", _HOLDS),),
}


def narrowed(connection: sqlite3.Connection, filters: Filters) -> set[int] | None:
    """The articles that meet all filters that few meet; ``None`` where every filter is met by many.

    The functions of :func:`archive.filters.register` must be there.
    """
    found: set[int] | None = None
    indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    for name, sides in _SIDES.items():
        wanted = getattr(filters, name)
        if wanted and all(side.index in indexes for side in sides):
            found = _both(found, _of_sides(connection, sides, wanted))
    if filters.revised and "articles_revised_at" in indexes:
        sql = (
            "SELECT id FROM articles INDEXED BY articles_revised_at WHERE revision > 1"
            f" LIMIT {MOST + 1}"
        )
        ids = {one for (one,) in connection.execute(sql)}
        found = _both(found, ids if len(ids) <= MOST else None)
    return found


def _both(one: set[int] | None, other: set[int] | None) -> set[int] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _of_sides(
    connection: sqlite3.Connection, sides: tuple[_Side, ...], wanted: str
) -> set[int] | None:
    found: set[int] = set()
    for side in sides:
        values = _values(connection, side, wanted)
        if values is None:
            return None
        key = "id" if side.table == "articles" else "article_id"
        rows = connection.execute(
            f"SELECT {key} FROM {side.table} INDEXED BY {side.index}"
            f" WHERE {side.column} {side.present}"
            f" AND {side.column} IN (SELECT value FROM json_each(?)) LIMIT {MOST + 1}",
            [json.dumps(values)],
        ).fetchall()
        found.update(one for (one,) in rows)
        if len(rows) > MOST or len(found) > MOST:
            return None
    return found


def _values(connection: sqlite3.Connection, side: _Side, wanted: str) -> list[str] | None:
    """The values that meet the filter, found by going from one to the next in the index."""
    source = f"{side.table} INDEXED BY {side.index} WHERE {side.column} {side.present}"
    rows = connection.execute(
        f"WITH RECURSIVE each(x) AS (SELECT min({side.column}) FROM {source} UNION ALL"
        f" SELECT (SELECT min({side.column}) FROM {source} AND {side.column} > each.x)"
        f" FROM each WHERE x IS NOT NULL LIMIT {VALUES + 2})"
        f" SELECT x, {side.test} FROM each WHERE x IS NOT NULL",
        {"wanted": folded(wanted), "raw": wanted},
    ).fetchall()
    if len(rows) > VALUES:
        return None
    return [value for value, meets in rows if meets]
