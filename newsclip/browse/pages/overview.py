"""The front page: what is in the archive, and how the last runs went."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from markupsafe import Markup

from archive import Archive, Hit, Run
from archive.notes import selections
from archive.search.filters import AT
from archive.upkeep.site_names import names_of_sites
from newsclip.report.drawing import svg
from newsclip.report.drawing.chart_svg import mark
from newsclip.report.period import Span, span_of_days

PERIODS = {"30": "30 days", "60": "60 days", "365": "a year", "all": "all"}
"""Periods of the chart, up to the newest article's day, as addresses call them."""
USUAL = "60"
FEWEST_DAYS = 30
"""Days of the usual chart of an archive that begins within its period."""

CHART_WIDTH = 560

SITES = 15
"""Sites that are listed at first."""
NEWEST = 7
RUNS = 3


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its number of articles."""

    domain: str | None
    name: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chart's time: a day, a week, a month or a year."""

    label: str
    first: str
    """Its first day."""
    last: str
    """Its last day, which counts."""
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the front page shows."""

    articles: int
    revisions: int
    sites: list[Site]
    """All of them, the largest first."""
    period: str
    unit: str
    """What a step of the chart is."""
    steps: list[Step]
    newest: list[Hit]
    runs: list[Run]
    names: dict[str, str]
    """Sites by their domain, where the name is known."""
    selections: list[str]


def overview(archive: Archive, period: str = USUAL) -> Overview:
    """Ask the archive; about a tenth of a second for a million articles."""
    names = names_of_sites(archive.connection)
    sites = _sites(archive.connection, names)
    articles = sum(site.articles for site in sites)
    period = period if period in PERIODS else USUAL
    span = _span(archive.connection, period)
    return Overview(
        articles=articles,
        revisions=_count(archive.connection, "revisions") - articles,
        sites=sites,
        period=period,
        unit=span.unit if span else "day",
        steps=_steps(archive.connection, span) if span else [],
        newest=archive.search("", limit=NEWEST),
        runs=archive.runs(RUNS),
        names=names,
        selections=selections.names(archive.notes),
    )


def chart(steps: Sequence[Step], unit: str) -> Markup:
    """Columns for *steps*, each a link to its articles."""
    if not any(step.articles for step in steps):
        return Markup()
    span = Span(unit, steps[0].label, steps[-1].label)  # type: ignore[arg-type]
    said = [f"{step.label}: {step.articles:,}" for step in steps]
    links = [f"/search?since={step.first}&until={step.last}" for step in steps]
    series = [("articles", "c-new", [float(step.articles) for step in steps])]
    labels = [step.label for step in steps]
    marks = [mark(label, span) for label in labels]
    return Markup(
        svg.both(
            lambda width: svg.columns(
                labels, series, said, marks=marks, links=links, width=width, height=135
            ),
            CHART_WIDTH,
        )
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


def _span(connection: sqlite3.Connection, period: str) -> Span | None:
    """The days of *period* up to the newest article's; dates yet to come are not believed."""
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    first, newest = connection.execute(
        f"SELECT (SELECT min({AT}) FROM articles a), (SELECT max({AT}) FROM articles a"
        f" WHERE {AT} < ?)",
        [tomorrow],
    ).fetchone()
    if not newest:
        return None
    last = date.fromisoformat(newest[:10])
    if period == "all":
        return span_of_days(first, newest)
    begin = last - timedelta(days=int(period) - 1)
    if period == USUAL:
        latest = (last - timedelta(days=FEWEST_DAYS - 1)).isoformat()
        begin = date.fromisoformat(max(begin.isoformat(), min(first[:10], latest)))
    return span_of_days(begin.isoformat(), last.isoformat())


def _steps(connection: sqlite3.Connection, span: Span) -> list[Step]:
    """How many articles each step has, counted by the index of times."""
    sql = f"SELECT count(*) FROM articles a WHERE {AT} >= ? AND {AT} < ?"
    steps = []
    for label in span.steps():
        first, last = span.ends(label)
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        (count,) = connection.execute(sql, [first, after]).fetchone()
        steps.append(Step(label, first, last, count))
    return steps
