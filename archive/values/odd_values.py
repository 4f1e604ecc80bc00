"""Values that newsclip never writes: of the wrong type, no valid time, no valid JSON.

SQLite keeps any value in any column, so an archive that another program wrote to can hold
anything. Nothing is changed; odd values are reported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

MOST_TOLD = 20
"""Rows of a table that are named for one column."""

_TYPES = {"TEXT": "text", "INTEGER": "integer", "BLOB": "blob"}

# Four digits of a year that leaves room for sums, then month and day as SQLite reads them.
_NO_TIME = (
    "NOT ({0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND julianday({0}) IS NOT NULL"
    " AND substr({0}, 1, 4) BETWEEN '0002' AND '9998')"
)
_NO_LIST = (
    "NOT json_valid({0}) OR json_type({0}) != 'array'"
    " OR EXISTS (SELECT 1 FROM json_each({0}) WHERE type != 'text')"
)
_NO_OBJECT = "NOT json_valid({0}) OR json_type({0}) != 'object'"
_RULES = {
    **dict.fromkeys(("authors", "keywords", "agencies", "changed"), (_NO_LIST, "no list of texts")),
    **dict.fromkeys(("sources", "record", "counts"), (_NO_OBJECT, "no JSON object")),
    **dict.fromkeys(("revision",), ("{0} < 1", "no number of a revision")),
    **dict.fromkeys(("word_count", "position"), ("{0} < 0", "no number of things")),
    "dateline_date": (_NO_TIME, "no day"),
}
_RULES_OF_ONE = {
    ("runs", "counts"): (
        f"{_NO_OBJECT} OR EXISTS (SELECT 1 FROM json_each({{0}}) WHERE type != 'integer')",
        "no JSON object of numbers",
    ),
    **dict.fromkeys(
        (("selections", "options"), ("codebook", "allowed")),
        (
            f"{_NO_OBJECT} OR EXISTS (SELECT 1 FROM json_each({{0}}) WHERE type != 'text')",
            "no JSON object of texts",
        ),
    ),
    ("selections", "sample"): (
        f"{_NO_OBJECT} OR json_type({{0}}, '$.frame') IS NOT 'integer'"
        " OR json_type({0}, '$.drawn') IS NOT 'integer' OR json_type({0}, '$.by') IS NOT 'array'"
        " OR json_type({0}, '$.seed') IS NOT 'text'",
        "no account of a sample",
    ),
    ("articles", "dateline"): ("dateline_source IS NULL", "there, and where it is from is not"),
    ("captures", "headers"): (
        "NOT json_valid({0}) OR json_type({0}) != 'array' OR EXISTS (SELECT 1 FROM json_each({0})"
        " WHERE type != 'array' OR json_array_length(value) != 2"
        " OR json_type(value, '$[0]') != 'text' OR json_type(value, '$[1]') != 'text')",
        "no list of pairs",
    ),
}
_TABLES = (
    "articles", "paragraphs", "images", "revisions", "visits", "runs", "sites", "captures",
    "selections", "selection_articles", "tags", "notes", "codebook", "codes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OddValue:
    """One value, and where it stands."""

    table: str
    row: str
    """Its primary key."""
    column: str
    value: str
    """Its beginning, as SQL would write it."""
    flaw: str

    def __str__(self) -> str:
        return f"row {self.row} of {self.table} has {self.value} as its {self.column}: {self.flaw}"


def odd_values(connection: sqlite3.Connection) -> Iterator[OddValue]:
    """The odd values of one file of an archive. Costs a look at every row."""
    for table in _TABLES:
        columns = connection.execute(
            "SELECT name, type, pk FROM pragma_table_info(?)", [table]
        ).fetchall()
        key = " || ' ' || ".join(f'"{name}"' for name, _, pk in columns if pk) or "rowid"
        for column, declared, _ in columns:
            for condition, flaw in _conditions(table, column, declared):
                rows = connection.execute(
                    f'SELECT {key}, substr(quote("{column}"), 1, 60) FROM "{table}"'
                    f' WHERE "{column}" IS NOT NULL AND ({condition}) LIMIT {MOST_TOLD}'
                ).fetchall()
                for row, value in rows:
                    yield OddValue(table, str(row), column, value, flaw)
                if rows:
                    break  # of another type: nothing else is to be asked of it


def _conditions(table: str, column: str, declared: str) -> Iterator[tuple[str, str]]:
    name = f'"{column}"'
    if kind := _TYPES.get(declared.upper()):
        yield f"typeof({name}) != '{kind}'", f"no {kind}"
    if rule := _RULES_OF_ONE.get((table, column)) or _RULES.get(column):
        yield rule[0].format(name), rule[1]
    elif column.endswith("_at"):
        yield _NO_TIME.format(name), "no time"
