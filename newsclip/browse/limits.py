"""How much one question may cost: its address, and the SQL that a visitor wrote.

A time limit ends a query only between the steps of SQLite's machine. One step may search megabytes
for megabytes, so what one step can be given is bounded here, and functions whose cost is a product
of two lengths are put in linear ones' place.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, Self
from urllib.parse import parse_qsl

QUERY_BYTES = 16_384
"""The part of an address behind its question mark; the longest SQL is shorter."""
PARAMETERS = 100
FACETS = 10
"""Each is a query of its own."""

ANSWER_BYTES = 64 * 1024 * 1024
"""Text of all rows of one answer, together."""
_VALUE_BYTES = 2 * 1024 * 1024
"""A value, and a row: forty times the longest of 2,000 articles (50 kB) that the parser is
measured on."""
_HEAP_BYTES = 512 * 1024 * 1024
"""What SQLite may hold, all connections of this process together."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 64,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 300,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 1_000,
}

_LETTERS = 1_000
"""Letters that one call may trim; each place of a text is looked up among them."""

FORBIDDEN = frozenset({"json_patch"})
"""Functions of a cost that is the product of two lengths, and that no question here needs."""


def excess(query: bytes) -> str | None:
    """What of the address's *query* is more than is answered, in words; ``None`` if nothing."""
    if len(query) > QUERY_BYTES:
        return f"The address is too long: {len(query):,} bytes, at most {QUERY_BYTES:,}."
    count = query.count(b"&") + 1 if query else 0
    if count > PARAMETERS:
        return f"The address has too many parameters: {count:,}, at most {PARAMETERS}."
    facets = sum(name.startswith("_facet") for name, _ in parameters(query))
    if facets > FACETS:
        return f"The address asks for too many facets: {facets:,}, at most {FACETS}."
    return None


def parameters(query: bytes) -> list[tuple[str, str]]:
    """Names and values of *query*, empty ones too."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


class Refusals:
    """Why a function gave no answer: of an exception in one, SQLite tells only that there was."""

    def __init__(self) -> None:
        self._reason: str | None = None

    def refuse(self, reason: str) -> NoReturn:
        """End the query that called, for *reason*."""
        self._reason = reason
        raise ValueError(reason)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Have the reason told in place of SQLite's."""
        self._reason = None
        try:
            yield
        except sqlite3.OperationalError as error:
            if self._reason is None:
                raise
            raise sqlite3.OperationalError(self._reason) from error


class BoundedConnection:
    """*connection* with limits. What is asked of it otherwise is the connection's own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        refusals = Refusals()
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "_refusals", refusals)
        connection.execute(f"PRAGMA hard_heap_limit = {_HEAP_BYTES}")
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        for name, arguments, function in _functions(refusals):
            connection.create_function(name, arguments, function, deterministic=True)

    def cursor(self) -> Cursor:
        """A cursor that gives no more than :data:`ANSWER_BYTES`."""
        cursor: Cursor = self._connection.cursor(Cursor)
        cursor.refusals = self._refusals
        return cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._connection, name, value)


class Cursor(sqlite3.Cursor):
    """Gives rows as long as they are not too much together, and tells why one could not be had."""

    refusals: Refusals

    def execute(self, sql: str, values: Any = ()) -> Self:
        """Begin with a query."""
        with self.refusals.told():
            return super().execute(sql, values)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """The next rows, at most *size*."""
        return list(self._bounded(size))

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self._bounded(None))

    def _bounded(self, size: int | None) -> Iterator[Any]:
        held = count = 0
        while size is None or count < size:
            with self.refusals.told():
                row = self.fetchone()
            if row is None:
                return
            held += sum(len(value) for value in row if isinstance(value, str | bytes))
            if held > ANSWER_BYTES:
                raise sqlite3.OperationalError(
                    f"the answer is larger than {ANSWER_BYTES:,} bytes: ask for fewer rows"
                )
            count += 1
            yield row


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _instr(text: object, wanted: object) -> int | None:
    if text is None or wanted is None:
        return None
    if isinstance(text, bytes) and isinstance(wanted, bytes):
        return text.find(wanted) + 1
    return _text(text).find(_text(wanted)) + 1


def _replace(refusals: Refusals, text: object, old: object, new: object) -> object:
    if text is None or old is None or new is None:
        return None
    if not (wanted := _text(old)):
        return text
    whole, put = _text(text), _text(new)
    if len(whole) + whole.count(wanted) * (len(put) - len(wanted)) > _VALUE_BYTES:
        refusals.refuse(f"replace() would give more than {_VALUE_BYTES:,} characters")
    return whole.replace(wanted, put)


def _trimmed(
    refusals: Refusals, way: Callable[[str, str], str], text: object, letters: object
) -> str | None:
    if text is None or letters is None:
        return None
    gone = _text(letters)
    if len(gone) > _LETTERS:
        refusals.refuse(f"trim() takes away {_LETTERS:,} letters at most")
    return way(_text(text), gone) if gone else _text(text)


class _Printf:
    """SQLite's own ``printf``, but that no number in its format makes it count to a billion."""

    _TOO_WIDE = re.compile(r"\*|\d{5}")

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._inner = sqlite3.connect(":memory:", check_same_thread=False)
        self._inner.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE_BYTES)

    def __call__(self, *values: object) -> object:
        if values and self._TOO_WIDE.search(_text(values[0])):
            self._refusals.refuse("printf() takes widths below 10,000, and no *")
        marks = ",".join("?" * len(values))
        return self._inner.execute(f"SELECT printf({marks})", values).fetchone()[0]


def _functions(refusals: Refusals) -> Iterator[tuple[str, int, Callable[..., Any]]]:
    """Name, number of arguments (-1: any), function: linear ones in the place of SQLite's own."""
    yield "instr", 2, _instr
    yield "replace", 3, partial(_replace, refusals)
    yield "trim", 2, partial(_trimmed, refusals, str.strip)
    yield "ltrim", 2, partial(_trimmed, refusals, str.lstrip)
    yield "rtrim", 2, partial(_trimmed, refusals, str.rstrip)
    formatted = _Printf(refusals)
    yield "printf", -1, formatted
    yield "format", -1, formatted
