"""The crawler is a Scrapy project: its tools run the same spider, its settings can be changed."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import ROOT, crawl, newsclip, outcomes, rows
from misbehaving import Site, page, reset, status, story

from crawler.settings import EXTENSIONS

PATHS = [f"/2026/11/2{n}/boats-wait-for-the-evening-tide-{n}" for n in range(4)]
PRIVATE_NAMES = {
    "crawler/http/download_handler.py": {
        "_ScrapyClientContextFactory",
        "_LenientHTTPClientParser",
        "_LenientHTTP11ClientProtocol",
        "_LenientHTTP11ClientFactory",
        "_newclient",
    }
}
"""Names that Scrapy and Twisted keep to themselves; the module says what for."""


def gazette() -> Site:
    links = "".join(f"<p><a href='{path}'>Boats wait for the tide {path}</a></p>" for path in PATHS)
    front = page(f"<html><h1>Gazette</h1>{links}</html>".encode())
    return Site({"/": front} | {path: page(story(n)) for n, path in enumerate(PATHS)})


def scrapy(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *map(str, words)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def contents(archive: Path) -> list[tuple[object, ...]]:
    articles = rows(archive, "SELECT url_key, headline, body, revision FROM articles ORDER BY 1")
    visits = rows(archive, "SELECT url_key, outcome, detail FROM visits ORDER BY 1, 2")
    frontier = rows(archive, "SELECT url_key, found_in, kind, outcome FROM frontier ORDER BY 1")
    return [*articles, *visits, *frontier]


def test_scrapy_and_newsclip_run_the_same_spider(tmp_path: Path) -> None:
    with gazette() as site:
        done = crawl(tmp_path / "a.db", site.url)
        origin = site.url.removeprefix("http://")
        words = ("-s", f"NEWSCLIP_PRIVATE_ORIGINS={origin}", "-s", "DOWNLOAD_DELAY=0")
        ran = scrapy(
            "crawl",
            "news",
            "-a",
            f"target={site.url}",
            "-a",
            f"archive={tmp_path / 'b.db'}",
            *words,
        )
        told = dict(re.findall(r"'newsclip/([\w-]+)': (\d+)", ran.stderr))
    assert contents(tmp_path / "a.db") == contents(tmp_path / "b.db")
    assert len(rows(tmp_path / "a.db", "SELECT 1 FROM articles")) == len(PATHS)
    assert told["new"] == str(done.total["new"]) == str(len(PATHS))
    (counts,) = rows(tmp_path / "b.db", "SELECT counts FROM runs")[0]
    assert {name: int(count) for name, count in told.items()} == ast.literal_eval(counts)


LATE = """
import asyncio
from scrapy import signals
from crawler.run.run import run_of

class Late:
    def __init__(self, crawler):
        self.run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler):
        late = cls(crawler)
        crawler.signals.connect(late.ask, signals.spider_closed)
        return late

    async def ask(self):
        for _ in range(2):
            await asyncio.sleep(0.5)
            print(await self.run.ask(lambda archive: archive.path.name))
"""
"""An extension that asks the archive while the spider closes, as the health check does."""


def test_the_archive_answers_until_the_spider_is_closed(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(LATE)
    archive = tmp_path / "news.db"
    with gazette() as site:
        origin = site.url.removeprefix("http://")
        ran = scrapy(
            "crawl", "news", "-a", f"target={site.url}", "-a", f"archive={archive}",
            "-s", f"NEWSCLIP_PRIVATE_ORIGINS={origin}", "-s", "DOWNLOAD_DELAY=0",
            "-s", f"EXTENSIONS={json.dumps(EXTENSIONS | {'late.Late': 900})}",
            PYTHONPATH=str(tmp_path),
        )  # fmt: skip
    assert ran.stdout.split() == ["news.db", "news.db"], ran.stderr
    assert rows(archive, "SELECT ended, exit_code FROM runs") == [("done", 0)]


def test_scrapys_cache_answers_in_place_of_the_site(tmp_path: Path) -> None:
    cache = ("--set", "HTTPCACHE_ENABLED=True", "--set", f"HTTPCACHE_DIR={tmp_path / 'pages'}")
    with gazette() as site:
        crawl(tmp_path / "first.db", site.url, *cache)
        asked = len(site.log)
        crawl(tmp_path / "second.db", site.url, *cache)
        assert len(site.log) == asked > len(PATHS)
    assert contents(tmp_path / "first.db") == contents(tmp_path / "second.db")


def test_the_shell_asks_as_a_crawl_does(tmp_path: Path) -> None:
    with gazette() as site:
        origin = site.url.removeprefix("http://")
        say = "print([response.status, response.css('h1::text').get()])"
        ran = scrapy("shell", site.url, "-s", f"NEWSCLIP_PRIVATE_ORIGINS={origin}", "-c", say)
        assert "[200, 'Gazette']" in ran.stdout, ran.stderr
        assert site.requested("/robots.txt")
        assert "is not a public address" in scrapy("shell", site.url, "-c", say).stderr


def test_what_scrapy_cannot_crawl_is_told_in_a_line(tmp_path: Path) -> None:
    ran = scrapy("crawl", "news", "-a", "target=nonsense", "-a", f"archive={tmp_path / 'a.db'}")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("scrapy crawl news: 'nonsense' is no address")


def test_a_setting_without_a_value_is_wrong_use(tmp_path: Path) -> None:
    done = newsclip("crawl", "https://a.example", "--set", "httpcache", "--archive", tmp_path / "a")
    assert done.code == 2
    assert "NAME=VALUE" in done.err


def test_settings_hold_over_the_options_they_stand_for(tmp_path: Path) -> None:
    with gazette() as site:
        brief = ("--set", "CLOSESPIDER_TIMEOUT=2", "--set", "DOWNLOAD_DELAY=60")
        crawl(tmp_path / "news.db", site.url, *brief)
        assert len(site.log) < len(PATHS)
        assert rows(tmp_path / "news.db", "SELECT ended FROM runs") == [("max-time",)]
        done = crawl(tmp_path / "news.db", site.url, "--set", "DOWNLOAD_DELAY=slow")
        assert done.code == 2
        assert "seconds are wanted" in done.err


def test_without_retries_each_page_is_asked_for_once_and_told_as_failed(tmp_path: Path) -> None:
    busy = status("503 Busy", Retry_After="1")
    with gazette() as site:
        site.routes |= {PATHS[0]: reset, PATHS[1]: status("500 Broken"), PATHS[2]: busy}
        done = crawl(tmp_path / "news.db", site.url, "--set", "RETRY_ENABLED=False")
        assert [site.requested(path) for path in PATHS] == [1, 1, 1, 1]
        told = outcomes(tmp_path / "news.db", site.url)
        assert [told[path][0] for path in PATHS] == ["failed", "failed", "failed", "new"]
    assert done.code == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["REDIRECT_ENABLED", "COMPRESSION_ENABLED"])
def test_what_keeps_a_promise_cannot_be_switched_off(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "news.db"
    done = crawl(archive, "https://a.example", "--set", f"{name}=False")
    assert done.code == 2
    assert f"{name} cannot be switched off: " in done.err
    words = ("-a", "target=https://a.example", "-a", f"archive={archive}", "-s", f"{name}=0")
    ran = scrapy("crawl", "news", *words)
    assert ran.stderr.splitlines()[-1].startswith(f"scrapy crawl news: {name} cannot be")
    assert not archive.exists()


def test_a_feed_of_items_is_refused_and_export_named(tmp_path: Path) -> None:
    archive, feed = tmp_path / "news.db", tmp_path / "items.json"
    words = ("-a", "target=https://a.example", "-a", f"archive={archive}", "-O", feed)
    ran = scrapy("crawl", "news", *words)
    assert ran.stderr.splitlines()[-1].startswith("scrapy crawl news: FEEDS, -o and -O")
    assert "newsclip export" in ran.stderr
    assert not archive.exists()
    assert not feed.exists()


def test_a_spider_of_ones_own_has_the_manners_and_the_feeds(tmp_path: Path) -> None:
    spider, feed = tmp_path / "own.py", tmp_path / "items.json"
    with gazette() as site:
        site.routes["/robots.txt"] = page(b"User-agent: *\nDisallow: /secret/\n")
        spider.write_text(f"""
import scrapy

class Own(scrapy.Spider):
    name = "own"
    start_urls = ["{site.url}/", "{site.url}/secret/"]

    def parse(self, response):
        yield {{"title": response.css("h1::text").get()}}
        yield response.follow("/")
""")
        origin = site.url.removeprefix("http://")
        words = ("-s", f"NEWSCLIP_PRIVATE_ORIGINS={origin}", "-s", "DOWNLOAD_DELAY=0")
        refused = scrapy("runspider", spider, "-O", feed)
        assert json.loads(feed.read_text()) == []
        assert "is not a public address" in refused.stderr
        scrapy("runspider", spider, "-O", feed, *words)
    # As in Scrapy, a start does not count as seen: the page is asked for once more, then no more.
    assert json.loads(feed.read_text()) == [{"title": "Gazette"}] * 2


def test_a_switch_is_on_or_off(tmp_path: Path) -> None:
    done = crawl(tmp_path / "a.db", "https://a.example", "--set", "RETRY_ENABLED=seldom")
    assert done.code == 2
    assert "RETRY_ENABLED=seldom: True or False is wanted" in done.err


def test_the_settings_are_scrapys(tmp_path: Path) -> None:
    assert scrapy("settings", "--get", "DOWNLOAD_DELAY").stdout.strip() == "1.0"


def test_no_private_name_of_scrapy_or_twisted_is_imported_unsaid() -> None:
    found: dict[str, set[str]] = {}
    for module in sorted((ROOT / "crawler").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [*node.module.split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [part for alias in node.names for part in alias.name.split(".")]
            elif isinstance(node, ast.Attribute):  # http11._LenientHTTPClientParser
                value = node.value
                names = ["scrapy", node.attr] if getattr(value, "id", "") == "http11" else []
            if names and names[0] in ("scrapy", "twisted"):
                private = {name for name in names if name.startswith("_")}
                if private:
                    found.setdefault(str(module.relative_to(ROOT)), set()).update(private)
    assert found == PRIVATE_NAMES
