"""How lists are printed, and how errors become exit codes.

What pages say is never trusted on a terminal: control characters are removed first.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

from newsclip.terminal.disk_advice import advice, odd_value_in
from newsclip.terminal.invisible_characters import without_hiding

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
    "problems",
    "requests",
    "revisits",
    "sites",
    "stored pages",
}

PIPED_WIDTH = 200
_SHORT = 24
"""Columns no wider than this are never cut."""
_LEAST = 16
"""What a wider column keeps at least; where that does not fit, there is no table."""


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


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    form: str,
    columns: Sequence[str] | None = None,
    *,
    empty: str = "Nothing found.",
) -> None:
    """Print *rows* as ``table``, ``jsonl``, ``csv`` or ``spreadsheet`` (csv that runs nothing).

    *columns* chooses and orders what is shown; without it the first row decides. A table
    says *empty* when there is no row; the other forms then print nothing but a CSV heading.
    """
    if form == "table":
        _print_table(list(rows), columns, empty)
    elif form == "jsonl":
        for row in rows:
            click.echo(json_line(row if columns is None else {c: row.get(c) for c in columns}))
    elif form == "csv":
        _print_csv(rows, columns, csv_line)
    elif form == "spreadsheet":
        from archive.reading.export.spreadsheet_csv import MARK, plain_cell

        click.echo(MARK, nl=False)
        _print_csv(rows, columns, lambda values: csv_line(plain_cell(_flat(v)) for v in values))
    else:
        raise ValueError(f"{form!r} is none of table, jsonl, csv, spreadsheet")


def json_line(row: Mapping[str, Any]) -> str:
    """*row* as JSON on one line, readable in every script, without control characters."""
    return json.dumps(_without_controls(row), ensure_ascii=False, default=str)


def csv_line(values: Iterable[Any]) -> str:
    """*values* as one line of CSV, without its line end; lists and objects become JSON."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_flat(value) for value in values])
    return line.getvalue()


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


def _print_table(rows: list[Mapping[str, Any]], columns: Sequence[str] | None, empty: str) -> None:
    if not rows:
        click.echo(empty, err=True)
        return
    columns = list(columns or rows[0])
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    out = console()
    if not out.is_terminal:
        out.width = PIPED_WIDTH
    columns, cells = _without_empty(columns, cells)
    widths = [
        max(cell_len(_heading(column)), *(line[n].cell_len for line in cells))
        for n, column in enumerate(columns)
    ]
    kept_whole = [
        width <= _SHORT or column in ("id", "url")
        for column, width in zip(columns, widths, strict=True)
    ]
    needed = sum(w if whole else _LEAST for w, whole in zip(widths, kept_whole, strict=True))
    if needed + 2 * (len(columns) - 1) > out.width:
        _print_records(out, columns, cells)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False, padding=(0, 1))
    for n, column in enumerate(columns):
        number = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(
            _heading(column),
            justify="right" if number else "left",
            overflow="fold" if kept_whole[n] else "ellipsis",
            no_wrap=kept_whole[n],
            min_width=widths[n] if kept_whole[n] else min(_LEAST, widths[n]),
        )
    for line in cells:
        table.add_row(*line)
    out.print(table)


def _print_records(out: Console, columns: Sequence[str], cells: Sequence[Sequence[Text]]) -> None:
    """One line for each value, where a table would not fit."""
    edge = max(cell_len(_heading(column)) for column in columns) + 2
    for n, line in enumerate(cells):
        if n:
            out.print()
        for column, cell in zip(columns, line, strict=True):
            if cell.plain:
                label = Text(_heading(column).ljust(edge), style="dim")
                out.print(label.append_text(cell), soft_wrap=True)


def _without_empty(
    columns: Sequence[str], cells: Sequence[list[Text]]
) -> tuple[list[str], list[list[Text]]]:
    """The table without columns that have nothing in any row."""
    filled = [n for n in range(len(columns)) if any(line[n].plain for line in cells)]
    return [columns[n] for n in filled], [[line[n] for n in filled] for line in cells]


def _heading(column: str) -> str:
    return column.replace("_", " ")


def _print_csv(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str] | None,
    line: Callable[[Iterable[Any]], str],
) -> None:
    if columns is not None:
        click.echo(line(columns))
    for row in rows:
        if columns is None:
            columns = list(row)
            click.echo(line(columns))
        click.echo(line(row.get(column) for column in columns))


def _cell(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if value is None:
        return Text("")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, list | tuple):
        return Text(clean(", ".join(map(str, value))))
    if isinstance(value, Mapping):
        told = (counted(count, name) for name, count in value.items() if count)
        return Text(clean(", ".join(told)))
    return Text(minute(clean(str(value))).removesuffix(" UTC"))


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple | Mapping):
        return json.dumps(_without_controls(value), ensure_ascii=False, default=str)
    if isinstance(value, str):
        return strip_controls(value)
    if isinstance(value, bool):
        return int(value)
    return value


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        return strip_controls(value)
    if isinstance(value, Mapping):
        return {str(name): _without_controls(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_controls(inner) for inner in value]
    return value
