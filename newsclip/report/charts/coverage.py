"""What a report asks of coverage: what was requested, kept and missed, of which sites."""

from __future__ import annotations

from archive.search.filters import AT
from newsclip.report.drawing.chart import TOP, Chart, share, tidy
from newsclip.report.period import Scope, Span, host_in

MOST_SITES = 15
"""Sites that are shown by name in a chart; the others are taken together."""

OUTCOMES = {
    "new": ("new",),
    "revised": ("revised",),
    "unchanged": ("unchanged", "not-modified"),
    "other": ("not-an-article", "gone", "robots", "skipped"),
    "blocked": ("blocked",),
    "failed": ("failed",),
}
"""What became of a request, as a chart has room for it."""


def requests(scope: Scope, span: Span) -> Chart:
    """What became of the requests of each day."""
    sums = ",\n  ".join(
        f"sum(n * (outcome IN {_in(group)})) AS {name}" for name, group in OUTCOMES.items()
    )
    return Chart(
        "requests",
        f"Requests per {span.unit}, and what became of them",
        "Every address that was asked for. New and revised pages were kept; other pages were no"
        " articles, gone, forbidden by robots.txt or out of scope. Found counts addresses seen"
        " for the first time, asked for or not.",
        tidy(
            f"""
            WITH per_day AS (
              SELECT substr(v.visited_at, 1, 10) AS day, v.outcome AS outcome, count(*) AS n
              FROM visits v {scope.visits()}
              GROUP BY 1, 2
              UNION ALL
              SELECT substr(f.found_at, 1, 10), 'found', count(*)
              FROM frontier f {scope.found("f.found_at IS NOT NULL")}
              GROUP BY 1
            )
            SELECT {span.label("day")} AS {span.unit}, sum(n * (outcome = 'found')) AS found,
              {sums}
            FROM per_day GROUP BY 1 ORDER BY 1
            """
        ),
        "columns",
        "Coverage",
        series=tuple(OUTCOMES),
        span=span,
    )


def sites_by_day(scope: Scope, span: Span) -> Chart:
    """What was kept of each site, and when it was not asked."""
    kept = "sum(n * (outcome IN ('new', 'revised')))"
    return Chart(
        "sites-by-day",
        f"Articles kept per site and {span.unit}",
        "A darker square means more new or revised articles. A red foot marks where"
        " more than 5 % of a site's requests were blocked or failed; a dashed square, where it was"
        f" not asked at all. At most {MOST_SITES} sites stand by name, those with most requests.",
        tidy(
            f"""
            WITH asked AS (
              SELECT {host_in("v.url_key")} AS host,
                substr(v.visited_at, 1, 10) AS day, v.outcome AS outcome, count(*) AS n
              FROM visits v {scope.visits()}
              GROUP BY 1, 2, 3
            ), known AS (
              SELECT site, CASE WHEN site LIKE 'www.%' THEN substr(site, 5) ELSE site END AS host
              FROM (SELECT DISTINCT site FROM main.articles WHERE site IS NOT NULL
                UNION SELECT domain FROM sites)
            ), hosts AS (
              SELECT host, CASE WHEN host = 'file' THEN '(local files)' ELSE coalesce(
                (SELECT site FROM known WHERE asked.host = known.host
                  OR asked.host LIKE '%.' || known.host ORDER BY length(site) DESC LIMIT 1),
                host) END AS site
              FROM asked GROUP BY 1
            ), seen AS (
              SELECT site, day, outcome, sum(n) AS n FROM asked JOIN hosts USING (host)
              GROUP BY 1, 2, 3
            ), named AS (
              SELECT site FROM seen GROUP BY site ORDER BY sum(n) DESC, site LIMIT {MOST_SITES}
            )
            SELECT CASE WHEN site IN named THEN site ELSE '(other sites)' END AS site,
              {span.label("day")} AS {span.unit}, sum(n) AS requests, {kept} AS kept,
              sum(n * (outcome = 'blocked')) AS blocked,
              sum(n * (outcome = 'failed')) AS failed
            FROM seen GROUP BY 1, 2 ORDER BY 1, 2
            """
        ),
        "days",
        "Coverage",
        series=("kept",),
        span=span,
    )


def sites(scope: Scope) -> Chart:
    """How many articles each site has, and how full they are."""
    return Chart(
        "sites",
        "Articles per site",
        "The articles there are, the newest of them, and the share that has a dateline, a caption"
        " and a credit for its lead picture.",
        tidy(
            f"""
            SELECT coalesce(a.site, '(local files)') AS site, count(*) AS articles,
              max(substr({AT}, 1, 10)) AS newest,
              {share("a.dateline")} AS dateline_percent,
              {share("a.caption")} AS caption_percent,
              {share("a.credit")} AS credit_percent
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Coverage",
        series=("articles",),
    )


def _in(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"
