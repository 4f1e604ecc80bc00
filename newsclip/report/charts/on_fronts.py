"""What a report asks of front pages: what they give their time to, and what they call it."""

from __future__ import annotations

from collections.abc import Iterator

from newsclip.report.drawing.chart import TOP, Chart, tidy
from newsclip.report.period import Scope

_GROUP = "Front pages"
_HOMES = """WITH homes AS (
              SELECT url FROM (
                SELECT url, row_number() OVER (PARTITION BY site ORDER BY length(url), url) AS n
                FROM (SELECT DISTINCT site, url FROM fronts)
              ) WHERE n = 1
            ), shown AS (
              SELECT f.shown_id, sum(f.hours) AS hours
              FROM front_spans f JOIN homes h ON h.url = f.url GROUP BY 1
            )"""
"""Each site's own front page, and how long it showed the same."""
_ON_THEM = """FROM shown JOIN front_places p ON p.front_id = shown.shown_id
            JOIN front_stories s ON s.id = p.story_id JOIN articles a ON a.id = s.article_id"""


def fronts(scope: Scope) -> Iterator[Chart]:
    """What stood on home pages, for how long, and under which headlines."""
    yield Chart(
        "front-sections",
        "Time on the front page, by section",
        "Hours that the articles of a section stood on the home page of their site, added up: of"
        " two that stood there for one hour, two. What was seen is taken to have stood until the"
        f" page was seen again, for a day at most. At most {TOP}.",
        tidy(
            f"""
            {_HOMES}
            SELECT coalesce(a.site || ': ', '') || coalesce(a.section, '(no section)') AS section,
              round(sum(shown.hours), 1) AS hours, count(DISTINCT a.id) AS articles,
              round(sum(shown.hours) / count(DISTINCT a.id), 1) AS hours_each
            {_ON_THEM}
            {scope.articles()}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        _GROUP,
        series=("hours",),
    )
    yield Chart(
        "front-stories",
        "What stood there longest",
        f"The {TOP} articles that stood on a home page longest, by a headline they had there;"
        " how high they stood at best.",
        tidy(
            f"""
            {_HOMES}
            SELECT coalesce(min(s.text), min(s.url_key)) AS story,
              round(sum(shown.hours), 1) AS hours, min(p.position) AS best_position, a.site
            {_ON_THEM}
            {scope.articles()}
            GROUP BY a.id ORDER BY 2 DESC, a.id LIMIT {TOP}
            """
        ),
        "bars",
        _GROUP,
        series=("hours",),
    )
    yield Chart(
        "front-headlines",
        "Other headlines on the front",
        "Of the headlines under which a site's articles stood on its fronts, the share that is not"
        " the article's own headline as it is now.",
        tidy(
            f"""
            SELECT coalesce(f.site, '(local files)') AS site,
              round(100.0 * avg(NOT f.is_same), 1) AS other_percent, count(*) AS headlines,
              count(DISTINCT f.article_id) AS articles
            FROM front_headlines f JOIN articles a ON a.id = f.article_id
            {scope.articles()}
            GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        _GROUP,
        series=("other_percent",),
        percent=True,
    )
