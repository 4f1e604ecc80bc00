"""One page through httpx, fetched politely: guard, robots, turn, redirects, retries, decoding.

Every hop passes the same rules as in a crawl; there Scrapy's middlewares apply them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from crawler.bounds import PAGE_BYTES, ROBOTS_BYTES, TIMEOUT, TRIES
from crawler.errors import FetchFailed, NoAnswer, NotFetched, Undecodable
from crawler.http.access.credentials import Credentials
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.http.answers import Answer
from crawler.http.decoding import ACCEPTED, GZIP
from crawler.http.fetched import Fetched, not_fetched
from crawler.http.statuses import BUSY, GONE, REDIRECTIONS, busy, failure_of_status, has_page
from crawler.middlewares.challenges import challenge
from crawler.middlewares.content_coding import decoded_body
from crawler.middlewares.redirects import Chain, location_of
from crawler.middlewares.retries import pause_before, retry_time
from crawler.middlewares.robots import Robots, Rules, read_robots
from crawler.middlewares.ssrf import check_address, check_length
from crawler.middlewares.throttle import Hosts, Stop, retry_after_seconds
from crawler.middlewares.truncation import is_doubtful, truncation
from crawler.run.options import Options, user_agent
from crawler.settings import ACCEPT
from crawler.single.httpx_transport import HttpxTransport
from crawler.targets import Target, proxies_of


class Fetcher:
    """Fetches single pages. *transport* sends; *hosts* says when."""

    def __init__(
        self,
        transport: HttpxTransport,
        hosts: Hosts,
        *,
        user_agent: str,
        allowed: Origins = NOWHERE,
        timeout: float = TIMEOUT,
    ) -> None:
        self.hosts = hosts
        self.robots = Robots(self._read_robots)
        self._transport = transport
        self._user_agent = user_agent
        self._allowed = allowed
        self._timeout = timeout

    async def fetch(self, url: str, *, max_bytes: int = PAGE_BYTES) -> Fetched:
        """Ask for *url*; whatever happens is in the answer. Raises only ``Stopping``."""
        current, sent, chain, cookies = url, 0, Chain(url), ""
        try:
            while True:
                answer, tries = await self._ask(current, cookies, max_bytes)
                sent += tries
                if answer.status not in REDIRECTIONS:
                    return self._judged(url, current, answer, sent)
                target = location_of(current, answer.header("location"), answer.status)
                is_back = chain.has(target)
                chain.take(current, target, answer.cookies)
                cookies = chain.cookies_for(target) if is_back else ""
                current = target
        except NotFetched as error:
            return not_fetched(url, current, error, sent)

    async def _ask(self, url: str, cookies: str, max_bytes: int) -> tuple[Answer, int]:
        """One hop: robots, then the turn, then up to three tries; the body unpacked."""
        self._check(url)
        (await self.robots.rules(url)).check(url)
        host = self.hosts.of(url)
        headers = self._headers | ({"Cookie": cookies} if cookies else {})
        for tries in range(1, TRIES + 1):
            if host.closed:
                raise FetchFailed("blocked", f"left alone for now: {host.closed}")
            try:
                async with host.turn():
                    answer = await self._transport.get(
                        url, headers, timeout=self._timeout, max_bytes=max_bytes
                    )
            except NoAnswer as error:
                if error.is_transient and tries < TRIES:
                    await self.hosts.stop.sleep(pause_before(tries))
                    continue
                host.gave_no_answer()
                raise
            answer = await _unpacked(answer, max_bytes)
            if answer.status not in BUSY:
                host.answered()
                return answer, tries
            _refuse_challenge(answer)
            retry_after = retry_after_seconds(answer.header("retry-after"))
            worth_waiting = host.refused(retry_after)
            if tries == TRIES or not worth_waiting:
                raise busy(answer.status, retry_time(retry_after))
        raise AssertionError("unreachable")

    def _judged(self, url: str, final_url: str, answer: Answer, sent: int) -> Fetched:
        """What *answer* amounts to."""
        if answer.status not in GONE:
            _refuse_challenge(answer)
        if not has_page(answer.status):
            raise failure_of_status(answer.status)
        if told := truncation(self.hosts.of(final_url), answer.body, has_end=answer.has_end):
            raise FetchFailed("failed", told, answer.status)
        return Fetched(
            url,
            datetime.now(UTC),
            final_url,
            answer.status,
            headers=answer.headers,
            body=answer.body,
            is_doubtful=is_doubtful(answer.body),
            requests=sent,
        )

    async def _read_robots(self, url: str) -> Rules:
        return await read_robots(url, self._get_robots, self.hosts)

    async def _get_robots(self, url: str, headers: dict[str, str]) -> Answer:
        self._check(url)
        async with self.hosts.of(url).turn():
            return await self._transport.get(
                url,
                {"User-Agent": self._user_agent, **headers},
                timeout=self._timeout,
                max_bytes=2 * ROBOTS_BYTES,
                beginning=True,
            )

    def _check(self, url: str) -> None:
        check_length(url)
        check_address(url, self._allowed)

    @property
    def _headers(self) -> dict[str, str]:
        return {
            "User-Agent": self._user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "*",
        }


def _refuse_challenge(answer: Answer) -> None:
    if wall := challenge(answer.status, answer.headers, answer.body):
        raise FetchFailed("blocked", wall, answer.status)


async def _unpacked(answer: Answer, max_bytes: int) -> Answer:
    """*answer* without its content codings; one without a page may lose its body to them.

    In a thread: what one server sends must not hold up what is fetched from the others.
    """
    coding = answer.header("content-encoding") or ""
    if not (coding or answer.body.startswith(GZIP)):
        return answer
    kind = answer.header("content-type") or ""
    try:
        body = await asyncio.to_thread(decoded_body, answer.body, coding, kind, max_bytes)
    except Undecodable as error:
        if has_page(answer.status):
            raise FetchFailed("failed", str(error), answer.status) from None
        body = b""
    return replace(answer, body=body)


@asynccontextmanager
async def fetcher_for(
    urls: Iterable[str], options: Options, targets: Sequence[Target] = ()
) -> AsyncIterator[Fetcher]:
    """A fetcher as *options* ask for it; with ``allow_private`` it may ask the origins of *urls*.

    What is said of *targets* holds for the pages of their sites: cookies, headers, proxies.
    """
    download = options.download
    allowed = Origins.of(urls) if options.allow_private else NOWHERE
    async with HttpxTransport(
        allowed,
        verify_tls=download.verify_tls and all(target.verify_tls for target in targets),
        credentials=Credentials.of(targets),
        proxies=proxies_of(targets, allowed),
    ) as transport:
        yield Fetcher(
            transport,
            Hosts(Stop(), download.delay),
            user_agent=user_agent(options.contact),
            allowed=allowed,
            timeout=download.timeout,
        )
