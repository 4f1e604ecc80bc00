"""The articles that fit a query best.

FTS5's bm25 looks at every article with a word to tell how rare it is: half a second for a common
one in a million articles. So common words do not count towards the rank beside rarer ones, and
among very many matches the newest :data:`WEIGHED` are ranked, by where the words stand and how
often.
"""

from __future__ import annotations

import json
import math
import sqlite3
from itertools import islice

from archive.search import plan
from archive.search.query_language.highlights import Highlights
from archive.search.query_language.query import Query
from archive.search.query_language.tree import words_expression

COMMON = 8_000
"""Articles that a word may be in to count as rare: common ones do not count towards the rank."""
WEIGHED = 200
"""Matches ranked by their texts where more than ``plan.LISTED`` are found: the newest."""

WEIGHTS = {
    "headline": 10.0, "dek": 4.0, "byline": 2.0, "caption": 3.0, "dateline": 3.0, "section": 1.0,
    "body": 1.0,
}  # fmt: skip
"""How much a word counts in each field."""


def best(search: plan.Search, query: Query, limit: int) -> list[int]:
    """The articles that fit best, at most *limit*."""
    listed = search.listed()
    terms = [words_expression(words) for words in query.words]
    rare = [term for term in terms if not _is_common(search.connection, term)]
    if len(listed) > plan.LISTED or not rare:
        ids = search.newest_of(listed, max(limit, WEIGHED), limit)
        return _weighed(search.connection, ids, query.highlights)[:limit]
    weights = ", ".join(map(str, WEIGHTS.values()))
    ranked = search.connection.execute(
        f"SELECT f.rowid, bm25(articles_fts, {weights}) FROM articles_fts f"
        " WHERE f.articles_fts MATCH ?",
        [(" AND " if query.wants_all else " OR ").join(rare)],
    ).fetchall()
    among, conditions = search.narrowing.among(plan.NARROW)
    found = set(listed) if among is None else among.intersection(listed)
    ids = [one for one, _ in sorted(ranked, key=lambda row: (row[1], -row[0])) if one in found]
    # Those that were found by a common word only follow.
    ids += sorted(found.difference(ids), reverse=True)
    return list(islice(search.passing(ids, conditions), limit))


def _is_common(connection: sqlite3.Connection, term: str) -> bool:
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?"
        f" LIMIT {COMMON + 1})",
        [term],
    ).fetchone()
    return bool(count > COMMON)


def _weighed(connection: sqlite3.Connection, ids: list[int], highlights: Highlights) -> list[int]:
    """*ids*, newest first, put in the order of how well their texts fit."""
    scores: dict[int, float] = {}
    for one, words, *texts in connection.execute(
        f"SELECT id, word_count, {', '.join(WEIGHTS)} FROM articles"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    ):
        fields = zip(WEIGHTS.values(), texts, strict=True)
        total = sum(weight * highlights.count(text) for weight, text in fields if text)
        scores[one] = total / math.sqrt(100 + words)
    return sorted(ids, key=lambda one: -scores[one])
