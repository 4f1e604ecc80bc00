"""Whether the files themselves are whole, and hold nothing foreign."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from archive.captures.store import CaptureStore
from archive.errors import ArchiveLocked, is_obstacle
from archive.schema import search_index
from archive.schema.database import BUSY_SECONDS
from archive.schema.file_formats import ARCHIVE, CAPTURES
from archive.schema.foreign_objects import foreign_objects
from archive.schema.locks import run_lock
from archive.upkeep.check.problems import Problem, Report, repair_command, restore_advice
from archive.values.odd_values import odd_values

MOST_TOLD = 100
"""Lines of ``integrity_check`` that are passed on."""


def integrity_problems(file: Path, connection: sqlite3.Connection, path: Path) -> list[Problem]:
    """What SQLite itself finds wrong with a file of the archive at *path*."""
    lines = _integrity_lines(connection)
    advice = repair_command(path) if _is_index_only(lines) else restore_advice(file)
    return [Problem("file", file, line, advice) for line in lines]


def unreadable(connection: sqlite3.Connection, captures: CaptureStore) -> str | None:
    """Damage that only a backup can put right, or ``None``: no repair builds on such a file."""
    for opened in (connection, captures.connection):
        lines = _integrity_lines(opened) if opened else []
        if lines and not _is_index_only(lines):
            return lines[0]
    return None


def _integrity_lines(connection: sqlite3.Connection) -> list[str]:
    try:
        rows = connection.execute(f"PRAGMA integrity_check({MOST_TOLD})").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [str(line) for (line,) in rows if line != "ok"]


def _is_index_only(lines: list[str]) -> bool:
    return all("index" in line or "articles_fts" in line for line in lines)


def foreign_problems(
    path: Path, connection: sqlite3.Connection, captures: CaptureStore
) -> Iterator[Problem]:
    """What newsclip did not make: while it is there, nothing is written."""
    files = [(path, connection, ARCHIVE)]
    if captures.connection:
        files.append((captures.path, captures.connection, CAPTURES))
    for file, opened, form in files:
        for one in foreign_objects(opened, form):
            what = f"{one} is not newsclip's, and would run with every command"
            yield Problem("schema", file, what, f"sqlite3 {file} '{one.drop}'")


def odd_value_problems(file: Path, connection: sqlite3.Connection) -> Iterator[Problem]:
    """Values that newsclip never writes."""
    for value in odd_values(connection):
        yield Problem("rows", file, f"{value}. Another program wrote that", restore_advice(file))


def hard_link_notes(path: Path) -> Iterator[str]:
    """A second name (a hard link) would have a log, a lock and stored pages of its own."""
    with suppress(OSError):
        if (count := path.stat().st_nlink) > 1:
            yield (
                f"{path} has {count} names on this disk: write to it by this one only, or make of "
                "the others symbolic links"
            )


def check_search_index(
    path: Path, connection: sqlite3.Connection, report: Report, every_article: bool
) -> None:
    """Compare the search index with a sample of the articles, or all of them.

    Not while a run holds the archive.

    FTS5 checks its index through an INSERT, which keeps writers waiting while it runs.
    """
    if not search_index.is_there(connection):
        return
    uri = f"{path.resolve().as_uri()}?mode=rw"
    try:
        with (
            run_lock(path),
            closing(
                sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            ) as db,
        ):
            db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
            if not search_index.is_sound(connection, every_article=every_article):
                raise sqlite3.DatabaseError
    except ArchiveLocked:
        report.notes.append("a run is writing: the search index was not looked at")
    except sqlite3.OperationalError as error:
        if is_obstacle(error):
            report.notes.append(f"the search index was not looked at ({error})")
        else:
            report.problems.append(
                Problem(
                    "index", path, f"the search index is damaged ({error})", repair_command(path)
                )
            )
    except OSError as error:
        report.notes.append(f"the search index was not looked at ({error.strerror})")
    except sqlite3.DatabaseError:
        what = "the search index does not say what the articles say"
        report.problems.append(Problem("index", path, what, repair_command(path)))
