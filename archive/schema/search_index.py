"""The full-text index as a thing of its own: all of it can be made again from the articles."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from archive.schema.database import immediate

_PARTS = ("data", "idx", "docsize", "config")
"""The tables that FTS5 keeps its index in."""


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index again; where even its own tables are damaged, these too.

    Raises ``sqlite3.DatabaseError`` where the articles cannot be read.
    """
    try:
        with immediate(connection):
            connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    except sqlite3.DatabaseError:
        _make_anew(connection)


def _make_anew(connection: sqlite3.Connection) -> None:
    (made_by,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'articles_fts'"
    ).fetchone()
    # FTS5 cannot drop an index that it cannot open. Without its entry in the schema its
    # tables are plain ones.
    with _open_schema(connection), immediate(connection):
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'articles_fts'")
        connection.execute("PRAGMA writable_schema = RESET")
        for part in _PARTS:
            connection.execute(f"DROP TABLE IF EXISTS articles_fts_{part}")
        connection.execute(made_by)
        connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")


@contextmanager
def _open_schema(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the schema be written by hand, which a defensive connection does not allow.

    Python 3.11 cannot set a connection defensive, nor need this.
    """
    if sys.version_info >= (3, 12):
        defensive = connection.getconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)
    try:
        yield
    finally:
        connection.execute("PRAGMA writable_schema = RESET")
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, defensive)
