"""Which articles had the words of a query in an earlier revision: an edit may have removed them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from archive.schema import search_index
from archive.search.api import matching_ids
from archive.search.filters import Filters
from archive.search.query_language.query import Query
from archive.search.query_language.stems import query_with_stems
from archive.values import rows
from archive.values.tokenize import indexed_text

BATCH = 200
"""Revisions that are indexed at once."""


def edited_ids(
    connection: sqlite3.Connection,
    path: Path,
    text: str,
    filters: Filters,
    edited: Mapping[int, int],
) -> set[int]:
    """Those of the articles *edited* that *text* finds, as they are or as they were.

    *edited* has for each article the first of its revisions that counts. The filters are asked
    about the article as it is.
    """
    wanted = frozenset(edited) & filters.ids if filters.ids is not None else frozenset(edited)
    if not wanted:
        return set()
    chosen = replace(filters, ids=wanted)
    found = set(matching_ids(connection, path, text, chosen))
    query = query_with_stems(connection, text, filters.stem)
    if query.expression is None:
        return found
    others = set(matching_ids(connection, path, "", chosen)) - found
    records = _records(connection, {one: edited[one] for one in others})
    return found | set(_found_in(records, query))


def _records(connection: sqlite3.Connection, first: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    """The articles with their records, of each revision from the first on."""
    return connection.execute(
        "SELECT r.article_id, r.record FROM json_each(?) e JOIN revisions r"
        " ON r.article_id = CAST(e.key AS INTEGER) AND r.revision >= e.value",
        [json.dumps(first)],
    )


def _found_in(records: Iterable[tuple[int, str]], query: Query) -> Iterator[int]:
    """The articles with a record that the query finds, by an index of those alone."""
    assert query.expression is not None
    columns = search_index.COLUMNS
    marks = ", ?" * len(columns)
    rest = iter(records)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as index:
        index.execute(search_index.TABLE)
        while some := list(islice(rest, BATCH)):
            index.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
            for number, (_, record) in enumerate(some):
                values = rows.parsed_values(rows.from_record_text(record))
                texts = dict(zip(rows.PARSED_COLUMNS, values, strict=True))
                index.execute(
                    f"INSERT INTO articles_fts (rowid, {', '.join(columns)}) VALUES (?{marks})",
                    [number, *(indexed_text(texts[name]) for name in columns)],
                )
            matched = {
                number
                for (number,) in index.execute(
                    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?",
                    [query.expression.text],
                )
            }
            for number, (article, _) in enumerate(some):
                if (number in matched) != query.expression.leaves_out:
                    yield article
