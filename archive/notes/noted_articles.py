"""Which articles the addresses in ``news.notes.db`` are those of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

CHUNK = 5_000
"""Addresses looked up in one query."""


class Noted(NamedTuple):
    """An article as notes name it."""

    key: str
    """Its ``url_key``."""
    id: int | None
    """Its number now; ``None`` where the archive has no such article."""


def resolve(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The numbers of the articles at these addresses, or that visits to them were filed under.

    An address without an article is left out.
    """
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        found.update(
            connection.execute(
                "SELECT a.url_key, a.id FROM json_each(?) k JOIN articles a ON a.url_key = k.value",
                [json.dumps(chunk)],
            )
        )
        # An article that moved has another address by now; the last visit says where it is.
        rows = connection.execute(
            "SELECT k.value, (SELECT article_id FROM visits WHERE url_key = k.value"
            " AND article_id IS NOT NULL ORDER BY id DESC LIMIT 1) FROM json_each(?) k",
            [json.dumps([key for key in chunk if key not in found])],
        )
        found.update((key, number) for key, number in rows if number is not None)
    return found


def noted(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Noted]:
    """The articles with these numbers, as notes name them, in this order."""
    keys: dict[int, str] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = json.dumps(list(ids[start : start + CHUNK]))
        keys.update(
            connection.execute(
                "SELECT id, url_key FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                [chunk],
            )
        )
    return [Noted(keys[one], one) for one in ids if one in keys]


def keys_of(connection: sqlite3.Connection, article_id: int) -> list[str]:
    """The addresses that notes may know an article by: its own, and those it was visited at."""
    rows = connection.execute(
        "SELECT url_key FROM articles WHERE id = :id"
        " UNION SELECT url_key FROM visits WHERE article_id = :id",
        {"id": article_id},
    )
    keys = [key for (key,) in rows]
    return [key for key, number in resolve(connection, keys).items() if number == article_id]
