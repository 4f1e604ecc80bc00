"""What the browser says of the archive's tables, and in which order it shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

QUERIED = {
    "articles": "One row for each article, as it is now.",
    "paragraphs": "The text, paragraph by paragraph.",
    "images": "Pictures with captions, credits, photographers and agencies.",
    "revisions": "What readers saw of an article, each state of it.",
    "visits": "One row for each address a run asked for, and what came of it.",
    "runs": "What was done to the archive: crawls, imports, and how they ended.",
    "sites": "The sites, their names and their home pages.",
    "clusters": "The same story on several sites: articles with one cluster_id.",
    "fronts": "Front pages, each at one moment.",
    "placements": "What stood on a front page, and how high.",
    "top_stories": "What stood on top of each front page, from when to when.",
    "front_page_time": "How long each story stood on each front page.",
    "front_headlines": "What front pages call an article beside its own headline.",
    "front_spans": "How long what a front page showed is taken to have stood.",
    "changed_headlines": "Headlines before and after an edit, newest first.",
    "headline_variants": "Articles whose other headlines (search, social) differ from the printed.",
    "early_edits": "Edits soon after publication.",
    "deleted_articles": "Articles whose page was found gone.",
}
"""What people query, tables and views: first things first."""

INTERNAL = {
    "frontier": "Every address found, and when it is to be visited next.",
    "standing": "Paragraphs that a site repeats and that are left out of articles.",
    "front_stories": "Stories as front pages print them, each once for all fronts.",
    "front_places": "Where they stand.",
    "sightings": "Captures that showed nothing new.",
    "replaced": "Articles as they were before the last reparse, for --undo.",
    "forgotten": "Pages and sites removed for good, which are not fetched again.",
    "false_canonicals": "Addresses that many different pages call their own; they are ignored.",
    "imports": "How far files of web archives elsewhere were read.",
    "passed_over": "Stored pages that gave no article when they were parsed again.",
    "names": "Every different name once, so that part of one is found quickly.",
    "articles_short": "What articles are sorted and counted by; kept by triggers.",
    "sketches": "What articles are compared by, to find copies.",
    "shingles": "The same, by checksum.",
    "unlinked": "Articles not yet looked through for copies.",
    "marked_pages": "What the paragraphs of each page are known by.",
    "page_marks": "The same, by paragraph.",
    "unsettled_pages": "Pages not yet looked at for what they share with others.",
    "pages_to_reread": "Pages of which other paragraphs are left out now.",
    "meta": "The archive's own number and settings.",
}
"""What the archive keeps for itself."""

_FIRST = {
    "articles": (
        "id headline site published_at byline section language dateline word_count kicker dek"
        " authors keywords caption credit kind revision"
    ),
    "images": "article_id caption credit creator agencies",
    "revisions": "article_id revision seen_at headline changed",
    "visits": "id visited_at outcome status detail url",
    "runs": "id started_at finished_at command ended exit_code counts",
}  # fmt: skip
"""The columns that are shown first."""


def described() -> dict[str, dict[str, object]]:
    """Datasette's metadata of the tables."""
    found: dict[str, dict[str, object]] = {
        name: {"description": text} for name, text in (QUERIED | INTERNAL).items()
    }
    found["articles"] |= {"sort_desc": "id", "size": 25}
    found["revisions"] |= {"size": 25}
    for name in ("visits", "runs"):
        found[name] |= {"sort_desc": "id"}
    return found


def in_parts(
    tables: Iterable[dict[str, Any]], views: Iterable[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Tables and views that people query, and the internal ones, each with its description."""
    there = {one["name"]: dict(one) for one in (*tables, *views)}
    queried = [there[name] | {"told": text} for name, text in QUERIED.items() if name in there]
    internal = [name for name in INTERNAL if name in there]
    internal += sorted(there.keys() - QUERIED.keys() - INTERNAL.keys())
    return queried, [there[name] | {"told": INTERNAL.get(name, "")} for name in internal]


def columns_in_order(table: str | None, columns: Sequence[str]) -> list[int]:
    """The places of *columns* in the order in which they are shown."""
    first = _FIRST.get(table or "", "").split()
    rank = {name: place for place, name in enumerate(first)}
    return sorted(range(len(columns)), key=lambda place: rank.get(columns[place], len(rank)))
