"""What a site is called: as the publisher that most of its newest articles name."""

from __future__ import annotations

import sqlite3
from collections import Counter

from archive.schema.database import immediate

NEWEST = 500
"""Articles of a site that are asked, so that a large site costs no more than a small one."""


def name_sites(connection: sqlite3.Connection, run_id: int) -> None:
    """Name the sites of which run *run_id* brought something; all, if it made no visits.

    By what most articles say, not by the first that came, so that two runs over the same
    pages give the same names whichever page was first. A site whose articles say nothing
    keeps the name it has.
    """
    visited = connection.execute("SELECT 1 FROM visits WHERE run_id = ? LIMIT 1", [run_id])
    sites = _BROUGHT if visited.fetchone() else "SELECT domain FROM sites"
    domains = connection.execute(sites, {"run": run_id}).fetchall()
    found = [
        {"name": name[0], "domain": domain}
        for (domain,) in domains
        if (name := _most_named(connection, domain))
    ]
    if found:
        with immediate(connection):
            connection.executemany(
                "UPDATE sites SET name = :name WHERE domain = :domain AND name IS NOT :name", found
            )


def names_of_sites(connection: sqlite3.Connection) -> dict[str, str]:
    """What sites are called, by their domain; of a name that several have, with the domain."""
    rows = connection.execute("SELECT domain, name FROM sites WHERE name IS NOT NULL").fetchall()
    sites = Counter(name for _, name in rows)
    return {domain: name if sites[name] == 1 else f"{name} ({domain})" for domain, name in rows}


def _most_named(connection: sqlite3.Connection, domain: str) -> tuple[str] | None:
    row: tuple[str] | None = connection.execute(
        "SELECT publisher FROM (SELECT publisher FROM articles WHERE site = ?"
        " ORDER BY coalesce(published_at, first_seen_at) DESC, url_key LIMIT ?)"
        " WHERE publisher IS NOT NULL GROUP BY publisher ORDER BY count(*) DESC, publisher LIMIT 1",
        [domain, NEWEST],
    ).fetchone()
    return row


_BROUGHT = (
    "SELECT DISTINCT a.site FROM visits v JOIN articles a ON a.id = v.article_id"
    " WHERE v.run_id = :run AND v.outcome IN ('new', 'revised') AND a.site IS NOT NULL"
)
