"""Writing what was read of one article: its rows, and its place in the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import repeat

from archive.values import rows
from archive.writing.timeline import Reading
from parsers.records import Article

INSERT_ARTICLE = (
    f"INSERT INTO articles (id, url, url_key, site, {', '.join(rows.READING_COLUMNS)},"
    " first_seen_at, last_seen_at, revision, capture_id, parser)"
    f" VALUES ({', '.join('?' * (9 + len(rows.READING_COLUMNS)))})"
)

INSERT_PARAGRAPH = (
    f"INSERT INTO paragraphs (article_id, {', '.join(rows.PARAGRAPH_COLUMNS)})"
    f" VALUES (?{', ?' * len(rows.PARAGRAPH_COLUMNS)})"
)
INSERT_IMAGE = (
    f"INSERT INTO images (article_id, {', '.join(rows.IMAGE_COLUMNS)})"
    f" VALUES (?{', ?' * len(rows.IMAGE_COLUMNS)})"
)


def index(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Put articles into the full-text index, all in one statement."""
    columns = ", ".join(rows.INDEXED_COLUMNS)
    marks = ",".join(repeat("?", len(ids))) if len(ids) < 500 else ""
    chosen = f"id IN ({marks})" if marks else f"id BETWEEN {min(ids)} AND {max(ids)}"
    connection.execute(
        f"INSERT INTO articles_fts (rowid, {columns}) SELECT id, {columns} FROM articles"
        f" WHERE {chosen}",
        list(ids) if marks else [],
    )


def unindex(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the full-text index. Its row must still be as it was indexed."""
    columns = ", ".join(rows.INDEXED_COLUMNS)
    connection.execute(
        f"INSERT INTO articles_fts (articles_fts, rowid, {columns})"
        f" SELECT 'delete', id, {columns} FROM articles WHERE id = ?",
        [article_id],
    )


def rewrite(
    connection: sqlite3.Connection, article_id: int, article: Article, reading: Reading
) -> None:
    """Make *article* what the tables show; nothing is written where nothing differs."""
    columns = ", ".join(rows.READING_COLUMNS)
    before = connection.execute(
        f"SELECT {columns} FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    after = rows.reading(article)
    indexed = [rows.READING_COLUMNS.index(name) for name in rows.INDEXED_COLUMNS]
    anew = any(before[i] != after[i] for i in indexed)
    if anew:
        unindex(connection, article_id)
    connection.execute(
        f"UPDATE articles SET {' = ?, '.join(rows.READING_COLUMNS)} = ?, capture_id = ?,"
        " parser = ? WHERE id = ?",
        [*after, reading.capture_id or None, reading.parser, article_id],
    )
    connection.execute("DELETE FROM paragraphs WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM images WHERE article_id = ?", [article_id])
    told = [(article_id, *row) for row in rows.paragraph_rows(article)]
    connection.executemany(INSERT_PARAGRAPH, told)
    connection.executemany(INSERT_IMAGE, [(article_id, *row) for row in rows.image_rows(article)])
    if anew:
        index(connection, [article_id])
