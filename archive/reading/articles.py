"""Reading articles: one, or many in bounded memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.schema.database import snapshot
from archive.values import rows, url_identity
from parsers.records import Article

CHUNK = 200
"""Articles read in one short transaction."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what the archive knows of it. Times are UTC text, as in the tables."""

    id: int
    url: str
    url_key: str
    site: str | None
    record: Article
    first_seen_at: str
    last_seen_at: str
    revision: int
    """How many revisions there are; the record is the newest."""
    capture_id: str | None
    parser: str | None
    word_count: int
    row: Mapping[str, Any] = field(repr=False, compare=False)
    """The row of ``articles`` as it is."""


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """One state of an article that readers saw."""

    revision: int
    seen_at: str
    capture_id: str | None
    parser: str | None
    changed: tuple[str, ...]
    """The fields that differ from the revision before; of the first, none."""
    record: Article
    content_hash: str


def one(connection: sqlite3.Connection, id_or_url: int | str) -> StoredArticle | None:
    """The article with this id or address, or ``None``."""
    if isinstance(id_or_url, str) and id_or_url.isdecimal():
        id_or_url = int(id_or_url)
    with snapshot(connection):
        if isinstance(id_or_url, int):
            if not -(2**63) <= id_or_url < 2**63:
                return None
            found = load(connection, [id_or_url])
        else:
            article_id = id_for(connection, id_or_url)
            found = load(connection, [article_id]) if article_id is not None else []
    return found[0] if found else None


def id_for(connection: sqlite3.Connection, url: str) -> int | None:
    """The id of the article at *url*, or of the one that a visit to *url* was filed under."""
    key = url_identity.url_key(url)
    row = connection.execute("SELECT id FROM articles WHERE url_key = ?", [key]).fetchone()
    row = (
        row
        or connection.execute(
            "SELECT article_id FROM visits WHERE url_key = ? AND article_id IS NOT NULL"
            " ORDER BY id DESC LIMIT 1",
            [key],
        ).fetchone()
    )
    return int(row[0]) if row else None


def each(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[StoredArticle]:
    """The articles with these ids, in this order, read in short transactions."""
    for start in range(0, len(ids), CHUNK):
        with snapshot(connection):
            chunk = load(connection, ids[start : start + CHUNK])
        yield from chunk


def load(connection: sqlite3.Connection, ids: Sequence[int]) -> list[StoredArticle]:
    """The articles with these ids, in this order. Ids without an article are left out."""
    marks = ",".join("?" * len(ids))
    cursor = connection.execute(f"SELECT * FROM articles WHERE id IN ({marks})", list(ids))
    names = [column[0] for column in cursor.description]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    paragraphs: dict[int, list[tuple[str, str]]] = {}
    for article_id, kind, text in connection.execute(
        f"SELECT article_id, kind, text FROM paragraphs WHERE article_id IN ({marks})"
        " ORDER BY article_id, position",
        list(ids),
    ):
        paragraphs.setdefault(article_id, []).append((kind, text))
    images: dict[int, list[Sequence[Any]]] = {}
    for article_id, *values in connection.execute(
        "SELECT article_id, url, caption, credit, creator, agencies, copyright_notice, alt,"
        f" is_lead FROM images WHERE article_id IN ({marks}) ORDER BY article_id, position",
        list(ids),
    ):
        images.setdefault(article_id, []).append(values)
    return [_stored(found[i], paragraphs.get(i, []), images.get(i, [])) for i in ids if i in found]


def revisions(connection: sqlite3.Connection, article_id: int) -> list[StoredRevision]:
    """The revisions of an article, in the order of their captures."""
    return [
        StoredRevision(
            number, seen, capture, parser, tuple(json.loads(changed)),
            rows.from_record_text(record), content_hash,
        )
        for number, seen, capture, parser, changed, record, content_hash in connection.execute(
            "SELECT revision, seen_at, capture_id, parser, changed, record, content_hash"
            " FROM revisions WHERE article_id = ? ORDER BY revision",
            [article_id],
        ).fetchall()
    ]  # fmt: skip


def gone_since(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> dict[int, tuple[str, int | None]]:
    """Of the articles whose page is gone: when that was first found, and the HTTP status.

    A page is gone if a visit after its last capture found it so.
    """
    found = connection.execute(
        "SELECT a.id, min(v.visited_at), v.status"
        " FROM articles a JOIN visits v ON v.article_id = a.id"
        " WHERE a.id IN (SELECT value FROM json_each(?)) AND v.outcome = 'gone'"
        " AND v.url_key = a.url_key AND v.visited_at > a.last_seen_at GROUP BY a.id",
        [json.dumps(list(ids))],
    )
    return {article_id: (at, status) for article_id, at, status in found}


def _stored(
    row: dict[str, Any], paragraphs: Sequence[tuple[str, str]], images: Sequence[Sequence[Any]]
) -> StoredArticle:
    return StoredArticle(
        id=row["id"],
        url=row["url"],
        url_key=row["url_key"],
        site=row["site"],
        record=rows.to_article(row, paragraphs, images),
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        revision=row["revision"],
        capture_id=row["capture_id"],
        parser=row["parser"],
        word_count=row["word_count"],
        row=row,
    )
