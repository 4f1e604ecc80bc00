"""robots.txt by RFC 9309, Crawl-delay, Retry-After: what is asked of a server, and when."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Answer, Site, page, redirect, reset, status, story

from crawler.bounds import ROBOTS_BYTES
from crawler.http.access.private_origins import Origins
from crawler.http.fetched import Fetched
from crawler.middlewares.robots import Robots, Rules
from crawler.middlewares.throttle import Hosts, Stop, retry_after_seconds
from crawler.single.fetcher import Fetcher
from crawler.single.httpx_transport import HttpxTransport


def fetch_all(
    site: Site, *targets: str, delay: float = 0, begun: threading.Event | None = None
) -> list[Fetched]:
    """Fetch *targets* of *site* at the same time; *begun* is set when all have begun."""

    async def run() -> list[Fetched]:
        async with HttpxTransport(Origins.of([site.url])) as transport:
            hosts = Hosts(Stop(), delay)
            fetcher = Fetcher(
                transport,
                hosts,
                user_agent="newsclip/1 (test)",
                allowed=Origins.of([site.url]),
                timeout=5,
            )
            fetching = [asyncio.ensure_future(fetcher.fetch(site.url + path)) for path in targets]
            while begun is not None and not site.log:
                await asyncio.sleep(0)  # each fetch goes on as far as it can
            if begun is not None:
                begun.set()
            return await asyncio.gather(*fetching)

    return asyncio.run(run())


def robots(text: str, **headers: str) -> Answer:
    return page(text.encode(), headers={"Content-Type": "text/plain", **headers})


def after(event: threading.Event, answer: Answer) -> Answer:
    """Answer not before *event*."""

    def wait(connection: object, asked: dict[str, str]) -> None:
        assert event.wait(30)
        answer(connection, asked)  # type: ignore[arg-type]

    return wait


def test_everyone_who_waits_for_robots_obeys_it() -> None:
    """Requests that wait for one robots.txt together must all get its rules."""
    pages = {f"/private/{n}": page(story(n)) for n in range(8)}
    begun = threading.Event()
    answer = after(begun, robots("User-agent: *\nDisallow: /private/"))
    with Site({"/robots.txt": answer, **pages}) as site:
        answers = fetch_all(site, *pages, begun=begun)
        assert [target for _, target, _ in site.log] == ["/robots.txt"]
    assert [answer.outcome for answer in answers] == ["robots"] * 8


def test_one_who_gives_up_waiting_takes_it_from_nobody() -> None:
    async def run() -> list[Rules]:
        asked, answered = asyncio.Event(), asyncio.Event()

        async def fetch(url: str) -> Rules:
            asked.set()
            await answered.wait()
            return Rules.read(b"User-agent: *\nDisallow: /")

        shared = Robots(fetch)
        waiting = [asyncio.ensure_future(shared.rules("http://a.example/x")) for _ in range(4)]
        await asked.wait()
        waiting[0].cancel()
        await asyncio.wait(waiting[:1])
        answered.set()
        return await asyncio.gather(*waiting[1:])

    assert [rules.refuses("http://a.example/x") is None for rules in asyncio.run(run())] == [
        False
    ] * 3


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status("404 Not Found"), None),
        (status("403 Forbidden"), None),
        (status("401 Unauthorized"), None),
        (status("500 Internal Server Error", Retry_After="0"), "robots"),
        (status("503 Service Unavailable", Retry_After="0"), "robots"),
        (status("429 Too Many Requests", Retry_After="0"), "robots"),
        (reset, "robots"),
        (redirect("/robots2.txt"), "robots"),
        (redirect("/robots.txt"), None),  # for ever: unavailable, says the RFC
        (robots(""), None),
        (robots("\ufeffUser-agent: *\nDisallow: /"), "robots"),
        (robots("User-agent: newsclip\nAllow: /\n\nUser-agent: *\nDisallow: /"), None),
        (robots("User-agent: newsclip\nDisallow: /\n\nUser-agent: *\nAllow: /"), "robots"),
        (robots("User-agent: *\nDisallow: /news\nAllow: /news/open"), None),
        (robots("User-agent: other\nDisallow: /"), None),
        (robots("<html><h1>Welcome</h1></html>"), None),
    ],
)
def test_what_robots_means(answer: Answer, expected: str | None) -> None:
    routes = {
        "/robots.txt": answer,
        "/robots2.txt": robots("User-agent: *\nDisallow: /"),
        "/news/open": page(story(1)),
    }
    with Site(routes) as site:
        (fetched,) = fetch_all(site, "/news/open")
        assert site.requested("/news/open") == (expected is None)
    assert fetched.outcome == expected


def test_only_the_first_500_kib_count() -> None:
    filler = "# nothing\n" * (ROBOTS_BYTES // 10 + 10)
    text = f"User-agent: *\nDisallow: /early\n{filler}Disallow: /late\n"
    routes = {"/robots.txt": robots(text), "/early": page(story(1)), "/late": page(story(2))}
    with Site(routes) as site:
        early, late = fetch_all(site, "/early", "/late")
    assert (early.outcome, late.outcome) == ("robots", None)


@given(st.binary(max_size=2_000))
def test_any_robots_can_be_read(body: bytes) -> None:
    rules = Rules.read(body)
    rules.refuses("http://a.example/x?y=z")
    assert isinstance(rules.sitemaps, list)


def test_crawl_delay_is_kept_over_a_shorter_delay() -> None:
    routes = {
        "/robots.txt": robots("User-agent: *\nCrawl-delay: 0.4"),
        "/a": page(story(1)),
        "/b": page(story(2)),
    }
    with Site(routes) as site:
        fetch_all(site, "/a", "/b", delay=0.01)
        times = [moment for moment, _, _ in site.log]
    assert len(times) == 3
    assert min(later - sooner for sooner, later in itertools.pairwise(times)) >= 0.39


def once(first: Answer, then: Answer) -> Answer:
    asked: list[int] = []

    def answer(connection: object, headers: dict[str, str]) -> None:
        asked.append(1)
        (first if len(asked) == 1 else then)(connection, headers)  # type: ignore[arg-type]

    return answer


def _in_two_seconds() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@pytest.mark.parametrize("form", [lambda: "1", _in_two_seconds], ids=["seconds", "date"])
def test_retry_after_is_waited_for(form: Callable[[], str]) -> None:
    routes = {"/robots.txt": status("404 Not Found")}
    with Site(routes) as site:
        refusal = status("429 Too Many Requests", Retry_After=form())
        routes["/a"] = once(refusal, page(story(1)))
        started = monotonic()
        (fetched,) = fetch_all(site, "/a")
        assert monotonic() - started >= 0.9
        assert site.requested("/a") == 2
    assert fetched.outcome is None


def test_a_long_retry_after_closes_the_host_for_this_run() -> None:
    busy = status("503 Service Unavailable", Retry_After="86400")
    routes = {"/robots.txt": status("404 Not Found"), "/a": busy, "/b": page(story(1))}
    with Site(routes) as site:

        async def run() -> list[Fetched]:
            allowed = Origins.of([site.url])
            async with HttpxTransport(allowed) as transport:
                fetcher = Fetcher(
                    transport, Hosts(Stop(), 0), user_agent="newsclip/1", allowed=allowed
                )
                return [await fetcher.fetch(site.url + path) for path in ("/a", "/b")]

        first, second = asyncio.run(run())
        assert site.requested("/b") == 0
    assert first.outcome == "failed"
    assert first.retry_at
    assert first.retry_at > datetime.now(UTC) + timedelta(hours=23)
    assert second.outcome == "blocked"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120),
        ("0", 0),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)
def test_retry_after_forms(value: str | None, expected: float | None) -> None:
    assert retry_after_seconds(value) == expected


@given(st.text())
def test_any_retry_after_is_read(value: str) -> None:
    seconds = retry_after_seconds(value)
    assert seconds is None or seconds >= 0


def test_one_host_is_asked_one_thing_at_a_time() -> None:
    running: list[int] = []
    most: list[int] = [0]

    def answer(connection: object, headers: dict[str, str]) -> None:
        import time

        running.append(1)
        most[0] = max(most[0], len(running))
        time.sleep(0.02)
        running.pop()
        page(story(1))(connection, headers)  # type: ignore[arg-type]

    routes: dict[str, Answer] = {f"/{n}": answer for n in range(6)}
    with Site({"/robots.txt": status("404 Not Found"), **routes}) as site:
        fetch_all(site, *routes, delay=0.001)
    assert most == [1]


def test_the_user_agent_names_the_project_and_no_cookie_is_kept() -> None:
    routes = {
        "/robots.txt": status("404 Not Found"),
        "/a": page(story(1), headers={"Set-Cookie": "id=1"}),
        "/b": page(story(2)),
    }
    with Site(routes) as site:
        first, _ = fetch_all(site, "/a", "/b")
        asked = [headers for _, _, headers in site.log]
    assert all(headers["user-agent"] == "newsclip/1 (test)" for headers in asked)
    assert not any("cookie" in headers for headers in asked)
    assert first.header("set-cookie") is None
