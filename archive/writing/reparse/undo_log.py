"""The articles that a ``reparse`` replaced, kept until the next one, so that it can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import zstandard

from archive.reading import articles
from archive.schema import search_index
from archive.schema.database import immediate
from archive.values import rows
from archive.writing import article_tables
from archive.writing.revisions.revision_tables import load_timeline, store_timeline
from archive.writing.revisions.timeline import Entry, Timeline
from parsers.records import Article

BATCH = 50
"""Articles put back in one transaction."""

ArticleState = dict[str, Any]
"""An article, with all that is needed to make it so again. Its keys are stored: they stay."""


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


class UndoLog:
    """Keeps what run *run_id* replaces, in the table ``replaced``.

    What an earlier run had kept is dropped with the first article of this one. If the earlier run
    was cut short, this one continues it, and both are undone together.
    """

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self._connection = connection
        self._run_id = run_id
        self._packer = zstandard.ZstdCompressor(level=9)
        self._continues = bool(
            connection.execute(
                "SELECT 1 FROM replaced JOIN runs ON runs.id = run_id"
                " WHERE coalesce(runs.ended, 'died') != 'done' AND run_id != ? LIMIT 1",
                [run_id],
            ).fetchone()
        )

    def state_of(self, article_id: int) -> ArticleState | None:
        """An article as it is; ``None`` if there is none."""
        found = articles.load(self._connection, [article_id])
        if not found:
            return None
        (stored,) = found
        timeline = load_timeline(self._connection, article_id)
        return {
            "url": stored.url,
            "url_key": stored.url_key,
            "site": stored.site,
            "first_seen_at": stored.first_seen_at,
            "last_seen_at": stored.last_seen_at,
            "capture_id": stored.capture_id,
            "parser": stored.parser,
            "record": rows.record_text(_with_offset(stored.record, timeline)),
            "line": [
                (
                    one.seen_at,
                    one.capture_id,
                    one.content_hash,
                    one.parser,
                    one.page_key,
                    one.record,
                )
                for one in timeline.entries
            ],
        }

    def note(self, article_id: int, before: ArticleState | None) -> None:
        """Keep what an article was *before*, if it was changed; ``None``: it is new.

        The caller holds a transaction.
        """
        if before is not None and _content(before) == _content(self.state_of(article_id)):
            return
        if not self._continues:
            self._connection.execute("DELETE FROM replaced WHERE run_id != ?", [self._run_id])
            self._continues = True
        state = json.dumps(before, ensure_ascii=False, separators=(",", ":")).encode()
        self._connection.execute(
            "INSERT OR IGNORE INTO replaced (article_id, run_id, state) VALUES (?, ?, ?)",
            [article_id, self._run_id, self._packer.compress(state)],
        )


def undo(connection: sqlite3.Connection) -> Iterator[Undone]:
    """Put back all that is kept, in short transactions; after each, what was done so far."""
    done = Undone()
    while True:
        with immediate(connection):
            kept = connection.execute(
                "SELECT article_id, state, coalesce(started_at, '') FROM replaced"
                " LEFT JOIN runs ON runs.id = run_id ORDER BY article_id LIMIT ?",
                [BATCH],
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


def _unpacked(state: bytes) -> ArticleState | None:
    found: ArticleState | None = json.loads(zstandard.ZstdDecompressor().decompress(state))
    return found


def _content(state: ArticleState | None) -> object:
    """What parsing decides of *state*, without the parser's name."""
    if state is None:
        return None
    entries = [
        (seen, capture, hashed, record) for seen, capture, hashed, _, _, record in state["line"]
    ]
    return state["capture_id"], state["record"], entries


def _put_back(
    connection: sqlite3.Connection,
    article_id: int,
    state: ArticleState | None,
    began: str,
    done: Undone,
) -> None:
    now = load_timeline(connection, article_id)
    if state is None:
        if now.entries and now.newest.seen_at < began:  # else it was fetched since
            article_tables.remove(connection, article_id)
            done.removed += 1
        return
    old = Timeline(tuple(Entry(*values) for values in state["line"]))
    article = rows.from_record_text(state["record"])
    if not now.entries and not _insert(connection, article_id, state, old):
        done.left += 1
        return
    positions = {entry.position for entry in old.entries}
    captured_since = [entry for entry in now.entries if entry.position not in positions]
    timeline = Timeline.of([*old.entries, *captured_since])
    revisions = store_timeline(connection, article_id, timeline)
    newest = old.newest
    if timeline.newest.position == newest.position:
        shown = Entry(
            newest.seen_at, state["capture_id"] or "", newest.content_hash, state["parser"],
            newest.page_key, None,
        )  # fmt: skip
        article_tables.rewrite(connection, article_id, article, shown)
    connection.execute("UPDATE articles SET revision = ? WHERE id = ?", [revisions, article_id])
    done.restored += 1


def _insert(
    connection: sqlite3.Connection, article_id: int, state: ArticleState, timeline: Timeline
) -> bool:
    """Insert an article that was removed, if its address is free."""
    taken = connection.execute("SELECT 1 FROM articles WHERE url_key = ?", [state["url_key"]])
    if taken.fetchone():
        return False
    article = rows.from_record_text(state["record"])
    connection.execute(
        article_tables.INSERT_ARTICLE,
        [
            article_id, state["url"], state["url_key"], state["site"], *rows.parsed_values(article),
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
        [(article_id, key) for key in {entry.page_key for entry in timeline.entries}],
    )
    return True


def _with_offset(article: Article, timeline: Timeline) -> Article:
    """*article* with its time of publication as its page gives it: the row has it in UTC."""
    shown = next((one.record for one in reversed(timeline.entries) if one.record), None)
    said = rows.from_record_text(shown).published_at if shown else None
    same = isinstance(said, datetime) and said == article.published_at
    return replace(article, published_at=said) if same else article
