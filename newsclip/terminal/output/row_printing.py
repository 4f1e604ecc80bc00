"""Rows printed as a table, as JSON lines or as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsclip.terminal.output.printing import clean, console, counted, minute, strip_controls

PIPED_WIDTH = 200
_SHORT = 24
"""Columns no wider than this are never cut."""
_LEAST = 16
"""What a wider column keeps at least; where that does not fit, there is no table."""


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
