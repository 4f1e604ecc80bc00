"""How the files of an archive are told from other databases, and from those of later versions.

Whoever only reads an archive needs no more than this; the migrations, and sqlite-utils with them,
are loaded by who writes.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from archive.errors import ArchiveDamaged, ArchiveTooNew, NotAnArchive
from archive.schema.database import connect, has_content


class FileFormat(NamedTuple):
    """One kind of file."""

    application_id: int
    """SQLite's own mark of the kind of a file, in its header."""
    version: int
    """How many migrations there are: ``user_version`` of a file that has seen all of them."""


ARCHIVE = FileFormat(0x6E657773, version=17)  # "news"
"""``news.db``: articles, visits, the frontier."""
CAPTURES = FileFormat(0x6E777063, version=3)  # "nwpc"
"""``news.captures.db``: the stored pages."""
NOTES = FileFormat(0x6E776E74, version=2)  # "nwnt"
"""``news.notes.db``: what people add."""


def read_id(connection: sqlite3.Connection) -> str:
    """The archive's id, the same in both of its files."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'archive_id'").fetchone()
    return str(row[0]) if row else ""


def schema_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(connection: sqlite3.Connection, path: Path, form: FileFormat) -> None:
    """Raises ``ArchiveTooNew`` where the file has seen migrations that are not known here."""
    version = schema_version(connection)
    if version > form.version:
        raise ArchiveTooNew(path, version, form.version)


def refuse_other_files(path: Path, form: FileFormat) -> None:
    """Raises ``NotAnArchive`` where *path* is another kind of file, by its first bytes.

    So nothing of somebody else's is ever touched.
    """
    if not has_content(path):
        return
    if path.is_dir():
        raise NotAnArchive(path, "a folder")
    try:
        found, tables = _mark(path, log="&immutable=1")
        if found == form.application_id:
            return
    except sqlite3.OperationalError:
        path.open("rb").close()  # says why, if it cannot be read at all
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise NotAnArchive(path, "no SQLite database at all") from error
    # A file just being made has its first page in the write-ahead log only, and one that is being
    # written may look damaged without it.
    try:
        found, tables = _mark(path, log="")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT:
            raise ArchiveDamaged(path, str(error)) from error
        raise NotAnArchive(path, f"a database that cannot be read ({error})") from error
    if found != form.application_id and (found or tables):
        raise NotAnArchive(path, "another SQLite database")


def _mark(path: Path, *, log: str) -> tuple[int, int]:
    """The mark in the header of a database, and how many tables there are if it has none.

    SQLite reads it, for the system takes all locks on a file from a process that closes it, and
    this one may have the archive open, to write. SQLite knows, and closes such a file later.
    """
    connection = connect(f"{path.resolve().as_uri()}?mode=ro{log}")
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        if found:
            return found, 0
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return found, tables
    finally:
        connection.close()
