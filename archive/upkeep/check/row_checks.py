"""Whether the rows of both files fit each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.captures.store import CaptureStore
from archive.reading.fronts.front_queries import has_fronts
from archive.standing import paragraph_marks
from archive.upkeep import forget
from archive.upkeep.check.problems import Problem, repair_command

ROWS = (
    (
        "SELECT id, url FROM articles a WHERE NOT EXISTS"
        " (SELECT 1 FROM revisions r WHERE r.article_id = a.id)",
        "article {0} has no revision",
    ),
    (
        "SELECT id, url, revision, (SELECT count(*) FROM revisions r WHERE r.article_id = a.id) n"
        " FROM articles a WHERE n != revision AND n > 0",
        "article {0} counts {2} revisions and has {3}",
    ),
    (
        "SELECT id, url FROM articles a WHERE body != '' AND NOT EXISTS"
        " (SELECT 1 FROM paragraphs p WHERE p.article_id = a.id)",
        "article {0} has text and no paragraphs",
    ),
)
"""Questions whose every answer is a problem, each with how it is told."""


def row_problems(connection: sqlite3.Connection, path: Path) -> Iterator[Problem]:
    """Rows that do not fit each other."""
    broken = connection.execute(
        'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
    )
    for table, parent, count in broken.fetchall():
        what = f"{count} rows of {table} belong to no row of {parent}"
        yield Problem("rows", path, what, repair_command(path))
    if stray := paragraph_marks.count_strays(connection):
        yield Problem(
            "rows", path, f"{stray} marks of pages belong to no page", repair_command(path)
        )
    for question, told in ROWS:
        for row in connection.execute(question).fetchall():
            yield Problem("rows", path, told.format(*row), repair_command(path), row[1])


def unfinished_forgetting(
    connection: sqlite3.Connection, captures: CaptureStore, path: Path
) -> Iterator[Problem]:
    """A forgetting that was cut short, with what is left to be removed."""
    plan = forget.unfinished(connection, captures)
    if plan is None:
        return
    names = sorted(plan.sites) or sorted(plan.keys)
    what = (
        f"forgetting {names[0]}"
        + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        + f" was cut short: {len(plan.article_ids)} articles and {len(plan.capture_ids)} stored"
        " pages of it are left"
    )
    yield Problem("rows", path, what, repair_command(path))


def future_date_notes(connection: sqlite3.Connection) -> Iterator[str]:
    """Articles dated after today, by a wrong clock: they stay the newest until that day."""
    latest = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    with suppress(sqlite3.DatabaseError):  # damage is told elsewhere
        count, url, last = connection.execute(
            "SELECT count(*), url, max(last_seen_at) FROM articles WHERE last_seen_at > ?", [latest]
        ).fetchone()
        if count:
            yield (
                f"{count} articles are dated as seen after today, the last {last} ({url}): a clock "
                "was wrong. What is fetched before that day is filed as older; to begin anew with "
                "such a page: newsclip forget URL, then --undo"
            )


def missing_pages(connection: sqlite3.Connection, pages: sqlite3.Connection) -> list[str]:
    """The stored pages that are named and not there: by articles, their timelines, or fronts."""
    sql = (
        "SELECT capture_id FROM articles WHERE capture_id IS NOT NULL"
        " UNION SELECT capture_id FROM revisions WHERE capture_id IS NOT NULL"
        " UNION SELECT capture_id FROM sightings WHERE capture_id != ''"
    )
    if has_fronts(connection):
        sql += " UNION SELECT capture_id FROM fronts WHERE capture_id IS NOT NULL"
    cursor = connection.execute(sql)
    missing: list[str] = []
    while chunk := [row[0] for row in cursor.fetchmany(500)]:
        marks = ",".join("?" * len(chunk))
        there = {
            row[0] for row in pages.execute(f"SELECT id FROM captures WHERE id IN ({marks})", chunk)
        }
        missing += [one for one in chunk if one not in there]
    return missing


def missing_page_problems(
    connection: sqlite3.Connection, pages: sqlite3.Connection, path: Path, pages_path: Path
) -> Iterator[Problem]:
    """Stored pages that are named in either file, and are not there."""
    for capture_id in missing_pages(connection, pages):
        row = connection.execute(
            "SELECT url FROM articles WHERE id IN (SELECT article_id FROM revisions"
            " WHERE capture_id = :id UNION SELECT article_id FROM sightings WHERE capture_id = :id"
            " UNION SELECT id FROM articles WHERE capture_id = :id)",
            {"id": capture_id},
        ).fetchone()
        if row is None and has_fronts(connection):
            row = connection.execute(
                "SELECT url FROM fronts WHERE capture_id = ?", [capture_id]
            ).fetchone()
        what = f"the stored page {capture_id} is named and not there"
        yield Problem("page", pages_path, what, repair_command(path), row[0] if row else None)
    lost = pages.execute(
        "SELECT host FROM reference_pages r WHERE NOT EXISTS"
        " (SELECT 1 FROM captures c WHERE c.id = r.capture_id)"
    )
    for (host,) in lost.fetchall():
        yield Problem(
            "rows", pages_path, f"the reference page of {host} is gone", repair_command(path)
        )
