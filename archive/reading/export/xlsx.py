"""Articles as a workbook for Excel, LibreOffice and Numbers: days are days, addresses are links.

What a page wrote stays text, also where it looks like a formula or an error of Excel. Needs
openpyxl, which comes with the extra ``[xlsx]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from archive.reading.articles import StoredArticle
from archive.reading.export.articles_export import CSV_COLUMNS, csv_row
from archive.values.times import parse

LONGEST_TEXT = 32_767
"""Characters (UTF-16 units) that a cell holds, as Excel's specifications say."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, as Excel's specifications say; what is more goes on in another."""
MOST_LINKS = 65_000
"""Links of a sheet: Excel takes 65,530 and repairs a file that has more."""
LONGEST_LIST = 255
"""Characters of a list to choose from that stands in a rule, as Excel takes it."""
CUT = " […]"
"""Stands at the end of a text that no cell could hold whole."""

_TIMES = ("published_at", "modified_at", "first_seen_at", "last_seen_at")
_DAYS = ("published_day", "modified_day", "dateline_date")
_LISTS = ("authors", "keywords")
_LINKS = frozenset({"url", "canonical_url"})
_WIDTHS = {"headline": 60, "dek": 40, "body": 60, "url": 40, "caption": 40}
_WIDTH = 16

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not know."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Begins what Excel would read as one character by its number (ECMA-376, ST_Xstring)."""


def write_articles(articles: Iterable[StoredArticle], out: BinaryIO) -> int:
    """Write the rows of *articles* to *out*; gives how many texts were too long for a cell.

    The columns are those of the CSV. Times are in UTC: a workbook knows no zones.
    """
    return write_table(out, "articles", CSV_COLUMNS, map(_row, articles), links=_LINKS)


def write_table(
    out: BinaryIO,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    links: frozenset[str] = frozenset(),
    choices: Mapping[str, Sequence[str]] | None = None,
    beside: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] | None = None,
) -> int:
    """Write *rows* under the heads *columns*, in sheets called *title*, with constant memory.

    A cell is a text, a number, a day, a naive time or ``None``; those of the columns *links* are
    addresses, those of *choices* are chosen from lists. *beside* has further sheets by their
    titles, each with its columns and few rows. Gives how many texts were too long for a cell, and
    were cut.
    """
    book = Workbook(write_only=True)
    waiting = iter(rows)
    cut, number, is_full = 0, 1, True
    while is_full:
        name = title if number == 1 else f"{title} {number}"
        sheet = _Sheet(book.create_sheet(name), columns, links)
        is_full = sheet.fill(waiting)
        for column, values in (choices or {}).items():
            sheet.let_choose(column, values)
        cut += sheet.cut
        number += 1
    for other, (heads, others) in (beside or {}).items():
        _Sheet(book.create_sheet(other), heads, frozenset()).fill(iter(others))
    book.save(out)
    return cut


class _Sheet:
    """One sheet while it is written."""

    def __init__(
        self, sheet: WriteOnlyWorksheet, columns: Sequence[str], links: frozenset[str]
    ) -> None:
        self.cut = 0
        self._sheet = sheet
        self._columns = list(columns)
        self._is_link = [name in links for name in columns]
        self._links = 0
        self._rows = 1
        sheet.freeze_panes = "B2"
        for position, name in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS.get(name, _WIDTH)
        heads = [WriteOnlyCell(sheet, name) for name in columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)

    def fill(self, rows: Iterator[Sequence[Any]]) -> bool:
        """Take *rows* while there is room; whether the sheet is full, and there may be more."""
        while self._rows < MOST_ROWS:
            row = next(rows, None)
            if row is None:
                break
            self._sheet.append([self._cell(*pair) for pair in zip(row, self._is_link, strict=True)])
            self._rows += 1
        last = get_column_letter(len(self._is_link))
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"
        return self._rows == MOST_ROWS

    def let_choose(self, column: str, values: Sequence[str]) -> None:
        """Offer *values* in the cells of *column*, if their list is one that Excel takes."""
        listed = ",".join(values)
        if len(listed) > LONGEST_LIST or any(sign in value for value in values for sign in ',"'):
            return
        letter = get_column_letter(self._columns.index(column) + 1)
        rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
        rule.showErrorMessage = True
        rule.add(f"{letter}2:{letter}{max(self._rows, 2)}")
        self._sheet.data_validations.append(rule)

    def _cell(self, value: Any, is_link: bool) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, self._text(value))
        cell.data_type = "s"  # what begins with "=" is no formula
        if is_link and self._links < MOST_LINKS and value.startswith(("http://", "https://")):
            cell.hyperlink = value
            cell.style = "Hyperlink"
            self._links += 1
        return cell

    def _text(self, value: str) -> str:
        text = _LOOKS_ESCAPED.sub("_x005F_", _REFUSED.sub("", value))
        if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
            return text
        self.cut += 1
        room = 2 * (LONGEST_TEXT - len(CUT))
        return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


def _row(stored: StoredArticle) -> list[Any]:
    values = csv_row(stored)
    for name in _TIMES:
        moment = parse(values[name])
        values[name] = moment.replace(tzinfo=None) if isinstance(moment, datetime) else None
    for name in _DAYS:
        values[name] = _day(values[name])
    for name in _LISTS:
        values[name] = "; ".join(json.loads(values[name])) or None
    return list(values.values())


def _day(text: str | None) -> date | str | None:
    """The day that *text* names; what is none, in an archive of somebody else's, stays text."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
