"""The rows of a transaction of visits, gathered and written table by table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from archive.reading import articles
from archive.records import FoundBy, Outcome, Saved, Visit
from archive.schema import search_index
from archive.standing import paragraph_marks
from archive.standing.paragraph_marks import MarkedPage
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import host_of, site_of, url_key
from archive.writing import article_tables
from archive.writing.revisions.revision_tables import INSERT_REVISION, load_timeline, store_timeline
from archive.writing.revisions.timeline import Entry, ParseCapture, Timeline
from archive.writing.visits.article_lookup import ArticleLookup
from archive.writing.visits.canonicalization import Address, own_address
from archive.writing.visits.prepared_visit import PreparedVisit


def marked_page(visit: Visit, article_id: int | None) -> MarkedPage | None:
    """The page of a visit with its marks; ``None`` for one that belongs to no site."""
    capture = visit.capture
    own = own_address((capture.final_url if capture else None) or visit.url)
    if own.site is None or visit.marks is None:
        return None
    at = capture.fetched_at if capture else visit.visited_at
    key = capture.id if capture else None
    page = paragraph_marks.page_id(own.key)
    return MarkedPage(page, own.site, stamp(at), key, article_id, visit.marks)


class VisitBatch:
    """Visits on their way into the tables; *visits* are those that brought an article.

    With *today*, the name of a parser, a capture that an article has already keeps its entry,
    unless *today* parsed the new one and not the old. *address_of* tells where a capture was
    fetched from. The caller holds a transaction, and ends with :meth:`flush`.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        run_id: int | None,
        parse_capture: ParseCapture,
        visits: Sequence[PreparedVisit],
        *,
        today: str | None = None,
        address_of: Callable[[str | None], str | None] = lambda capture_id: None,
    ) -> None:
        self.saved: list[Saved] = []
        self._today = today
        self._connection = connection
        self._run_id = run_id
        self._parse_capture = parse_capture
        self._next_id = self._first_free_id()
        self._lookup = ArticleLookup(connection, visits, address_of)
        self._clear()

    def _clear(self) -> None:
        self._articles: list[tuple[Any, ...]] = []
        self._paragraphs: list[tuple[Any, ...]] = []
        self._images: list[tuple[Any, ...]] = []
        self._revisions: list[tuple[Any, ...]] = []
        self._visits: list[tuple[Any, ...]] = []
        self._schedules: list[tuple[Any, ...]] = []
        self._sites: dict[str, tuple[Any, ...]] = {}
        self._marked: list[MarkedPage] = []
        self._new_ids: list[int] = []
        self._pending: set[str] = set()

    def add(self, visit: Visit, prepared: PreparedVisit | None) -> None:
        """Take in one visit; *prepared* if it brought an article."""
        if prepared:
            key, visited_at = prepared.key, prepared.visited_at
            saved = self.file(prepared)
        else:
            key, visited_at = url_key(visit.url), stamp(visit.visited_at)
            saved = self._without_article(visit, key, visited_at)
        self.saved.append(saved)
        self.add_marks(visit, saved.article_id)
        url = storable(visit.url)
        self._visits.append(
            (
                url,
                key,
                self._run_id,
                visited_at,
                saved.outcome,
                visit.status,
                storable(visit.detail),
                saved.article_id,
            )
        )
        if schedule := visit.schedule:
            self._schedules.append(
                (
                    key,
                    url,
                    site_of(visit.url),
                    host_of(visit.url),
                    visited_at,
                    stamp(schedule.due_at) if schedule.due_at else None,
                    schedule.attempts,
                    storable(schedule.etag),
                    storable(schedule.last_modified),
                    visited_at,
                    saved.outcome,
                )
            )

    def add_marks(self, visit: Visit, article_id: int | None) -> None:
        """Take in the marks of a visit's page, from which is learned what its site repeats."""
        if visit.marks and (page := marked_page(visit, article_id)):
            self._marked.append(page)

    def flush_article_of(self, visit: PreparedVisit) -> None:
        """Write what was gathered if the article of *visit* may be among it."""
        keys = {address.key for address in (visit.declared, visit.own) if address}
        if keys & self._pending:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        run = self._connection.executemany
        run(article_tables.INSERT_ARTICLE, self._articles)
        run(article_tables.INSERT_PARAGRAPH, self._paragraphs)
        run(article_tables.INSERT_IMAGE, self._images)
        run(INSERT_REVISION, self._revisions)
        if self._new_ids:
            search_index.add(self._connection, self._new_ids)
        run(
            "INSERT INTO visits (url, url_key, run_id, visited_at, outcome, status, detail,"
            " article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            self._visits,
        )
        run(_SCHEDULE, self._schedules)
        run(
            "INSERT INTO sites (domain, name, added_at) VALUES (?, ?, ?)"
            " ON CONFLICT (domain) DO NOTHING",
            list(self._sites.values()),
        )
        paragraph_marks.note(self._connection, self._marked)
        self._clear()

    def file(self, visit: PreparedVisit) -> Saved:
        """Put the article of a visit where it belongs: a new one, or into the one that is there."""
        for address in self._lookup.candidates(visit):
            if address.key in self._pending:
                self.flush()
            article_id = self._lookup.article_at(address)
            if article_id is None:
                if moved := self._lookup.moved_article(visit):
                    return self._update(*moved)
                return self._insert(visit, address)
            if not self._lookup.is_other_story(visit, article_id):
                return self._update(visit, article_id, address)
            self._lookup.disbelieve(address, article_id)
            if address is visit.own:
                return self._insert(visit, address)
        raise AssertionError("unreachable: every page has its own address")

    def _without_article(self, visit: Visit, key: str, visited_at: str) -> Saved:
        assert visit.outcome is not None
        article_id = None
        if visit.outcome not in ("skipped", "robots"):
            if key in self._pending:
                self.flush()
            article_id = articles.id_for(self._connection, visit.same_as or visit.url)
        if visit.outcome in ("not-modified", "unchanged") and article_id is not None:
            self._note_seen(article_id, visited_at)
        return Saved(visit.url, visit.outcome, article_id)

    def _insert(self, visit: PreparedVisit, address: Address) -> Saved:
        article_id = self._next_id
        self._next_id += 1
        rows, entry = visit.rows_under(address)
        self._articles.append(
            (
                article_id,
                storable(address.url),
                address.key,
                address.site,
                *rows.values,
                entry.seen_at,
                entry.seen_at,
                1,
                entry.capture_id or None,
                entry.parser,
            )
        )
        self._paragraphs += [(article_id, *row) for row in rows.paragraphs]
        self._images += [(article_id, *row) for row in rows.images]
        self._revisions.append(
            (
                article_id,
                1,
                entry.seen_at,
                entry.capture_id or None,
                entry.content_hash,
                entry.parser,
                entry.page_key,
                rows.value("headline"),
                "[]",
                rows.value("body"),
                entry.record,
            )
        )
        self._new_ids.append(article_id)
        self._pending.add(address.key)
        self._pending.add(visit.key)
        self._lookup.add(address, article_id)
        if address.site:
            self._sites.setdefault(
                address.site, (address.site, rows.value("publisher"), visit.visited_at)
            )
        return Saved(visit.visit.url, visit.visit.outcome or "new", article_id, 1)

    def _update(self, visit: PreparedVisit, article_id: int, address: Address) -> Saved:
        """Insert the visit's page into the timeline of the article that is there."""
        article, entry = visit.filed_under(address)
        timeline = load_timeline(self._connection, article_id)
        has_own_page = any(one.page_key == address.key for one in timeline.entries)
        followed = address.key if has_own_page else timeline.newest.page_key
        is_alternate = entry.page_key not in (followed, address.key)
        if is_alternate or self._is_kept(timeline, entry):
            self._note_seen(article_id, entry.seen_at)
            return Saved(visit.visit.url, visit.visit.outcome or "unchanged", article_id)
        if entry.page_key != followed and entry.position > timeline.newest.position:
            inserted = timeline.replace_alternate(entry)
        else:
            inserted = timeline.insert(entry, self._parse_capture)
        count = len(timeline.revisions)
        if inserted.timeline != timeline:
            count = store_timeline(self._connection, article_id, inserted.timeline)
        if inserted.is_newest:
            article_tables.rewrite(self._connection, article_id, article, entry)
        self._note_seen(article_id, entry.seen_at, count)
        outcome: Outcome = "revised" if inserted.is_new_revision else "unchanged"
        number = inserted.revision if inserted.is_new_revision else None
        return Saved(
            visit.visit.url, visit.visit.outcome or outcome, article_id, number, inserted.changed
        )

    def _is_kept(self, timeline: Timeline, entry: Entry) -> bool:
        """Whether the capture is in the timeline already, and its entry there stays."""
        if self._today is None:
            return False
        known = [one for one in timeline.entries if one.capture_id == entry.capture_id]
        if not entry.capture_id:
            known = [one for one in known if one.seen_at == entry.seen_at]
        return bool(known) and (
            entry.parser != self._today or any(one.parser == self._today for one in known)
        )

    def _note_seen(self, article_id: int, moment: str, revisions: int | None = None) -> None:
        self._connection.execute(
            "UPDATE articles SET last_seen_at = max(last_seen_at, :at),"
            " first_seen_at = CASE WHEN :n IS NULL THEN first_seen_at"
            " ELSE min(first_seen_at, :at) END,"
            " revision = coalesce(:n, revision) WHERE id = :id"
            " AND (last_seen_at < :at OR first_seen_at > :at OR revision != :n)",
            {"at": moment, "n": revisions, "id": article_id},
        )

    def _first_free_id(self) -> int:
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'articles'"
        ).fetchone()
        return int(row[0]) + 1 if row else 1


_SCHEDULE = (
    "INSERT INTO frontier (url_key, url, site, host, found_in, found_at, due_at, attempts, etag,"
    " last_modified, visited_at, outcome)"
    f" VALUES (?, ?, ?, ?, '{FoundBy.GIVEN}', ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (url_key) DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts,"
    " etag = excluded.etag, last_modified = excluded.last_modified,"
    " visited_at = excluded.visited_at, outcome = excluded.outcome"
)
