"""Copying an archive while it is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext, suppress
from pathlib import Path

from archive.errors import BackupFailed
from archive.notes.notes_file import open_any_notes
from archive.reading.export.output_files import make_durable, work_folder
from archive.schema.file_formats import read_id
from archive.schema.paths import captures_path, notes_path

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

    What people noted is copied first, then the articles, then the stored pages, so that the copy
    lacks no article that is noted and no page of its articles, whatever is written meanwhile. Each
    file is copied as it was at one moment. Raises :class:`BackupFailed`; then nothing is left in
    *folder*. Raises ``NotesMismatch``.
    """
    notes = open_any_notes(path, read_id(connection))
    with closing(notes) if notes else nullcontext():
        return _back_up(path, connection, pages, notes, folder, progress)


def _back_up(
    path: Path,
    connection: sqlite3.Connection,
    pages: sqlite3.Connection | None,
    notes: sqlite3.Connection | None,
    folder: Path,
    progress: Callable[[int, int], None],
) -> list[Path]:
    main = folder / path.name
    copies = [(connection, main)]
    if pages is not None:
        copies.append((pages, captures_path(main)))
    if notes is not None:
        copies.insert(0, (notes, notes_path(main)))
    targets = [target for _, target in copies]
    is_new = not folder.exists()
    _refuse_what_is_there(path, targets)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with work_folder(main) as work:
            for source, target in copies:
                _copy(source, work / target.name, progress)
            _refuse_what_is_there(path, targets)
            # The archive comes last: where it is, all is there.
            for target in sorted(targets, key=lambda one: one == main):
                (work / target.name).rename(target)
        make_durable(folder)
    except (OSError, sqlite3.DatabaseError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackupFailed(
            path, f"{folder}: the copy failed ({reason}); nothing was left"
        ) from error
    finally:
        if is_new and not any(os.path.lexists(target) for target in targets):
            with suppress(OSError):
                folder.rmdir()
    return sorted(targets, key=lambda one: one != main)


def _refuse_what_is_there(path: Path, targets: Sequence[Path]) -> None:
    for target in targets:
        if os.path.lexists(target):
            raise BackupFailed(path, f"{target} is there already; name another folder")


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
