"""What a report asks of edits: what was changed after publication, how soon, by whom."""

from __future__ import annotations

from collections.abc import Iterator

from newsclip.report.drawing.chart import TOP, Chart, share, tidy
from newsclip.report.period import Scope

DELAYS = (
    (1, "within 1 hour"),
    (3, "1 to 3 hours"),
    (6, "3 to 6 hours"),
    (12, "6 to 12 hours"),
    (24, "12 to 24 hours"),
    (48, "1 to 2 days"),
    (168, "2 to 7 days"),
)


def edits(scope: Scope) -> Iterator[Chart]:
    """When, what and by whom is edited after publication."""
    revised = scope.articles("r.revision > 1", "r.changed <> '[]'")
    began = (
        "coalesce(CASE WHEN length(a.published_at) > 10 THEN a.published_at END, a.first_seen_at)"
    )
    cases = " ".join(f"WHEN hours < {limit} THEN '{name}'" for limit, name in DELAYS)
    yield Chart(
        "edit-delays",
        "How long after publication an edit was seen",
        "Each change that a reader could see, by the time from publication (or the first sight of"
        " the page) to the capture that showed it. A page that is looked at rarely shows its"
        " edits late.",
        tidy(
            f"""
            SELECT CASE {cases} ELSE 'later' END AS after, count(*) AS edits
            FROM (
              SELECT max(0, (julianday(r.seen_at) - julianday({began})) * 24) AS hours
              FROM revisions r JOIN articles a ON a.id = r.article_id
              {revised}
            )
            GROUP BY 1 ORDER BY min(hours)
            """
        ),
        "columns",
        "Edits after publication",
        series=("edits",),
        classes=(*(name for _, name in DELAYS), "later"),
    )
    yield Chart(
        "edited-fields",
        "What was edited",
        "How many revisions changed each field, and in how many articles.",
        tidy(
            f"""
            SELECT field.value AS field, count(*) AS revisions,
              count(DISTINCT r.article_id) AS articles
            FROM revisions r JOIN articles a ON a.id = r.article_id, json_each(r.changed) AS field
            {revised}
            GROUP BY 1 ORDER BY 2 DESC, 1
            """
        ),
        "bars",
        "Edits after publication",
        series=("revisions",),
    )
    if scope.chooses_site:
        return
    yield Chart(
        "edited-sites",
        "Who edits",
        f"Of each site's articles, the share that was edited; of at most {TOP} sites, those with"
        " most articles.",
        tidy(
            f"""
            SELECT coalesce(a.site, '(local files)') AS site,
              {share("CASE WHEN a.revision > 1 THEN 1 END")} AS edited_percent,
              sum(a.revision > 1) AS edited, count(*) AS articles
            FROM articles a {scope.articles()}
            GROUP BY 1 HAVING edited > 0 ORDER BY 4 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Edits after publication",
        series=("edited_percent",),
        percent=True,
    )
