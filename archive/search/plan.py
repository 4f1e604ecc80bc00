"""Which articles a query finds, newest first, in time that does not grow with the archive.

SQLite's index of words lists matches by the number of the article, cheaply, but to ask it about
one article costs a hundred times as much. So of a common word the matches with the highest
numbers are listed. Where a filter leaves few articles over, those among them are put in the order
of their times; else the articles are gone through from the newest back, by the index of their
times, until enough of them are among the listed. Only lower numbers are asked about one by one.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from archive.search.filters import AT
from archive.search.selective_filters import NOT_IN_SHORT, Selected, by_cost

LISTED = 5_000
"""Matches that are listed at first: those with the highest article numbers."""
MORE = 60_000
"""Matches that are listed once :data:`ASKED` articles were asked about one by one."""
NARROW = 8_000
"""A filter that leaves at most so many articles is selective where all matches are listed..."""
NARROWED = 30_000
"""...and one that leaves at most so many, where there are more matches than are listed,"""
PART = 25
"""but not more than this part of all articles: of more, the way back in time meets enough."""
ASKED = 100
"""Articles asked about one by one before more matches are listed."""
OPENED_AT_FIRST = 60
"""Matches whose articles are opened at first, to check costly conditions."""
GLANCE = 200
"""The newest articles that are looked at to see which numbers new articles have."""
FEW = 2_000
"""Matches that are simply sorted by time."""
TOP = 20
"""Matches with the highest numbers that are looked at first, for each article wanted."""
NEWER = 8_000
"""Newer articles with lower numbers that are checked for matches."""
BLOCK = 12
"""Bits of an article's number that its block in ``articles_short_block`` leaves out."""
EVERY = sys.maxsize - 1
"""No bound."""
WALKED = 150_000
"""Articles gone through, from the newest back, before all matches are sorted instead."""
RANKED = 20_000
"""Articles gone through to have more to rank than are asked for."""
Values = dict[str, Any]
_ENDINGS = {"until", "after"}
"""Filters that leave out the newest articles, which have the highest numbers."""

_NEWER = (
    "WITH RECURSIVE blocks(block) AS (SELECT :block UNION ALL SELECT block - 1 FROM blocks"
    " WHERE block > 0) SELECT a.id FROM blocks CROSS JOIN articles_short a"
    f" INDEXED BY articles_short_block ON a.id >> {BLOCK} = block"
    f" WHERE {AT} >= :at AND a.id < :lowest LIMIT :most"
)
"""The few articles that are newer than their low numbers say. Blocks without any are skipped."""


class Search:
    """One search: *expression* for ``MATCH`` and what it is narrowed by."""

    def __init__(
        self, connection: sqlite3.Connection, expression: str, narrowing: Selected
    ) -> None:
        self.connection = connection
        self.expression = expression
        self.narrowing = narrowing
        self._values: Values = narrowing.values | {"query": expression}

    def newest(self, limit: int) -> list[int]:
        """The newest articles found."""
        return self.newest_of(self.listed(), limit, limit)

    def listed(
        self, most: int | None = None, *, lowest: int = 0, highest: int = sys.maxsize
    ) -> list[int]:
        """The matches, highest number first; one more than *most* tells that there are more."""
        rows = self.connection.execute(
            "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query"
            " AND rowid BETWEEN :lowest AND :highest ORDER BY rowid DESC LIMIT :most",
            {
                "query": self.expression,
                "lowest": lowest,
                "highest": highest,
                "most": 1 + (LISTED if most is None else most),
            },
        )
        return [row[0] for row in rows]

    def newest_of(self, listed: list[int], limit: int, least: int) -> list[int]:
        """The newest *limit*, or at least *least* of these where more cost much."""
        if limit <= 0 or not listed:
            return []
        complete = len(listed) <= LISTED
        few = NARROW if complete else max(NARROW, min(NARROWED, self.highest() // PART))
        if not complete and (found := self._near(listed, few, limit)) is not None:
            return found
        among, conditions = self.narrowing.among(few)
        cheap, costly = by_cost(conditions)
        if among is not None and not complete:
            return self._among(among, cheap, costly, limit, least)
        if among is not None:
            listed = [one for one in listed if one in among]
        elif not _ENDINGS.intersection(self.narrowing.conditions):
            top = self._top(listed, cheap, costly, limit)
            if top is not None:
                return top
        if complete and (conditions or among is not None or len(listed) <= max(FEW, limit)):
            most = len(listed) if costly else limit
            return list(islice(self.passing(self.in_order(listed, cheap, most), costly), limit))
        back = _Back(self, listed, cheap)
        found = []
        for one in self.passing(back, costly):
            found.append(one)
            if len(found) == limit or (len(found) >= least and back.steps >= RANKED):
                return found
        if not back.given_up or (len(found) >= least and least < limit):
            return found
        if complete:
            return self.in_order(listed, conditions, limit)
        where = " AND ".join(conditions) or "1"
        sql = (
            "SELECT a.id FROM articles_fts f JOIN articles a ON a.id = f.rowid"
            f" WHERE f.articles_fts MATCH :query AND {where}"
            f" ORDER BY {AT} DESC, a.id DESC LIMIT :most"
        )
        return [row[0] for row in self.connection.execute(sql, self._values | {"most": limit})]

    def _top(
        self, listed: list[int], cheap: list[str], costly: list[str], limit: int
    ) -> list[int] | None:
        """The newest, if they are among the very highest numbers *listed*, as they mostly are."""
        sizes = (TOP * limit,) if len(listed) <= LISTED else (TOP * limit, 5 * TOP * limit)
        for size in sizes:
            if len(listed) <= max(size, FEW):
                return None
            hits = self.in_order(listed[:size], cheap, size)
            found = list(islice(self.passing(hits, costly), limit))
            if len(found) == limit:
                return self._with_newer(found, listed[size - 1], limit)
        return None

    def _near(self, listed: list[int], few: int, limit: int) -> list[int] | None:
        """The newest, if they are among the highest numbers *listed* and few meet a filter."""
        among, conditions = self.narrowing.among(few, listed[-1])
        if among is None:
            return None
        cheap, costly = by_cost(conditions)
        hits = self.in_order(list(among.intersection(listed)), cheap, len(listed))
        found = list(islice(self.passing(hits, costly), limit))
        if len(found) < limit:
            return None
        return self._with_newer(found, listed[-1], limit)

    def _among(
        self, among: set[int], cheap: list[str], costly: list[str], limit: int, least: int
    ) -> list[int]:
        """The newest of a common word's matches that are *among* few articles."""
        if cheap:
            among = set(self.in_order(list(among), cheap, len(among)))
        if len(among) <= ASKED:
            return self.in_order([one for one in among if self.matches(one)], costly, limit)
        bounds = {"lowest": min(among), "highest": max(among)}
        for most, enough in ((4 * LISTED, limit), (MORE, least), (EVERY, limit)):
            listed = self.listed(most, **bounds)
            hits = list(among.intersection(listed))
            found = list(islice(self.passing(self.in_order(hits, [], len(hits)), costly), limit))
            if len(listed) <= most:
                break
            if len(found) < enough:
                continue
            if (newest := self._with_newer(found, listed[-1], limit)) is not None:
                return newest
        return found

    def _with_newer(self, found: list[int], lowest: int, limit: int) -> list[int] | None:
        """*found*, newest first, with matches numbered under *lowest* that are newer.

        ``None`` where it costs less to list more.
        """
        (at,) = self.connection.execute(
            f"SELECT {AT} FROM articles_short a WHERE a.id = ?", [found[-1]]
        ).fetchone()
        rows = self.connection.execute(
            _NEWER, {"at": at, "block": lowest >> BLOCK, "lowest": lowest, "most": NEWER}
        ).fetchall()
        if not rows:
            return found
        if len(rows) == NEWER:
            return None
        conditions = list(self.narrowing.conditions.values())
        newer = list(self.passing([number for (number,) in rows], conditions))
        if len(newer) > ASKED:
            return None
        return self.in_order([*found, *filter(self.matches, newer)], [], limit)

    def highest(self) -> int:
        """The highest number of an article: how many there are, about."""
        (number,) = self.connection.execute("SELECT max(id) FROM articles").fetchone()
        return int(number)

    def in_order(self, ids: list[int], conditions: list[str], limit: int) -> list[int]:
        """Those of *ids* that meet *conditions*, newest first, at most *limit*."""
        where = " AND ".join(["a.id IN (SELECT value FROM json_each(:ids))", *conditions])
        rows = self.connection.execute(
            f"SELECT +a.id FROM {self.source(conditions)} WHERE {where}"
            f" ORDER BY {AT} DESC, a.id DESC LIMIT :most",
            self._values | {"ids": json.dumps(ids), "most": limit},
        )
        return [row[0] for row in rows]

    def source(self, conditions: list[str]) -> str:
        """Where articles are looked up by number: in their short form, if it tells enough."""
        is_told = not any(column in one for one in conditions for column in NOT_IN_SHORT)
        return "articles_short a" if is_told else "articles a NOT INDEXED"

    def passing(self, ids: Iterable[int], conditions: list[str]) -> Iterator[int]:
        """Those of *ids*, in their order, that meet *conditions*."""
        if not conditions:
            yield from ids
            return
        rest = iter(ids)
        size = OPENED_AT_FIRST
        while part := list(islice(rest, size)):
            passed = set(self.in_order(part, conditions, len(part)))
            yield from (one for one in part if one in passed)
            size = min(2 * size, 16 * OPENED_AT_FIRST)

    def back(self, conditions: list[str]) -> sqlite3.Cursor:
        """The articles that meet *conditions*, from the newest back."""
        where = " AND ".join(conditions) or "1"
        sql = f"SELECT a.id FROM articles a WHERE {where} ORDER BY {AT} DESC, a.id DESC"
        return self.connection.execute(sql, self._values)

    def matches(self, one: int) -> bool:
        """Whether article *one* has the words."""
        sql = "SELECT 1 FROM articles_fts WHERE rowid = :one AND articles_fts MATCH :query"
        values = {"one": one, "query": self.expression}
        return self.connection.execute(sql, values).fetchone() is not None


class _Back:
    """The matches that meet *conditions*, met on the way back in time from the newest."""

    def __init__(self, search: Search, listed: list[int], conditions: list[str]) -> None:
        self.given_up = False
        """Whether the way was too long."""
        self.steps = 0
        """Articles gone through."""
        self._search = search
        self._listed = listed
        self._way = search.back(conditions)

    def __iter__(self) -> Iterator[int]:
        begun = self._way.fetchmany(GLANCE)
        listed = self._listed
        lowest, highest = (listed[-1] if len(listed) > LISTED else 0), sys.maxsize
        if begun and (about := sorted(begun)[len(begun) // 2][0]) < lowest:
            # An old period has low numbers: list the matches around where the walk begins.
            highest = about + LISTED // 8
            listed = self._search.listed(highest=highest)
            lowest = listed[-1] if len(listed) > LISTED else 0
        members = set(listed)
        asked = 0
        part = [one for (one,) in begun]
        while part:
            self.steps += len(part)
            if lowest <= min(part) and max(part) <= highest:
                yield from [one for one in part if one in members]
                part = []
            for one in part:
                if lowest <= one <= highest:
                    if one in members:
                        yield one
                    continue
                asked += 1
                if asked == ASKED:
                    listed = self._search.listed(MORE)
                    members, highest = set(listed), sys.maxsize
                    lowest = listed[-1] if len(listed) > MORE else 0
                if one in members if lowest <= one <= highest else self._search.matches(one):
                    yield one
            part = self._next()
            if part and self.steps >= WALKED:
                self.given_up = True
                return

    def _next(self) -> list[int]:
        return [one for (one,) in self._way.fetchmany(4 * GLANCE)]
