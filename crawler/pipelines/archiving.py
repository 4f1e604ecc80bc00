"""Keeps what came of each request, through the one writer: all of it in one commit, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scrapy.crawler import Crawler

from archive.records import (
    ARTICLE_THERE,
    LIST_READ,
    Candidate,
    Kind,
    Outcome,
    Schedule,
    Visit,
)
from archive.values.url_identity import url_key
from crawler.items import FetchedList, FetchedPage, Item, Role
from crawler.pipelines.batch_saving import Written
from crawler.pipelines.moved_stories import goes_on_from
from crawler.pipelines.page_visits import (
    article_visit,
    feeds_of,
    front_of,
    front_visit,
    further_pages,
    is_really_article,
    links_of,
    lists_articles,
    moved_to,
    note_alternates,
    other_visit,
)
from crawler.pipelines.robots_directives import reservation
from crawler.run.run import run_of
from crawler.run.site_state import Site, VisitedFront
from crawler.urls.addresses import without_page_number
from crawler.urls.patterns import is_alike
from crawler.urls.scope import moment_of
from crawler.workers.page_parsing import ParsedPage
from parsers.errors import NOT_FOUND
from parsers.records import Article, Marks


class ArchivePipeline:
    """Decides what of a page is kept, and waits for its commit, which holds up the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_item(self, item: Item) -> Item:
        """*item*, once all of it is committed. Raises ``WriterFailed``."""
        item.site.stats.requests += item.fetched.requests
        if isinstance(item, FetchedList):
            await self._keep_list(item)
        elif item.role is Role.ARTICLE:
            await self._keep_page(item)
        else:
            item.site.seen[item.waiting.url_key] = await self._keep_front(item)
        return item

    async def _keep_page(self, item: FetchedPage) -> None:
        site, fetched, waiting = item.site, item.fetched, item.waiting
        if fetched.final_url and url_key(fetched.final_url) != waiting.url_key:
            site.done.add(url_key(fetched.final_url))
        if fetched.status is not None and fetched.outcome in (None, "not-modified"):
            site.stats.fetched += 1
        if fetched.outcome:
            self._learn_redirect(item)
            await self._keep_other(item, fetched.outcome, fetched.detail)
            return
        obey = self._run.options.obey_reservations
        reading = item.reading
        if item.problem:
            # Unread, it may be reserved: kept only where that is not asked.
            await self._keep_other(item, "failed", item.problem, keep=not obey)
        elif reading is None:
            kind = (fetched.content_type or "").lower().partition(";")[0]
            await self._keep_other(item, "not-an-article", f"{kind[:80]} is no page of text")
        elif obey and (reserved := reservation(reading.directives, fetched)):
            if reading.article:
                site.patterns.learn(waiting.url, is_article=True)
            await self._keep_other(item, "skipped", reserved, links_of(site, reading, fetched))
        elif reading.article is None:
            await self._keep_no_article(item, reading)
        else:
            await self._keep_article(item, reading, reading.article)

    async def _keep_no_article(self, item: FetchedPage, reading: ParsedPage) -> None:
        if not reading.has_failed:
            item.site.patterns.learn(item.waiting.url, is_article=False)
        if reading.failed_rule:
            failed = item.site.stats.failed_rules.setdefault(reading.failed_rule, [])
            failed.append(reading.reason or "")
        links = links_of(item.site, reading, item.fetched)
        if reading.reason == NOT_FOUND and item.waiting.outcome in (*ARTICLE_THERE, "gone"):
            status = item.fetched.status
            gone = f"the page is no longer there: {NOT_FOUND}, with status {status}"
            await self._keep_other(item, "gone", gone, links)
            return
        outcome: Outcome = "failed" if reading.has_failed else "not-an-article"
        keep, marks = reading.is_readable, reading.marks
        await self._keep_other(item, outcome, reading.reason, links, keep=keep, marks=marks)

    async def _keep_article(
        self, item: FetchedPage, reading: ParsedPage, article: Article
    ) -> Written:
        site, fetched, waiting = item.site, item.fetched, item.waiting
        note_alternates(site, reading, fetched)
        links = links_of(site, reading, fetched)
        site.patterns.learn(waiting.url, is_article=True)
        first_seen = fetched.fetched_at if waiting.visited_at is None else None
        if refusal := site.admission.refuses_article(article, first_seen):
            dated = Candidate(waiting.url, waiting.found_in, moment_of(article))
            return await self._keep_other(item, "skipped", refusal, [*links, dated])
        site.stats.undated += article.published_at is None and site.admission.has_period
        visit = article_visit(item, reading, article)
        written = await self._put(
            site, visit, links, "article", moved_to(fetched), waiting.found_in
        )
        if waiting.visited_at is None and written.saved and written.saved.outcome == "unchanged":
            first = written.same_as
            # A story of an earlier run at an address of another kind: the site has moved.
            if first is None or url_key(first) in site.done or is_alike(first, waiting.url):
                site.patterns.learn_copy(waiting.url)
        return written

    async def _keep_other(
        self,
        item: FetchedPage,
        outcome: Outcome,
        detail: str | None,
        links: Sequence[Candidate] = (),
        *,
        keep: bool = False,
        marks: Marks | None = None,
    ) -> Written:
        visit = other_visit(item, outcome, detail, keep=keep, marks=marks)
        if outcome == "robots" and item.waiting.outcome == "robots":
            due = visit.schedule.due_at if visit.schedule else None
            return await self._postpone(item.waiting.url, due)
        moved = moved_to(item.fetched) if outcome in LIST_READ else None
        return await self._put(item.site, visit, links, None, moved, item.waiting.found_in)

    async def _keep_front(self, item: FetchedPage) -> VisitedFront:
        site, fetched, reading = item.site, item.fetched, item.reading
        if fetched.outcome or reading is None:
            self._learn_redirect(item)
            outcome = fetched.outcome or "failed"
            detail = fetched.detail if fetched.outcome else item.problem
            front = front_of(item, obey=False) if outcome == "not-modified" else None
            visit = front_visit(item, outcome, detail, (), lists_articles=False, front=front)
            await self._put(site, visit, (), "front", None)
            return VisitedFront(replace(fetched, outcome=outcome, detail=detail))
        article = reading.article
        if article is not None and (
            is_really_article(item, reading, article) or await self._goes_on(article, item)
        ):
            written = await self._keep_article(item, reading, article)
        else:
            links = links_of(site, reading, fetched)
            detail = "a front page" if reading.is_readable else reading.reason
            is_list = lists_articles(site, reading)
            front = front_of(item, obey=self._run.options.obey_reservations)
            visit = front_visit(
                item, "not-an-article", detail, links, lists_articles=is_list, front=front
            )
            written = await self._put(site, visit, links, "front", None)
        led_on = site.new_articles(written.added) > 0
        if led_on and (further := further_pages(site, reading)):
            # A list with something new pushes older entries on: its known further pages too.
            now = fetched.fetched_at
            await asyncio.wrap_future(
                self._run.writer.call(lambda a: a.frontier.postpone(further, now))
            )
        led_on |= written.saved is not None and written.saved.outcome == "new"
        return VisitedFront(fetched, feeds_of(site, reading), led_on)

    async def _goes_on(self, article: Article, item: FetchedPage) -> bool:
        """Whether a front is a further page of an article that is kept."""
        first = without_page_number(item.fetched.final_url or item.fetched.url)
        return first is not None and await asyncio.wrap_future(
            self._run.writer.call(lambda archive: goes_on_from(archive, article, first))
        )

    async def _keep_list(self, item: FetchedList) -> None:
        fetched, known = item.fetched, item.errand.known
        outcome = fetched.outcome or "not-an-article"
        visit = Visit(
            fetched.url,
            fetched.fetched_at,
            outcome,
            fetched.status,
            item.detail,
            schedule=Schedule(
                None,
                0,
                fetched.header("etag") or (known.etag if known else None),
                fetched.header("last-modified") or (known.last_modified if known else None),
            ),
        )
        item.site.lists.note(item)
        item.site.done.add(url_key(fetched.url))
        put = self._run.writer.put(visit, item.candidates, item.kind, is_awaited=True)
        written = await asyncio.wrap_future(put)
        item.site.stats.found += item.site.new_articles(written.added)
        self._run.on_change()

    async def _put(
        self,
        site: Site,
        visit: Visit,
        candidates: Sequence[Candidate],
        kind: Kind | None,
        moved: str | None,
        found_in: str | None = None,
    ) -> Written:
        is_front = kind == "front"
        put = self._run.writer.put(
            visit, candidates, kind, moved, is_awaited=is_front or site.is_awaited
        )
        written = await asyncio.wrap_future(put)
        site.stats.found += site.new_articles(written.added)
        # A front that answered is no news; one that did not is.
        if written.saved and found_in:
            site.yields.note(found_in, visit.url, written.saved.outcome)
        if written.saved and not (is_front and visit.outcome in LIST_READ):
            site.stats.outcomes[written.saved.outcome] += 1
            self._run.on_change()
        return written

    async def _postpone(self, url: str, due_at: datetime | None) -> Written:
        """What was decided before is not told again."""
        await asyncio.wrap_future(
            self._run.writer.call(lambda a: a.frontier.postpone([url], due_at))
        )
        return Written(None, frozenset())

    def _learn_redirect(self, item: FetchedPage) -> None:
        if item.fetched.leads_to_visited:
            item.site.patterns.learn_redirect(item.waiting.url)
