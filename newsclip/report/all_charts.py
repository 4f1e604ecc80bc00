"""What a report asks an archive: each chart with its SQL, runnable as it stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from newsclip.report.charts import contents, coverage, edits, on_fronts, origins
from newsclip.report.charts.attention import attention
from newsclip.report.drawing.chart import Chart, tidy
from newsclip.report.period import Scope, Span


def all_charts(
    scope: Scope,
    connection: sqlite3.Connection,
    visited: Span | None,
    published: Span | None,
    *,
    knows_copies: bool,
    has_fronts: bool,
) -> Iterator[Chart]:
    """Every chart that makes sense for an archive with these days in it.

    *connection* is asked which spellings names have. *knows_copies*: whether it has the table
    ``clusters``; archives of old have not. *has_fronts*: whether it keeps front pages.
    """
    if published and scope.query and not scope.query.is_empty:
        yield attention(scope, published)
    if visited:
        yield coverage.requests(scope, visited)
        yield coverage.sites_by_day(scope, visited)
    if published:
        if not scope.chooses_site:
            yield coverage.sites(scope)
        yield contents.published(scope, published)
        yield contents.hours(scope)
        yield from origins.names(scope, connection)
        yield contents.fill(scope, published)
        yield contents.lengths(scope)
        yield from edits.edits(scope)
        if has_fronts:
            yield from on_fronts.fronts(scope)
        yield from origins.datelines(scope, connection)
        yield from origins.pictures(scope, connection)
        if knows_copies:
            yield from origins.copies(scope)


def totals(scope: Scope) -> str:
    """SQL for the figures at the head of the report, in one row."""
    chosen = f"JOIN articles a ON a.id = i.article_id {scope.articles()}"
    join = chosen if scope.chooses_articles else ""
    return tidy(
        f"""
        SELECT (SELECT count(*) FROM articles a {scope.articles()}) AS articles,
          (SELECT count(DISTINCT site) FROM articles a {scope.articles()}) AS sites,
          (SELECT count(*) FROM articles a {scope.articles("a.revision > 1")}) AS edited,
          (SELECT count(*) FROM articles a {scope.articles("a.published_at IS NULL")}) AS undated,
          (SELECT count(*) FROM images i {join}) AS pictures,
          (SELECT count(*) FROM visits v {scope.visits()}) AS requests
        """
    )
