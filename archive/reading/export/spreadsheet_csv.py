"""CSV as spreadsheets can open it without running what a page wrote.

A cell that begins as a formula is one to them, wherever it comes from. The plain form is kept
plain: what was read is written, and programs get it as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

MARK = "\ufeff"
"""Stands first, so that they take the file for UTF-8."""

LARGEST_CELL = 1 << 30
"""Characters of one cell: more than any article has. The usual bound is 131,072."""

# Also as they are written in full width, which some take too, and behind white space.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")


def plain_cell(value: Any) -> Any:
    """*value*; a text that would be a formula gets an apostrophe before it, as one types it."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value


class SpreadsheetRows:
    """A CSV file that comes in pieces, made fit for spreadsheets, in the same pieces or fewer."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._quotes = 0
        self._is_begun = False

    def take(self, text: str) -> str:
        """The records that *text* completes."""
        whole: list[str] = []
        for line in io.StringIO(text, newline=""):
            self._pieces.append(line)
            self._quotes += line.count('"')
            # Behind a "\r" its "\n" may be yet to come.
            if self._quotes % 2 == 0 and line.endswith("\n"):
                whole += self._pieces
                self._pieces, self._quotes = [], 0
        return self._written(whole)

    def end(self) -> str:
        """What is left."""
        rest, self._pieces = self._pieces, []
        return self._written(rest)

    def _written(self, lines: Sequence[str]) -> str:
        out = io.StringIO()
        if not self._is_begun:
            self._is_begun = True
            out.write(MARK)
        writer = csv.writer(out)
        csv.field_size_limit(LARGEST_CELL)
        for record in csv.reader(io.StringIO("".join(lines), newline="")):
            writer.writerow(map(plain_cell, record))
        return out.getvalue()
