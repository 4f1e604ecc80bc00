"""What can be worked out of a visit before its transaction begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.records import Visit
from archive.values import rows
from archive.values.fingerprint import content_hash, visible
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import url_key
from archive.writing import timeline
from archive.writing.canonicalization import Address, claimed_address, own_address
from archive.writing.timeline import Reading
from parsers.records import Article


@dataclass(frozen=True, slots=True)
class Page:
    """A visit that read an article."""

    visit: Visit
    key: str
    """Of the address asked for."""
    visited_at: str
    own: Address
    """Where the page was fetched."""
    claimed: Address | None
    """Where it says it belongs."""
    reading: Reading
    stored: rows.ArticleRows | None = None
    """Its rows, where an archive has them ready under the address that its record tells."""

    @property
    def article(self) -> Article:
        """What was read."""
        return timeline.article_of(self.reading)

    def filed(self, address: Address) -> tuple[Article, Reading]:
        """The article and its reading with the address it is filed under."""
        if (article := self.article).url == address.url:
            return article, self.reading
        article = replace(article, url=storable(address.url))
        record = rows.record_text(article)
        return article, replace(self.reading, article=article, record=record)

    def filed_rows(self, address: Address) -> tuple[rows.ArticleRows, Reading]:
        """The rows of the article and its reading with the address it is filed under."""
        record = self.reading.record
        if self.stored and record and rows.is_record_of(record, address.url):
            return self.stored, self.reading
        article, reading = self.filed(address)
        return rows.article_rows(article), reading


def prepare(visit: Visit, article: Article) -> Page:
    """Clean *article*, find its addresses and what a reader sees of it."""
    capture = visit.capture
    visited_at = stamp(visit.visited_at)
    own = own_address((capture.final_url if capture else None) or visit.url)
    article, record = rows.savable(article)
    reading = Reading(
        seen_at=stamp(capture.fetched_at) if capture else visited_at,
        capture_id=capture.id if capture else "",
        content_hash=content_hash(visible(article)),
        parser=visit.parser,
        page_key=own.key,
        record=record,
        article=article,
    )
    claimed = claimed_address(article.canonical_url, article.url, own)
    return Page(visit, url_key(visit.url), visited_at, own, claimed, reading)
