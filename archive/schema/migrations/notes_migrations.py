"""The steps that make ``news.notes.db``. A further one raises its version in ``file_formats``."""

from __future__ import annotations

from archive.schema.file_formats import NOTES
from archive.schema.sqlite_tools import Database, Migrations

notes_migrations = Migrations("newsclip.notes")


@notes_migrations(name="0001_watches")
def watches(db: Database) -> None:
    """What each watched query was shown last."""
    db.execute(f"PRAGMA application_id = {NOTES.application_id}")
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """
        CREATE TABLE watches (
            name TEXT PRIMARY KEY,
            last_article INTEGER NOT NULL,
            last_visit INTEGER NOT NULL,
            asked_at TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )
