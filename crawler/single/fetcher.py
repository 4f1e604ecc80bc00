"""One page, fetched politely: guard, robots, turn, redirects, retries, decoding, in that order.

Every hop of every request passes the same gates, whichever client sends it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from archive.records import Outcome
from archive.values.stored_urls import without_credentials
from archive.values.url_identity import host_of, site_of
from crawler.bounds import LONGEST_ADDRESS, PAGE_BYTES, REDIRECTS, ROBOTS_BYTES, TIMEOUT, TRIES
from crawler.errors import NoAnswer, RefusedAddress, Undecodable
from crawler.http.answers import Answer, Transport
from crawler.http.decoding import ACCEPTED, GZIP, decode, gunzip
from crawler.middlewares.challenges import bot_wall
from crawler.middlewares.robots import Robots, Rules
from crawler.middlewares.ssrf import check_address
from crawler.middlewares.throttle import Host, Hosts, retry_after_seconds
from crawler.middlewares.truncation import has_ending, is_markup, leaves_open, stops_in_tag

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_PAGES_TO_COMPARE = 3
"""Whole pages of a host for each one with an open end, where those are taken to be torn."""
TORN = "cut short: it stops in mid-page, as the other pages of its host do not"
_REDIRECTIONS = (301, 302, 303, 307, 308)
_BLOCKED = {
    401: "a login is asked for (401)",
    402: "payment is asked for (402)",
    403: "the server refuses us (403)",
    429: "too many requests, says the server (429)",
    451: "withheld for legal reasons (451)",
}
_ROBOTS_AGAIN = timedelta(hours=1)
_UNUSABLE: dict[int, tuple[Outcome, str]] = {
    204: ("not-an-article", "the server sent no content"),
    206: ("failed", "the server sent a part of the page instead of the whole"),
    304: ("failed", "the server says not modified, though it was never asked that"),
}
Refusal = tuple[Outcome, str]
Follow = Callable[[str], Awaitable[Refusal | None]]


@dataclass(frozen=True)
class Fetched:
    """What came of asking for one address. With an ``outcome`` there is nothing to read."""

    url: str
    fetched_at: datetime
    final_url: str | None = None
    """Where redirects led; the address itself if nowhere."""
    status: int | None = None
    outcome: Outcome | None = None
    detail: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    is_doubtful: bool = False
    """Whether the page may be torn: ``Fetcher.is_torn`` tells once others of its host were seen."""
    retry_at: datetime | None = None
    """When the server wants to be asked again, if it said so."""
    requests: int = 0
    """Requests sent, redirects and second tries counted, robots.txt not."""

    def header(self, name: str) -> str | None:
        """The first header called *name*, in any capitals."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def content_type(self) -> str | None:
        """The ``Content-Type`` header as sent."""
        return self.header("content-type")


class _Failed(Exception):
    """Ends a fetch with an outcome."""

    def __init__(
        self,
        outcome: Outcome,
        detail: str,
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        self.outcome: Outcome = outcome
        self.detail = detail
        self.status = status
        self.retry_at = retry_at
        super().__init__(detail)


class Fetcher:
    """Fetches for one run. *transport* sends; *hosts* says when."""

    def __init__(
        self,
        transport: Transport,
        hosts: Hosts,
        *,
        user_agent: str,
        allow_private: bool = False,
        timeout: float = TIMEOUT,
    ) -> None:
        self.hosts = hosts
        self.robots = Robots(self._read_robots)
        self.on_robots: Callable[[str, Rules], None] = lambda url, rules: None
        """Called once for each robots.txt, after it was asked for."""
        self._transport = transport
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._timeout = timeout

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int = PAGE_BYTES,
        follow: Follow | None = None,
    ) -> Fetched:
        """Ask for *url*; whatever happens is in the answer. Raises only ``Stopping``.

        *etag* and *last_modified* make the request conditional. *follow* is asked before
        each redirect and gives the outcome and the reason not to follow it, or ``None``.
        """
        now = datetime.now(UTC)
        current = url
        hops = {url}
        sent = 0
        try:
            for _ in range(REDIRECTS + 1):
                headers = self._headers(etag, last_modified)
                answer, tries = await self._ask(current, headers, max_bytes)
                sent += tries
                now = datetime.now(UTC)
                if answer.status not in _REDIRECTIONS:
                    is_conditional = bool(etag or last_modified)
                    judged = await self._judged(url, current, answer, max_bytes, is_conditional)
                    return replace(judged, fetched_at=now, requests=sent)
                target = _location(current, answer)
                if target == current:
                    raise _Failed(
                        "failed",
                        "it redirects to itself, as if it wanted a cookie back; none are kept",
                        answer.status,
                    )
                if target in hops:
                    raise _Failed("failed", f"it redirects in a circle, {len(hops)} pages long")
                refusal = await follow(target) if follow else None
                if refusal:
                    raise _Failed(*refusal, answer.status)
                hops.add(target)
                current = target
            raise _Failed("failed", f"more than {REDIRECTS} redirects, the last to {current[:200]}")
        except _Failed as failed:
            return Fetched(
                url,
                now,
                current,
                failed.status,
                failed.outcome,
                failed.detail,
                retry_at=failed.retry_at,
                requests=sent,
            )

    async def _ask(self, url: str, headers: dict[str, str], max_bytes: int) -> tuple[Answer, int]:
        """One hop: robots, then the turn, then up to three tries."""
        self._check(url)
        rules = await self.robots.rules(url)
        if refusal := rules.refuses(url):
            # Rules that cannot be read today may be read soon; those that say no stay a while.
            soon = datetime.now(UTC) + _ROBOTS_AGAIN if rules.refusal else None
            raise _Failed("robots", refusal, retry_at=soon)
        host = self.host_of(url)
        for tries in range(1, TRIES + 1):
            if host.closed:
                raise _Failed("blocked", f"left alone for now: {host.closed}")
            try:
                async with host.turn():
                    answer = await self._transport.get(
                        url, headers, timeout=self._timeout, max_bytes=max_bytes
                    )
            except RefusedAddress as refused:
                raise _Failed("failed", refused.reason) from None
            except NoAnswer as error:
                if error.in_passing and tries < TRIES:
                    await self.hosts.stop.sleep(0.5 * 4 ** (tries - 1))
                    continue
                host.gave_no_answer()
                raise _Failed("failed", error.reason) from None
            if answer.status not in (429, 502, 503, 504):
                host.answered()
                return answer, tries
            retry_after = retry_after_seconds(answer.header("retry-after"))
            if bot_wall(answer.status, answer.headers, await _some_body(answer, max_bytes)):
                return answer, tries
            worth_waiting = host.refused(retry_after)
            if tries == TRIES or not worth_waiting:
                retry_at = None
                if retry_after:
                    retry_at = datetime.now(UTC) + timedelta(seconds=min(retry_after, 86_400 * 7))
                outcome: Outcome = "blocked" if answer.status == 429 else "failed"
                detail = _BLOCKED.get(answer.status, f"the server failed ({answer.status})")
                raise _Failed(outcome, detail, answer.status, retry_at)
        raise AssertionError("unreachable")

    async def _judged(
        self, url: str, final_url: str, answer: Answer, max_bytes: int, is_conditional: bool
    ) -> Fetched:
        """What *answer* amounts to."""
        status = answer.status
        headers = tuple((n, v) for n, v in answer.headers if n.lower() != "set-cookie")
        fetched = Fetched(url, datetime.now(UTC), final_url, status, headers=headers)
        if status == 304 and is_conditional:
            return replace(fetched, outcome="not-modified")
        if status in (404, 410):
            raise _Failed("gone", f"the page is no longer there ({status})", status)
        looked_at = await _some_body(answer, max_bytes) if status != 200 else b""
        if status != 200 and (wall := bot_wall(status, headers, looked_at)):
            raise _Failed("blocked", wall, status)
        if status in _BLOCKED:
            raise _Failed("blocked", _BLOCKED[status], status)
        if status in _UNUSABLE:
            outcome, words = _UNUSABLE[status]
            raise _Failed(outcome, f"{words} ({status})", status)
        if status not in (200, 203):  # 203: a proxy on the way changed something
            raise _Failed("failed", f"the server answered {status}", status)
        try:
            body = await _body(answer, max_bytes)
        except Undecodable as error:
            raise _Failed("failed", str(error), status) from None
        if wall := bot_wall(status, headers, body):
            raise _Failed("blocked", wall, status)
        if torn := self._torn(final_url, body, has_end=answer.has_end):
            raise _Failed("failed", torn, status)
        return replace(fetched, body=body, is_doubtful=_is_doubtful(body))

    def _torn(self, url: str, body: bytes, *, has_end: bool) -> str | None:
        """Why *body* is no whole page, or ``None``. *has_end*: its length was told and kept to.

        Proxies tell the length of what they have, so a torn page may be as long as it says.
        """
        if not is_markup(body):
            return None
        host = self.host_of(url)
        if has_ending(body):
            host.whole_pages += 1
            return None
        if not has_end:
            return "cut short: it stops in mid-page, and its length was told wrongly or not at all"
        if stops_in_tag(body):
            return "cut short: it stops within a tag"
        if not leaves_open(body):
            return None
        host.open_pages += 1
        return TORN if self.is_torn(url) else None

    def is_torn(self, url: str) -> bool:
        """Whether a page with an open end is torn, by what its host's other pages were so far."""
        host = self.host_of(url)
        return host.whole_pages >= _PAGES_TO_COMPARE * host.open_pages

    async def _read_robots(self, url: str) -> Rules:
        rules = await self._fetch_robots(url)
        self.on_robots(url, rules)
        return rules

    async def _fetch_robots(self, url: str) -> Rules:
        """Read one robots.txt. RFC 9309: 4xx allows everything, no answer or 5xx nothing."""
        host = self.host_of(url)
        current = url
        refusal = "its robots.txt cannot be read"
        status: int | None = None
        for tries in range(1, TRIES + 1):
            try:
                for _ in range(REDIRECTS + 1):
                    self._check(current)
                    async with self.host_of(current).turn():
                        answer = await self._transport.get(
                            current,
                            {"User-Agent": self._user_agent, "Accept-Encoding": "identity"},
                            timeout=self._timeout,
                            max_bytes=2 * ROBOTS_BYTES,
                            beginning=True,
                        )
                    status = answer.status
                    if status not in _REDIRECTIONS:
                        break
                    current = _location(current, answer)
                else:
                    return Rules(status=status)  # RFC 9309, 2.3.1.2: taken as unavailable
                if 200 <= status < 300:
                    rules = Rules.read(await _body(answer, PAGE_BYTES), status)
                    host.obey(rules.crawl_delay)
                    return rules
                if 400 <= status < 500 and status != 429:
                    return Rules(status=status)
                refusal = f"its robots.txt answers {status}, which means: fetch nothing for now"
                retry_after = retry_after_seconds(answer.header("retry-after"))
                if tries < TRIES and not host.refused(retry_after):
                    break
            except (NoAnswer, RefusedAddress) as error:
                refusal = f"its robots.txt cannot be read: {error.reason}"
                if isinstance(error, RefusedAddress) or not error.in_passing:
                    break
                if tries < TRIES:
                    await self.hosts.stop.sleep(0.5 * 4 ** (tries - 1))
            except (_Failed, Undecodable) as error:
                refusal = f"its robots.txt cannot be read: {error}"
                break
            current = url
        return Rules(refusal=refusal, status=status)

    def _check(self, url: str) -> None:
        if len(url) > LONGEST_ADDRESS:
            raise _Failed("skipped", f"an address of {len(url):,} characters")
        try:
            check_address(url, allow_private=self._allow_private)
        except RefusedAddress as refused:
            raise _Failed("failed", refused.reason) from None

    def host_of(self, url: str) -> Host:
        """The host that *url* is asked of."""
        return self.hosts(host_of(url) or "", site_of(url))

    def _headers(self, etag: str | None, last_modified: str | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "*",
        }
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return headers


def _is_doubtful(body: bytes) -> bool:
    return is_markup(body) and not has_ending(body) and leaves_open(body)


def _location(url: str, answer: Answer) -> str:
    location = answer.header("location")
    if not location:
        raise _Failed("failed", f"a redirect to nowhere ({answer.status})", answer.status)
    # Header bytes are Latin-1 by the book and UTF-8 in practice.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urldefrag(urljoin(url, location.strip()))[0]
    except ValueError:
        shown = without_credentials(location)[:100]
        raise _Failed("failed", f"a redirect to {shown!r}, no address") from None
    return str(safe_url_string(without_credentials(target)))


async def _body(answer: Answer, max_bytes: int) -> bytes:
    """The body unpacked. Raises ``Undecodable``.

    In a thread: what one server sends must not hold up what is fetched from the others.
    """
    if answer.header("content-encoding") or answer.body.startswith(GZIP):
        return await asyncio.to_thread(_unpacked, answer, max_bytes)
    return answer.body


def _unpacked(answer: Answer, max_bytes: int) -> bytes:
    body = decode(answer.body, answer.header("content-encoding") or "", max_bytes)
    if "html" in (answer.header("content-type") or "").lower():
        body = gunzip(body, max_bytes)  # packed, and nothing said so
    return body


async def _some_body(answer: Answer, max_bytes: int) -> bytes:
    """The body for a look at it; nothing if it cannot be decoded."""
    try:
        return await _body(answer, max_bytes)
    except Undecodable:
        return b""
