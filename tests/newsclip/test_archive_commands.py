"""search, show, export and runs, as typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from archive_samples import BODY, URL, article, hours, visit
from click.testing import CliRunner, Result

from archive import Archive, Visit
from newsclip.cli import main
from newsclip.terminal.output.printing import clean
from newsclip.terminal.output.row_printing import csv_line, json_line
from parsers.records import Dateline, Image

EVIL = "Harbour \x1b[31mred\x1b]0;title\x07 \u202egnp\u202c"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "news.db"
    picture = Image("u", "The lock", "Ann Lee/AP", "Ann Lee", ("AP",), is_lead=True)
    first = article(dateline=Dateline("EASTWICK (AP)", "EASTWICK", agency="AP"), images=(picture,))
    with Archive(path, write=True) as opened, opened.lock():
        run = opened.start_run("crawl https://example.com")
        opened.save([visit(first, page=b"<html>\xff the page")], run)
        opened.save([visit(article("北京大学", ("在北京。",)), hours(1), f"{URL}/2")], run)
        opened.save([visit(article(EVIL), hours(2), f"{URL}/3")], run)
        opened.finish_run(run, 0, {"new": 3})
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_search(archive: Path) -> None:
    found = run("search", "harbour")
    assert found.exit_code == 0
    assert "Harbour opens" in found.stdout
    assert "EASTWICK (AP)" in found.stdout
    assert "\x1b" not in found.stdout
    assert "\u202e" not in found.stdout


def test_search_for_programs(archive: Path) -> None:
    lines = run("search", "北京", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["headline"] for line in lines] == ["北京大学"]
    (row,) = csv.DictReader(
        io.StringIO(run("search", "--place", "eastwick", "--format", "csv").stdout)
    )
    assert (row["id"], row["credit"]) == ("1", "Ann Lee/AP")


def test_search_finds_nothing(archive: Path) -> None:
    found = run("search", "zeppelin")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "Nothing found" in found.stderr


@pytest.mark.parametrize("words", [("search", "x"), ("show", "1"), ("export",), ("runs",)])
def test_a_missing_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(*words)
    assert found.exit_code == 2
    assert "there is no archive here" in found.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["1", URL, "example.com/2026/11/01/harbour/"])
def test_show(archive: Path, name: str) -> None:
    shown = run("show", name)
    assert shown.exit_code == 0
    for text in ("Harbour opens", "EASTWICK (AP)", "The lock", "Ann Lee/AP", URL):
        assert text in shown.stdout
    for paragraph in BODY:
        assert paragraph[:40] in shown.stdout


def test_show_other_ways(archive: Path) -> None:
    record = json.loads(run("show", "1", "--format", "json").stdout)
    assert record["paragraphs"][0]["text"] == BODY[0]
    assert record["revisions"][0]["changed"] == []
    assert run("show", "1", "--text").stdout == "Harbour opens\n\n" + "\n\n".join(BODY) + "\n"
    assert run("show", "1", "--captured").stdout_bytes == b"<html>\xff the page"


def test_show_says_that_a_page_is_gone(archive: Path) -> None:
    assert "Gone" not in run("show", "1").stdout
    assert "gone" not in run("search").stdout
    with Archive(archive, write=True) as opened:
        opened.save([Visit(URL, hours(9), "gone", 410)])
    shown = " ".join(run("show", "1").stdout.split())
    assert "Gone since 2026-11-01 21:00 UTC or earlier (the site answers 410); kept here" in shown
    assert json.loads(run("show", "1", "--format", "json").stdout)["gone_at"].startswith("2026-11")
    assert " · gone since 2026-11-01\n" in run("search").stdout


def test_an_export_counts_as_people_do(archive: Path, tmp_path: Path) -> None:
    told = run("export", "--limit", "1", "-o", str(tmp_path / "one.csv")).stderr
    assert "1 article written to" in told


def test_show_is_safe_to_print(archive: Path) -> None:
    for options in ((), ("--text",), ("--format", "json")):
        shown = run("show", "3", *options).stdout
        assert "\x1b" not in shown
        assert "\x07" not in shown


@pytest.mark.parametrize("name", ["99", "https://example.com/none", "", "9" * 30, "٣"])
def test_show_what_is_not_there(archive: Path, name: str) -> None:
    shown = run("show", name)
    assert shown.exit_code in ((0, 2) if name == "٣" else (2,))
    assert shown.exception is None or isinstance(shown.exception, SystemExit)


def test_show_without_the_stored_page(archive: Path) -> None:
    archive.with_name("news.captures.db").unlink()
    shown = run("show", "1", "--captured")
    assert shown.exit_code == 2
    assert "newsclip add" in shown.stderr


def test_export_csv(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["body"] == "\n\n".join(BODY)
    assert rows[0]["dateline_place"] == "EASTWICK"
    assert "search_text" not in rows[0]


def test_export_jsonl(archive: Path) -> None:
    lines = run("export", "北京").stdout.splitlines()
    (record,) = map(json.loads, lines)
    assert record["headline"] == "北京大学"
    assert record["paragraphs"] == [{"text": "在北京。", "kind": "paragraph"}]


def test_export_twice_is_the_same(archive: Path, tmp_path: Path) -> None:
    for form in ("csv", "jsonl"):
        for name in ("a", "b"):
            assert run("export", "-o", f"{name}.{form}").exit_code == 0
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()
        assert (tmp_path / f"a.{form}").read_bytes() == run("export", "--format", form).stdout_bytes
        assert (tmp_path / f"a.{form}").read_text().count("Harbour opens") == 1


def test_export_cannot_write(archive: Path) -> None:
    done = run("export", "-o", "nowhere/a.csv")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_export_keeps_the_old_file_if_it_fails(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.reading.export.articles_export.whole", full)
    done = run("export", "-o", "a.jsonl")
    assert done.exit_code == 2
    assert "No space left" in done.stderr
    assert (tmp_path / "a.jsonl").read_text() == "old"
    assert not (tmp_path / "a.jsonl.part").exists()


def test_runs(archive: Path) -> None:
    (row,) = map(json.loads, run("runs", "--format", "jsonl").stdout.splitlines())
    assert (row["state"], row["exit_code"], row["counts"]) == ("finished", 0, {"new": 3})
    assert "crawl https://example.com" in run("runs").stdout


def test_printing() -> None:
    assert clean("a\x1b[31m\nb\x9b\u202e c\ud800") == "a[31m b c"
    assert json_line({"a": ["\x9b\n"]}) == '{"a": ["\\n"]}'
    assert csv_line(["a,b", None, ["é"], True]) == '"a,b",,"[""é""]",1'
