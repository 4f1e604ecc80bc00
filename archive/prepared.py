"""What can be worked out of a visit before its transaction begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive import rows
from archive.canonical import Address, claimed_address, own_address
from archive.history import Reading
from archive.identity import url_key
from archive.records import Visit
from archive.texts import storable
from archive.times import stamp
from archive.visible import content_hash, visible
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
    article: Article

    def filed(self, address: Address) -> tuple[Article, Reading]:
        """The article and its reading with the address it is filed under."""
        if self.article.url == address.url:
            return self.article, self.reading
        article = replace(self.article, url=storable(address.url))
        record = rows.record_text(article)
        return article, replace(self.reading, article=article, record=record)


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
    claimed = claimed_address(article, own)
    return Page(visit, url_key(visit.url), visited_at, own, claimed, reading, article)
