"""Forgetting what was noted of pages and sites, so that nothing of it can be read any more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing

from archive.notes.notes_file import open_notes_beside
from archive.schema.database import empty_log, immediate
from archive.values.url_identity import site_of

TABLES = ("selection_articles", "tags", "notes", "codes")
"""What is about articles."""
_AT_KEYS = "url_key IN (SELECT value FROM json_each(?))"


def count_noted(connection: sqlite3.Connection, keys: Iterable[str], sites: frozenset[str]) -> int:
    """How many rows of the notes of the archive open on *connection* are about these."""
    notes = open_notes_beside(connection)
    if notes is None:
        return 0
    with closing(notes):
        wanted = json.dumps(_keys_of(notes, keys, sites))
        return sum(
            notes.execute(f"SELECT count(*) FROM {table} WHERE {_AT_KEYS}", [wanted]).fetchone()[0]
            for table in TABLES
        )


def forget_noted(
    connection: sqlite3.Connection, keys: Iterable[str], sites: frozenset[str]
) -> None:
    """Overwrite what the notes of the archive open on *connection* say of these addresses."""
    notes = open_notes_beside(connection, write=True)
    if notes is None:
        return
    with closing(notes):
        with immediate(notes):
            wanted = json.dumps(_keys_of(notes, keys, sites))
            for table in TABLES:
                notes.execute(f"DELETE FROM {table} WHERE {_AT_KEYS}", [wanted])
        empty_log(notes)


def _keys_of(notes: sqlite3.Connection, keys: Iterable[str], sites: frozenset[str]) -> list[str]:
    """*keys*, and all that are noted of *sites*."""
    found = set(keys)
    if sites:
        union = " UNION ".join(f"SELECT url_key FROM {table}" for table in TABLES)
        found |= {key for (key,) in notes.execute(union) if site_of(f"https://{key}") in sites}
    return sorted(found)
