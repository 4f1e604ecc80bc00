"""Triggers, views and virtual tables in an archive that newsclip did not make.

A trigger runs with every write, a view or virtual table with every query of it. In an archive of
somebody else's they can do what its maker wanted, so nothing is written where one is found.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Literal, NamedTuple

from archive.schema.file_formats import ARCHIVE, CAPTURES, NOTES, FileFormat, schema_version
from archive.schema.migrations.archive_migrations import archive_migrations
from archive.schema.migrations.capture_migrations import capture_migrations
from archive.schema.migrations.notes_migrations import notes_migrations
from archive.schema.sqlite_tools import Database

MIGRATIONS = {ARCHIVE: archive_migrations, CAPTURES: capture_migrations, NOTES: notes_migrations}
"""The steps that make each kind of file."""

_ACTIVE = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    " OR sql LIKE 'CREATE VIRTUAL%' ORDER BY type, name"
)


class ForeignObject(NamedTuple):
    """What newsclip did not make and what would run by itself."""

    kind: Literal["trigger", "view", "virtual table"]
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def drop(self) -> str:
        """The SQL that removes it."""
        kind = "TABLE" if self.kind == "virtual table" else self.kind.upper()
        return f'DROP {kind} "{self.name}"'


def foreign_objects(connection: sqlite3.Connection, form: FileFormat) -> list[ForeignObject]:
    """The triggers, views and virtual tables that no migration made.

    An object with a name of ours and another definition is a foreign one too.
    """
    ours = _own_objects(form, schema_version(connection))
    found = []
    for kind, name, sql in connection.execute(_ACTIVE).fetchall():
        if (kind, name, _plain(sql)) not in ours:
            found.append(ForeignObject("virtual table" if kind == "table" else kind, name))
    return found


@cache
def _own_objects(form: FileFormat, version: int) -> frozenset[tuple[str, str, str]]:
    """What a file has after its first *version* migrations."""
    steps, db = MIGRATIONS[form], Database(memory=True)
    names = [step.name for step in steps.pending(db)]
    steps.apply(db, stop_before=names[version] if version < len(names) else None)
    rows = db.conn.execute(_ACTIVE).fetchall()
    db.close()
    return frozenset((kind, name, _plain(sql)) for kind, name, sql in rows)


def _plain(sql: object) -> str:
    return " ".join(str(sql).split())
