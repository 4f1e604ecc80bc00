"""Stratified samples that anybody can draw again: by a hash of seed and address, not by chance.

The articles of a stratum are put in the order of ``SHA-256(seed, url_key)`` and the first are
taken. So a sample depends on the seed and on which articles there are, and on nothing else: not on
their numbers, the order in which they came, the machine or the version of Python.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Any

from archive.counting.counting import can_count
from archive.counting.dimensions import DIMENSIONS, Dimension, chosen
from archive.errors import ArchiveOutdated
from archive.reading.listing import ArticleSet
from archive.search.filters import comparable

CHUNK = 5_000
"""Articles looked up in one query."""
RANK = 16
"""Bytes of a hash that are compared: no two of a million addresses share them."""
WITH_SEVERAL = frozenset({"author", "agency"})
"""Dimensions of which an article may have several values: it would be in several strata."""
SINGLE = tuple(name for name in DIMENSIONS if name not in WITH_SEVERAL)
"""Dimensions that strata can be made of."""

Cell = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the frame."""

    cell: Cell
    """A value for each dimension; ``None`` where the articles say none."""
    articles: int
    """How many it has."""
    drawn: int
    """How many of them are in the sample."""


class Sample(ArticleSet):
    """The articles drawn, and how."""

    def __init__(
        self, connection: sqlite3.Connection, ids: Sequence[int], size: int, seed: str,
        by: tuple[str, ...], strata: Sequence[Stratum],
    ) -> None:  # fmt: skip
        super().__init__(connection)
        self._ids = array("q", sorted(ids))
        self.size = size
        """How many were asked for; there are fewer where the frame has fewer."""
        self.seed = seed
        self.by = by
        self.strata = strata
        """Every stratum of the frame, also those of which none was drawn."""

    @property
    def ids(self) -> array[int]:
        """The numbers of the articles drawn, ascending."""
        return self._ids

    @property
    def frame(self) -> int:
        """How many articles could have been drawn."""
        return sum(stratum.articles for stratum in self.strata)

    @property
    def left_out(self) -> int:
        """How many strata have no article in the sample, for there are more than were drawn."""
        return sum(not stratum.drawn for stratum in self.strata)

    def to_dict(self) -> dict[str, Any]:
        """How it was drawn, as JSON values; manifests and selections tell this."""
        return {
            "size": self.size,
            "drawn": len(self),
            "frame": self.frame,
            "seed": self.seed,
            "by": list(self.by),
            "strata": [
                dict(zip(self.by, stratum.cell, strict=True))
                | {"articles": stratum.articles, "drawn": stratum.drawn}
                for stratum in self.strata
            ],
        }


def strata_of(names: str | Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions called *names*. Raises ``ValueError`` for one that makes no strata."""
    found = chosen(names)
    for dimension in found:
        if dimension.name in WITH_SEVERAL:
            raise ValueError(
                f"an article can have several values of {dimension.name}, so it makes no strata;"
                f" these do: {', '.join(SINGLE)}"
            )
    return found


def draw(
    connection: sqlite3.Connection,
    path: Path,
    ids: Sequence[int],
    size: int,
    dimensions: Sequence[Dimension],
    seed: str,
) -> Sample:
    """Draw *size* of the articles *ids*, from each stratum in proportion to what it has.

    Raises ``ArchiveOutdated`` where an earlier newsclip made the archive.
    """
    if not can_count(connection):
        raise ArchiveOutdated(path, "sampling")
    # One short text of bytes for each article, so that a million of them need no 100 MB.
    frame: defaultdict[Cell, list[bytes]] = defaultdict(list)
    for cell, key, number in _rows(connection, ids, dimensions):
        frame[cell].append(_rank(seed, key) + number.to_bytes(8))
    cells = sorted(frame, key=lambda cell: [(value is not None, value or "") for value in cell])
    places = {cell: _rank(seed, json.dumps(cell, ensure_ascii=True)) for cell in cells}
    parts = allocate({cell: len(frame[cell]) for cell in cells}, size, places)
    drawn = [
        int.from_bytes(ranked[RANK:])
        for cell in cells
        for ranked in nsmallest(parts[cell], frame[cell])
    ]
    strata = [Stratum(cell, len(frame[cell]), parts[cell]) for cell in cells]
    return Sample(connection, drawn, size, seed, tuple(one.name for one in dimensions), strata)


def allocate(sizes: Mapping[Cell, int], size: int, places: Mapping[Cell, bytes]) -> dict[Cell, int]:
    """How many of each stratum are drawn, *size* in all or as many as there are.

    Each gets its proportional part, rounded by largest remainder (Hamilton's method); a stratum
    whose part is less than one gets one, as long as there are no more strata than are drawn. Equal
    remainders are decided by *places*. All is counted in whole numbers, so every machine agrees.
    """
    left, rest = dict(sizes), min(size, sum(sizes.values()))
    parts: dict[Cell, int] = {}
    if len(left) <= rest:
        while small := [cell for cell, has in left.items() if rest * has < sum(left.values())]:
            for cell in small:
                parts[cell] = 1
                del left[cell]
            rest -= len(small)
    whole = sum(left.values())
    for cell, has in left.items():
        parts[cell] = rest * has // whole
    short = rest - sum(parts[cell] for cell in left)
    by_remainder = sorted(left, key=lambda cell: (-(rest * left[cell] % whole), places[cell]))
    for cell in by_remainder[:short]:
        parts[cell] += 1
    return parts


def _rows(
    connection: sqlite3.Connection, ids: Sequence[int], dimensions: Sequence[Dimension]
) -> Iterator[tuple[Cell, str, int]]:
    """Stratum, ``url_key`` and number of each article. Spellings of a name are one stratum."""
    columns = ", ".join(["b.url_key", "a.id", *(one.sql(utc=False) for one in dimensions)])
    for start in range(0, len(ids), CHUNK):
        rows = connection.execute(
            f"SELECT {columns} FROM articles_short a JOIN articles b ON b.id = a.id"
            " WHERE a.id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids[start : start + CHUNK]))],
        )
        for key, number, *values in rows:
            cell = tuple(_value(one, value) for one, value in zip(dimensions, values, strict=True))
            yield cell, key, number


def _value(dimension: Dimension, stored: Any) -> str | None:
    (value,) = dimension.read(stored)
    return comparable(value) if value and dimension.has_spellings else value


def _rank(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()[:RANK]
