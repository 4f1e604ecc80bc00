"""The archive as Datasette sees it: one database, which nothing can write to."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from archive.schema.open_files import open_main_for_reading
from newsclip.browse import limits

NAME = "archive"
"""Its name in addresses: ``/archive/articles``."""

COUNT_MS = 250
"""The longest that the rows of a table are counted."""
FEWEST_MS = 25
"""What counting gets in a list of all tables, for which Datasette allows hardly any time."""

_COUNTS_ALL = re.compile(r"\s*select\s+count\(\*\)\s+from\s+(\[[^]]+\]|\w+)\s*", re.IGNORECASE)

_ASKED = frozenset(
    {
        "application_id", "data_version", "database_list", "encoding", "foreign_key_list",
        "function_list", "index_info", "index_list", "index_xinfo", "page_count", "page_size",
        "schema_version", "table_info", "table_list", "table_xinfo", "user_version",
    }
)  # fmt: skip
"""Pragmas that tell something. All others are refused."""

_FORBIDDEN = limits.FORBIDDEN | {
    "load_extension", "fts3_tokenizer", "writefile", "readfile", "edit",
}  # fmt: skip


class ArchiveDatabase(Database):  # type: ignore[misc]
    """The first file of an archive. The second, with the stored pages, is never opened here.

    It is opened anew for each of Datasette's threads and never as *immutable*: a crawl may be
    writing.
    """

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, str(path), is_mutable=True)

    async def execute(self, sql: str, *args: Any, **options: Any) -> Any:
        """Run *sql* as Datasette does, but so that counting all rows can be stopped.

        SQLite counts a whole table in one step, which no time limit ends; of a large one that
        is minutes. Where it takes longer than :data:`COUNT_MS`, Datasette shows no number.
        """
        if found := _COUNTS_ALL.fullmatch(sql):
            sql = f"select count(*) from (select 1 from {found[1]} limit -1)"
            limit = options.get("custom_time_limit") or COUNT_MS
            options["custom_time_limit"] = min(max(limit, FEWEST_MS), COUNT_MS)
        return await super().execute(sql, *args, **options)

    def connect(self, write: bool = False) -> limits.BoundedConnection:
        """A connection that reads, within limits.

        Raises ``PermissionError`` where one that writes is wanted.
        """
        if write:
            raise PermissionError("The archive is open for reading only.")
        connection = open_main_for_reading(Path(self.path))
        bounded = limits.BoundedConnection(connection)
        connection.set_authorizer(only_reading)
        return bounded


def only_reading(
    action: int, first: str | None, second: str | None, database: str | None, source: str | None
) -> int:
    """What SQLite is to answer to *action*: no other file is opened and no setting changed.

    That nothing is written the connection sees to by itself (``query_only``).
    """
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second in _FORBIDDEN:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first not in _ASKED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
