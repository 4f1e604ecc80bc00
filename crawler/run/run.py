"""What all parts of one crawl share: its options, its sites, its workers and its writer."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from archive import Archive
from archive.records import KnownAddress, Outcome, Visit
from archive.upkeep.health import Health
from archive.writing.runs import Ended
from crawler.discovery.lists import Lists
from crawler.errors import Stopping
from crawler.http.access.credentials import Credentials
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.middlewares.robots import Rules
from crawler.middlewares.throttle import Hosts, Stop
from crawler.pipelines.writer import Writer
from crawler.reparse.knowledge import keep_rules
from crawler.run.options import Options, worker_count
from crawler.run.site_state import Site
from crawler.run.stats import SiteStats
from crawler.targets import Target, proxies_of, within_period
from crawler.urls.scope import Admission
from crawler.workers.pool import Workers

Result = TypeVar("Result")


class Run:
    """One crawl of *targets* into the archive at *path*.

    Its writer and its workers are begun and ended by whoever begins the run.
    """

    def __init__(
        self, path: Path, targets: Sequence[Target], options: Options, command: str = "crawl"
    ) -> None:
        self.path = path
        self.options = options
        self.targets: dict[str, list[Target]] = {}
        self.writer = Writer(path, command)
        self.workers = Workers(worker_count(options))
        self.stop = Stop()
        self.hosts = Hosts(self.stop, options.download.delay)
        self.sites: dict[str, Site] = {}
        """Those that were begun."""
        self.stats: list[SiteStats] = []
        self.health: list[Health] = []
        """Of each site, compared with its own past, when the run was over."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when a figure has changed, after the commit it tells of."""
        self.wake: Callable[[], None] = lambda: None
        """Asks the scheduler whether there is something to do now; of any thread."""
        self.started_at = datetime.now(UTC)
        self.reading_seconds = 0.0
        """CPU time the workers spent on pages."""
        self.has_begun = False
        """Whether Scrapy came as far as asking for something."""
        self.error: BaseException | None = None
        """What ended the run before its time, and is to be told."""
        self.ended_early: str | None = None
        """Why the run ended before everything was done."""
        self.ended: Ended = "done"
        self.stopped_by: int | None = None
        self.keeps_signals = False
        """Whether signals are ours until the reactor has stopped."""
        self.leave_signals: Callable[[], None] = lambda: None
        """Leaves signals to whoever had them before."""
        """The signal that ended it."""
        self._in_hand: set[asyncio.Future[Any]] = set()
        """What is given up when the run is."""
        self._is_aborted = False
        self._taken = 0
        self._started = monotonic()
        for target in within_period(targets, options.scope):
            self.targets.setdefault(target.site, []).append(target)
            if target.delay is not None and len(self.targets[target.site]) == 1:
                self.hosts.set_delay(target.site, target.delay)
        self.credentials = Credentials.of(targets)
        """What is sent to one host alone."""
        self.proxies = proxies_of(targets, self.origins)

    def keep_rules(self) -> None:
        """Let the rules of its targets hold from now on; the writer has been begun."""
        given = {
            name: first.rules
            for name, (first, *_) in self.targets.items()
            if first.rules is not None
        }
        if given:
            self.writer.call(lambda archive: keep_rules(archive, given)).result()

    @property
    def seconds_left(self) -> float | None:
        """Until ``--max-time`` is over, if it was given."""
        most = self.options.max_seconds
        return None if most is None else max(0.0, most - (monotonic() - self._started))

    @property
    def origins(self) -> Origins:
        """What may be asked though it is not public."""
        if not self.options.allow_private:
            return NOWHERE
        return Origins.of(
            url for targets in self.targets.values() for one in targets for url in one.addresses
        )

    @property
    def unverified_sites(self) -> list[str]:
        """The sites whose certificates are not looked at."""
        return sorted(
            name
            for name, targets in self.targets.items()
            if not all(one.verify_tls for one in targets)
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be begun: stopped, or at its limit."""
        limit = self.options.limit
        if limit is not None and self._taken >= limit and not self.stop:
            self.ended_early = self.ended_early or f"--limit {limit} reached"
            self.ended = "limit" if self.ended == "done" else self.ended
            return True
        return bool(self.stop)

    def take_page(self) -> bool:
        """Ask for leave to fetch one more article page."""
        if self.is_over:
            return False
        self._taken += 1
        return True

    def end(self, ended: Ended, told: str | None = None) -> None:
        """Begin nothing more: what is in flight is finished."""
        if not self.stop:
            self.ended, self.ended_early = ended, told
            self._stop()

    def stop_by(self, number: int) -> None:
        """End by the signal *number*."""
        self.stopped_by = number
        self.ended = "interrupted" if number == signal.SIGINT else "signal"
        self.writer.hurry()
        self._stop()

    def fail(self, error: BaseException) -> None:
        """End the run with *error*; the first one is told."""
        self.error = self.error or error
        self._stop()

    def _stop(self) -> None:
        self.stop.set()
        self.let_go()
        self.wake()

    def abort(self) -> None:
        """Give up what is in flight."""
        self._is_aborted = True
        for task in list(self._in_hand):
            task.cancel()

    async def unless_aborted(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What *work* gives. Raises :class:`Stopping` as soon as the run is given up."""
        task = asyncio.ensure_future(work)
        self._in_hand.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._is_aborted and task.cancelled():
                raise Stopping from None
            raise
        finally:
            self._in_hand.discard(task)

    def begin_site(self, name: str) -> Site:
        """The state of the site *name*, from now on."""
        first = self.targets[name][0]
        stats = SiteStats(name)
        self.stats.append(stats)
        admission = Admission(first.scope or self.options.scope)
        site = Site(name, stats, admission, first.recheck or self.options.recheck)
        site.lists = Lists(site, self.options, self.started_at)
        self.sites[name] = site
        return site

    def note_robots(self, url: str, rules: Rules) -> None:
        """robots.txt was requested too: it gets its visit."""
        outcome: Outcome = "not-an-article"
        if rules.status in (404, 410):
            outcome = "gone"
        elif rules.status in (401, 403, 429, 451):
            outcome = "blocked"
        elif rules.status is None or rules.status != 200:
            outcome = "failed"
        detail = rules.refusal or "robots.txt"
        self.writer.put(Visit(url, datetime.now(UTC), outcome, rules.status, detail))

    async def ask(self, question: Callable[[Archive], Result]) -> Result:
        """Ask the archive something, after what was put before."""
        return await asyncio.wrap_future(self.writer.call(question))

    async def known(self, urls: Sequence[str]) -> dict[str, KnownAddress]:
        """What the frontier remembers of those of *urls* that it knows."""

        def look(archive: Archive) -> dict[str, KnownAddress]:
            found = ((url, archive.frontier.known(url)) for url in urls)
            return {url: known for url, known in found if known}

        return await self.ask(look)

    @property
    def in_flight(self) -> int:
        """Pages and lists handed out and not committed, without those that wait to be judged."""
        return sum(len(site.in_flight) - len(site.held) for site in self.sites.values())

    def let_go(self) -> None:
        """Decide of the pages that are held on any site."""
        for site in self.sites.values():
            site.let_go()


def run_of(crawler: Crawler) -> Run:
    """The run that *crawler* belongs to. Raises ``NotConfigured`` where there is none."""
    run: Run | None = getattr(crawler.spider, "run", None)
    if run is None:
        raise NotConfigured("there is no run: this is no crawl of news")
    return run
