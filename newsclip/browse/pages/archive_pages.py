"""The pages: each asks the archive in a thread and fills a template."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from archive import Archive, CaptureDamaged, Hit, StoredArticle, StoredRevision
from archive.reading.export.articles_export import whole
from archive.reading.export.citations import context_object
from archive.reading.text_diff import differences
from archive.search.query_language.query import read_query
from archive.search.query_language.stems import SNOWBALL, query_with_stems
from archive.upkeep.site_names import names_of_sites
from newsclip.browse.archive_database import NAME
from newsclip.browse.guard import TEXT_POLICY
from newsclip.browse.noted import noted_of
from newsclip.browse.pages import atom
from newsclip.browse.pages.answering import SECONDS, ask_archive, fill_page
from newsclip.browse.pages.overview import PERIODS, SITES, USUAL, chart, known_sites, overview
from newsclip.browse.pages.search_page import (
    as_rows,
    common,
    find,
    narrowing_facets,
    wanted,
    way,
    with_noted,
)
from newsclip.browse.pages.time_bars import time_bars
from newsclip.browse.queries import QUERIES
from newsclip.browse.template_filters import direction, grouped, marked
from newsclip.report.html_page import face
from parsers.page.text.charset import decode, utf8_text

_CSV = ("id", "published_at", "site", "headline", "dateline", "byline", "caption", "credit",
        "language", "word_count", "revision", "url")  # fmt: skip


_ENTRIES = {
    "search": atom.search_entries, "edits": atom.edit_entries, "gone": atom.gone_entries,
}  # fmt: skip


async def front(request: Request, datasette: Datasette) -> Response:
    """What is in the archive."""
    period = request.args.get("period") or USUAL
    found = await ask_archive(datasette, lambda archive: overview(archive, period))
    values = {
        "overview": found, "chart": chart(found.steps, found.unit), "periods": PERIODS,
        "shown_sites": SITES, "queries": QUERIES, "database": NAME,
        "health": await datasette.newsclip_health.look(),
    }  # fmt: skip
    return await fill_page(datasette, request, "newsclip/front.html", values)


async def search(request: Request, datasette: Datasette) -> Response:
    """What was found, as a page, JSON or CSV."""
    asked = wanted({name: request.args.get(name) or "" for name in request.args})
    ending = request.url_vars["ending"]

    def look(archive: Archive) -> tuple[Any, ...]:
        own = with_noted(archive, asked)
        found = find(archive, own)
        known = known_sites(archive.connection), names_of_sites(archive.connection)
        if ending:
            return own, found, *known, None, {}, []
        unknown = [] if found.hits else archive.unknown_values(own.filters)
        return own, found, *known, common(archive, own), _references(archive, found.hits), unknown

    try:
        asked, found, sites, names, facets, references, unknown = await ask_archive(datasette, look)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        found, sites, names, facets, references, unknown = None, [], {}, None, {}, []
    if ending == ".json":
        hits = as_rows(found.hits) if found else []
        return Response.json(
            {
                "hits": hits,
                "next": found.older.replace("/search", "/search.json", 1)
                if found and found.older
                else None,
                "total": found.total if found else None,
                "is_more": found.hits.is_more if found else None,
                "problems": list(asked.problems),
                "notes": list(found.hits.notes) if found else [],
            },
            status=200 if found else 503,
        )
    if ending == ".csv":
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(_CSV)
        for row in as_rows(found.hits) if found else []:
            writer.writerow([row[name] for name in _CSV])
        return Response(lines.getvalue(), content_type="text/csv; charset=utf-8")
    highlights = (found.hits.query if found else read_query(asked.query)).highlights
    values = {
        "asked": asked, "given": asked.given, "found": found, "unknown": unknown,
        "sites": sites, "names": names, "stems": SNOWBALL,
        "references": references, "facets": facets, "narrowing": narrowing_facets(asked, facets),
        "times": time_bars(facets.days) if facets else [],
        "mark": lambda text: marked(text, highlights), "seconds": SECONDS,
    }  # fmt: skip
    return await fill_page(datasette, request, "newsclip/search.html", values)


async def feed(request: Request, datasette: Datasette) -> Response:
    """What a search finds, what was edited or what went, for readers of atom."""
    kind = request.url_vars["kind"]
    asked = wanted({name: request.args.get(name) or "" for name in request.args})
    entries, archive_id = await ask_archive(
        datasette,
        lambda archive: (_ENTRIES[kind](archive, with_noted(archive, asked)), archive.archive_id),
    )
    host = request.headers.get("host", "localhost")
    told = {"search": "Articles", "edits": "Edits", "gone": "Taken down"}[kind]
    search = asked.address()
    made = atom.feed(
        entries,
        atom.title(asked, told),
        archive_id,
        f"{request.scheme}://{host}",
        search.replace("/search", f"/{kind}.atom", 1),
        search,
    )
    given = request.headers
    if made.is_known(given.get("if-none-match"), given.get("if-modified-since")):
        return Response("", status=304, headers=made.headers, content_type=atom.TYPE)
    return Response(made.text, headers=made.headers, content_type=atom.TYPE)


async def article(request: Request, datasette: Datasette) -> Response:
    """One article as one would read it, and what the archive knows of it."""
    number = int(request.url_vars["id"])
    asked = wanted({name: request.args.get(name) or "" for name in request.args})
    (stored, revisions, has_page), on, seen, gone, names, beside, query = await ask_archive(
        datasette,
        lambda archive: (
            _article(archive, number),
            way(archive, with_noted(archive, asked), number),
            (archive.same_story(number), archive.placements(number)),
            archive.gone_since(number),
            names_of_sites(archive.connection),
            noted_of(archive, number),
            query_with_stems(archive.connection, asked.query, asked.filters.stem),
        ),
    )
    if request.url_vars["ending"]:
        told = [
            {"revision": r.revision, "seen_at": r.seen_at, "changed": list(r.changed),
             "capture_id": r.capture_id, "parser": r.parser} for r in revisions
        ]  # fmt: skip
        return Response.json(
            whole(stored)
            | {
                "revisions": told,
                "gone_at": gone[0] if gone else None,
                "same_story": [asdict(copy) for copy in seen[0]],
            },
            default=str,
        )
    record = stored.record
    highlights = query.highlights
    values = {
        "stored": stored, "article": record, "row": stored.row, "revisions": revisions,
        "has_page": has_page, "same_story": seen[0], "stays": seen[1], "gone": gone, "names": names,
        "direction": direction(record.language),
        "blocks": list(grouped(record.paragraphs)),
        "mark": lambda text: marked(text, highlights), "query": asked.query, "way": on,
        "reference": context_object(stored),
        "lead": [image for image in record.images if image.is_lead],
        "others": [image for image in record.images if not image.is_lead], "database": NAME,
        "noted": beside[0], "other_selections": beside[1], "csrf": datasette.newsclip_csrf,
    }  # fmt: skip
    page = await fill_page(datasette, request, "newsclip/article.html", values)
    if datasette.newsclip_csrf:  # without this, browsers send ``Origin: null`` with its forms
        page.headers["referrer-policy"] = "same-origin"
    return page


async def changes(request: Request, datasette: Datasette) -> Response:
    """What differs between two revisions of an article, word by word."""
    number = int(request.url_vars["id"])
    (stored, revisions, _), names = await ask_archive(
        datasette,
        lambda archive: (_article(archive, number), names_of_sites(archive.connection)),
    )
    by_number = {revision.revision: revision for revision in revisions}
    last = max(by_number, default=1)
    after = by_number.get(_number(request.args.get("to"), last))
    before = by_number.get(
        _number(request.args.get("from"), max((after.revision if after else last) - 1, 1))
    )
    if before is None or after is None:
        raise NotFound("This article has no such revision.")
    found = await asyncio.to_thread(differences, before.record, after.record)
    values = {
        "stored": stored, "article": stored.record, "before": before, "after": after,
        "pairs": list(pairwise(revisions)), "changes": found, "revisions": revisions,
        "names": names, "direction": direction(stored.record.language),
    }  # fmt: skip
    return await fill_page(datasette, request, "newsclip/changes.html", values)


async def stored(request: Request, datasette: Datasette) -> Response:
    """The page as it was fetched: its source, as text. It is never shown as a page."""
    number = int(request.url_vars["id"])
    wanted_capture = request.args.get("capture")

    def text(archive: Archive) -> str:
        found, revisions, _ = _article(archive, number)
        captures = {found.capture_id, *(revision.capture_id for revision in revisions)}
        capture_id = wanted_capture or found.capture_id
        capture = archive.capture(capture_id) if capture_id in captures and capture_id else None
        if capture is None:
            raise NotFound("This page is not stored here.")
        text = utf8_text(capture.body)
        return decode(capture.body, capture.content_type) if text is None else text

    try:
        body = await ask_archive(datasette, text)
    except CaptureDamaged as damage:
        raise NotFound(f"The stored page is damaged: {damage}") from damage
    return Response(
        body,
        content_type="text/plain; charset=utf-8",
        headers={"content-security-policy": TEXT_POLICY, "content-disposition": "inline"},
    )


async def about(request: Request, datasette: Datasette) -> Response:
    """How to use these pages."""
    return await fill_page(datasette, request, "newsclip/about.html", {"queries": QUERIES})


async def style(request: Request, datasette: Datasette) -> Response:
    """The style sheet that these pages share with reports."""
    return Response(face(), content_type="text/css; charset=utf-8")


def _article(archive: Archive, number: int) -> tuple[StoredArticle, list[StoredRevision], bool]:
    found = archive.article(number)
    if found is None:
        raise NotFound(f"There is no article {number} in this archive.")
    has_page = bool(found.capture_id and archive.captures.has(found.capture_id))
    return found, archive.revisions(number), has_page


def _references(archive: Archive, hits: Sequence[Hit]) -> dict[int, str]:
    """By their ids the references of *hits*, for the buttons of reference managers."""
    return {
        stored.id: context_object(stored) for stored in archive.by_ids([hit.id for hit in hits])
    }


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
