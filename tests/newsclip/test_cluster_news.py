"""Months of CC-NEWS on a cluster: the same archive as without, and no file is asked for twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from common_crawl import common_crawl
from crawling import newsclip, rows
from warc_samples import answer, members, page, record

ARTICLES = "SELECT url, headline, revision, parser, first_seen_at FROM articles ORDER BY url"
SOURCES = "SELECT url, archived_from FROM captures ORDER BY url"


def file(first: int) -> bytes:
    """Six stories of one site, six of another; the last is in the next file too."""
    pages = []
    for n in range(first, first + 6):
        for host in ("www.gazette.example", "other.example"):
            url = f"https://{host}/2026/03/01/{n}"
            pages.append(record("response", url, answer(page(n)), f"2026-03-01T10:00:{n:02}Z"))
    return members(pages)


@pytest.mark.timeout(300)
def test_files_are_read_on_a_cluster_each_once(tmp_path: Path) -> None:
    months = {"2026/03": {f"CC-NEWS-{n}.warc.gz": file(5 * n) for n in range(3)}}
    here, far = tmp_path / "here.db", tmp_path / "far.db"
    with common_crawl(months) as server:
        command = ("import", "cc-news:2026-03", "--site", "gazette.example", "--base", server.base,
                   "--allow-private")  # fmt: skip
        alone = newsclip(*command, "--archive", here)
        server.asked.clear()
        done = newsclip(*command, "--archive", far, "--cluster", "local:2", timeout=200)
        asked = sorted(name for name, _ in server.asked)
        server.asked.clear()
        again = newsclip(*command, "--archive", far)
        assert server.asked == []
    assert [one.code for one in (alone, done, again)] == [0] * 3, done.err + again.err
    assert asked == [f"CC-NEWS-{n}.warc.gz" for n in range(3)]
    assert rows(far, ARTICLES) == rows(here, ARTICLES)
    assert len(rows(far, ARTICLES)) == 16
    # What two files have is taken from the one that is read first.
    sources = dict(rows(far.with_suffix(".captures.db"), SOURCES))
    assert len(sources) == 16
    assert all(source.startswith(server.base) for source in sources.values())
    assert "3 of 3 files, 16 new" in done.out
    assert not far.with_name("far.db.shards").exists()


def test_what_cannot_be_on_a_cluster_is_told(tmp_path: Path) -> None:
    archive = ("--archive", tmp_path / "news.db", "--cluster", "local:1")
    captures = newsclip("import", "cdx:gazette.example/*", *archive)
    assert captures.code == 2
    assert "is not imported on a cluster" in captures.err
