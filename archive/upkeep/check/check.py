"""Whether an archive is whole: both files, what refers to what, the search index, the pages."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

from archive.captures.store import CaptureStore
from archive.upkeep.check.file_checks import (
    check_search_index,
    foreign_problems,
    hard_link_notes,
    integrity_problems,
    odd_value_problems,
)
from archive.upkeep.check.notes_checks import check_notes
from archive.upkeep.check.page_checks import check_pages, unvisited_page_notes
from archive.upkeep.check.problems import Progress, Report, unless_damaged
from archive.upkeep.check.row_checks import (
    future_date_notes,
    missing_page_problems,
    row_problems,
    unfinished_forgetting,
)


def check(
    path: Path,
    connection: sqlite3.Connection,
    captures: CaptureStore,
    *,
    every_page: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Look at everything but the stored pages, and unpack a sample of them or all."""
    report = Report()
    report.notes += hard_link_notes(path)
    pages = captures.connection
    files = [(path, connection)] + ([(captures.path, pages)] if pages else [])
    for file, opened in files:
        report.problems += integrity_problems(file, opened, path)
    if report.has_damaged_file:
        # What else they tell is not to be relied on, and errors would name the wrong file.
        return report
    report.problems += unless_damaged(path, lambda: foreign_problems(path, connection, captures))
    for file, opened in files:
        report.problems += unless_damaged(file, partial(odd_value_problems, file, opened))
    report.problems += unless_damaged(path, lambda: row_problems(connection, path))
    begun = unless_damaged(path, lambda: unfinished_forgetting(connection, captures, path))
    report.problems += begun
    check_search_index(path, connection, report, every_page)
    check_notes(path, connection, report)
    if pages is None:
        report.notes.append(f"{captures.path} is not there: no stored page was looked at")
        return report
    report.notes += future_date_notes(connection)
    if not begun:  # else pages may be missing because they were to go
        report.problems += unless_damaged(
            captures.path, lambda: missing_page_problems(connection, pages, path, captures.path)
        )
    if not report.has_damaged_file:
        report.notes += unvisited_page_notes(connection, pages, path, every_page)
    check_pages(captures, pages, path, every_page, report, progress)
    return report
