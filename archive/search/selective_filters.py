"""The values that a search's filters name, and the articles that rare ones leave over.

A filter asks for part of a name, in whatever case; the archive has thousands of names, each once
in ``names``, and millions of articles. So the names are gone through once, and from then on only
exact values are asked for, which SQLite compares itself. Going back in time until enough articles
meet a filter is quick where many do. Of a place that thirty articles in a million have, it is
quicker to list those thirty first.
"""

from __future__ import annotations

import json
import sqlite3
from copy import copy
from dataclasses import dataclass

from archive.search.filters import CHOSEN, ON_SITE, Filters, comparable

VALUES = 20_000
"""Names that may meet a filter for their articles to be looked up by them."""

RATHER_ASKED = 3
"""The articles of a second filter are listed too if they are at most so many times as many as those
of the first; otherwise the articles of the first are checked one by one."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A column that a filter is about, with an index that begins with it."""

    table: str
    column: str
    index: str
    test: str
    """What a ``name`` must meet, ``:wanted`` being what the filter asks for."""
    present: str = "IS NOT NULL"

    def holders(self, parameter: str) -> str:
        """The articles with a value among those of *parameter*, a list in JSON."""
        key = "id" if self.table == "articles" else "article_id"
        return (
            f"SELECT {key} AS id FROM {self.table} INDEXED BY {self.index} WHERE"
            f" {self.column} {self.present} AND {self._is_among(parameter)}"
        )

    def condition(self, parameter: str) -> str:
        """That article *a* has such a value; the unary plus keeps SQLite from using the index."""
        if self.table == "articles":
            return f"+a.{self._is_among(parameter)}"
        return (
            f"EXISTS (SELECT 1 FROM {self.table} WHERE {self.table}.article_id = a.id"
            f" AND +{self._is_among(parameter)})"
        )

    def _is_among(self, parameter: str) -> str:
        return f"{self.column} IN (SELECT value FROM json_each(:{parameter}))"


_BOTH = " UNION ALL "
_LISTED = "EXISTS (SELECT 1 FROM json_each(name) WHERE equals(json_each.value, :wanted))"
# Most names are of printable ASCII with single spaces: SQLite folds those itself, much faster.
_HOLDS = (
    "CASE WHEN name NOT GLOB '*[^ -~]*' AND instr(name, '  ') = 0"
    " THEN instr(lower(name), :wanted) > 0 ELSE holds(name, :wanted) END"
)
_SIDES: dict[str, tuple[_Side, ...]] = {
    "language": (
        _Side(
            "articles",
            "language",
            "articles_language_at",
            "name = :raw OR name LIKE :raw || '-%'",
        ),
    ),
    "section": (_Side("articles", "section", "articles_section_at", _HOLDS),),
    "place": (_Side("articles", "dateline_place", "articles_place_at", _HOLDS),),
    "agency": (
        _Side("articles", "dateline_agency", "articles_agency_at", "equals(name, :wanted)"),
        _Side("images", "agencies", "images_agencies", _LISTED, "<> '[]'"),
    ),
    "credit": (_Side("images", "credit", "images_credit", _HOLDS),),
    "photographer": (_Side("images", "creator", "images_creator", _HOLDS),),
}
_SITE = "SELECT id FROM articles INDEXED BY articles_site_at WHERE site = :site"
_REVISED = "SELECT id FROM articles INDEXED BY articles_revised_at WHERE revision > 1"


NOT_FOUND = "a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)"
"""That an article does not match a query."""


class Selected:
    """The filters of one search.

    The functions of :func:`archive.search.filters.register` must be there.
    """

    def __init__(self, connection: sqlite3.Connection, filters: Filters) -> None:
        self._connection = connection
        self.conditions, self.values = filters.each_condition()
        """What an article must have, by the names of the filters."""
        self._holders: dict[str, str] = {}
        self._counts: dict[str, tuple[int, int]] = {}
        self.is_empty = False
        """Whether no article can meet them all."""
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        for name, sides in _SIDES.items():
            wanted = getattr(filters, name)
            if wanted and "names" in there and all(side.index in there for side in sides):
                self._resolve(name, sides, wanted)
        if self.conditions.get("site") == ON_SITE and "articles_site_at" in there:
            self._holders["site"] = _SITE
        if filters.ids is not None:
            self._holders["ids"] = CHOSEN
            self.is_empty |= not filters.ids
        if filters.revised and "articles_revised_at" in there:
            self._holders["revised"] = _REVISED
            self.is_empty |= connection.execute(f"{_REVISED} LIMIT 1").fetchone() is None

    def leave_out(self, expression: str | None) -> None:
        """Only articles that do not match *expression*; all for ``None``."""
        if expression is not None:
            self.conditions["left_out"] = NOT_FOUND
            self.values["query"] = expression

    def without(self, name: str) -> Selected:
        """The same filters but for one."""
        other = copy(self)
        other.conditions = {key: sql for key, sql in self.conditions.items() if key != name}
        return other

    def among(self, most: int, lowest: int = 0) -> tuple[set[int] | None, list[str]]:
        """Ids of the articles that pass the selective filters, and the filters still to be checked
        row by row. ``None``: no filter is selective, each is passed by more than *most* articles.

        Only articles with numbers from *lowest* on are given.
        """
        found: set[int] | None = None
        left = dict(self.conditions)
        values = self.values | {"lowest": lowest}
        counts = {name: self._count(name, most) for name in self._holders}
        for name in sorted(counts, key=counts.__getitem__):
            if counts[name] > (most if found is None else min(most, RATHER_ASKED * len(found))):
                break
            holders = self._holders[name]
            sql = f"SELECT id FROM ({holders}) WHERE id >= :lowest"
            ids = {one for (one,) in self._connection.execute(sql, values)}
            found = ids if found is None else found & ids
            del left[name]
        return found, list(left.values())

    def fewest(self, most: int) -> tuple[str, list[str]] | None:
        """SQL for the articles that pass the filter passed by fewest, and the filters left.

        ``None``: each is passed by more than *most*.
        """
        counts = {}
        for name, holders in self._holders.items():
            sides = 1 + holders.count(_BOTH)  # an article mostly has the same agency in both
            counts[name] = self._count(name, most * sides) / sides
        name = min(counts, key=counts.__getitem__, default="")
        if not name or counts[name] > most:
            return None
        left = [one for other, one in self.conditions.items() if other != name]
        return self._holders[name], left

    def _count(self, name: str, most: int) -> int:
        """How many articles pass a filter, counted to *most* and one more."""
        looked, count = self._counts.get(name, (0, 0))
        if count < looked or most < count:
            return count
        sql = f"SELECT count(*) FROM ({self._holders[name]} LIMIT {most + 1})"
        (count,) = self._connection.execute(sql, self.values).fetchone()
        self._counts[name] = (most + 1, count)
        return int(count)

    def _resolve(self, name: str, sides: tuple[_Side, ...], wanted: str) -> None:
        """Ask for exact values from now on, if they can all be told."""
        parameters: dict[str, str] = {}
        chosen: list[tuple[_Side, str]] = []
        for number, side in enumerate(sides):
            values = _values(self._connection, side, wanted)
            if values is None:
                return
            if values:
                parameter = f"{name}_{number}"
                parameters[parameter] = json.dumps(values)
                chosen.append((side, parameter))
        if not chosen:
            self.is_empty = True
            return
        self.values.update(parameters)
        conditions = " OR ".join(side.condition(parameter) for side, parameter in chosen)
        self.conditions[name] = f"({conditions})"
        self._holders[name] = _BOTH.join(side.holders(parameter) for side, parameter in chosen)


def _values(connection: sqlite3.Connection, side: _Side, wanted: str) -> list[str] | None:
    """The values that meet the filter, unless there are very many."""
    rows: list[tuple[str]] = connection.execute(
        f"SELECT name FROM names WHERE kind = :kind AND ({side.test}) LIMIT {VALUES + 1}",
        {"kind": side.column, "wanted": comparable(wanted), "raw": wanted},
    ).fetchall()
    return None if len(rows) > VALUES else [name for (name,) in rows]


NOT_IN_SHORT = ("url_key",)
"""Columns that conditions use and the short form of articles lacks."""
_COSTLY = ("holds(", "equals(", "EXISTS", "dateline_agency", "a.kind", *NOT_IN_SHORT)
"""Conditions with one of these need an article's row or its pictures opened."""


def by_cost(conditions: list[str]) -> tuple[list[str], list[str]]:
    """The conditions that an index answers, and those that need an article opened."""
    costly = [one for one in conditions if any(sign in one for sign in _COSTLY)]
    return [one for one in conditions if one not in costly], costly
