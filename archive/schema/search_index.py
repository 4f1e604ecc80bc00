"""The full-text index as a thing of its own: all of it can be made again from the articles."""

from __future__ import annotations

import sqlite3

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
    try:
        # FTS5 cannot drop an index that it cannot open. Without its entry in the schema its
        # tables are plain ones.
        with immediate(connection):
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("DELETE FROM sqlite_master WHERE name = 'articles_fts'")
            connection.execute("PRAGMA writable_schema = RESET")
            for part in _PARTS:
                connection.execute(f"DROP TABLE IF EXISTS articles_fts_{part}")
            connection.execute(made_by)
            connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    finally:
        connection.execute("PRAGMA writable_schema = RESET")
