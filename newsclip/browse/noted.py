"""What people noted of articles, as the pages show it, and as forms change it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property

import click

from archive import Archive, ArchiveError
from archive.notes import selections, tags_and_notes
from archive.notes.noted_articles import keys_of, noted
from archive.notes.noted_on import NotedOn
from archive.notes.notes_file import open_notes, open_notes_for_reading
from archive.notes.selections import Selection
from archive.schema.paths import notes_path
from newsclip.terminal.output.printing import clean


class BrowsedArchive(Archive):
    """An archive whose notes may be another archive's, or damaged: it is read without them then."""

    notes_problem: str | None = None
    """Why there are no notes to be read."""

    @cached_property
    def notes(self) -> sqlite3.Connection | None:
        """``news.notes.db``, for reading; ``None`` where there is none that can be read."""
        try:
            return open_notes_for_reading(self.path, self.archive_id)
        except ArchiveError as error:
            self.notes_problem = str(error)
        except sqlite3.DatabaseError as error:
            self._note_damage(error)
        return None

    def goes_on_without_notes(self, error: sqlite3.DatabaseError) -> bool:
        """Leave the notes out, as *error* may have come of them; whether there were any."""
        notes = self.__dict__.get("notes")
        if notes is None or "interrupted" in str(error):
            return False
        notes.close()
        self.__dict__["notes"] = None
        self._note_damage(error)
        return True

    def _note_damage(self, error: sqlite3.DatabaseError) -> None:
        name = notes_path(self.path).name
        self.notes_problem = f"{name} cannot be read ({error}). See: newsclip check."


class NotesProblem:
    """What is wrong with the notes, told once on standard error."""

    def __init__(self) -> None:
        self.told: str | None = None

    def note(self, problem: str | None) -> None:
        """That *problem* is what is wrong now; ``None``: nothing is."""
        if problem and problem != self.told:
            click.echo(f"newsclip: {clean(problem)} The archive is read without.", err=True)
        self.told = problem


@dataclass(frozen=True, slots=True)
class CsrfToken:
    """A secret that every form of these pages sends back, so that no other site can send one."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def knows(self, token: str) -> bool:
        """Whether *token* came from a page of this server."""
        return secrets.compare_digest(token.encode(), self.token.encode())


def noted_of(archive: Archive, number: int) -> tuple[NotedOn, list[str]]:
    """What is noted on the article *number*, and the selections that it is not in."""
    found = archive.noted_on(number)
    others = [name for name in selections.names(archive.notes) if name not in found.selections]
    return found, others


def all_noted(archive: Archive) -> tuple[list[Selection], dict[str, int]]:
    """All selections, and all tags with how many articles have each."""
    return archive.selections(), tags_and_notes.tag_counts(archive.notes)


def beside(archive: Archive) -> dict[str, bool]:
    """What every page leads to: front pages, and selections or tags, where there are any."""
    fronts = "SELECT 1 FROM sqlite_master WHERE name = 'fronts'"
    asked, notes = archive.connection.execute, archive.notes
    noted = "SELECT EXISTS (SELECT 1 FROM selections) OR EXISTS (SELECT 1 FROM tags)"
    return {
        "has_fronts": bool(asked(fronts).fetchone() and asked("SELECT 1 FROM fronts").fetchone()),
        "has_noted": bool(notes and notes.execute(noted).fetchone()[0]),
    }


def change(archive: Archive, number: int, form: Mapping[str, str]) -> None:
    """Do what a form asks of the article *number*.

    Raises ``ValueError`` for what makes no sense, and ``SelectionMissing``.
    """
    todo = _CHANGES.get(form.get("do", ""))
    if todo is None:
        raise ValueError("this form asks for nothing that is known here")
    todo(archive, number, form.get("value", ""))


def _tag(archive: Archive, number: int, value: str) -> None:
    with closing(open_notes(archive.path, archive.archive_id)) as notes:
        tags_and_notes.add_tags(notes, noted(archive.connection, [number]), [value])


def _untag(archive: Archive, number: int, value: str) -> None:
    keys = keys_of(archive.connection, number)
    with closing(open_notes(archive.path, archive.archive_id)) as notes:
        tags_and_notes.remove_tags(notes, keys, [value])


def _note(archive: Archive, number: int, value: str) -> None:
    (article,) = noted(archive.connection, [number])
    with closing(open_notes(archive.path, archive.archive_id)) as notes:
        tags_and_notes.add_note(notes, article, value)


def _delete_note(archive: Archive, number: int, value: str) -> None:
    known = {str(note.number): note.number for note in archive.noted_on(number).notes}
    if value in known:
        with closing(open_notes(archive.path, archive.archive_id)) as notes:
            tags_and_notes.remove_note(notes, known[value])


def _select(archive: Archive, number: int, value: str) -> None:
    name = archive.selection(value).name
    with closing(open_notes(archive.path, archive.archive_id)) as notes:
        selections.add(notes, name, noted(archive.connection, [number]))


def _unselect(archive: Archive, number: int, value: str) -> None:
    selection = archive.selection(value)
    with closing(open_notes(archive.path, archive.archive_id)) as notes:
        selections.remove(notes, selection.name, selection.keys_of([number]))


_CHANGES: dict[str, Callable[[Archive, int, str], None]] = {
    "tag": _tag,
    "untag": _untag,
    "note": _note,
    "delete-note": _delete_note,
    "select": _select,
    "unselect": _unselect,
}
