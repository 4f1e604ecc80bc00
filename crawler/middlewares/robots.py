"""robots.txt by RFC 9309: read once for each origin, whoever asks first; everyone waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.bounds import PAGE_BYTES, PRODUCT, REDIRECTS, ROBOTS_BYTES, TRIES
from crawler.errors import FetchFailed, NoAnswer, NotFetched, Undecodable
from crawler.http.answers import Answer
from crawler.http.decoding import GZIP
from crawler.http.failures import failure_of_error
from crawler.http.responses import SERVICE, is_service, pairs
from crawler.http.robots_text import robots_text, sitemaps_in
from crawler.http.statuses import REDIRECTIONS
from crawler.middlewares.content_coding import decoded_body
from crawler.middlewares.redirects import location_of
from crawler.middlewares.retries import pause_before
from crawler.middlewares.throttle import Hosts, hosts_of, retry_after_seconds

ASK_AGAIN = timedelta(hours=1)
"""When a page is tried again whose robots.txt could not be read."""
RULES = "robots_rules"
"""In the ``meta`` of a request for robots.txt by the spider: the rules, once they are known."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us."""

    refusal: str | None = None
    """Why nothing may be fetched at all."""
    status: int | None = None
    sitemaps: list[str] = field(default_factory=list)
    """The sitemaps it names, in its order."""
    _rules: Any = field(default=None, repr=False)

    @classmethod
    def read(cls, body: bytes, status: int = 200, url: str = "") -> Rules:
        """The rules in *body*, fetched from *url*."""
        try:
            text = robots_text(body)
        except Undecodable as error:
            return cls(f"its robots.txt cannot be read: {error}", status)
        return cls(None, status, sitemaps_in(text, url), Protego.parse(text))

    def refuses(self, url: str) -> str | None:
        """Why *url* may not be fetched, or ``None``."""
        if self.refusal:
            return self.refusal
        if self._rules is None or self._rules.can_fetch(url, PRODUCT):
            return None
        return "robots.txt disallows it"

    def check(self, url: str) -> None:
        """Raises :class:`FetchFailed` if *url* may not be fetched."""
        if refusal := self.refuses(url):
            # Rules that cannot be read today may be read soon; those that say no stay a while.
            soon = datetime.now(UTC) + ASK_AGAIN if self.refusal else None
            raise FetchFailed("robots", refusal, retry_at=soon)

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that it asks us to leave between requests."""
        return self._rules.crawl_delay(PRODUCT) if self._rules is not None else None


class Robots:
    """The rules of every origin met. *fetch* reads one robots.txt and never raises."""

    def __init__(self, fetch: Callable[[str], Awaitable[Rules]]) -> None:
        self._fetch = fetch
        self._tasks: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for the origin of *url*; the first to ask fetches, the others wait.

        One task is shared by all who wait, so that each gets its result, however many they
        are and whichever of them is cancelled.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        task = self._tasks.get(origin)
        if task and task.done() and not task.cancelled() and not task.exception():
            return task.result()
        if task is None or task.cancelled() or (task.done() and task.exception()):
            task = asyncio.ensure_future(self._read(f"{origin}/robots.txt"))
            self._tasks[origin] = task
        return await asyncio.shield(task)

    async def _read(self, url: str) -> Rules:
        return await self._fetch(url)


async def read_robots(
    url: str, get: Callable[[str, dict[str, str]], Awaitable[Answer]], hosts: Hosts
) -> Rules:
    """Read one robots.txt. RFC 9309: 4xx allows everything, no answer or 5xx nothing.

    *get* sends one request in its host's turn; it raises ``NotFetched``. Raises ``Stopping``.
    """
    host = hosts.of(url)
    current = url
    refusal = "its robots.txt cannot be read"
    status: int | None = None
    for tries in range(1, TRIES + 1):
        try:
            for _ in range(REDIRECTS + 1):
                answer = await get(current, {"Accept-Encoding": "identity"})
                status = answer.status
                if status not in REDIRECTIONS:
                    break
                current = location_of(current, answer.header("location"), status)
            else:
                return Rules(status=status)  # RFC 9309, 2.3.1.2: taken as unavailable
            if 200 <= status < 300:
                rules = Rules.read(await _body(answer), status, current)
                host.obey(rules.crawl_delay)
                return rules
            if 400 <= status < 500 and status != 429:
                return Rules(status=status)
            refusal = f"its robots.txt answers {status}, which means: fetch nothing for now"
            retry_after = retry_after_seconds(answer.header("retry-after"))
            if tries < TRIES and not host.refused(retry_after):
                break
        except NotFetched as error:
            refusal = f"its robots.txt cannot be read: {error.reason}"
            if not isinstance(error, NoAnswer) or not error.is_transient:
                break
            if tries < TRIES:
                await hosts.stop.sleep(pause_before(tries))
        except Undecodable as error:
            refusal = f"its robots.txt cannot be read: {error}"
            break
        current = url
    return Rules(refusal=refusal, status=status)


async def _body(answer: Answer) -> bytes:
    coding = answer.header("content-encoding") or ""
    if not coding and not answer.body.startswith(GZIP):
        return answer.body
    kind = answer.header("content-type") or ""
    return await asyncio.to_thread(decoded_body, answer.body, coding, kind, PAGE_BYTES)


class RobotsMiddleware:
    """Asks no host for what its robots.txt forbids; every hop of a redirect is looked at.

    Scrapy's own lets requests through that wait for the same robots.txt, from the third on, and
    takes a failing robots.txt for leave to fetch everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.robots = Robots(self._read)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Refuse what is forbidden; answer the spider's own question for robots.txt."""
        if is_service(request):
            return None
        rules = await self.robots.rules(request.url)
        if RULES in request.meta:  # it is at hand, for every page of the origin waited for it
            request.meta[RULES] = rules
            return Response(request.url, request=request)
        rules.check(request.url)
        return None

    async def _read(self, url: str) -> Rules:
        rules = await read_robots(url, self._get, hosts_of(self._crawler))
        run = getattr(self._crawler.spider, "run", None)
        if run is not None:
            run.note_robots(url, rules)
        return rules

    async def _get(self, url: str, headers: dict[str, str]) -> Answer:
        timeout = self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        # Only the beginning counts, however long it is.
        meta = {SERVICE: True, "download_maxsize": 0, "enough": 2 * ROBOTS_BYTES}
        try:
            request = Request(url, headers=headers, meta=meta, callback=NO_CALLBACK)
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            if told := failure_of_error(error, url, timeout, 0):
                raise told from error
            raise
        body = response.body[: 2 * ROBOTS_BYTES]
        return Answer(url, response.status, pairs(response), body)
