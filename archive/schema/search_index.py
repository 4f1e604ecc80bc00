"""The index of words, ``articles_fts``: folded texts, all of it made from the articles.

FTS5 keeps no text of its own. It is told what to index and, when an article goes, the same words
again; both are :func:`archive.values.tokenize.indexed_text` of the article's row.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from archive.schema.database import immediate
from archive.values.tokenize import indexed_text

COLUMNS = ("headline", "dek", "byline", "caption", "dateline", "section", "body")
"""Columns of ``articles`` whose words are found."""

TABLE = f"""
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        {", ".join(COLUMNS)},
        content='articles', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
    )
"""

BATCH = 500
"""Articles indexed by one statement when all are."""

SAMPLE = 300
"""Articles whose words are compared with the index where not all are to be."""

_NAMES = ", ".join(COLUMNS)
_WORDS = ", ".join(f"indexed_text({name})" for name in COLUMNS)
_PARTS = ("data", "idx", "docsize", "config")
"""The tables that FTS5 keeps its index in."""


def is_there(connection: sqlite3.Connection) -> bool:
    """Whether the archive has this index; one of an earlier newsclip has another or none."""
    made_by = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'articles_fts'")
    row = made_by.fetchone()
    return row is not None and all(name in row[0] for name in COLUMNS)


def add(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Put articles into the index, all in one statement: FTS5 writes to the disk after each."""
    _register(connection)
    marks = ",".join("?" * len(ids)) if len(ids) < 500 else ""
    chosen = f"id IN ({marks})" if marks else f"id BETWEEN {min(ids)} AND {max(ids)}"
    _add(connection, chosen, list(ids) if marks else [])


def remove(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the index. Its row must still be as it was indexed."""
    _register(connection)
    connection.execute(
        f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES})"
        f" SELECT 'delete', id, {_WORDS} FROM articles WHERE id = ?",
        [article_id],
    )


def fill(connection: sqlite3.Connection) -> None:
    """Put all articles into the index, which must be empty. Memory stays bounded."""
    _register(connection)
    last = 0
    while True:
        (end,) = connection.execute(
            "SELECT max(id) FROM (SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?)",
            [last, BATCH],
        ).fetchone()
        if end is None:
            return
        _add(connection, "id > ? AND id <= ?", [last, end])
        last = end


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index again; where even its own tables are damaged, these too.

    Raises ``sqlite3.DatabaseError`` where the articles cannot be read.
    """
    try:
        with immediate(connection):
            connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
            fill(connection)
    except sqlite3.DatabaseError:
        _make_anew(connection)


def is_sound(connection: sqlite3.Connection, *, every_article: bool) -> bool:
    """Whether the index has each article and its words: of all articles, or of a sample.

    That its own tables fit together is FTS5's ``integrity-check`` to say.
    """
    strays = connection.execute(
        "SELECT (SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM articles_fts_docsize"
        ")) + (SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT id FROM articles))"
    ).fetchone()
    if strays[0]:
        return False
    ids = [row[0] for row in connection.execute("SELECT id FROM articles")]
    chosen = ids if every_article or len(ids) <= SAMPLE else random.sample(ids, SAMPLE)
    again = sqlite3.connect(":memory:")
    try:
        again.execute(TABLE)
        again.execute("CREATE VIRTUAL TABLE words USING fts5vocab(articles_fts, row)")
        return all(_is_as_indexed(connection, again, one) for one in chosen)
    finally:
        again.close()


def _is_as_indexed(connection: sqlite3.Connection, again: sqlite3.Connection, one: int) -> bool:
    """Whether the index has as many words of an article as its row gives, and some of them."""
    texts = connection.execute(f"SELECT {_NAMES} FROM articles WHERE id = ?", [one]).fetchone()
    again.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    again.execute(
        f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (1{', ?' * len(COLUMNS)})",
        [indexed_text(text) for text in texts],
    )
    (wanted,) = again.execute("SELECT sz FROM articles_fts_docsize").fetchone()
    (found,) = connection.execute(
        "SELECT sz FROM articles_fts_docsize WHERE id = ?", [one]
    ).fetchone()
    if wanted != found:
        return False
    words = [row[0] for row in again.execute("SELECT term FROM words")]
    asked = [text for text in map(indexed_text, texts[:1]) if text and text.strip()]
    asked += random.sample(words, min(5, len(words)))
    return all(_has(connection, one, f'"{text.replace(chr(34), " ")}"') for text in asked if words)


def _has(connection: sqlite3.Connection, one: int, expression: str) -> bool:
    sql = "SELECT 1 FROM articles_fts WHERE rowid = ? AND articles_fts MATCH ?"
    return connection.execute(sql, [one, expression]).fetchone() is not None


def _add(connection: sqlite3.Connection, chosen: str, values: list[int]) -> None:
    connection.execute(
        f"INSERT INTO articles_fts (rowid, {_NAMES}) SELECT id, {_WORDS} FROM articles"
        f" WHERE {chosen}",
        values,
    )


def _register(connection: sqlite3.Connection) -> None:
    connection.create_function("indexed_text", 1, indexed_text, deterministic=True)


def _make_anew(connection: sqlite3.Connection) -> None:
    # FTS5 cannot drop an index that it cannot open. Without its entry in the schema its
    # tables are plain ones.
    with _open_schema(connection), immediate(connection):
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'articles_fts'")
        connection.execute("PRAGMA writable_schema = RESET")
        for part in _PARTS:
            connection.execute(f"DROP TABLE IF EXISTS articles_fts_{part}")
        connection.execute(TABLE)
        fill(connection)


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
