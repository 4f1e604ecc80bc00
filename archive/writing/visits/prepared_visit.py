"""What can be worked out of a visit before its transaction begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.records import Visit
from archive.values import rows
from archive.values.fingerprint import content_hash, visible_fields
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import url_key
from archive.writing.revisions.timeline import Entry, article_of
from archive.writing.visits.canonicalization import Address, declared_address, own_address
from parsers.records import Article


@dataclass(frozen=True, slots=True)
class PreparedVisit:
    """A visit that brought an article."""

    visit: Visit
    key: str
    """Of the address asked for."""
    visited_at: str
    own: Address
    """Where the page was fetched."""
    declared: Address | None
    """Where the page says it belongs."""
    entry: Entry
    """What goes into the article's timeline."""
    stored: rows.ArticleRows | None = None
    """The article's rows, where another archive has them ready under the address in its record."""

    @property
    def article(self) -> Article:
        """What was parsed."""
        return article_of(self.entry)

    def filed_under(self, address: Address) -> tuple[Article, Entry]:
        """The article, with *address* as its own, and its entry."""
        if (article := self.article).url == address.url:
            return article, self.entry
        article = replace(article, url=storable(address.url))
        record = rows.record_text(article)
        return article, replace(self.entry, article=article, record=record)

    def rows_under(self, address: Address) -> tuple[rows.ArticleRows, Entry]:
        """The rows of the article, with *address* as its own, and its entry."""
        record = self.entry.record
        if self.stored and record and rows.is_record_of(record, address.url):
            return self.stored, self.entry
        article, entry = self.filed_under(address)
        return rows.article_rows(article), entry


def prepare(visit: Visit, article: Article) -> PreparedVisit:
    """Clean *article*, and find its addresses and what a reader sees of it."""
    capture = visit.capture
    visited_at = stamp(visit.visited_at)
    own = own_address((capture.final_url if capture else None) or visit.url)
    article, record = rows.savable(article)
    entry = Entry(
        seen_at=stamp(capture.fetched_at) if capture else visited_at,
        capture_id=capture.id if capture else "",
        content_hash=content_hash(visible_fields(article)),
        parser=visit.parser,
        page_key=own.key,
        record=record,
        article=article,
    )
    declared = declared_address(article.canonical_url, article.url, own)
    return PreparedVisit(visit, url_key(visit.url), visited_at, own, declared, entry)
