"""Queries that stand ready in the browser, each with its title and what it tells."""

from __future__ import annotations

from typing import NamedTuple

from newsclip.browse.catalogue import described


class Query(NamedTuple):
    """A query that can be run by its name, as people and as programs."""

    name: str
    title: str
    description: str
    sql: str


QUERIES = (
    Query(
        "articles_per_site_and_month",
        "Articles per site and month",
        "How much of each site there is, by the month of publication.",
        """
SELECT site, substr(coalesce(published_at, first_seen_at), 1, 7) AS month, count(*) AS articles
FROM articles GROUP BY site, month ORDER BY month DESC, articles DESC LIMIT 500""",
    ),
    Query(
        "headline_edits",
        "Headlines that were changed",
        "What a headline said before and after, newest edit first.",
        """
SELECT r.seen_at, a.site, old.headline AS before, r.headline AS after, a.id AS article
FROM revisions r
JOIN revisions old ON old.article_id = r.article_id AND old.revision = r.revision - 1
JOIN articles a ON a.id = r.article_id
WHERE r.revision > 1 AND old.headline IS NOT r.headline
ORDER BY r.seen_at DESC LIMIT 200""",
    ),
    Query(
        "datelines",
        "Where stories are written",
        "The places of datelines, with how many stories carry each.",
        """
SELECT max(dateline_place) AS place, count(*) AS articles, min(dateline) AS example
FROM articles WHERE dateline_place IS NOT NULL
GROUP BY lower(dateline_place) ORDER BY articles DESC LIMIT 200""",
    ),
    Query(
        "agencies",
        "Whom pictures come from",
        "The agencies of picture credits.",
        """
SELECT max(agency.value) AS agency, count(*) AS pictures, count(DISTINCT i.article_id) AS articles
FROM images i, json_each(i.agencies) AS agency
GROUP BY lower(agency.value) ORDER BY pictures DESC LIMIT 200""",
    ),
    Query(
        "photographers",
        "Who made the pictures",
        "The photographers of picture credits, with a credit line of each.",
        """
SELECT max(creator) AS photographer, count(*) AS pictures, min(credit) AS example
FROM images WHERE creator IS NOT NULL
GROUP BY lower(creator) ORDER BY pictures DESC LIMIT 200""",
    ),
    Query(
        "missing_fields",
        "What is missing, by site",
        "Of each site, the share of articles without a headline, author, time or caption.",
        """
SELECT site, count(*) AS articles,
  round(100.0 * sum(headline IS NULL) / count(*), 1) AS no_headline_percent,
  round(100.0 * sum(authors = '[]') / count(*), 1) AS no_author_percent,
  round(100.0 * sum(published_at IS NULL) / count(*), 1) AS no_time_percent,
  round(100.0 * sum(caption IS NULL) / count(*), 1) AS no_caption_percent
FROM articles GROUP BY site ORDER BY articles DESC LIMIT 200""",
    ),
    Query(
        "failures",
        "What could not be fetched",
        "The newest visits that gave no page, and why.",
        """
SELECT visited_at, outcome, status, detail, url FROM visits
WHERE outcome IN ('failed', 'blocked', 'gone', 'robots', 'not-an-article')
ORDER BY id DESC LIMIT 200""",
    ),
)


def metadata(database: str) -> dict[str, object]:
    """Datasette's metadata: the queries, and what the tables hold."""
    return {
        "title": "newsclip",
        "databases": {
            database: {
                "title": "Tables and queries",
                "queries": {
                    query.name: {
                        "title": query.title,
                        "description": query.description,
                        "sql": query.sql.strip(),
                        "hide_sql": False,
                    }
                    for query in QUERIES
                },
                "tables": described(),
            }
        },
    }
