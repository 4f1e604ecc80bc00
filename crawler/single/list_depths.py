"""How far back a site's lists go, and what a crawl of a period would fetch by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from archive.values.url_identity import url_key
from crawler.discovery.sitemaps import Entry
from crawler.urls.addresses import guess
from crawler.urls.scope import Admission, dates_in

MOST_READ = 20
"""Sitemaps that an index names and that a look at a site reads."""


def date_of(entry: Entry) -> datetime | None:
    """When what *entry* names was published, else the day in its address, else its last change."""
    if entry.published_at:
        return entry.published_at
    first, last = dates_in(entry.url)
    if first and last:
        return first + (last - first) / 2
    return entry.modified_at


@dataclass(frozen=True, slots=True)
class ListDepth:
    """One list: what it names, and from when to when."""

    url: str
    kind: str
    """``sitemap``, ``index`` or ``feed``."""
    count: int
    oldest: datetime | None
    newest: datetime | None

    @classmethod
    def of(cls, url: str, kind: str, entries: Sequence[Entry]) -> ListDepth:
        """The list at *url* with these *entries*."""
        dates = [found for found in map(date_of, entries) if found]
        return cls(url, kind, len(entries), min(dates, default=None), max(dates, default=None))

    def __str__(self) -> str:
        things = {"sitemap": "addresses", "index": "sitemaps", "feed": "entries"}[self.kind]
        dates = "no dates"
        if self.oldest and self.newest:
            dates = f"{self.oldest:%Y-%m-%d} to {self.newest:%Y-%m-%d}"
        return f"{self.url} ({self.count:,} {things}, {dates})"


@dataclass
class Coverage:
    """What the lists that were read name of a period, each article once."""

    admission: Admission
    wanted: set[str] = field(default_factory=set)
    undated: set[str] = field(default_factory=set)
    """Of these, those of which no list says when they were published."""
    unread: int = 0
    """Sitemaps that may name more and were not read."""
    oldest: datetime | None = None
    """The oldest article named, wanted or not."""
    _seen: set[str] = field(default_factory=set)

    def take(self, entries: Iterable[Entry], *, is_feed: bool = False) -> None:
        """Count *entries*."""
        for entry in entries:
            if not is_feed and guess(entry.url) != "article" and not entry.published_at:
                continue
            key, date = url_key(entry.url), date_of(entry)
            if date and (self.oldest is None or date < self.oldest):
                self.oldest = date
            if key in self._seen:
                continue
            self._seen.add(key)
            if self.admission.refuses(entry.url, entry.published_at):
                continue
            if date and not entry.published_at and self.admission.refuses_date(date, date):
                continue
            self.wanted.add(key)
            if date is None:
                self.undated.add(key)

    def worth_reading(self, children: Sequence[Entry]) -> list[str]:
        """The sitemaps of an index to read, the newest first; the others are counted."""
        wanted = [
            child
            for child in children
            if not (child.modified_at and self.admission.ended_before(child.modified_at))
        ]
        wanted.sort(key=lambda c: c.modified_at.timestamp() if c.modified_at else 0, reverse=True)
        self.unread += max(0, len(wanted) - MOST_READ)
        return [child.url for child in wanted[:MOST_READ]]

    def text(self, delay: float) -> str:
        """How much there is to fetch, and how long that takes with *delay* seconds between."""
        count = len(self.wanted)
        least = "at least " if self.unread else ""
        told = f"{least}{count:,} article{'' if count == 1 else 's'}"
        if self.undated:
            told += f" ({len(self.undated):,} of them without a date)"
        told += f", {least}{_length(count * max(delay, 0.2))}"
        if delay:
            told += f" at one every {'second' if delay == 1 else f'{delay:g} seconds'}"
        if self.unread:
            told += f"; {self.unread:,} more sitemaps were not read for this"
        return told


def _length(seconds: float) -> str:
    if seconds < 90:
        return "1 second" if round(seconds) == 1 else f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    if seconds < 129_600:
        return f"{seconds / 3600:.0f} hours"
    return f"{seconds / 86_400:.1f} days"
