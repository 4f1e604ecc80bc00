"""How texts are printed, progress is shown, and errors become exit codes.

What pages say is never trusted on a terminal: control characters are removed first.
"""

from __future__ import annotations

import functools
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from newsclip.terminal.disk_advice import advice, odd_value_in
from newsclip.terminal.output.invisible_characters import without_hiding

Command = TypeVar("Command", bound=Callable[..., Any])

LOCKED = 75
WRONG_USE = 2

# C0 and C1 controls, invisible direction marks, lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z")
"""A time as the archive writes it; a table shows its minute, in UTC."""

_PLURALS = {
    "articles",
    "captures",
    "files",
    "pages",
    "mistakes",
    "problems",
    "requests",
    "revisits",
    "sites",
    "stored pages",
}


def minute(text: str) -> str:
    """A time as the archive writes it, as people read it; anything else as it is."""
    found = _MOMENT.fullmatch(text)
    return f"{found[1]} {found[2]} UTC" if found else text


def strip_controls(text: str) -> str:
    """*text* without control characters and what hides text; line breaks and tabs stay."""
    return without_hiding(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def clean(text: str) -> str:
    """*text* on one line, safe to print: no control characters, white space folded."""
    return " ".join(strip_controls(text).split())


def undated_text(count: int) -> str:
    """What is said of articles of a period that name no date."""
    names = "article names" if count == 1 else "articles name"
    return f"{count:,} {names} no date: what counts is when it was first seen"


def counted(count: int, things: str) -> str:
    """``1 file``, ``2 files``: *things* is the plural, or an outcome that has none."""
    one = count == 1 and things in _PLURALS
    return f"{count} {things.removesuffix('s') if one else things}"


def console(*, stderr: bool = False) -> Console:
    """A console for standard output (or error); no colour when piped or ``NO_COLOR`` is set."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def can_be_asked() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def on_terminal() -> bool:
    """Whether a person is looking at standard output."""
    return sys.stdout.isatty()


@contextmanager
def progress_bar(title: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, to be told how much of how much is done; elsewhere nothing."""
    show = not quiet and sys.stderr.isatty()
    with Progress(console=console(stderr=True), transient=True, disable=not show) as bar:
        task = bar.add_task(title)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def watched(state: Callable[[], tuple[str, int, int | None]], quiet: bool) -> Iterator[None]:
    """A bar on a terminal that asks *state* twice a second: words, bytes done, bytes in all or
    ``None`` while they are not known; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(20),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    over = threading.Event()
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch() -> None:
            while not over.wait(0.5):
                words, done, total = state()
                bar.update(task, description=words, completed=done, total=total)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


@contextmanager
def telling_archive_errors() -> Iterator[None]:
    """The archive's errors, and what SQLite says of a disk, as a message and an exit code."""
    from archive.errors import ArchiveError, ArchiveLocked  # reading a page needs no archive

    try:
        yield
    except ArchiveLocked as error:
        fail(str(error), LOCKED)
    except ArchiveError as error:
        fail(str(error), WRONG_USE)
    except sqlite3.Error as error:
        if told := advice(error):
            fail(told, WRONG_USE)
        raise


def errors(command: Command) -> Command:
    """Turn the archive's errors into a message and an exit code: 75 if locked, else 2.

    Goes directly above the function, below ``@click.command``.
    """

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            with telling_archive_errors():
                return command(*args, **kwargs)
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            if told := odd_value_in(kwargs.get("database") or kwargs.get("archive")):
                fail(told, WRONG_USE)
            raise error

    return guarded  # type: ignore[return-value]


def fail(message: str, exit_code: int = WRONG_USE) -> NoReturn:
    """Print *message* to standard error and end with *exit_code*."""
    click.echo(f"newsclip: {clean(message)}", err=True)
    raise SystemExit(exit_code)
