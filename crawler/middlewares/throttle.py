"""Politeness: one request at a time for each host, with a pause, longer when it asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.values.url_identity import host_of, site_of
from crawler.bounds import DELAY, LONGEST_CRAWL_DELAY, LONGEST_PAUSE
from crawler.errors import FetchFailed, Stopping
from crawler.http.responses import is_service

FIRST_BACKOFF = 2.0
"""Seconds to wait after a first 429 or 503 that does not say how long."""
AT_ONCE_WITHOUT_DELAY = 8
"""Requests to one host at once when the delay is 0: for servers of one's own."""
MOST_SILENCES = 12
"""Requests in a row without an answer, after which a host is left alone for this run."""
_SLOWEST = 60.0
_SMOOTHING = 0.3
_SLOW_ANSWER = 1.0


class Stop:
    """Whether the run is to end, for everyone who waits."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __bool__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        """End the run."""
        self._event.set()

    async def wait(self) -> None:
        """Wait until the run is to end."""
        await self._event.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait *seconds*; raises :class:`Stopping` as soon as the run is to end."""
        if seconds > 0:
            try:
                await asyncio.wait_for(self._event.wait(), seconds)
            except TimeoutError:
                return
        if self:
            raise Stopping


class Host:
    """The turn-taking of one host, and how it has answered so far."""

    def __init__(self, name: str, delay: float, stop: Stop) -> None:
        self.name = name
        self.delay = delay
        self.crawl_delay = 0.0
        self.closed: str | None = None
        """Why nothing more is asked of this host in this run."""
        self.whole_pages = 0
        """Pages and lists that were closed as they should be..."""
        self.open_pages = 0
        """...and those that stopped within an element."""
        self.handed_out = 0
        """Requests that the scheduler handed to the downloader and that are not over."""
        self._stop = stop
        self._lock = asyncio.Lock()
        self._room = asyncio.Semaphore(AT_ONCE_WITHOUT_DELAY)
        self._ready_at = 0.0
        self._slowdown = 1.0
        self._refusals = 0
        self._silences = 0
        self._seconds = self._answered_at = 0.0
        self._latency = 0.0
        self._best_latency = 0.0

    @property
    def pause(self) -> float:
        """Seconds between the end of one request and the start of the next, as things stand."""
        pause = max(self.delay, self.crawl_delay)
        if self._slowdown > 1:
            pause = max(pause, DELAY / 2) * self._slowdown
        # A server that answers ever more slowly is given as long to rest as it worked.
        if self._latency > max(_SLOW_ANSWER, 2 * self._best_latency):
            pause = max(pause, self._latency)
        return min(pause, max(_SLOWEST, self.crawl_delay))

    @property
    def is_hurried(self) -> bool:
        """Whether politeness was switched off, and the host has not objected."""
        return self.pause == 0 and self._ready_at <= monotonic()

    @property
    def is_free(self) -> bool:
        """Whether the scheduler may hand out another request to it."""
        return self.handed_out < (AT_ONCE_WITHOUT_DELAY if self.is_hurried else 1)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until this host may be asked; no other request runs inside the block.

        Only where the delay is 0 a few requests run at once.
        """
        async with self._room:
            if self.is_hurried:
                async with self._timed():
                    yield
                return
            async with self._lock:
                while (wait := self._ready_at - monotonic()) > 0:
                    await self._stop.sleep(wait)
                async with self._timed():
                    yield

    @asynccontextmanager
    async def _timed(self) -> AsyncIterator[None]:
        await self._stop.sleep(0)
        started = monotonic()
        try:
            yield
        finally:
            self._answered_at = monotonic()
            self._seconds = self._answered_at - started
            if pause := self.pause:
                self._ready_at = max(self._ready_at, monotonic() + pause)

    def obey(self, crawl_delay: float | None) -> None:
        """Keep to the Crawl-delay of its robots.txt, within reason."""
        if crawl_delay and crawl_delay > 0:
            self.crawl_delay = min(float(crawl_delay), LONGEST_CRAWL_DELAY)
            self._ready_at = max(self._ready_at, monotonic() + self.crawl_delay)

    def answered(self) -> None:
        """It answered as it should: go back, slowly, to the usual pace."""
        self._refusals = self._silences = 0
        self._slowdown = max(1.0, self._slowdown * 0.8)
        before = self._latency or self._seconds
        self._latency = before + _SMOOTHING * (self._seconds - before)
        self._best_latency = min(self._best_latency or self._latency, self._latency)

    def gave_no_answer(self) -> None:
        """A page could not be had at all; after many in a row the host is taken to be down."""
        self._silences += 1
        if self._silences >= MOST_SILENCES:
            self.closed = f"{self._silences} requests in a row got no answer"

    def rest(self, seconds: float) -> None:
        """Ask nothing of it for so many seconds from its last answer, or from now."""
        self._ready_at = max(self._ready_at, self._answered_at + seconds)

    def refused(self, retry_after: float | None) -> bool:
        """Slow down after a 429 or 503. Returns whether this run should wait for the host."""
        self._refusals += 1
        self._slowdown = min(self._slowdown * 2, 32.0)
        wait = FIRST_BACKOFF * 4 ** (self._refusals - 1) if retry_after is None else retry_after
        if wait > LONGEST_PAUSE:
            self.closed = f"it asks us to wait {wait:.0f} seconds"
            return False
        self._ready_at = max(self._ready_at, monotonic() + wait)
        return True


class Hosts:
    """Every host of a run. ``www.`` leads to the same one."""

    def __init__(self, stop: Stop, delay: float) -> None:
        self.stop = stop
        self.delay = delay
        self._hosts: dict[str, Host] = {}
        self._delays: dict[str, float] = {}

    def set_delay(self, site: str, delay: float) -> None:
        """Treat the hosts of *site* with a delay of their own."""
        self._delays[site] = delay

    def named(self, host: str, site: str | None = None) -> Host:
        """The one host of that name; *site* says whose delay it has."""
        name = host.removeprefix("www.")
        if name not in self._hosts:
            delay = self._delays.get(site or "", self.delay)
            self._hosts[name] = Host(name, delay, self.stop)
        return self._hosts[name]

    def of(self, url: str) -> Host:
        """The host that *url* is asked of."""
        return self.named(host_of(url) or "", site_of(url))


def hosts_of(crawler: Crawler) -> Hosts:
    """The hosts of a run; whatever runs under *crawler* shares them."""
    run = getattr(crawler.spider, "run", None)
    if run is not None:
        hosts: Hosts = run.hosts
        return hosts
    middleware = crawler.get_downloader_middleware(ThrottleMiddleware)
    assert middleware is not None
    return middleware.hosts


class ThrottleMiddleware:
    """Gives each host one request at a time, a pause after the end of each, and time to recover.

    It stands next to the downloader, so that the turn of a host covers one request of any kind:
    a page, a list, a redirect's target or robots.txt. Scrapy's own slots are told not to wait.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.hosts = Hosts(Stop(), crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self._crawler = crawler
        self._turns: dict[Request, Any] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ThrottleMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn. Raises :class:`Stopping` and :class:`FetchFailed`."""
        host = hosts_of(self._crawler).of(request.url)
        if host.closed and not is_service(request):
            raise FetchFailed("blocked", f"left alone for now: {host.closed}")
        slots = self._crawler.engine.downloader.per_slot_settings
        slots.setdefault(host.name, {"delay": 0, "concurrency": AT_ONCE_WITHOUT_DELAY, "jitter": 0})
        request.meta["download_slot"] = host.name
        turn = host.turn()
        await turn.__aenter__()
        self._turns[request] = turn
        if not is_service(request):
            request.meta["requests"] = request.meta.get("requests", 0) + 1

    async def process_response(self, request: Request, response: Response) -> Response:
        """The turn is over."""
        await self._end(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """The turn is over."""
        await self._end(request)

    async def _end(self, request: Request) -> None:
        if turn := self._turns.pop(request, None):
            await turn.__aexit__(None, None, None)
        if host := request.meta.pop("handed_out_to", None):
            host.handed_out -= 1


def retry_after_seconds(value: str | None) -> float | None:
    """A ``Retry-After`` header, either form, as seconds from now; ``None`` if it says nothing."""
    if not value:
        return None
    value = value.strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
