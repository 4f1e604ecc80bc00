"""Connections to the files of an archive, and transactions on them."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from archive.errors import (
    ArchiveDamaged,
    ArchiveUnmerged,
    NotAnArchive,
    is_busy,
    is_damage,
    is_full,
)

BUSY_SECONDS = 30
CACHE_KIB = 32_000

_EFFECTIVE = os.access in os.supports_effective_ids


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that holds the write lock from its start: all of it is kept, or nothing.

    A transaction that began as a reader could fail at its first write, however long it
    were willing to wait.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def joined(connection: sqlite3.Connection) -> Iterator[None]:
    """Be part of the open transaction; where there is none, make one as :func:`immediate` does."""
    with nullcontext() if connection.in_transaction else immediate(connection):
        yield


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Several queries that see one state of the archive. Keep it short: a second, not a minute."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


@contextmanager
def seldom_checkpoints(*connections: sqlite3.Connection | None) -> Iterator[None]:
    """Let the log grow to 32 MB before it is brought into the file.

    Where much is written in one go, the same pages of indexes are changed again and again:
    the longer the log, the fewer times each is copied.
    """
    with ExitStack() as after:
        for connection in connections:
            if connection is not None:
                (usual,) = connection.execute("PRAGMA wal_autocheckpoint").fetchone()
                connection.execute("PRAGMA wal_autocheckpoint = 8000")
                after.callback(connection.execute, f"PRAGMA wal_autocheckpoint = {usual}")
        yield


def empty_log(connection: sqlite3.Connection) -> None:
    """Bring the write-ahead log into the file, unless another connection still reads from it.

    On a full disk the log stays, and nothing is lost.
    """
    connection.execute("PRAGMA busy_timeout = 2000")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if not (is_busy(error) or is_full(error)):
            raise
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def has_content(path: Path) -> bool:
    """Whether there is a file to open: an empty one is as good as none."""
    try:
        return path.is_dir() or path.stat().st_size > 0
    except OSError:
        return False


def writable(path: Path, *, durable: bool = False) -> sqlite3.Connection:
    """A connection that writes; it makes the file where there is none.

    With *durable* a commit is on the disk when it returns.
    """
    connection = connect(f"{path.resolve().as_uri()}?mode=rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL: a power cut may lose the last commits, never consistency. The pages are
    # made durable, so that no article outlives the page it was read from.
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def readable(path: Path) -> sqlite3.Connection:
    """A connection that cannot write.

    It is opened as a writer's would be, and then told not to write: of a connection opened
    read-only SQLite leaves the files of its log behind. Where nothing may be written, on a
    read-only disk, the plain read-only ways follow.
    """
    file = path.resolve()
    uri = file.as_uri()
    ways = ["mode=rw", "mode=ro"]
    has_log = has_content(file.with_name(file.name + "-wal"))
    if not has_log:
        ways.append("mode=ro&immutable=1")
    for way in ways:
        connection = connect(f"{uri}?{way}")
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if way != ways[-1]:
                continue
            if has_log and not os.access(file.parent, os.W_OK, effective_ids=_EFFECTIVE):
                raise ArchiveUnmerged(path) from None
            raise
        except sqlite3.DatabaseError as error:
            connection.close()
            if is_damage(error):
                raise ArchiveDamaged(path, str(error)) from error
            raise NotAnArchive(path, f"a database that cannot be read ({error})") from error
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return connection
    raise AssertionError("unreachable")


def connect(uri: str) -> sqlite3.Connection:
    """A connection in autocommit: transactions are begun by hand, and only as *immediate*."""
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    # The file may be anybody's: what its schema calls may not reach out of it, its cells are
    # looked at before they are believed, and its inner tables are written by SQLite only.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return connection
