"""The tables ``revisions`` and ``sightings``: an article's timeline, loaded and stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from archive.values.fingerprint import VisibleFields, changed, visible_fields
from archive.writing.revisions.timeline import Entry, Timeline, article_of, version_of

INSERT_REVISION = (
    "INSERT OR REPLACE INTO revisions (article_id, revision, seen_at, capture_id, content_hash,"
    " parser, page_key, headline, changed, body, record)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def load_timeline(connection: sqlite3.Connection, article_id: int) -> Timeline:
    """The timeline of an article."""
    entries = [
        Entry(seen, capture or "", hashed, parser, page_key, record)
        for seen, capture, hashed, parser, page_key, record in connection.execute(
            "SELECT seen_at, capture_id, content_hash, parser, page_key, record FROM revisions"
            " WHERE article_id = ?",
            [article_id],
        )
    ]
    entries += [
        Entry(seen, capture, hashed, parser, page_key, None)
        for seen, capture, hashed, parser, page_key in connection.execute(
            "SELECT seen_at, capture_id, content_hash, parser, page_key FROM sightings"
            " WHERE article_id = ?",
            [article_id],
        )
    ]
    return Timeline.of(entries)


def store_timeline(connection: sqlite3.Connection, article_id: int, timeline: Timeline) -> int:
    """Make *timeline* the article's, and count its revisions. Only rows that differ are written."""
    stored = connection.execute(
        "SELECT article_id, revision, seen_at, capture_id, content_hash, parser, page_key,"
        " headline, changed, body, record FROM revisions WHERE article_id = ?",
        [article_id],
    ).fetchall()
    by_number = {row[1]: row for row in stored}
    known_changes = {(row[2], row[3]): row[8] for row in stored}
    wanted = revision_rows(article_id, timeline, known_changes)
    connection.executemany(INSERT_REVISION, [row for row in wanted if by_number.get(row[1]) != row])
    connection.execute(
        "DELETE FROM revisions WHERE article_id = ? AND revision > ?", [article_id, len(wanted)]
    )
    connection.execute("DELETE FROM sightings WHERE article_id = ?", [article_id])
    connection.executemany(
        "INSERT INTO sightings (article_id, seen_at, capture_id, content_hash, parser, page_key)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (article_id, one.seen_at, one.capture_id, one.content_hash, one.parser, one.page_key)
            for one in timeline.entries
            if not one.is_revision
        ],
    )
    return len(wanted)


def revision_rows(
    article_id: int,
    timeline: Timeline,
    known_changes: Mapping[tuple[str, str | None], str] = MappingProxyType({}),
) -> list[tuple[object, ...]]:
    """The rows of ``revisions``, numbered in the order of time.

    *known_changes* has ``changed`` as it is stored, by time and capture. It stays where two
    neighbours were read by different parsers, which cannot be compared, and where none of the
    two was parsed just now.
    """
    found: list[tuple[object, ...]] = []
    revisions = timeline.revisions
    before: VisibleFields | None = None
    for at, entry in enumerate(revisions):
        article = article_of(entry)
        # Nearly every article has one revision: nothing is compared then.
        seen = visible_fields(article) if len(revisions) > 1 else {}
        known = known_changes.get((entry.seen_at, entry.capture_id or None))
        if before is None:
            names = "[]"
        elif known is not None and not _are_comparable(revisions[at - 1], entry):
            names = known
        else:
            names = json.dumps(changed(before, seen))
        found.append(
            (
                article_id,
                len(found) + 1,
                entry.seen_at,
                entry.capture_id or None,
                entry.content_hash,
                entry.parser,
                entry.page_key,
                article.headline,
                names,
                article.body,
                entry.record,
            )
        )
        before = seen
    return found


def _are_comparable(one: Entry, other: Entry) -> bool:
    """Whether one parser read both.

    Of entries parsed just now the version counts alone: what the parser left out of each as the
    site's may differ.
    """
    are_fresh = one.article is not None and other.article is not None
    return one.parser == other.parser or (
        are_fresh and version_of(one.parser) == version_of(other.parser)
    )
