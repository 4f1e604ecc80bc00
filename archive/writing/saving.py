"""Saving a batch of visits: the pages first, then everything else in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from archive.captures.store import CaptureStore
from archive.errors import CaptureDamaged
from archive.reading import articles
from archive.records import Capture, Outcome, Saved, Schedule, Visit
from archive.schema import search_index
from archive.schema.database import immediate
from archive.standing import paragraph_marks
from archive.standing.paragraph_marks import MarkedPage
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import host_of, site_of, url_key
from archive.writing import article_tables, timeline
from archive.writing.canonical_owners import Owners
from archive.writing.canonicalization import Address, claimed_address, own_address
from archive.writing.prepared_visit import Page, prepare
from parsers.records import Article

FORGOTTEN = "it was asked to be forgotten"


def save(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    visits: Sequence[Visit],
    run_id: int | None,
    reread: Callable[[Capture], Article | None] | None,
) -> list[Saved]:
    """Keep *visits*, all or none; see :meth:`archive.Archive.save`."""
    for visit in visits:
        if visit.outcome is None and visit.article is None:
            raise ValueError(f"{visit.url}: a visit without an article needs an outcome")
    if connection.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone():
        visits = [_unless_forgotten(connection, visit) for visit in visits]
    pages = [prepare(visit, visit.article) if visit.article else None for visit in visits]
    captures.save([visit.capture for visit in visits if visit.capture])

    def read_capture(capture_id: str) -> Article | None:
        if reread is None:
            return None
        try:
            capture = captures.get(capture_id)
        except CaptureDamaged:
            return None  # `check` reports it; here there is nothing to compare with
        return reread(capture) if capture else None

    with immediate(connection):
        batch = Batch(connection, run_id, read_capture, [page for page in pages if page])
        for visit, page in zip(visits, pages, strict=True):
            batch.add(visit, page)
        batch.flush()
    return batch.saved


def adopt(
    connection: sqlite3.Connection,
    visits: Sequence[Visit],
    reread: timeline.Reread = lambda capture_id: None,
) -> list[Saved]:
    """File the readings of pages that are stored and were visited already.

    All visits have an article. Nothing is written to ``visits`` but which article each page
    led to. The caller holds a transaction.
    """
    pages = [prepare(visit, visit.article) for visit in visits if visit.article]
    batch = Batch(connection, None, reread, pages)
    saved = [batch.file(page) for page in pages]
    for page, one in zip(pages, saved, strict=True):
        batch.mark(page.visit, one.article_id)
    batch.flush()
    connection.executemany(
        "UPDATE visits SET article_id = ? WHERE url_key = ? AND article_id IS NULL"
        " AND outcome IN ('not-an-article', 'failed')",
        [(one.article_id, page.key) for one, page in zip(saved, pages, strict=True)],
    )
    return saved


def marked(visit: Visit, article_id: int | None) -> MarkedPage | None:
    """The page of a visit with its marks; ``None`` for one that belongs to no site."""
    capture = visit.capture
    own = own_address((capture.final_url if capture else None) or visit.url)
    if own.site is None or visit.marks is None:
        return None
    at = capture.fetched_at if capture else visit.visited_at
    key = capture.id if capture else None
    page = paragraph_marks.page_id(own.key)
    return MarkedPage(page, own.site, stamp(at), key, article_id, visit.marks)


def is_forgotten(connection: sqlite3.Connection, url: str) -> bool:
    """Whether *url* or its site was asked to be forgotten."""
    row = connection.execute(
        "SELECT 1 FROM forgotten WHERE (scope = 'url' AND url_key = ?)"
        " OR (scope = 'site' AND url_key = ?) LIMIT 1",
        [url_key(url), site_of(url)],
    ).fetchone()
    return row is not None


class Batch:
    """The rows of one transaction, gathered and written table by table.

    With *today*, a reader, captures that have their place keep it and their reading, unless
    only the new one is that reader's. *address_of* tells where a capture was fetched from.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        run_id: int | None,
        reread: timeline.Reread,
        pages: Sequence[Page],
        *,
        today: str | None = None,
        address_of: Callable[[str | None], str | None] = lambda capture_id: None,
    ) -> None:
        self._today = today
        self.saved: list[Saved] = []
        self._connection = connection
        self._run_id = run_id
        self._reread = reread
        self._next_id = self._first_free_id()
        self._owners = Owners(connection, pages, address_of)
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

    def add(self, visit: Visit, page: Page | None) -> None:
        """Take in one visit; *page* is what it read, if it read an article."""
        key = page.key if page else url_key(visit.url)
        visited_at = page.visited_at if page else stamp(visit.visited_at)
        if page is None:
            saved = self._add_without_article(visit, key, visited_at)
        else:
            saved = self.file(page)
        self.saved.append(saved)
        self.mark(visit, saved.article_id)
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

    def mark(self, visit: Visit, article_id: int | None) -> None:
        """Take in what the page of a visit is known by among its site's."""
        if visit.marks and (page := marked(visit, article_id)):
            self._marked.append(page)

    def settle(self, page: Page) -> None:
        """Write what was gathered if the article of *page* may be among it."""
        keys = {address.key for address in (page.claimed, page.own) if address}
        if keys & self._pending:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        run = self._connection.executemany
        run(article_tables.INSERT_ARTICLE, self._articles)
        run(article_tables.INSERT_PARAGRAPH, self._paragraphs)
        run(article_tables.INSERT_IMAGE, self._images)
        run(timeline.INSERT_REVISION, self._revisions)
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

    def _add_without_article(self, visit: Visit, key: str, visited_at: str) -> Saved:
        assert visit.outcome is not None
        article_id = None
        if visit.outcome not in ("skipped", "robots"):
            if key in self._pending:
                self.flush()
            article_id = articles.id_for(self._connection, visit.same_as or visit.url)
        if visit.outcome in ("not-modified", "unchanged") and article_id is not None:
            self._seen(article_id, visited_at)
        return Saved(visit.url, visit.outcome, article_id)

    def file(self, page: Page) -> Saved:
        """Put what a page tells where it belongs: a new article, or the one that is there."""
        for address in self._owners.believed(page):
            if address.key in self._pending:
                self.flush()
            article_id = self._owners.of(address)
            if article_id is None:
                if home := self._owners.moved_from(page):
                    return self._merge(*home)
                return self._insert(page, address)
            if not self._owners.is_other_story(page, article_id):
                return self._merge(page, article_id, address)
            self._owners.free(address, article_id)
            if address is page.own:
                return self._insert(page, address)
        raise AssertionError("unreachable: every page has its own address")

    def _insert(self, page: Page, address: Address) -> Saved:
        article_id = self._next_id
        self._next_id += 1
        told, reading = page.filed_rows(address)
        self._articles.append(
            (
                article_id,
                storable(address.url),
                address.key,
                address.site,
                *told.reading,
                reading.seen_at,
                reading.seen_at,
                1,
                reading.capture_id or None,
                reading.parser,
            )
        )
        self._paragraphs += [(article_id, *row) for row in told.paragraphs]
        self._images += [(article_id, *row) for row in told.images]
        self._revisions.append(
            (
                article_id,
                1,
                reading.seen_at,
                reading.capture_id or None,
                reading.content_hash,
                reading.parser,
                reading.page_key,
                told.value("headline"),
                "[]",
                told.value("body"),
                reading.record,
            )
        )
        self._new_ids.append(article_id)
        self._pending.add(address.key)
        self._pending.add(page.key)
        self._owners.note(address, article_id)
        if address.site:
            self._sites.setdefault(
                address.site, (address.site, told.value("publisher"), page.visited_at)
            )
        return Saved(page.visit.url, page.visit.outcome or "new", article_id, 1)

    def _merge(self, page: Page, article_id: int, address: Address) -> Saved:
        """Put the page into the line of the article that is there."""
        article, reading = page.filed(address)
        line = timeline.load_line(self._connection, article_id)
        own_page = any(r.page_key == address.key for r in line)
        followed = address.key if own_page else line[-1].page_key
        if self._is_kept(line, reading):
            self._seen(article_id, reading.seen_at)
            return Saved(page.visit.url, page.visit.outcome or "unchanged", article_id)
        if reading.page_key not in (followed, address.key):
            self._seen(article_id, reading.seen_at)
            return Saved(page.visit.url, page.visit.outcome or "unchanged", article_id)
        if reading.page_key != followed and reading.place > line[-1].place:
            placed = timeline.take_over(line, reading)
        else:
            placed = timeline.put(line, reading, self._reread)
        revisions = sum(r.starts for r in line)
        if placed.line != line:
            revisions = timeline.write_line(self._connection, article_id, placed.line)
        if placed.is_newest:
            article_tables.rewrite(self._connection, article_id, article, reading)
        self._seen(article_id, reading.seen_at, revisions)
        outcome: Outcome = "revised" if placed.new_revision else "unchanged"
        number = placed.number if placed.new_revision else None
        return Saved(
            page.visit.url, page.visit.outcome or outcome, article_id, number, placed.changed
        )

    def _is_kept(self, line: Sequence[timeline.Reading], reading: timeline.Reading) -> bool:
        """Whether the capture has its place already, and only today's reader may replace it."""
        if self._today is None:
            return False
        known = [r for r in line if r.capture_id == reading.capture_id]
        if not reading.capture_id:
            known = [r for r in known if r.seen_at == reading.seen_at]
        return bool(known) and (
            reading.parser != self._today or any(r.parser == self._today for r in known)
        )

    def _seen(self, article_id: int, moment: str, revisions: int | None = None) -> None:
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


def _unless_forgotten(connection: sqlite3.Connection, visit: Visit) -> Visit:
    """*visit*, or that it was not kept: neither under its address nor under another."""
    final_url = visit.capture.final_url if visit.capture else None
    urls = [visit.url] + ([final_url] if final_url else [])
    if article := visit.article:
        claimed = claimed_address(article.canonical_url, article.url, own_address(urls[-1]))
        urls += [claimed.url] if claimed else []
    if not any(is_forgotten(connection, url) for url in urls):
        return visit
    never = Schedule() if visit.schedule else None
    return Visit(visit.url, visit.visited_at, "skipped", detail=FORGOTTEN, schedule=never)


_SCHEDULE = (
    "INSERT INTO frontier (url_key, url, site, host, found_in, found_at, due_at, attempts, etag,"
    " last_modified, visited_at, outcome) VALUES (?, ?, ?, ?, 'given', ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (url_key) DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts,"
    " etag = excluded.etag, last_modified = excluded.last_modified,"
    " visited_at = excluded.visited_at, outcome = excluded.outcome"
)
