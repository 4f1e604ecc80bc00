"""Files made for people: whole or not there, and never in the place of an archive."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.errors import OutputRefused
from archive.schema.database import connect

_HEADS = (
    b"SQLite format 3\0",
    b"\x37\x7f\x06\x82",  # a write-ahead log
    b"\x37\x7f\x06\x83",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # a rollback journal
)
_STALE = 24 * 3600
"""Seconds without a change after which an unfinished file of ours counts as abandoned."""
_SMALLEST_PAGE = 512
"""Bytes: no database of SQLite is smaller, but for an empty one."""
_BESIDE = ("-wal", "-shm", "-journal", ".lock", ".holder")
"""What stands beside a database and belongs to it, whatever is in it."""


def refuse_databases(output: Path) -> None:
    """Raises :class:`OutputRefused` where *output* is a database, or belongs to one.

    That is either file of an archive, and every other file that SQLite writes.
    """
    target = output.resolve()
    for ending in _BESIDE:
        owner = target.with_name(target.name.removesuffix(ending) or "-")
        if target.name.endswith(ending) and _is_database(owner):
            raise OutputRefused(output, f"it belongs to the database {owner.name}")
    if target.name.endswith(".captures.db"):
        owner = target.with_name(target.name.removesuffix(".captures.db") + ".db")
        if _is_database(owner):
            raise OutputRefused(output, f"the stored pages of {owner.name} have their place there")
    if _is_database(target):
        raise OutputRefused(output, "there is a database, perhaps an archive")


@contextmanager
def whole_file(output: Path) -> Iterator[BinaryIO]:
    """A file that replaces *output* when all is written, with its permissions.

    A link is followed first. What is no regular file, such as a device or a named pipe, is
    written into. Raises :class:`OutputRefused` and ``OSError``; *output* is then as it was.
    """
    refuse_databases(output)
    before = _mode(output)
    if before is not None and not stat.S_ISREG(before):
        with output.open("wb") as file:
            yield file
        return
    target = output.resolve()
    part = _beside(target)
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666), "wb")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            with suppress(OSError):  # some file systems know no permissions
                part.chmod(stat.S_IMODE(before))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    make_durable(target.parent)


@contextmanager
def whole_folder(output: Path) -> Iterator[Path]:
    """A folder that becomes *output* when all in it is written; it must be empty, or not there.

    Raises ``OSError``; nothing is left then.
    """
    target = output.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(17, "there is something in it already", str(output))
    target.parent.mkdir(parents=True, exist_ok=True)
    with work_folder(target) as part:
        yield part
        part.rename(target)
    make_durable(target.parent)


@contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """A new folder beside *target*, which is removed afterwards with all that is still in it."""
    part = _beside(target)
    part.mkdir()
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def is_replaced(output: Path) -> bool:
    """Whether *output* is replaced as a file; else, as a pipe or device, it is written into."""
    mode = _mode(output)
    return mode is None or stat.S_ISREG(mode)


def make_durable(folder: Path) -> None:
    """Bring the names in *folder* to the disk."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems on a network do that by themselves
        pass
    finally:
        os.close(handle)


def _beside(target: Path) -> Path:
    """A name that nobody has, in the same folder; what killed commands left there is removed."""
    stem = target.name[:50]
    left_over = re.compile(re.escape(stem) + r"\.[0-9a-f]{16}\.part")
    with suppress(OSError):
        for path in target.parent.iterdir():
            if left_over.fullmatch(path.name) and time.time() - path.lstat().st_mtime > _STALE:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return target.with_name(f"{stem}.{secrets.token_hex(8)}.part")


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _is_database(path: Path) -> bool:
    """Whether SQLite writes the file at *path*.

    SQLite looks first: this process loses all its locks on a database that it opens and closes
    by other means.
    """
    mode = _mode(path)
    if mode is None or not stat.S_ISREG(mode):
        return False
    size = path.stat().st_size
    if size >= _SMALLEST_PAGE and _is_readable_database(path):
        return True
    if not size:
        return False
    with path.open("rb") as file:
        return file.read(16).startswith(_HEADS)


def _is_readable_database(path: Path) -> bool:
    try:
        connection = connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1")
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN)
    return True
