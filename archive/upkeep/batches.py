"""Rows read in short transactions; what is damaged is skipped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any


def each_range(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    sql: str,
    size: int,
    damage: list[str],
    values: Sequence[object] = (),
) -> Iterator[list[Any]]:
    """The rows of *sql*, whose last two parameters bound *key*, some *size* keys at a time.

    What cannot be read is told in *damage*, and costs itself alone where SQLite can find the
    rows beside it.
    """
    try:
        first, last = connection.execute(f"SELECT min({key}), max({key}) FROM {table}").fetchone()
    except sqlite3.DatabaseError as error:
        damage.append(f"the table {table} ({error})")
        return
    if first is None:
        return
    for start in range(first, last + 1, size):
        end = min(start + size - 1, last)
        try:
            rows = connection.execute(sql, [*values, start, end]).fetchall()
        except sqlite3.DatabaseError:
            rows = list(_one_by_one(connection, table, sql, start, end, damage, values))
        if rows:
            yield rows


def _one_by_one(
    connection: sqlite3.Connection,
    table: str,
    sql: str,
    start: int,
    end: int,
    damage: list[str],
    values: Sequence[object],
) -> Iterator[Any]:
    lost: list[int] = []
    error: sqlite3.DatabaseError | None = None
    for one in range(start, end + 1):
        try:
            yield from connection.execute(sql, [*values, one, one]).fetchall()
        except sqlite3.DatabaseError as found:
            lost.append(one)
            error = found
    if lost:
        damage.append(f"rows of {table} between {lost[0]} and {lost[-1]} ({error})")
