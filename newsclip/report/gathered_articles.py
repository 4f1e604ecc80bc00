"""The articles that a report is about, gathered once, so that no chart reads all texts again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from archive.schema.open_files import open_main_for_reading
from newsclip.report.period import Scope

_AS_IT_IS = (
    "id site published_at first_seen_at dateline dateline_place dateline_agency word_count revision"
    " section language authors"
).split()
_WHETHER = (
    "headline kicker dek byline modified_at publisher copyright_notice caption credit"
).split()
"""Columns of which only is asked whether they are filled."""

_LISTS = ("keywords",)


@contextmanager
def gathered(path: Path, scope: Scope) -> Iterator[sqlite3.Connection]:
    """A connection of its own, on which ``articles`` is a small copy of what *scope* chooses.

    A temporary table hides the archive's table of the same name, so the very queries that
    anybody can put to the archive are answered from the copy. The archive is not written to.
    """
    copied = [f"a.{name}" for name in _AS_IT_IS]
    copied += [f"CASE WHEN a.{name} IS NOT NULL THEN 1 END AS {name}" for name in _WHETHER]
    copied += [f"CASE WHEN a.{name} = '[]' THEN '[]' ELSE '[1]' END AS {name}" for name in _LISTS]
    columns = ["id INTEGER PRIMARY KEY", *_AS_IT_IS[1:], *_WHETHER, *_LISTS, "url_key"]
    with closing(open_main_for_reading(path)) as connection:
        connection.execute("PRAGMA query_only = OFF")
        connection.execute(f"CREATE TEMP TABLE gathered ({', '.join(columns)})")
        connection.execute(
            f"INSERT INTO gathered SELECT {', '.join(copied)}, a.url_key"
            f" FROM articles a {scope.articles()} ORDER BY a.id"
        )
        connection.execute("ALTER TABLE temp.gathered RENAME TO articles")
        connection.execute("PRAGMA query_only = ON")
        yield connection
