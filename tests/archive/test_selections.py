"""Sets of articles kept under a name: by address, with what chose them; tags and notes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, SelectionMissing
from archive.notes.notes_file import open_notes
from newsclip.cli import main

STORIES = ("Storm one", "Storm two", "Calm", "Storm and calm")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    save_stories(path)
    return path


def save_stories(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.save([visit(article(s), hours(n), f"{URL}/{n}") for n, s in enumerate(STORIES, 1)])


def ask(path: Path, *arguments: str, code: int = 0, stdin: str | None = None) -> Result:
    ran = CliRunner().invoke(main, [*arguments, "--archive", str(path)], input=stdin)
    assert ran.exit_code == code, ran.output
    return ran


def rows(path: Path, *arguments: str) -> list[dict]:
    shown = ask(path, *arguments, "--format", "jsonl").stdout
    return [json.loads(line) for line in shown.splitlines()]


def headlines(path: Path, *arguments: str) -> list[str]:
    return sorted(row["headline"] for row in rows(path, *arguments))


def test_where_nothing_is_found_no_selection_is_made(path: Path) -> None:
    refused = ask(path, "select", "storms", "hurricane", "--site", "exampel.com", code=2)
    assert "storms: nothing is found, so no selection was made" in refused.stderr
    assert "No article has the site" in refused.stderr
    assert not path.with_name("news.notes.db").exists()
    ask(path, "select", "storms", "calm")
    assert "0 added" in ask(path, "select", "storms", "--add", "hurricane").stderr


def test_what_is_tagged_already_is_said(path: Path) -> None:
    assert "1 added to 1 article\n" in ask(path, "tag", "1", "flood").stderr
    again = ask(path, "tag", "1", "Flood")
    assert again.stderr == "Nothing to do: the article has these tags already\n"
    assert (
        "1 added to 2 articles, the others had them" in ask(path, "tag", "1", "2", "flood").stderr
    )
    ask(path, "tag", "1", "flood", "--remove")
    none = ask(path, "tag", "1", "flood", "--remove")
    assert none.stderr == "Nothing to do: the article has none of these tags\n"


def test_a_selection_is_kept_with_what_chose_it(path: Path) -> None:
    notes = path.with_name("news.notes.db")
    assert ask(path, "select").stderr == "No selection yet.\n"
    assert not notes.exists()
    made = ask(path, "select", "storms", "storm", "-calm", "--since", "2026-10-01")
    assert made.stderr == "storms: 2 articles selected\n"
    assert headlines(path, "select", "storms") == ["Storm one", "Storm two"]
    (listed,) = rows(path, "select", "--list")
    assert (listed["name"], listed["articles"], listed["query"]) == ("storms", 2, "storm -calm")
    assert listed["options"] == "--since 2026-10-01T00:00:00+00:00"
    with Archive(path, write=True) as archive:  # what comes later does not join it
        archive.save([visit(article("Storm three"), hours(9), f"{URL}/9")])
    assert headlines(path, "select", "storms") == ["Storm one", "Storm two"]
    again = ask(path, "select", "storms", "calm", code=2)
    assert "storms already, of 2 articles" in again.stderr
    assert "--add" in again.stderr


def test_articles_are_added_and_removed(path: Path) -> None:
    ask(path, "select", "mine", "one")
    added = ask(path, "select", "mine", "--add", "3", f"{URL}/4?utm_source=x")
    assert added.stderr == "mine: 2 added, it has 3 articles\n"
    ask(path, "select", "mine", "--add", "3")
    assert headlines(path, "select", "mine") == ["Calm", "Storm and calm", "Storm one"]
    ask(path, "select", "mine", "--remove", "storm")
    assert headlines(path, "select", "mine") == ["Calm"]
    ask(path, "select", "mine", "--add", "headline:two")
    assert headlines(path, "select", "mine") == ["Calm", "Storm two"]
    unknown = ask(path, "select", "mine", "--add", "99", code=2)
    assert "99: not in" in unknown.stderr
    assert "deleted" in ask(path, "select", "--delete", "mine").stderr
    assert rows(path, "select") == []


def test_everything_that_lists_takes_a_selection(path: Path, tmp_path: Path) -> None:
    ask(path, "select", "storms", "storm -calm")
    ask(path, "select", "all", "")
    assert headlines(path, "search", "--selection", "storms") == ["Storm one", "Storm two"]
    assert headlines(path, "search", "two", "--selection", "storms") == ["Storm two"]
    assert headlines(path, "search", "-two", "--selection", "storms") == ["Storm one"]
    assert headlines(path, "search", "--relevance", "one", "--selection", "storms") == ["Storm one"]
    assert headlines(path, "export", "calm", "--selection", "storms") == []
    assert [row["articles"] for row in rows(path, "count", "storm", "--selection", "storms")] == [2]
    (count,) = rows(path, "count", "two", "--selection", "all", "--share")
    assert (count["articles"], count["output"]) == (1, 4)
    told = json.loads(ask(path, "report", "--selection", "storms", "--format", "json").stdout)
    assert (told["totals"]["articles"], told["selection"]) == (2, "storms")
    page = tmp_path / "report.html"
    ask(path, "report", "--selection", "storms", "-o", str(page))
    assert "of the selection “storms”" in page.read_text()
    watching = ["watch", "--selection", "storms", "--edits"]
    ask(path, *watching)
    with Archive(path, write=True) as archive:
        archive.save(
            [
                visit(article("Storm 1"), hours(5), f"{URL}/1"),
                visit(article("Calmer"), hours(5), f"{URL}/3"),
            ]
        )
    assert headlines(path, *watching) == ["Storm 1"]


@pytest.mark.parametrize("command", ["search", "count", "export", "watch", "report"])
def test_an_unknown_selection_is_told_with_the_nearest(path: Path, command: str) -> None:
    assert "newsclip select NAME" in ask(path, command, "--selection", "storms", code=2).stderr
    ask(path, "select", "storms", "storm")
    told = ask(path, command, "--selection", "strom", code=2)
    assert "no selection strom. Did you mean storms?" in told.stderr


def test_a_selection_outlives_its_archive_being_made_anew(path: Path) -> None:
    ask(path, "select", "storms", "storm -calm")
    ask(path, "tag", "2", "seen")
    archive_id = Archive(path).archive_id
    for name in ("news.db", "news.captures.db"):
        path.with_name(name).unlink()
    with Archive(path, write=True) as archive:  # the same pages in another order
        for connection in (archive.connection, archive.captures_connection):
            connection.execute("UPDATE meta SET value = ? WHERE key = 'archive_id'", [archive_id])
        archive.save([visit(article("Storm two"), hours(2), f"{URL}/2")])
    with Archive(path) as archive:
        selection = archive.selection("storms")
        assert list(selection.ids) == [1]
        assert [one.record.headline for one in selection] == ["Storm two"]
        assert selection.missing == ["example.com/2026/11/01/harbour/1"]
    assert "Not in" in ask(path, "select", "storms").stderr
    assert headlines(path, "search", "--tag", "seen") == ["Storm two"]


def test_tags(path: Path) -> None:
    assert ask(path, "tag").stderr == "No tag yet.\n"
    assert ask(path, "tag", "1", f"{URL}/3", "Café", "to  read").stderr == "4 added to 2 articles\n"
    ask(path, "tag", "2", "cafe")
    assert rows(path, "tag") == [
        {"tag": "Café", "articles": 3},
        {"tag": "to read", "articles": 2},
    ]
    assert headlines(path, "search", "--tag", "CAFE") == ["Calm", "Storm one", "Storm two"]
    assert headlines(path, "search", "storm", "--tag", "to read") == ["Storm one"]
    assert rows(path, "tag", "3") == [{"id": 3, "tags": ["Café", "to read"]}]
    assert ask(path, "tag", "--remove", "3", "CAFÉ").stderr == "1 taken off 1 article\n"
    assert headlines(path, "search", "--tag", "café") == ["Storm one", "Storm two"]
    assert headlines(path, "search", "--tag", "none") == []
    told = ask(path, "search", "--tag", "none").stderr
    assert "No article has the tag none. All: newsclip tag" in told
    ask(path, "tag", "99", "x", code=2)
    ask(path, "tag", "x", code=2)


def test_notes(path: Path) -> None:
    assert ask(path, "note").stderr == "No note yet.\n"
    ask(path, "note", "1", "quotes", "nobody")
    ask(path, "note", f"{URL}/1", "-", stdin="Two lines,\nread from a file.\n")
    ask(path, "note", "2", "another")
    found = rows(path, "note", "1")
    assert [one["text"] for one in found] == ["quotes nobody", "Two lines,\nread from a file."]
    assert [(one["note"], one["id"]) for one in rows(path, "note", "--list")] == [
        (1, 1),
        (2, 1),
        (3, 2),
    ]
    ask(path, "note", "--delete", "1")
    assert "no note 1" in ask(path, "note", "--delete", "1", code=2).stderr
    assert len(rows(path, "note")) == 2
    ask(path, "note", "1", " ", code=2)


def test_an_article_that_moved_keeps_what_was_noted(path: Path) -> None:
    ask(path, "select", "mine", "one")
    ask(path, "tag", "1", "seen")
    with Archive(path, write=True) as archive:
        archive.connection.execute(
            "UPDATE articles SET url = ?, url_key = ? WHERE id = 1",
            [f"{URL}/moved", "example.com/2026/11/01/harbour/moved"],
        )
    assert headlines(path, "search", "--selection", "mine") == ["Storm one"]
    assert headlines(path, "search", "--tag", "seen") == ["Storm one"]
    assert rows(path, "tag", "1") == [{"id": 1, "tags": ["seen"]}]
    assert "0 added" in ask(path, "select", "mine", "--add", "1").stderr
    ask(path, "select", "mine", "--remove", "1")
    assert headlines(path, "select", "mine") == []


def test_in_python(path: Path) -> None:
    ask(path, "select", "storms", "storm -calm")
    ask(path, "tag", "2", "seen")
    with Archive(path) as archive:
        frame = archive.selection("storms").to_dataframe(library="pandas")
        assert list(frame.headline) == ["Storm one", "Storm two"]
        assert [one.name for one in archive.selections()] == ["storms"]
        assert [hit.id for hit in archive.search("", selection="storms", tag="seen")] == [2]
        assert len(list(archive.articles(selection="storms"))) == 2
        assert archive.count(selection="storms").totals == {"": 2}
        with pytest.raises(SelectionMissing):
            archive.count(selection="strom")


def test_notes_of_an_earlier_newsclip_are_upgraded(path: Path) -> None:
    with Archive(path) as archive, closing(open_notes(path, archive.archive_id)) as notes:
        for name in ("selection_articles", "selections", "tags", "notes", "codes", "codebook"):
            notes.execute(f"DROP TABLE {name}")
        notes.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_selections'")
        notes.execute("PRAGMA user_version = 1")
    assert rows(path, "select") == []
    ask(path, "select", "storms", "storm")
    with closing(sqlite3.connect(path.with_name("news.notes.db"))) as notes:
        assert notes.execute("PRAGMA user_version").fetchone() == (2,)


@given(text=st.text(max_size=20) | st.just("\udcff") | st.just("x" * 200))
@settings(max_examples=8)
def test_any_text_is_a_name_a_tag_a_note_or_none(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a shell can hand over is kept and found again, or refused in a line."""
    path = tmp_path_factory.getbasetemp() / "any" / "news.db"
    if not path.exists():
        path.parent.mkdir()
        save_stories(path)
    path.with_name("news.notes.db").unlink(missing_ok=True)
    told = [
        tried(path, "select", "--", text, "storm"),
        tried(path, "select", "--section", text, "--", "mine", text),
        tried(path, "tag", "--", "1", text),
        tried(path, "note", "--", "1", text),
        tried(path, "search", "--selection", text),
        tried(path, "search", "--tag", text),
        tried(path, "select"),
        tried(path, "code", "--selection", text),
    ]
    assert {code for code, _ in told} <= {0, 2}, told
    with Archive(path) as archive:
        for selection in archive.selections():
            assert archive.selection(selection.name).keys == selection.keys


def tried(path: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [words[0], "--archive", str(path), *words[1:]])
    return done.exit_code, done.output
