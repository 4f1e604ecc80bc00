"""How far the files of web archives elsewhere were read, so that an import goes on from there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.schema.tables import table
from archive.values.times import stamp


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where everything wanted of a file is saved."""

    source: str
    """Its address."""
    wanted: str
    """What is kept of it: the same file may be read again for other sites."""
    bytes: int
    """Of the file, as it is packed."""
    is_done: bool = False


def positions(connection: sqlite3.Connection, wanted: str) -> dict[str, Position]:
    """The files that were read for this, by their address."""
    rows = connection.execute(
        "SELECT source, position, is_done FROM imports WHERE wanted = ?", [wanted]
    )
    return {source: Position(source, wanted, at, bool(is_done)) for source, at, is_done in rows}


def note(connection: sqlite3.Connection, position: Position) -> None:
    """Keep *position* in place of an earlier one."""
    row = {
        "source": position.source,
        "wanted": position.wanted,
        "position": position.bytes,
        "is_done": position.is_done,
        "changed_at": stamp(datetime.now(UTC)),
    }
    table(connection, "imports").upsert(row, pk=("source", "wanted"))


def failed_as(connection: sqlite3.Connection, told: str) -> set[tuple[str, str]]:
    """Address and time of captures whose visit ends with *told*, and that are still missing."""
    rows = connection.execute(
        "SELECT v.url, v.visited_at FROM visits v WHERE v.outcome = 'failed'"
        " AND substr(v.detail, -length(:told)) = :told AND NOT EXISTS (SELECT 1 FROM visits w"
        " WHERE w.url_key = v.url_key AND w.visited_at = v.visited_at AND w.outcome <> 'failed')",
        {"told": told},
    )
    return set(rows.fetchall())
