"""What coders say of articles: sheets taken back, all or nothing, and read again."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from archive.notes.coding.agreement import Agreement, agreements
from archive.notes.coding.codebook import RESERVED, Code, keep_codebook, kept_codebook
from archive.notes.coding.coding_sheets import Sheet
from archive.notes.noted_articles import resolve
from archive.reading import articles
from archive.reading.listing import data_frame_library
from archive.schema.database import immediate
from archive.search.filters import comparable
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import url_key

LONGEST_CODER = 100


class CodingMistakes(ValueError):
    """A sheet has mistakes, and nothing of it was kept."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)
        """Each with its row and column."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking back a sheet came to."""

    coders: tuple[str, ...]
    articles: int
    """Rows in which something was coded."""
    values: int
    changed: int
    """Values that the same coder had given otherwise before."""
    empty: int
    """Cells that are not coded; they change nothing."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What one coder says of one article."""

    id: int | None
    """The article's number; ``None`` where the archive has it no more."""
    url_key: str
    code: str
    coder: str
    value: str
    coded_at: str


class Codes(list[Coded]):
    """What coders said, one row for each value."""

    def agreement(self) -> list[Agreement]:
        """How far they agree on each code: all coders, and each pair of three or more."""
        return agreements(
            (str(one.id or one.url_key), one.code, one.coder, one.value) for one in self
        )

    def to_dataframe(self, *, library: Literal["pandas", "polars"] | None = None) -> Any:
        """The rows as a data frame. Raises ``ImportError`` as ``Articles.to_dataframe`` does."""
        names = Coded.__slots__
        columns = {name: [getattr(one, name) for one in self] for name in names}
        _, module = data_frame_library(library)
        return module.DataFrame(columns)


def codes(
    notes: sqlite3.Connection | None,
    connection: sqlite3.Connection,
    ids: frozenset[int] | None = None,
) -> Codes:
    """All that was coded, of all articles or of *ids*."""
    if notes is None:
        return Codes()
    rows = notes.execute(
        "SELECT url_key, code, coder, value, coded_at FROM codes LEFT JOIN codebook USING (code)"
        " ORDER BY position, code, url_key, coder"
    ).fetchall()
    numbers = resolve(connection, (row[0] for row in rows))
    coded = (Coded(numbers.get(row[0]), *row) for row in rows)
    return Codes(one for one in coded if ids is None or one.id in ids)


def take_back(
    notes: sqlite3.Connection,
    connection: sqlite3.Connection,
    sheet: Sheet,
    coder: str | None,
    codebook: Sequence[Code] | None = None,
) -> Taken:
    """Keep what *coder*, or the column ``coder`` of each row, says in *sheet*.

    A value replaces what the same coder said before; an empty cell changes nothing. *codebook* is
    kept too; without it the one that is known counts. Raises ``CodingMistakes`` with all mistakes,
    and has kept nothing then.
    """
    known = list(codebook or kept_codebook(notes))
    found = {comparable(name): name for name in sheet.columns}
    used = [code for code in known if comparable(code.name) in found]
    mistakes = list(_mistakes_of_columns(sheet.columns, known, used, coder))
    if mistakes:
        raise CodingMistakes(mistakes)
    columns = {code.name: found[comparable(code.name)] for code in used}
    rows = list(_rows(connection, sheet, columns, used, coder, mistakes))
    if mistakes:
        raise CodingMistakes(mistakes)
    if codebook:
        keep_codebook(notes, codebook)
    now = stamp(datetime.now(UTC))
    values = [
        (row.key, code, row.coder, value, row.id, now)
        for row in rows
        for code, value in row.values.items()
    ]
    with immediate(notes):
        changed = sum(_said_otherwise(notes, *one[:4]) for one in values)
        notes.executemany(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value ="
            " excluded.value, coded_at = excluded.coded_at WHERE value != excluded.value",
            values,
        )
    return Taken(
        tuple(dict.fromkeys(row.coder for row in rows)),
        len(rows),
        len(values),
        changed,
        len(sheet.rows) * len(used) - len(values),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    id: int
    coder: str
    values: Mapping[str, str]


def _mistakes_of_columns(
    columns: Sequence[str], known: Sequence[Code], used: Sequence[Code], coder: str | None
) -> Iterator[str]:
    names = [code.name for code in known]
    if not known:
        yield "no codebook is known: give it with --codebook FILE"
        return
    if "url" not in columns and "id" not in columns:
        yield "row 1: there is no column url, which says what article a row is about"
    if coder is None and "coder" not in columns:
        yield "row 1: who coded? Say --coder NAME, or have a column coder"
    taken = {comparable(code.name) for code in used}
    for number, column in enumerate(columns, 1):
        is_own = column in RESERVED or comparable(column) in taken
        near = [] if is_own else difflib.get_close_matches(column, names, 1, 0.7)
        if near:
            yield f"row 1, column {letters(number)}: {column} is no code. Is it {near[0]}?"
    if not used:
        yield f"row 1: no column is a code. Those of the codebook are {', '.join(names)}"


def _rows(
    connection: sqlite3.Connection,
    sheet: Sheet,
    columns: Mapping[str, str],
    used: Sequence[Code],
    coder: str | None,
    mistakes: list[str],
) -> Iterator[_Row]:
    places = {name: letters(number) for number, name in enumerate(sheet.columns, 1)}
    seen: dict[tuple[str, str], int] = {}
    for number, cells in sheet.rows:
        given = {code.name: cells.get(columns[code.name], "") for code in used}
        if not any(given.values()):
            continue
        who = " ".join(storable(coder or cells.get("coder", "")).split())
        if not who or len(who) > LONGEST_CODER:
            place = f", column {places['coder']} (coder)" if coder is None else ""
            mistakes.append(f"row {number}{place}: who coded this?")
        article = _article(connection, cells)
        if article is None:
            name = "url" if "url" in places else "id"
            shown = cells.get(name) or "it is empty and"
            mistakes.append(f"row {number}, column {places[name]} ({name}): {shown} is no article")
        elif (first := seen.setdefault((article[1], who), number)) != number:
            mistakes.append(f"row {number}: {who} has coded this article in row {first} already")
        values = {}
        for code in used:
            if not (text := given[code.name]):
                continue
            value = code.value(text)
            if value is None:
                place = f"row {number}, column {places[columns[code.name]]} ({code.name})"
                mistakes.append(f"{place}: {_not_allowed(text, code)}")
            else:
                values[code.name] = value
        if article and values:
            yield _Row(article[1], article[0], who, values)


def _article(connection: sqlite3.Connection, cells: Mapping[str, str]) -> tuple[int, str] | None:
    """Number and ``url_key`` of the article of a row: by its address, else by its number."""
    url, number = cells.get("url", ""), cells.get("id", "")
    if url:
        found = articles.id_for(connection, url) or articles.id_for(connection, url_key(url))
    else:
        found = int(number) if number.isdecimal() and len(number) < 19 else None
    if found is None:
        return None
    row = connection.execute("SELECT id, url_key FROM articles WHERE id = ?", [found]).fetchone()
    return (row[0], row[1]) if row else None


def _not_allowed(text: str, code: Code) -> str:
    if not code.allowed:
        return "the text is too long"
    near = difflib.get_close_matches(text, list(code.allowed), 1)
    hint = f". Did you mean {near[0]}?" if near else ""
    return f"{text[:60]!r} is none of {', '.join(code.allowed)}{hint}"


def _said_otherwise(notes: sqlite3.Connection, key: str, code: str, coder: str, value: str) -> bool:
    row = notes.execute(
        "SELECT value FROM codes WHERE url_key = ? AND code = ? AND coder = ?", [key, code, coder]
    ).fetchone()
    return row is not None and row[0] != value


def letters(number: int) -> str:
    """The name of a column in spreadsheets: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def codes_of(notes: sqlite3.Connection | None, keys: Iterable[str]) -> list[tuple[str, str, str]]:
    """Code, coder and value of what was said of an article that goes by *keys*."""
    if notes is None:
        return []
    found = []
    for key in keys:
        found += notes.execute(
            "SELECT code, coder, value FROM codes WHERE url_key = ? ORDER BY code, coder", [key]
        ).fetchall()
    return found
