"""Tags and notes on single articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.notes.noted_articles import Noted
from archive.schema.database import immediate
from archive.search.filters import comparable
from archive.values.sanitize import storable
from archive.values.times import stamp

LONGEST_TAG = 100
"""Characters of a tag."""
LONGEST_NOTE = 100_000
"""Characters of a note."""


_AT_KEYS = "url_key IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an article."""

    number: int
    key: str
    text: str
    noted_at: str


def add_tags(notes: sqlite3.Connection, articles: Sequence[Noted], tags: Sequence[str]) -> int:
    """Give each of *articles* each of *tags*; how many were new.

    A tag that there is in another case, or with other accents, is that tag. Raises ``ValueError``.
    """
    now = stamp(datetime.now(UTC))
    with immediate(notes):
        spelt = _as_spelt(notes, tags)
        return notes.executemany(
            "INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?)",
            [(one.key, tag, one.id, now) for one in articles for tag in spelt],
        ).rowcount


def remove_tags(notes: sqlite3.Connection, keys: Sequence[str], tags: Sequence[str]) -> int:
    """Take *tags* off the articles at *keys*; how many were there. Raises ``ValueError``."""
    with immediate(notes):
        spelt = _as_spelt(notes, tags)
        return notes.executemany(
            "DELETE FROM tags WHERE url_key = ? AND tag = ?",
            [(key, tag) for key in keys for tag in spelt],
        ).rowcount


def tags_of(notes: sqlite3.Connection | None, keys: Sequence[str]) -> list[str]:
    """The tags of an article, which they may know by any of *keys*."""
    if notes is None:
        return []
    rows = notes.execute(
        f"SELECT DISTINCT tag FROM tags WHERE {_AT_KEYS} ORDER BY tag", [json.dumps(list(keys))]
    )
    return [tag for (tag,) in rows]


def tag_counts(notes: sqlite3.Connection | None) -> dict[str, int]:
    """All tags, each with how many articles have it."""
    if notes is None:
        return {}
    return dict(notes.execute("SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY tag"))


def tagged(notes: sqlite3.Connection | None, tag: str) -> list[str]:
    """The addresses of the articles with *tag*, in whatever spelling."""
    if notes is None:
        return []
    spelt = _spellings(notes).get(comparable(tag))
    rows = notes.execute("SELECT url_key FROM tags WHERE tag = ? ORDER BY url_key", [spelt])
    return [key for (key,) in rows]


def add_note(notes: sqlite3.Connection, article: Noted, text: str) -> Note:
    """Note *text* on an article. Raises ``ValueError`` where it is empty or very long."""
    text = storable(text).strip()
    if not text or len(text) > LONGEST_NOTE:
        raise ValueError(f"a note has 1 to {LONGEST_NOTE:,} characters")
    now = stamp(datetime.now(UTC))
    with immediate(notes):
        number = notes.execute(
            "INSERT INTO notes (url_key, article_id, text, noted_at) VALUES (?, ?, ?, ?)",
            [article.key, article.id, text, now],
        ).lastrowid
    assert number is not None
    return Note(number, article.key, text, now)


def remove_note(notes: sqlite3.Connection, number: int) -> bool:
    """Delete the note of this number; whether there was one."""
    with immediate(notes):
        return notes.execute("DELETE FROM notes WHERE id = ?", [number]).rowcount > 0


def notes_on(notes: sqlite3.Connection | None, keys: Sequence[str] | None = None) -> list[Note]:
    """The notes on an article, which they may know by any of *keys*; or all; oldest first."""
    if notes is None:
        return []
    where, values = ("", []) if keys is None else (f"WHERE {_AT_KEYS}", [json.dumps(list(keys))])
    rows = notes.execute(
        f"SELECT id, url_key, text, noted_at FROM notes {where} ORDER BY id", values
    )
    return [Note(*row) for row in rows]


def _as_spelt(notes: sqlite3.Connection, tags: Sequence[str]) -> list[str]:
    """*tags* as they are spelt where they are used already."""
    known = _spellings(notes)
    spelt = []
    for tag in tags:
        tag = " ".join(storable(tag).split())
        if not tag or len(tag) > LONGEST_TAG or not tag.isprintable():
            raise ValueError(f"{tag!r} is no tag: it has 1 to {LONGEST_TAG} printable characters")
        spelt.append(known.setdefault(comparable(tag), tag))
    return list(dict.fromkeys(spelt))


def _spellings(notes: sqlite3.Connection) -> dict[str, str]:
    """The tags as they are spelt, by what is compared of them."""
    return {comparable(tag): tag for (tag,) in notes.execute("SELECT DISTINCT tag FROM tags")}
