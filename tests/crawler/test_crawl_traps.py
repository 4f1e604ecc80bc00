"""Lists, addresses and duplicates that lead astray: bounded, and nothing is kept twice."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import misbehaving as bad
import pytest
from crawling import crawl, outcomes, rows
from misbehaving import Answer, Site, page, redirect, story

A, B, C = (f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in "abc")
WORDS = "A story of the harbour and its boats"


def links(*paths: str) -> bytes:
    return "".join(f"<p><a href='{path}'>{WORDS}</a></p>" for path in paths).encode()


def front(*paths: str) -> Answer:
    return page(b"<html><h1>Gazette</h1>" + links(*paths) + b"</html>")


def kept(archive: Path, site: Site) -> list[str]:
    return sorted(u.removeprefix(site.url) for (u,) in rows(archive, "SELECT url FROM articles"))


def sitemap(base: str, *paths: str, extra: str = "") -> bytes:
    urls = "".join(f"<url><loc>{base}{path}</loc>{extra}</url>" for path in paths)
    return f"<?xml version='1.0'?><urlset>{urls}</urlset>".encode()


# -- lists


def test_lists_however_packed_looped_or_foreign(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front()}) as site:
        url = site.url
        index = "".join(
            f"<sitemap><loc>{url}/{name}</loc></sitemap>"
            for name in ("loop.xml", "plain.xml.gz", "packed.xml", "foreign.xml", "deep-1.xml")
        )
        loop = f"<sitemapindex><sitemap><loc>{url}/s.xml</loc></sitemap></sitemapindex>"
        foreign = sitemap("http://elsewhere.example", *(f"/a-b-c-{n}" for n in range(20_000)))
        site.routes |= {
            "/robots.txt": page(f"Sitemap: {url}/s.xml".encode()),
            "/s.xml": page(f"<?xml version='1.0'?><sitemapindex>{index}</sitemapindex>".encode()),
            "/loop.xml": page(loop.encode()),
            "/plain.xml.gz": page(sitemap(url, A)),
            "/packed.xml": page(gzip.compress(sitemap(url, B))),
            "/foreign.xml": page(foreign),
            A: page(story(1)),
            B: page(story(2)),
        }
        for n in range(1, 40):
            child = f"<sitemapindex><sitemap><loc>{url}/deep-{n + 1}.xml</loc></sitemap>"
            site.routes[f"/deep-{n}.xml"] = page(f"{child}</sitemapindex>".encode())
        done = crawl(archive, url)
        assert done.code == 0
        assert kept(archive, site) == [A, B]
        assert site.requested("/s.xml") == 1
        assert sum("deep" in target for _, target, _ in site.log) <= 26
        assert "of 20000 entries, none of them on this site" in str(
            outcomes(archive, url)["/foreign.xml"]
        )


def test_feeds_with_entities_and_odd_links(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site() as site:
        entities = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
        feed = (
            f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'lol'>{entities}"
            f"<!ENTITY out SYSTEM '{site.url}/secret-of-the-server'>]><rss version='2.0'><channel>"
            f"<title>&e9;&out;</title><item><link>{A}</link><title>&e9;</title></item>"
            "<item><link>javascript:alert(1)</link></item><item><link>data:text/html,x</link></item>"
            "<item><link>file:///etc/passwd</link></item><item><link>http://[</link></item>"
            f"<item><guid>{site.url}{B}</guid></item></channel></rss>"
        ).encode()
        head = b"<link rel=alternate type=application/rss+xml href=/feed.xml>"
        site.routes = {
            "/": page(b"<html>" + head + b"<h1>Gazette</h1></html>"),
            "/feed.xml": page(feed),
            A: page(story(1)),
            B: page(story(2)),
        }
        crawl(archive, site.url)
        assert site.requested("/secret-of-the-server") == 0
        assert kept(archive, site) == [A, B]


def test_times_of_change_in_the_future_are_not_believed(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front(), A: page(story(1)), B: page(story(2))}) as site:
        future = "<lastmod>2999-01-01T00:00:00Z</lastmod>"
        site.routes["/sitemap.xml"] = page(sitemap(site.url, A, B, extra=future))
        for _ in range(2):
            crawl(archive, site.url)
        assert [site.requested(path) for path in (A, B)] == [1, 1]


# -- addresses


def test_addresses_that_are_never_asked_for(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    never = [
        "http://127.0.0.1:1/news/2026/11/20/another-port-of-the-host",
        "/news/2026/11/20/" + "very-long-" * 300,
        "/" + "deep/" * 40 + "a-story-down-there",
        "/story/2026/a-b-c-d;jsessionid=0123456789ABCDEF?phpsessid=1",
        "/(S(lit3py55t21z5v55vlm25s55))/news/a-story-of-sessions",
        "javascript:void(0)",
        "mailto:a@b.example",
        "/login?next=/news/2026/11/20/a-b-c-d",
    ]
    with Site({A: page(story(1))}) as site:
        host = site.url.removeprefix("http://")
        site.routes["/"] = front(A, *(link.format(host=host) for link in never))
        done = crawl(archive, site.url)
        assert done.total["new"] == 1
        asked = {target for _, target, _ in site.log}
    assert not {t for t in asked if re.search("long-|deep|session|lit3py|login", t)}
    assert not rows(archive, "SELECT url FROM frontier WHERE url LIKE '%password%'")


SPELLINGS = [
    A + "?utm_source=x&fbclid=y",
    A + "#comments",
    A + "/",
    "//{host}" + A,
    "/news/../news/2026/11/20/./boats-wait-for-the-tide-a",
    "\\news\\2026\\11\\20\\boats-wait-for-the-tide-a",
    "  " + A + "  ",
    A.replace("boats", "%62oats"),
]


def test_one_page_under_many_spellings_is_asked_for_once(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    odd = "/news/2026/11/20/bücher im hafen"
    written = "/news/2026/11/20/b%C3%BCcher%20im%20hafen"
    with Site() as site:
        host = site.url.removeprefix("http://")
        paths = [spelling.format(host=host) for spelling in SPELLINGS]
        site.routes = {"/": front(*paths, odd, written), written: page(story("ü"))}
        site._otherwise = lambda target: page(story(1)) if "oats-wait" in target else None
        crawl(archive, site.url)
        assert len(kept(archive, site)) == 2
        assert sum("oats-wait" in target for _, target, _ in site.log) == 1
        assert site.requested(written) == 1


def test_moved_pages_and_copies_keep_one_row(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    own = f"<link rel=canonical href='{A}'>"
    with Site({A: page(story(1, head=own)), B: redirect(C), C: page(story(3))}) as site:
        copies = [A.replace("news", "world"), A.replace("news", "amp"), A + "?print=1"]
        for path in copies:
            site.routes[path] = page(story(1, head=own))
        site.routes["/"] = front(*copies, A, B, C)
        site.routes["/sitemap.xml"] = page(sitemap(site.url, B, A))
        crawl(archive, site.url)
        assert kept(archive, site) == [A, C]
        assert site.requested(C) == 1
        assert rows(archive, "SELECT count(*) FROM revisions") == [(2,)]


def test_a_canonical_that_names_the_home_page_everywhere_is_not_believed(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site() as site:
        home = f"<link rel=canonical href='{site.url}/'>"
        paths = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(6)]
        site.routes = {p: page(story(f"{n} of {p}", head=home)) for n, p in enumerate(paths)}
        site.routes["/"] = front(*paths)
        crawl(archive, site.url)
        assert kept(archive, site) == paths


def test_a_page_that_only_refers_to_another_leads_there(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    refresh = f"<html><meta http-equiv=refresh content=\"0; url='{A}'\"><p>Moved</p></html>"
    with Site({"/": front(B), B: page(refresh.encode()), A: page(story(1))}) as site:
        crawl(archive, site.url)
        assert kept(archive, site) == [A]


def test_base_moves_every_link(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    name = A.rpartition("/")[2]
    body = f"<html><base href='/news/2026/11/20/'><a href='{name}'>{WORDS}</a></html>"
    with Site({"/": page(body.encode()), A: page(story(1))}) as site:
        crawl(archive, site.url)
        assert kept(archive, site) == [A]


STYLES = (
    "/story?id={}&cat=news",
    "/index.php?option=com_content&view=article&id={}&catid=3&Itemid=4",
    "/?p=1{}",
    "/p/1{}",
    "/news/article.aspx?articleid={}",
    "/view?s={}",
    "/node/{}",
    "/a/1234{}",
    "/news/plan{}.shtml",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%B3%D0%BE%D1%80%D0%BE%D0%B4{}",
    "/2026/11/20/{}x",
    "/news/3f0a7c1e-{}-4b1d-9c57-1f2e3d4c5b6a",
    "/plan{}",
)


def test_short_stories_are_found_whatever_their_addresses_look_like(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    paths = [style.format(number) for style in STYLES for number in (10, 23)]
    routes = {path: page(story(f"{n} of {path}")) for n, path in enumerate(paths)}
    # Few words lead there, and from some pages only a picture.
    words = "".join(
        f"<a href='{path.replace('&', '&amp;')}'><img src='/a.jpg'></a>"
        f"<a href='{path.replace('&', '&amp;')}'>Boats wait</a>"
        for path in paths
    )
    routes["/"] = page(f"<html><h1>Gazette</h1>{words}</html>".encode())
    with Site(routes) as site:
        done = crawl(archive, site.url)
        assert kept(archive, site) == sorted(paths)
        assert done.total["requests"] < 1.3 * len(paths) + 12  # places where lists may be


def test_an_article_in_other_dresses_is_asked_for_once(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    paths = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(8)]
    with Site({"/": front(*paths)}) as site:
        for n, path in enumerate(paths):
            name = path.rpartition("/")[2]
            amp, dresses = f"/fast/{n}", [path + "?print=1", f"/print/{n}/{name}", path + "/amp"]
            dresses += [path + ",print.html", path + "?reader=quiet", amp]
            head = f"<link rel=canonical href='{path}'>"
            for other in dresses:
                site.routes[other] = page(story(n, head=head))
            head += f"<link rel=amphtml href='{amp}'>"
            site.routes[path] = page(story(n, head=head, extra=links(*dresses).decode()))
        crawl(archive, site.url)
        assert kept(archive, site) == paths
        assert sum("boats" in target or "fast" in target for _, target, _ in site.log) == 8
        reasons = dict(outcomes(archive, site.url).values())
        assert "a copy by its address" in str(reasons["skipped"])


def _by_session(target: str) -> Answer | None:
    """Every page leads to all others under numbers that nobody has seen yet."""
    _by_session.count += 1  # type: ignore[attr-defined]
    number = f"{_by_session.count * 7919**4:016x}"  # type: ignore[attr-defined]
    paths = [A, B, C, *(f"{A[:-1]}{n}" for n in "0123456789defghijklmnopq")]
    extra = links(*(f"{path}?visit={number}" for path in paths))
    if target == "/":
        return page(b"<html><h1>Gazette</h1>" + extra + b"</html>")
    path = target.partition("?")[0]
    return page(story(path[-1], extra=extra.decode())) if path in paths else None


_by_session.count = 0  # type: ignore[attr-defined]


def test_sessions_nobody_knows_make_no_other_articles(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({}, _by_session) as site:
        done = crawl(archive, site.url)
        assert done.total["new"] == 27
        headlines = {headline for (headline,) in rows(archive, "SELECT headline FROM articles")}
        assert len(headlines) == 27
        assert len(site.log) < 10 * 27  # each page leads to 27 addresses more: there is no end
    told = [detail or "" for (detail,) in rows(archive, "SELECT detail FROM visits")]
    assert any(detail.startswith("the same story as http") for detail in told)
    assert any(detail.startswith("a copy by its name") for detail in told)


def test_a_story_that_moved_or_has_capitals_keeps_its_row(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    capitals = A.upper().replace("/NEWS", "/news")
    with Site({"/": front(A, capitals, B), A: page(story(1)), B: page(story(2))}) as site:
        site.routes[capitals] = site.routes[A]
        crawl(archive, site.url)
        moved = B.replace("/news/", "/archive/")
        site.routes |= {"/": front(moved), moved: site.routes[B], B: redirect(moved)}
        crawl(archive, site.url, "--recheck", 0)
        assert len(kept(archive, site)) == 2
        assert outcomes(archive, site.url)[moved] == (
            "unchanged",
            f"the same story as {site.url}{B}",
        )


def test_a_site_that_renames_all_its_addresses_is_followed(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    old = {f"/2026/11/20/boats-wait-for-tide-number-{n}": page(story(n)) for n in range(9)}
    new = {f"/news/boats-wait-for-tide-number-{n}-{n + 1000}": page(story(n)) for n in range(30)}
    with Site({"/": front(*old), **old}) as site:
        crawl(archive, site.url)
        site.routes = {"/": front(*new), **new}
        assert crawl(archive, site.url, "--recheck", 0).code == 0
        assert len(kept(archive, site)) == 30


def test_redirects_that_mean_something_else(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front(A, B, C)}) as site:
        site.routes |= {A: redirect("/"), B: redirect("/login?next=" + B), C: redirect(C + "-x")}
        site.routes[C + "-x"] = redirect(C)
        crawl(archive, site.url)
        said = outcomes(archive, site.url)
        assert said[A] == ("gone", "the page is no longer there: it redirects to the home page")
        assert said[B][0] == "blocked"
        assert "a login is asked for" in str(said[B][1])
        assert said[C] == ("failed", "it redirects in a circle, 2 pages long")
        assert not any("login" in target for _, target, _ in site.log)


# -- traps without end


def _calendar(target: str) -> Answer | None:
    found = re.fullmatch(r"/calendar/(\d+)/(\d+)", target)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    near = [f"/calendar/{year}/{month + 1}", f"/calendar/{year + 1}/{month}"]
    return front(*near)


def _pages(target: str) -> Answer | None:
    found = re.fullmatch(r"/list/page/(\d+)", target)
    return front(A, f"/list/page/{int(found[1]) + 1}") if found else None


def _facets(target: str) -> Answer | None:
    if not target.startswith("/find?"):
        return None
    n = len(target) * 7
    return front(*(f"/find?colour={n + i}&size={n * i}&kind={i}" for i in range(9)))


def _rooms(target: str) -> Answer | None:
    """Every page leads to nine with names that no other page has."""
    if not target.startswith("/room"):
        return None
    letters = "abcdefghi"
    return front(*(f"{target}{letter}" for letter in letters)) if len(target) < 60 else None


def _again(target: str) -> Answer | None:
    found = re.fullmatch(r"/news/2026/11/20/boats-wait-for-the-tide-a\?at=(\d+)", target)
    if not found:
        return None
    own = f"<link rel=canonical href='{A}'>"
    n = int(found[1])
    more = "".join(f"<a href='{A}?at={n * 3 + i}'>{WORDS}</a>" for i in range(3))
    return page(story(1, head=own, extra=more))


@pytest.mark.parametrize(
    ("trap", "entry", "most"),
    [
        (_calendar, "/calendar/2026/11", 60),
        (_pages, "/list/page/1", 60),
        (_facets, "/find?colour=1&size=2&kind=3", 60),
        (_rooms, "/room", 120),
        (_again, A + "?at=1", 90),
    ],
    ids=["calendar", "pagination", "facets", "ever new names", "the same article again"],
)
def test_what_has_no_end_is_cut_off(
    tmp_path: Path, trap: Callable[[str], Answer | None], entry: str, most: int
) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front(A, B, entry), A: page(story(1)), B: page(story(2))}, trap) as site:
        done = crawl(archive, site.url)
        assert {A, B} <= set(kept(archive, site))
        assert len(kept(archive, site)) == 2
        assert len(site.log) <= most
        assert done.code == 0


# -- the same page again


def test_marks_and_chrome_that_change_make_no_revision(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front(A), A: bad.another_etag_each_time(story(1))}) as site:
        for options in ((), ("--recheck", 0), ("--recheck", 0)):
            crawl(archive, site.url, *options)
        assert site.requested(A) == 3
    assert rows(archive, "SELECT count(*) FROM revisions") == [(1,)]
    assert rows(archive, "SELECT outcome FROM visits WHERE article_id = 1") == [
        ("new",),
        ("unchanged",),
        ("unchanged",),
    ]


def test_a_page_in_trouble_comes_back(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Site({"/": front(A, B), A: page(story(1)), B: page(story(2))}) as site:
        crawl(archive, site.url)
        site.routes[A] = bad.status("500 Internal Server Error")
        site.routes[B] = page(b"<title>Page not found</title><h1>Page not found</h1>")
        crawl(archive, site.url, "--recheck", 0)
        assert kept(archive, site) == [A, B]
        site.routes[A] = page(story(1))
        crawl(archive, site.url, "--recheck", 0)
    assert rows(archive, "SELECT max(revision) FROM articles") == [(1,)]


def test_an_error_page_that_comes_as_if_all_was_well_is_no_longer_there(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    missing = page(b"<title>Page not found</title><h1>Page not found</h1><p>Try our search.</p>")
    with Site({"/": front(A, B, C), A: page(story(1)), B: page(story(2)), C: missing}) as site:
        crawl(archive, site.url)
        assert outcomes(archive, site.url)[C][0] == "not-an-article"
        site.routes[A] = missing
        done = crawl(archive, site.url, "--recheck", 0)
        assert outcomes(archive, site.url)[A] == (
            "gone",
            "the page is no longer there: it says that the page was not found, with status 200",
        )
        assert done.total["gone"] == 1
        assert len(kept(archive, site)) == 2
        site.routes[A] = page(story(1))
        crawl(archive, site.url, "--recheck", 0)
        assert outcomes(archive, site.url)[A][0] == "unchanged"
