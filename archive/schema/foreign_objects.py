"""What newsclip did not put into an archive and what would run while it writes there.

Triggers run with every write, and views and virtual tables with every question. In an archive of
somebody else's they can do what its maker wanted, so nothing is written where one is found.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlite_utils import Database, Migrations

_ACTIVE = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    " OR sql LIKE 'CREATE VIRTUAL%' ORDER BY type, name"
)


def strangers(connection: sqlite3.Connection, steps: Migrations) -> list[str]:
    """The triggers, views and virtual tables that *steps* did not make, as ``trigger x``.

    One of ours that says something else than it did when it was made is none of ours.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    ours = _ours(steps, int(version))
    found = []
    for kind, name, sql in connection.execute(_ACTIVE).fetchall():
        if (kind, name, _plain(sql)) not in ours:
            found.append(f"{'virtual table' if kind == 'table' else kind} {name}")
    return found


@cache
def _ours(steps: Migrations, version: int) -> frozenset[tuple[str, str, str]]:
    """What an archive has after its first *version* steps."""
    with_steps = Database(memory=True)
    names = [step.name for step in steps.pending(with_steps)]
    steps.apply(with_steps, stop_before=names[version] if version < len(names) else None)
    rows = with_steps.conn.execute(_ACTIVE).fetchall()
    with_steps.close()
    return frozenset((kind, name, _plain(sql)) for kind, name, sql in rows)


def _plain(sql: object) -> str:
    return " ".join(str(sql).split())
