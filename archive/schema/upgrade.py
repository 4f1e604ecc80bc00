"""Bringing a file to today's schema. Loads sqlite-utils: only who writes needs it."""

from __future__ import annotations

import secrets
import sqlite3
import warnings
from pathlib import Path

from archive.errors import ForeignSchema, IndexMadeAnew
from archive.schema.database import immediate
from archive.schema.file_formats import FileFormat, refuse_newer, schema_version
from archive.schema.foreign_objects import MIGRATIONS, foreign_objects
from archive.schema.migrations.archive_migrations import INDEX_STEP
from archive.schema.sqlite_tools import Database


def upgrade(
    connection: sqlite3.Connection, path: Path, form: FileFormat, archive_id: str | None
) -> None:
    """Bring the file to today's schema in one transaction; give it *archive_id* if it has none.

    Raises ``ArchiveTooNew`` and ``ForeignSchema``.
    """
    refuse_newer(connection, path, form)
    if found := foreign_objects(connection, form):
        raise ForeignSchema(path, list(map(str, found)))
    steps, db = MIGRATIONS[form], Database(connection)
    pending = {step.name for step in steps.pending(db)}
    if not pending:
        return
    if INDEX_STEP in pending and schema_version(connection):
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        if articles:
            warnings.warn(IndexMadeAnew(path, articles), stacklevel=3)
    with immediate(connection):
        steps.apply(db)  # a second process finds nothing left to do here
        connection.execute(f"PRAGMA user_version = {len(steps.applied(db))}")
        connection.execute(
            "INSERT OR IGNORE INTO meta VALUES ('archive_id', ?)",
            [archive_id or secrets.token_hex(16)],
        )
