"""Headers as some servers send them, and lists that robots.txt names and that are none."""

from __future__ import annotations

from pathlib import Path

from crawling import crawl, outcomes
from misbehaving import Site, page, status, story

A, B, C, D = (f"/2026/11/2{n}/boats-wait-for-the-evening-tide-{n}" for n in range(4))
LINE_BYTES = 64 * 1024
"""The longest line of a head that is read."""


def front(*paths: str) -> bytes:
    links = "".join(f"<p><a href='{path}'>Boats wait for the tide</a></p>" for path in paths)
    return f"<html><h1>Gazette</h1>{links}</html>".encode()


def test_header_lines_of_64_kilobytes_are_read(tmp_path: Path) -> None:
    policy = "Content-Security-Policy"
    fits = "x" * (LINE_BYTES - len(f"{policy}: "))
    with Site(
        {
            "/": page(front(A, B, C)),
            A: page(story(1), headers={policy: fits}),
            B: page(story(2), headers={policy: fits + "xx"}),
            C: page(story(3), headers={f"{policy}-{n}": fits[20:] for n in range(5)}),
        }
    ) as site:
        crawl(tmp_path / "news.db", site.url)
        seen = outcomes(tmp_path / "news.db", site.url)
    assert seen[A] == ("new", None)
    assert seen[B] == ("failed", f"a header is longer than {LINE_BYTES:,} bytes")
    assert seen[C] == ("failed", "its headers are longer than 262,144 bytes")


def test_a_refresh_header_is_followed_as_a_meta_refresh_is(tmp_path: Path) -> None:
    moved = page(b"<html><p>Moved</p></html>", headers={"Refresh": f"0; URL={A}"})
    away = page(b"<html><p>Moved</p></html>", headers={"Refresh": "0;url=https://b.example/x-y-z"})
    waits = page(story(3), headers={"Refresh": "1800"})
    tail = D.removeprefix("/2026/11/")  # relative, as browsers take it
    relative = page(b"<html><p>Moved</p></html>", headers={"Refresh": f"5;url='{tail}'"})
    routes = {"/": page(front(B, C, "/2026/11/a-page-that-moved-on", "/2026/11/30/went-far-away"))}
    routes |= {A: page(story(1)), B: moved, C: waits, D: page(story(4))}
    routes |= {"/2026/11/a-page-that-moved-on": relative, "/2026/11/30/went-far-away": away}
    with Site(routes) as site:
        done = crawl(tmp_path / "news.db", site.url)
        seen = outcomes(tmp_path / "news.db", site.url)
    assert {path for path, (outcome, _) in seen.items() if outcome == "new"} == {A, C, D}
    assert seen[B][0] == "not-an-article"
    assert done.total["new"] == 3
    assert "b.example" not in str(seen)


def test_a_crawl_that_finds_no_list_where_one_was_named_says_so(tmp_path: Path) -> None:
    """Neither where robots.txt names them nor in the usual places."""
    with Site({"/": page(front(A)), A: page(story(1))}) as site:
        named = f"Sitemap: {site.url}/map.xml\nSitemap: {site.url}/maps/all.xml.gz\n"
        site.routes["/robots.txt"] = page(named.encode())
        site.routes["/map.xml"] = page(b"<html><h1>Sign in</h1></html>")
        site.routes["/maps/all.xml.gz"] = status("500 Internal Server Error")
        done = crawl(tmp_path / "news.db", site.url)
        assert done.code == 1
        assert done.total["new"] == 1  # what links lead to is read all the same
        told = done.sites[0]["problem"]
        assert "robots.txt names 2 sitemaps" in told
        assert f"{site.url}/map.xml" in told
        assert site.requested("/sitemap.xml")
        assert site.requested("/feed")
        site.routes["/sitemap_index.xml"] = page(
            f"<urlset><url><loc>{site.url}{A}</loc></url></urlset>".encode()
        )
        assert crawl(tmp_path / "other.db", site.url).code == 0
