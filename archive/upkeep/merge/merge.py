"""Archives made apart become one: no duplicates, no lost revisions.

The stored pages are copied first, as they are packed. Then the readings of all archives are
put in place one after another in the order of their captures, as if one archive had made them
all; no page is read for it, unless two archives read an article with different readers. Then
follow visits, runs and what is known of addresses. Doing it again adds nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.captures.copying import address_of, copy_pages
from archive.errors import CaptureDamaged
from archive.records import Capture, Visit
from archive.schema import database
from archive.schema.database import immediate
from archive.schema.file_formats import schema_version
from archive.upkeep.batches import each_range
from archive.upkeep.merge.forgotten import Asked, forget_too
from archive.upkeep.merge.marks import copy_marks
from archive.upkeep.merge.visits import copy_addresses, copy_runs, copy_visits, settle_outcomes
from archive.values import rows
from archive.values.fingerprint import content_hash, visible
from archive.values.url_identity import site_of
from archive.writing import saving
from archive.writing.canonicalization import claimed_address, own_address
from archive.writing.prepared_visit import Page
from archive.writing.timeline import Reading
from parsers.records import BESIDE, Article

if TYPE_CHECKING:
    from archive.archive import Archive

_FILED = (
    "SELECT url, url_key, canonical_url, capture_id, parser,"
    f" {', '.join(rows.READING_COLUMNS)} FROM articles WHERE id = ?"
)

TOGETHER = 250
"""Readings put in place in one transaction."""
LOOKED_UP = 5_000
"""Readings noted in one short transaction of their archive."""

Progress = Callable[[int, int], None]
Reread = Callable[[Capture], Article | None]


@dataclass(slots=True)
class Merged:
    """What a merge came to."""

    pages: int = 0
    readings: int = 0
    """Readings that were looked at, known ones too."""
    new: int = 0
    """Articles that the target had not."""
    revised: int = 0
    visits: int = 0
    damage: list[tuple[Path, str]] = field(default_factory=list)
    """What could not be read, and in which archive."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return {
            "pages": self.pages,
            "new": self.new,
            "revised": self.revised,
            "visits": self.visits,
            "damaged": len(self.damage),
        }


def merge(
    target: Archive,
    sources: Sequence[Archive],
    *,
    asked: Asked | None = None,
    reread: Reread = lambda capture: None,
    today: str = "",
    progress: Progress = lambda done, total: None,
) -> Merged:
    """Bring all that *sources* have into *target*, whose lock the caller holds.

    *reread* reads a page with today's reader, whose name is *today*. What the target was asked
    to forget stays out. What the sources were asked to forget is forgotten too as far as *asked*
    says: what :func:`~archive.upkeep.merge.forgotten.asked_of` counted, after somebody agreed.
    """
    with database.seldom_checkpoints(target.connection, target.captures.connection):
        return _merge(target, sources, asked or Asked(), reread, today, progress)


def _merge(
    target: Archive,
    sources: Sequence[Archive],
    asked: Asked,
    reread: Reread,
    today: str,
    progress: Progress,
) -> Merged:
    done = Merged()
    forget_too(target, asked)
    disbelieve_together(target, sources)
    for source in sources:
        copied = copy_pages(source.captures, target.captures, target.connection)
        done.pages += copied.pages
        done.damage += [(source.path, what) for what in copied.damaged]
    _Replay(target, sources, reread, today, done).run(progress)
    for number, source in enumerate(sources):
        damage: list[str] = []
        try:
            runs = copy_runs(source.connection, target.connection)
            done.visits += copy_visits(source.connection, target.connection, number, runs, damage)
            copy_addresses(source.connection, target.connection, damage)
            copy_marks(source.connection, target.connection, number, damage)
        except sqlite3.DatabaseError as error:
            damage.append(f"its runs, visits or addresses ({error})")
        done.damage += [(source.path, what) for what in damage]
    settle_outcomes(target.connection)
    target.connection.execute("DROP TABLE temp.replay")
    target.connection.execute("DROP TABLE temp.outcomes")
    target.connection.execute("DROP TABLE temp.merged")
    return done


def disbelieve_together(target: Archive, sources: Sequence[Archive]) -> None:
    """Make the target disbelieve the canonical addresses that any archive disbelieves."""
    for source in sources:
        false = source.connection.execute("SELECT url_key FROM false_canonicals").fetchall()
        with immediate(target.connection):
            target.connection.executemany(
                "INSERT OR IGNORE INTO false_canonicals VALUES (?)", false
            )


class _Replay:
    """The readings of several archives, put in place in the order of their captures."""

    def __init__(
        self,
        target: Archive,
        sources: Sequence[Archive],
        reread: Reread,
        today: str,
        done: Merged,
    ) -> None:
        self._target = target
        self._sources = sources
        self._reread = reread
        self._today = today
        self._done = done
        self._has_forgotten = bool(
            target.connection.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone()
        )
        self._readers: set[str | None] = set()
        version = schema_version(target.connection)
        self._alike = {
            number
            for number, source in enumerate(sources)
            if schema_version(source.connection) == version
        }
        """The archives whose tables are like the target's, so that rows may be taken over."""

    def run(self, progress: Progress) -> None:
        """Put everything in place."""
        total = self._note_all()
        connection = self._target.connection
        for (parser,) in connection.execute("SELECT DISTINCT parser FROM articles"):
            self._readers.add(parser)
        cursor = connection.execute(
            "SELECT source, article_id, revision, seen_at, capture_id, page_key FROM temp.replay"
            " ORDER BY seen_at, capture_id, source"
        )
        noted = cursor.fetchall() if total < LOOKED_UP else cursor
        for part in _parts(iter(noted), TOGETHER):
            found = [(row, page) for row in part if (page := self._page(row))]
            pages = [page for _, page in found]
            with immediate(connection):
                batch = saving.Batch(
                    connection,
                    None,
                    self._read_capture,
                    pages,
                    today=self._today,
                    address_of=lambda key: address_of(self._target.captures, key),
                )
                saved = [batch.file(self._comparable(page, batch)) for page in pages]
                batch.flush()
                connection.executemany(
                    "INSERT OR REPLACE INTO temp.merged VALUES (?, ?, ?)",
                    [(row[0], row[1], one.article_id)
                     for (row, _), one in zip(found, saved, strict=True)],
                )  # fmt: skip
                connection.executemany(
                    "INSERT OR IGNORE INTO temp.outcomes VALUES (?, ?, ?, ?, ?)",
                    [(row[0], row[1], row[3], row[5], "new" if one.revision == 1 else one.outcome)
                     for (row, _), one in zip(found, saved, strict=True)],
                )  # fmt: skip
            self._done.readings += len(part)
            self._done.new += sum(one.outcome == "new" for one in saved)
            self._done.revised += sum(one.outcome == "revised" for one in saved)
            progress(self._done.readings, total)
        self._note_times()

    def _note_all(self) -> int:
        """List all readings in a table of this connection's own; how many they are."""
        connection = self._target.connection
        connection.execute(
            "CREATE TEMP TABLE replay (source INTEGER, article_id INTEGER, revision INTEGER,"
            " seen_at TEXT, capture_id TEXT, page_key TEXT, parser TEXT)"
        )
        connection.execute(
            "CREATE TEMP TABLE merged (source INTEGER, article_id INTEGER, merged_id INTEGER,"
            " PRIMARY KEY (source, article_id)) WITHOUT ROWID"
        )
        connection.execute(
            "CREATE TEMP TABLE outcomes (source INTEGER, article_id INTEGER, seen_at TEXT,"
            " page_key TEXT, outcome TEXT, PRIMARY KEY (source, article_id, seen_at, page_key))"
            " WITHOUT ROWID"
        )
        for number, source in enumerate(self._sources):
            damage: list[str] = []
            for table, columns in (
                (
                    "revisions",
                    "article_id, revision, seen_at, coalesce(capture_id, ''), page_key, parser",
                ),
                ("sightings", "article_id, NULL, seen_at, capture_id, page_key, parser"),
            ):
                sql = f"SELECT {columns} FROM {table} WHERE article_id BETWEEN ? AND ?"
                for part in each_range(
                    source.connection, table, "article_id", sql, LOOKED_UP, damage
                ):
                    self._readers.update(row[-1] for row in part if row[1])
                    connection.executemany(
                        "INSERT INTO temp.replay VALUES (?, ?, ?, ?, ?, ?, ?)",
                        [(number, *row) for row in part],
                    )
            self._done.damage += [(source.path, what) for what in damage]
        connection.execute("CREATE INDEX temp.replay_order ON replay (seen_at, capture_id, source)")
        (count,) = connection.execute("SELECT count(*) FROM temp.replay").fetchone()
        return int(count)

    def _page(self, row: Sequence[Any]) -> Page | None:
        """The page of one reading as it was when it was saved."""
        number, article_id, revision, seen_at, capture_id, page_key = row
        source = self._sources[number]
        try:
            # A sighting looks like the revision before it.
            state = source.connection.execute(
                "SELECT record, content_hash, parser FROM revisions WHERE article_id = ? AND"
                " (revision = ? OR (? IS NULL AND (seen_at, coalesce(capture_id, '')) <= (?, ?)))"
                " ORDER BY revision DESC LIMIT 1",
                [article_id, revision, revision, seen_at, capture_id],
            ).fetchone()
            filed = source.connection.execute(_FILED, [article_id]).fetchone()
        except sqlite3.DatabaseError as error:
            self._done.damage.append((source.path, f"article {article_id} ({error})"))
            return None
        if state is None or filed is None:
            self._done.damage.append((source.path, f"article {article_id} (its rows are missing)"))
            return None
        record, hashed, parser = state
        filed_url, filed_key, canonical_url, shown_capture, shown_parser, *shown = filed
        url = address_of(source.captures, capture_id) or (
            filed_url if filed_key == page_key else _from_key(page_key)
        )
        own = own_address(url)
        if self._has_forgotten and self._is_forgotten(own.url, filed_url):
            return None
        reading = Reading(seen_at, capture_id, hashed, parser, own.key, record)
        stored = None
        if (
            revision is not None
            and (shown_capture or "", shown_parser) == (capture_id, parser)
            and number in self._alike
            and rows.is_record_of(record, filed_url)
        ):
            stored = _stored_rows(source.connection, article_id, tuple(shown))
        if stored is None:
            article = rows.from_record_text(record)
            reading = replace(reading, article=article)
            canonical_url, filed_url = article.canonical_url, article.url
        visit = Visit(own.url, datetime.fromisoformat(seen_at), outcome=None, parser=parser)
        claimed = claimed_address(canonical_url, filed_url, own)
        return Page(visit, own.key, seen_at, own, claimed, reading, stored)

    def _comparable(self, page: Page, batch: saving.Batch) -> Page:
        """*page*, read anew if it must be compared with what another reader read."""
        capture_id, parser = page.reading.capture_id, page.reading.parser
        if len(self._readers) < 2 or parser == self._today or not capture_id:
            return page
        batch.settle(page)
        addresses = [address.key for address in (page.claimed, page.own) if address]
        chosen = f"SELECT id FROM articles WHERE url_key IN ({','.join('?' * len(addresses))})"
        line = self._target.connection.execute(
            f"SELECT parser, capture_id FROM revisions WHERE article_id IN ({chosen}) UNION"
            f" SELECT parser, capture_id FROM sightings WHERE article_id IN ({chosen})",
            addresses * 2,
        ).fetchall()
        is_known = any(one == capture_id for _, one in line)
        if is_known or all(one == parser for one, _ in line):
            return page
        article = self._read_capture(capture_id)
        if article is None:
            return page
        article, record = rows.savable(replace(article, url=page.article.url))
        reading = replace(
            page.reading,
            content_hash=content_hash(visible(article)),
            parser=self._today,
            record=record,
            article=article,
        )
        return replace(page, reading=reading, stored=None)

    def _read_capture(self, capture_id: str) -> Article | None:
        try:
            capture = self._target.capture(capture_id)
        except CaptureDamaged:
            return None
        return self._reread(capture) if capture else None

    def _is_forgotten(self, *urls: str) -> bool:
        return any(saving.is_forgotten(self._target.connection, url) for url in urls)

    def _note_times(self) -> None:
        """Bring over when articles were seen without being read: "not modified", for instance."""
        connection = self._target.connection
        for number, source in enumerate(self._sources):
            damage: list[str] = []
            sql = "SELECT last_seen_at, first_seen_at, id FROM articles WHERE id BETWEEN ? AND ?"
            for part in each_range(source.connection, "articles", "id", sql, LOOKED_UP, damage):
                with immediate(connection):
                    connection.executemany(
                        "UPDATE articles SET last_seen_at = max(last_seen_at, :last),"
                        " first_seen_at = min(first_seen_at, :first) WHERE id ="
                        " (SELECT merged_id FROM temp.merged WHERE source = :source"
                        " AND article_id = :id) AND (last_seen_at < :last"
                        " OR first_seen_at > :first)",
                        [
                            {"last": last, "first": first, "id": one, "source": number}
                            for last, first, one in part
                        ],
                    )
            self._done.damage += [(source.path, what) for what in damage]


def _stored_rows(
    connection: sqlite3.Connection, article_id: int, reading: tuple[Any, ...]
) -> rows.ArticleRows | None:
    """The rows of an article as they are; ``None`` where they are not whole."""
    try:
        paragraphs, images = (
            connection.execute(
                f"SELECT {', '.join(columns)} FROM {table} WHERE article_id = ? ORDER BY position",
                [article_id],
            ).fetchall()
            for table, columns in (
                ("paragraphs", rows.PARAGRAPH_COLUMNS),
                ("images", rows.IMAGE_COLUMNS),
            )
        )
    except sqlite3.DatabaseError:
        return None  # its record has all of it again
    found = rows.ArticleRows(reading, paragraphs, images)
    is_whole = found.value("body") == "\n\n".join(
        text for _, kind, text in paragraphs if kind not in BESIDE
    )
    return found if is_whole else None


def _from_key(key: str) -> str:
    return key if key.startswith("file:") or site_of(f"https://{key}") is None else f"https://{key}"


def _parts(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while part := list(islice(items, size)):
        yield part
