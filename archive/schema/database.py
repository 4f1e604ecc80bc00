"""Opening the two files of an archive: made, upgraded, paired, or refused."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive.errors import (
    ArchiveDamaged,
    ArchiveMismatch,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveUnmerged,
    ForeignSchema,
    NotAnArchive,
    PagesMadeAnew,
    is_busy,
    is_damage,
    is_full,
)
from archive.schema import capture_migrations, migrations
from archive.schema.foreign_objects import strangers
from archive.schema.paths import captures_path

BUSY_SECONDS = 30
CACHE_KIB = 32_000

_EFFECTIVE = os.access in os.supports_effective_ids
_HEADER = b"SQLite format 3\0"


def open_pair(path: Path) -> tuple[sqlite3.Connection, sqlite3.Connection, bool]:
    """Both files for writing, made where missing and upgraded where old; and whether made.

    The file of pages is made first and names the archive; so whatever moment a crash
    leaves behind, the next opening completes the pair. Where an archive that had pages has no
    file of them, one is made too, with the warning :class:`PagesMadeAnew`.
    """
    pages_path = captures_path(path)
    created = not _has_content(path)
    _refuse_strangers(path, migrations.APPLICATION_ID)
    _refuse_strangers(pages_path, capture_migrations.APPLICATION_ID)
    pages = main = None
    try:
        archive_id = None if created else _id_of(path)
        if archive_id and not _has_content(pages_path) and _had_pages(path):
            warnings.warn(PagesMadeAnew(path, pages_path), stacklevel=2)
        pages = _writable(pages_path, durable=True)
        _upgrade(pages, pages_path, capture_migrations.capture_migrations, archive_id)
        main = _writable(path)
        _upgrade(main, path, migrations.archive_migrations, read_id(pages))
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
    if not _has_content(path):
        raise ArchiveMissing(path)
    _refuse_strangers(path, migrations.APPLICATION_ID)
    connection = _readable(path)
    try:
        # The disk was full when it was to be made: whoever writes makes it.
        if not schema_version(connection):
            raise ArchiveMissing(path)
        _refuse_newer(connection, path, migrations.archive_migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def open_captures_for_reading(path: Path, archive_id: str) -> sqlite3.Connection | None:
    """The pages of the archive at *path*, or ``None`` if it came without them."""
    pages_path = captures_path(path)
    if not _has_content(pages_path):
        return None
    _refuse_strangers(pages_path, capture_migrations.APPLICATION_ID)
    connection = _readable(pages_path)
    try:
        _refuse_newer(connection, pages_path, capture_migrations.capture_migrations)
        if read_id(connection) != archive_id:
            raise ArchiveMismatch(path, pages_path)
    except BaseException:
        connection.close()
        raise
    return connection


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
    """Bring the write-ahead log into the file; a reader that is in the way is not waited for.

    On a full disk everything is safe in the log, and stays there.
    """
    connection.execute("PRAGMA busy_timeout = 2000")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if not (is_busy(error) or is_full(error)):
            raise
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def read_id(connection: sqlite3.Connection) -> str:
    """The archive's id, the same in both of its files."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'archive_id'").fetchone()
    return str(row[0]) if row else ""


def schema_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(
    connection: sqlite3.Connection, path: Path, steps: Migrations, archive_id: str | None
) -> None:
    """Bring the file to today's schema in one transaction; give it *archive_id* if it has none."""
    _refuse_newer(connection, path, steps)
    if found := strangers(connection, steps):
        raise ForeignSchema(path, found)
    db = Database(connection)
    if not steps.pending(db):
        return
    with immediate(connection):
        steps.apply(db)  # a second process finds nothing left to do here
        connection.execute(f"PRAGMA user_version = {len(steps.applied(db))}")
        connection.execute(
            "INSERT OR IGNORE INTO meta VALUES ('archive_id', ?)",
            [archive_id or secrets.token_hex(16)],
        )


def _refuse_newer(connection: sqlite3.Connection, path: Path, steps: Migrations) -> None:
    known = len(steps.pending(Database(sqlite3.connect(":memory:"))))
    version = schema_version(connection)
    if version > known:
        raise ArchiveTooNew(path, version, known)


def _refuse_strangers(path: Path, application_id: int) -> None:
    """Look at the file's first bytes, so that nothing of somebody else's is ever touched."""
    if not _has_content(path):
        return
    if path.is_dir():
        raise NotAnArchive(path, "a folder")
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_HEADER) or len(head) < 100:
        raise NotAnArchive(path, "no SQLite database at all")
    if int.from_bytes(head[68:72], "big") == application_id:
        return
    # A file just being made has its first page in the write-ahead log only.
    try:
        connection = _connect(f"{path.resolve().as_uri()}?mode=ro")
        try:
            (found,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(path, f"a database that cannot be read ({error})") from error
    if found != application_id and (found or tables):
        raise NotAnArchive(path, "another SQLite database")


def _id_of(path: Path) -> str | None:
    connection = _readable(path)
    try:
        (tables,) = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'meta'"
        ).fetchone()
        return read_id(connection) or None if tables else None
    finally:
        connection.close()


def _had_pages(path: Path) -> bool:
    connection = _readable(path)
    try:
        named = "SELECT 1 FROM articles WHERE capture_id IS NOT NULL LIMIT 1"
        return connection.execute(named).fetchone() is not None
    finally:
        connection.close()


def _has_content(path: Path) -> bool:
    """Whether there is a file to open: an empty one is as good as none."""
    try:
        return path.is_dir() or path.stat().st_size > 0
    except OSError:
        return False


def _writable(path: Path, *, durable: bool = False) -> sqlite3.Connection:
    connection = _connect(f"{path.resolve().as_uri()}?mode=rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL: a power cut may lose the last commits, never consistency. The pages are
    # made durable, so that no article outlives the page it was read from.
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def _readable(path: Path) -> sqlite3.Connection:
    """A connection that cannot write.

    It is opened as a writer's would be, and then told not to write: of a connection opened
    read-only SQLite leaves the files of its log behind. Where nothing may be written, on a
    read-only disk, the plain read-only ways follow.
    """
    file = path.resolve()
    uri = file.as_uri()
    ways = ["mode=rw", "mode=ro"]
    has_log = _has_content(file.with_name(file.name + "-wal"))
    if not has_log:
        ways.append("mode=ro&immutable=1")
    for way in ways:
        connection = _connect(f"{uri}?{way}")
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


def _connect(uri: str) -> sqlite3.Connection:
    """A connection in autocommit: transactions are begun by hand, and only as *immediate*."""
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    # The file may be anybody's: what its schema calls may not reach out of it, its cells are
    # looked at before they are believed, and its inner tables are written by SQLite only.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return connection
