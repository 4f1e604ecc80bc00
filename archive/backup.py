"""Copying an archive while it is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive.database import captures_path
from archive.errors import BackupFailed

STEP = 2_000
"""Database pages copied between two looks at the progress."""


def back_up(
    path: Path,
    connection: sqlite3.Connection,
    pages: sqlite3.Connection | None,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Path]:
    """Copy the archive at *path* into *folder*, and give the files made, ready to be used.

    The articles are copied first and the stored pages after them, so that the copy lacks no
    page of its articles, whatever is written meanwhile. Each file is copied as it was at one
    moment. Raises :class:`BackupFailed`; then nothing is left in *folder*.
    """
    copies = [(connection, folder / path.name)]
    if pages is not None:
        copies.append((pages, captures_path(folder / path.name)))
    for _, target in copies:
        if target.exists():
            raise BackupFailed(path, f"{target} is there already; name another folder")
    parts = [target.with_name(f"{target.name}.part") for _, target in copies]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for (source, _), part in zip(copies, parts, strict=True):
            part.unlink(missing_ok=True)
            _copy(source, part, progress)
        for (_, target), part in reversed(list(zip(copies, parts, strict=True))):
            part.rename(target)
        _make_durable(folder)
    except (OSError, sqlite3.DatabaseError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackupFailed(
            path, f"{folder}: the copy failed ({reason}); nothing was left"
        ) from error
    finally:
        for part in parts:
            if part.exists():
                part.unlink()
    return [target for _, target in copies]


def _copy(source: sqlite3.Connection, part: Path, progress: Callable[[int, int], None]) -> None:
    with closing(sqlite3.connect(part)) as target:
        source.execute("BEGIN")
        try:
            # Without a reading transaction of its own the copy would begin anew whenever
            # another connection writes, and beside a crawl it would never end.
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                target,
                pages=STEP,
                progress=lambda _, remaining, total: progress(total - remaining, total),
            )
        finally:
            source.execute("COMMIT")


def _make_durable(folder: Path) -> None:
    """SQLite has brought the files to the disk; this brings their names there."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
