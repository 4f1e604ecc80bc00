"""What can be told of front pages. Times are UTC text, as in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar, overload

from archive.reading.listing import data_frame_library

KNOWN_HOURS = 24.0
"""Hours that one sighting counts for at most: a front counts as unchanged until it is seen again,
but nobody knows for longer than this."""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class StoredFront:
    """A front page, from when it showed something until it showed something else."""

    id: int
    """``fronts.id`` of its first sighting."""
    site: str | None
    url: str
    seen_at: str
    """When it was first seen so."""
    last_seen_at: str
    """When it was last seen so."""
    until: str | None
    """When it was first seen otherwise; ``None``: it is the newest."""
    stories: int
    came: int | None
    """Stories that did not stand on it before; ``None``: it is the first that is kept."""
    went: int | None
    """Stories that stood on it before, and no more."""
    top: str | None
    """The headline on top: the first that is marked as one, else the first at all."""
    capture_id: str | None


@dataclass(frozen=True, slots=True)
class KeptFront:
    """A front page with how often it was seen, and how often it showed something new."""

    site: str | None
    url: str
    sightings: int
    changes: int
    first_seen_at: str
    last_seen_at: str


@dataclass(frozen=True, slots=True)
class FrontStory:
    """A story on a front page at one moment."""

    position: int
    """1, 2, 3 … in reading order."""
    level: int | None
    """The level of its heading, 1 to 6; ``None``: it is none."""
    text: str | None
    """Its headline as printed there; ``None``: a picture alone leads to it."""
    url_key: str
    article_id: int | None
    """The article, where the archive has it."""
    headline: str | None
    """The article's own headline, as it is now."""
    since: str
    """Since when it stood there without a break, as far as it was looked at."""
    until: str | None
    """When it was first seen to be gone; ``None``: it was there to the last."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A story's stay on a front page under one headline, without a break."""

    site: str | None
    front: str
    """The front page's address."""
    text: str | None
    level: int | None
    best_position: int
    since: str
    until: str | None
    hours: float


class Records(Sequence[Record], Generic[Record]):
    """Records in their order; ``to_dataframe()`` makes a table of them."""

    def __init__(self, kind: type[Record], found: Iterable[Record]) -> None:
        self.columns = tuple(one.name for one in fields(kind))  # type: ignore[arg-type]
        """The names of a record's fields, which are those of :meth:`rows`."""
        self._found = tuple(found)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        return self._found[index]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each record."""
        return ({name: getattr(one, name) for name in self.columns} for one in self)

    def to_dataframe(self, *, library: Literal["pandas", "polars"] | None = None) -> Any:
        """The rows as a data frame of pandas, or of polars where pandas is not installed.

        Raises ``ImportError`` where there is neither, or not the one chosen.
        """
        columns = {name: [getattr(one, name) for one in self] for name in self.columns}
        for name, values in columns.items():
            if name in _TIMES:
                columns[name] = [datetime.fromisoformat(one) if one else None for one in values]
        _, module = data_frame_library(library)
        return module.DataFrame(columns)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """A front page as it stood at one moment."""

    front: StoredFront
    stories: Records[FrontStory]


_TIMES = frozenset({"seen_at", "last_seen_at", "since", "until"})
