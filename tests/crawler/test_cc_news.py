"""newsclip import cc-news:MONTHS: what is wanted, each file once, whatever the network does."""

from __future__ import annotations

import gzip
import shlex
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from common_crawl import CommonCrawl, common_crawl
from crawling import newsclip, rows
from warc_samples import answer, members, page, record

from archive import Archive
from crawler.imports import UnknownSource
from crawler.imports.elsewhere import cc_news, remote_file
from crawler.imports.elsewhere.cc_news import CcNews, FilesProgress, months_of
from crawler.imports.elsewhere.remote_file import NotReachable, RemoteFile
from crawler.imports.elsewhere.wanted import Wanted
from crawler.imports.import_run import import_cc_news

WANTED = Wanted(("gazette.example",))


def file(first: int, count: int = 6) -> bytes:
    """A file of the archive: pages of three sites, each record a member, a warcinfo before."""
    pages = [record("warcinfo", "", b"software: none\r\n")]
    for n in range(first, first + count):
        for host in ("www.gazette.example", "gazette.example.org", "other.example"):
            url = f"https://{host}/2026/03/01/{n}"
            pages += [
                record("request", url, b"GET / HTTP/1.1\r\n\r\n"),
                record("response", url, answer(page(n)), f"2026-03-01T10:00:{n:02}Z"),
            ]
    return members(pages)


@pytest.fixture
def server() -> Iterator[CommonCrawl]:
    months = {
        "2026/03": {"CC-NEWS-1.warc.gz": file(0), "CC-NEWS-2.warc.gz": file(10)},
        "2026/04": {"CC-NEWS-3.warc.gz": file(20)},
    }
    with common_crawl(months) as running:
        yield running


def addresses(archive: Path) -> list[str]:
    return [url for (url,) in rows(archive, "SELECT url FROM articles ORDER BY published_at, url")]


def expected(*firsts: int) -> list[str]:
    return sorted(
        f"https://www.gazette.example/2026/03/01/{first + n}" for first in firsts for n in range(6)
    )


def take(
    archive: Path, server: CommonCrawl, wanted: Wanted = WANTED, jobs: int = 2
) -> FilesProgress:
    progress = FilesProgress()
    there = CcNews(server.base, wanted, "newsclip-test", allow_private=True, pause=0.01)
    import_cc_news(archive, "cc-news:2026-03..2026-04", there, jobs=jobs, progress=progress)
    return progress


def test_the_command_keeps_the_sites_asked_for_and_asks_once(
    tmp_path: Path, server: CommonCrawl
) -> None:
    command = ("import", "cc-news:2026-03..2026-04", "--site", "gazette.example", "--base",
               server.base, "--allow-private", "--archive", tmp_path / "news.db")  # fmt: skip
    done = newsclip(*command)
    assert done.code == 0, done.err
    assert "3 of 3 files, 111 records, 18 wanted, 18 new" in done.out
    assert sorted(addresses(tmp_path / "news.db")) == expected(0, 10, 20)
    assert server.most_at_once <= 2
    found = rows(tmp_path / "news.captures.db", "SELECT url, archived_from FROM captures")
    for url, source in found:
        place, _, span = source.partition("#")
        begin, _, end = map(int, span.replace("-", " 0 ").split())
        whole = b"".join(file(n) for n in (0, 10, 20) if place.endswith(f"-{n // 10 + 1}.warc.gz"))
        assert url.encode() in gzip.decompress(whole[begin:end])
    asked = len(server.asked)
    again = newsclip(*command)
    assert again.code == 0, again.err
    assert len(server.asked) == asked == 3
    (command_kept,) = rows(tmp_path / "news.db", "SELECT command FROM runs LIMIT 1")
    assert command_kept[0] == shlex.join(map(str, command))


@pytest.mark.parametrize(
    "faults", [["busy", "cut"], ["error"], ["cut", "cut", "cut"], ["cut", "whole"]]
)
def test_faults_of_the_network_cost_nothing(
    tmp_path: Path, server: CommonCrawl, faults: list[str]
) -> None:
    server.faults = {"CC-NEWS-1.warc.gz": list(faults)}
    take(tmp_path / "news.db", server)
    assert sorted(addresses(tmp_path / "news.db")) == expected(0, 10, 20)
    asked = sum(name == "CC-NEWS-1.warc.gz" for name, _ in server.asked)
    assert asked == 1 + len(faults) - faults.count("whole")


def test_what_was_cut_short_goes_on_where_all_was_saved(
    tmp_path: Path, server: CommonCrawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cc_news, "_BETWEEN_CHECKPOINTS", 2_000)
    monkeypatch.setattr(cc_news, "_CHUNK", 700)
    monkeypatch.setattr(remote_file, "CHUNK", 700)
    archive = tmp_path / "news.db"
    server.faults = {"CC-NEWS-1.warc.gz": ["cut"] + ["error"] * (remote_file.TRIES - 1)}
    progress = take(archive, server, jobs=1)
    assert progress.files_done == 2
    half = addresses(archive)
    assert 12 <= len(half) < 18
    server.asked.clear()
    take(archive, server)
    assert sorted(addresses(archive)) == expected(0, 10, 20)
    ((name, asked),) = server.asked
    assert name == "CC-NEWS-1.warc.gz"
    assert asked
    assert int(asked.removeprefix("bytes=").rstrip("-")) >= 2_000
    twice = rows(archive, "SELECT url FROM visits GROUP BY url, visited_at HAVING count(*) > 1")
    assert twice == []


def test_other_sites_are_read_anew_from_the_same_files(tmp_path: Path, server: CommonCrawl) -> None:
    take(tmp_path / "news.db", server)
    take(tmp_path / "news.db", server, Wanted(("other.example",), match=r"/1\d$"))
    urls = addresses(tmp_path / "news.db")
    assert len(urls) == 18 + 6
    assert len(server.asked) == 6


def test_only_articles_in_a_language_asked_for(tmp_path: Path, server: CommonCrawl) -> None:
    take(tmp_path / "news.db", server, Wanted(("gazette.example",), languages=("de",)))
    assert addresses(tmp_path / "news.db") == []
    take(tmp_path / "news.db", server, Wanted(("gazette.example",), languages=("EN",)))
    assert len(addresses(tmp_path / "news.db")) == 18


def test_a_damaged_record_costs_itself(tmp_path: Path, server: CommonCrawl) -> None:
    data = bytearray(file(0))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    server.months = {"2026/03": {"CC-NEWS-1.warc.gz": bytes(data)}, "2026/04": {}}
    progress = take(tmp_path / "news.db", server)
    assert progress.files_done == 1
    assert len(addresses(tmp_path / "news.db")) >= 5


@pytest.mark.parametrize(
    "source",
    ["cc-news:", "cc-news:2026", "cc-news:2026-13", "cc-news:2026-04..2026-03", "cc-news:1999-01"],
)
def test_months_that_are_none_are_told(source: str) -> None:
    with pytest.raises(UnknownSource, match="cc-news"):
        months_of(source)


def test_months_may_cross_a_year() -> None:
    assert months_of("cc-news:2025-11..2026-02") == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]


def test_a_month_that_is_not_there_is_told(tmp_path: Path, server: CommonCrawl) -> None:
    done = newsclip("import", "cc-news:2026-05", "--site", "gazette.example", "--base", server.base,
                    "--allow-private", "--archive", tmp_path / "news.db")  # fmt: skip
    assert done.code == 1
    assert "there is no list of 2026-05" in done.err


def test_no_server_of_this_machine_is_asked_by_default(server: CommonCrawl) -> None:
    with RemoteFile(server.base, "newsclip-test") as stream, pytest.raises(NotReachable) as told:
        stream.read()
    assert "is not a public address" in str(told.value)


def test_a_list_names_no_files_of_other_servers(tmp_path: Path, server: CommonCrawl) -> None:
    server.months = {"2026/03": {"http://other.example/x.warc.gz": b""}, "2026/04": {}}
    with pytest.raises(UnknownSource, match="no file of its own"):
        take(tmp_path / "news.db", server)


def test_it_ends_when_nobody_takes_what_it_gives(server: CommonCrawl) -> None:
    there = CcNews(server.base, WANTED, "newsclip-test", allow_private=True)
    before = threading.active_count()
    items = there.items(there.files([(2026, 3)]), {}, 2, FilesProgress())
    next(items)
    items.close()
    deadline = time.monotonic() + 20
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)  # the server's own threads end too
    assert threading.active_count() <= before


def test_a_fault_of_ours_is_raised_where_the_pages_are_taken(
    server: CommonCrawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading thread that ended in silence would be waited for without an end."""

    def fails(*_: object) -> Iterator[object]:
        raise RuntimeError("a fault")

    monkeypatch.setattr(cc_news, "_items_of", fails)
    there = CcNews(server.base, WANTED, "newsclip-test", allow_private=True)
    with pytest.raises(RuntimeError, match="a fault"):
        list(there.items(there.files([(2026, 3)]), {}, 2, FilesProgress()))


def test_the_archive_is_whole_afterwards(tmp_path: Path, server: CommonCrawl) -> None:
    take(tmp_path / "news.db", server)
    with Archive(tmp_path / "news.db") as archive:
        assert archive.check(every_page=True).problems == []
