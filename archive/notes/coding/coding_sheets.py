"""Coding sheets: a row for each article, an empty column for each code, as csv or xlsx."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

from archive.notes.coding.codebook import Code
from archive.reading.articles import StoredArticle
from archive.reading.export.spreadsheet_csv import LARGEST_CELL, MARK, plain_cell
from archive.search.filters import comparable

BEFORE = ("id", "published_day", "site", "headline")
"""Columns before those of the codes."""
LARGEST_BOOK = 1 << 30
"""Bytes that a workbook may unpack to."""
AFTER = ("url", "body")
"""Columns behind them: by ``url`` a row is known again."""


class SheetUnreadable(ValueError):
    """The file is no sheet; the message says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it came back."""

    columns: Sequence[str]
    """The heads of the first row, without space around them."""
    rows: Sequence[tuple[int, Mapping[str, str]]]
    """Each row that is not empty, with its number as spreadsheets count, and its cells by heads."""


def sheet_csv(articles: Iterable[StoredArticle], codes: Sequence[Code]) -> Iterator[str]:
    """The sheet as csv that spreadsheets open safely."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield MARK
    for row in [_heads(codes), *map(_row_of(codes), articles)]:
        line.seek(0)
        line.truncate()
        writer.writerow(map(plain_cell, row))
        yield line.getvalue()


def sheet_xlsx(articles: Iterable[StoredArticle], codes: Sequence[Code], out: BinaryIO) -> int:
    """The sheet as a workbook with lists to choose from, and the codebook as a sheet of its own.

    Gives how many texts were too long for a cell. Needs openpyxl.
    """
    from archive.reading.export.xlsx import write_table

    meanings = [
        (code.name, code.question, value, meaning or None)
        for code in codes
        for value, meaning in (code.allowed or {"any text": ""}).items()
    ]
    return write_table(
        out,
        "coding",
        _heads(codes),
        map(_row_of(codes), articles),
        links=frozenset({"url"}),
        choices={code.name: list(code.allowed) for code in codes if code.allowed},
        beside={"codebook": (("code", "question", "value", "meaning"), meanings)},
    )


def read_sheet(path: Path) -> Sheet:
    """The sheet in a csv or xlsx file. Raises ``SheetUnreadable`` and ``OSError``."""
    content = path.read_bytes()
    rows = (_xlsx_rows if path.suffix.lower() == ".xlsx" else _csv_rows)(content)
    heads = [head.strip() for head in next(rows, [])]
    known: dict[str, str] = {}
    for head in filter(None, heads):
        if comparable(head) in known:
            raise SheetUnreadable(f"row 1: there are two columns {known[comparable(head)]}")
        known[comparable(head)] = head
    read = []
    for number, values in enumerate(rows, 2):
        cells = {head: value.strip() for head, value in zip(heads, values, strict=False) if head}
        if any(cells.values()):
            read.append((number, cells))
    return Sheet(heads, read)


def _heads(codes: Sequence[Code]) -> list[str]:
    return [*BEFORE, *(code.name for code in codes), *AFTER]


def _row_of(codes: Sequence[Code]) -> Any:
    empty = [None] * len(codes)

    def row(stored: StoredArticle) -> list[Any]:
        day = (stored.row["published_at"] or "")[:10] or None
        before = [stored.id, day, stored.site, stored.record.headline]
        return [*before, *empty, stored.url, stored.row["body"]]

    return row


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    """The rows as Excel, LibreOffice and others write them: comma, semicolon or tab."""
    if content.startswith(b"PK\x03\x04"):
        raise SheetUnreadable("it is a workbook: call it .xlsx")
    try:  # UTF-16 is Excel's "Unicode text"
        is_utf16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # Excel's own csv, in the west
    csv.field_size_limit(LARGEST_CELL)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise SheetUnreadable(f"it is no csv ({error})") from error


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        with ZipFile(io.BytesIO(content)) as files:
            size = sum(file.file_size for file in files.infolist())
        if size > LARGEST_BOOK:
            raise SheetUnreadable(f"it would unpack to {size:,} bytes")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size can be far more than there is
        for row in sheet.iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except (SheetUnreadable, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise SheetUnreadable("it is no workbook that can be read") from error


def _text(value: Any) -> str:
    """A cell as text; of a number without a fraction, the whole number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
