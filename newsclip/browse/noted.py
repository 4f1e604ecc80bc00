"""What people noted of articles, as the pages show it, and as forms change it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from archive import Archive
from archive.notes import selections, tags_and_notes
from archive.notes.noted_articles import keys_of, noted
from archive.notes.noted_on import NotedOn
from archive.notes.notes_file import open_notes
from archive.notes.selections import Selection


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
