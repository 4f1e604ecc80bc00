"""Removing stored pages, and packing anew what was packed against them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from archive.captures.compression import LARGEST_REFERENCE, Packer
from archive.captures.store import CaptureStore
from archive.errors import CaptureDamaged
from archive.schema.database import immediate

BATCH = 100
"""Pages packed anew in one transaction; a removal cut short leaves every page readable."""


def remove(
    captures: CaptureStore,
    ids: Sequence[str],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Remove the pages with these ids; all others stay, and can be read as before."""
    pages = captures.connection
    assert pages is not None
    pages.execute("PRAGMA secure_delete = ON")
    pages.execute("PRAGMA temp_store = MEMORY")
    pages.execute("CREATE TEMP TABLE IF NOT EXISTS to_remove (id TEXT PRIMARY KEY) WITHOUT ROWID")
    pages.execute("DELETE FROM to_remove")
    pages.executemany("INSERT OR IGNORE INTO to_remove VALUES (?)", [(one,) for one in ids])
    # Bodies that other pages share come first: they may be packed against a page that goes, too.
    needed = pages.execute(
        "SELECT id FROM captures WHERE id IN to_remove AND id IN (SELECT reference_id FROM captures"
        " WHERE reference_id IN to_remove AND id NOT IN to_remove) ORDER BY encoding = 'zstd'"
    ).fetchall()
    for done, (reference_id,) in enumerate(needed):
        progress(done, len(needed))
        _repack_dependents(captures, pages, reference_id)
    with immediate(pages):
        pages.execute("DELETE FROM reference_pages WHERE capture_id IN to_remove")
        pages.execute("DELETE FROM captures WHERE id IN to_remove")
    pages.execute("DROP TABLE to_remove")


def _repack_dependents(
    captures: CaptureStore, pages: sqlite3.Connection, reference_id: str
) -> None:
    """Pack the pages that stay without the reference page, which is to be removed."""
    with immediate(pages):
        _hand_over(pages, reference_id)
    dependents = [
        row[0]
        for row in pages.execute(
            "SELECT id FROM captures WHERE reference_id = ? AND id NOT IN to_remove ORDER BY rowid",
            [reference_id],
        )
    ]
    packer = Packer()
    base: str | None = None
    for start in range(0, len(dependents), BATCH):
        with immediate(pages):
            for capture_id in dependents[start : start + BATCH]:
                try:
                    body = captures.body(capture_id)
                except CaptureDamaged:
                    continue  # nothing can be made of it any more; `check` reports it
                alone = packer.pack(body)
                if base is None:
                    _store(pages, capture_id, "zstd", None, alone)
                    if 0 < len(body) <= LARGEST_REFERENCE:
                        base = capture_id
                        packer.learn(base, body)
                        _replace_reference(pages, reference_id, base)
                    continue
                packed = packer.pack_against(base, body)
                if len(packed) < len(alone):
                    _store(pages, capture_id, "zstd-reference", base, packed)
                else:
                    _store(pages, capture_id, "zstd", None, alone)


def _hand_over(pages: sqlite3.Connection, reference_id: str) -> None:
    """Give the body of a page that goes to another page with the same body, if there is one.

    Then nothing needs to be packed again.
    """
    heir = pages.execute(
        "SELECT id FROM captures WHERE reference_id = ? AND encoding = 'same'"
        " AND id NOT IN to_remove ORDER BY rowid LIMIT 1",
        [reference_id],
    ).fetchone()
    if heir is None:
        return
    encoding, further, body = pages.execute(
        "SELECT encoding, reference_id, body FROM captures WHERE id = ?", [reference_id]
    ).fetchone()
    _store(pages, heir[0], encoding, further, body)
    pages.execute(
        "UPDATE captures SET reference_id = ? WHERE reference_id = ? AND id NOT IN to_remove",
        [heir[0], reference_id],
    )
    if encoding == "zstd":
        _replace_reference(pages, reference_id, heir[0])


def _replace_reference(pages: sqlite3.Connection, old: str, new: str) -> None:
    pages.execute("UPDATE reference_pages SET capture_id = ? WHERE capture_id = ?", [new, old])


def _store(
    pages: sqlite3.Connection, capture_id: str, encoding: str, reference: str | None, body: bytes
) -> None:
    pages.execute(
        "UPDATE captures SET encoding = ?, reference_id = ?, body = ? WHERE id = ?",
        [encoding, reference, body, capture_id],
    )
