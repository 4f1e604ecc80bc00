"""Saving visits: the pages first, then everything else in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace

from archive.captures.store import CaptureStore
from archive.errors import CaptureDamaged
from archive.reading.forgotten_urls import FORGOTTEN, has_forgotten, is_forgotten
from archive.records import Capture, Saved, Schedule, Visit
from archive.schema.database import immediate
from archive.writing.front_pages import FrontPages
from archive.writing.revisions.timeline import ParseCapture
from archive.writing.visits.canonicalization import declared_address, own_address
from archive.writing.visits.prepared_visit import prepare
from archive.writing.visits.visit_batch import VisitBatch
from parsers.records import Article


def save(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    visits: Sequence[Visit],
    run_id: int | None,
    parse: Callable[[Capture], Article | None] | None,
) -> list[Saved]:
    """Keep *visits*, all or none; see :meth:`archive.Archive.save`."""
    for visit in visits:
        if visit.outcome is None and visit.article is None:
            raise ValueError(f"{visit.url}: a visit without an article needs an outcome")
    if has_forgotten(connection):
        visits = [_unless_forgotten(connection, visit) for visit in visits]
    fronts = FrontPages(connection)
    visits = [fronts.look(visit) for visit in visits]
    prepared = [prepare(visit, visit.article) if visit.article else None for visit in visits]
    captures.save([visit.capture for visit in visits if visit.capture])
    parse_capture = parser_of_stored(captures, parse) if parse else _parse_nothing
    with immediate(connection):
        batch = VisitBatch(connection, run_id, parse_capture, [one for one in prepared if one])
        for visit, one in zip(visits, prepared, strict=True):
            batch.add(visit, one)
        batch.flush()
        fronts.write()
    return batch.saved


def save_reparsed(
    connection: sqlite3.Connection,
    visits: Sequence[Visit],
    parse_capture: ParseCapture,
) -> list[Saved]:
    """File articles found in stored pages that were visited before and had given none.

    All visits have an article. In ``visits`` only the article that each page led to is written.
    The caller holds a transaction.
    """
    prepared = [prepare(visit, visit.article) for visit in visits if visit.article]
    batch = VisitBatch(connection, None, parse_capture, prepared)
    saved = [batch.file(one) for one in prepared]
    for one, result in zip(prepared, saved, strict=True):
        batch.add_marks(one.visit, result.article_id)
    batch.flush()
    connection.executemany(
        "UPDATE visits SET article_id = ? WHERE url_key = ? AND article_id IS NULL"
        " AND outcome IN ('not-an-article', 'failed')",
        [(result.article_id, one.key) for one, result in zip(prepared, saved, strict=True)],
    )
    return saved


def parser_of_stored(
    captures: CaptureStore, parse: Callable[[Capture], Article | None]
) -> ParseCapture:
    """Parses a stored capture by its id; ``None`` where it is missing, damaged, or no article."""

    def parse_capture(capture_id: str) -> Article | None:
        try:
            capture = captures.get(capture_id)
        except CaptureDamaged:
            return None  # `check` reports it; here there is nothing to compare with
        return parse(capture) if capture else None

    return parse_capture


def _parse_nothing(capture_id: str) -> None:
    """For who gives no parser: nothing is compared with what another parser read."""


def _unless_forgotten(connection: sqlite3.Connection, visit: Visit) -> Visit:
    """*visit*; if its page is to stay forgotten, a visit that says so and keeps nothing."""
    final_url = visit.capture.final_url if visit.capture else None
    urls = [visit.url] + ([final_url] if final_url else [])
    if article := visit.article:
        declared = declared_address(article.canonical_url, article.url, own_address(urls[-1]))
        urls += [declared.url] if declared else []
    if visit.front:
        urls.append(visit.front.url)
    if not any(is_forgotten(connection, url) for url in urls):
        return _without_forgotten(connection, visit)
    never = Schedule() if visit.schedule else None
    return Visit(visit.url, visit.visited_at, "skipped", detail=FORGOTTEN, schedule=never)


def _without_forgotten(connection: sqlite3.Connection, visit: Visit) -> Visit:
    """*visit*; of a front page without the stories that are not kept."""
    front = visit.front
    if front is None or front.placements is None:
        return visit
    kept = tuple(one for one in front.placements if not is_forgotten(connection, one.url))
    return replace(visit, front=replace(front, placements=kept))
