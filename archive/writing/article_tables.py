"""The tables ``articles``, ``paragraphs`` and ``images``, and the full-text index over them."""

from __future__ import annotations

import sqlite3

from archive.schema import search_index
from archive.values import rows
from archive.writing.revisions.timeline import Entry
from parsers.records import Article

INSERT_ARTICLE = (
    f"INSERT INTO articles (id, url, url_key, site, {', '.join(rows.PARSED_COLUMNS)},"
    " first_seen_at, last_seen_at, revision, capture_id, parser)"
    f" VALUES ({', '.join('?' * (9 + len(rows.PARSED_COLUMNS)))})"
)

INSERT_PARAGRAPH = (
    f"INSERT INTO paragraphs (article_id, {', '.join(rows.PARAGRAPH_COLUMNS)})"
    f" VALUES (?{', ?' * len(rows.PARAGRAPH_COLUMNS)})"
)
INSERT_IMAGE = (
    f"INSERT INTO images (article_id, {', '.join(rows.IMAGE_COLUMNS)})"
    f" VALUES (?{', ?' * len(rows.IMAGE_COLUMNS)})"
)


def rewrite(
    connection: sqlite3.Connection, article_id: int, article: Article, entry: Entry
) -> None:
    """Make *article* what the tables show; nothing is written where nothing differs."""
    columns = ", ".join(rows.PARSED_COLUMNS)
    before = connection.execute(
        f"SELECT {columns} FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    after = rows.parsed_values(article)
    indexed = [rows.PARSED_COLUMNS.index(name) for name in search_index.COLUMNS]
    is_indexed_anew = any(before[i] != after[i] for i in indexed)
    if is_indexed_anew:
        search_index.remove(connection, article_id)
    connection.execute(
        f"UPDATE articles SET {' = ?, '.join(rows.PARSED_COLUMNS)} = ?, capture_id = ?,"
        " parser = ? WHERE id = ?",
        [*after, entry.capture_id or None, entry.parser, article_id],
    )
    connection.execute("DELETE FROM paragraphs WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM images WHERE article_id = ?", [article_id])
    connection.executemany(
        INSERT_PARAGRAPH, [(article_id, *row) for row in rows.paragraph_rows(article)]
    )
    connection.executemany(INSERT_IMAGE, [(article_id, *row) for row in rows.image_rows(article)])
    if is_indexed_anew:
        search_index.add(connection, [article_id])


def remove(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out, with all that belongs to it; its stored pages stay."""
    search_index.remove(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])
