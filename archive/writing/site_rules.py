"""The rules that somebody gave for reading a site, and those that held before.

What the rules say is the parser's; here they are a text with a digest, which stands in the
``parser`` of every article that was read by them.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from archive.captures.store import CaptureStore
from archive.schema.database import immediate
from archive.values.times import stamp

_CHUNK = 500


def rules_of(connection: sqlite3.Connection, site: str | None) -> str:
    """The rules that hold for *site*; empty where there are none."""
    if site is None or not _is_there(connection):
        return ""
    sql = "SELECT rules FROM site_rules WHERE site = ? AND ended_at IS NULL"
    row = connection.execute(sql, [site]).fetchone()
    return str(row[0]) if row else ""


def all_rules(connection: sqlite3.Connection) -> dict[str, str]:
    """The rules that hold, by site."""
    if not _is_there(connection):
        return {}
    sql = "SELECT site, rules FROM site_rules WHERE ended_at IS NULL ORDER BY site"
    return dict(connection.execute(sql).fetchall())


def set_rules(
    connection: sqlite3.Connection, captures: CaptureStore, site: str, rules: str, digest: str
) -> bool:
    """Let *rules* hold for *site* from now on, none if they are empty; whether that is new.

    Pages that gave nothing by the rules before may be read again.
    """
    if rules_of(connection, site) == rules:
        return False
    moment = stamp(datetime.now(UTC))
    with immediate(connection):
        sql = "UPDATE site_rules SET ended_at = ? WHERE site = ? AND ended_at IS NULL"
        connection.execute(sql, [moment, site])
        if rules:
            connection.execute(
                "INSERT INTO site_rules (site, digest, rules, given_at) VALUES (?, ?, ?, ?)",
                [site, digest, rules, moment],
            )
        if captures.connection is not None:
            found = captures.connection.execute("SELECT id FROM captures WHERE site = ?", [site])
            while ids := found.fetchmany(_CHUNK):
                connection.executemany("DELETE FROM passed_over WHERE capture_id = ?", ids)
    return True


def copy_rules(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Let the rules of *source* hold in *target* for the sites that it has none for."""
    for site in all_rules(source).keys() - all_rules(target).keys():
        row = source.execute(
            "SELECT site, digest, rules, given_at FROM site_rules"
            " WHERE site = ? AND ended_at IS NULL",
            [site],
        ).fetchone()
        target.execute(
            "INSERT INTO site_rules (site, digest, rules, given_at) VALUES (?, ?, ?, ?)", row
        )


def _is_there(connection: sqlite3.Connection) -> bool:
    """Whether the archive has the table: an older one has none until it is upgraded."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'site_rules'"
    return connection.execute(sql).fetchone() is not None


def read_by_others(parser: str, site: str) -> str:
    """SQL: whether the column *parser* names other rules than those that hold for *site*, SQL too.

    The column tells digest by digest what a reading went by: ``newsclip-reader 7+site:1a2b3c4d``.
    """
    held = f"(SELECT r.digest FROM site_rules r WHERE r.site = {site} AND r.ended_at IS NULL)"
    at = f"instr({parser}, '+site:')"
    told = f"CASE WHEN {at} THEN substr({parser}, {at} + 6, 8) ELSE '' END"
    return f"coalesce({held}, '') != {told}"
