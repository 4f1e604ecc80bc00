"""Articles counted in cells: of one or several queries, and of all that there is."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal, overload

from archive.counting.dimensions import Dimension
from archive.errors import ArchiveOutdated
from archive.reading.listing import data_frame_library
from archive.schema.database import snapshot
from archive.search.filters import Filters, comparable, register
from archive.search.query_language.query import Query, read_query
from archive.search.query_language.stems import query_with_stems
from archive.search.selective_filters import NOT_FOUND, Selected
from archive.search.suggestions.nearest import understood

NARROW = 30_000
"""Articles that pass a filter and are looked up one after another."""

Cell = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles of a query are in one cell."""

    query: str
    cell: Cell
    """A value for each dimension, in their order; ``None``: the article says none."""
    articles: int
    output: int | None = None
    """How many articles there are in the cell, whatever their words; only for shares."""

    @property
    def share(self) -> float | None:
        """The part of the cell's output that the query finds, from 0 to 1."""
        return self.articles / self.output if self.output else None


class Counts(Sequence[Count]):
    """The counts of one or several queries: time runs forward, else the largest come first."""

    def __init__(
        self,
        counts: Sequence[Count],
        dimensions: Sequence[Dimension],
        totals: dict[str, int],
        *,
        notes: tuple[str, ...] = (),
        left_out: int = 0,
        has_shares: bool = False,
    ) -> None:
        self._counts = counts
        self.by = tuple(dimension.name for dimension in dimensions)
        """The names of the dimensions."""
        self.totals = totals
        """How many articles each query finds. One may count in several cells, or in none shown."""
        self.notes = notes
        """What looked like an operator in a query and was none, or which language or site a name
        was taken for."""
        self.left_out = left_out
        """How many values of a dimension are not shown, beyond the largest."""
        self.has_shares = has_shares
        """Whether each count has its cell's output beside it."""

    def __len__(self) -> int:
        return len(self._counts)

    @overload
    def __getitem__(self, index: int) -> Count: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Count]: ...
    def __getitem__(self, index: int | slice) -> Count | Sequence[Count]:
        return self._counts[index]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what :meth:`rows` gives."""
        shares = ("output", "share") if self.has_shares else ()
        return ("query", *self.by, "articles", *shares)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each count."""
        for one in self:
            values = (one.query, *one.cell, one.articles, one.output, one.share)
            yield dict(zip(self.columns, values, strict=False))

    def to_dataframe(self, *, library: Literal["pandas", "polars"] | None = None) -> Any:
        """The rows as a data frame of pandas, or of polars where pandas is not installed.

        Raises ``ImportError`` where there is neither, or not the one chosen.
        """
        columns: dict[str, list[Any]] = {name: [] for name in self.columns}
        for row in self.rows():
            for name, values in columns.items():
                values.append(row[name])
        _, module = data_frame_library(library)
        return module.DataFrame(columns)


def can_count(connection: sqlite3.Connection) -> bool:
    """Whether the archive has what is counted by; one of an earlier newsclip has not."""
    sql = "SELECT 1 FROM pragma_table_info('articles_short') WHERE name = 'day'"
    return connection.execute(sql).fetchone() is not None


def count(
    connection: sqlite3.Connection,
    path: Path,
    texts: Sequence[str],
    dimensions: Sequence[Dimension],
    filters: Filters,
    *,
    share: bool = False,
    utc: bool = False,
    top: int | None = None,
) -> Counts:
    """Count the articles of each query, and with *share* all articles, in each cell.

    *top* keeps so many values, the largest, of each dimension that is none of time.
    """
    if not can_count(connection):
        raise ArchiveOutdated(path, "counting")
    register(connection)
    queries = [query_with_stems(connection, text, filters.stem) for text in texts or ("",)]
    filters, taken = understood(connection, filters)
    with snapshot(connection):
        narrowing = Selected(connection, filters)
        found = [_cells(connection, query, dimensions, narrowing, utc) for query in queries]
        everything = read_query("")
        output = _cells(connection, everything, dimensions, narrowing, utc) if share else None
    totals = {query.text: cells.articles for query, cells in zip(queries, found, strict=True)}
    counters = [cells.counts for cells in found]
    name_alike(dimensions, [*counters, *([output.counts] if output else [])])
    left_out = _keep_largest(dimensions, counters, top)
    cells = {cell for counter in counters for cell in counter}
    if output:
        cells |= _others(dimensions, cells, output.counts)
    ordered = _in_order(dimensions, cells, counters)
    counts = [
        Count(query.text, cell, counter[cell], output.counts[cell] if output else None)
        for query, counter in zip(queries, counters, strict=True)
        for cell in ordered
    ]
    notes = (*dict.fromkeys(note for query in queries for note in query.notes), *taken)
    return Counts(
        counts, dimensions, totals, notes=notes, left_out=left_out, has_shares=output is not None
    )


@dataclass(slots=True)
class _Cells:
    """How often each cell was met."""

    counts: Counter[Cell]
    articles: int
    """Articles in all: one counts in several cells where it has several values."""


def _cells(
    connection: sqlite3.Connection,
    query: Query,
    dimensions: Sequence[Dimension],
    narrowing: Selected,
    utc: bool,
) -> _Cells:
    if narrowing.is_empty or (query.expression is None and not query.is_empty):
        return _Cells(Counter(), 0)
    sql, values = statement(query, dimensions, narrowing, utc)
    stored: Counter[tuple[Any, ...]] = Counter()
    if any(dimension.has_several for dimension in dimensions):
        # SQLite would sort what it groups; of long texts it is quicker to count the rows it gives.
        stored.update(row[1:] for row in connection.execute(sql, values))
    else:
        columns = ", ".join(str(2 + n) for n in range(len(dimensions)))
        grouped = f"{sql} GROUP BY {columns}" if columns else sql
        rows = connection.execute(grouped.replace("SELECT 1", "SELECT count(*)", 1), values)
        stored.update({row[1:]: row[0] for row in rows if row[0]})
    counts: Counter[Cell] = Counter()
    for row, number in stored.items():
        read = (dim.read(value) for dim, value in zip(dimensions, row, strict=True))
        for cell in product(*read):
            counts[cell] += number
    return _Cells(counts, sum(stored.values()))


def statement(
    query: Query, dimensions: Sequence[Dimension], narrowing: Selected, utc: bool
) -> tuple[str, dict[str, Any]]:
    """The SQL that gives a row for each article, and its parameters."""
    among, conditions = narrowing.among(NARROW)
    values: dict[str, Any] = dict(narrowing.values)
    if among is not None:
        conditions = ["a.id IN (SELECT value FROM json_each(:ids))", *conditions]
        values["ids"] = json.dumps(list(among))
    source = "articles_short a"
    if query.expression:
        values["query"] = query.expression.text
        if query.expression.leaves_out:
            conditions = [*conditions, NOT_FOUND]
        else:
            source = f"articles_fts f CROSS JOIN {source} ON a.id = f.rowid"
            conditions = ["f.articles_fts MATCH :query", *conditions]
    where = " AND ".join(conditions) or "1"
    where = where.replace("a.url_key", "(SELECT url_key FROM articles WHERE id = a.id)")
    columns = ", ".join(["1", *(dimension.sql(utc) for dimension in dimensions)])
    return f"SELECT {columns} FROM {source} WHERE {where}", values


def name_alike(dimensions: Sequence[Dimension], counters: Sequence[Counter[Cell]]) -> None:
    """Count spellings of a name as one, under the one that is printed most."""
    for place, dimension in enumerate(dimensions):
        if not dimension.has_spellings:
            continue
        printed: dict[str, Counter[str]] = defaultdict(Counter)
        for counter in counters:
            for cell, number in counter.items():
                if (value := cell[place]) is not None:
                    printed[comparable(value)][value] += number
        names = {folded: spellings.most_common(1)[0][0] for folded, spellings in printed.items()}
        for counter in counters:
            for cell, number in list(counter.items()):
                value = cell[place]
                name = None if value is None else names[comparable(value)]
                if name != value:
                    del counter[cell]
                    counter[(*cell[:place], name, *cell[place + 1 :])] += number


def _keep_largest(
    dimensions: Sequence[Dimension], counters: Sequence[Counter[Cell]], top: int | None
) -> int:
    """Leave *top* values of each dimension; how many went."""
    left_out = 0
    for place, dimension in enumerate(dimensions):
        if top is None or dimension.is_time:
            continue
        sizes = _sizes(place, counters)
        kept = {value for value, _ in sizes.most_common(top)}
        left_out += len(sizes) - len(kept)
        for counter in counters:
            for cell in [cell for cell in counter if cell[place] not in kept]:
                del counter[cell]
    return left_out


def _others(dimensions: Sequence[Dimension], cells: set[Cell], output: Counter[Cell]) -> set[Cell]:
    """Cells in which there is output and nothing was found, of values that are found elsewhere."""
    named = [
        None if dimension.is_time else {cell[place] for cell in cells}
        for place, dimension in enumerate(dimensions)
    ]
    return {
        cell
        for cell in output
        if all(kept is None or value in kept for kept, value in zip(named, cell, strict=True))
    }


def _in_order(
    dimensions: Sequence[Dimension], cells: set[Cell], counters: Sequence[Counter[Cell]]
) -> list[Cell]:
    sizes = [_sizes(place, counters) for place in range(len(dimensions))]

    def key(cell: Cell) -> list[Any]:
        return [
            (value or "", "") if dimension.is_time else (-size[value], value or "")
            for dimension, size, value in zip(dimensions, sizes, cell, strict=True)
        ]

    return sorted(cells, key=key)


def _sizes(place: int, counters: Sequence[Counter[Cell]]) -> Counter[str | None]:
    sizes: Counter[str | None] = Counter()
    for counter in counters:
        for cell, number in counter.items():
            sizes[cell[place]] += number
    return sizes
