"""Which articles a query finds, newest first or best first, in time that does not grow.

SQLite's index of words lists matches by the number of the article, cheaply, but to ask it about
one article costs a hundred times as much. So of a common word the matches with the highest
numbers are listed, and the articles are gone through from the newest back, by the index of their
times, until enough of them are among those; only older numbers are asked about one by one.

Its bm25 looks at every article with a word to tell how rare it is: half a second for a common
one in a million articles. So common words do not count towards the rank beside rarer ones, and
among very many matches the newest :data:`WEIGHED` are ranked, by where the words stand and how
often.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from archive.filters import AT
from archive.query import each_term

LISTED = 8_000
"""Matches that are listed. Of more, the articles with the highest numbers are."""
MORE = 60_000
"""Matches that are listed once asking about single articles has cost as much."""
ASKED = 100
"""Articles asked about one by one before more matches are listed."""
TOGETHER = 60
"""Matches whose articles are opened at a time to see whether they meet costly conditions."""
GLANCE = 200
"""Articles by which it is told about which numbers the way back in time begins."""
FEW = 2_000
"""Matches that are simply sorted by time."""
WALKED = 150_000
"""Articles gone through, from the newest back, before all matches are sorted after all."""
COMMON = 8_000
"""Articles that a word may be in to count as rare: common ones do not count towards the rank."""
WEIGHED = 200
"""Matches ranked by their texts where there are more than :data:`LISTED`: the newest."""

WEIGHTS = (10.0, 4.0, 3.0, 3.0, 1.0, 2.0)
"""How much a word counts in headline, dek, caption, dateline, body and search_text."""

Values = dict[str, Any]


def newest(
    connection: sqlite3.Connection,
    conditions: list[str],
    values: Values,
    limit: int,
    among: set[int] | None = None,
) -> list[int]:
    """The newest articles that match ``:query`` and meet *conditions*.

    *among*, if given, holds all articles that meet some of the conditions (``narrowed``).
    """
    return _newest(connection, _listed(connection, values), conditions, values, limit, among)


def best(
    connection: sqlite3.Connection,
    query: str,
    marked: re.Pattern[str] | None,
    conditions: list[str],
    values: Values,
    limit: int,
    among: set[int] | None = None,
) -> list[int]:
    """The articles that fit best; *marked* finds the query's words in a text."""
    listed = _listed(connection, values)
    rare = [term for term in each_term(query) if not _is_common(connection, term)]
    if len(listed) > LISTED or not rare:
        ids = _newest(connection, listed, conditions, values, max(limit, WEIGHED), among)
        return _weighed(connection, ids, marked)[:limit]
    weights = ", ".join(map(str, WEIGHTS))
    ranked = connection.execute(
        f"SELECT f.rowid, bm25(articles_fts, {weights}) FROM articles_fts f"
        " WHERE f.articles_fts MATCH ?",
        [" AND ".join(rare)],
    ).fetchall()
    found = set(listed) if among is None else among.intersection(listed)
    ids = [one for one, _ in sorted(ranked, key=lambda row: (row[1], -row[0])) if one in found]
    return list(islice(_passing(connection, ids, conditions, values), limit))


def _listed(
    connection: sqlite3.Connection,
    values: Values,
    highest: int = sys.maxsize,
    most: int | None = None,
) -> list[int]:
    """The matches, highest number first; one more than *most* (:data:`LISTED`) tells of more."""
    rows = connection.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query AND rowid <= :highest"
        " ORDER BY rowid DESC LIMIT :most",
        values | {"highest": highest, "most": 1 + (LISTED if most is None else most)},
    )
    return [row[0] for row in rows]


def _newest(
    connection: sqlite3.Connection,
    listed: list[int],
    conditions: list[str],
    values: Values,
    limit: int,
    among: set[int] | None,
) -> list[int]:
    if limit <= 0 or not listed:
        return []
    complete = len(listed) <= LISTED
    if among is not None:
        if not complete:
            return _among(connection, listed, among, conditions, values, limit)
        listed = [one for one in listed if one in among]
    if complete and len(listed) <= max(FEW, limit):
        return _sorted(connection, listed, conditions, values, limit)
    costly = [one for one in conditions if "holds(" in one or "equals(" in one]
    cheap = [one for one in conditions if one not in costly]
    back = _Back(connection, listed, cheap, values)
    found = list(islice(_passing(connection, back, costly, values), limit))
    if len(found) == limit or not back.given_up:
        return found
    if complete:
        return _sorted(connection, listed, conditions, values, limit)
    where = " AND ".join(conditions) or "1"
    sql = (
        "SELECT a.id FROM articles_fts f JOIN articles a ON a.id = f.rowid"
        f" WHERE f.articles_fts MATCH :query AND {where} ORDER BY {AT} DESC, a.id DESC LIMIT :most"
    )
    return [row[0] for row in connection.execute(sql, values | {"most": limit})]


def _among(
    connection: sqlite3.Connection,
    listed: list[int],
    among: set[int],
    conditions: list[str],
    values: Values,
    limit: int,
) -> list[int]:
    """The newest of a common word's matches that are *among* few articles."""
    members, lowest = set(listed), listed[-1]
    found: list[int] = []
    asked = 0
    for one in _sorted(connection, list(among), conditions, values, len(among)):
        if one < lowest:
            asked += 1
            if asked in (ASKED, 20 * ASKED):
                most = MORE if asked == ASKED else sys.maxsize - 1
                further = _listed(connection, values, max(among), most)
                members, lowest = set(further), further[-1] if len(further) > most else 0
        if one in members if one >= lowest else _matches(connection, one, values):
            found.append(one)
            if len(found) == limit:
                break
    return found


class _Back:
    """The matches that meet *conditions*, met on the way back in time from the newest."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        listed: list[int],
        conditions: list[str],
        values: Values,
    ) -> None:
        self.given_up = False
        """Whether the way was too long."""
        self._connection = connection
        self._listed = listed
        self._values = values
        where = " AND ".join(conditions) or "1"
        self._way = connection.execute(
            f"SELECT a.id FROM articles a WHERE {where} ORDER BY {AT} DESC, a.id DESC", values
        )

    def __iter__(self) -> Iterator[int]:
        begun = self._way.fetchmany(GLANCE)
        listed = self._listed
        lowest, highest = (listed[-1] if len(listed) > LISTED else 0), sys.maxsize
        if begun and (about := sorted(begun)[len(begun) // 2][0]) < lowest:
            # Long ago is far from the highest numbers: list those about where the way begins.
            highest = about + LISTED // 8
            listed = _listed(self._connection, self._values, highest)
            lowest = listed[-1] if len(listed) > LISTED else 0
        members = set(listed)
        asked = 0
        for steps, (one,) in enumerate(chain(begun, self._way)):
            if steps == WALKED:
                self.given_up = True
                return
            if lowest <= one <= highest:
                if one in members:
                    yield one
                continue
            asked += 1
            if asked == ASKED:
                listed = _listed(self._connection, self._values, most=MORE)
                members, highest = set(listed), sys.maxsize
                lowest = listed[-1] if len(listed) > MORE else 0
            if (
                one in members
                if lowest <= one <= highest
                else _matches(self._connection, one, self._values)
            ):
                yield one


def _sorted(
    connection: sqlite3.Connection,
    ids: list[int],
    conditions: list[str],
    values: Values,
    limit: int,
) -> list[int]:
    where = " AND ".join(["a.id IN (SELECT value FROM json_each(:ids))", *conditions])
    rows = connection.execute(
        f"SELECT +a.id FROM articles a {_by_number(connection)} WHERE {where}"
        f" ORDER BY {AT} DESC, a.id DESC LIMIT :most",
        values | {"ids": json.dumps(ids), "most": limit},
    )
    return [row[0] for row in rows]


def _by_number(connection: sqlite3.Connection) -> str:
    """Articles are looked up in their short form, which archives of older releases lack."""
    short = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles_short'")
    return "INDEXED BY articles_short" if short.fetchone() else "NOT INDEXED"


def _passing(
    connection: sqlite3.Connection, ids: Iterable[int], conditions: list[str], values: Values
) -> Iterator[int]:
    """Those of *ids*, in their order, that meet *conditions*."""
    if not conditions:
        yield from ids
        return
    rest = iter(ids)
    while part := list(islice(rest, TOGETHER)):
        passed = set(_sorted(connection, part, conditions, values, len(part)))
        yield from (one for one in part if one in passed)


def _matches(connection: sqlite3.Connection, one: int, values: Values) -> bool:
    sql = "SELECT 1 FROM articles_fts WHERE rowid = :one AND articles_fts MATCH :query"
    return connection.execute(sql, values | {"one": one}).fetchone() is not None


def _is_common(connection: sqlite3.Connection, term: str) -> bool:
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?"
        f" LIMIT {COMMON + 1})",
        [term],
    ).fetchone()
    return bool(count > COMMON)


def _weighed(
    connection: sqlite3.Connection, ids: list[int], marked: re.Pattern[str] | None
) -> list[int]:
    """*ids*, newest first, put in the order of how well their texts fit."""
    if marked is None:
        return ids
    scores: dict[int, float] = {}
    for one, *texts, words in connection.execute(
        "SELECT id, headline, dek, caption, dateline, body, word_count FROM articles"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    ):
        fields = zip(WEIGHTS, texts, strict=False)
        total = sum(weight * len(marked.findall(text)) for weight, text in fields if text)
        scores[one] = total / math.sqrt(100 + words)
    return sorted(ids, key=lambda one: -scores[one])
