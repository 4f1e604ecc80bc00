"""What people noted is copied, merged, forgotten and checked with the archive."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result

from archive import Archive
from archive.schema import database
from archive.schema.database import connect, empty_log
from archive.upkeep import forget
from newsclip.cli import main

SECRET = "zanzibarquux"
CODEBOOK = '[stance]\nvalues = ["pro", "con"]\n'


def ask(path: Path, *arguments: str, code: int = 0) -> Result:
    ran = CliRunner().invoke(main, [*arguments, "--archive", str(path)])
    assert ran.exit_code == code, ran.output
    return ran


def rows(path: Path, *arguments: str) -> list[dict]:
    shown = ask(path, *arguments, "--format", "jsonl").stdout
    return [json.loads(line) for line in shown.splitlines()]


def made(path: Path, *numbers: int) -> Path:
    with Archive(path, write=True) as archive:
        for n in numbers:
            archive.save([visit(article(f"Story {n}"), hours(n), f"{URL}/{n}")])
    return path


def code(path: Path, number: int, value: str) -> None:
    sheet, book = path.with_name("sheet.csv"), path.with_name("codebook.toml")
    book.write_text(CODEBOOK)
    sheet.write_text(f"url,stance\n{URL}/{number},{value}\n")
    ask(path, "code", str(sheet), "--coder", "ada", "--codebook", str(book))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = made(tmp_path / "news.db", 1, 2, 3)
    ask(path, "select", "mine", "story")
    ask(path, "tag", "1", "2", "seen")
    ask(path, "note", "1", f"about {SECRET}")
    ask(path, "note", "2", "another")
    code(path, 1, "pro")
    return path


def content(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob("news.notes.db*"))


def test_a_backup_has_what_was_noted(path: Path, tmp_path: Path) -> None:
    told = ask(path, "backup", str(tmp_path / "copy")).stdout
    names = [line.split(":")[0].rpartition("/")[2] for line in told.splitlines()]
    assert names == ["news.db", "news.notes.db", "news.captures.db"]
    copy = tmp_path / "copy" / "news.db"
    assert len(rows(copy, "select", "mine")) == 3
    assert rows(copy, "note") == rows(path, "note")
    assert rows(copy, "code") == rows(path, "code")


def test_what_was_noted_of_a_page_is_forgotten_with_it(path: Path) -> None:
    assert SECRET.encode() in content(path)
    told = ask(path, "forget", f"{URL}/1", "--yes").stdout
    assert "4 of what was noted" in told
    assert SECRET.encode() not in content(path)
    assert b"harbour/1" not in content(path)
    assert [row["url"] for row in rows(path, "select", "mine")] == [f"{URL}/2", f"{URL}/3"]
    assert rows(path, "tag") == [{"tag": "seen", "articles": 1}]
    assert [row["text"] for row in rows(path, "note")] == ["another"]
    assert rows(path, "code") == []


def test_what_was_noted_of_a_site_is_forgotten_with_it(path: Path) -> None:
    made_at = rows(path, "select")[0]["made_at"]
    ask(path, "forget", "example.com", "--yes")
    with closing(sqlite3.connect(path.with_name("news.notes.db"))) as notes:
        for table in ("selection_articles", "tags", "notes", "codes"):
            assert notes.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert rows(path, "select")[0]["made_at"] == made_at  # the selection itself is nobody's page


def test_a_note_that_was_deleted_before_is_gone_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_built_elsewhere(uri: str) -> sqlite3.Connection:
        connection = connect(uri)
        connection.execute("PRAGMA secure_delete = OFF")  # it is ON where Debian built SQLite
        return connection

    monkeypatch.setattr(database, "connect", as_built_elsewhere)
    ask(path, "note", "2", "an earlier thought, vogonquartz " * 300)
    number = rows(path, "note")[-1]["note"]
    ask(path, "note", "--delete", str(number))
    ask(path, "forget", f"{URL}/2", "--yes")
    assert b"vogonquartz" not in content(path)


def test_notes_whose_article_is_gone_already_are_forgotten(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.connection.execute("DELETE FROM articles WHERE id = 1")
        archive.connection.execute("DELETE FROM visits WHERE article_id = 1")
    ask(path, "forget", f"{URL}/1", "--yes")
    assert SECRET.encode() not in content(path)


def test_a_forgetting_that_is_cut_short_is_completed_with_the_notes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(forget, "forget_noted", killed)
        ask(path, "forget", f"{URL}/1", "--yes", code=130)
    assert SECRET.encode() in content(path)
    assert "was cut short" in ask(path, "check", code=1).stdout
    ask(path, "check", "--repair")
    assert SECRET.encode() not in content(path)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE selections SET options = '[1]'", "no JSON object of texts"),
        ("UPDATE selections SET sample = '{}'", "no account of a sample"),
        ("UPDATE selections SET made_at = 'once'", "no time"),
        ("UPDATE codebook SET allowed = '7'", "no JSON object of texts"),
        ("UPDATE notes SET noted_at = 'x'", "no time"),
    ],
)
def test_what_others_wrote_into_the_notes_is_told(path: Path, statement: str, told: str) -> None:
    with closing(sqlite3.connect(path.with_name("news.notes.db"))) as notes, notes:
        notes.execute(statement)
    assert told in ask(path, "check", code=1).stdout
    for words in (
        ["select"],
        ["select", "mine"],
        ["code"],
        ["note"],
        ["show", "1"],
        ["export", "--selection", "mine", "-o", str(path.with_name("x.csv"))],
    ):
        ran = CliRunner().invoke(main, [*words, "--archive", str(path)])
        assert ran.exit_code in (0, 2), ran.output
        assert ran.exit_code == 0 or "news.notes.db: row" in ran.stderr


def test_check_tells_what_is_noted_of_nothing(path: Path) -> None:
    assert "notes" not in ask(path, "check").stderr
    with closing(sqlite3.connect(path.with_name("news.notes.db"))) as notes, notes:
        notes.execute("UPDATE tags SET url_key = 'example.com/gone' WHERE article_id = 2")
    told = ask(path, "check").stderr
    assert "notes something of an article that is not in the archive: example.com/gone" in told


@pytest.mark.parametrize("damage", ["trigger", "bytes", "other"])
def test_check_tells_what_is_wrong_with_the_notes(path: Path, damage: str) -> None:
    file = path.with_name("news.notes.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as notes:
        if damage == "trigger":
            notes.execute("CREATE TRIGGER t AFTER INSERT ON tags BEGIN SELECT 1; END")
        elif damage == "other":
            notes.execute("UPDATE meta SET value = 'another'")
        empty_log(notes)
    if damage == "bytes":
        whole = bytearray(file.read_bytes())
        whole[4096:] = b"\xff" * (len(whole) - 4096)
        file.write_bytes(whole)
    told = ask(path, "check", code=1)
    assert "news.notes.db" in told.stdout
    assert rows(path, "search", "story")  # the archive itself is not concerned


def merge(into: Path, *sources: Path) -> str:
    ran = CliRunner().invoke(main, ["merge", *map(str, sources), "--into", str(into)])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_merging_brings_what_was_noted(path: Path, tmp_path: Path) -> None:
    target = made(tmp_path / "all.db", 9, 2)
    told = merge(target, path)
    assert "Selection mine\n" in told
    assert "Noted: tags: 2, notes: 2, codes: 1" in told
    assert sorted(row["headline"] for row in rows(target, "select", "mine")) == [
        "Story 1",
        "Story 2",
        "Story 3",
    ]
    assert rows(target, "select")[0]["made_at"] == rows(path, "select")[0]["made_at"]
    headlines = [row["headline"] for row in rows(target, "search", "--tag", "seen")]
    assert headlines == ["Story 2", "Story 1"]
    assert rows(target, "code")[0]["value"] == "pro"
    before = target.with_name("all.notes.db").read_bytes()
    again = merge(target, path)
    assert "Selection" not in again
    assert "Noted" not in again
    assert target.with_name("all.notes.db").read_bytes() == before


def test_selections_of_one_name_are_united_or_kept_apart(path: Path, tmp_path: Path) -> None:
    target = made(tmp_path / "all.db", 1, 9)
    ask(target, "select", "mine", "story")
    ask(target, "select", "other", "story")
    ask(path, "select", "other", "headline:story")
    for _ in range(2):
        told = merge(target, path)
        names = {row["name"]: row["articles"] for row in rows(target, "select")}
        assert names == {"mine": 4, "other": 2, "other (news)": 3}
    assert "Selection" not in told


def test_the_newer_of_two_codes_counts(path: Path, tmp_path: Path) -> None:
    target = made(tmp_path / "all.db", 1)
    code(target, 1, "con")
    merge(target, path)
    assert [row["value"] for row in rows(target, "code")] == ["con"]
    code(path, 1, "con")
    code(path, 1, "pro")
    merge(target, path)
    assert [row["value"] for row in rows(target, "code")] == ["pro"]


def test_what_was_forgotten_stays_out_of_the_notes_too(path: Path, tmp_path: Path) -> None:
    target = made(tmp_path / "all.db", 1)
    ask(target, "forget", f"{URL}/1", "--yes")
    merge(target, path)
    assert len(rows(target, "select", "mine")) == 2
    assert [row["text"] for row in rows(target, "note")] == ["another"]
    assert rows(target, "code") == []
