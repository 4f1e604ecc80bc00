"""The front page: what is in the archive, and how the last runs went."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from archive import Archive, Hit, Run
from archive.filters import AT

DAYS = 60
"""Days of the chart, up to the newest article's."""

MOST_SITES = 200
NEWEST = 12
RUNS = 6


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its number of articles and the time of the newest."""

    domain: str | None
    name: str | None
    articles: int
    newest: str


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
    rows = connection.execute(
        f"SELECT a.site, count(*), max({AT}) FROM articles a GROUP BY a.site ORDER BY 2 DESC"
    )
    return [Site(site, names.get(site), count, newest) for site, count, newest in rows]


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
    counts = dict(
        connection.execute(
            f"SELECT substr({AT}, 1, 10), count(*) FROM articles a"
            f" WHERE {AT} >= ? AND {AT} < ? GROUP BY 1",
            [first.isoformat(), (last + timedelta(days=1)).isoformat()],
        ).fetchall()
    )
    days = [(first + timedelta(days=n)).isoformat() for n in range(DAYS)]
    return [(day, counts.get(day, 0)) for day in days]
