"""Every command of docs/six-months.md, in its order, against servers on loopback."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cdx_server import Archives, archives
from common_crawl import common_crawl
from crawling import newsclip, rows
from misbehaving import Site, page, story
from warc_samples import answer, members, record
from warc_samples import page as clock

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "six-months.md").read_text("utf-8")
DOMAINS = ("www.africanews.com", "www.bbc.co.uk", "www.dw.com")
FOLDERS = {"www.bbc.co.uk": "/news", "www.dw.com": "/en"}
OLD = f"https://{DOMAINS[0]}/2026/03/02/clock"


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S)
    return [text for name, text in found if name == language]


def commands() -> list[list[str]]:
    """The words of each, the one of the table of cron too."""
    lines = [line for block in blocks("") for line in block.splitlines()]
    assert all(line.startswith("newsclip ") for line in lines)
    (timed,) = blocks("cron")
    return [shlex.split(line)[1:] for line in (*lines, timed[timed.index("newsclip") :])]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The three sites, through a proxy: three stories of last week each, and an old one."""
    with Site() as proxy:
        for domain in DOMAINS:
            entries = ""
            for n, age in enumerate((3, 5, 7, 400)):
                day = datetime.now(UTC) - timedelta(days=age)
                path = f"{FOLDERS.get(domain, '')}/{day:%Y/%m/%d}/boats-wait-for-the-tide-{n}"
                url = f"http://{domain}{path}"
                body = story(f"{domain[4:7]} {n}").replace(
                    b"2026-11-20", f"{day:%Y-%m-%d}".encode()
                )
                proxy.routes[url] = page(body)
                entries += f"<url><loc>{url}</loc><lastmod>{day:%Y-%m-%d}</lastmod></url>"
            proxy.routes[f"http://{domain}/"] = page(b"<html><title>News</title></html>")
            proxy.routes[f"http://{domain}/robots.txt"] = page(
                f"User-agent: *\nSitemap: http://{domain}/sitemap.xml\n".encode()
            )
            listed = f"<?xml version='1.0'?><urlset>{entries}</urlset>"
            proxy.routes[f"http://{domain}/sitemap.xml"] = page(listed.encode())
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        yield proxy


@pytest.mark.slow
def test_the_page_can_be_followed(
    tmp_path: Path, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCLIP_ARCHIVE", str(tmp_path / "news.db"))
    (sites,) = blocks("toml")
    (tmp_path / "sites.toml").write_text(sites.replace("https:", "http:"))
    warc = members([record("response", OLD, answer(clock(1)), "2026-03-02T10:00:00Z")])
    months = {f"2026/{month}": {f"CC-{month}.warc.gz": warc} for month in ("03", "04")}
    there = Archives({("20260405100000", f"{OLD}-2"): clock(2)})
    told: dict[str, str] = {}
    with common_crawl(months) as crawled, archives(there):
        for words in commands():
            words = [word.replace("https:", "http:") for word in words]
            for n, word in enumerate(words):
                if word in ("sites.toml", "six-months.html"):
                    words[n] = str(tmp_path / word)
            if words[0] == "crawl" or "--probe" in words:
                words += ["--delay", "0"]
            if words[1:] and words[1].startswith("cc-news:"):
                words += ["--base", crawled.base, "--allow-private"]
            if words[1:] and words[1].startswith("cdx:"):
                words += ["--server", there.wayback, "--allow-private", "--delay", "0"]
                words[1] = f"cdx:{DOMAINS[0]}/2026/*"
            done = newsclip(*words)
            assert done.code == 0, (words, done.out, done.err)
            key = " ".join(words[:2]) if words[0] in ("sites", "import") else words[0]
            told.setdefault(key, done.out + done.err)
    probed = told["sites --probe"]
    assert "sitemap.xml (4 addresses, " in probed
    assert "to fetch: 3 articles, 1 second" in probed
    assert "9 new" in told["crawl"]
    assert rows(tmp_path / "news.db", "SELECT count(*) FROM articles") == [(9 + 2,)]
    listed = newsclip("sites", "--format", "jsonl").out.splitlines()
    assert all('"waiting": 0' in line for line in listed), listed
    first, *_ = map(json.loads, listed)
    assert (first["domain"], first["articles"]) == ("africanews.com", 5)
    assert first["first_article"] < first["last_article"] < f"{datetime.now(UTC):%Y-%m-%d}"
    assert (tmp_path / "six-months.html").stat().st_size > 1000
    (sql,) = blocks("sql")
    found = rows(tmp_path / "news.db", sql)
    assert ("africanews.com", "new", 5) in found
    assert {outcome for _, outcome, _ in found} >= {"new", "skipped"}
