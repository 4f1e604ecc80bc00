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
from archive.records import Kind, Schedule, Visit, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.bounds import IN_FLIGHT
from crawler.frontier.decisions import Action, Decisions
from crawler.frontier.dispatcher import Counting, Dispatcher, Steps
from crawler.frontier.due_addresses import DueAddresses
from crawler.frontier.earlier_runs import take_up
from crawler.frontier.site_opening import Opening
from crawler.items import Role
from crawler.requests import errand_of, page_request
from crawler.run.run import Run
from crawler.run.site_state import Site
from crawler.urls.addresses import pattern

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

_ON_TRIAL = 4
"""Pages of a pattern that are fetched at once before it proved to have articles of its own."""
_FRONTS_AT_ONCE = 4
"""Fronts of a host that are visited before the articles they led to."""
_SKIPS_AT_ONCE = IN_FLIGHT
"""Decisions not to visit that are written at a time."""
_LATE_SECONDS = 2.0
"""Pause of a host before the last try of a page whose failure was transient."""


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
        self._dispatcher = Dispatcher(spider.run, site, archive.frontier)
        self.opening = Opening(spider, self._dispatcher, archive)
        self._due = DueAddresses(spider.run, site, archive)
        self._due.homes = self.opening.homes
        self._decisions = Decisions(site, archive.frontier.known)
        self._fronts: list[str] = []
        """Addresses that proved to be fronts, and are not remembered as such yet."""
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
        take_up(self._run, self._site, self._archive, self._dispatcher)
        self._due.learn()
        for _ in self._run.targets[self._site.domain]:
            while not self.openings:
                yield None
            yield from self._dispatcher.all_committed()
            yield from self.opening.open(self.openings.pop(0))
        if self.opening.lists_only:
            yield from self._visit_listed()
        else:
            yield from self._visit_all()
        yield from self._dispatcher.all_committed()
        yield from self._visit_late()
        self._tell_left()
        yield from self._dispatcher.all_committed()

    def _visit_all(self) -> Steps:
        """Articles while there are any, then fronts for more; until neither is due."""
        kinds: Sequence[Kind | None] = ("article", None, "front")
        while not self._run.is_over:
            for wanted in kinds:
                if (yield from self._round(wanted)):
                    break
            else:
                return

    def _round(self, kind: Kind | None) -> Counting:
        """Visit what is due of *kind* on every host; how many addresses were dealt with."""
        under_way = [self._work(host, kind) for host in self._due.hosts()]
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
        yield from self._dispatcher.all_committed()
        return dealt

    def _work(self, host: str, kind: Kind | None) -> Counting:
        dealt = 0
        while not self._run.is_over:
            chunk = yield from self._chunk(host, kind)
            fronts = 0
            for waiting in chunk:
                if self._run.is_over or self._is_closed(host) or fronts == _FRONTS_AT_ONCE:
                    break
                fronts += yield from self._deal(waiting)
                dealt += 1
            yield from self._keep_fronts(len(chunk))
            # After a few fronts the articles they led to come first.
            if not chunk or kind == "front" or self._is_closed(host):
                break
        return dealt

    def _keep_fronts(self, dealt: int) -> Steps:
        """Note in one write which of the addresses *dealt* with are fronts: those come later."""
        fronts, self._fronts = self._fronts, []
        if fronts:
            self._dispatcher.write(lambda archive: archive.frontier.set_kind(fronts, "front"))
        if fronts and len(fronts) == dealt:  # nothing else to do meanwhile
            yield from self._dispatcher.all_committed()

    def _chunk(
        self, host: str, kind: Kind | None
    ) -> Generator[Request | None, None, list[Waiting]]:
        if kind == "front":
            return self._due.fronts(host)
        chunk, is_in_flight = self._due.pages(host, kind)
        if is_in_flight:
            yield from self._dispatcher.all_committed()
            chunk, _ = self._due.pages(host, kind)
        return chunk

    def _deal(self, waiting: Waiting) -> Counting:
        """Visit one address, or decide not to; how many fronts were visited."""
        if waiting.kind != "front":
            yield from self._wait_for_trial(waiting.url)
            if self._site.yields.why_left(waiting.found_in, waiting.url):
                return 0
        decision = self._decisions.about(waiting)
        if decision.action in (Action.SKIP, Action.LEAVE):
            yield from self._skip(
                waiting, decision.reason, for_good=decision.action is Action.LEAVE
            )
        elif decision.action is Action.MAKE_FRONT:
            self._fronts.append(waiting.url)
        elif decision.action is Action.VISIT_FRONT:
            yield from self._visit_front(waiting)
            return 1
        elif self._run.take_page():
            request = page_request(self._spider, self._site, waiting, Role.ARTICLE)
            errand_of(request).family = pattern(waiting.url)
            yield from self._dispatcher.hand(request)
        return 0

    def _visit_front(self, waiting: Waiting) -> Steps:
        request = page_request(self._spider, self._site, waiting, Role.FRONT)
        yield from self._dispatcher.hand(request)
        while errand_of(request) in self._site.in_flight:
            yield None
        seen = self._site.seen.pop(waiting.url_key, None)
        if seen:
            self._due.note_front(waiting, led_on=seen.led_on)
            self._site.patterns.learn_front(waiting.url, led_on=seen.led_on)

    def _visit_listed(self) -> Steps:
        """A feed or sitemap was named: the articles it lists, and no others."""
        for url in dict.fromkeys(self._site.lists.listed):
            if self._run.is_over:
                break
            known = self._frontier.known(url)
            if known is None or known.due_at is None or known.due_at > datetime.now(UTC):
                continue
            waiting = self._dispatcher.remembered(
                Waiting(url_key(url), url, site_of(url), "", known.due_at)
            )
            if waiting.url_key not in self._site.done:
                yield from self._deal(replace(waiting, kind="article"))

    def _visit_late(self) -> Steps:
        """Try transient failures once more, now that their servers had time to recover."""
        late, self._site.late = self._site.late, []
        for waiting in late:
            host = self._run.hosts.of(waiting.url)
            if self._run.stop or host.closed:
                return
            host.rest(_LATE_SECONDS)
            request = page_request(self._spider, self._site, waiting, Role.ARTICLE)
            errand_of(request).is_last = True
            yield from self._dispatcher.hand(request)
        yield from self._dispatcher.all_committed()

    def _tell_left(self) -> None:
        """Say of what no more was asked for, and why; the next run tries a few again."""
        if not self._site.yields.leaves_some:
            return
        for where, reason, count in self._due.left():
            told = f"{count:,} of its addresses were left for a later run: {reason}"
            self._site.stats.note(f"{where}: {told}")
            self._site.stats.left += count
            if known := self._frontier.known(where):  # a list
                plan = Schedule(etag=known.etag, last_modified=known.last_modified)
                moment = datetime.now(UTC)
                visit = Visit(known.url, moment, "skipped", detail=told, schedule=plan)
                self._dispatcher.follow(self._run.writer.put(visit), lambda: None)

    def _wait_for_trial(self, url: str) -> Steps:
        """Wait while enough pages of one pattern are in flight and none proved to be an article."""
        site, family = self._site, pattern(url)
        if site.on_trial[family] < _ON_TRIAL or site.patterns.is_proven(url):
            return
        self._dispatcher.flush()  # what is on trial is to be saved now
        while site.on_trial[family] >= _ON_TRIAL and not site.patterns.is_proven(url):
            site.is_awaited = True
            yield None
        site.is_awaited = False

    def _skip(self, waiting: Waiting, reason: str, *, for_good: bool) -> Steps:
        """Decide not to visit; told once, not again in every run.

        Unless *for_good*, a run with a wider scope takes it up again.
        """
        self._site.done.add(waiting.url_key)
        while len(self._dispatcher.writing) >= _SKIPS_AT_ONCE:
            yield None
        if waiting.outcome == "skipped":
            self._dispatcher.postpone([waiting.url], None)
            return
        attempts = waiting.attempts + for_good
        plan = Schedule(None, attempts, waiting.etag, waiting.last_modified)
        moment = self._run.started_at
        visit = Visit(waiting.url, moment, "skipped", detail=reason, schedule=plan)
        self._dispatcher.follow(self._run.writer.put(visit), lambda: self._count("skipped"))

    def _count(self, outcome: str) -> None:
        self._site.stats.outcomes[outcome] += 1
        self._run.on_change()

    def _is_closed(self, host: str) -> bool:
        closed = self._run.hosts.named(host, self._site.domain).closed
        if closed:
            self._site.stats.note(f"{host} is left alone for now: {closed}")
        return closed is not None
