"""Exports to files: web archives that others accept and read back whole, Parquet, manifests."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import newsclip, rows
from warc_samples import HOST, answer, members, page, record, stories
from warcio.archiveiterator import ArchiveIterator

from archive import Archive
from archive.records import Capture, Visit
from parsers.records import Article, Paragraph

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two revisions, an unchanged visit, a redirect, a front page, a local page."""
    folder = tmp_path_factory.mktemp("export")
    path, file = folder / "news.db", folder / "x.warc.gz"
    later = page(1).replace(b"ran on<", b"ran late<")
    more = [
        record("response", f"{HOST}/1", answer(later), "2026-11-03T10:00:00.250Z"),
        record("response", f"{HOST}/2", answer(page(2)), "2026-11-04T10:00:00Z"),
        record("response", f"{HOST}/front", answer(b"<title>Nothing</title>")),
        record(
            "response",
            f"{HOST}/new",
            answer(page(9), headers={"Server": "x", "Content-Encoding": "br", "Set-Cookie": "a"}),
            WARC_Version="1",
            X_Newsclip_Requested_URI=f"{HOST}/old",
        ),
    ]
    file.write_bytes(members(stories(4) + more))
    (folder / "local.html").write_bytes(page(8))
    done = newsclip("import", file, folder / "local.html", "--archive", path)
    assert done.code == 0, done.err
    assert rows(path, "SELECT count(*), sum(revision) FROM articles") == [(6, 7)]
    return path


def exported(archive: Path, output: Path, *more: str) -> Path:
    done = newsclip("export", "--archive", archive, "-o", output, *more)
    assert done.code == 0, done.err
    return output


def records(file: Path) -> Iterator[tuple[str, str, str]]:
    with file.open("rb") as opened:
        for one in ArchiveIterator(opened):
            yield (
                one.rec_type,
                one.rec_headers.get_header("WARC-Target-URI") or "",
                one.rec_headers.get_header("WARC-Date"),
            )


def test_a_web_archive_comes_back_as_it_was(archive: Path, tmp_path: Path) -> None:
    file = exported(archive, tmp_path / "pages.warc.gz")
    again = tmp_path / "again.db"
    done = newsclip("import", file, "--archive", again)
    assert done.code == 0, done.err
    for query in (
        "SELECT url, url_key, site, headline, body, capture_id, revision FROM articles",
        "SELECT seen_at, capture_id, headline, changed, record FROM revisions",
    ):
        assert sorted(rows(archive, query)) == sorted(rows(again, query))
    with Archive(archive) as one, Archive(again) as other:
        ids = one.captures.ids()
        assert ids == other.captures.ids()
        for capture_id in ids:
            mine, theirs = one.capture(capture_id), other.capture(capture_id)
            assert mine is not None
            assert theirs is not None
            assert (mine.body, mine.final_url) == (theirs.body, theirs.final_url)


def test_others_accept_the_web_archive(archive: Path, tmp_path: Path) -> None:
    file = exported(archive, tmp_path / "pages.warc.gz")
    check = [sys.executable, "-m", "warcio.cli", "check", str(file)]
    done = subprocess.run(check, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout
    found = list(records(file))
    kinds = [kind for kind, _, _ in found]
    assert kinds[0] == "warcinfo"
    assert kinds.count("revisit") == 1
    assert kinds.count("response") + kinds.count("revisit") == kinds.count("request") == 8
    assert ("response", f"{HOST}/1", "2026-11-03T10:00:00.250Z") in found
    with gzip.open(file) as opened:
        text = opened.read()
    assert b"X-Crawl-Content-Encoding: br" in text
    assert b"Set-Cookie" not in text


def test_record_ids_are_derived(archive: Path, tmp_path: Path) -> None:
    def ids(file: Path) -> list[str]:
        with file.open("rb") as opened:
            every = [
                one.rec_headers.get_header("WARC-Record-ID") for one in ArchiveIterator(opened)
            ]
        return every[1:]

    first = ids(exported(archive, tmp_path / "a.warc.gz"))
    assert first == ids(exported(archive, tmp_path / "b.warc.gz"))
    assert len(set(first)) == len(first)


def test_only_the_pages_of_the_chosen_articles(archive: Path, tmp_path: Path) -> None:
    file = exported(archive, tmp_path / "pages.warc.gz", "--format", "warc", "late")
    found = [url for kind, url, _ in records(file) if kind == "response"]
    assert found == [f"{HOST}/1"] * 2, "both captures of the one article"


def test_a_web_archive_into_a_pipe(archive: Path) -> None:
    call = [sys.executable, "-m", "newsclip", "export", "--format", "warc", "--archive"]
    done = subprocess.run([*call, str(archive)], capture_output=True, timeout=60)
    assert done.returncode == 0
    assert gzip.decompress(done.stdout).startswith(b"WARC/1.1\r\n")


def test_a_damaged_capture_is_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        capture = Capture(f"{HOST}/1", datetime.now(UTC), 200, page(1))
        opened.save([Visit(f"{HOST}/1", capture.fetched_at, "not-an-article", capture=capture)])
        assert opened.captures.connection is not None
        opened.captures.connection.execute("UPDATE captures SET body = x'00'")
        opened.captures.connection.commit()
    done = newsclip("export", "--archive", path, "-o", tmp_path / "x.warc.gz")
    assert done.code == 1
    assert "damaged" in done.err


def test_parquet_is_typed(archive: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(exported(archive, tmp_path / "a.parquet"))
    assert table.num_rows == 6
    assert str(table.schema.field("first_seen_at").type) == "timestamp[ms, tz=UTC]"
    assert str(table.schema.field("published_on").type) == "date32[day]"
    by_url = {row["url"]: row for row in table.to_pylist()}
    row = by_url[f"{HOST}/1"]
    assert row["headline"] == "Clock 1 ran late"
    assert len(row["paragraphs"]) == 6
    assert row["first_seen_at"] == datetime(2026, 11, 1, 10, 0, 1, tzinfo=UTC)


def test_parquet_by_month_and_site(archive: Path, tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    folder = exported(archive, tmp_path / "corpus", "--format", "parquet")
    assert ds.dataset(folder, partitioning="hive").count_rows() == 6
    assert (folder / "month=2026-11" / "site=gazette.example").is_dir()
    again = newsclip("export", "--archive", archive, "--format", "parquet", "-o", folder)
    assert again.code == 2
    assert "something in it already" in again.err


def test_parquet_needs_a_place(archive: Path) -> None:
    done = newsclip("export", "--archive", archive, "--format", "parquet")
    assert done.code == 2
    assert "--output" in done.err


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx", "a.parquet", "a.warc.gz", "folder"])
def test_the_manifest_fits(archive: Path, tmp_path: Path, name: str) -> None:
    form = ["--format", "parquet"] if name == "folder" else []
    output = exported(archive, tmp_path / name, "--site", "gazette.example", *form)
    named = tmp_path / f"{name}.manifest.json"
    manifest = json.loads(named.read_text())
    assert len(manifest["files"]) == len(
        [file for file in output.rglob("*") if file.is_file()] or [1]
    )
    assert manifest["query"] == {"words": "", "site": "gazette.example"}
    assert manifest["counts"].get("articles", 5) == 5
    assert manifest["made_by"].startswith("newsclip ")
    for told in manifest["files"]:
        content = (named.parent / told["name"]).read_bytes()
        assert told["sha256"] == hashlib.sha256(content).hexdigest()
        assert told["bytes"] == len(content)


def test_the_csv_is_unchanged_by_the_manifest(archive: Path, tmp_path: Path) -> None:
    first = exported(archive, tmp_path / "a.csv").read_bytes()
    assert first == exported(archive, tmp_path / "b.csv").read_bytes()
    assert len(list(csv.DictReader(first.decode().splitlines()))) == 6


def test_boxes_only_where_they_are_asked_for(tmp_path: Path) -> None:
    kinds = {"box": "Begun in 1911.", "summary": "Ships wait.", "paragraph": "It opens on Monday."}
    story = Article(
        url=f"{HOST}/1",
        headline="Harbour opens",
        paragraphs=tuple(Paragraph(text, kind) for kind, text in kinds.items()),
        other_headlines={"og": "Ships ahoy"},
    )
    at = datetime(2026, 11, 1, tzinfo=UTC)
    with Archive(tmp_path / "news.db", write=True) as opened:
        opened.save([Visit(f"{HOST}/1", at, article=story, parser="1")])
    for option, body in (
        ((), "It opens on Monday."),
        (("--with-boxes",), "Begun in 1911.\n\nShips wait.\n\nIt opens on Monday."),
    ):
        done = newsclip("export", "--archive", tmp_path / "news.db", "--format", "csv", *option)
        assert done.code == 0, done.err
        (row,) = csv.DictReader(done.out.splitlines(keepends=True))
        assert row["body"] == body
        assert json.loads(row["other_headlines"]) == {"og": "Ships ahoy"}
    done = newsclip("export", "--archive", tmp_path / "news.db", "--with-boxes")
    assert done.code == 2
