"""Selections: sets of articles, kept under a name with the query that chose them."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from archive.errors import SelectionMissing, SelectionThere
from archive.notes.noted_articles import Noted, resolve
from archive.reading.listing import ArticleSet
from archive.schema.database import immediate
from archive.values.sanitize import storable
from archive.values.times import stamp

LONGEST_NAME = 100
"""Characters of a selection's name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a selection comes from."""

    query: str = ""
    options: Mapping[str, str] | None = None
    """The options that chose its articles beside the query, as they were given."""
    sample: Mapping[str, Any] | None = None
    """Size, strata and seed, where it is a sample."""


class Selection(ArticleSet):
    """The articles of a selection that the archive has, and what is known of it."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, dates: tuple[str, str], origin: Origin,
        keys: Sequence[str],
    ) -> None:  # fmt: skip
        super().__init__(connection)
        self.name = name
        self.made_at, self.changed_at = dates
        self.query = origin.query
        self.options = dict(origin.options or {})
        self.sample = origin.sample
        self.keys = keys
        """The ``url_key`` of every article that was selected."""

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return resolve(self.connection, self.keys)

    @cached_property
    def ids(self) -> array[int]:
        """The numbers of its articles, ascending."""
        return array("q", sorted(set(self._numbers.values())))

    @property
    def missing(self) -> list[str]:
        """The addresses, as ``url_key``, of which the archive has no article."""
        return [key for key in self.keys if key not in self._numbers]

    def keys_of(self, ids: Iterable[int]) -> list[str]:
        """Under which addresses it has the articles with these numbers."""
        wanted = set(ids)
        return [key for key in self.keys if self._numbers.get(key) in wanted]

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return Origin(self.query, self.options, self.sample)

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, as JSON values; a manifest tells this."""
        told = {
            "name": self.name,
            "query": self.query,
            "options": self.options,
            "made_at": self.made_at,
            "changed_at": self.changed_at,
            "articles": len(self.keys),
        }
        return told | ({"sample": dict(self.sample)} if self.sample else {})


def names(notes: sqlite3.Connection | None) -> list[str]:
    """The names of all selections."""
    if notes is None:
        return []
    return [name for (name,) in notes.execute("SELECT name FROM selections ORDER BY name")]


def find(
    notes: sqlite3.Connection | None, connection: sqlite3.Connection, path: Path, name: str
) -> Selection:
    """The selection called *name*. Raises ``SelectionMissing``, with the nearest name."""
    name = storable(name)
    row = (
        notes
        and notes.execute(
            "SELECT made_at, changed_at, query, options, sample FROM selections WHERE name = ?",
            [name],
        ).fetchone()
    )
    if not notes or not row:
        raise SelectionMissing(path, name, names(notes))
    made_at, changed_at, query, options, sample = row
    keys = notes.execute(
        "SELECT url_key FROM selection_articles WHERE selection = ? ORDER BY url_key", [name]
    )
    origin = Origin(query, json.loads(options), json.loads(sample) if sample else None)
    return Selection(connection, name, (made_at, changed_at), origin, [key for (key,) in keys])


def provenance(
    notes: sqlite3.Connection | None, connection: sqlite3.Connection, path: Path, name: str
) -> dict[str, Any]:
    """What is known of a selection, and in ``of`` of the one that it was chosen of, and so on.

    Raises ``SelectionMissing``.
    """
    told = found = find(notes, connection, path, name).to_dict()
    seen, known = {name}, names(notes)
    while (parent := found["options"].get("selection")) in known and parent not in seen:
        seen.add(parent)
        found["of"] = find(notes, connection, path, parent).to_dict()
        found = found["of"]
    return told


def make(
    notes: sqlite3.Connection, path: Path, name: str, articles: Sequence[Noted], origin: Origin
) -> None:
    """Keep *articles* as a selection. Raises ``SelectionThere`` and ``ValueError`` for *name*."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"a name has 1 to {LONGEST_NAME} printable characters")
    now = stamp(datetime.now(UTC))
    with immediate(notes):
        (count,) = notes.execute(
            "SELECT count(*) FROM selection_articles WHERE selection = ?", [name]
        ).fetchone()
        if name in names(notes):
            raise SelectionThere(path, name, count)
        notes.execute(
            "INSERT INTO selections VALUES (?, ?, ?, ?, ?, ?)",
            [
                name, now, now, storable(origin.query), _json(origin.options or {}),
                _json(origin.sample) if origin.sample else None,
            ],
        )  # fmt: skip
        _insert(notes, name, articles, now)


def add(notes: sqlite3.Connection, name: str, articles: Sequence[Noted]) -> int:
    """Add *articles* to a selection that there is; how many it had not."""
    now = stamp(datetime.now(UTC))
    with immediate(notes):
        added = _insert(notes, name, articles, now)
        _note_change(notes, name, added, now)
    return added


def remove(notes: sqlite3.Connection, name: str, keys: Sequence[str]) -> int:
    """Take the articles at *keys* out of a selection; how many it had."""
    with immediate(notes):
        removed = notes.executemany(
            "DELETE FROM selection_articles WHERE selection = ? AND url_key = ?",
            [(name, key) for key in keys],
        ).rowcount
        _note_change(notes, name, removed, stamp(datetime.now(UTC)))
    return removed


def delete(notes: sqlite3.Connection, name: str) -> None:
    """Delete a selection. What was noted of its articles stays."""
    with immediate(notes):
        notes.execute("DELETE FROM selections WHERE name = ?", [name])


def of_article(notes: sqlite3.Connection | None, keys: Sequence[str]) -> list[str]:
    """The selections that an article is in, which they may know by any of *keys*."""
    if notes is None:
        return []
    rows = notes.execute(
        "SELECT DISTINCT selection FROM selection_articles"
        " WHERE url_key IN (SELECT value FROM json_each(?)) ORDER BY selection",
        [json.dumps(list(keys))],
    )
    return [name for (name,) in rows]


def _insert(notes: sqlite3.Connection, name: str, articles: Sequence[Noted], now: str) -> int:
    return notes.executemany(
        "INSERT OR IGNORE INTO selection_articles VALUES (?, ?, ?, ?)",
        [(name, one.key, one.id, now) for one in articles],
    ).rowcount


def _note_change(notes: sqlite3.Connection, name: str, changed: int, now: str) -> None:
    if changed:
        notes.execute("UPDATE selections SET changed_at = ? WHERE name = ?", [now, name])


def _json(value: Mapping[str, Any]) -> str:
    return storable(json.dumps(value, ensure_ascii=False))
