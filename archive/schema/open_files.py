"""The two files of an archive while they are open."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.captures.store import CaptureStore
from archive.errors import ArchiveReadOnly, as_archive_error
from archive.schema import opening
from archive.schema.database import empty_log
from archive.schema.file_formats import read_id
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
        self._captures: sqlite3.Connection | None
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if told := as_archive_error(self.path, error):
                raise told from error
            raise

    def _open(self) -> None:
        if self.writable:
            self.connection, self._captures, self.created = opening.open_pair(self.path)
            return
        self.connection = opening.open_main_for_reading(self.path)
        try:
            self._captures = opening.open_captures_for_reading(self.path, self.archive_id)
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
            for connection in (self.connection, self._captures):
                if connection is None:
                    continue
                closing.callback(connection.close)
                if self.writable and not connection.in_transaction:
                    closing.callback(empty_log, connection)

    @cached_property
    def archive_id(self) -> str:
        """What both files carry, so that they are not mixed up with others."""
        return read_id(self.connection)

    @cached_property
    def captures(self) -> CaptureStore:
        """The stored pages. Empty where the archive came without its second file."""
        return CaptureStore(self._captures, captures_path(self.path))

    def lock(self, wait: float = 0) -> AbstractContextManager[None]:
        """Hold the archive for a run; wait up to *wait* seconds, then raise ``ArchiveLocked``."""
        return run_lock(self.path, wait)

    def require_write(self) -> None:
        """Raises ``ArchiveReadOnly`` where the files were opened for reading."""
        if not self.writable:
            raise ArchiveReadOnly(self.path)
