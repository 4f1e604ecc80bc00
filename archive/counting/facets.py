"""What the articles of a search have in common: the commonest values of each dimension."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.counting.counting import Cell, can_count, name_alike, statement
from archive.counting.dimensions import DIMENSIONS, YEAR
from archive.schema.database import snapshot
from archive.search.filters import Filters, register
from archive.search.query_language.stems import query_with_stems
from archive.search.selective_filters import Selected
from archive.search.suggestions.nearest import understood

LOOKED_AT = 10_000
"""Articles that are looked at: those that came into the archive last."""

FACETS = (
    *(DIMENSIONS[name] for name in ("site", "language", "section", "author", "place", "agency")),
    YEAR,
    DIMENSIONS["kind"],
)
"""The dimensions of a search, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The commonest values of each dimension, with how many articles have each."""

    values: Mapping[str, list[tuple[str, int]]]
    looked_at: int
    """How many articles were looked at."""
    days: Mapping[str, int] = field(default_factory=dict)
    """How many of them each day of UTC has, as the filters of a period take days."""

    @property
    def is_all(self) -> bool:
        """Whether these are all articles of the search."""
        return self.looked_at < LOOKED_AT


def facets(connection: sqlite3.Connection, text: str, filters: Filters, most: int) -> Facets:
    """The values that the articles of a search have, at most *most* of each dimension."""
    register(connection)
    query = query_with_stems(connection, text, filters.stem)
    filters, _ = understood(connection, filters)
    with snapshot(connection):
        narrowing = Selected(connection, filters).without("after")
        if not can_count(connection):
            return Facets({}, 0)
        if narrowing.is_empty or (query.expression is None and not query.is_empty):
            return Facets({}, 0)
        sql, values = statement(query, (*FACETS, DIMENSIONS["day"]), narrowing, utc=True)
        newest = "f.rowid" if "articles_fts f" in sql else "a.id"
        rows = connection.execute(f"{sql} ORDER BY {newest} DESC LIMIT {LOOKED_AT}", values)
        stored = list(rows)
    found = {}
    for place, dimension in enumerate(FACETS, 1):
        counter: Counter[Cell] = Counter()
        for value, number in Counter(row[place] for row in stored).items():
            for one in dimension.read(value):
                counter[(one,)] += number
        name_alike([dimension], [counter])
        present = [(cell[0], number) for cell, number in counter.most_common() if cell[0]]
        found[dimension.name] = [(value, number) for value, number in present if value][:most]
    return Facets(found, len(stored), Counter(row[-1] for row in stored))
