"""Hands out the requests of one site, and waits until their results are committed.

Steps are generators: they give one request at a time, and ``None`` where there is nothing to do
before something in flight is over. They go on when they are asked again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Request

from archive import Archive
from archive.records import Waiting
from archive.writing.frontier import Frontier
from crawler.bounds import IN_FLIGHT
from crawler.pipelines.revisit_policy import NEVER_READ
from crawler.requests import errand_of
from crawler.run.run import Run
from crawler.run.site_state import Site

Steps = Generator[Request | None, None, None]
Counting = Generator[Request | None, None, int]


class Dispatcher:
    """Hands out the requests of one site; has the writer change its frontier meanwhile."""

    def __init__(self, run: Run, site: Site, frontier: Frontier) -> None:
        self.run = run
        self.site = site
        self.frontier = frontier
        """Of a connection that only reads."""
        self.writing: set[Future[Any]] = set()
        """Changes that the writer was asked for and that are not committed."""
        self._loop = asyncio.get_running_loop()

    def hand(self, request: Request) -> Steps:
        """Give *request* once its host and the run have room for it."""
        host = self.run.hosts.of(request.url)
        while not host.is_free or self.run.in_flight >= IN_FLIGHT:
            yield None
        errand = errand_of(request)
        if errand.waiting:
            self.site.done.add(errand.waiting.url_key)
        errand.begin()
        yield request

    def all_committed(self) -> Steps:
        """Wait until all that is in flight is committed."""
        site = self.site
        if site.in_flight or self.writing:
            self.flush()
        while site.in_flight or self.writing:
            site.is_awaited = True
            if site.held and len(site.in_flight) == len(site.held):
                site.let_go()
            yield None
        site.is_awaited = False

    def write(self, change: Callable[[Archive], Any]) -> None:
        """Have the writer change something; the agenda goes on meanwhile."""
        self.follow(self.run.writer.call(change), lambda: None)

    def postpone(self, urls: Sequence[str], moment: datetime | None) -> None:
        """Make addresses due at *moment*; ``None``: never."""
        self.write(lambda archive: archive.frontier.postpone(urls, moment))

    def bring_forward(self, domain: str, last: timedelta) -> None:
        """Make due now what is due later than the policy allows: a wrong clock wrote it."""
        try:
            after = datetime.now(UTC) + max(last, NEVER_READ) + timedelta(days=1)
        except OverflowError:
            return  # nothing can be due that late
        self.write(lambda archive: archive.frontier.bring_forward(domain, after))

    def recheck(self, domain: str, before: datetime) -> None:
        """Make the articles of *domain* due that were last visited before."""
        self.write(lambda archive: archive.frontier.recheck(domain, before))

    def flush(self) -> None:
        """Have the writer save its unfinished batch now."""
        self.run.writer.call(lambda archive: None)

    def follow(self, future: Future[Any], then: Callable[[], None]) -> None:
        """Count *future* as under way; *then* is called after its commit."""
        self.writing.add(future)

        def written() -> None:
            self.writing.discard(future)
            if error := future.exception():
                self.run.fail(error)
            else:
                then()
            self.run.wake()

        future.add_done_callback(lambda _: self._loop.call_soon_threadsafe(written))

    def remembered(self, waiting: Waiting) -> Waiting:
        """*waiting* with what the frontier remembers of its address."""
        known = self.frontier.known(waiting.url)
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
