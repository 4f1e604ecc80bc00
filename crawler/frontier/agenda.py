"""One site's order of work: what to look at first, what next, and when it is enough.

Home page, sitemaps and feeds tell of articles; those are fetched, the newest first. When none
is left, the section and list pages found on the way are tried, as long as they lead to
something new. All of it is in the frontier, so a killed run is simply continued.

The steps are generators: they give one request at a time, and ``None`` where there is nothing to
do before something in flight is over. They go on when they are asked again.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request

from archive import Archive
from archive.reading.list_yields import count_due, list_yields
from archive.records import Kind, Schedule, Visit, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.bounds import IN_FLIGHT
from crawler.discovery.yields import Yields
from crawler.frontier.decisions import Decisions, Do
from crawler.frontier.desk import Counting, Desk, Steps
from crawler.frontier.site_opening import Opening
from crawler.items import Role
from crawler.reparse.knowledge import knowledge_of
from crawler.requests import errand_of, page_request
from crawler.run import Run
from crawler.site_state import Site
from crawler.urls.addresses import is_index, is_numbered_page, pattern
from crawler.urls.found_in import linked_from, listed_in
from crawler.urls.patterns import UrlPatterns

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

_CHUNK = 200
_FRONTS_AT_ONCE = 4
_ON_TRIAL = 4
"""Pages of a pattern that are fetched at once before it proved to have articles of its own."""
_SKIPS_AT_ONCE = IN_FLIGHT
"""Decisions not to visit that are written at a time."""
_LATE_SECONDS = 2.0
"""Rest of a host before a page is tried once more that failed in passing."""
_IDLE_FRONTS = {True: 4, False: 24}
"""Fronts of a run that may lead to nothing new, where there are lists (sitemaps, feeds) and
where there are none..."""
_IDLE_SHARE = {True: 0.08, False: 0.25}
"""...and this share of the articles found, beyond them."""


class Agenda:
    """What to ask of one site, in which order. Read from the frontier of *archive*."""

    def __init__(self, spider: NewsSpider, site: Site, archive: Archive) -> None:
        self.openings: list[Request] = []
        """Requests of the spider's start, to be taken up in their order."""
        self.is_done = False
        self._spider = spider
        self._run: Run = spider.run
        self._site = site
        self._archive = archive
        self._frontier = archive.frontier
        self._desk = Desk(spider.run, site, archive.frontier)
        self.opening = Opening(spider, self._desk, archive)
        self._decisions = Decisions(site, archive.frontier.known)
        self._idle_fronts = 0
        self._known_articles = 0
        self._has_lists = False
        self._steps = self._all()

    def next(self) -> Request | None:
        """The next request, or ``None``: nothing now."""
        if self.is_done:
            return None
        try:
            return next(self._steps)
        except StopIteration:
            self.finish()
            return None

    def finish(self) -> None:
        """Nothing more is asked of the site in this run."""
        if self.is_done:
            return
        self.is_done = True
        self._site.let_go()
        stats = self._site.stats
        stats.seconds = monotonic() - stats.started
        gave = stats.fetched or stats.found
        if self.opening.problem and not gave and not self._site.lists.entries:
            stats.problem = self.opening.problem

    def _all(self) -> Steps:
        self._learn()
        for _ in self._run.targets[self._site.domain]:
            while not self.openings:
                yield None
            yield from self._desk.all_committed()
            yield from self.opening.open(self.openings.pop(0))
        if self.opening.lists_only:
            yield from self._visit_listed()
        else:
            yield from self._visit_all()
        yield from self._desk.all_committed()
        yield from self._visit_late()
        self._tell_left()
        yield from self._desk.all_committed()

    def _learn(self) -> None:
        """Take up what earlier runs learned, and what they left aside for a narrower scope."""
        site, moment = self._site, self._run.started_at
        for target in self._run.targets[site.domain]:
            site.adopt(target.url)
        for domain in sorted(site.domains):
            site.patterns = UrlPatterns(list(self._frontier.visited(domain)))
            site.knowledge[domain] = knowledge_of(self._archive, domain)
            again = [
                url
                for url, published in self._frontier.skipped(domain)
                if not site.admission.refuses(url, published)
                and not site.patterns.trap(url, site.patterns.kind_of(url, None))
            ]
            if again:
                self._desk.postpone(again, moment)
            site.yields = Yields(list_yields(self._archive.connection, domain))
            idle, articles, has_lists = self._frontier.exploration(domain)
            # Counted over all runs, so that a killed crawl looks no further than a whole one.
            self._idle_fronts += idle
            self._known_articles += articles
            self._has_lists |= has_lists
            self._desk.bring_forward(domain, self._site.recheck.last)
            if before := self._run.options.recheck_before:
                self._desk.recheck(domain, before)

    def _visit_all(self) -> Steps:
        """Articles while there are any, then fronts for more; until neither is due."""
        kinds: Sequence[Sequence[Kind | None]] = (("article",), (None,), ("front",))
        while not self._run.is_over:
            for wanted in kinds:
                if (yield from self._round(wanted)):
                    break
            else:
                return

    def _round(self, kinds: Sequence[Kind | None]) -> Counting:
        """Visit what is due of *kinds* on every host; how many addresses were dealt with."""
        hosts = [h for domain in sorted(self._site.domains) for h in self._frontier.hosts(domain)]
        under_way = [self._work(host, kinds) for host in hosts]
        dealt = 0
        while under_way:
            given = False
            for work in list(under_way):
                try:
                    request = next(work)
                except StopIteration as end:
                    dealt += end.value
                    under_way.remove(work)
                    continue
                if request is not None:
                    given = True
                    yield request
            if under_way and not given:
                yield None
        yield from self._desk.all_committed()
        return dealt

    def _work(self, host: str, kinds: Sequence[Kind | None]) -> Counting:
        dealt = 0
        while not self._run.is_over:
            chunk = yield from self._due(host, kinds)
            for waiting in chunk:
                if self._run.is_over or self._is_closed(host):
                    return dealt
                yield from self._deal(waiting)
                dealt += 1
            # After a few fronts the articles they led to come first.
            if not chunk or "front" in kinds:
                break
        return dealt

    def _due(
        self, host: str, kinds: Sequence[Kind | None]
    ) -> Generator[Request | None, None, list[Waiting]]:
        """The next addresses of *host* to deal with; those in flight still count as due there."""
        if "front" in kinds:
            return self._due_fronts(host)
        for _ in range(2):
            found = self._frontier.due(
                host,
                kinds=kinds,
                limit=_CHUNK + 2 * IN_FLIGHT,
                but_not_in=list(self._site.yields.left),
            )
            chunk = [waiting for waiting in found if waiting.url_key not in self._site.done]
            if chunk or not found:
                return chunk[:_CHUNK]
            yield from self._desk.all_committed()
        return []

    def _due_fronts(self, host: str) -> list[Waiting]:
        has_lists = self._has_lists or self._site.lists.entries > 0
        articles = self._known_articles + self._site.stats.found
        allowed = _IDLE_FRONTS[has_lists] + _IDLE_SHARE[has_lists] * articles
        if self._idle_fronts > allowed and not self._run.options.all:
            return []
        started = self._run.started_at  # those that are lists are due again in the next run
        found = self._frontier.due(host, kinds=("front",), limit=500, visited_before=started)
        chunk = [waiting for waiting in found if waiting.url_key not in self._site.done]
        chunk.sort(key=self._promise)
        return chunk[:_FRONTS_AT_ONCE]

    def _promise(self, front: Waiting) -> tuple[int, bool, bool, bool]:
        """Sorts fronts: lists that went on giving first, families that gave nothing last."""
        return (
            self._site.patterns.idle(front.url),
            is_index(front.url),
            not is_numbered_page(front.url),
            linked_from(front.found_in) not in self.opening.homes,
        )

    def _deal(self, waiting: Waiting) -> Steps:
        """Visit one address, or decide not to."""
        if waiting.kind != "front":
            yield from self._wait_for_trial(waiting.url)
            if not self._site.yields.is_worth_asking(waiting.found_in):
                return
        decision = self._decisions.about(waiting)
        if decision.do in (Do.SKIP, Do.LEAVE):
            yield from self._skip(waiting, decision.reason, for_good=decision.do is Do.LEAVE)
        elif decision.do is Do.MAKE_FRONT:
            self._desk.write(lambda archive: archive.frontier.set_kind(waiting.url, "front"))
        elif decision.do is Do.VISIT_FRONT:
            yield from self._visit_front(waiting)
        elif self._run.take_page():
            request = page_request(self._spider, self._site, waiting, Role.ARTICLE)
            errand_of(request).family = pattern(waiting.url)
            yield from self._desk.hand(request)

    def _visit_front(self, waiting: Waiting) -> Steps:
        request = page_request(self._spider, self._site, waiting, Role.FRONT)
        yield from self._desk.hand(request)
        while errand_of(request) in self._site.in_flight:
            yield None
        seen = self._site.seen.pop(waiting.url_key, None)
        if seen:
            self._idle_fronts += not seen.led_on and waiting.visited_at is None
            self._site.patterns.learn_front(waiting.url, led_on=seen.led_on)

    def _visit_listed(self) -> Steps:
        """A feed or sitemap was named: the articles it lists, and no others."""
        for url in dict.fromkeys(self._site.lists.listed):
            if self._run.is_over:
                break
            known = self._frontier.known(url)
            if known is None or known.due_at is None or known.due_at > datetime.now(UTC):
                continue
            waiting = self._desk.remembered(
                Waiting(url_key(url), url, site_of(url), "", known.due_at)
            )
            if waiting.url_key not in self._site.done:
                yield from self._deal(replace(waiting, kind="article"))

    def _visit_late(self) -> Steps:
        """What failed in passing is tried once more, now that its server had time to recover."""
        late, self._site.late = self._site.late, []
        for waiting in late:
            host = self._run.hosts.of(waiting.url)
            if self._run.stop or host.closed:
                return
            host.rest(_LATE_SECONDS)
            request = page_request(self._spider, self._site, waiting, Role.ARTICLE)
            errand_of(request).is_last = True
            yield from self._desk.hand(request)
        yield from self._desk.all_committed()

    def _tell_left(self) -> None:
        """Say of which lists no more was asked for, and why; the next run tries a few again."""
        for found_in, reason in self._site.yields.left.items():
            count, url = count_due(self._archive.connection, found_in), listed_in(found_in)
            known = self._frontier.known(url) if url else None
            if not count or not known:
                continue
            told = f"{count:,} of its addresses were left for a later run: {reason}"
            self._site.stats.note(f"{url}: {told}")
            self._site.stats.left += count
            plan = Schedule(etag=known.etag, last_modified=known.last_modified)
            moment = datetime.now(UTC)
            visit = Visit(known.url, moment, "skipped", detail=told, schedule=plan)
            self._desk.follow(self._run.writer.put(visit), lambda: None)

    def _wait_for_trial(self, url: str) -> Steps:
        """Wait while enough pages like *url* are being read that are not known to be worth it."""
        site, family = self._site, pattern(url)
        if site.on_trial[family] < _ON_TRIAL or site.patterns.is_proven(url):
            return
        self._desk.flush()  # what is on trial is to be saved now
        while site.on_trial[family] >= _ON_TRIAL and not site.patterns.is_proven(url):
            site.is_awaited = True
            yield None
        site.is_awaited = False

    def _skip(self, waiting: Waiting, reason: str, *, for_good: bool) -> Steps:
        """Decide not to visit; told once, not again in every run.

        Unless *for_good*, a run with a wider scope takes it up again.
        """
        self._site.done.add(waiting.url_key)
        while len(self._desk.writing) >= _SKIPS_AT_ONCE:
            yield None
        if waiting.outcome == "skipped":
            self._desk.postpone([waiting.url], None)
            return
        attempts = waiting.attempts + for_good
        plan = Schedule(None, attempts, waiting.etag, waiting.last_modified)
        moment = self._run.started_at
        visit = Visit(waiting.url, moment, "skipped", detail=reason, schedule=plan)
        self._desk.follow(self._run.writer.put(visit), lambda: self._count("skipped"))

    def _count(self, outcome: str) -> None:
        self._site.stats.outcomes[outcome] += 1
        self._run.on_change()

    def _is_closed(self, host: str) -> bool:
        closed = self._run.hosts.named(host, self._site.domain).closed
        if closed:
            self._site.stats.note(f"{host} is left alone for now: {closed}")
        return closed is not None
