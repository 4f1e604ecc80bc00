"""Pages and lists that are whole, torn or gone against what first sight says."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import crawl, newsclip, outcomes, rows
from misbehaving import Site, page, redirect, story

from crawler.discovery.feeds import read_feed
from crawler.middlewares.truncation import is_markup

PATHS = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(12)]
WORDS = "A story of the harbour and its boats"


def front(*paths: str) -> bytes:
    links = "".join(f"<p><a href='{path}'>{WORDS}</a></p>" for path in paths)
    return f"<html><h1>Gazette</h1>{links}</html>".encode()


def torn(n: int) -> bytes:
    """A page cut between two of its elements, by something that says the length of what is left."""
    return story(n).partition(b"line 2.</p>")[0] + b"line 2.</p>"


def kept(archive: Path, site: Site) -> list[str]:
    found = rows(archive, "SELECT url FROM articles")
    return sorted(url.removeprefix(site.url) for (url,) in found)


def test_torn_pages_that_come_first_are_judged_by_those_that_follow(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    routes = {path: page(story(n)) for n, path in enumerate(PATHS)}
    with Site({"/": page(front(*PATHS))} | routes) as site:
        for path in PATHS[:2]:
            site.routes[path] = page(torn(int(path.rpartition("-")[2])))
        crawl(archive, site.url)
        assert kept(archive, site) == sorted(PATHS[2:])
        for path in PATHS[:2]:
            outcome, detail = outcomes(archive, site.url)[path]
            assert (outcome, "cut short" in (detail or "")) == ("failed", True)


def test_a_site_whose_pages_all_leave_their_end_open_is_kept(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    routes = {path: page(torn(n)) for n, path in enumerate(PATHS)}
    with Site({"/": page(front(*PATHS))} | routes) as site:
        done = crawl(archive, site.url)
        assert kept(archive, site) == sorted(PATHS)
        assert done.total["new"] == len(PATHS)


@pytest.mark.parametrize("kind", ["image/jpeg", "application/octet-stream", "application/pdf"])
def test_a_page_is_a_page_whatever_it_is_sent_as(tmp_path: Path, kind: str) -> None:
    archive = tmp_path / "news.db"
    sent = page(story(1), headers={"Content-Type": kind})
    with Site({"/": page(front(PATHS[0])), PATHS[0]: sent}) as site:
        crawl(archive, site.url)
        assert kept(archive, site) == PATHS[:1]


def test_a_story_that_leads_home_is_gone_where_only_a_feed_was_named(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": page(front()), PATHS[0]: page(story(1)), PATHS[1]: page(story(2))}) as site:
        items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in PATHS[:2])
        site.routes["/feed.xml"] = page(f"<?xml version='1.0'?><rss>{items}</rss>".encode())
        crawl(archive, f"{site.url}/feed.xml")
        site.routes[PATHS[0]] = redirect("/")
        done = crawl(archive, f"{site.url}/feed.xml", "--recheck", 0)
        assert outcomes(archive, site.url)[PATHS[0]][0] == "gone"
        assert done.total["gone"] == 1
        assert kept(archive, site) == PATHS[:2]


def _json(cut: Callable[[str], str]) -> bytes:
    items = [{"id": str(n), "url": f"https://a.example/{n}", "title": WORDS} for n in range(6)]
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}
    return cut(json.dumps(whole)).encode()


def _rss(item: str) -> bytes:
    items = "".join(item.format(n=n) for n in range(6))
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (_json(lambda text: text[:-30]), 5),
        (_json(lambda text: text[:-2] + ",]}"), 6),
        (_rss("<item><title>T<link>https://a.example/{n}</item>"), 6),
        (_rss("<item><title>T<link>https://a.example/{n}</link></item>"), 6),
        (_rss("<item><link>https://a.example/{n}"), 6),
        (_rss("<item><title>T<guid>https://a.example/{n}</guid>"), 6),
        (_rss("<item><title>T</title><link>https://a.example/{n}</link></item>")[:-40], 5),
    ],
)
def test_of_a_broken_feed_is_taken_what_can_be_read(body: bytes, expected: int) -> None:
    feed = read_feed(body, "https://a.example/feed")
    assert [entry.url for entry in feed.entries] == [
        f"https://a.example/{n}" for n in range(expected)
    ]
    assert "read as far as it goes" in (feed.flaw or "")


def test_times_of_items_left_open_are_read() -> None:
    time = "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate>"
    feed = read_feed(
        _rss("<item><title>T<link>https://a.example/{n}</link>" + time), "https://a.example"
    )
    assert [str(entry.published_at) for entry in feed.entries] == ["2026-11-20 08:00:00+00:00"] * 6


def test_every_mistake_of_a_sites_file_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(
        '[[site]]\nhome = "a.example"\ndelayy = 1\nmatch = 4\n[[site]]\nname = "b"\n',
        encoding="utf-8",
    )
    told = newsclip("sites", "--check", file).err.splitlines()
    assert len(told) == 3
    assert "did you mean 'delay'" in told[0]
    assert "match of site 1" in told[1]
    assert "'home' is missing in site 2" in told[2]


MOVED = PATHS[0].replace("/news/", "/harbour/")
EDITED = story(0).replace(b"line 1.", b"line 1, corrected.")


def read_anew(archive: Path) -> None:
    """Reads every stored page again, as after a new version of the reader."""
    with sqlite3.connect(archive) as connection:
        for table in ("articles", "revisions", "sightings"):
            connection.execute(f"UPDATE {table} SET parser = 'before'")
    assert newsclip("reparse", "--archive", archive).code == 0


@pytest.mark.parametrize("linked", [PATHS[0], MOVED])
def test_a_story_that_moved_and_was_edited_later_is_one_article(
    tmp_path: Path, linked: str
) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": page(front(PATHS[0])), PATHS[0]: page(story(0))}) as site:
        crawl(archive, site.url)
        site.routes |= {"/": page(front(linked)), PATHS[0]: redirect(MOVED), MOVED: page(story(0))}
        crawl(archive, site.url, "--recheck", 0)
        site.routes[MOVED] = page(EDITED)
        assert crawl(archive, site.url, "--recheck", 0).total["revised"] == 1
        crawl(archive, site.url, "--recheck", 0)
        for _ in range(2):
            assert kept(archive, site) == PATHS[:1]
            assert rows(archive, "SELECT revision FROM articles") == [(2,)]
            assert rows(archive, "SELECT count(*) FROM articles WHERE body LIKE '%corrected%'") == [
                (1,)
            ]
            read_anew(archive)


def test_of_two_addresses_of_a_story_the_first_goes_on_to_stand_for_it(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": page(front(PATHS[0])), PATHS[0]: page(story(0))}) as site:
        crawl(archive, site.url)
        site.routes |= {"/": page(front(PATHS[0], MOVED)), MOVED: page(story(0))}
        crawl(archive, site.url, "--recheck", 0)
        site.routes[MOVED] = page(EDITED)
        for _ in range(2):
            crawl(archive, site.url, "--recheck", 0)
        assert rows(archive, "SELECT url, revision FROM articles") == [(site.url + PATHS[0], 1)]
        site.routes[PATHS[0]] = page(b"", status="404 Not Found")
        for _ in range(2):
            crawl(archive, site.url, "--recheck", 0)
        assert rows(archive, "SELECT url, revision FROM articles") == [(site.url + PATHS[0], 2)]


def test_an_address_that_leads_to_another_story_is_not_its_own(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": page(front(PATHS[0])), PATHS[0]: page(story(0))}) as site:
        crawl(archive, site.url)
        other = story(1).replace(b"harbour master", b"lighthouse keeper")
        site.routes |= {PATHS[0]: redirect(PATHS[1]), PATHS[1]: page(other)}
        crawl(archive, site.url, "--recheck", 0)
        assert kept(archive, site) == PATHS[:2]


def test_packed_sitemaps_are_no_torn_pages() -> None:
    packed = [gzip.compress(f"<urlset>{number}</urlset>".encode() * 9) for number in range(500)]
    assert any(b"<" in body for body in packed)
    assert not any(is_markup(body) for body in packed)
    assert is_markup(b"<urlset></urlset>")


@pytest.mark.parametrize("end", ["?page=2", "/2", "/page/2", "-2", "?p=2", "?seite=2"])
def test_the_text_of_a_further_page_of_an_article_is_kept(tmp_path: Path, end: str) -> None:
    archive = tmp_path / "news.db"
    first, second = PATHS[0] + "-x", PATHS[0] + "-x" + end
    more = f"<a href='{second}'>2</a> <a rel=next href='{second}'>Next page</a>"
    with Site({"/": page(front(first)), first: page(story(1, extra=more))}) as site:
        site.routes[second] = page(story("two").replace(b"day two", b"day 1"))
        crawl(archive, site.url)
        assert kept(archive, site) == sorted([first, second])


HIDDEN = {
    "frames": "<iframe title=Latest src='{0}'></iframe><iframe src='{1}'></iframe>",
    "elements a script opens": "<div data-href='{0}'>One</div><li data-url={1}>Two</li>",
    "what a script opens": "<b onclick=\"location.href='{0}'\">1</b>"
    "<b onclick=\"location='{1}'\">2</b>",
    "no script": "<noscript><a href='{0}'>One</a></noscript><noscript><a href={1}>2</a></noscript>",
    "data": "<script type='application/json'>{{'posts': [{{'url': '{0}'}}, {{'path': '{1}'}}]}}"
    "</script>",
}


@pytest.mark.parametrize("way", HIDDEN)
def test_fronts_without_links_lead_to_their_stories(tmp_path: Path, way: str) -> None:
    archive = tmp_path / "news.db"
    body = HIDDEN[way].format(*PATHS[:2])
    if way == "data":
        body = body.replace("'", '"')
    logo = """<script type="application/ld+json">{"@type": "NewsMediaOrganization",
        "logo": {"url": "/logo.png"}, "url": "/"}</script>"""
    routes = {path: page(story(n)) for n, path in enumerate(PATHS[:2])}
    with Site({"/": page(f"<title>News</title>{logo}<main>{body}</main>".encode())} | routes) as s:
        crawl(archive, s.url)
        assert kept(archive, s) == PATHS[:2]
        assert not s.requested("/logo.png")
