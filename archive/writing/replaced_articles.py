"""The readings that a ``reparse`` replaced, kept until the next one, so that it can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import zstandard

from archive.reading import articles
from archive.schema import search_index
from archive.schema.database import immediate
from archive.values import rows
from archive.writing import article_tables, timeline
from archive.writing.timeline import Reading

TOGETHER = 50
"""Articles put back in one transaction."""


@dataclass(slots=True)
class Undone:
    """What undoing came to."""

    restored: int = 0
    """Articles that are as they were."""
    removed: int = 0
    """Articles that the run had found in pages that had given none."""
    left: int = 0
    """Articles that could not be put back: another one has their address."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return {"restored": self.restored, "removed": self.removed, "left": self.left}


class Keeper:
    """Keeps what run *run_id* replaces; what an earlier run had kept goes with the first of it.

    Where that run was cut short, this one goes on with it, and both are undone together.
    """

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self._connection = connection
        self._run_id = run_id
        self._packer = zstandard.ZstdCompressor(level=9)
        self._goes_on = bool(
            connection.execute(
                "SELECT 1 FROM replaced JOIN runs ON runs.id = run_id"
                " WHERE coalesce(runs.ended, 'died') != 'done' AND run_id != ? LIMIT 1",
                [run_id],
            ).fetchone()
        )

    def before(self, article_id: int) -> dict[str, Any] | None:
        """An article as it is, all that is needed to make it so again."""
        found = articles.load(self._connection, [article_id])
        if not found:
            return None
        (stored,) = found
        line = timeline.load_line(self._connection, article_id)
        return {
            "url": stored.url,
            "url_key": stored.url_key,
            "site": stored.site,
            "first_seen_at": stored.first_seen_at,
            "last_seen_at": stored.last_seen_at,
            "capture_id": stored.capture_id,
            "parser": stored.parser,
            "record": rows.record_text(stored.record),
            "line": [
                (r.seen_at, r.capture_id, r.content_hash, r.parser, r.page_key, r.record)
                for r in line
            ],
        }

    def note(self, article_id: int, before: dict[str, Any] | None) -> None:
        """Keep what an article was *before*, if it reads differently now; ``None``: it is new.

        The caller holds a transaction.
        """
        if before is not None and _told(before) == _told(self.before(article_id)):
            return
        if not self._goes_on:
            self._connection.execute("DELETE FROM replaced WHERE run_id != ?", [self._run_id])
            self._goes_on = True
        state = json.dumps(before, ensure_ascii=False, separators=(",", ":")).encode()
        self._connection.execute(
            "INSERT OR IGNORE INTO replaced (article_id, run_id, state) VALUES (?, ?, ?)",
            [article_id, self._run_id, self._packer.compress(state)],
        )


def undo(connection: sqlite3.Connection) -> Iterator[Undone]:
    """Put back all that is kept, in short transactions; what was done by now, after each."""
    done = Undone()
    while True:
        with immediate(connection):
            kept = connection.execute(
                "SELECT article_id, state, coalesce(started_at, '') FROM replaced"
                " LEFT JOIN runs ON runs.id = run_id ORDER BY article_id LIMIT ?",
                [TOGETHER],
            ).fetchall()
            for article_id, state, began in kept:
                _put_back(connection, article_id, _unpacked(state), began, done)
            connection.executemany(
                "DELETE FROM replaced WHERE article_id = ?", [(one,) for one, _, _ in kept]
            )
        yield done
        if not kept:
            return


def count(connection: sqlite3.Connection) -> int:
    """How many articles can be put back."""
    return int(connection.execute("SELECT count(*) FROM replaced").fetchone()[0])


def _unpacked(state: bytes) -> dict[str, Any] | None:
    found: dict[str, Any] | None = json.loads(zstandard.ZstdDecompressor().decompress(state))
    return found


def _told(state: dict[str, Any] | None) -> object:
    """What of *state* a reading decides, but for the reader's name."""
    if state is None:
        return None
    line = [
        (seen, capture, hashed, record) for seen, capture, hashed, _, _, record in state["line"]
    ]
    return state["capture_id"], state["record"], line


def _put_back(
    connection: sqlite3.Connection,
    article_id: int,
    state: dict[str, Any] | None,
    began: str,
    done: Undone,
) -> None:
    now = timeline.load_line(connection, article_id)
    if state is None:
        if now and now[-1].seen_at < began:  # else it was fetched since
            _remove(connection, article_id)
            done.removed += 1
        return
    old = [Reading(*values) for values in state["line"]]
    article = rows.from_record_text(state["record"])
    if not now and not _insert(connection, article_id, state, old):
        done.left += 1
        return
    places = {reading.place for reading in old}
    # What was captured since stays, as a later state.
    line = sorted(
        [*old, *(reading for reading in now if reading.place not in places)],
        key=lambda reading: reading.place,
    )
    revisions = timeline.write_line(connection, article_id, line)
    if line[-1].place == old[-1].place:
        shown = Reading(
            old[-1].seen_at, state["capture_id"] or "", old[-1].content_hash, state["parser"],
            old[-1].page_key, None,
        )  # fmt: skip
        article_tables.rewrite(connection, article_id, article, shown)
    connection.execute("UPDATE articles SET revision = ? WHERE id = ?", [revisions, article_id])
    done.restored += 1


def _insert(
    connection: sqlite3.Connection, article_id: int, state: dict[str, Any], line: Sequence[Reading]
) -> bool:
    """Make the row of an article that was removed again, if its address is free."""
    taken = connection.execute("SELECT 1 FROM articles WHERE url_key = ?", [state["url_key"]])
    if taken.fetchone():
        return False
    article = rows.from_record_text(state["record"])
    connection.execute(
        article_tables.INSERT_ARTICLE,
        [
            article_id, state["url"], state["url_key"], state["site"], *rows.reading(article),
            state["first_seen_at"], state["last_seen_at"], 1, state["capture_id"],
            state["parser"],
        ],
    )  # fmt: skip
    connection.executemany(
        article_tables.INSERT_PARAGRAPH,
        [(article_id, *row) for row in rows.paragraph_rows(article)],
    )
    connection.executemany(
        article_tables.INSERT_IMAGE, [(article_id, *row) for row in rows.image_rows(article)]
    )
    search_index.add(connection, [article_id])
    connection.executemany(
        "UPDATE visits SET article_id = ? WHERE url_key = ? AND article_id IS NULL"
        " AND outcome IN ('new', 'revised', 'unchanged')",
        [(article_id, key) for key in {reading.page_key for reading in line}],
    )
    return True


def _remove(connection: sqlite3.Connection, article_id: int) -> None:
    search_index.remove(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])
