"""The two files of an archive: made, upgraded, paired, or refused; opened and closed together."""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import (
    ArchiveMismatch,
    ArchiveMissing,
    ArchiveReadOnly,
    PagesMadeAnew,
    as_archive_error,
)
from archive.schema.database import empty_log, has_content, readable, writable
from archive.schema.file_formats import (
    ARCHIVE,
    CAPTURES,
    read_id,
    refuse_newer,
    refuse_other_files,
    schema_version,
)
from archive.schema.locks import run_lock
from archive.schema.paths import captures_path, located


class OpenFiles:
    """``news.db`` and ``news.captures.db``, opened together and closed together.

    Raises ``ArchiveMissing``, ``NotAnArchive``, ``ArchiveTooNew`` or ``ArchiveMismatch``; then,
    and on leaving its ``with`` block, ``ArchiveDamaged`` and ``ArchiveLocked`` in place of
    SQLite's own errors for a file it cannot read, or one that another program keeps locked.
    """

    def __init__(self, path: str | Path = "news.db", *, write: bool = False) -> None:
        self.path = located(Path(path))
        self.writable = write
        self.created = False
        self._closed = False
        self.connection: sqlite3.Connection
        self.captures_connection: sqlite3.Connection | None
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if told := as_archive_error(self.path, error):
                raise told from error
            raise

    def _open(self) -> None:
        if self.writable:
            self.connection, self.captures_connection, self.created = open_pair(self.path)
            return
        self.connection = open_main_for_reading(self.path)
        try:
            self.captures_connection = open_captures_for_reading(self.path, self.archive_id)
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except sqlite3.DatabaseError as failure:
            error = error or failure
            if not as_archive_error(self.path, error):
                raise
        if error and (told := as_archive_error(self.path, error)):
            raise told from error

    def close(self) -> None:
        """Close both files. A writer brings its log into the files, so that it stays small."""
        if self._closed:
            return
        self._closed = True
        with ExitStack() as closing:
            for connection in (self.connection, self.captures_connection):
                if connection is None:
                    continue
                closing.callback(connection.close)
                if self.writable and not connection.in_transaction:
                    closing.callback(empty_log, connection)

    @cached_property
    def archive_id(self) -> str:
        """What both files carry, so that they are not mixed up with others."""
        return read_id(self.connection)

    def lock(self, wait: float = 0) -> AbstractContextManager[None]:
        """Hold the archive for a run; wait up to *wait* seconds, then raise ``ArchiveLocked``."""
        return run_lock(self.path, wait)

    def require_write(self) -> None:
        """Raises ``ArchiveReadOnly`` where the files were opened for reading."""
        if not self.writable:
            raise ArchiveReadOnly(self.path)


def open_pair(path: Path) -> tuple[sqlite3.Connection, sqlite3.Connection, bool]:
    """Both files for writing, made where missing and upgraded where old; and whether made.

    The file of pages is made first and names the archive; so whatever moment a crash
    leaves behind, the next opening completes the pair. Where an archive that had pages has no
    file of them, one is made too, with the warning :class:`PagesMadeAnew`.
    """
    pages_path = captures_path(path)
    created = not has_content(path)
    from archive.schema.upgrade import upgrade

    refuse_other_files(path, ARCHIVE)
    refuse_other_files(pages_path, CAPTURES)
    pages = main = None
    try:
        archive_id = None if created else _id_of(path)
        if archive_id and not has_content(pages_path) and _had_pages(path):
            warnings.warn(PagesMadeAnew(path, pages_path), stacklevel=2)
        pages = writable(pages_path, durable=True)
        upgrade(pages, pages_path, CAPTURES, archive_id)
        main = writable(path)
        upgrade(main, path, ARCHIVE, read_id(pages))
        if read_id(main) != read_id(pages):
            raise ArchiveMismatch(path, pages_path)
    except BaseException:
        for connection in (pages, main):
            if connection:
                connection.close()
        raise
    return main, pages, created


def open_main_for_reading(path: Path) -> sqlite3.Connection:
    """The first file, for reading. Raises :class:`ArchiveMissing` where there is none."""
    if not has_content(path):
        raise ArchiveMissing(path)
    refuse_other_files(path, ARCHIVE)
    connection = readable(path)
    try:
        # The disk was full when it was to be made: whoever writes makes it.
        if not schema_version(connection):
            raise ArchiveMissing(path)
        refuse_newer(connection, path, ARCHIVE)
    except BaseException:
        connection.close()
        raise
    return connection


def open_captures_for_reading(path: Path, archive_id: str) -> sqlite3.Connection | None:
    """The pages of the archive at *path*, or ``None`` if it came without them."""
    pages_path = captures_path(path)
    if not has_content(pages_path):
        return None
    refuse_other_files(pages_path, CAPTURES)
    connection = readable(pages_path)
    try:
        refuse_newer(connection, pages_path, CAPTURES)
        if read_id(connection) != archive_id:
            raise ArchiveMismatch(path, pages_path)
    except BaseException:
        connection.close()
        raise
    return connection


def _id_of(path: Path) -> str | None:
    connection = readable(path)
    try:
        (tables,) = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'meta'"
        ).fetchone()
        return read_id(connection) or None if tables else None
    finally:
        connection.close()


def _had_pages(path: Path) -> bool:
    connection = readable(path)
    try:
        named = "SELECT 1 FROM articles WHERE capture_id IS NOT NULL LIMIT 1"
        return connection.execute(named).fetchone() is not None
    finally:
        connection.close()
