"""Does a crawl find everything, and at what cost? python benchmarks/coverage.py [ARTICLES]

A newsroom of ARTICLES (400) articles on loopback: sections in pages of twenty, tags, authors, an
archive by month, related stories, prints, AMP copies, tracked links, share links and a calendar
without end. Its articles are offered in one way alone at a time, and each time a crawl with a
short delay must find them all. Pages fetched for an article count everything but lists of
addresses (robots.txt, sitemaps, feeds).
"""

from __future__ import annotations

import gzip
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("sitemap", "news sitemaps in an index, gzip", "feed in pages", "links alone")
SECTIONS = ("world", "business", "culture", "sport", "science", "opinion", "harbour", "weather")
DELAY = 0.01
LIST_LENGTH = 20
_WORDS = (
    "harbour master boats evening tide council budget school ferry engine island winter market"
    " vote bridge night owner crew price storm museum choir team coach final laboratory river"
).split()


class Site:
    """The pages of the newsroom, by path."""

    def __init__(self, articles: int, way: str) -> None:
        self.way = way
        self.base = ""
        self.stories = {self._path(n): n for n in range(articles)}

    def _path(self, number: int) -> str:
        chance = random.Random(number)
        words = "-".join(chance.sample(_WORDS, 5))
        day = f"2026/{1 + number % 11:02}/{1 + number % 28:02}"
        return f"/{SECTIONS[number % len(SECTIONS)]}/{day}/{words}-{number}"

    def answer(self, target: str) -> tuple[int, str, bytes]:
        """Status, content type and body at *target*."""
        path = urlsplit(target).path
        if path == "/robots.txt":
            lines = ["User-agent: *", "Disallow: /private/"]
            if self.way == WAYS[0]:
                lines.append(f"Sitemap: {self.base}/sitemap.xml")
            if self.way == WAYS[1]:
                lines.append(f"Sitemap: {self.base}/index.xml")
            return 200, "text/plain", "\n".join(lines).encode()
        found = self._list(target, path)
        if found is not None:
            return 200, "application/xml", found
        story, _, copy = path.rstrip("/").partition(".")
        for ending in ("/amp", "/print"):
            story = story.removesuffix(ending)
        if story in self.stories and not copy:
            return 200, "text/html; charset=utf-8", self._story(story).encode()
        body = self._front(target, path)
        return (200 if body else 404), "text/html; charset=utf-8", body.encode()

    def _list(self, target: str, path: str) -> bytes | None:
        urls = "".join(f"<url><loc>{self.base}{story}</loc></url>" for story in self.stories)
        if self.way == WAYS[0] and path == "/sitemap.xml":
            return f"<urlset>{urls}</urlset>".encode()
        if self.way == WAYS[1] and path == "/index.xml":
            parts = "".join(
                f"<sitemap><loc>{self.base}/news-{part}.xml.gz</loc></sitemap>" for part in range(4)
            )
            return f"<sitemapindex>{parts}</sitemapindex>".encode()
        if self.way == WAYS[1] and path.startswith("/news-"):
            part = int(path[6])
            urls = "".join(
                f"<url><loc>{self.base}{story}</loc></url>"
                for story, n in self.stories.items() if n % 4 == part
            )  # fmt: skip
            return gzip.compress(f"<urlset>{urls}</urlset>".encode())
        if self.way == WAYS[2] and path == "/feed.xml":
            page = int(target.partition("page=")[2] or 1)
            chosen = list(self.stories)[50 * (page - 1) : 50 * page]
            more = (
                f'<atom:link rel="next" href="{self.base}/feed.xml?page={page + 1}"/>'
                if 50 * page < len(self.stories) else ""
            )  # fmt: skip
            items = "".join(
                f"<item><title>Story</title><link>{self.base}{story}?utm_source=rss</link></item>"
                for story in chosen
            )
            return (
                '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
                f"<title>Gazette</title>{more}{items}</channel></rss>"
            ).encode()
        return None

    def _page(self, title: str, head: str, main: str) -> str:
        feed = (
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
            if self.way == WAYS[2] else ""
        )  # fmt: skip
        sections = ""
        if self.way == WAYS[3]:
            sections = "".join(f"<a href='/{name}'>{name.title()}</a> " for name in SECTIONS)
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title>{feed}{head}</head><body>"
            f"<nav>{sections}<a href='/calendar/2026/11'>Calendar</a><a href='/about'>About</a>"
            f"<a href='/private/desk'>Desk</a></nav>{main}<footer>© Gazette</footer></body></html>"
        )

    def _story(self, path: str) -> str:
        number = self.stories[path]
        chance = random.Random(number)
        text = "".join(
            f"<p>{' '.join(chance.choices(_WORDS, k=45)).capitalize()}, the council said.</p>"
            for _ in range(6)
        )
        title = f"The {' '.join(chance.sample(_WORDS, 4))} of number {number}"
        head = (
            f'<link rel="canonical" href="{self.base}{path}">'
            f'<link rel="amphtml" href="{self.base}{path}/amp">'
            f'<meta property="article:published_time" content="2026-11-{1 + number % 20:02}">'
            '<meta property="og:type" content="article">'
        )
        links = f"<a href='{path}/print'>Print</a><a href='{path}?share=mail#top'>Share</a>"
        if self.way == WAYS[3]:
            others = chance.sample(list(self.stories), 4)
            links += "".join(f"<a href='{one}?ref=related'>Related story</a>" for one in others)
        main = (
            f"<article><h1>{title}</h1><p>By <a href='/author/a{number % 9}'>Jane Doe</a></p>"
            f"{text}</article>{links}<a href='/tag/{_WORDS[number % 20]}'>Tag</a>"
        )
        return self._page(title, head, main)

    def _front(self, target: str, path: str) -> str:
        """A list of stories, the home page or a calendar; empty where there is nothing."""
        parts = path.strip("/").split("/")
        if parts[0] == "calendar":
            year, month = (int(part) for part in parts[1:3])
            after = f"/calendar/{year + month // 12}/{month % 12 + 1:02}"
            return self._page("Calendar", "", f"<h1>Calendar</h1><a href='{after}'>Next</a>")
        if parts[0] in ("tag", "author", "about"):
            return self._page(path, "", f"<h1>{path}</h1><p>Nothing here.</p>")
        if parts[0] not in ("", *SECTIONS) or len(parts) > 1:
            return ""
        if self.way != WAYS[3]:
            return self._page("Gazette", "", "<h1>Gazette</h1><p>News of the harbour.</p>")
        chosen = [one for one in self.stories if one.startswith(f"/{parts[0]}")]
        page = int(target.partition("page=")[2] or 1)
        shown = chosen[LIST_LENGTH * (page - 1) : LIST_LENGTH * page]
        more = ""
        if LIST_LENGTH * page < len(chosen) and parts[0]:
            more = f"<a rel='next' href='{path}?page={page + 1}'>Older</a>"
        rows = "".join(f"<li><a href='{one}'>{one.rpartition('/')[2]}</a></li>" for one in shown)
        return self._page("Gazette", "", f"<h1>Gazette</h1><ul>{rows}</ul>{more}")


class _Handler(BaseHTTPRequestHandler):
    site: Site
    log: list[tuple[str, float, float]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        came = time.monotonic()
        status, kind, body = self.site.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.log.append((self.path, came, time.monotonic()))

    def log_message(self, *args: object) -> None:
        pass


def measure(way: str, articles: int) -> str:
    """One row of the table."""
    site, log = Site(articles, way), []
    handler = type("Handler", (_Handler,), {"site": site, "log": log})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "news.db"
        subprocess.run(
            [sys.executable, "-m", "newsclip", "crawl", site.base, "--all", "--allow-private",
             "--delay", str(DELAY), "--archive", str(archive)],
            cwd=ROOT, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with closing(sqlite3.connect(archive)) as found:
            kept = [urlsplit(url).path for (url,) in found.execute("SELECT url FROM articles")]
    server.shutdown()
    server.server_close()
    pages = [p for p, _, _ in log if not p.endswith((".txt", ".xml", ".gz", ".json"))
             and not p.startswith(("/feed", "/rss"))]  # fmt: skip
    times = sorted((came, gone) for _, came, gone in log)
    gap = min(after[0] - before[1] for before, after in pairwise(times))
    twice = sum(count - 1 for count in Counter(kept).values())
    wrong = sum(one not in site.stories for one in kept)
    whole = len(set(kept) & set(site.stories)) / articles
    forbidden = sum(p.startswith("/private/") for p, _, _ in log)
    return (
        f"| {way} | {whole:.1%} | {len(pages) / articles:.2f} | {twice} | {wrong} |"
        f" {1000 * gap:.0f} ms | {forbidden} |"
    )


def main(articles: int) -> None:
    """Print the table."""
    print(
        "| way | found | pages fetched for an article | twice | wrong | shortest gap | forbidden |"
    )
    print("|---|---|---|---|---|---|---|")
    for way in WAYS:
        print(measure(way, articles), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
