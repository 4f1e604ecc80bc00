"""What the shell proposes for a value: what the archive has that begins so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic

import click
from click.shell_completion import CompletionItem

from archive import Archive, ArchiveError

MOST = 50
"""Values that are proposed at once."""
SECONDS = 1.0
"""How long a person waits for the answer to a tab."""

_COLUMNS = {"language": "language", "section": "section", "place": "dateline_place", "kind": "kind"}

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def values_of(option: str) -> Complete | None:
    """What completes the values of *option*, ``--site`` and its like; ``None`` for others."""
    if option == "site":
        return _completed(_sites)
    if option in ("selection", "tag"):
        return _completed(lambda archive, start: _noted(archive, option))
    if column := _COLUMNS.get(option):
        return _completed(lambda archive, start: _stored(archive, column, start))
    return None


def known_targets(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The sites of the archive, for ``newsclip crawl``."""
    return _completed(_sites)(context, parameter, incomplete)


def _completed(values: Callable[[Archive, str], Iterable[str]]) -> Complete:
    def complete(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        path = context.params.get("archive") or os.environ.get("NEWSCLIP_ARCHIVE") or "news.db"
        late = monotonic() + SECONDS
        try:
            with Archive(Path(path)) as archive:
                archive.connection.set_progress_handler(lambda: monotonic() > late, 10_000)
                found = [
                    one for one in values(archive, incomplete)
                    if one.casefold().startswith(incomplete.casefold())
                ]  # fmt: skip
        except (ArchiveError, OSError, sqlite3.Error):
            return []  # a shell has no place for an error here
        return [CompletionItem(one) for one in sorted(found)[:MOST]]

    return complete


def _sites(archive: Archive, start: str) -> Iterable[str]:
    known = archive.connection.execute("SELECT domain FROM sites").fetchall()
    return {*_stored(archive, "site", start), *(domain for (domain,) in known)}


def _stored(archive: Archive, column: str, start: str) -> Iterable[str]:
    pattern = start.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    return (
        value
        for (value,) in archive.connection.execute(
            f"SELECT DISTINCT {column} FROM articles_short"
            f" WHERE {column} LIKE ? ESCAPE '\\' LIMIT ?",
            [pattern, MOST],
        )
    )


def _noted(archive: Archive, option: str) -> Iterable[str]:
    if archive.notes is None:
        return ()
    sql = {"selection": "SELECT name FROM selections", "tag": "SELECT DISTINCT tag FROM tags"}
    return (value for (value,) in archive.notes.execute(sql[option]))
