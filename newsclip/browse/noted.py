"""What people noted of articles, as the pages show it, and as forms change it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from archive import Archive
from archive.notes import coding, selections, tags_and_notes
from archive.notes.noted_articles import keys_of, noted
from archive.notes.notes_file import open_notes
from archive.notes.selections import Selection
from archive.notes.tags_and_notes import Note


@dataclass(frozen=True, slots=True)
class NotedOfArticle:
    """What is noted of one article."""

    selections: list[str] = field(default_factory=list)
    other_selections: list[str] = field(default_factory=list)
    """Those that it is not in."""
    tags: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    codes: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, coder and value."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is noted."""
        return not (self.selections or self.tags or self.notes or self.codes)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who may write notes from these pages: whoever was shown this token by them."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def knows(self, token: str) -> bool:
        """Whether *token* came from a page of this server."""
        return secrets.compare_digest(token.encode(), self.token.encode())


def noted_of(archive: Archive, number: int) -> NotedOfArticle:
    """What is noted of the article *number*."""
    if archive.notes is None:
        return NotedOfArticle()
    keys = keys_of(archive.connection, number)
    names = selections.of_article(archive.notes, keys)
    return NotedOfArticle(
        names,
        [name for name in selections.names(archive.notes) if name not in names],
        tags_and_notes.tags_of(archive.notes, keys),
        tags_and_notes.notes_on(archive.notes, keys),
        coding.codes_of(archive.notes, keys),
    )


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
    known = {str(note.number): note.number for note in noted_of(archive, number).notes}
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
