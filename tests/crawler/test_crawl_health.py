"""A crawl tells of a site that is no longer what it was, and logs what it did when asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Done, crawl, newsclip, rows
from misbehaving import Site, page

WORDS = "The harbour master said that boat number {n} would wait for the evening tide. " * 4


def told(day: int, number: int, *, caption: bool) -> bytes:
    """A story of one day of October or November, with or without words below its picture."""
    when = f"2026-{10 + day // 31}-{day % 31 + 1:02}T{8 + number:02}:00:00Z"
    name = f"{day} and {number}"
    figcaption = f"<figcaption>Boats at quay {name} in the rain</figcaption>" if caption else ""
    body = "".join(f"<p>{WORDS.format(n=name)} Line {line} of {name}.</p>" for line in range(3))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Boats {name}</title>"
        f"<meta property='article:published_time' content='{when}'></head><body><article>"
        f"<h1>Boats wait for the tide, {name}</h1><figure><img src='/boats-{day}-{number}.jpg'"
        f" width=800 height=500>{figcaption}</figure>{body}</article></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def redesigned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, list[Done]]]:
    """Twenty days of stories; then ten more whose captions a redesign has lost."""
    folder = tmp_path_factory.mktemp("redesign")
    archive, log = folder / "news.db", folder / "crawl.jsonl"
    with Site() as site:
        paths = {}
        runs = []
        for days, caption in ((range(20), True), (range(20, 24), False)):
            for day in days:
                for number in range(3):
                    path = f"/news/2026/11/boats-wait-for-the-tide-{day}-{number}"
                    paths[path] = page(told(day, number, caption=caption))
            urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
            site.routes = {
                "/": page(b"<html><h1>Gazette</h1></html>"),
                "/robots.txt": page(f"Sitemap: {site.url}/s.xml".encode()),
                "/s.xml": page(f"<?xml version='1.0'?><urlset>{urls}</urlset>".encode()),
                **paths,
            }
            runs.append(crawl(archive, site.url, "--log", log))
        yield archive, log, runs


def test_lost_captions_are_told_by_the_crawl_that_meets_them(
    redesigned: tuple[Path, Path, list[Done]],
) -> None:
    _, _, (before, after) = redesigned
    assert before.code == 0, before.err
    assert before.sites[0]["health"]["state"] == "well"
    assert after.code == 1
    assert "127.0.0.1 is degraded: articles with a photo caption: 100% before, 0% now" in after.err
    last = re.search(r"last good: (\S+) \S+tide-(\d+)-", after.err)
    first = re.search(r"first bad: (\S+) \S+tide-(\d+)-", after.err)
    assert last
    assert first
    assert (int(last[2]) < 20, int(first[2]) >= 20) == (True, True)
    assert after.sites[0]["health"]["changes"][0]["what"] == "caption"


def test_the_run_and_check_say_so_too(redesigned: tuple[Path, Path, list[Done]]) -> None:
    archive, _, _ = redesigned
    assert rows(archive, "SELECT exit_code FROM runs ORDER BY id") == [(0,), (1,)]
    told = newsclip("check", "--archive", archive)
    assert told.code == 1
    assert "127.0.0.1 is degraded" in told.out
    assert "first bad" in told.out
    lines = newsclip("check", "--archive", archive, "--format", "jsonl")
    assert [json.loads(line)["kind"] for line in lines.out.splitlines()] == ["health"]


def test_the_log_has_a_line_for_each_visit(redesigned: tuple[Path, Path, list[Done]]) -> None:
    archive, log, _ = redesigned
    events = [json.loads(line) for line in log.read_text().splitlines()]
    names = [event["event"] for event in events]
    assert names.count("begins") == 2
    assert names.count("visit") == rows(archive, "SELECT count(*) FROM visits")[0][0]
    assert [e["exit_code"] for e in events if e.get("site") == "all"] == [0, 1]
    assert {"time", "url", "outcome", "status"} <= set(events[1])
