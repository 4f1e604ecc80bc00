"""The web as it is: odd answers, lists, addresses and duplicates, each with its outcome."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import misbehaving as bad
import pytest
from crawling import crawl, outcomes, rows
from misbehaving import Answer, Site, page, raw, redirect, status, story

DAY = "/news/2026/11/19/"
CUT = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HUGE = "x" * 300_000
ANSWERS: dict[str, tuple[Answer, str, str]] = {
    # how the answer comes
    "half-a-head-and-silence": (bad.stalled_head, "failed", "2 seconds"),
    "a-head-without-an-end": (bad.endless_head, "failed", "header"),
    "a-header-of-300-kilobytes": (page(story(1), headers={"X-Big": HUGE}), "failed", ""),
    "a-length-that-is-no-number": (
        raw(CUT + b"Content-Length: many\r\n\r\n" + story(1)),
        "failed",
        "malformed",
    ),
    "two-lengths-that-differ": (
        raw(CUT + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + story(1)),
        "failed",
        "malformed",
    ),
    "a-negative-length-is-given": (raw(CUT + b"Content-Length: -7\r\n\r\nx"), "failed", ""),
    "chunks-that-are-garbage": (
        raw(CUT + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n" + story(1)),
        "failed",
        "",
    ),
    "closed-after-some-bytes": (raw(CUT + b"\r\n" + story(1)[:700]), "failed", "cut short"),
    "no-head-at-all-http-09": (raw(story(1)), "failed", ""),
    "an-empty-answer-and-goodbye": (raw(b""), "failed", "connection"),
    "early-hints-come-first": (
        raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + CUT + b"\r\n" + story(21)),
        "new",
        "",
    ),
    "no-content-is-the-answer": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "not-an-article", "204"),
    "only-a-part-of-the-page": (
        page(story(1), status="206 Partial Content"),
        "failed",
        "206",
    ),
    "not-modified-since-never": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "failed", "304"),
    "a-status-nobody-knows": (page(story(1), status="799 What"), "failed", "799"),
    "a-teapot-answers-the-call": (status("418 I'm a teapot"), "failed", "418"),
    "payment-is-required-here": (status("402 Payment Required"), "blocked", "payment"),
    "withheld-for-legal-reasons": (status("451 Unavailable"), "blocked", "legal"),
    # how it is packed
    "a-brotli-bomb-for-lunch": (bad.bomb("br"), "failed", "larger"),
    "a-zstd-bomb-for-dinner": (bad.bomb("zstd"), "failed", "larger"),
    "packed-three-times-over": (
        page(story(1), headers={"Content-Encoding": "gzip, gzip, gzip"}),
        "failed",
        "3 times",
    ),
    "deflate-without-its-head": (bad.raw_deflate(story(22)), "new", ""),
    "said-gzip-and-sent-plain": (
        page(story(23), headers={"Content-Encoding": "gzip"}),
        "new",
        "",
    ),
    "sent-gzip-and-said-nothing": (page(gzip.compress(story(24))), "new", ""),
    "said-latin-and-sent-utf8": (
        page(
            story("fünf").replace(b"<meta charset=utf-8>", b""),
            headers={"Content-Type": "text/html; charset=iso-8859-1"},
        ),
        "new",
        "",
    ),
    "said-bytes-and-sent-a-page": (
        page(story(25), headers={"Content-Type": "application/octet-stream"}),
        "new",
        "",
    ),
    "a-pdf-that-says-it-is-html": (page(b"%PDF-1.7\n" + b"\0\1\2\3" * 500), "not-an-article", ""),
    "an-archive-for-an-article": (
        page(b"PK\3\4" + b"\0" * 300, headers={"Content-Type": "application/zip"}),
        "not-an-article",
        "application/zip",
    ),
    # what it says instead of the article
    "an-error-page-that-says-200": (
        page(b"<title>Error</title><h1>Something went wrong</h1><p>Please try again later.</p>"),
        "not-an-article",
        "",
    ),
    "nothing-here-any-more-soft": (
        page(b"<title>Page not found</title><h1>Page not found</h1><p>We looked everywhere.</p>"),
        "not-an-article",
        "",
    ),
    "please-log-in-to-read-this": (
        page(b"<title>Log in</title><h1>Log in to continue</h1><form><input name=user>"
             b"<input type=password></form>"),
        "not-an-article",
        "",
    ),
    "we-value-your-privacy-wall": (
        page(b"<title>Before you continue</title><h1>We value your privacy</h1><p>We and our 812 "
             b"partners store cookies.</p><button>Accept all</button>"),
        "not-an-article",
        "",
    ),
    "a-check-for-robots-said-200": (
        page(b"<title>Just a moment...</title><p>Checking your browser</p>"),
        "blocked",
        "bot wall",
    ),
    # where it leads
    "a-cookie-must-come-back": (
        page(
            b"",
            status="302 Found",
            headers={"Location": DAY + "a-cookie-must-come-back", "Set-Cookie": "seen=1"},
        ),
        "failed",
        "to itself",
    ),
    "a-chain-of-ten-hops": (redirect(DAY + "hop-1-of-the-chain"), "failed", "5 redirects"),
    "to-and-fro-for-ever": (redirect(DAY + "fro-and-to-for-ever"), "failed", "in a circle"),
    "off-to-another-site": (redirect("http://other.example/a-b-c-d"), "skipped", "off the site"),
    "to-a-private-address": (redirect("http://192.168.0.1/a-b-c-d"), "skipped", "off the site"),
    "to-something-unspeakable": (redirect("http://[half"), "failed", "no address"),
}  # fmt: skip
GOOD = [f"/news/2026/11/18/boats-wait-for-the-tide-{n}" for n in range(len(ANSWERS))]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path, Any]]:
    archive = tmp_path_factory.mktemp("web") / "news.db"
    paths = [
        path for pair in zip(GOOD, (DAY + name for name in ANSWERS), strict=True) for path in pair
    ]
    links = "".join(f"<a href='{path}'>A story of the harbour and its boats</a>" for path in paths)
    routes = {"/": page(b"<html><h1>Gazette</h1>" + links.encode() + b"</html>")}
    routes |= {DAY + name: answer for name, (answer, _, _) in ANSWERS.items()}
    routes |= {path: page(story(n + 100)) for n, path in enumerate(GOOD)}
    routes |= {
        f"{DAY}hop-{n}-of-the-chain": redirect(f"{DAY}hop-{n + 1}-of-the-chain") for n in range(10)
    }
    routes[DAY + "fro-and-to-for-ever"] = redirect(DAY + "to-and-fro-for-ever")
    for coding in ("br", "zstd"):
        bad.packed_bomb(coding)
    with Site(routes) as site:
        yield site, archive, crawl(archive, site.url, "--timeout", 2)


@pytest.mark.parametrize("name", list(ANSWERS))
def test_each_answer_costs_its_page_and_is_named(
    crawled: tuple[Site, Path, Any], name: str
) -> None:
    site, archive, _ = crawled
    _, outcome, words = ANSWERS[name]
    got, detail = outcomes(archive, site.url)[DAY + name]
    assert (got, detail) == (outcome, detail)
    assert words in (detail or "")
    assert outcome == "new" or detail


def test_all_good_pages_are_kept_and_no_cookie_is_sent_elsewhere(
    crawled: tuple[Site, Path, Any],
) -> None:
    site, archive, done = crawled
    kept = {url.removeprefix(site.url) for (url,) in rows(archive, "SELECT url FROM articles")}
    fine = {DAY + name for name, (_, outcome, _) in ANSWERS.items() if outcome == "new"}
    assert kept == {*GOOD, *fine}
    assert "Traceback" not in done.err
    # Sent back where a page insists on it, and nowhere else.
    given = {target for _, target, asked in site.log if "cookie" in asked}
    assert given == {DAY + "a-cookie-must-come-back"}
