"""Each misbehaviour costs its page, is named in ``visits``, and nothing else is lost."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import misbehaving as bad
import pytest
from crawling import crawl, outcomes, rows
from misbehaving import Site, page, redirect, status, story

GOOD = [f"/news/2026/11/2{n}/boats-wait-for-the-tide-{n}" for n in range(8)]
BAD = {
    "/news/2026/11/20/reset-in-mid-air-story": bad.reset,
    "/news/2026/11/20/a-stalled-answer-story": bad.stall,
    "/news/2026/11/20/an-endless-drip-story": bad.drip,
    "/news/2026/11/20/a-truncated-story": bad.truncated,
    "/news/2026/11/20/half-a-chunk-story": bad.half_chunked,
    "/news/2026/11/20/a-short-length-story": bad.too_short_length,
    "/news/2026/11/20/reset-in-mid-page-story": bad.reset_in_mid_page,
    "/news/2026/11/20/half-a-tag-story": page(story("tag").rpartition(b"<p>")[0] + b"<p cla"),
    "/news/2026/11/20/as-long-as-it-says-story": page(story("torn")[:700]),
    "/news/2026/11/20/a-torn-gzip-story": bad.torn_gzip,
    "/news/2026/11/20/a-gzip-bomb-story": bad.bomb("gzip"),
    "/news/2026/11/20/a-gzip-of-empty-members": page(
        gzip.compress(b"") * 100_000, headers={"Content-Encoding": "gzip"}
    ),
    "/news/2026/11/20/fifty-megabytes-of-story": bad.fifty_megabytes,
    "/news/2026/11/20/a-server-error-story": status("500 Internal Server Error"),
    "/news/2026/11/20/a-forbidden-story": status("403 Forbidden"),
    "/news/2026/11/20/a-missing-story": status("404 Not Found"),
    "/news/2026/11/20/a-deleted-story": status("410 Gone"),
    "/news/2026/11/20/a-redirect-in-circles": redirect("/news/2026/11/20/a-redirect-in-circles"),
    "/news/2026/11/20/a-redirect-to-a-file": redirect("file:///etc/passwd"),
    "/news/2026/11/20/a-redirect-inside": redirect("http://[::ffff:10.0.0.1]/"),
    "/news/2026/11/20/a-redirect-nowhere": page(b"", status="301 Moved"),
    "/news/2026/11/20/a-picture-for-a-story": page(
        b"\x89PNG\r\n\x1a\n" + b"\0" * 400, headers={"Content-Type": "image/png"}
    ),
    "/news/2026/11/20/an-empty-page-of-story": page(b""),
    "/news/2026/11/20/an-unknown-coding-story": page(
        codecs.encode(story("x").decode(), "rot13").encode(), headers={"Content-Encoding": "rot13"}
    ),
    "/news/2026/11/20/a-wall-before-the-story": page(
        b"<html><title>Just a moment...</title><p>Checking</p></html>",
        status="403 Forbidden",
        headers={"cf-mitigated": "challenge"},
    ),
    "/news/2026/11/20/deep-as-a-well-story": page(b"<div>" * 60_000 + story("deep")),
}
BROKEN_LINKS = (
    "<a href='http://[bad'>x</a> <a href='http://a b/c'>x</a> <a href='//:99999/x'>y</a>"
    "<a href='javascript:alert(1)'>z</a> <a href='http://127.0.0.1:0/x-y-z-a'>w</a>"
    "<a href='file:///etc/passwd'>p</a> <a href='\ud800'>s</a>"
).encode("utf-8", "surrogatepass")


def _with_more(body: bytes) -> bytes:
    """A whole page, and something behind it that its length leaves out."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n<!-- served by a proxy -->"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path, Any]]:
    archive = tmp_path_factory.mktemp("hostile") / "news.db"
    links = "".join(f"<a href='{path}'>A story of the harbour and its boats</a>" for path in BAD)
    links += "".join(f"<a href='{path}'>A story of the harbour and its boats</a>" for path in GOOD)
    home = b"<html><body><h1>Gazette</h1>" + links.encode() + BROKEN_LINKS + b"</body></html>"
    routes = {"/": page(home), **BAD, **{path: page(story(path[-1])) for path in GOOD}}
    routes[GOOD[0]] = bad.raw(_with_more(story("more")))
    routes[GOOD[1]] = page(story("open").replace(b"</p>", b"").replace(b"</body></html>", b""))
    bomb = "<!DOCTYPE u [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
    )
    sitemap = (
        f"<?xml version='1.0'?>{bomb}]><urlset><url><loc>&m;</loc></url>"
        "<url><loc>http://169.254.169.254/latest/meta-data/a-b-c-d</loc></url></urlset>"
    )
    bad.packed_bomb("gzip")
    routes["/robots.txt"] = page(b"User-agent: *\nSitemap: /sitemap.xml\nSitemap: {u}/s.xml\n")
    with Site(routes) as site:
        index = f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{site.url}/s.xml</loc></sitemap>"
        index += f"<sitemap><loc>{site.url}/bomb.xml</loc></sitemap></sitemapindex>"
        routes["/robots.txt"] = page(f"User-agent: *\nSitemap: {site.url}/s.xml\n".encode())
        routes["/s.xml"] = page(index.encode())
        routes["/bomb.xml"] = page(sitemap.encode())
        done = crawl(archive, site.url, "--timeout", 5)
        yield site, archive, done


def test_every_good_page_is_kept(crawled: tuple[Site, Path, Any]) -> None:
    site, archive, _ = crawled
    kept = {url for (url,) in rows(archive, "SELECT url FROM articles")}
    assert {site.url + path for path in GOOD} <= kept


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        ("reset-in-mid-air", "failed", "connection"),
        ("a-stalled-answer", "failed", "5 seconds"),
        ("an-endless-drip", "failed", "5 seconds"),
        ("a-truncated", "failed", "cut short"),
        ("half-a-chunk", "failed", "cut short"),
        (
            "a-short-length",
            "failed",
            "cut short: it stops in mid-page, and its length",
        ),
        ("reset-in-mid-page", "failed", "cut short"),
        ("half-a-tag", "failed", "cut short: it stops within a tag"),
        ("as-long-as-it-says", "failed", "cut short: it stops in mid-page, as the other pages"),
        ("a-torn-gzip", "failed", "cut short"),
        ("a-gzip-bomb", "failed", "larger"),
        ("a-gzip-of-empty-members", "failed", "more than 4,096 pieces"),
        ("fifty-megabytes", "failed", "larger"),
        ("a-server-error", "failed", "500"),
        ("a-forbidden", "blocked", "403"),
        ("a-missing", "gone", "404"),
        ("a-deleted", "gone", "410"),
        ("a-redirect-in-circles", "failed", "to itself"),
        ("a-redirect-to-a-file", "skipped", "off the site"),
        ("a-redirect-inside", "skipped", "off the site"),
        ("a-redirect-nowhere", "failed", "nowhere"),
        ("a-picture", "not-an-article", "image/png"),
        ("an-empty-page", "not-an-article", ""),
        ("an-unknown-coding", "failed", "rot13"),
        ("a-wall", "blocked", "Cloudflare"),
    ],
)
def test_the_visit_says_what_happened(
    crawled: tuple[Site, Path, Any], path: str, outcome: str, words: str
) -> None:
    site, archive, _ = crawled
    found = {p: v for p, v in outcomes(archive, site.url).items() if f"/20/{path}" in p}
    assert len(found) == 1
    ((got, detail),) = found.values()
    assert got == outcome
    assert words in (detail or "")


def test_nothing_bad_was_stored(crawled: tuple[Site, Path, Any]) -> None:
    site, archive, _ = crawled
    kept = {url.removeprefix(site.url) for (url,) in rows(archive, "SELECT url FROM articles")}
    assert not kept & {path for path in BAD if "deep-as" not in path}


def test_a_sitemap_that_names_itself_is_read_once(crawled: tuple[Site, Path, Any]) -> None:
    site, _, _ = crawled
    assert site.requested("/s.xml") == 1
    assert site.requested("/bomb.xml") == 1


def test_many_failures_are_said_with_the_exit_code(crawled: tuple[Site, Path, Any]) -> None:
    _, _, done = crawled
    assert done.code == 1
    assert "5 %" in done.err
    assert "Traceback" not in done.err
