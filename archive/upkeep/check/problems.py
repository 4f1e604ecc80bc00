"""What a check can find wrong, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["file", "schema", "rows", "index", "page", "notes"]
Progress = Callable[[int, int], None]
"""Told how many pages of how many were looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the command that puts it right."""

    kind: Kind
    """``file``: SQLite itself finds it damaged; ``schema``: it holds what newsclip did not make
    and what runs by itself; ``rows``: they do not fit each other;
    ``index``: the search index; ``page``: a stored page cannot be unpacked; ``notes``: something is
    wrong with ``news.notes.db``, and the archive itself is not concerned."""
    file: Path
    what: str
    repair: str
    url: str | None = None
    """The address of the article or page that it costs."""


@dataclass(slots=True)
class Report:
    """What a check came to."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was not looked at, and why."""
    pages: int = 0
    """How many stored pages there are."""
    pages_checked: int = 0

    @property
    def has_damaged_file(self) -> bool:
        """Whether SQLite itself finds one of the files damaged."""
        return any(problem.kind == "file" for problem in self.problems)


def repair_command(path: Path) -> str:
    """The command that puts right what can be, of the archive at *path*."""
    return f"newsclip check --repair --archive {path}"


def restore_advice(file: Path) -> str:
    """What to do where SQLite itself cannot read *file*."""
    if file.name.endswith(".captures.db"):
        return (
            f"restore {file.name} from a backup, or move it away: the articles stay, and pages "
            "are stored again from the next crawl on"
        )
    return f"restore {file.name} from a backup, or sqlite3 {file} .recover | sqlite3 NEW.db"


def unless_damaged(file: Path, look: Callable[[], Iterator[Problem]]) -> list[Problem]:
    """What *look* finds; if SQLite cannot read *file* meanwhile, that problem instead."""
    try:
        return list(look())
    except sqlite3.DatabaseError as error:
        return [Problem("file", file, str(error), restore_advice(file))]
