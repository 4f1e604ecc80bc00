"""The front page: what is in the archive, and how the last runs went."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from archive import Archive, Hit, Run
from archive.search.filters import AT

DAYS = 60
"""Days of the chart, up to the newest article's."""

FEWEST_DAYS = 30
"""Days of the chart of an archive that begins within them."""

MOST_SITES = 200
NEWEST = 12
RUNS = 6


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its number of articles."""

    domain: str | None
    name: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the front page shows."""

    articles: int
    revisions: int
    sites: list[Site]
    more_sites: int
    """Sites that are not listed."""
    days: list[tuple[str, int]]
    newest: list[Hit]
    runs: list[Run]
    names: dict[str, str]
    """Sites by their domain, where the name is known."""


def overview(archive: Archive) -> Overview:
    """Ask the archive; about a tenth of a second for a million articles."""
    names = site_names(archive.connection)
    sites = _sites(archive.connection, names)
    return Overview(
        articles=sum(site.articles for site in sites),
        revisions=_count(archive.connection, "revisions") - sum(site.articles for site in sites),
        sites=sites[:MOST_SITES],
        more_sites=max(0, len(sites) - MOST_SITES),
        days=_days(archive.connection),
        newest=archive.search("", limit=NEWEST),
        runs=archive.runs(RUNS),
        names=names,
    )


def known_sites(connection: sqlite3.Connection) -> list[str]:
    """Every site that has an article, found by leaps over the index."""
    rows = connection.execute(
        "WITH RECURSIVE leap(site) AS ("
        " SELECT min(site) FROM articles"
        " UNION ALL SELECT (SELECT min(site) FROM articles WHERE site > leap.site)"
        " FROM leap WHERE leap.site IS NOT NULL"
        ") SELECT site FROM leap WHERE site IS NOT NULL LIMIT 5000"
    )
    return [str(site) for (site,) in rows]


def site_names(connection: sqlite3.Connection) -> dict[str, str]:
    """What the sites are called, by their domain."""
    rows = connection.execute("SELECT domain, name FROM sites WHERE name IS NOT NULL")
    return dict(rows.fetchall())


def _sites(connection: sqlite3.Connection, names: dict[str, str]) -> list[Site]:
    # Each count needs the index only: of a million articles that is a tenth of a second.
    found = []
    for site in (*known_sites(connection), None):
        (count,) = connection.execute(
            "SELECT count(*) FROM articles WHERE site IS ?", [site]
        ).fetchone()
        if count:
            found.append(Site(site, names.get(site) if site else None, count))
    return sorted(found, key=lambda site: -site.articles)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _days(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The last days up to the newest article's; of dates yet to come nothing is believed."""
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    (newest,) = connection.execute(
        f"SELECT max({AT}) FROM articles a WHERE {AT} < ?", [tomorrow]
    ).fetchone()
    if not newest:
        return []
    last = date.fromisoformat(newest[:10])
    first = last - timedelta(days=DAYS - 1)
    days = [first + timedelta(days=n) for n in range(DAYS + 1)]
    sql = f"SELECT count(*) FROM articles a WHERE {AT} >= ? AND {AT} < ?"
    counts = [
        (
            day.isoformat(),
            connection.execute(sql, [day.isoformat(), after.isoformat()]).fetchone()[0],
        )
        for day, after in pairwise(days)
    ]
    empty = next((n for n, (_, count) in enumerate(counts) if count), 0)
    return counts[min(empty, DAYS - FEWEST_DAYS) :]
