"""What a report asks of the articles themselves: when published, how full, how long."""

from __future__ import annotations

from itertools import pairwise

from archive.search.filters import AT
from newsclip.report.drawing.chart import Chart, share, tidy
from newsclip.report.period import Scope, Span

FIELDS = (
    "headline kicker dek byline authors dateline published_at time_of_day modified_at section"
    " keywords language publisher copyright_notice caption credit"
).split()
"""The fields whose fill rate is followed, as columns of the data."""

LENGTHS = (50, 100, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000)


def published(scope: Scope, span: Span) -> Chart:
    """When the articles were published."""
    return Chart(
        "published",
        f"Articles by {span.unit} of publication",
        "As the pages say; by the time they were first seen where they do not.",
        tidy(
            f"""
            SELECT {span.bounded(AT)} AS {span.unit}, count(*) AS articles
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY min({AT})
            """
        ),
        "columns",
        "Publication",
        series=("articles",),
        span=span,
    )


def hours(scope: Scope) -> Chart:
    """At which hours of the week articles are published."""
    return Chart(
        "hours",
        "Hours of publication",
        "By day of the week and hour, UTC. Articles whose page names a day only are left out.",
        tidy(
            f"""
            SELECT CAST(strftime('%w', a.published_at) AS INTEGER) AS weekday,
              CAST(substr(a.published_at, 12, 2) AS INTEGER) AS hour, count(*) AS articles
            FROM articles a {scope.articles("length(a.published_at) > 10")}
            GROUP BY 1, 2 ORDER BY 1, 2
            """
        ),
        "hours",
        "Publication",
        series=("articles",),
    )


def fill(scope: Scope, span: Span) -> Chart:
    """How often each field is filled."""
    special = {
        "authors": share("CASE WHEN a.authors <> '[]' THEN 1 END"),
        "keywords": share("CASE WHEN a.keywords <> '[]' THEN 1 END"),
        "time_of_day": share("CASE WHEN length(a.published_at) > 10 THEN 1 END"),
    }
    shares = ",\n  ".join(f"{special.get(one, share(f'a.{one}'))} AS {one}" for one in FIELDS)
    return Chart(
        "fill",
        "How often each field is filled, in percent",
        "A field that pages do not have stays empty, and should. A row that pales from one"
        f" {span.unit} to the next is worth a look: a site may have changed its pages."
        " Caption and credit are those of the lead picture.",
        tidy(
            f"""
            SELECT {span.bounded(AT)} AS {span.unit}, count(*) AS articles,
              {shares}
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY min({AT})
            """
        ),
        "grid",
        "Fields",
        series=tuple(FIELDS),
        percent=True,
        span=span,
    )


def lengths(scope: Scope) -> Chart:
    """How long the articles are."""
    classes = [f"{low} to {high - 1}" for low, high in pairwise((0, *LENGTHS))]
    cases = " ".join(
        f"WHEN a.word_count < {high} THEN '{name}'"
        for name, high in zip(classes, LENGTHS, strict=True)
    )
    last = f"{LENGTHS[-1]} and more"
    return Chart(
        "lengths",
        "Length of the articles, in words",
        "Words of the text, without headline and captions; of scripts written without spaces,"
        " characters count. A heap at the left may be teasers and walls.",
        tidy(
            f"""
            SELECT CASE {cases} ELSE '{last}' END AS words,
              count(*) AS articles
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY min(a.word_count)
            """
        ),
        "columns",
        "Fields",
        series=("articles",),
        classes=(*classes, last),
    )
