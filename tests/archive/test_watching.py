"""Watched queries: what is told once, and where it is kept how far."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result

from archive import Archive, NotesMismatch, Visit
from archive.notes.notes_file import open_notes, open_notes_for_reading
from newsclip.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    save(path, visit(article("Storm one"), url=f"{URL}/1"))
    return path


def save(path: Path, *visits: Visit) -> None:
    with Archive(path, write=True) as archive:
        archive.save(list(visits))


def watch(path: Path, *arguments: str) -> Result:
    ran = CliRunner().invoke(main, ["watch", "--archive", str(path), *arguments])
    assert ran.exit_code == 0, ran.output
    return ran


def told(path: Path, *arguments: str) -> list[tuple[str, str, str | None]]:
    lines = watch(path, *arguments, "--format", "jsonl").stdout.splitlines()
    return [(row["kind"], row["headline"], row["before"]) for row in map(json.loads, lines)]


def test_what_is_new_is_told_once(path: Path) -> None:
    begun = watch(path, "storm")
    assert begun.stdout == ""
    assert begun.stderr == "Watching begins; found so far and not listed: 1\n"
    assert watch(path, "storm").output == ""
    save(path, visit(article("Storm two"), url=f"{URL}/2"), visit(article("Calm"), url=f"{URL}/3"))
    news = watch(path, "storm")
    assert news.stdout.splitlines()[0] == "Storm two"
    assert f"{URL}/2" in news.stdout
    assert "Calm" not in news.stdout
    assert watch(path, "storm").output == ""


def test_each_watch_is_kept_by_its_name(path: Path) -> None:
    for arguments in (["storm"], ["storm", "--name", "mine"], ["storm -calm"]):
        watch(path, *arguments)
    save(path, visit(article("Storm two"), url=f"{URL}/2"))
    one = [("new", "Storm two", None)]
    assert told(path, "storm") == one
    assert told(path, "storm") == []
    assert told(path, "anything else", "--name", "mine") == []
    assert told(path, "storm -calm") == one
    assert told(path, "-storm") == []  # begins


def test_edits_and_what_went(path: Path) -> None:
    watching = ["storm", "--edits", "--gone"]
    watch(path, *watching)
    watch(path, "storm")
    save(path, visit(article("Storm 1"), hours(1), url=f"{URL}/1"))
    assert told(path, *watching) == [("edited", "Storm 1", "Storm one")]
    save(
        path,
        Visit(f"{URL}/1", hours(2), outcome="gone", status=404),
        Visit(f"{URL}/1", hours(3), outcome="gone", status=410),
    )
    assert told(path, *watching) == [("gone", "Storm 1", None)]
    save(path, Visit(f"{URL}/1", hours(4), outcome="gone", status=404))
    assert told(path, *watching) == []
    assert told(path, "storm") == []


def test_an_edit_that_takes_the_words_away_is_told(path: Path) -> None:
    save(path, visit(article("Calm"), url=f"{URL}/2"))
    watches = (
        ["storm", "--edits"],
        ["-storm", "--edits"],
        ["storm", "--edits", "--language", "de"],
        ["storm", "--edits", "--name", "twice"],
    )
    for watching in watches:
        watch(path, *watching)
    save(path, visit(article("Breeze one"), hours(1), url=f"{URL}/1"),
         visit(article("Calm again"), hours(1), url=f"{URL}/2"))  # fmt: skip
    away = ("edited", "Breeze one", "Storm one")
    assert told(path, *watches[0]) == [away]
    assert told(path, *watches[1]) == [away, ("edited", "Calm again", "Calm")]
    assert told(path, *watches[2]) == []
    save(path, visit(article("Gale"), hours(2), url=f"{URL}/1"))
    assert told(path, *watches[0]) == [], "the words were gone before this edit"
    assert told(path, *watches[3]) == [("edited", "Gale", "Storm one")]


def test_the_notes_are_made_at_first_use_and_belong_to_their_archive(path: Path) -> None:
    notes = path.with_name("news.notes.db")
    with Archive(path) as archive:
        assert open_notes_for_reading(path, archive.archive_id) is None
        assert not notes.exists()
        open_notes(path, archive.archive_id).close()
        found = open_notes_for_reading(path, archive.archive_id)
        assert found
        assert found.execute("SELECT value FROM meta").fetchall() == [(archive.archive_id,)]
        found.close()
    with pytest.raises(NotesMismatch):
        open_notes(path, "another")
    with pytest.raises(NotesMismatch):
        open_notes_for_reading(path, "another")
    other = path.with_name("other.db")
    save(other, visit(article("Storm")))
    notes.rename(other.with_name("other.notes.db"))
    ran = CliRunner().invoke(main, ["watch", "storm", "--archive", str(other)])
    assert ran.exit_code == 2
    assert "was made for another archive" in ran.stderr


def test_what_is_no_operator_is_said_when_watching_begins(path: Path) -> None:
    assert "OR finds either" in watch(path, "storm or calm").stderr
    assert watch(path, "storm or calm").output == ""
