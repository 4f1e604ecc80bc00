"""check: every kind of damage is found, named, and put right by the command it names."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result

from archive import Archive
from newsclip.cli import main

PAGE = "<html>" + " ".join(f"word{n}" for n in range(900))


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        run = opened.start_run("crawl https://example.com")
        for n in range(4):
            body = f"{PAGE} story {n}".encode()
            opened.save([visit(article(f"Story {n}"), hours(n), f"{URL}/{n}", page=body)], run)
        opened.save([visit(article("Edited"), hours(9), f"{URL}/3", page=b"<p>new")], run)
        opened.finish_run(run, 0, {"new": 4})
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def problems(*options: str) -> list[dict]:
    checked = run("check", "--format", "jsonl", *options)
    found = [json.loads(line) for line in checked.stdout.splitlines()]
    assert checked.exit_code == (1 if found else 0), checked.output
    return found


def test_a_whole_archive(archive: Path) -> None:
    before = {path.name: path.read_bytes() for path in archive.parent.glob("*.db")}
    for options in ((), ("--all",)):
        checked = run("check", *options)
        assert checked.exit_code == 0
        assert checked.stdout == "Nothing is wrong: 5 of 5 stored pages unpacked\n"
        assert checked.stderr == ""
    assert run("check", "--quiet").output == ""
    assert {path.name: path.read_bytes() for path in archive.parent.glob("*.db")} == before


def page(number: int) -> str:
    return f"WHERE url = '{URL}/{number}'"


DAMAGE = [
    ("page", f"UPDATE captures SET body = x'00' {page(2)}", [f"{URL}/2"]),
    ("page", f"UPDATE captures SET digest = 'x' {page(1)}", [f"{URL}/1"]),
    ("page", f"UPDATE captures SET headers = '{{' {page(1)}", [f"{URL}/1"]),
    ("page", f"UPDATE captures SET fetched_at = 'x' {page(1)}", [f"{URL}/1"]),
    ("page", f"DELETE FROM captures {page(1)}", [f"{URL}/1"]),
    ("rows", "UPDATE reference_pages SET capture_id = 'x'", [None] * 2),
    ("rows", "DELETE FROM articles WHERE id = 2", [None] * 3),
    ("rows", "DELETE FROM runs", [None]),
    ("rows", "DELETE FROM revisions WHERE article_id = 2", [f"{URL}/1"]),
    ("rows", "DELETE FROM revisions WHERE article_id = 4 AND revision = 2", [f"{URL}/3"]),
    ("rows", "DELETE FROM paragraphs WHERE article_id = 2", [f"{URL}/1"]),
    ("index", "UPDATE articles SET headline = 'Elsewhere' WHERE id = 2", [None]),
    ("index", "INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')", [None]),
]


@pytest.mark.parametrize(("kind", "damage", "urls"), DAMAGE)
def test_damage_is_found_and_repaired(
    archive: Path, kind: str, damage: str, urls: list[str | None]
) -> None:
    second = any(name in damage for name in ("captures", "reference_pages"))
    execute(archive.with_name("news.captures.db") if second else archive, damage)
    found = [problem for problem in problems("--all") if problem["kind"] == kind]
    assert [problem["url"] for problem in found] == urls
    repairs = {problem["repair"] for problem in found}
    assert repairs == {f"newsclip check --repair --archive {archive.name}"}
    told = run("check")
    assert told.stderr.endswith(f"To repair: {repairs.pop()}\n")
    assert all(url in told.stdout for url in urls if url)

    repaired = run("check", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert problems("--all") == []
    kept = 3 if "articles WHERE id" in damage and kind == "rows" else 4
    with Archive(archive) as opened:
        records = [stored.record for stored in opened.articles()]
    assert len(records) == kept
    assert all(record.paragraphs for record in records)


def test_a_damaged_page_is_fetched_again(archive: Path) -> None:
    """Its article stays; the page is due, and asked for whole."""
    with Archive(archive, write=True) as opened:
        opened.connection.execute(
            "INSERT INTO frontier (url_key, url, due_at, etag) VALUES (?, ?, NULL, 'e')",
            [f"example.com/2026/11/01/harbour/{2}", f"{URL}/2"],
        )
    execute(archive.with_name("news.captures.db"), f"UPDATE captures SET body = x'' {page(2)}")
    assert run("check", "--repair").exit_code == 0
    with Archive(archive) as opened:
        stored = opened.article(f"{URL}/2")
        known = opened.frontier.known(f"{URL}/2")
        (last,) = opened.runs(1)
    assert stored
    assert stored.capture_id is None
    assert known
    assert known.due_at
    assert known.etag is None
    assert last.counts["pages removed"] == 1


def test_a_damaged_reference_costs_what_is_packed_against_it(archive: Path) -> None:
    execute(archive.with_name("news.captures.db"), f"UPDATE captures SET body = x'00' {page(0)}")
    urls = {problem["url"] for problem in problems()}
    assert urls == {f"{URL}/{n}" for n in range(4)}


def test_a_file_that_sqlite_finds_damaged(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (root,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'articles'"
        ).fetchone()
    content = bytearray(archive.read_bytes())
    content[(root - 1) * size : (root - 1) * size + 200] = b"\xff" * 200
    archive.write_bytes(content)
    found = problems()
    assert {problem["kind"] for problem in found} >= {"file"}
    assert all("backup" in problem["repair"] for problem in found if problem["kind"] == "file")


def test_an_index_of_sqlite_is_rebuilt(archive: Path) -> None:
    execute(
        archive,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX articles_at ON articles(headline)'"
        " WHERE name = 'articles_at'",
    )
    found = problems()
    assert {problem["kind"] for problem in found} == {"file"}
    assert {problem["repair"] for problem in found} == {
        f"newsclip check --repair --archive {archive.name}"
    }
    assert run("check", "--repair").exit_code == 0


def test_only_a_sample_is_unpacked(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.upkeep.check.page_checks.SAMPLE", 3)
    with Archive(archive) as opened:
        report = opened.check()
        assert (report.pages, report.problems) == (5, [])
        assert 1 <= report.pages_checked <= 3
        assert opened.check(every_page=True).pages_checked == 5


def test_while_a_run_holds_the_archive(archive: Path) -> None:
    """A check never stands in a run's way: it leaves out what would, and says so."""
    with Archive(archive, write=True) as opened, opened.lock():
        opened.connection.execute("BEGIN IMMEDIATE")
        checked = run("check")
        opened.connection.execute("ROLLBACK")
        assert checked.exit_code == 0
        assert "search index was not looked at" in checked.stderr
        assert run("check", "--repair").exit_code == 75


def test_without_the_second_file(archive: Path) -> None:
    archive.with_name("news.captures.db").unlink()
    checked = run("check")
    assert checked.exit_code == 0
    assert "no stored page was looked at" in checked.stderr


def test_repairing_makes_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("check", "--repair").exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles_fts_data SET block = x'00ff' WHERE id > 10",
        "UPDATE articles_fts_data SET block = x'ffffffffff' WHERE id = 10",
        "DELETE FROM articles_fts_data",
        "DELETE FROM articles_fts_docsize",
        "UPDATE articles_fts_config SET v = 99",
        "DROP TABLE articles_fts_data",
        "DROP TABLE articles_fts_docsize",
    ],
)
def test_an_index_whose_own_tables_are_damaged_is_made_anew(archive: Path, damage: str) -> None:
    execute(archive, damage)
    with Archive(archive) as opened:
        assert [one.kind for one in opened.check().problems] == ["index"]
    with Archive(archive, write=True) as opened:
        opened.repair()
    with Archive(archive) as opened:
        assert opened.check(every_page=True).problems == []
        assert len(opened.search("story")) == 3
    with Archive(archive, write=True) as opened:
        opened.save([visit(article("Story 6"), hours(60), f"{URL}/6")])
        assert len(opened.search("story")) == 4


def test_what_a_wrong_clock_dated_is_told(archive: Path) -> None:
    with Archive(archive, write=True) as opened:
        opened.save([visit(article("Story 7"), hours(24 * 365 * 40), f"{URL}/7")])
    with Archive(archive) as opened:
        report = opened.check()
    assert report.problems == []
    assert "1 articles are dated as seen after today" in report.notes[0]
    assert f"{URL}/7" in report.notes[0]
