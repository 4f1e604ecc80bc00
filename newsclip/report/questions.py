"""What a report asks an archive: each question with its SQL, runnable as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.filters import AT
from newsclip.report.scope import Scope, Span, host_in

Shape = Literal["columns", "grid", "bars", "days", "hours"]

MOST_SITES = 15
"""Sites that are shown by name in a chart; the others are taken together."""

TOP = 20
"""Places, agencies, photographers that are listed."""

FIELDS = (
    "headline kicker dek byline authors dateline published_at time_of_day modified_at section"
    " keywords language publisher copyright_notice caption credit"
).split()
"""The fields whose fill rate is followed, as columns of the answer."""

OUTCOMES = {
    "new": ("new",),
    "revised": ("revised",),
    "unchanged": ("unchanged", "not-modified"),
    "other": ("not-an-article", "gone", "robots", "skipped"),
    "blocked": ("blocked",),
    "failed": ("failed",),
}
"""What became of a request, as a chart has room for it."""

LENGTHS = (50, 100, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000)

DELAYS = (
    (1, "within 1 hour"),
    (3, "1 to 3 hours"),
    (6, "3 to 6 hours"),
    (12, "6 to 12 hours"),
    (24, "12 to 24 hours"),
    (48, "1 to 2 days"),
    (168, "2 to 7 days"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know, how it is asked and how its answer is drawn."""

    name: str
    title: str
    text: str
    """What the answer shows and what it does not, for a reader who does not know the tables."""
    sql: str
    shape: Shape
    group: str
    series: tuple[str, ...] = ()
    """The columns that are drawn; the first column of the answer names the rows."""
    percent: bool = False
    span: Span | None = None


def questions(
    scope: Scope, visited: Span | None, published: Span | None, *, knows_copies: bool
) -> Iterator[Question]:
    """Every question that makes sense for an archive with these days in it.

    *knows_copies*: whether it has the table ``clusters``; archives of old have not.
    """
    if visited:
        yield _requests(scope, visited)
        yield _sites_by_day(scope, visited)
    if published:
        if not scope.chooses_site:
            yield _sites(scope)
        yield _published(scope, published)
        yield _hours(scope)
        yield _fill(scope, published)
        yield _lengths(scope)
        yield from _edits(scope)
        yield from _datelines(scope)
        yield from _pictures(scope)
        if knows_copies:
            yield from _copies(scope)


def totals(scope: Scope) -> str:
    """SQL for the figures at the head of the report, in one row."""
    chosen = "JOIN articles a ON a.id = {}.article_id " + scope.articles()
    join = chosen if scope.chooses_articles else ""
    return _tidy(
        f"""
        SELECT (SELECT count(*) FROM articles a {scope.articles()}) AS articles,
          (SELECT count(DISTINCT site) FROM articles a {scope.articles()}) AS sites,
          (SELECT count(*) FROM articles a {scope.articles("a.revision > 1")}) AS edited,
          (SELECT count(*) FROM images i {join.format("i")}) AS pictures,
          (SELECT count(*) FROM visits v {scope.visits()}) AS requests
        """
    )


def _requests(scope: Scope, span: Span) -> Question:
    sums = ",\n  ".join(
        f"sum(n * (outcome IN {_in(group)})) AS {name}" for name, group in OUTCOMES.items()
    )
    return Question(
        "requests",
        f"Requests per {span.unit}, and what became of them",
        "Every address that was asked for. New and revised pages were kept; other pages were no"
        " articles, gone, forbidden by robots.txt or out of scope. Found counts addresses seen"
        " for the first time, asked for or not.",
        _tidy(
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


def _sites_by_day(scope: Scope, span: Span) -> Question:
    kept = "sum(n * (outcome IN ('new', 'revised')))"
    return Question(
        "sites-by-day",
        f"Articles kept per site and {span.unit}",
        "A darker square means more new or revised articles. A red foot marks where"
        " more than 5 % of a site's requests were blocked or failed; a dashed square, where it was"
        f" not asked at all. At most {MOST_SITES} sites stand by name, those with most requests.",
        _tidy(
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


def _sites(scope: Scope) -> Question:
    return Question(
        "sites",
        "Articles per site",
        "The articles there are, the newest of them, and the share that has a dateline, a caption"
        " and a credit for its lead picture.",
        _tidy(
            f"""
            SELECT coalesce(a.site, '(local files)') AS site, count(*) AS articles,
              max(substr({AT}, 1, 10)) AS newest,
              {_share("a.dateline")} AS dateline_percent,
              {_share("a.caption")} AS caption_percent,
              {_share("a.credit")} AS credit_percent
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Coverage",
        series=("articles",),
    )


def _published(scope: Scope, span: Span) -> Question:
    return Question(
        "published",
        f"Articles by {span.unit} of publication",
        "As the pages say; by the time they were first seen where they do not.",
        _tidy(
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


def _hours(scope: Scope) -> Question:
    return Question(
        "hours",
        "Hours of publication",
        "By day of the week and hour, UTC. Articles whose page names a day only are left out.",
        _tidy(
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


def _fill(scope: Scope, span: Span) -> Question:
    special = {
        "authors": _share("CASE WHEN a.authors <> '[]' THEN 1 END"),
        "keywords": _share("CASE WHEN a.keywords <> '[]' THEN 1 END"),
        "time_of_day": _share("CASE WHEN length(a.published_at) > 10 THEN 1 END"),
    }
    shares = ",\n  ".join(f"{special.get(one, _share(f'a.{one}'))} AS {one}" for one in FIELDS)
    return Question(
        "fill",
        "How often each field is filled, in percent",
        "A field that pages do not have stays empty, and should. A row that pales from one"
        f" {span.unit} to the next is worth a look: a site may have changed its pages."
        " Caption and credit are those of the lead picture.",
        _tidy(
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


def _lengths(scope: Scope) -> Question:
    edges = (0, *LENGTHS)
    cases = " ".join(
        f"WHEN a.word_count < {high} THEN '{low} to {high - 1}'"
        for low, high in zip(edges, LENGTHS, strict=False)
    )
    return Question(
        "lengths",
        "Length of the articles, in words",
        "Words of the text, without headline and captions; of scripts written without spaces,"
        " characters count. A heap at the left may be teasers and walls.",
        _tidy(
            f"""
            SELECT CASE {cases} ELSE '{LENGTHS[-1]} and more' END AS words,
              count(*) AS articles
            FROM articles a {scope.articles()}
            GROUP BY 1 ORDER BY min(a.word_count)
            """
        ),
        "columns",
        "Fields",
        series=("articles",),
    )


def _edits(scope: Scope) -> Iterator[Question]:
    revised = scope.articles("r.revision > 1", "r.changed <> '[]'")
    began = (
        "coalesce(CASE WHEN length(a.published_at) > 10 THEN a.published_at END, a.first_seen_at)"
    )
    cases = " ".join(f"WHEN hours < {limit} THEN '{name}'" for limit, name in DELAYS)
    yield Question(
        "edit-delays",
        "How long after publication an edit was seen",
        "Each change that a reader could see, by the time from publication (or the first sight of"
        " the page) to the capture that showed it. A page that is looked at rarely shows its"
        " edits late.",
        _tidy(
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
    )
    yield Question(
        "edited-fields",
        "What was edited",
        "How many revisions changed each field, and in how many articles.",
        _tidy(
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
    yield Question(
        "edited-sites",
        "Who edits",
        f"Of each site's articles, the share that was edited; of at most {TOP} sites, those with"
        " most articles.",
        _tidy(
            f"""
            SELECT coalesce(a.site, '(local files)') AS site,
              {_share("CASE WHEN a.revision > 1 THEN 1 END")} AS edited_percent,
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


def _datelines(scope: Scope) -> Iterator[Question]:
    for column, title, text in (
        ("place", "Places", "The places that datelines name, as printed."),
        ("agency", "Agencies in datelines", "Who reported, where the dateline says so."),
    ):
        name = f"a.dateline_{column}"
        yield Question(
            f"dateline-{'places' if column == 'place' else 'agencies'}",
            title,
            f"{text} At most {TOP}.",
            _tidy(
                f"""
                SELECT {name} AS {column}, count(*) AS articles,
                  count(DISTINCT a.site) AS sites
                FROM articles a {scope.articles(f"{name} IS NOT NULL")}
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
                """
            ),
            "bars",
            "Datelines",
            series=("articles",),
        )


def _pictures(scope: Scope) -> Iterator[Question]:
    join = "JOIN articles a ON a.id = i.article_id" if scope.chooses_articles else ""
    yield Question(
        "photographers",
        "Photographers",
        f"Who made the pictures, taken out of the credit lines. At most {TOP}.",
        _tidy(
            f"""
            SELECT i.creator AS photographer, count(*) AS pictures,
              count(DISTINCT i.article_id) AS articles
            FROM images i {join}
            {scope.articles("i.creator IS NOT NULL")}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Pictures",
        series=("pictures",),
    )
    yield Question(
        "picture-agencies",
        "Agencies of pictures",
        f"Who supplied the pictures. One picture may come through several. At most {TOP}.",
        _tidy(
            f"""
            SELECT agency.value AS agency, count(*) AS pictures,
              count(DISTINCT i.article_id) AS articles
            FROM images i {join}, json_each(i.agencies) AS agency
            {scope.articles("i.agencies <> '[]'")}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        ),
        "bars",
        "Pictures",
        series=("pictures",),
    )


def _copies(scope: Scope) -> Iterator[Question]:
    # The other side of a copy may lie outside of what the report is about.
    every = "main.articles" if scope.chooses_articles else "articles"
    within = ""
    if scope.chooses_articles:
        within = (
            "WHERE c.cluster_id IN (SELECT k.cluster_id FROM clusters k"
            f" JOIN articles a ON a.id = k.article_id {scope.articles()})"
        )
    yield Question(
        "shared-stories",
        "Stories told by several sites",
        "Articles on different sites that tell the same in the same words, such as agency copy."
        f" The {TOP} stories on most sites, each with the headline it was first found under.",
        _tidy(
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
    yield Question(
        "sites-that-share",
        "Sites that share stories",
        f"How many stories two sites told in the same words. At most {TOP} pairs.",
        _tidy(
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


def _share(expression: str) -> str:
    return f"round(100.0 * count({expression}) / count(*), 1)"


def _in(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


def _tidy(sql: str) -> str:
    """*sql* without the indentation of this file and without lines left empty."""
    lines = [line.rstrip() for line in sql.splitlines() if line.strip()]
    edge = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[min(edge, len(line) - len(line.lstrip())) :] for line in lines)
