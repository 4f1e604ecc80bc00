"""The data of a report: its charts, with what the archive gave for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from archive import Archive, ArchiveOutdated, Filters
from archive.reading.fronts.front_queries import any_fronts
from archive.schema import search_index
from archive.search.query_language.stems import query_with_stems
from archive.search.suggestions.nearest import understood
from archive.upkeep.health import Health, health
from archive.upkeep.site_names import names_of_sites
from archive.values.times import stamp
from archive.values.url_identity import host_of, site_of_host
from newsclip.report.all_charts import all_charts, totals
from newsclip.report.drawing.chart import Chart
from newsclip.report.gathered_articles import gathered
from newsclip.report.period import Scope, span_of_articles, span_of_visits

HEALTH_SECONDS = 10.0
"""How long sites are judged at most."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart with the rows that SQL gave for it."""

    chart: Chart
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "name": self.chart.name,
            "title": self.chart.title,
            "text": self.chart.text,
            "sql": self.chart.sql,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an archive holds, how it came to be, and what is missing."""

    archive: str
    """The name of the archive's file."""
    made_at: str
    site: str | None
    since: str | None
    until: str | None
    query: str | None
    """What the articles were found by."""
    selection: str | None
    """The selection that they are of."""
    totals: dict[str, int]
    charts: tuple[ChartData, ...]
    health: tuple[Health, ...] = ()
    """Of the sites that were crawled; of very many, only the largest."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the sites are called, by their domain, where that is known."""

    def called(self, site: str) -> str:
        """The name of a site, else its domain."""
        return self.names.get(site, site)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "archive": self.archive,
            "made_at": self.made_at,
            "site": self.site,
            "since": self.since,
            "until": self.until,
            "query": self.query,
            "selection": self.selection,
            "totals": self.totals,
            "health": [one.to_dict() for one in self.health],
            "charts": [data.to_dict() for data in self.charts],
        }


def report(
    archive: Archive,
    filters: Filters | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    query: str = "",
    selection: str | None = None,
) -> Report:
    """Ask *archive* everything, of the site and the days that *filters* chooses.

    Of articles, only those that *query* finds; requests are told whatever it is. *selection* is
    what the articles of *filters* are called together.

    Articles count by the time of publication, requests by the time they were made. Each
    chart is a query of its own, so a crawl may go on meanwhile.
    """
    filters, _ = understood(archive.connection, filters or Filters())
    scope = Scope(filters, query_with_stems(archive.connection, query, filters.stem))
    if query.strip() and not search_index.is_there(archive.connection):
        raise ArchiveOutdated(archive.path, "searching")
    spans = span_of_visits(archive.connection, scope), span_of_articles(archive.connection, scope)
    knows_copies = archive.connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'clusters'"
    ).fetchone()
    has_fronts = any_fronts(archive.connection)
    charts = []
    with gathered(archive.path, scope) as connection:
        asked = list(
            all_charts(
                scope,
                connection,
                *spans,
                knows_copies=knows_copies is not None,
                has_fronts=has_fronts,
            )
        )
        cursor = connection.execute(totals(scope))
        names = [column[0] for column in cursor.description]
        figures = dict(zip(names, cursor.fetchone(), strict=True))
        for done, chart in enumerate(asked):
            progress(done, len(asked))
            cursor = connection.execute(chart.sql)
            columns = tuple(column[0] for column in cursor.description)
            charts.append(ChartData(chart, columns, tuple(cursor.fetchall())))
        progress(len(asked), len(asked))
    return Report(
        archive=archive.path.name,
        made_at=stamp(datetime.now(UTC)),
        site=filters.site,
        since=filters.since.isoformat() if filters.since else None,
        until=filters.until.isoformat() if filters.until else None,
        query=query.strip() or None,
        selection=selection,
        totals=figures,
        charts=tuple(charts),
        health=tuple(_health(archive, filters)),
        names=names_of_sites(archive.connection),
    )


def _health(archive: Archive, filters: Filters) -> Iterator[Health]:
    """How each site is today, whatever period the report is about; the largest sites first."""
    if filters.site:
        yield health(archive.connection, site_of_host(host_of(filters.site) or filters.site))
        return
    ended = monotonic() + HEALTH_SECONDS
    for (site,) in archive.connection.execute(
        "SELECT s.domain FROM sites s ORDER BY"
        " (SELECT count(*) FROM articles a WHERE a.site = s.domain) DESC, s.domain"
    ).fetchall():
        if monotonic() > ended:
            return
        yield health(archive.connection, site)
