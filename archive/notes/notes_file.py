"""Opening ``news.notes.db``: made at first use, upgraded where old, paired by the archive's id."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.errors import NotesMismatch
from archive.schema.database import has_content, readable, writable
from archive.schema.file_formats import NOTES, read_id, refuse_newer, refuse_other_files
from archive.schema.paths import notes_path


def open_notes(path: Path, archive_id: str) -> sqlite3.Connection:
    """The notes of the archive at *path*, for writing; they are made where there are none.

    Raises ``NotesMismatch``, ``NotAnArchive`` and ``ArchiveTooNew``.
    """
    from archive.schema.upgrade import upgrade

    notes = notes_path(path)
    refuse_other_files(notes, NOTES)
    connection = writable(notes)
    # Deleted and replaced notes are overwritten at once. When a page is forgotten later, nobody
    # knows any more which freed bytes were about it. Not every SQLite does so by default.
    connection.execute("PRAGMA secure_delete = ON")
    try:
        upgrade(connection, notes, NOTES, archive_id)
        _require_pair(connection, path, notes, archive_id)
    except BaseException:
        connection.close()
        raise
    return connection


def open_notes_for_reading(path: Path, archive_id: str) -> sqlite3.Connection | None:
    """The notes of the archive at *path*; ``None`` where nobody made any. Nothing is made.

    What an earlier newsclip made knows watched queries only, and counts as none.

    Raises as :func:`open_notes` does.
    """
    connection = open_any_notes(path, archive_id)
    if connection is not None and not _has_selections(connection):
        connection.close()
        return None
    return connection


def open_any_notes(path: Path, archive_id: str) -> sqlite3.Connection | None:
    """As :func:`open_notes_for_reading`, also what an earlier newsclip made."""
    notes = notes_path(path)
    if not has_content(notes):
        return None
    refuse_other_files(notes, NOTES)
    connection = readable(notes)
    try:
        refuse_newer(connection, notes, NOTES)
        _require_pair(connection, path, notes, archive_id)
    except BaseException:
        connection.close()
        raise
    return connection


def open_notes_beside(
    archive: sqlite3.Connection, *, write: bool = False
) -> sqlite3.Connection | None:
    """The notes of the archive that is open on *archive*; ``None`` where there are none of its own.

    For who looks after an archive: notes of another archive are left alone.
    """
    (file,) = [row[2] for row in archive.execute("PRAGMA database_list") if row[1] == "main"]
    path, archive_id = Path(file), read_id(archive)
    try:
        notes = open_notes_for_reading(path, archive_id) if file else None
    except NotesMismatch:
        return None
    if notes is None or not write:
        return notes
    notes.close()
    return open_notes(path, archive_id)


def _require_pair(connection: sqlite3.Connection, path: Path, notes: Path, archive_id: str) -> None:
    if read_id(connection) != archive_id:
        raise NotesMismatch(path, notes)


def _has_selections(connection: sqlite3.Connection) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'selections'"
    return connection.execute(sql).fetchone() is not None
