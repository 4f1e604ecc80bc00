"""What a report on a query asks: which part of each site's output its articles are."""

from __future__ import annotations

from archive.search.filters import AT
from newsclip.report.drawing.chart import TOP, Chart, tidy
from newsclip.report.period import Scope, Span


def attention(scope: Scope, span: Span) -> Chart:
    """The share of each site's articles that the query finds, step by step."""
    every = Scope(scope.filters)
    step = span.bounded(AT)
    return Chart(
        "attention",
        f"Share of each site's output, by {span.unit}",
        "Of all articles of the site in the same step of time, the part that the query finds. A"
        f" darker square means a larger part. The {TOP} sites with most articles found.",
        tidy(
            f"""
            WITH output AS (
              SELECT coalesce(a.site, '(local files)') AS site, {step} AS {span.unit},
                count(*) AS articles
              FROM main.articles a {every.articles()}
              GROUP BY 1, 2
            ), found AS (
              SELECT coalesce(a.site, '(local files)') AS site, {step} AS {span.unit},
                count(*) AS articles
              FROM articles a {scope.articles()}
              GROUP BY 1, 2
            ), most AS (
              SELECT site FROM found GROUP BY 1 ORDER BY sum(articles) DESC, 1 LIMIT {TOP}
            )
            SELECT o.site, o.{span.unit}, coalesce(f.articles, 0) AS articles,
              o.articles AS output,
              round(100.0 * coalesce(f.articles, 0) / o.articles, 2) AS percent
            FROM output o LEFT JOIN found f ON f.site = o.site AND f.{span.unit} = o.{span.unit}
            WHERE o.site IN (SELECT site FROM most)
            ORDER BY 1, 2
            """
        ),
        "shares",
        "Attention",
        series=("percent",),
        span=span,
    )
