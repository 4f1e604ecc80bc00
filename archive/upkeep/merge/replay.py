"""The timelines of several archives, replayed into one in the order of their captures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.reading.forgotten_urls import has_forgotten, is_forgotten
from archive.records import Visit
from archive.schema.database import immediate
from archive.schema.file_formats import schema_version
from archive.upkeep.batches import each_range
from archive.upkeep.merge.merged import Merged, Parse, Progress
from archive.values import rows
from archive.values.fingerprint import content_hash, visible_fields
from archive.values.url_identity import site_of
from archive.writing.revisions.timeline import Entry
from archive.writing.saving import parser_of_stored
from archive.writing.visits.canonicalization import declared_address, own_address
from archive.writing.visits.prepared_visit import PreparedVisit
from archive.writing.visits.visit_batch import VisitBatch
from parsers.records import BESIDE

if TYPE_CHECKING:
    from archive.archive import Archive

_FILED = (
    "SELECT url, url_key, canonical_url, capture_id, parser,"
    f" {', '.join(rows.PARSED_COLUMNS)} FROM articles WHERE id = ?"
)

_INSERT_OUTCOME = (
    "INSERT OR IGNORE INTO temp.outcomes VALUES (?, ?, ?, ?, coalesce("
    "(SELECT CASE revision WHEN 1 THEN 'new' ELSE 'revised' END FROM revisions"
    " WHERE article_id = ? AND seen_at = ? AND coalesce(capture_id, '') = ?), ?))"
)
"""What a capture came to, by the timeline: a merge that was killed may have filed it already."""

BATCH = 250
"""Entries replayed in one transaction."""
LOOKED_UP = 5_000
"""Entries listed in one short transaction of their archive."""


class Replay:
    """The timelines of several archives, replayed into one in the order of their captures."""

    def __init__(
        self,
        target: Archive,
        sources: Sequence[Archive],
        parse: Parse,
        today: str,
        done: Merged,
    ) -> None:
        self._target = target
        self._sources = sources
        self._parse_capture = parser_of_stored(target.captures, parse)
        self._today = today
        self._done = done
        self._has_forgotten = has_forgotten(target.connection)
        self._parsers: set[str | None] = set()
        version = schema_version(target.connection)
        self._same_schema = {
            number
            for number, source in enumerate(sources)
            if schema_version(source.connection) == version
        }
        """The archives whose tables are like the target's, so that rows may be taken over."""

    def run(self, progress: Progress) -> None:
        """Replay everything."""
        total = self._list_entries()
        connection = self._target.connection
        for (parser,) in connection.execute("SELECT DISTINCT parser FROM articles"):
            self._parsers.add(parser)
        cursor = connection.execute(
            "SELECT source, article_id, revision, seen_at, capture_id, page_key FROM temp.replay"
            " ORDER BY seen_at, capture_id, source"
        )
        entries = cursor.fetchall() if total < LOOKED_UP else cursor
        for part in _parts(iter(entries), BATCH):
            found = [(row, visit) for row in part if (visit := self._visit(row))]
            visits = [visit for _, visit in found]
            with immediate(connection):
                batch = VisitBatch(
                    connection,
                    None,
                    self._parse_capture,
                    visits,
                    today=self._today,
                    address_of=self._target.captures.address_of,
                )
                saved = [batch.file(self._comparable(visit, batch)) for visit in visits]
                batch.flush()
                connection.executemany(
                    "INSERT OR REPLACE INTO temp.merged VALUES (?, ?, ?)",
                    [(row[0], row[1], one.article_id)
                     for (row, _), one in zip(found, saved, strict=True)],
                )  # fmt: skip
                connection.executemany(
                    _INSERT_OUTCOME,
                    [(*(row[n] for n in (0, 1, 3, 5)), one.article_id, row[3], row[4], one.outcome)
                     for (row, _), one in zip(found, saved, strict=True)],
                )  # fmt: skip
            self._done.entries += len(part)
            self._done.new += sum(one.outcome == "new" for one in saved)
            self._done.revised += sum(one.outcome == "revised" for one in saved)
            progress(self._done.entries, total)
        self._copy_seen_times()

    def _list_entries(self) -> int:
        """List the entries of all timelines in a temporary table; how many there are."""
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
                    self._parsers.update(row[-1] for row in part if row[1])
                    connection.executemany(
                        "INSERT INTO temp.replay VALUES (?, ?, ?, ?, ?, ?, ?)",
                        [(number, *row) for row in part],
                    )
            self._done.damage += [(source.path, what) for what in damage]
        connection.execute("CREATE INDEX temp.replay_order ON replay (seen_at, capture_id, source)")
        (count,) = connection.execute("SELECT count(*) FROM temp.replay").fetchone()
        return int(count)

    def _visit(self, row: Sequence[Any]) -> PreparedVisit | None:
        """The visit that brought one entry, as it was when it was saved."""
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
        url = source.captures.address_of(capture_id) or (
            filed_url if filed_key == page_key else _from_key(page_key)
        )
        own = own_address(url)
        if self._has_forgotten and self._is_forgotten(own.url, filed_url):
            return None
        entry = Entry(seen_at, capture_id, hashed, parser, own.key, record)
        stored = None
        if (
            revision is not None
            and (shown_capture or "", shown_parser) == (capture_id, parser)
            and number in self._same_schema
            and rows.is_record_of(record, filed_url)
        ):
            stored = _stored_rows(source.connection, article_id, tuple(shown))
        if stored is None:
            article = rows.from_record_text(record)
            entry = replace(entry, article=article)
            canonical_url, filed_url = article.canonical_url, article.url
        visit = Visit(own.url, datetime.fromisoformat(seen_at), outcome=None, parser=parser)
        declared = declared_address(canonical_url, filed_url, own)
        return PreparedVisit(visit, own.key, seen_at, own, declared, entry, stored)

    def _comparable(self, visit: PreparedVisit, batch: VisitBatch) -> PreparedVisit:
        """*visit*, parsed anew if it must be compared with what another parser read."""
        capture_id, parser = visit.entry.capture_id, visit.entry.parser
        if len(self._parsers) < 2 or parser == self._today or not capture_id:
            return visit
        batch.flush_article_of(visit)
        addresses = [address.key for address in (visit.declared, visit.own) if address]
        chosen = f"SELECT id FROM articles WHERE url_key IN ({','.join('?' * len(addresses))})"
        entries = self._target.connection.execute(
            f"SELECT parser, capture_id FROM revisions WHERE article_id IN ({chosen}) UNION"
            f" SELECT parser, capture_id FROM sightings WHERE article_id IN ({chosen})",
            addresses * 2,
        ).fetchall()
        is_known = any(one == capture_id for _, one in entries)
        if is_known or all(one == parser for one, _ in entries):
            return visit
        article = self._parse_capture(capture_id)
        if article is None:
            return visit
        article, record = rows.savable(replace(article, url=visit.article.url))
        entry = replace(
            visit.entry,
            content_hash=content_hash(visible_fields(article)),
            parser=self._today,
            record=record,
            article=article,
        )
        return replace(visit, entry=entry, stored=None)

    def _is_forgotten(self, *urls: str) -> bool:
        return any(is_forgotten(self._target.connection, url) for url in urls)

    def _copy_seen_times(self) -> None:
        """Copy when articles were seen without being parsed: "not modified", for instance."""
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
    connection: sqlite3.Connection, article_id: int, values: tuple[Any, ...]
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
    found = rows.ArticleRows(values, paragraphs, images)
    is_whole = found.value("body") == "\n\n".join(
        text for _, kind, text in paragraphs if kind not in BESIDE
    )
    return found if is_whole else None


def _from_key(key: str) -> str:
    return key if key.startswith("file:") or site_of(f"https://{key}") is None else f"https://{key}"


def _parts(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while part := list(islice(items, size)):
        yield part
