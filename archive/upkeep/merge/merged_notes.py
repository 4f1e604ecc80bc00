"""What people noted in one archive, brought into another."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.notes.coding.codebook import kept_codebook
from archive.notes.noted_articles import Noted, resolve
from archive.notes.notes_file import open_notes, open_notes_for_reading
from archive.reading.forgotten_urls import has_forgotten, is_forgotten
from archive.schema.database import immediate

if TYPE_CHECKING:
    from archive.archive import Archive


@dataclass(slots=True)
class NotedMerged:
    """What a merge of notes came to."""

    selections: list[str] = field(default_factory=list)
    """What became of each selection, in words; of those that add nothing, nothing."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many tags, notes and codes were new, and how many codes are newer than ours."""


def merge_noted(target: Archive, source: Archive, done: NotedMerged) -> None:
    """Bring what people noted in *source* into the notes of *target*; again adds nothing.

    A selection of the same name, query, options and sample is united with ours; where only the name
    is the same, it is kept under ``name (source)``. Of two codes of one coder for one article, the
    newer counts. Codes that both codebooks have get the values of both. What the target was asked
    to forget stays out. Raises ``NotesMismatch``.
    """
    theirs = open_notes_for_reading(source.path, source.archive_id)
    if theirs is None:
        return
    with closing(theirs), closing(open_notes(target.path, target.archive_id)) as ours:
        articles = _Articles(target.connection, theirs)
        with immediate(ours):
            for row in theirs.execute("SELECT * FROM selections ORDER BY name").fetchall():
                _merge_selection(ours, theirs, row, source.path.stem, articles, done)
            _merge_codebook(ours, theirs)
            for name, sql, write in _STEPS:
                new = 0
                for key, *values in theirs.execute(sql).fetchall():
                    if found := articles.get(key):
                        row = {str(number): value for number, value in enumerate(values)}
                        row |= {"key": found.key, "id": found.id}
                        new += ours.execute(write, row).rowcount
                if new:
                    done.counts[name] = done.counts.get(name, 0) + new


class _Articles:
    """The target's address for each address of a source that may be in the target."""

    def __init__(self, connection: sqlite3.Connection, theirs: sqlite3.Connection) -> None:
        sql = " UNION ".join(
            f"SELECT url_key FROM {table}"
            for table in ("selection_articles", "tags", "notes", "codes")
        )
        keys = [key for (key,) in theirs.execute(sql)]
        if has_forgotten(connection):
            keys = [key for key in keys if not is_forgotten(connection, _address(key))]
        numbers = resolve(connection, keys)
        own = dict(
            connection.execute(
                "SELECT id, url_key FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps(list(numbers.values()))],
            )
        )
        self._found = {
            key: Noted(own[numbers[key]], numbers[key]) if key in numbers else Noted(key, None)
            for key in keys
        }

    def get(self, key: str) -> Noted | None:
        """The article as the target knows it; ``None`` where it must stay out."""
        return self._found.get(key)


def _address(key: str) -> str:
    return key if key.startswith("file:") else f"https://{key}"


def _merge_selection(
    ours: sqlite3.Connection,
    theirs: sqlite3.Connection,
    row: tuple[Any, ...],
    source: str,
    articles: _Articles,
    done: NotedMerged,
) -> None:
    name, made_at, changed_at, *origin = row
    known = {
        one: others
        for one, *others in ours.execute("SELECT name, query, options, sample FROM selections")
    }
    called = name
    number = 1
    while called in known and known[called] != origin:
        called = f"{name} ({source})" if number == 1 else f"{name} ({source} {number})"
        number += 1
    is_new = called not in known
    if is_new:
        ours.execute(
            "INSERT INTO selections VALUES (?, ?, ?, ?, ?, ?)",
            [called, made_at, changed_at, *origin],
        )
    rows = theirs.execute(
        "SELECT url_key, added_at FROM selection_articles WHERE selection = ?", [name]
    ).fetchall()
    added = ours.executemany(
        "INSERT OR IGNORE INTO selection_articles VALUES (?, ?, ?, ?)",
        [
            (called, found.key, found.id, added_at)
            for key, added_at in rows
            if (found := articles.get(key))
        ],
    ).rowcount
    if is_new:
        done.selections.append(name if called == name else f"{name} as {called}")
    elif added:
        ours.execute(
            "UPDATE selections SET changed_at = max(changed_at, ?) WHERE name = ?",
            [changed_at, called],
        )
        done.selections.append(f"{called} united with ours, {added} articles more")


def _merge_codebook(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> None:
    known = {code.name: code for code in kept_codebook(ours)}
    for code in kept_codebook(theirs):
        own = known.get(code.name)
        if own is None:
            ours.execute(
                "INSERT INTO codebook SELECT ?, coalesce(max(position), 0) + 1, ?, ?,"
                " strftime('%Y-%m-%dT%H:%M:%fZ') FROM codebook",
                [code.name, code.question, _json(code.allowed)],
            )
        elif own.allowed and own.allowed != {**code.allowed, **own.allowed}:
            # Any text, where one of the two allows it.
            allowed = {**own.allowed, **code.allowed, **own.allowed} if code.allowed else {}
            ours.execute(
                "UPDATE codebook SET allowed = ? WHERE code = ?", [_json(allowed), code.name]
            )


def _json(value: Any) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


_STEPS = (
    (
        "tags",
        "SELECT url_key, tag, tagged_at FROM tags",
        "INSERT OR IGNORE INTO tags (url_key, article_id, tag, tagged_at)"
        " VALUES (:key, :id, :0, :1)",
    ),
    (
        "notes",
        "SELECT url_key, text, noted_at FROM notes ORDER BY id",
        "INSERT INTO notes (url_key, article_id, text, noted_at) SELECT :key, :id, :0, :1"
        " WHERE NOT EXISTS (SELECT 1 FROM notes WHERE url_key = :key AND text = :0"
        " AND noted_at = :1)",
    ),
    (
        "codes",
        "SELECT url_key, code, coder, value, coded_at FROM codes",
        "INSERT INTO codes (url_key, article_id, code, coder, value, coded_at)"
        " VALUES (:key, :id, :0, :1, :2, :3) ON CONFLICT DO UPDATE SET value = excluded.value,"
        " coded_at = excluded.coded_at"
        " WHERE coded_at < excluded.coded_at AND value != excluded.value",
    ),
)
"""What is brought over row by row: its name, how it is read, how it is written."""
