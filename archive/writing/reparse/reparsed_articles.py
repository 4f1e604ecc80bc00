"""Stored pages parsed again: the new entries take the place of the old.

The parser itself is not called here. Of each article the captures of its revisions are parsed, and
the newest capture; all are replaced at once, so that what changed between two revisions is found
by one parser. Where a page gives no article any more, the old entry stays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.captures.store import CaptureStore
from archive.reading import articles
from archive.reading.forgotten_urls import FORGOTTEN, is_forgotten
from archive.records import Capture, Saved, Visit
from archive.schema.database import immediate
from archive.standing import paragraph_marks
from archive.standing.paragraph_marks import MarkedPage
from archive.values import rows
from archive.values.fingerprint import content_hash, visible_fields
from archive.values.url_identity import site_of
from archive.writing import article_tables
from archive.writing.reparse.parsed_capture import ParsedCapture
from archive.writing.reparse.undo_log import ArticleState, UndoLog
from archive.writing.revisions.revision_tables import load_timeline, store_timeline
from archive.writing.revisions.timeline import Entry, Timeline, article_of, version_of
from archive.writing.saving import parser_of_stored, save_reparsed
from archive.writing.visits.canonicalization import declared_address, own_address
from archive.writing.visits.visit_batch import marked_page
from parsers.records import Article

KNOWN_ELSEWHERE = "its article is kept from another page"
"""Why a page that has an article, such as an AMP alternate, is not parsed again and again."""


@dataclass(slots=True)
class Replaced:
    """What became of articles whose pages were parsed again."""

    changed: int = 0
    same: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    """Address and reason of each whose newest page gave no article: it is as before."""
    removed: list[str] = field(default_factory=list)
    """Addresses of those whose pages all have nothing but what their site repeats."""


def replace_entries(
    connection: sqlite3.Connection,
    parsed: Sequence[tuple[int, Sequence[ParsedCapture]]],
    parser: str,
    undo_log: UndoLog | None = None,
) -> Replaced:
    """Replace what was parsed of some articles' captures, all in one transaction.

    *undo_log* keeps what the articles were before.
    """
    done = Replaced()
    with immediate(connection):
        for article_id, captures in parsed:
            before = undo_log.state_of(article_id) if undo_log else None
            by_id = {one.capture_id: one for one in captures}
            pages = _replace(connection, article_id, by_id, parser, done)
            paragraph_marks.note(connection, pages)
            if undo_log and before:
                undo_log.note(article_id, before)
            _pass_over(connection, [one for one in captures if one.article is None], parser)
    return done


def file_found(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    parsed: Sequence[ParsedCapture],
    parser: str,
    parse: Callable[[Capture], Article | None],
    undo_log: UndoLog | None = None,
) -> list[Saved]:
    """File the articles found in pages that had given none, all in one transaction.

    *parse* parses an older capture with today's parser; *undo_log* keeps what the articles that
    this touches were before.
    """
    visits, passed_over = [], [one for one in parsed if one.article is None]
    site_only = list(_site_only(connection, captures, parsed))
    for one in parsed:
        capture = captures.get(one.capture_id) if one.article else None
        if capture is None:
            continue
        if is_forgotten(connection, capture.final_url or capture.url):
            passed_over.append(replace(one, reason=FORGOTTEN))
            continue
        visits.append(Visit(capture.url, capture.fetched_at, article=one.article,
                            parser=one.parser or parser, capture=capture,
                            marks=one.marks))  # fmt: skip
    with immediate(connection):
        before = _states(connection, visits, undo_log) if undo_log else {}
        saved = save_reparsed(connection, visits, parser_of_stored(captures, parse))
        if undo_log:
            for result in saved:
                touched = result.article_id
                if touched is not None and (result.outcome == "new" or touched in before):
                    undo_log.note(touched, before.get(touched))
        for visit, result in zip(visits, saved, strict=True):
            if result.outcome == "unchanged" and visit.capture:
                passed_over.append(ParsedCapture(visit.capture.id, reason=KNOWN_ELSEWHERE))
        _pass_over(connection, passed_over, parser)
        paragraph_marks.note(connection, site_only)
    return saved


def _states(
    connection: sqlite3.Connection, visits: Sequence[Visit], undo_log: UndoLog
) -> dict[int, ArticleState | None]:
    """The articles that *visits* may be filed under, as they are."""
    found: set[int] = set()
    for visit in visits:
        assert visit.article
        assert visit.capture
        own = own_address(visit.capture.final_url or visit.url)
        declared = declared_address(visit.article.canonical_url, visit.article.url, own)
        for address in (own, declared):
            if address and (one := articles.id_for(connection, address.url)) is not None:
                found.add(one)
    return {one: undo_log.state_of(one) for one in found}


def _replace(
    connection: sqlite3.Connection,
    article_id: int,
    parsed: Mapping[str, ParsedCapture],
    parser: str,
    done: Replaced,
) -> list[MarkedPage]:
    """Replace the entries of one article, and give its newest page with its marks."""
    (url,) = connection.execute("SELECT url FROM articles WHERE id = ?", [article_id]).fetchone()
    old = load_timeline(connection, article_id)
    entries = [
        _as_parsed(entry, new, url, parser)
        if (new := parsed.get(entry.capture_id)) and new.article
        else entry
        for entry in old.entries
    ]
    timeline = Timeline(tuple(_without_site_only(entries, parsed)))
    if not timeline.entries:
        article_tables.remove(connection, article_id)
        done.removed.append(url)
        return _marked(old.newest, parsed, None, parser)
    before, newest = old.newest, timeline.newest
    count = store_timeline(connection, article_id, timeline)
    if newest is before:
        if new := parsed.get(newest.capture_id):
            done.kept.append((url, new.reason or ""))
    elif newest.position == before.position and _is_same(connection, article_id, before, newest):
        done.same += 1
        if before.parser != newest.parser:
            connection.execute(
                "UPDATE articles SET parser = ? WHERE id = ?", [newest.parser, article_id]
            )
    else:
        done.changed += 1
        state = newest if newest.article else timeline.revisions[-1]
        article_tables.rewrite(connection, article_id, article_of(state), newest)
        connection.execute("UPDATE articles SET revision = ? WHERE id = ?", [count, article_id])
    return _marked(newest, parsed, article_id, before.parser)


def _without_site_only(
    entries: Sequence[Entry], parsed: Mapping[str, ParsedCapture]
) -> Iterator[Entry]:
    """The entries without captures that show nothing but what the site repeats.

    With a revision its sightings go.
    """
    gone = {one.capture_id for one in parsed.values() if one.is_site_only}
    is_revision_gone = False
    for entry in entries:
        if entry.is_revision:
            is_revision_gone = entry.capture_id in gone
        if not is_revision_gone and entry.capture_id not in gone:
            yield entry


def _marked(
    entry: Entry, parsed: Mapping[str, ParsedCapture], article_id: int | None, before: str | None
) -> list[MarkedPage]:
    """The page of *entry* with its marks; *before* is the parser that had parsed it."""
    new = parsed.get(entry.capture_id)
    site = site_of(f"https://{entry.page_key}")
    if new is None or new.marks is None or site is None or entry.page_key.startswith("file:"):
        return []
    at, key, page = entry.seen_at, entry.capture_id, paragraph_marks.page_id(entry.page_key)
    is_whole = version_of(before) != version_of(new.parser)
    return [MarkedPage(page, site, at, key, article_id, new.marks, is_whole=is_whole)]


def _is_same(connection: sqlite3.Connection, article_id: int, before: Entry, after: Entry) -> bool:
    """Whether nothing at all was parsed differently, not only nothing that a reader sees."""
    assert after.article
    if before.record is not None:
        return before.record == after.record
    stored = articles.load(connection, [article_id])[0].record
    article = after.article
    return (stored.paragraphs, stored.images) == (article.paragraphs, article.images) and (
        rows.parsed_values(stored) == rows.parsed_values(article)
    )


def _site_only(
    connection: sqlite3.Connection, captures: CaptureStore, parsed: Sequence[ParsedCapture]
) -> Iterator[MarkedPage]:
    """The pages with nothing but what their site repeats: their marks count all the same."""
    for one in parsed:
        if not (one.is_site_only and one.marks):
            continue
        capture = captures.get(one.capture_id)
        if capture is None or is_forgotten(connection, capture.final_url or capture.url):
            continue
        visit = Visit(capture.url, capture.fetched_at, capture=capture, marks=one.marks)
        if page := marked_page(visit, None):
            yield page


def _as_parsed(entry: Entry, new: ParsedCapture, url: str, parser: str) -> Entry:
    assert new.article
    article, record = rows.savable(replace(new.article, url=url))
    return replace(
        entry,
        content_hash=new.content_hash or content_hash(visible_fields(article)),
        parser=new.parser or parser,
        record=record if entry.is_revision else None,
        article=article,
    )


def _pass_over(
    connection: sqlite3.Connection, captures: Sequence[ParsedCapture], parser: str
) -> None:
    """Note that *parser* has seen these captures, so that they are not parsed by it again."""
    connection.executemany(
        "INSERT OR REPLACE INTO passed_over (capture_id, parser, reason) VALUES (?, ?, ?)",
        [(one.capture_id, parser, one.reason) for one in captures],
    )
