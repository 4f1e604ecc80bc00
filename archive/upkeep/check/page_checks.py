"""Whether the stored pages can be unpacked, and all have a visit."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path

from archive.captures.store import CaptureStore, has_column
from archive.errors import CaptureDamaged
from archive.reading.named_captures import NAMED
from archive.upkeep.check.problems import (
    Problem,
    Progress,
    Report,
    repair_command,
    restore_advice,
)

SAMPLE = 300
"""Stored pages that are unpacked, unless all are."""

_NEWEST_PAGES = 10_000


def damaged(captures: CaptureStore, rowids: array[int]) -> Iterator[CaptureDamaged | None]:
    """For each of these rows of ``captures`` its damage, or ``None``."""
    assert captures.connection is not None
    for rowid in rowids:
        row = captures.connection.execute(
            "SELECT id FROM captures WHERE rowid = ?", [rowid]
        ).fetchone()
        try:
            if row:
                captures.get(row[0])
        except CaptureDamaged as damage:
            yield damage
            continue
        except (ValueError, TypeError, sqlite3.DatabaseError) as error:
            yield CaptureDamaged(captures.path, row[0], str(error))
            continue
        yield None


def all_pages(pages: sqlite3.Connection) -> array[int]:
    """The rows of ``captures``, those packed against the same page side by side."""
    return array(
        "q", (row[0] for row in pages.execute("SELECT rowid FROM captures ORDER BY reference_id"))
    )


def check_pages(
    captures: CaptureStore,
    pages: sqlite3.Connection,
    path: Path,
    every_page: bool,
    report: Report,
    progress: Progress,
) -> None:
    """Unpack a sample of the stored pages, or *every_page*."""
    try:
        (report.pages,) = pages.execute("SELECT count(*) FROM captures").fetchone()
        rowids = all_pages(pages) if every_page else _sample(pages, report.pages)
    except sqlite3.DatabaseError as error:
        report.problems.append(
            Problem("file", captures.path, str(error), restore_advice(captures.path))
        )
        return
    for damage in damaged(captures, rowids):
        report.pages_checked += 1
        progress(report.pages_checked, len(rowids))
        if damage is None:
            continue
        row = pages.execute("SELECT url FROM captures WHERE id = ?", [damage.capture_id]).fetchone()
        what = f"the stored page {damage.capture_id} is damaged ({damage.reason})"
        report.problems.append(
            Problem("page", captures.path, what, repair_command(path), row[0] if row else None)
        )


def _sample(pages: sqlite3.Connection, count: int) -> array[int]:
    """Some rows, drawn anew each time, so that checks in a row see more and more."""
    if count <= SAMPLE:
        return all_pages(pages)
    (last,) = pages.execute("SELECT max(rowid) FROM captures").fetchone()
    drawn = sorted(random.sample(range(1, last + 1), SAMPLE))
    found = {
        pages.execute("SELECT rowid FROM captures WHERE rowid >= ? LIMIT 1", [one]).fetchone()[0]
        for one in drawn
    }
    return array("q", sorted(found))


def unvisited_page_notes(
    connection: sqlite3.Connection, pages: sqlite3.Connection, path: Path, every_page: bool
) -> Iterator[str]:
    """Pages that were stored and have no visit: a crash came between the two commits.

    Front pages are left out: the next crawl keeps them anew.
    Without *every_page* only the newest pages are looked at, for a crash costs the last ones.
    """
    chosen = " WHERE kind IS NULL" if has_column(pages, "kind") else ""
    chosen += "" if every_page else " ORDER BY rowid DESC LIMIT ?"
    cursor = pages.execute(
        f"SELECT id, url_key, fetched_at, url FROM captures{chosen}",
        [] if every_page else [_NEWEST_PAGES],
    )
    unvisited: dict[str, tuple[str, str]] = {}
    for capture_id, key, fetched_at, url in cursor:
        visit = "SELECT 1 FROM visits WHERE url_key = ? AND visited_at = ? LIMIT 1"
        if not connection.execute(visit, [key, fetched_at]).fetchone():
            unvisited[capture_id] = fetched_at, url
    if not unvisited:
        return
    for (capture_id,) in connection.execute(NAMED):
        unvisited.pop(capture_id, None)
    if not unvisited:
        return
    (first, url), (last, _) = min(unvisited.values()), max(unvisited.values())
    told = f"{len(unvisited)} stored pages, of {first} to {last}, have"
    if len(unvisited) == 1:
        told = f"1 stored page, of {first}, has"
    yield (
        f"{told} no visit: a crash came before it "
        f"(the first is {url}). The next crawl or the same import has them again; to have what "
        f"they say at once: newsclip reparse --archive {path}"
    )
