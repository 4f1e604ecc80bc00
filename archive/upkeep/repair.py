"""Repairing what a check found wrong, from what is left."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.captures.store import CaptureStore
from archive.errors import ArchiveDamaged
from archive.reading import articles
from archive.schema import search_index
from archive.schema.database import immediate
from archive.standing import paragraph_marks
from archive.upkeep import forget
from archive.upkeep.check import page_checks, row_checks
from archive.upkeep.check.file_checks import unreadable
from archive.values import rows
from archive.values.fingerprint import content_hash, visible_fields
from archive.values.times import stamp
from archive.values.url_identity import url_key
from archive.writing.revisions.revision_tables import load_timeline, store_timeline
from archive.writing.revisions.timeline import Entry, Timeline, article_of


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done."""

    pages_removed: int
    """Damaged pages: what was read from them stays, and they are due to be fetched again."""
    rows_removed: int
    """Rows that belonged to nothing."""
    articles_mended: int
    has_forgotten: bool
    """Whether a forgetting that was cut short is done now."""


def repair(
    path: Path,
    connection: sqlite3.Connection,
    captures: CaptureStore,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Repaired:
    """Remove damaged pages and stray rows, finish a forgetting that was cut short, rebuild the
    indexes. The caller holds the lock.

    Raises ``ArchiveDamaged``, and has done nothing, where SQLite cannot read a file.
    """
    pages = captures.connection
    assert pages is not None
    if damage := unreadable(connection, captures):
        raise ArchiveDamaged(path, damage)
    forgotten = forget.finish(connection, captures)
    removed = _remove_damaged(captures, pages, progress)
    with immediate(connection):
        stray = _remove_stray(connection)
        mended = _mend_articles(connection)
        missing = row_checks.missing_pages(connection, pages)
        _fetch_again(connection, [*removed, *_newest_of(connection, missing)])
        _forget_missing(connection, missing)
        paragraph_marks.rebuild(connection)
    search_index.rebuild(connection)
    for opened in (connection, pages):
        opened.execute("REINDEX")
    return Repaired(len(removed), stray, mended, forgotten is not None)


def _remove_damaged(
    captures: CaptureStore, pages: sqlite3.Connection, progress: Callable[[int, int], None]
) -> list[str]:
    """The addresses of the pages that were removed."""
    rowids = page_checks.all_pages(pages)
    gone = array("q")
    for done, damage in enumerate(page_checks.damaged(captures, rowids)):
        progress(done + 1, len(rowids))
        if damage is not None:
            gone.append(rowids[done])
    with immediate(pages):
        delete = "DELETE FROM captures WHERE rowid = ? RETURNING url"
        urls = [pages.execute(delete, [rowid]).fetchone()[0] for rowid in gone]
        pages.execute(
            "DELETE FROM reference_pages WHERE capture_id NOT IN (SELECT id FROM captures)"
        )
    return urls


def _remove_stray(connection: sqlite3.Connection) -> int:
    count = 0
    broken = connection.execute(
        'SELECT "table", rowid, parent FROM pragma_foreign_key_check'
    ).fetchall()
    for table, rowid, parent in broken:
        if table == "visits":
            column = {"articles": "article_id", "runs": "run_id"}[parent]
            connection.execute(f"UPDATE visits SET {column} = NULL WHERE id = ?", [rowid])
    for table in ("paragraphs", "images", "revisions", "sightings"):
        cursor = connection.execute(
            f"DELETE FROM {table} WHERE article_id NOT IN (SELECT id FROM articles)"
        )
        count += cursor.rowcount
    for delete in _STRAY_FRONTS:
        count += connection.execute(delete).rowcount
    connection.execute(
        "UPDATE front_stories SET article_id = NULL WHERE article_id NOT IN"
        " (SELECT id FROM articles)"
    )
    return count


_STRAY_FRONTS = (
    "DELETE FROM fronts WHERE shown_id NOT IN (SELECT id FROM fronts)",
    "DELETE FROM front_places WHERE front_id NOT IN (SELECT id FROM fronts)"
    " OR story_id NOT IN (SELECT id FROM front_stories)",
    "DELETE FROM front_stories WHERE id NOT IN (SELECT story_id FROM front_places)",
)


def _mend_articles(connection: sqlite3.Connection) -> int:
    """Restore an article from its row or from its newest revision, whichever is left."""
    found = {row[0] for question, _ in row_checks.ROWS for row in connection.execute(question)}
    for article_id in sorted(found):
        timeline = load_timeline(connection, article_id)
        (stored,) = articles.load(connection, [article_id])
        if not timeline.revisions:
            article, record = rows.savable(stored.record)
            first = Entry(
                stored.first_seen_at,
                stored.capture_id or "",
                content_hash(visible_fields(article)),
                stored.parser,
                stored.url_key,
                record,
                article,
            )
            later = [one for one in timeline.entries if one.position != first.position]
            timeline = Timeline((first, *later))
        count = store_timeline(connection, article_id, timeline)
        connection.execute("UPDATE articles SET revision = ? WHERE id = ?", [count, article_id])
        if not stored.record.paragraphs:
            newest = article_of(timeline.revisions[-1])
            connection.executemany(
                "INSERT OR IGNORE INTO paragraphs (article_id, position, kind, text)"
                " VALUES (?, ?, ?, ?)",
                [(article_id, *row) for row in rows.paragraph_rows(newest)],
            )
    return len(found)


def _fetch_again(connection: sqlite3.Connection, urls: list[str]) -> None:
    """Make removed pages due, to be fetched unconditionally."""
    connection.executemany(
        "UPDATE frontier SET due_at = ?, etag = NULL, last_modified = NULL WHERE url_key = ?",
        [(stamp(datetime.now(UTC)), url_key(url)) for url in urls],
    )


def _newest_of(connection: sqlite3.Connection, missing: list[str]) -> list[str]:
    """The addresses of the articles whose newest page is among the *missing*."""
    wanted = set(missing)
    rows_of = connection.execute("SELECT url, capture_id FROM articles") if wanted else ()
    return [url for url, capture_id in rows_of if capture_id in wanted]


def _forget_missing(connection: sqlite3.Connection, missing: list[str]) -> None:
    ids = [(one,) for one in missing]
    for table in ("articles", "revisions", "fronts"):
        connection.executemany(f"UPDATE {table} SET capture_id = NULL WHERE capture_id = ?", ids)
    connection.executemany(
        "UPDATE OR IGNORE sightings SET capture_id = '' WHERE capture_id = ?", ids
    )
