"""The sitemaps and feeds of one site: which are worth reading, and what of them is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive.records import LIST_READ, Candidate, FoundBy, KnownAddress
from archive.values.url_identity import url_key
from crawler.discovery.feeds import Feed
from crawler.discovery.sitemaps import Entry, Sitemap
from crawler.http.fetched import Fetched
from crawler.items import Errand, FetchedList
from crawler.run.options import Options
from crawler.run.site_state import Site

SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
FEED_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
MOST_SITEMAPS = 100
"""Sitemap files read in a run; with --all, a hundred times as many."""
MOST_FEED_PAGES = 100
"""Pages of one feed read in a run; with --all, twenty times as many."""
DEEPEST = 25
"""Sitemaps below one another; how many are read in all is bounded too."""
_FEW_CHILDREN = 10
_CLOCKS_DIFFER = timedelta(hours=1)
_FRESH = timedelta(hours=20)
_TRY_AGAIN = timedelta(days=7)

Remembered = Mapping[str, KnownAddress]
"""What the frontier knows of addresses."""


class Lists:
    """What was read of one site's lists in this run, and what is worth reading next."""

    def __init__(self, site: Site, options: Options, started_at: datetime) -> None:
        self.entries = 0
        """How many addresses of the site were listed."""
        self.feeds = 0
        """How many of the addresses tried were feeds."""
        self.listed: list[str] = []
        """Addresses that a target listed, in its order; kept only for targets."""
        self.problem: str | None = None
        """Why the first list that could not be read could not."""
        self.asked = 0
        """Sitemaps asked for..."""
        self.sitemaps = 0
        """...and those that were some."""
        self._site = site
        self._options = options
        self._started_at = started_at
        self._seen: set[str] = set()

    def is_first_met(self, url: str) -> bool:
        """Whether *url* was not asked for as a list before: each is read once."""
        key = url_key(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    @property
    def most_sitemaps(self) -> int:
        """How many sitemaps are read at most."""
        return MOST_SITEMAPS * (100 if self._options.all else 1)

    def has_enough(self) -> bool:
        """With a limit, twice as many addresses as can be fetched are enough to choose from."""
        limit = self._options.limit
        return limit is not None and not self._options.all and self.entries >= 2 * limit

    def note_feed(self, errand: Errand) -> None:
        """A feed was read; its older pages do not count."""
        self.feeds += errand.depth == 0

    def note(self, item: FetchedList) -> None:
        """Take note of what was found in a list's place."""
        is_read = item.kind is not None and (item.fetched.outcome in (None, "not-modified"))
        self.sitemaps += is_read and item.kind == "sitemap"
        if not is_read:
            self.problem = self.problem or item.detail

    def take_sitemap(
        self, errand: Errand, fetched: Fetched, sitemap: Sitemap
    ) -> tuple[FetchedList, list[Entry]]:
        """What of *sitemap* is kept, and the sitemaps it names."""
        site = self._site
        if sitemap.problem:
            site.stats.notes.append(f"{fetched.url}: {sitemap.problem}")
        found_in = FoundBy.SITEMAP.at(fetched.url)
        candidates = self._candidates(sitemap.entries, found_in, keep=errand.keep)
        children = [
            Entry(entry.url, None, entry.modified_at)
            for entry in sitemap.children
            if self._may_be_list(entry.url, fetched.url)
        ]
        found = [Candidate(entry.url, fetched.url, kind="sitemap") for entry in children]
        for child in found:
            site.offered.add(url_key(child.url), "sitemap")
        count = len(sitemap.entries) + len(sitemap.children)
        detail = f"a sitemap of {count} entries"
        if count and not children and not any(site.owns_host(e.url) for e in sitemap.entries):
            detail += ", none of them on this site"
        if sitemap.problem:
            detail += f"; {sitemap.problem}"
        return errand.list_item(fetched, "sitemap", detail, [*candidates, *found]), children

    def take_feed(
        self, errand: Errand, fetched: Fetched, feed: Feed, known: Remembered
    ) -> tuple[FetchedList, str | None]:
        """What of *feed* is kept, and its older page if that is worth reading."""
        if feed.problem:
            return errand.list_item(fetched, None, feed.problem), None
        self.note_feed(errand)
        found_in = FoundBy.FEED.at(fetched.url)
        candidates = self._candidates(feed.entries, found_in, keep=errand.keep, is_feed=True)
        older = feed.next_page
        if older and not (
            self._may_be_list(older, fetched.url) and self._goes_on(candidates, known)
        ):
            older = None
        # Kept with what the page lists, so that a crawl that ends here goes on there.
        found = [Candidate(older, found_in, kind="feed")] if older else []
        for page in found:
            self._site.offered.add(url_key(page.url), "feed")
        detail = f"a feed of {len(feed.entries)} entries"
        if feed.flaw:
            detail += f"; {feed.flaw}"
        return errand.list_item(fetched, "feed", detail, [*candidates, *found]), older

    def goes_on_to(self, errand: Errand) -> bool:
        """Whether one more page of the feed that *errand* was for is read."""
        return errand.depth + 1 < MOST_FEED_PAGES * (20 if self._options.all else 1)

    def worth_reading(
        self, errand: Errand, children: Sequence[Entry], known: Remembered
    ) -> list[str]:
        """The further sitemaps to read now, newest first; unchanged ones are passed over."""
        if errand.depth >= DEEPEST:
            return []
        scope = self._site.admission
        wanted = [c for c in children if not (c.modified_at and scope.ended_before(c.modified_at))]
        if not self._options.all:
            count = len(wanted)
            wanted = [c for c in wanted if self._has_changed(c, known.get(c.url), count)]
        by_date = sorted(
            wanted,
            key=lambda c: (
                "news" in c.url.lower(),
                c.modified_at.timestamp() if c.modified_at else 0.0,
            ),
            reverse=True,
        )
        return [entry.url for entry in by_date]

    def worth_trying(
        self, urls: Sequence[str], known: Callable[[str], KnownAddress | None]
    ) -> list[str]:
        """*urls* without those where no list was found within the last week."""
        found = []
        for url in urls:
            before = known(url)
            if (
                before is None
                or before.visited_at is None
                or (before.kind in ("feed", "sitemap") and before.outcome in LIST_READ)
                or self._started_at - before.visited_at > _TRY_AGAIN
            ):
                found.append(url)
        return found

    def _candidates(
        self, entries: Sequence[Entry], found_in: str, *, keep: bool, is_feed: bool = False
    ) -> list[Candidate]:
        """The entries that belong to the site; *keep*: a target, whose entries all do."""
        believed = _believes_changes(entries)
        candidates = []
        # Clocks lie: what is to change only in years to come says nothing of its last visit.
        latest = self._started_at + _CLOCKS_DIFFER
        for entry in entries:
            is_believed = believed and entry.modified_at and entry.modified_at <= latest
            candidate = self._site.candidate(
                entry.url,
                found_in,
                kind="article" if is_feed or entry.published_at else None,
                published_at=entry.published_at,
                modified_at=entry.modified_at if is_believed else None,
                anywhere=keep,
            )
            if keep:
                self.listed.append(entry.url)
            if candidate:
                candidates.append(candidate)
                self.entries += 1
        return candidates

    def _goes_on(self, candidates: Sequence[Candidate], known: Remembered) -> bool:
        """Whether the older pages of a feed are worth reading: this one told something new."""
        wanted = [c for c in candidates if c.kind != "front"]
        if self._options.all:
            return bool(wanted)
        dated = [c.published_at for c in wanted if c.published_at]
        if dated and self._site.admission.ended_before(max(dated)):
            return False
        return any(known.get(c.url) is None for c in wanted)

    def _may_be_list(self, url: str, named_by: str) -> bool:
        """Lists may lie on the site itself or where the list naming them lies."""
        try:
            host, other = urlsplit(url).netloc, urlsplit(named_by).netloc
        except ValueError:
            return False
        return bool(host) and (host == other or self._site.owns_host(url))

    def _has_changed(self, child: Entry, before: KnownAddress | None, count: int) -> bool:
        if before is None or before.visited_at is None:
            return True
        if child.modified_at is not None:
            # A bare day says nothing about the hours after it.
            return child.modified_at + timedelta(days=1) > before.visited_at
        return count <= _FEW_CHILDREN or self._started_at - before.visited_at > _FRESH


def _believes_changes(entries: Sequence[Entry]) -> bool:
    """Whether the times of change can be believed: not if all of them are equal."""
    times = [entry.modified_at for entry in entries if entry.modified_at]
    if len(times) < 10:
        return True
    return Counter(times).most_common(1)[0][1] < 0.6 * len(times)
