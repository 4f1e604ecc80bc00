"""One page of a site: fetched, read in a worker, saved with the links it gave."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from archive.records import Candidate, Capture, Kind, Outcome, Schedule, Visit, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.errors import Stopping, WorkerFailed
from crawler.listings import Listings
from crawler.middlewares.throttle import AT_ONCE_WITHOUT_DELAY
from crawler.pipelines.moved_stories import goes_on_from
from crawler.pipelines.revisit_policy import schedule
from crawler.pipelines.robots_directives import reservation, words
from crawler.pipelines.writer import Written
from crawler.run import Run
from crawler.single.fetcher import TORN, Fetched, Refusal
from crawler.site import Site
from crawler.urls.addresses import (
    guess,
    is_feed_like,
    is_login,
    is_numbered_page,
    pattern,
    without_page_number,
)
from crawler.urls.scope import moment_of
from crawler.urls.variants import is_same_with_more
from crawler.workers.reading import PageReading, content_of, is_html, read_page
from parsers.reader.page_type import NOT_FOUND
from parsers.records import Article, Marks

_HAVE_READ = ("new", "revised", "unchanged", "not-modified")
_NO_TEXT = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")
_SOLID_ARTICLE = 5
_VISITED = ", which was visited"
_ON_TRIAL = 4
"""Pages of a pattern that are fetched at once before it proved to have articles of its own."""
_MOST_DOUBTFUL = 8
_A_LIST = 4
"""Links to articles that make a page a list worth returning to."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a front showed."""

    fetched: Fetched
    feeds: tuple[str, ...] = ()
    led_on: bool = False
    """Whether it led to addresses not known before."""


class Pages:
    """Visits the pages of one site."""

    def __init__(self, run: Run, site: Site, listings: Listings) -> None:
        self._run = run
        self._site = site
        self._listings = listings
        self._pending: set[asyncio.Task[None]] = set()
        self._doubtful: list[tuple[Waiting, Fetched]] = []
        """Pages that may be torn, kept until more of their host were seen."""
        self._hurried = asyncio.Semaphore(AT_ONCE_WITHOUT_DELAY)
        self._is_settling = False
        self._is_awaiting_trial = False
        self._on_trial: Counter[str] = Counter()
        self._trial_over = asyncio.Event()

    async def settle(self) -> None:
        """Wait until everything fetched is read and saved."""
        self._is_settling = True  # nothing more comes: a batch need not wait to be full
        await asyncio.wrap_future(self._run.writer.call(lambda archive: None))
        while self._pending:
            done, _ = await asyncio.wait(self._pending)
            self._pending -= done
            for task in done:
                task.result()
        doubtful, self._doubtful = self._doubtful, []
        for waiting, fetched in doubtful:
            if self._run.fetcher.is_torn(fetched.final_url or fetched.url):
                await self._save(waiting, fetched, "failed", TORN)
            else:
                await self._finish_article(waiting, replace(fetched, is_doubtful=False))
        self._is_settling = False

    async def visit_article(self, waiting: Waiting) -> None:
        """Fetch a page that may be an article; reading and saving go on by themselves.

        From a host without a delay a few are fetched at once, and this returns before.
        """
        await self._run.slots.acquire()
        if self._run.fetcher.host_of(waiting.url).is_hurried:
            await self._hurried.acquire()
            self._begin(self._tried(waiting, self._hurry(waiting)))
            return
        try:
            fetched = await self._fetch(waiting)
        except BaseException:
            self._run.slots.release()
            raise
        self._begin(self._tried(waiting, self._finish_article(waiting, fetched)))

    async def wait_for_trial(self, url: str) -> None:
        """Wait while enough pages like *url* are being read that are not known to be worth it."""
        family = pattern(url)
        while self._on_trial[family] >= _ON_TRIAL and not self._site.shapes.is_proven(url):
            self._trial_over.clear()
            self._is_awaiting_trial = True  # what is on trial is to be saved now
            await asyncio.wrap_future(self._run.writer.call(lambda archive: None))
            await self._trial_over.wait()
            self._is_awaiting_trial = False

    async def _tried(self, waiting: Waiting, work: Coroutine[Any, Any, None]) -> None:
        family = pattern(waiting.url)
        self._on_trial[family] += 1
        try:
            await work
        finally:
            self._on_trial[family] -= 1
            self._trial_over.set()

    async def _hurry(self, waiting: Waiting) -> None:
        try:
            fetched = await self._fetch(waiting)
        except Stopping:
            return
        finally:
            self._hurried.release()
        await self._finish_article(waiting, fetched)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._pending.add(task)
        task.add_done_callback(self._finished)

    async def visit_front(self, waiting: Waiting, *, is_home: bool = False) -> Seen:
        """Fetch a home page, section or list page, and keep where it leads."""
        fetched = await self._fetch(waiting)
        return await self.take_front(waiting, fetched, is_home=is_home)

    async def take_front(
        self, waiting: Waiting, fetched: Fetched, *, is_home: bool = False
    ) -> Seen:
        """Read a front that was fetched."""
        if fetched.outcome:
            self._learn_redirect(waiting, fetched)
            await self._save_front(waiting, fetched, fetched.outcome, fetched.detail, is_home)
            return Seen(fetched)
        try:
            reading = await self._read(fetched)
        except WorkerFailed as error:
            await self._save_front(waiting, fetched, "failed", str(error), is_home)
            return Seen(replace(fetched, outcome="failed", detail=str(error)))
        article = reading.article
        if article is not None and (
            self._is_really_article(fetched, reading, article, is_home)
            or await self._is_further_page(article, fetched)
        ):
            written = await self._save_article(waiting, fetched, reading, article)
        else:
            candidates = self._links(reading, fetched)
            detail = "a front page" if reading.is_readable else reading.reason
            written = await self._save_front(
                waiting,
                fetched,
                "not-an-article",
                detail,
                is_home,
                candidates,
                lists_articles=self._lists_articles(reading),
            )
        led_on = self._site.new_articles(written.added) > 0
        await self._look_further(reading, fetched, led_on)
        led_on |= written.saved is not None and written.saved.outcome == "new"
        return Seen(fetched, self._feeds(reading), led_on)

    async def skip(self, waiting: Waiting, reason: str, *, for_good: bool = False) -> None:
        """Decide not to visit; told once, not again in every run.

        Unless *for_good*, a run with a wider scope takes it up again.
        """
        self._site.done.add(waiting.url_key)
        await self._run.slots.acquire()
        self._begin(self._skip(waiting, reason, waiting.attempts + for_good))

    async def _skip(self, waiting: Waiting, reason: str, attempts: int) -> None:
        if waiting.outcome == "skipped":
            await self._postpone(waiting, None)
            return
        visit = Visit(
            waiting.url,
            self._run.started_at,
            "skipped",
            detail=reason,
            schedule=Schedule(None, attempts, waiting.etag, waiting.last_modified),
        )
        self._count(await asyncio.wrap_future(self._run.writer.put(visit)))

    async def _postpone(self, waiting: Waiting, due_at: datetime | None) -> Written:
        """What was decided before is not told again."""
        await asyncio.wrap_future(
            self._run.writer.call(lambda a: a.frontier.postpone([waiting.url], due_at))
        )
        return Written(None, frozenset())

    async def _fetch(self, waiting: Waiting) -> Fetched:
        self._site.done.add(waiting.url_key)
        has_been_read = waiting.outcome in _HAVE_READ or waiting.kind == "front"
        fetched = await self._run.fetcher.fetch(
            waiting.url,
            etag=waiting.etag if has_been_read else None,
            last_modified=waiting.last_modified if has_been_read else None,
            follow=self._refuses_redirect,
        )
        self._site.tally.requests += fetched.requests
        return fetched

    async def _refuses_redirect(self, target: str) -> Refusal | None:
        """The outcome and the reason if a redirect to *target* is not followed, or ``None``."""
        if site_of(target) not in self._site.domains:
            return "skipped", f"it redirects off the site, to {target[:200]}"
        if is_login(target):
            return "blocked", f"a login is asked for: it redirects to {target[:200]}"
        parts = urlsplit(target)
        if parts.path.strip("/") == "" and not parts.query:
            return "gone", "the page is no longer there: it redirects to the home page"
        if url_key(target) in self._site.done:
            return "skipped", f"it redirects to {target[:200]}{_VISITED}"
        return None

    def _learn_redirect(self, waiting: Waiting, fetched: Fetched) -> None:
        if fetched.outcome == "skipped" and (fetched.detail or "").endswith(_VISITED):
            self._site.shapes.learn_redirect(waiting.url)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._run.slots.release()
        if task.cancelled() or task.exception() is None:
            self._pending.discard(task)  # one that failed is kept for settle() to raise

    async def _finish_article(self, waiting: Waiting, fetched: Fetched) -> None:
        """Read and save one page."""
        if fetched.is_doubtful and len(self._doubtful) < _MOST_DOUBTFUL:
            self._doubtful.append((waiting, fetched))
            return
        if fetched.final_url and url_key(fetched.final_url) != waiting.url_key:
            self._site.done.add(url_key(fetched.final_url))
        if fetched.status is not None and fetched.outcome in (None, "not-modified"):
            self._site.tally.fetched += 1
        if fetched.outcome:
            if (
                fetched.outcome == "skipped"
                and fetched.detail
                and fetched.detail.endswith(_VISITED)
            ):
                self._site.shapes.learn_redirect(waiting.url)
            await self._save(waiting, fetched, fetched.outcome, fetched.detail)
            return
        kind = (fetched.content_type or "").lower()
        if kind.startswith(_NO_TEXT) and not is_html(fetched.body):
            detail = f"{kind.partition(';')[0][:80]} is no page of text"
            await self._save(waiting, fetched, "not-an-article", detail)
            return
        if content_of(fetched.body, fetched.content_type) != "page":
            await self._listings.take(fetched)
            return
        try:
            reading = await self._read(fetched)
        except WorkerFailed as error:
            # Unread, it may be reserved: kept only where that is not asked.
            keep = not self._run.options.obey_reservations
            await self._save(waiting, fetched, "failed", str(error), keep=keep)
            return
        article = reading.article
        if self._run.options.obey_reservations and (
            reserved := reservation(reading.directives, fetched)
        ):
            links = self._links(reading, fetched)
            if article:
                self._site.shapes.learn(waiting.url, is_article=True)
            await self._save(waiting, fetched, "skipped", reserved, links)
            return
        if article is None:
            if not reading.has_failed:
                self._site.shapes.learn(waiting.url, is_article=False)
            links = self._links(reading, fetched)
            if reading.reason == NOT_FOUND and waiting.outcome in (*_HAVE_READ, "gone"):
                gone = f"the page is no longer there: {NOT_FOUND}, with status {fetched.status}"
                await self._save(waiting, fetched, "gone", gone, links)
                return
            outcome: Outcome = "failed" if reading.has_failed else "not-an-article"
            await self._save(
                waiting,
                fetched,
                outcome,
                reading.reason,
                links,
                keep=reading.is_readable,
                marks=reading.marks,
            )
            return
        await self._save_article(waiting, fetched, reading, article)

    async def _save_article(
        self, waiting: Waiting, fetched: Fetched, reading: PageReading, article: Article
    ) -> Written:
        self._note_copies(reading, fetched)
        links = self._links(reading, fetched)
        self._site.shapes.learn(waiting.url, is_article=True)
        if refusal := self._site.admission.refuses_article(article):
            dated = Candidate(waiting.url, waiting.found_in, moment_of(article))
            return await self._save(waiting, fetched, "skipped", refusal, [*links, dated])
        plan = schedule(fetched, None, waiting, self._site.recheck, moment_of(article))
        visit = Visit(
            waiting.url,
            fetched.fetched_at,
            None,
            fetched.status,
            capture=capture_of(fetched),
            article=article,
            parser=reading.parser,
            marks=reading.marks,
            schedule=plan,
        )
        written = await self._put(visit, links, "article", moved_to(fetched))
        if waiting.visited_at is None and written.saved and written.saved.outcome == "unchanged":
            self._site.shapes.learn_copy(waiting.url)
        return written

    async def _save(
        self,
        waiting: Waiting,
        fetched: Fetched,
        outcome: Outcome,
        detail: str | None,
        links: Sequence[Candidate] = (),
        *,
        keep: bool = False,
        marks: Marks | None = None,
    ) -> Written:
        plan = schedule(fetched, outcome, waiting, self._site.recheck)
        if outcome == "robots" and waiting.outcome == "robots":
            return await self._postpone(waiting, plan.due_at)
        visit = Visit(
            waiting.url,
            fetched.fetched_at,
            outcome,
            fetched.status,
            detail,
            capture=capture_of(fetched) if keep else None,
            marks=marks if keep else None,
            schedule=plan,
        )
        moved = moved_to(fetched) if outcome in ("not-modified", "not-an-article") else None
        return await self._put(visit, links, None, moved)

    async def _save_front(
        self,
        waiting: Waiting,
        fetched: Fetched,
        outcome: Outcome,
        detail: str | None,
        is_home: bool,
        candidates: Sequence[Candidate] = (),
        *,
        lists_articles: bool = False,
    ) -> Written:
        plan = schedule(fetched, outcome, waiting, self._site.recheck)
        if outcome in ("not-an-article", "not-modified"):
            if fetched.status == 304:
                lists_articles = waiting.due_at is not None
            due = fetched.fetched_at if is_home or lists_articles else None
            if is_numbered_page(waiting.url):
                due = None  # its list's first page says when it has become another
            etag = fetched.header("etag") or (waiting.etag if fetched.status == 304 else None)
            modified = fetched.header("last-modified")
            modified = modified or (waiting.last_modified if fetched.status == 304 else None)
            # A front that leads nowhere new is remembered by its attempts, and not due again.
            led_on = any(candidate.kind != "front" for candidate in candidates)
            idle = waiting.attempts if waiting.visited_at else int(not led_on and not is_home)
            plan = Schedule(due, idle, etag, modified)
        visit = Visit(
            waiting.url, fetched.fetched_at, outcome, fetched.status, detail, schedule=plan
        )
        return await self._put(visit, candidates, "front", None)

    async def _is_further_page(self, article: Article, fetched: Fetched) -> bool:
        first = without_page_number(fetched.final_url or fetched.url)
        return first is not None and await asyncio.wrap_future(
            self._run.writer.call(lambda archive: goes_on_from(archive, article, first))
        )

    def _lists_articles(self, reading: PageReading) -> bool:
        """Whether a page links to enough articles to be a list of them."""
        articles = {
            url
            for url, text, _ in reading.links
            if guess(url, text) == "article" and self._site.owns(url)
        }
        return len(articles) >= _A_LIST

    async def _put(
        self,
        visit: Visit,
        candidates: Sequence[Candidate],
        kind: Kind | None,
        moved_to: str | None,
    ) -> Written:
        is_front = kind == "front"
        is_awaited = is_front or self._is_settling or self._is_awaiting_trial
        future = self._run.writer.put(visit, candidates, kind, moved_to, is_awaited=is_awaited)
        written = await asyncio.wrap_future(future)
        self._site.tally.found += self._site.new_articles(written.added)
        # A front that answered is no news; one that did not is.
        if not (is_front and visit.outcome in ("not-an-article", "not-modified")):
            self._count(written)
        return written

    def _count(self, written: Written) -> None:
        if written.saved:
            self._site.tally.outcomes[written.saved.outcome] += 1
            self._run.on_change()

    async def _read(self, fetched: Fetched) -> PageReading:
        url = fetched.final_url or fetched.url
        reading = await self._run.workers.run(
            read_page, fetched.body, url, fetched.content_type, self._site.knowledge_of(url)
        )
        self._run.reading_seconds += reading.cpu_seconds
        return reading

    def _links(self, reading: PageReading, fetched: Fetched) -> list[Candidate]:
        if "nofollow" in words(reading.directives, fetched):
            return []
        found_in = f"link {fetched.final_url or fetched.url}"
        candidates = []
        for url, text, rel in reading.links:
            if rel and "nofollow" in rel and "ugc" in rel:
                continue
            if not self._site.is_first_met(url) or self._site.shapes.is_copy_by_name(url):
                continue
            candidate = self._site.candidate(url, found_in, text=text)
            if candidate:
                candidates.append(candidate)
        return candidates

    def _note_copies(self, reading: PageReading, fetched: Fetched) -> None:
        """What the page of an article says is itself, in another dress or with parameters."""
        own = fetched.final_url or fetched.url
        for url in reading.copies:
            self._site.copies.add(url_key(url))
        if reading.canonical_url and url_key(reading.canonical_url) != url_key(own):
            return
        for url, _, _ in reading.links:
            if "?" in url and is_same_with_more(url, own) and not is_numbered_page(url):
                self._site.copies.add(url_key(url))
        self._site.copies.discard(url_key(own))

    def _feeds(self, reading: PageReading) -> tuple[str, ...]:
        linked = [x for x, _, _ in reading.links if self._site.owns(x) and is_feed_like(x)]
        return tuple(dict.fromkeys([*reading.feeds, *linked]))

    async def _look_further(self, reading: PageReading, fetched: Fetched, led_on: bool) -> None:
        """A list with something new pushes older entries on: its known further pages too."""
        if not led_on:
            return
        further = [
            url
            for url, _, _ in reading.links
            if is_numbered_page(url)
            and self._site.owns(url)
            and url_key(url) not in self._site.done
        ]
        if further:
            now = fetched.fetched_at
            await asyncio.wrap_future(
                self._run.writer.call(lambda a: a.frontier.postpone(further, now))
            )

    def _is_really_article(
        self, fetched: Fetched, reading: PageReading, article: Article, is_home: bool
    ) -> bool:
        """A page with the address of a front has to look much like an article to be one."""
        parts = urlsplit(fetched.final_url or fetched.url)
        is_root = parts.path.strip("/") == "" and not parts.query
        if is_home or is_root or article.published_at is None:
            return False
        if is_numbered_page(fetched.url, surely=True):
            return False
        if sum(len(p.text) > 80 for p in article.paragraphs) >= _SOLID_ARTICLE:
            return True
        is_declared = article.sources.get("published_at") in ("json-ld", "meta")
        return is_declared or not self._lists_articles(reading)


def capture_of(fetched: Fetched) -> Capture:
    """What is kept of a page that was fetched."""
    final = fetched.final_url if fetched.final_url != fetched.url else None
    return Capture(
        fetched.url,
        fetched.fetched_at,
        fetched.status or 0,
        fetched.body,
        final,
        fetched.headers,
        fetched.content_type,
    )


def moved_to(fetched: Fetched) -> str | None:
    """Where redirects led, if that is another page by its key."""
    final = fetched.final_url
    return final if final and url_key(final) != url_key(fetched.url) else None


def waiting_for(url: str, found_in: str, run: Run) -> Waiting:
    """An address that is visited whatever the frontier says of it."""
    return Waiting(url_key(url), url, site_of(url), found_in, run.started_at, kind="front")
