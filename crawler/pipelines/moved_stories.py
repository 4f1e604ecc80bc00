"""The same story under another address of its site, where no canonical link says so.

Session numbers under names of their own, capitals, a story that moved: to a reader it is one
article, so it has one row.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from archive import Archive
from archive.records import Visit
from archive.values.times import day_or_utc
from archive.values.url_identity import site_of, url_key
from archive.writing.reparse.reparse_selection import SAME_STORY
from crawler.urls.lru import Recent
from parsers.records import Article

_MOST_REMEMBERED = 10_000
_MOST_LOOKED_AT = 40
_A_STORY = 100
"""Letters of a text that no other article has by chance."""


class RecentStories:
    """What was read lately. Asked by the writer, in its order.

    *keeps_pages*: the page of a story that stands under another address is kept all the same.
    """

    def __init__(self, *, keeps_pages: bool) -> None:
        self._keeps_pages = keeps_pages
        self._first: Recent[str] = Recent(_MOST_REMEMBERED)

    def fold(self, archive: Archive, visit: Visit) -> Visit:
        """*visit*, or one without its article where the archive has that under another address.

        The first address of a story stands for it. A page whose own address has an article keeps
        its article. An archive that this run has made holds nothing older than what is remembered
        here, so it is not asked.
        """
        article = visit.article
        site = site_of(visit.url)
        if article is None or visit.outcome is not None or site is None:
            return visit
        body = _body(article)
        if len(body) < _A_STORY:
            return visit
        text = f"{site}\n{article.headline}\n{article.published_at}\n{body}"
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        first = self._first.get(digest)
        if first is None:
            first = None if archive.created else _elsewhere(archive, article, site, body)
            self._first.add(digest, first or visit.url)
        names = [visit.url, visit.capture and visit.capture.final_url, article.canonical_url]
        keys = {url_key(name) for name in names if name}
        if first is None or url_key(first) in keys or _has_own(archive, keys):
            return visit
        detail = f"{SAME_STORY} {first[:300]}"
        return replace(
            visit,
            outcome="unchanged",
            article=None,
            capture=visit.capture if self._keeps_pages else None,
            marks=None,
            detail=detail,
            same_as=first,
        )


def goes_on_from(archive: Archive, article: Article, first: str) -> bool:
    """Whether *article* is a further page of the one kept from the address *first*.

    It has the same headline and time.
    """
    published = day_or_utc(article.published_at) if article.published_at else None
    row = archive.connection.execute(
        "SELECT 1 FROM articles WHERE url_key = ? AND headline = ? AND published_at IS ?",
        (url_key(first), article.headline, published),
    ).fetchone()
    return row is not None


def _body(article: Article) -> str:
    return "\n\n".join(paragraph.text for paragraph in article.paragraphs)


def _has_own(archive: Archive, keys: set[str]) -> bool:
    places = ", ".join("?" * len(keys))
    row = archive.connection.execute(
        f"SELECT 1 FROM articles WHERE url_key IN ({places}) LIMIT 1", sorted(keys)
    ).fetchone()
    return row is not None


def _elsewhere(archive: Archive, article: Article, site: str, body: str) -> str | None:
    """Where the story stands since an earlier run; looked for among those of its moment."""
    if article.published_at is None:
        return None
    rows = archive.connection.execute(
        "SELECT url, headline, body FROM (SELECT url, headline, body FROM articles"
        " WHERE site = ? AND coalesce(published_at, first_seen_at) = ? LIMIT ?)"
        " WHERE headline = ?",
        (site, day_or_utc(article.published_at), _MOST_LOOKED_AT, article.headline),
    ).fetchall()
    return next((url for url, _, text in rows if text == body), None)
