"""A network that says nothing, in every phase of a crawl: it costs a timeout, and is told."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import crawl, outcomes, rows
from misbehaving import Answer, Site, page, redirect, stall, stalled_head, story

SITEMAP = b"<?xml version='1.0'?><urlset><url><loc>%s</loc></url></urlset>"
PATHS = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(4)]


def stalled_body(connection: socket.socket, asked: dict[str, str]) -> None:
    """Half a page, and then nothing."""
    body = story("half")
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(20)


def gazette(**stalled: Answer) -> Site:
    """A site of four stories that links, a feed and a sitemap lead to."""
    site = Site()
    links = "".join(f"<a href='{path}'>Boats wait for the tide today</a>" for path in PATHS)
    home = (
        "<html><head><link rel=alternate type='application/rss+xml' href='/feed'></head>"
        f"<body><h1>Gazette</h1>{links}</body></html>"
    )
    items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in PATHS)
    site.routes = {
        "/robots.txt": page(f"User-agent: *\nSitemap: {site.url}/sitemap.xml\n".encode()),
        "/": page(home.encode()),
        "/feed": page(f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>".encode()),
        "/sitemap.xml": page(SITEMAP % f"{site.url}{PATHS[0]}".encode()),
        **{path: page(story(number)) for number, path in enumerate(PATHS)},
    } | {f"/{name}": answer for name, answer in stalled.items()}
    return site


@pytest.mark.parametrize(
    ("phase", "stalled"),
    [
        ("sitemap.xml", stall),
        ("feed", stalled_head),
        (PATHS[1][1:], stalled_body),
    ],
    ids=["a sitemap before its head", "a feed in its head", "a page in its body"],
)
def test_what_stalls_costs_itself(tmp_path: Path, phase: str, stalled: Callable[..., None]) -> None:
    with gazette(**{phase: stalled}) as site:
        done = crawl(tmp_path / "news.db", site.url, "--timeout", 3)
        seen = outcomes(tmp_path / "news.db", site.url)
    kept = {
        url.removeprefix(site.url)
        for (url,) in rows(tmp_path / "news.db", "SELECT url FROM articles")
    }
    assert kept == set(PATHS) - {f"/{phase}"}
    assert seen[f"/{phase}"][0] == "failed"
    assert "3 seconds" in (seen[f"/{phase}"][1] or "")
    assert "Traceback" not in done.err


@pytest.mark.parametrize("phase", ["robots.txt", ""])
def test_a_site_whose_first_answers_stall_is_told(tmp_path: Path, phase: str) -> None:
    with gazette(**{phase: stall}) as site:
        if not phase:  # nothing else leads to its stories
            for list_of in ("/sitemap.xml", "/feed"):
                site.routes[list_of] = stall
        done = crawl(tmp_path / "news.db", site.url, "--timeout", 3)
        asked = {target for _, target, _ in site.log}
    assert done.code == 1
    assert "could not be crawled" in done.err
    if phase:
        assert asked == {"/robots.txt"}


def test_a_redirect_to_where_nobody_speaks(tmp_path: Path) -> None:
    with gazette() as site:
        site.routes[PATHS[2]] = redirect("/news/2026/11/20/moved-to-a-place-that-is-silent")
        site.routes["/news/2026/11/20/moved-to-a-place-that-is-silent"] = stall
        crawl(tmp_path / "news.db", site.url, "--timeout", 3)
        assert len(rows(tmp_path / "news.db", "SELECT 1 FROM articles")) == 3


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_takes_connections_and_never_speaks(tmp_path: Path, scheme: str) -> None:
    """With https, it is the handshake that never comes to its end."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        done = crawl(tmp_path / "news.db", f"{url}/", "--timeout", 3)
        assert done.code == 1
        assert "could not be crawled" in done.err
