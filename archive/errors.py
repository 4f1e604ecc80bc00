"""What can be wrong with an archive.

ArchiveError
├── ArchiveMissing      there is no archive at this path
├── NotAnArchive        the file is something else
├── ArchiveTooNew       a later newsclip made it
├── ArchiveOutdated     an earlier newsclip made it, and this needs what it lacks
├── ForeignSchema       it holds triggers, views or virtual tables that newsclip did not make
├── ArchiveMismatch     the two files do not belong together
├── NotesMismatch       what people added belongs to another archive
├── SelectionMissing    there is no selection of this name
├── SelectionThere      there is one already
├── ArchiveDamaged      SQLite itself cannot read one of the files
├── ArchiveLocked       another run holds it
├── ArchiveReadOnly     it was opened for reading
├── ArchiveUnmerged     its newest part is still in the log, and the folder is read-only
├── BackupFailed        no copy was made
├── OutputRefused       the output file is a database, or belongs to one
└── CaptureDamaged      one stored page cannot be unpacked
"""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Sequence
from pathlib import Path


class ArchiveError(Exception):
    """Something is wrong with the archive at ``path``; the message says what to do next."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(message)


class ArchiveMissing(ArchiveError):
    """There is no archive at this path."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path}: there is no archive here. Make one with newsclip crawl or newsclip add, "
            "or name another with --archive PATH.",
        )


class NotAnArchive(ArchiveError):
    """The file is something else: another database, or no database at all."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path,
            f"{path}: this is no newsclip archive but {found}. It was left as it is; "
            "name another file with --archive PATH, or, if it was one, put it back from a backup.",
        )


class ArchiveTooNew(ArchiveError):
    """A later newsclip made the archive."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        super().__init__(
            path,
            f"{path}: a newer newsclip made this archive (schema {version}; this one knows "
            f"{known}). Upgrade newsclip, in the folder of its sources: "
            "git pull, then pip install .",
        )


class ArchiveOutdated(ArchiveError):
    """An earlier newsclip made the archive, and what was asked for needs its upgrade."""

    def __init__(self, path: Path, needed_for: str) -> None:
        super().__init__(
            path,
            f"{path}: an earlier newsclip made this archive; {needed_for} needs its upgrade. "
            f"Any command that writes upgrades it, for instance: newsclip add URL --archive {path}",
        )


class ForeignSchema(ArchiveError):
    """The archive holds triggers, views or virtual tables that newsclip did not make."""

    def __init__(self, path: Path, found: Sequence[str]) -> None:
        self.found = tuple(found)
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        super().__init__(
            path,
            f"{path}: nothing was written, for it holds what is not newsclip's, and what would "
            f"run with every change: {', '.join(found[:3])}{more}. If it is yours, keep it in a "
            'database of its own and remove it here, as with sqlite3 FILE "DROP VIEW name"; else '
            "take over what the archive holds: newsclip merge FILE --into NEW.db",
        )


class ArchiveMismatch(ArchiveError):
    """The archive and the file of its stored pages do not belong together."""

    def __init__(self, path: Path, captures: Path) -> None:
        super().__init__(
            path,
            f"{path} and {captures} do not belong to the same archive. Put the right "
            f"{captures.name} beside it, or move the wrong one away.",
        )


class NotesMismatch(ArchiveError):
    """The archive and the file of what people added do not belong together."""

    def __init__(self, path: Path, notes: Path) -> None:
        super().__init__(
            path,
            f"{notes} was made for another archive than {path}. Put the right {notes.name} beside "
            "it, or move the wrong one away.",
        )


class SelectionMissing(ArchiveError):
    """There is no selection of this name."""

    def __init__(self, path: Path, name: str, known: Sequence[str]) -> None:
        self.name = name
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else "To make one: newsclip select NAME QUERY"
        if known and not near:
            hint = f"There are {len(known)}: newsclip select --list"
        super().__init__(path, f"{path} has no selection {name}. {hint}")


class SelectionThere(ArchiveError):
    """There is a selection of this name already."""

    def __init__(self, path: Path, name: str, articles: int) -> None:
        super().__init__(
            path,
            f"there is a selection {name} already, of {articles:,} articles. To add to it: --add; "
            f"to make it anew: newsclip select --delete {name}",
        )


class ArchiveDamaged(ArchiveError):
    """SQLite itself cannot read one of the files any more, as after a failing disk."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            path,
            f"{path}: the archive is damaged ({reason}). Put the file back from a backup; "
            "newsclip check tells which of the two it is, and how to go on without a backup.",
        )


class ArchiveLocked(ArchiveError):
    """Another run holds the archive."""

    def __init__(self, path: Path, holder: str | None, *, is_other_program: bool = False) -> None:
        who = f"another run holds this archive ({holder})" if holder else "another run holds it"
        if is_other_program:
            who = "another program keeps this archive locked"
        super().__init__(path, f"{path}: {who}. Wait for it to end, then try again.")


class ArchiveReadOnly(ArchiveError):
    """The archive was opened for reading, and something was to be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"{path}: opened for reading only. Use Archive(path, write=True).")


class ArchiveUnmerged(ArchiveError):
    """The newest part of the archive is still in its log, and the folder is read-only."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path}: the newest of it is in {path.name}-wal yet, and to read that something must "
            "be written beside it, which may not be here. Copy both files to a folder of your "
            "own; copies that need no log are made by newsclip backup.",
        )


class BackupFailed(ArchiveError):
    """No copy of the archive was made; ``path`` is the archive's."""


class OutputRefused(ArchiveError):
    """The output file is a database, or belongs to one; ``path`` is as it was."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path, f"{path}: nothing was written, for {found}. Name another file or folder."
        )


class CaptureDamaged(ArchiveError):
    """One stored page cannot be unpacked; all others can."""

    def __init__(self, path: Path, capture_id: str, reason: str) -> None:
        self.capture_id = capture_id
        self.reason = reason
        super().__init__(
            path,
            f"{path}: the stored page {capture_id} is damaged ({reason}). "
            "All other pages can be read; to fetch this one again: newsclip add URL",
        )


class PagesMadeAnew(UserWarning):
    """The file of an archive's stored pages was not there, and an empty one was made."""

    def __init__(self, path: Path, captures: Path) -> None:
        super().__init__(
            f"{captures} is not there, and {path} had stored pages: a new file was begun, for the "
            "pages to come. If you have the old one, put it back in its place before you go on."
        )


class IndexMadeAnew(UserWarning):
    """An older archive is being upgraded, and its index of words is made anew."""

    def __init__(self, path: Path, articles: int) -> None:
        things = "article is" if articles == 1 else "articles are"
        super().__init__(
            f"{path}: an earlier newsclip made this archive; its {articles:,} {things} "
            "indexed anew for searching, once: about a minute for each 100,000."
        )


def is_damage(error: BaseException) -> bool:
    """Whether *error* says that the content of a file is damaged."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_busy(error: BaseException) -> bool:
    """Whether *error* says that another program kept the file locked all the time."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_full(error: BaseException) -> bool:
    """Whether *error* says that the disk is full."""
    return _code(error) == sqlite3.SQLITE_FULL


def is_obstacle(error: BaseException) -> bool:
    """Whether *error* is about access, not about content: locked, not permitted, no room."""
    return (
        is_busy(error)
        or is_full(error)
        or _code(error)
        in (
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_PERM,
            sqlite3.SQLITE_IOERR,
        )
    )


def as_archive_error(path: Path, error: BaseException) -> ArchiveError | None:
    """The error to show a person in place of SQLite's; ``None`` where there is no better one."""
    if is_damage(error):
        return ArchiveDamaged(path, str(error))
    if is_busy(error):
        return ArchiveLocked(path, None, is_other_program=True)
    return None


def _code(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(error, sqlite3.DatabaseError) and code else None
