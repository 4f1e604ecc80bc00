"""The sample newsroom, crawled by each way of finding, again, and after edits."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawling import Done, crawl, newsclip, rows
from newsroom.server import Newsroom, Request

from archive.values.url_identity import url_key


@dataclass
class Crawled:
    """Three crawls of one newsroom: at first, at once again, and after an edit."""

    newsroom: Newsroom
    archive: Path
    runs: list[Done]
    logs: list[list[Request]]
    expected: set[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    archive = tmp_path_factory.mktemp("newsroom") / "news.db"
    with Newsroom() as newsroom:
        expected = {url_key(newsroom.url + path) for path in newsroom.articles}
        runs, logs = [], []
        for options in ([], [], ["--recheck", "0"]):
            before = len(newsroom.log)
            if options:
                newsroom.edit()
                newsroom.remove()
            runs.append(crawl(archive, newsroom.url, *options))
            logs.append(newsroom.log[before:])
        yield Crawled(newsroom, archive, runs, logs, expected)


def keys(archive: Path) -> list[str]:
    return [key for (key,) in rows(archive, "SELECT url_key FROM articles")]


def test_every_article_is_kept_once(crawled: Crawled) -> None:
    kept = keys(crawled.archive)
    assert crawled.expected <= set(kept)
    assert len(kept) == len(set(kept))


def test_no_page_is_fetched_twice(crawled: Crawled) -> None:
    counts = Counter(request.path for request in crawled.logs[0])
    assert [path for path, count in counts.items() if count > 1] == []


def test_robots_are_obeyed(crawled: Crawled) -> None:
    asked = {request.path for request in crawled.newsroom.log}
    assert crawled.newsroom.disallowed
    assert not asked & set(crawled.newsroom.disallowed)


def test_a_second_crawl_fetches_no_article_again(crawled: Crawled) -> None:
    first = {request.path for request in crawled.logs[0]}
    articles = {urlsplit(url).path for url in crawled.newsroom.articles}
    again = {
        r.path for r in crawled.logs[1] if r.path in first and urlsplit(r.path).path in articles
    }
    assert again == set()


def test_known_lists_are_asked_for_conditionally(crawled: Crawled) -> None:
    sitemaps = [r for r in crawled.logs[1] if r.path.startswith("/sitemap")]
    assert sitemaps
    assert {request.status for request in sitemaps} == {304}


def test_an_edit_becomes_a_revision(crawled: Crawled) -> None:
    key = url_key(crawled.newsroom.url + crawled.newsroom.edit_path)
    query = (
        "SELECT r.revision, r.headline FROM revisions r JOIN articles a ON a.id = r.article_id"
        " WHERE a.url_key = ? ORDER BY 1"
    )
    assert [number for number, _ in rows(crawled.archive, query, key)] == [1, 2]
    assert crawled.runs[2].total["revised"] == 1


def test_a_deleted_page_is_gone_and_its_article_stays(crawled: Crawled) -> None:
    query = "SELECT url_key, outcome FROM visits WHERE outcome = 'gone' AND run_id = 3"
    gone = {key for key, _ in rows(crawled.archive, query)}
    removed = {url_key(crawled.newsroom.url + path) for path in crawled.newsroom.removed_paths}
    assert removed <= gone
    assert removed <= set(keys(crawled.archive))


def test_a_page_not_modified_costs_no_body(crawled: Crawled) -> None:
    statuses = Counter(request.status for request in crawled.logs[2])
    assert statuses[304] > 0.7 * len(crawled.expected)


def test_the_summary_counts_what_was_saved(crawled: Crawled) -> None:
    query = "SELECT count(*) FROM visits WHERE outcome = 'new' AND run_id = 1"
    assert crawled.runs[0].total["new"] == rows(crawled.archive, query)[0][0]
    assert [run.code for run in crawled.runs] == [0, 0, 0]
    ends = rows(crawled.archive, "SELECT exit_code, finished_at IS NOT NULL FROM runs")
    assert ends == [(0, 1)] * 3


def test_every_request_has_its_visit(crawled: Crawled) -> None:
    asked = {url_key(crawled.newsroom.url + r.path) for r in crawled.logs[0]}
    visited = {
        key for (key,) in rows(crawled.archive, "SELECT url_key FROM visits WHERE run_id = 1")
    }
    moved = {url_key(crawled.newsroom.url + r.path) for r in crawled.logs[0] if r.status == 301}
    assert asked - visited - moved == set()


@pytest.mark.parametrize(
    ("sitemaps", "feeds", "links"),
    [(True, False, False), (False, True, True), (False, False, True)],
    ids=["sitemaps alone", "feeds and links", "links alone"],
)
def test_each_way_alone_finds_every_article(
    tmp_path: Path, sitemaps: bool, feeds: bool, links: bool
) -> None:
    with Newsroom(sitemaps=sitemaps, feeds=feeds, links=links) as newsroom:
        done = crawl(tmp_path / "news.db", newsroom.url)
        expected = {url_key(newsroom.url + path) for path in newsroom.articles}
        assert not {request.path for request in newsroom.log} & set(newsroom.disallowed)
    assert done.code == 0
    if not sitemaps and not feeds:  # then every front is looked at, and one links there
        assert done.total["robots"] > 0
    assert expected - set(keys(tmp_path / "news.db")) == set()


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        crawl(tmp_path / "news.db", newsroom.url, "--limit", 3, delay=0.3)
        times = [request.time for request in newsroom.log]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert len(gaps) >= 5
    assert min(gaps) >= 0.3


def test_a_limit_is_never_exceeded(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        done = crawl(tmp_path / "news.db", newsroom.url, "--limit", 5)
        articles = {urlsplit(path).path for path in newsroom.articles}
        fetched = [r for r in newsroom.log if urlsplit(r.path).path in articles]
    assert done.total["fetched"] == 5
    assert len(fetched) == 5


def test_a_period_is_kept_to_and_can_be_widened(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    query = "SELECT count(*) FROM articles WHERE published_at < '2026-11-15'"
    with Newsroom() as newsroom:
        crawl(archive, newsroom.url, "--since", "2026-11-15")
        assert rows(archive, query) == [(0,)]
        recent = len(keys(archive))
        assert recent
        crawl(archive, newsroom.url)
        expected = {url_key(newsroom.url + path) for path in newsroom.articles}
        assert expected - set(keys(archive)) == set()


def test_a_feed_gives_only_what_it_lists(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Newsroom() as newsroom:
        done = crawl(archive, f"{newsroom.url}/business/feed.xml")
        asked = {request.path.partition("?")[0] for request in newsroom.log}
    assert done.total["new"] > 5
    assert not asked & {"/", "/sitemap.xml", "/news/"}


def test_an_archive_in_use_is_left_alone(tmp_path: Path) -> None:
    from archive import Archive

    archive = tmp_path / "news.db"
    with Archive(archive, write=True) as held, held.lock(), Newsroom() as newsroom:
        done = crawl(archive, newsroom.url)
        assert newsroom.log == []
    assert done.code == 75
    assert "Traceback" not in done.err


def test_a_site_that_does_not_answer_is_said(tmp_path: Path) -> None:
    done = crawl(tmp_path / "news.db", "http://127.0.0.1:9")
    assert done.code == 1
    assert "could not be crawled" in done.err


def test_a_private_address_is_refused(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        done = newsclip("crawl", newsroom.url, "--archive", tmp_path / "news.db")
        assert newsroom.log == []
    assert done.code == 1
    assert "not a public address" in done.err


def test_a_clock_that_ran_ahead_holds_nothing_back(tmp_path: Path) -> None:
    """Pages that a run visited in 2101, by its clock, are visited again when it is mended."""
    archive = tmp_path / "news.db"
    with Newsroom() as newsroom:
        crawl(archive, newsroom.url)
        with closing(sqlite3.connect(archive)) as database, database:
            for column in ("due_at", "visited_at"):
                database.execute(
                    f"UPDATE frontier SET {column} = '2101' || substr({column}, 5)"
                    " WHERE kind = 'article' AND due_at IS NOT NULL"
                )
        newsroom.log.clear()
        done = crawl(archive, newsroom.url)
    assert done.code == 0, done.err
    assert done.total["unchanged"] == rows(archive, "SELECT count(*) FROM articles")[0][0] > 20
    assert rows(archive, "SELECT count(*) FROM frontier WHERE due_at > '2100'") == [(0,)]
