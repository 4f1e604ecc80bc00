"""Atom feeds (RFC 4287): what a search finds, what was edited, what was taken down."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from archive import Archive
from archive.search.revision_matches import edited_ids
from newsclip import __version__
from newsclip.browse.pages.search_page import After, Wanted
from newsclip.browse.template_filters import web_address, without_unseen

ENTRIES = 50
"""Entries of a feed, the newest."""
LOOKED_AT = 2_000
"""Edits or pages taken down that are looked through for those of a search."""
TYPE = "application/atom+xml; charset=utf-8"

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = "1970-01-01T00:00:00Z"


class Entry(NamedTuple):
    """One entry."""

    key: str
    """What tells it from all others of the archive."""
    article: int
    title: str
    updated: str
    published: str | None
    author: str | None
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as text, and what tells whether it changed."""

    text: str
    etag: str
    updated: datetime

    @property
    def headers(self) -> dict[str, str]:
        """What a reader needs to ask only for what is new."""
        return {
            "etag": self.etag,
            "last-modified": format_datetime(self.updated, usegmt=True),
            "cache-control": "no-cache",
        }

    def is_known(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Whether who asks has this feed already (RFC 9110, 13.1)."""
        if if_none_match is not None:
            tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
            return self.etag in tags or "*" in tags
        try:
            since = parsedate_to_datetime(if_modified_since or "")
        except ValueError:
            return False
        return self.updated <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def search_entries(archive: Archive, asked: Wanted) -> list[Entry]:
    """The newest articles that a search finds."""
    hits = archive.search(asked.query, _first(asked))
    return [
        Entry(
            f"article:{hit.id}", hit.id, hit.headline or hit.url, hit.first_seen_at,
            hit.published_at, hit.byline or hit.site, hit.snippet, hit.url,
        )
        for hit in hits
    ]  # fmt: skip


def edit_entries(archive: Archive, asked: Wanted) -> list[Entry]:
    """The newest edits, of the articles that a search finds, as they are or were before."""
    rows = archive.connection.execute(
        "SELECT r.article_id, r.revision, r.seen_at, r.headline, b.headline, r.changed, a.byline,"
        " a.site, a.published_at, a.url FROM revisions r INDEXED BY revisions_later"
        " JOIN revisions b ON b.article_id = r.article_id AND b.revision = r.revision - 1"
        " JOIN articles a ON a.id = r.article_id WHERE r.revision > 1 ORDER BY r.seen_at DESC"
        f" LIMIT {LOOKED_AT}"
    ).fetchall()
    return [
        Entry(
            f"article:{article}:revision:{revision}", article, after or url, seen_at, published_at,
            byline or site, f"Was: {before}" if before and before != after else
            f"Changed: {', '.join(re.findall('[a-z_]+', changed)).replace('_', ' ')}", url,
        )
        for article, revision, seen_at, after, before, changed, byline, site, published_at, url
        in _edited(archive, asked, rows)
    ]  # fmt: skip


def gone_entries(archive: Archive, asked: Wanted) -> list[Entry]:
    """The articles that a search finds and that their site took down last."""
    rows = archive.connection.execute(
        "SELECT d.article_id, d.gone_at, d.status, d.headline, d.last_seen_at, a.byline, d.site,"
        " d.published_at, d.url FROM deleted_articles d JOIN articles a ON a.id = d.article_id"
        f" ORDER BY d.gone_at DESC LIMIT {LOOKED_AT}"
    ).fetchall()
    return [
        Entry(
            f"article:{article}:gone:{gone_at}", article, headline or url, gone_at, published_at,
            byline or site, f"Gone ({status}); last seen {last_seen_at[:10]}.", url,
        )
        for article, gone_at, status, headline, last_seen_at, byline, site, published_at, url
        in _found(archive, asked, rows)
    ]  # fmt: skip


def feed(
    entries: Sequence[Entry], title: str, archive_id: str, origin: str, path: str, page: str
) -> Feed:
    """The feed at *path*, of this server's *origin*; *page* is what shows the same to people."""
    updated = max((_moment(entry.updated) for entry in entries), default=_BEGINNING)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>urn:newsclip:{archive_id}:{_text(path)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{updated}</updated>",
        "<author><name>newsclip</name></author>",
        f'<generator version="{_text(__version__)}">newsclip</generator>',
        f'<link rel="self" type="application/atom+xml" href="{_text(origin + path)}"/>',
        f'<link rel="alternate" type="text/html" href="{_text(origin + page)}"/>',
    ]
    for entry in entries:
        lines += _entry(entry, archive_id, origin)
    text = "\n".join([*lines, "</feed>", ""])
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    return Feed(text, f'"{digest}"', datetime.fromisoformat(updated).replace(microsecond=0))


def _entry(entry: Entry, archive_id: str, origin: str) -> Iterable[str]:
    here = f"{origin}/article/{entry.article}"
    yield "<entry>"
    yield f"<id>urn:newsclip:{archive_id}:{_text(entry.key)}</id>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<updated>{_moment(entry.updated)}</updated>"
    if entry.published:
        yield f"<published>{_moment(entry.published)}</published>"
    if entry.author:
        yield f"<author><name>{_text(entry.author)}</name></author>"
    yield f'<link rel="alternate" href="{_text(web_address(entry.url) or here)}"/>'
    yield f'<link rel="related" type="text/html" href="{_text(here)}"/>'
    yield f"<summary>{_text(entry.summary)}</summary>"
    yield "</entry>"


def _found(
    archive: Archive, asked: Wanted, rows: list[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    """Those of *rows*, which begin with the number of an article, that the search finds."""
    filters = replace(_first(asked), limit=None)
    if asked.query or filters != After():
        ids = set(archive.matching_ids(asked.query, filters))
        rows = [row for row in rows if row[0] in ids]
    return islice(rows, ENTRIES)


def _edited(
    archive: Archive, asked: Wanted, rows: list[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    """Those of *rows*, an article and its new revision each, that the search finds or found."""
    filters = replace(_first(asked), limit=None)
    if asked.query or filters != After():
        first: dict[int, int] = {}
        for article, revision, *_ in rows:
            first[article] = min(first.get(article, revision), revision - 1)
        ids = edited_ids(archive.connection, archive.path, asked.query, filters, first)
        rows = [row for row in rows if row[0] in ids]
    return islice(rows, ENTRIES)


def _first(asked: Wanted) -> After:
    return replace(asked.filters, limit=ENTRIES, after=None)


def _moment(text: str) -> str:
    """A time of the archive as RFC 3339 wants it: a bare day begins at midnight."""
    return text if "T" in text else f"{text}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", without_unseen(" ".join(text.split()))))


def title(asked: Wanted, kind: str) -> str:
    """What a feed is called."""
    given = urlencode({name: value for name, value in asked.given.items() if name != "q"})
    return " · ".join(part for part in (kind, asked.query, given) if part)
