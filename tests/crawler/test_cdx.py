"""newsclip import cdx:ADDRESS and add --from wayback: captures that archives elsewhere list."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from cdx_server import Archives, archives
from crawling import newsclip, rows
from warc_samples import answer, page, record

from crawler.imports import UnknownSource
from crawler.imports.elsewhere.cc_news import FilesProgress
from crawler.imports.elsewhere.cdx import Asked, Cdx
from crawler.imports.elsewhere.cdx_lines import parsed
from crawler.imports.import_run import import_cdx

SITE = "https://www.gazette.example/news/"


@pytest.fixture
def there() -> Iterator[Archives]:
    pages = {(f"2026030{n}100000", f"{SITE}{n}"): page(n) for n in range(1, 6)}
    pages["20260401100000", f"{SITE}1"] = page(1).replace(b"Clock 1", b"Clock one")
    whole, places = b"", []
    for n in range(1, 4):
        packed = gzip.compress(record("response", f"{SITE}{n}", answer(page(n))))
        places.append({"urlkey": "k", "timestamp": f"2026030{n}100000", "url": f"{SITE}{n}",
                       "mime": "text/html", "status": "200", "filename": "data/x.warc.gz",
                       "offset": str(len(whole)), "length": str(len(packed))})  # fmt: skip
        whole += packed
    places.append(places[0] | {"url": f"{SITE}moved", "status": "301"})
    with archives(Archives(pages, whole, places)) as running:
        yield running


def take(archive: Path, there: Archives, asked: Asked, server: str = "") -> FilesProgress:
    progress = FilesProgress()
    cdx = Cdx(server or there.wayback, "newsclip-test", base=there.origin, delay=0,
              allow_private=True, pause=0.01)  # fmt: skip
    import_cdx(archive, cdx, asked, progress)
    return progress


def kept(archive: Path) -> list[tuple[str, str, int]]:
    return rows(archive, "SELECT url, headline, revision FROM articles ORDER BY url")


def test_the_command_takes_a_site_out_of_the_wayback_machine(
    tmp_path: Path, there: Archives
) -> None:
    archive = tmp_path / "news.db"
    done = newsclip(
        "import", "cdx:www.gazette.example/news/*", "--from", "2026-03-02", "--to", "2026-03-05",
        "--server", there.wayback, "--delay", "0", "--allow-private", "--archive", archive,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "3 of 3 captures, 3 new" in done.out
    assert kept(archive) == [(f"{SITE}{n}", f"Clock {n} ran on", 1) for n in (2, 3, 4)]
    (seen,) = rows(archive, f"SELECT first_seen_at FROM articles WHERE url = '{SITE}2'")
    assert seen == ("2026-03-02T10:00:00.000Z",)


def test_all_captures_become_revisions_and_it_is_known_where_from(
    tmp_path: Path, there: Archives
) -> None:
    archive = tmp_path / "news.db"
    take(archive, there, Asked("www.gazette.example/news/*", every=True))
    assert kept(archive)[0] == (f"{SITE}1", "Clock one ran on", 2)
    sources = rows(
        tmp_path / "news.captures.db",
        "SELECT archived_from FROM captures ORDER BY 1",
    )
    assert len(sources) == 6
    assert sources[0] == (f"{there.origin}/web/20260301100000id_/{SITE}1",)


def test_without_every_the_first_capture_of_an_address_is_taken(
    tmp_path: Path, there: Archives
) -> None:
    take(tmp_path / "news.db", there, Asked("www.gazette.example/news/*"))
    assert kept(tmp_path / "news.db")[0] == (f"{SITE}1", "Clock 1 ran on", 1)


def test_records_of_common_crawl_are_fetched_as_parts_of_their_file(
    tmp_path: Path, there: Archives
) -> None:
    take(tmp_path / "news.db", there, Asked("gazette.example/*"), there.common_crawl)
    assert kept(tmp_path / "news.db") == [(f"{SITE}{n}", f"Clock {n} ran on", 1) for n in (1, 2, 3)]
    assert sum(path == "/data/x.warc.gz" for path in there.asked) == 3


def test_faults_cost_their_capture_and_no_other(tmp_path: Path, there: Archives) -> None:
    there.faults = {f"{SITE}2": [429, 503], f"{SITE}3": [404]}
    there.pages["20260304100000", f"{SITE}4"] = b"  "
    archive = tmp_path / "news.db"
    take(archive, there, Asked("www.gazette.example/news/*"))
    assert [url for url, _, _ in kept(archive)] == [f"{SITE}{n}" for n in (1, 2, 5)]
    failed = rows(archive, "SELECT url, detail FROM visits WHERE outcome = 'failed' ORDER BY url")
    assert [(url, detail.rpartition(": ")[2]) for url, detail in failed] == [
        (f"{SITE}3", "the server answered 404"),
        (f"{SITE}4", "the copy is empty"),
    ]


def test_transient_failures_are_tried_again_at_the_end_and_in_the_next_import(
    tmp_path: Path, there: Archives
) -> None:
    archive, asked = tmp_path / "news.db", Asked("www.gazette.example/news/*")
    there.faults = {f"{SITE}2": [503] * 6, f"{SITE}3": [429] * 12}
    take(archive, there, asked)
    assert [url for url, _, _ in kept(archive)] == [f"{SITE}{n}" for n in (1, 2, 4, 5)]
    told = "SELECT url, outcome FROM visits WHERE url IN (?, ?) ORDER BY id"
    assert rows(archive, told, f"{SITE}2", f"{SITE}3") == [
        (f"{SITE}2", "failed"), (f"{SITE}3", "failed"), (f"{SITE}2", "new"),
    ]  # fmt: skip
    there.asked.clear()
    take(archive, there, asked)
    assert [path for path in there.asked if "/web/" in path] == [f"/web/20260303100000id_/{SITE}3"]
    assert len(kept(archive)) == 5
    there.asked.clear()
    take(archive, there, asked)
    assert not any("/web/" in path for path in there.asked)


def test_a_server_that_answers_nothing_is_not_asked_for_long(
    tmp_path: Path, there: Archives
) -> None:
    archive, asked = tmp_path / "news.db", Asked("www.gazette.example/news/*")
    there.faults = {f"{SITE}{n}": [503] * 99 for n in range(1, 9)}
    for n in range(5, 9):
        there.pages[f"2026030{n}100000", f"{SITE}{n}"] = page(n)
    take(archive, there, asked)
    tries = [path for path in there.asked if "/web/" in path]
    assert len(tries) == 6 * (8 + 3)  # each by itself, and three of them again
    assert rows(archive, "SELECT count(*) FROM visits WHERE outcome = 'failed'") == [(8,)]


def test_the_same_again_asks_for_no_capture(tmp_path: Path, there: Archives) -> None:
    archive, asked = tmp_path / "news.db", Asked("www.gazette.example/news/*")
    take(archive, there, asked)
    there.asked.clear()
    take(archive, there, asked)
    assert not any(path.startswith("/web/") for path in there.asked)


def test_one_page_that_is_gone_comes_from_its_last_copy(tmp_path: Path, there: Archives) -> None:
    archive = tmp_path / "news.db"
    done = newsclip("add", "--from", "wayback", "--server", there.wayback, "--allow-private",
                    f"{SITE}1", "--archive", archive)  # fmt: skip
    assert done.code == 0, done.err
    assert kept(archive) == [(f"{SITE}1", "Clock one ran on", 1)]


def test_the_last_copy_is_asked_for_each_time(tmp_path: Path, there: Archives) -> None:
    archive, asked = tmp_path / "news.db", Asked(f"{SITE}2", newest=True)
    there.faults = {f"{SITE}2": [404]}
    take(archive, there, asked)
    assert kept(archive) == []
    take(archive, there, asked)
    assert kept(archive) == [(f"{SITE}2", "Clock 2 ran on", 1)]
    there.pages["20260501100000", f"{SITE}2"] = page(2).replace(b"Clock 2", b"Clock two")
    take(archive, there, asked)
    assert kept(archive) == [(f"{SITE}2", "Clock two ran on", 2)]


def test_nothing_listed_is_told(tmp_path: Path, there: Archives) -> None:
    done = newsclip("import", "cdx:nobody.example/*", "--server", there.wayback, "--allow-private",
                    "--archive", tmp_path / "news.db")  # fmt: skip
    assert done.code == 1
    assert "lists no page of nobody.example/*" in done.err


@pytest.mark.parametrize(
    "line",
    [
        'example,gazette)/1 20260301100000 {"url": "https://gazette.example/1", "status": "200"}',
        "example,gazette)/1 20260301100000 https://gazette.example/1 text/html 200 D 9",
        '[["timestamp","original"],["20260301100000","https://gazette.example/1"]]',
        '{"timestamp": "20260301100000", "url": "https://gazette.example/1"}',
    ],
)
def test_every_form_of_a_list_is_read(line: str) -> None:
    ((one,), key) = parsed(line)
    assert (one.url, one.stamp, key) == ("https://gazette.example/1", "20260301100000", None)


def test_an_answer_that_is_no_list_is_told() -> None:
    with pytest.raises(UnknownSource):
        parsed("[not json")
    assert parsed("<html>busy</html>") == ([], None)
