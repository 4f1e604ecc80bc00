"""newsclip import of web archives and captures: whole, damaged, cut, twice, from a pipe."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from crawling import newsclip, rows
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from warc_samples import HOST, answer, members, page, record, stories

from archive import Archive
from archive.records import Capture, Visit
from archive.values.times import in_utc
from crawler.discovery.feed_recovery import items_left_open
from crawler.errors import TargetError
from crawler.imports.formats.jsonl import read_json
from crawler.imports.formats.unpacking import Counted, unpacked_stream
from crawler.imports.formats.warc import read_warc
from crawler.imports.source_items import Problem, Revisit, SourceItem
from crawler.imports.sources import _changed_at
from crawler.targets import moment as _moment_of_target

NOON = "2026-11-01T12:00:00Z"


def read(data: bytes) -> list[SourceItem]:
    stream = Counted(io.BytesIO(data), lambda count: None)
    return list(read_warc(unpacked_stream(stream), "x.warc"))


def bodies(items: list[SourceItem]) -> list[bytes]:
    return [item.body for item in items if isinstance(item, Capture)]


@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        members,
        lambda records: gzip.compress(b"".join(records)),
        lambda records: b"".join(zstandard.compress(one) for one in records),
    ],
    ids=["plain", "gzip", "one gzip member", "zstd"],
)
def test_every_packing_gives_the_same_pages(pack: Callable[[list[bytes]], bytes]) -> None:
    items = read(pack(stories(5)))
    assert bodies(items) == [page(n) for n in range(5)]
    first = items[0]
    assert isinstance(first, Capture)
    assert first.url == f"{HOST}/0"
    assert first.fetched_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert first.content_type == "text/html; charset=utf-8"


def test_a_zstd_file_with_its_dictionary_in_the_first_frame() -> None:
    packer = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(stories(1)[1] * 4))
    dictionary = stories(1)[1] * 4
    head = (0x184D2A5D).to_bytes(4, "little") + len(dictionary).to_bytes(4, "little")
    packed = head + dictionary + b"".join(packer.compress(one) for one in stories(3))
    assert bodies(read(packed)) == [page(n) for n in range(3)]


def test_codings_are_undone_and_renamed_ones_left_alone() -> None:
    body = page(7)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:]))
    html = {"Content-Type": "text/html"}
    forms = [
        answer(gzip.compress(body), headers={**html, "Content-Encoding": "gzip"}),
        answer(chunked + b"0\r\n\r\n", headers={**html, "Transfer-Encoding": "chunked"}),
        answer(body, headers={**html, "X-Crawl-Content-Encoding": "br"}),
        answer(body, headers={**html, "Content-Encoding": "gzip"}),
        answer(body, headers={**html, "Transfer-Encoding": "chunked"}),
    ]
    items = read(b"".join(record("response", f"{HOST}/{n}", f) for n, f in enumerate(forms)))
    assert bodies(items) == [body] * len(forms)
    assert isinstance(items[2], Capture)
    assert ("Content-Encoding", "br") in items[2].headers


@pytest.mark.parametrize(
    ("block", "outcome", "detail"),
    [
        (answer(b"", "404 Not Found"), "gone", None),
        (answer(b"", "503 Busy"), "failed", "the server answered 503"),
        (answer(b"", "403 No"), "blocked", "the server answered 403"),
        (answer(b"", "301 Moved", {"Location": "/new"}), "skipped", "it redirects to /new"),
        (answer(b"x", headers={"Content-Type": "image/png"}), "skipped", "it is no page"),
        (b"no HTTP at all", "failed", "its record holds no HTTP answer"),
        (
            answer(b"5\r\nabc", headers={"Transfer-Encoding": "chunked"}),
            "failed",
            "cut short",
        ),
    ],
)
def test_what_is_no_page_is_a_visit(block: bytes, outcome: str, detail: str | None) -> None:
    (item,) = read(record("response", f"{HOST}/x", block))
    assert isinstance(item, Visit)
    assert item.outcome == outcome
    assert item.detail is None if detail is None else detail in (item.detail or "")


def test_records_that_were_cut_when_fetched_are_not_taken_for_whole() -> None:
    (item,) = read(record("response", f"{HOST}/x", answer(page(1)), WARC_Truncated="length"))
    assert isinstance(item, Visit)
    assert item.outcome == "failed"


def test_a_cut_file_gives_what_is_whole_and_says_so() -> None:
    whole = stories(4)
    for data in (b"".join(whole)[:-200], members(whole)[:-100]):
        items = read(data)
        assert bodies(items) == [page(n) for n in range(3)]
        assert any(isinstance(item, Problem) and "cut short" in item.text for item in items)


def test_a_damaged_record_costs_itself() -> None:
    parts = [gzip.compress(one) for one in stories(5)]
    parts[2] = parts[2][:40] + b"\xff\xff\xff" + parts[2][43:]
    items = read(b"".join(parts))
    assert bodies(items) == [page(n) for n in (0, 2, 3, 4)]
    assert any(isinstance(item, Problem) and "damaged" in item.text for item in items)


def test_a_wrong_length_costs_its_record_alone() -> None:
    parts = stories(5)
    size = len(answer(page(1)))
    for wrong in (size - 30, size + 300, 9_000_000, 10**9):
        damaged = parts[2].replace(b"Length: %d" % size, b"Length: %d" % wrong)
        items = read(b"".join([*parts[:2], damaged, *parts[3:]]))
        if wrong == 10**9:  # nothing tells that the file goes on
            assert bodies(items) == [page(0)]
        else:
            assert bodies(items) == [page(n) for n in (0, 2, 3, 4)]
        assert any(isinstance(item, Problem) for item in items)


def test_lies_about_lengths_and_ends_cost_no_more_than_the_truth() -> None:
    def seconds(data: bytes) -> float:
        begun = time.process_time()
        assert len(read(data)) >= 20_000
        return time.process_time() - begun

    honest = record("response", f"{HOST}/1", b"xx")
    length = b"Content-Length: 2\r\n"
    lying = honest.replace(length, b"Content-Length: 1000000\r\n")
    truth = seconds(honest * 20_000)
    assert seconds(lying * 20_000) < 8 * truth
    assert seconds(b"WARC/1.0\r\nNo-End: 1\r\n" * 20_000) < 8 * truth


def test_a_plain_file_is_checked_by_its_digests() -> None:
    block = answer(page(1))
    sound = record("response", f"{HOST}/1", block, WARC_Block_Digest=sha1(block))
    assert bodies(read(sound)) == [page(1)]
    (item,) = read(sound.replace(b"clock", b"clack", 1))
    assert isinstance(item, Problem)
    assert "digest" in item.text


def sha1(block: bytes) -> str:
    import hashlib

    return "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()


@given(data=st.data())
@examples(60)
def test_any_damage_ends_with_items_and_no_error(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([b"".join(stories(3)), members(stories(3))]))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    for item in read(bytes(damaged)):
        assert isinstance(item, Capture | Visit | Revisit | Problem)


def test_a_page_stored_by_an_import_that_was_killed_is_read(tmp_path: Path) -> None:
    """Pages are stored before anything is told of them: a kill may come in between."""
    archive, file = tmp_path / "news.db", tmp_path / "x.warc.gz"
    file.write_bytes(members(stories(3)))
    (capture, *_) = [one for one in read(file.read_bytes()) if isinstance(one, Capture)]
    with Archive(archive, write=True) as opened:
        opened.captures.save([capture])
    done = newsclip("import", file, "--archive", archive)
    assert "3 new" in done.out, done.out
    assert len(rows(archive, "SELECT * FROM articles")) == 3
    with Archive(archive) as opened:
        assert len(opened.captures.ids()) == 3
        assert opened.check(every_page=True).problems == []
    assert "3 known" in newsclip("import", file, "--archive", archive).out


def test_into_the_archive_and_again(tmp_path: Path) -> None:
    archive, file = tmp_path / "news.db", tmp_path / "x.warc.gz"
    more = [
        record("response", f"{HOST}/gone", answer(b"", "410 Gone")),
        record("response", f"{HOST}/front", answer(b"<title>Nothing</title>")),
        record(
            "revisit",
            f"{HOST}/1",
            answer(b""),
            "2026-11-02T10:00:00Z",
            WARC_Refers_To_Target_URI=f"{HOST}/1",
            WARC_Refers_To_Date="2026-11-01T10:00:01Z",
        ),
    ]
    file.write_bytes(members(stories(4) + more))
    done = newsclip("import", file, "--archive", archive)
    assert done.code == 0, done.err
    assert "1 file with 7 pages, 1 gone, 4 new, 1 not-an-article, 1 unchanged, 0 known" in done.out
    assert rows(archive, "SELECT count(*) FROM articles") == [(4,)]
    assert dict(rows(archive, "SELECT outcome, count(*) FROM visits GROUP BY 1")) == {
        "gone": 1,
        "new": 4,
        "not-an-article": 1,
        "unchanged": 1,
    }
    again = newsclip("import", file, "--archive", archive)
    assert again.code == 0
    assert "7 known before" in again.out
    assert rows(archive, "SELECT count(*) FROM visits") == [(7,)]


def test_an_earlier_page_imported_later_becomes_the_first_revision(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    for name, body, when in (
        ("new", page(1).replace(b"ran on<", b"ran late<"), "2026-11-05T00:00:00Z"),
        ("old", page(1), "2026-11-01T00:00:00Z"),
    ):
        file = tmp_path / f"{name}.warc"
        file.write_bytes(record("response", f"{HOST}/1", answer(body), when))
        newsclip("import", file, "--archive", archive)
    assert rows(archive, "SELECT headline, revision FROM articles") == [("Clock 1 ran late", 2)]
    assert rows(archive, "SELECT headline FROM revisions ORDER BY revision") == [
        ("Clock 1 ran on",),
        ("Clock 1 ran late",),
    ]


def test_the_text_of_a_page(tmp_path: Path) -> None:
    text = "Clock ran on\n\n" + "\n\n".join(["The clock of the town was wound again. " * 5] * 4)
    file = tmp_path / "x.warc.wet.gz"
    file.write_bytes(gzip.compress(record("conversion", f"{HOST}/t", text.encode())))
    newsclip("import", file, "--archive", tmp_path / "news.db")
    assert rows(tmp_path / "news.db", "SELECT headline, url FROM articles") == [
        ("Clock ran on", f"{HOST}/t")
    ]


def test_captures_as_json_lines(tmp_path: Path) -> None:
    lines = [
        {"url": f"{HOST}/1", "fetched_at": "2026-11-01T10:00:00Z", "body": page(1).decode()},
        {
            "url": f"{HOST}/2",
            "fetched_at": "2026-11-01T10:00:00+02:00",
            "body_base64": base64.b64encode(page(2)).decode(),
            "headers": [["Server", "x"]],
            "content_type": "text/html",
        },
        {"url": f"{HOST}/3", "fetched_at": "yesterday", "body": ""},
        {"url": "ftp://x/3", "fetched_at": "2026-11-01T10:00:00Z", "body": ""},
    ]
    data = "\n".join(json.dumps(line) for line in lines).encode() + b"\n{broken"
    items = list(
        read_json(unpacked_stream(Counted(io.BytesIO(data), lambda count: None)), "x.jsonl")
    )
    assert bodies(items) == [page(1), page(2)]
    problems = [item.text for item in items if isinstance(item, Problem)]
    assert [text.split(":")[0] for text in problems] == [f"x.jsonl, line {n}" for n in (3, 4, 5)]
    file = tmp_path / "pages.jsonl"
    file.write_bytes(data)
    done = newsclip("import", file, "--archive", tmp_path / "news.db")
    assert "2 new" in done.out
    assert done.code == 1, "three of five lines could not be read"


def test_a_page_whose_article_was_lost_with_its_run_is_read_again(tmp_path: Path) -> None:
    """Pages are committed before articles: a kill between the two leaves the page alone."""
    archive = tmp_path / "news.db"
    (tmp_path / "a.warc").write_bytes(b"".join(stories(3)))
    at = in_utc(datetime.fromisoformat("2026-11-01T10:00:01"))
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    alone = Capture(f"{HOST}/1", at, 200, page(1), None, headers, headers[0][1])
    with Archive(archive, write=True) as opened:
        opened.captures.save([alone])
    done = newsclip("import", tmp_path / "a.warc", "--archive", archive)
    assert "3 new, 0 known before" in done.out, done.err
    assert rows(archive, "SELECT count(DISTINCT capture_id) FROM articles") == [(3,)]
    assert (
        "1 file with 3 pages, 3 known before"
        in newsclip("import", tmp_path / "a.warc", "--archive", archive).out
    )


def test_from_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsclip", "import", "-", "--archive", str(tmp_path / "news.db")],
        input=members(stories(3)),
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"3 new" in done.stdout


ODD_TIMES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize("when", ODD_TIMES)
def test_a_time_in_no_year_is_a_problem_of_its_record_alone(tmp_path: Path, when: str) -> None:
    one, other, last = stories(3)[1:]
    odd = record("response", f"{HOST}/odd", answer(page(9)), when)
    lines = [
        {"url": f"{HOST}/a", "fetched_at": when, "body": page(4).decode()},
        {"url": f"{HOST}/b", "fetched_at": NOON, "status": 10**30, "body": page(5).decode()},
        {"url": f"{HOST}/c", "fetched_at": NOON, "body": page(6).decode()},
    ]
    (tmp_path / "x.warc").write_bytes(one + odd + other + last)
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    done = newsclip("import", tmp_path, "--archive", tmp_path / "news.db")
    assert done.code == 1, done.err  # three in seven
    assert "x.warc: https://gazette.example/odd: its record names no time" in done.err
    assert "x.jsonl, line 1: the time" in done.err
    assert "x.jsonl, line 2: Expected `int` <= 999" in done.err
    assert rows(tmp_path / "news.db", "SELECT count(*) FROM articles") == [(4,)]


def test_a_file_of_a_time_in_no_year_says_what_to_do() -> None:
    """A file system of 64 bits can hold it."""
    with pytest.raises(OSError, match="in no year; touch it"):
        _changed_at(os.stat_result([0o100644, 0, 0, 1, 0, 0, 9, 0, 10**14, 0]))


@pytest.mark.parametrize("when", ODD_TIMES)
def test_nor_does_one_end_anything_else(when: str) -> None:
    with pytest.raises(TargetError, match="is no date"):
        _moment_of_target(datetime.fromisoformat(when))
    moment = datetime.fromisoformat(when)
    printed = f"{moment:%a, %d %b} {moment.year:04} {moment:%H:%M:%S %z}"
    feed = f"<item><link>{HOST}/1</link><pubDate>{printed}</pubDate>"
    (entry,) = items_left_open(feed)
    assert entry.published_at is None or in_utc(entry.published_at)
    since = newsclip("search", "--since", when, "x")
    assert (since.code, "is no date" in since.err) == (2, True)
