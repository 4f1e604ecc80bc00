"""Whether what people noted is whole, and of articles that there are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.errors import ArchiveError
from archive.notes.forget_notes import TABLES
from archive.notes.noted_articles import resolve
from archive.notes.notes_file import open_notes_for_reading
from archive.schema.file_formats import NOTES, read_id
from archive.schema.foreign_objects import foreign_objects
from archive.schema.paths import notes_path
from archive.upkeep.check.file_checks import integrity_problems
from archive.upkeep.check.problems import Problem, Report, restore_advice
from archive.values.odd_values import odd_values

SHOWN = 3
"""Addresses that are named."""


def check_notes(path: Path, connection: sqlite3.Connection, report: Report) -> None:
    """Look at the notes of the archive at *path*, where there are any."""
    file = notes_path(path)
    try:
        notes = open_notes_for_reading(path, read_id(connection))
    except (ArchiveError, sqlite3.DatabaseError) as error:
        report.problems.append(Problem("notes", file, str(error), restore_advice(file)))
        return
    if notes is None:
        return
    with closing(notes):
        damage = integrity_problems(file, notes, path)
        report.problems += [
            Problem("notes", file, problem.what, restore_advice(file)) for problem in damage
        ]
        for one in [] if damage else foreign_objects(notes, NOTES):
            what = f"{one} is not newsclip's, and would run with every command"
            report.problems.append(Problem("notes", file, what, f"sqlite3 {file} '{one.drop}'"))
        for value in [] if damage else odd_values(notes):
            what = f"{value}. Another program wrote that"
            report.problems.append(Problem("notes", file, what, restore_advice(file)))
        if not damage:
            report.notes += _strays(notes, connection, file)


def _strays(notes: sqlite3.Connection, connection: sqlite3.Connection, file: Path) -> list[str]:
    """What is noted of articles that the archive has not."""
    union = " UNION ".join(f"SELECT url_key FROM {table}" for table in TABLES)
    keys = [key for (key,) in notes.execute(f"{union} ORDER BY url_key")]
    there = resolve(connection, keys)
    missing = [key for key in keys if key not in there]
    if not missing:
        return []
    shown = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
    what = "an article that is" if len(missing) == 1 else f"{len(missing)} articles that are"
    return [f"{file} notes something of {what} not in the archive: {shown}"]
