"""What a report asks of where stories come from: datelines, pictures, copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from newsclip.report.drawing.chart import TOP, Chart, tidy
from newsclip.report.period import Scope
from newsclip.report.spellings import by_name

_ONE_NAME = f"Spellings that differ in case and accents only count as one. At most {TOP}."
_ARTICLES_AND_SITES = "count(*) AS articles, count(DISTINCT a.site) AS sites"


def names(scope: Scope, connection: sqlite3.Connection) -> Iterator[Chart]:
    """Which sections, languages and authors articles have."""
    yield Chart(
        "sections",
        "Sections",
        f"Where on their sites the articles stand, as the pages say. {_ONE_NAME}",
        by_name(
            connection,
            "section",
            "a.section",
            "articles a",
            scope.articles("a.section IS NOT NULL"),
            _ARTICLES_AND_SITES,
        ),
        "bars",
        "Sections and authors",
        series=("articles",),
    )
    yield Chart(
        "languages",
        "Languages",
        f"What the articles are written in; en-GB counts as en. At most {TOP}.",
        tidy(
            f"""
            SELECT lower(substr(a.language, 1, instr(a.language || '-', '-') - 1)) AS language,
              {_ARTICLES_AND_SITES}
            FROM articles a {scope.articles("a.language IS NOT NULL")}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Sections and authors",
        series=("articles",),
    )
    yield Chart(
        "authors",
        "Authors",
        f"Who wrote the articles; one by two authors counts for both. {_ONE_NAME}",
        by_name(
            connection,
            "author",
            "author.value",
            "articles a, json_each(a.authors) AS author",
            scope.articles("a.authors <> '[]'"),
            "count(DISTINCT a.id) AS articles, count(DISTINCT a.site) AS sites",
        ),
        "bars",
        "Sections and authors",
        series=("articles",),
    )


def datelines(scope: Scope, connection: sqlite3.Connection) -> Iterator[Chart]:
    """Where articles were written, and by which agency."""
    for column, title, text in (
        ("place", "Places", "The places that datelines name."),
        ("agency", "Agencies in datelines", "Who reported, where the dateline says so."),
    ):
        name = f"a.dateline_{column}"
        yield Chart(
            f"dateline-{'places' if column == 'place' else 'agencies'}",
            title,
            f"{text} {_ONE_NAME}",
            by_name(
                connection,
                column,
                name,
                "articles a",
                scope.articles(f"{name} IS NOT NULL"),
                _ARTICLES_AND_SITES,
            ),
            "bars",
            "Datelines",
            series=("articles",),
        )


def pictures(scope: Scope, connection: sqlite3.Connection) -> Iterator[Chart]:
    """Who made the pictures, and who supplied them."""
    source = "images i"
    if scope.chooses_articles:
        source += " JOIN articles a ON a.id = i.article_id"
    figures = "count(*) AS pictures, count(DISTINCT i.article_id) AS articles"
    yield Chart(
        "photographers",
        "Photographers",
        f"Who made the pictures, taken out of the credit lines. {_ONE_NAME}",
        by_name(
            connection,
            "photographer",
            "i.creator",
            source,
            scope.articles("i.creator IS NOT NULL"),
            figures,
        ),
        "bars",
        "Pictures",
        series=("pictures",),
    )
    yield Chart(
        "picture-agencies",
        "Agencies of pictures",
        f"Who supplied the pictures. One picture may come through several. {_ONE_NAME}",
        by_name(
            connection,
            "agency",
            "agency.value",
            f"{source}, json_each(i.agencies) AS agency",
            scope.articles("i.agencies <> '[]'"),
            figures,
        ),
        "bars",
        "Pictures",
        series=("pictures",),
    )


def copies(scope: Scope) -> Iterator[Chart]:
    """Which stories several sites tell in the same words."""
    # The other side of a copy may lie outside of what the report is about.
    every = "main.articles" if scope.chooses_articles else "articles"
    within = ""
    if scope.chooses_articles:
        within = (
            "WHERE c.cluster_id IN (SELECT k.cluster_id FROM clusters k"
            f" JOIN articles a ON a.id = k.article_id {scope.articles()})"
        )
    yield Chart(
        "shared-stories",
        "Stories told by several sites",
        "Articles on different sites that tell the same in the same words, such as agency copy."
        f" The {TOP} stories on most sites, each with the headline it was first found under.",
        tidy(
            f"""
            WITH shared AS (
              SELECT c.cluster_id, count(DISTINCT b.site) AS sites, count(*) AS articles,
                min(c.article_id) AS first_id
              FROM clusters c JOIN {every} b ON b.id = c.article_id
              {within}
              GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT {TOP}
            )
            SELECT f.headline, shared.sites, shared.articles, f.site AS first_site,
              substr(coalesce(f.published_at, f.first_seen_at), 1, 10) AS day
            FROM shared JOIN main.articles f ON f.id = shared.first_id
            ORDER BY 2 DESC, 3 DESC, shared.cluster_id
            """
        ),
        "bars",
        "Copies",
        series=("sites",),
    )
    yield Chart(
        "sites-that-share",
        "Sites that share stories",
        f"How many stories two sites told in the same words. At most {TOP} pairs.",
        tidy(
            f"""
            SELECT min(a.site, b.site) || ' and ' || max(a.site, b.site) AS sites,
              count(DISTINCT c.cluster_id) AS stories
            FROM clusters c JOIN articles a ON a.id = c.article_id
              JOIN clusters d ON d.cluster_id = c.cluster_id AND d.article_id <> c.article_id
              JOIN {every} b ON b.id = d.article_id
            {scope.articles("a.site <> b.site")}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Copies",
        series=("stories",),
    )
