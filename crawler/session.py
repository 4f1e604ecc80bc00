"""One site's crawl: what to look at first, what next, and when it is enough.

Home page, sitemaps and feeds tell of articles; those are fetched, the newest first. When none
is left, the section and list pages found on the way are tried, as long as they lead to
something new. All of it is in the frontier, so a killed run is simply continued.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

from archive.reading.forgotten_urls import FORGOTTEN
from archive.records import Kind, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.bounds import IN_FLIGHT
from crawler.errors import Stopping
from crawler.listings import Listings
from crawler.pages import Pages, waiting_for
from crawler.reparse.knowledge import knowledge_of
from crawler.run import Run
from crawler.single.fetcher import Fetched, Refusal
from crawler.site import Site
from crawler.targets import Target
from crawler.urls.addresses import is_index, is_numbered_page, pattern
from crawler.urls.patterns import Shapes
from crawler.urls.variants import is_dress_of, originals_of
from crawler.workers.reading import content_of

Result = TypeVar("Result")
_READABLE = (None, "new", "revised", "unchanged", "not-modified")
_CHUNK = 200
_FRONTS_AT_ONCE = 4
_IDLE_FRONTS = {True: 4, False: 24}
"""Fronts of a run that may lead to nothing new, where there are lists (sitemaps, feeds) and
where there are none..."""
_IDLE_SHARE = {True: 0.08, False: 0.25}
"""...and this share of the articles found, beyond them."""


class Session:
    """Crawls the *targets* of one site."""

    def __init__(self, run: Run, site: Site, targets: Sequence[Target]) -> None:
        self._run = run
        self._site = site
        self._targets = targets
        self._listings = Listings(run, site)
        self._pages = Pages(run, site, self._listings)
        self._idle_fronts = 0
        self._known_articles = 0
        self._has_lists = False
        self._traps: set[str] = set()
        self._homes: set[str] = set()
        """What the addresses that the home pages link to were found in."""
        self._lists_only = True
        self._problem: str | None = None

    async def crawl(self) -> None:
        """Crawl until nothing is left, or the run is over."""
        tally = self._site.tally
        try:
            await self._learn()
            for target in self._targets:
                await self._open(target)
            if self._lists_only:
                await self._visit_listed()
            else:
                await self._visit_all()
        except Stopping:
            pass
        finally:
            await self._pages.settle()
            tally.seconds = monotonic() - tally.started
        gave = tally.fetched or tally.found
        if self._problem and not gave and not self._listings.entries:
            tally.problem = self._problem

    async def _learn(self) -> None:
        """Take up what earlier runs learned, and what they left aside for a narrower scope."""
        for target in self._targets:
            self._site.adopt(target.url)
        for domain in sorted(self._site.domains):
            history = await self._ask(lambda a, d: list(a.frontier.visited(d)), domain)
            self._site.shapes = Shapes(history)
            self._site.knowledge[domain] = await self._ask(knowledge_of, domain)
            skipped = await self._ask(lambda a, d: a.frontier.skipped(d), domain)
            again = [
                url
                for url, published in skipped
                if not self._site.admission.refuses(url, published)
                and not self._site.shapes.trap(url, self._site.shapes.judge(url, None))
            ]
            if again:
                await self._ask(lambda a, w: a.frontier.postpone(w, self._run.started_at), again)
            idle, articles, has_lists = await self._ask(
                lambda a, d: a.frontier.exploration(d), domain
            )
            # Counted over all runs, so that a killed crawl looks no further than a whole one.
            self._idle_fronts += idle
            self._known_articles += articles
            self._has_lists |= has_lists
            if before := self._run.options.recheck_before:
                await self._ask(lambda a, *which: a.frontier.recheck(*which), domain, before)

    async def _open(self, target: Target) -> None:
        """Fetch what was named, find out what it is, and look for lists of articles."""
        if await self._ask(lambda a, url: a.is_forgotten(url), target.url):
            self._problem = f"{FORGOTTEN}. To allow it again: newsclip forget URL --undo"
            return
        if target.kind == "sitemap":
            await self._listings.walk_sitemaps([target.url], keep=True)
            self._problem = self._problem or self._listings.problem
            return
        if target.kind == "feed":
            await self._listings.read_feeds([target.url], keep=True)
            self._problem = self._problem or self._listings.problem
            return
        seen = None
        for url in target.spellings:
            waiting = await self._known(waiting_for(url, "given", self._run))
            fetched = await self._run.fetcher.fetch(
                url,
                etag=waiting.etag,
                last_modified=waiting.last_modified,
                follow=self._adopt_redirect,
            )
            self._site.tally.requests += fetched.requests
            if fetched.outcome is None and content_of(fetched.body, fetched.content_type) != "page":
                _, children = await self._listings.take(fetched, keep=True)
                await self._listings.walk_sitemaps(children, keep=True)
                return
            self._site.done.add(url_key(url))
            self._homes.add(f"link {fetched.final_url or url}")
            seen = await self._pages.take_front(waiting, fetched, is_home=True)
            if seen.fetched.status is not None:
                break
        assert seen is not None
        self._lists_only = False
        if seen.fetched.outcome not in (None, "not-modified"):
            self._problem = self._problem or seen.fetched.detail
        await self._find_lists(target, seen.fetched, seen.feeds)

    async def _find_lists(self, target: Target, fetched: Fetched, feeds: Sequence[str]) -> None:
        """Sitemaps by robots.txt, else in the usual places; feeds by the page, else likewise."""
        parts = urlsplit(fetched.final_url or fetched.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = await self._run.fetcher.robots.rules(origin + "/")
        named = [*target.sitemaps, *rules.sitemaps]
        if named:
            await self._listings.walk_sitemaps(named)
        elif not rules.refusal:
            await self._listings.try_sitemaps(origin)
        known = await self._ask(lambda a: a.frontier.feeds(self._site.domain))
        found = await self._listings.read_feeds(dict.fromkeys([*target.feeds, *feeds, *known]))
        if not found and not self._listings.entries and not rules.refusal:
            await self._listings.try_feeds(origin)

    async def _adopt_redirect(self, target: str) -> Refusal | None:
        """Where the home page moved to is the site from now on."""
        self._site.adopt(target)
        return None

    async def _visit_all(self) -> None:
        """Articles while there are any, then fronts for more; until neither is due."""
        kinds: Sequence[Sequence[Kind | None]] = (("article",), (None,), ("front",))
        while not self._run.is_over:
            for wanted in kinds:
                if await self._round(wanted):
                    break
            else:
                return

    async def _round(self, kinds: Sequence[Kind | None]) -> int:
        """Visit what is due of *kinds* on every host; how many addresses were dealt with."""
        hosts: list[str] = []
        for domain in sorted(self._site.domains):
            hosts += await self._ask(lambda a, d: a.frontier.hosts(d), domain)
        dealt = await asyncio.gather(*(self._work(host, kinds) for host in hosts))
        await self._pages.settle()
        return sum(dealt)

    async def _work(self, host: str, kinds: Sequence[Kind | None]) -> int:
        dealt = 0
        while not self._run.is_over:
            chunk = await self._due(host, kinds)
            for waiting in chunk:
                if self._run.is_over or self._is_closed(host):
                    return dealt
                await self._deal(waiting)
                dealt += 1
            # After a few fronts the articles they led to come first.
            if not chunk or "front" in kinds:
                break
        return dealt

    async def _due(self, host: str, kinds: Sequence[Kind | None]) -> list[Waiting]:
        """The next addresses of *host* to deal with; those in flight still count as due there."""
        if "front" in kinds:
            return await self._due_fronts(host)
        for _ in range(2):
            found = await self._ask(
                lambda a: a.frontier.due(host, kinds=kinds, limit=_CHUNK + IN_FLIGHT)
            )
            chunk = [waiting for waiting in found if waiting.url_key not in self._site.done]
            if chunk or not found:
                return chunk[:_CHUNK]
            await self._pages.settle()
        return []

    async def _due_fronts(self, host: str) -> list[Waiting]:
        has_lists = self._has_lists or self._listings.entries > 0
        articles = self._known_articles + self._site.tally.found
        allowed = _IDLE_FRONTS[has_lists] + _IDLE_SHARE[has_lists] * articles
        if self._idle_fronts > allowed and not self._run.options.all:
            return []
        started = self._run.started_at  # those that are lists are due again in the next run
        found = await self._ask(
            lambda a: a.frontier.due(host, kinds=("front",), limit=500, visited_before=started)
        )
        chunk = [waiting for waiting in found if waiting.url_key not in self._site.done]
        chunk.sort(key=self._promise)
        return chunk[:_FRONTS_AT_ONCE]

    def _promise(self, front: Waiting) -> tuple[int, bool, bool, bool]:
        """Sorts fronts: lists that went on giving first, families that gave nothing last."""
        return (
            self._site.shapes.idle(front.url),
            is_index(front.url),
            not is_numbered_page(front.url),
            front.found_in not in self._homes,
        )

    async def _deal(self, waiting: Waiting) -> None:
        """Visit one address, or decide not to."""
        shapes = self._site.shapes
        if waiting.kind != "front":
            await self._pages.wait_for_trial(waiting.url)
        kind = "front" if waiting.kind == "front" else shapes.judge(waiting.url, waiting.kind)
        is_linked = waiting.found_in.startswith("link ")
        if trap := shapes.trap(waiting.url, kind, is_linked=is_linked):
            self._note_trap(waiting.url, trap)
            await self._pages.skip(waiting, trap, for_good=True)
        elif waiting.visited_at is None and (copy := await self._copied(waiting)):
            await self._pages.skip(waiting, copy, for_good=True)
        elif kind == "front" and waiting.kind != "front":
            await self._ask(lambda a: a.frontier.set_kind(waiting.url, "front"))
        elif kind == "front":
            seen = await self._pages.visit_front(waiting)
            self._idle_fronts += not seen.led_on and waiting.visited_at is None
            shapes.learn_front(waiting.url, led_on=seen.led_on)
        elif refusal := self._site.admission.refuses(waiting.url, waiting.published_at):
            await self._pages.skip(waiting, refusal)
        elif self._run.take_page():
            await self._pages.visit_article(waiting)

    async def _copied(self, waiting: Waiting) -> str | None:
        """Why an address is not asked for: it is a known article in another dress; or ``None``."""
        if waiting.url_key in self._site.copies:
            return "a copy by its address: an article that was read names it as itself"
        if self._site.shapes.is_copy_by_name(waiting.url):
            return "a copy by its name: what else its address says makes no other page here"
        originals = [url for url in originals_of(waiting.url) if self._site.owns(url)]
        if not originals:
            return None
        page = waiting.found_in.removeprefix("link ")
        if page != waiting.found_in and is_dress_of(waiting.url, page):
            originals.append(page)
        for original in originals:
            known = await self._ask(lambda a, url: a.frontier.known(url), original)
            if known and known.kind != "front" and known.outcome in _READABLE:
                return f"a copy by its address: {original[:200]} in another dress"
        return None

    async def _visit_listed(self) -> None:
        """A feed or sitemap was named: the articles it lists, and no others."""
        for url in dict.fromkeys(self._listings.listed):
            if self._run.is_over:
                break
            known = await self._ask(lambda a, u: a.frontier.known(u), url)
            if known is None or known.due_at is None or known.due_at > datetime.now(UTC):
                continue
            waiting = await self._known(Waiting(url_key(url), url, site_of(url), "", known.due_at))
            if waiting.url_key not in self._site.done:
                await self._deal(replace(waiting, kind="article"))
        await self._pages.settle()

    async def _known(self, waiting: Waiting) -> Waiting:
        """*waiting* with what the frontier remembers of its address."""
        known = await self._ask(lambda a: a.frontier.known(waiting.url))
        if known is None:
            return waiting
        return replace(
            waiting,
            attempts=known.attempts,
            etag=known.etag,
            last_modified=known.last_modified,
            outcome=known.outcome,
            visited_at=known.visited_at,
            published_at=known.published_at,
        )

    def _is_closed(self, host: str) -> bool:
        closed = self._run.fetcher.hosts(host, self._site.domain).closed
        if closed:
            self._note(f"{host} is left alone for now: {closed}")
        return closed is not None

    def _note_trap(self, url: str, trap: str) -> None:
        """Once for each family of addresses; the visits tell the rest."""
        family = pattern(url)
        if family not in self._traps:
            self._traps.add(family)
            self._note(f"{url[:200]} and its like: {trap}")

    def _note(self, note: str) -> None:
        if note not in self._site.tally.notes:
            self._site.tally.notes.append(note)

    def _ask(self, question: Callable[..., Result], *args: Any) -> Awaitable[Result]:
        return asyncio.wrap_future(self._run.writer.call(lambda a: question(a, *args)))
