"""What pages say of archiving and mining is kept with them, and obeyed when asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import crawl, newsclip, outcomes, rows
from misbehaving import Site, page, story

from archive import Archive
from parsers import open_page

_META = "<meta name='robots' content='{}'>"
_PAGES = {
    "free": page(story("free")),
    "noarchive": page(story("a", head=_META.format("index, NOARCHIVE"))),
    "mining": page(story("b", head="<meta name='tdm-reservation' content='1'>")),
    "mining-allowed": page(story("c", head="<meta name='tdm-reservation' content='0'>")),
    "header": page(story("d"), headers={"X-Robots-Tag": "noarchive"}),
    "header-for-another": page(story("e"), headers={"X-Robots-Tag": "otherbot: noarchive"}),
    "mining-header": page(story("f"), headers={"TDM-Reservation": "1"}),
    "no-article": page(f"<html>{_META.format('noarchive')}<p>Nothing".encode()),
}
_RESERVED = {"noarchive", "mining", "header", "mining-header"}


def path_of(name: str) -> str:
    return f"/news/2026/11/20/the-story-of-the-boats-{name}"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def newsroom() -> Site:
    links = "".join(f"<a href='{path_of(name)}'>A story of the harbour</a>" for name in _PAGES)
    routes = {"/": page(f"<html>{links}</html>".encode())}
    return Site(routes | {path_of(name): answer for name, answer in _PAGES.items()})


def test_kept_with_the_page(archive: Path) -> None:
    with newsroom() as site:
        assert crawl(archive, site.url).code == 0
        url = site.url
    with Archive(archive) as opened:
        for name in _RESERVED:
            stored = opened.article(url + path_of(name))
            assert stored
            capture = opened.capture(stored.capture_id or "")
            assert capture
            said = open_page(capture.body, capture.url).directives
            headers = {key.lower() for key, _ in capture.headers}
            assert said & {"noarchive", "tdm-reservation"} or headers & {
                "x-robots-tag",
                "tdm-reservation",
            }


def test_obeyed(archive: Path) -> None:
    with newsroom() as site:
        assert crawl(archive, site.url, "--obey-reservations").code == 0
        told = outcomes(archive, site.url)
        kept = {url.removeprefix(site.url) for (url,) in rows(archive, "SELECT url FROM articles")}
    assert kept == {path_of(name) for name in _PAGES if name not in _RESERVED | {"no-article"}}
    for name in _RESERVED | {"no-article"}:
        outcome, detail = told[path_of(name)]
        assert outcome == "skipped"
        assert detail
        assert "noarchive" in detail or "tdm-reservation" in detail
    pages = archive.with_suffix(".captures.db")
    articles_only = "SELECT count(*) FROM captures WHERE kind IS NULL"  # the front is kept, too
    assert rows(pages, articles_only) == [(len(kept),)]


def test_links_that_a_header_says_not_to_follow(archive: Path) -> None:
    further = f"<a href='{path_of('free')}'>Another story of the harbour</a>"
    with newsroom() as site:
        site.routes = {
            "/": page(f"<html><a href='{path_of('x')}'>A story of the boats</a></html>".encode()),
            path_of("x"): page(story("x", extra=further), headers={"X-Robots-Tag": "nofollow"}),
            path_of("free"): page(story("free")),
        }
        assert crawl(archive, site.url).code == 0
        assert site.requested(path_of("x")) == 1
        assert site.requested(path_of("free")) == 0


def test_added_only_if_it_may_be(archive: Path) -> None:
    with newsroom() as site:
        options = ("--allow-private", "--delay", 0, "--archive", archive)
        url = site.url + path_of("noarchive")
        refused = newsclip("add", url, "--obey-reservations", *options)
        assert refused.code == 1
        assert "noarchive" in refused.err
        assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
        assert newsclip("add", url, *options).code == 0
