"""Which addresses of a host are dealt with next: those that are due and worth asking for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from archive import Archive
from archive.reading.list_yields import due_pages
from archive.records import Kind, Waiting
from archive.values.url_identity import host_of
from crawler.bounds import IN_FLIGHT
from crawler.run.run import Run
from crawler.run.site_state import Site
from crawler.urls.addresses import is_index, is_numbered_page
from crawler.urls.found_in import linked_from, listed_in

_CHUNK = 200
_MOST_FRONTS = 500
_IDLE_FRONTS = {True: 4, False: 24}
"""Fronts of a run that may lead to nothing new, where there are lists (sitemaps, feeds) and
where there are none..."""
_IDLE_SHARE = {True: 0.08, False: 0.25}
"""...and this share of the articles found, beyond them."""


class DueAddresses:
    """The due addresses of one site, read from the frontier of *archive*."""

    def __init__(self, run: Run, site: Site, archive: Archive) -> None:
        self.homes: set[str] = set()
        """Home pages, where addresses were found that promise more than others."""
        self._run = run
        self._site = site
        self._archive = archive
        self._exhausted: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        """By host and kind of page: lists of which nothing is left that is worth asking for."""
        self._idle_fronts = 0
        self._known_articles = 0
        self._has_lists = False

    def learn(self) -> None:
        """Count how far the site was explored by earlier runs.

        Over all runs, so that a killed crawl looks no further than a whole one.
        """
        for domain in self._site.domains:
            idle, articles, has_lists = self._archive.frontier.exploration(domain)
            self._idle_fronts += idle
            self._known_articles += articles
            self._has_lists |= has_lists

    def hosts(self) -> list[str]:
        """The hosts that have a page due."""
        domains = sorted(self._site.domains)
        return [host for domain in domains for host in self._archive.frontier.hosts(domain)]

    def pages(self, host: str, kind: Kind | None) -> tuple[list[Waiting], bool]:
        """The next pages of *host*, and whether others are only in flight: they are due as yet."""
        yields, done = self._site.yields, self._site.done
        exhausted = self._exhausted[host, kind or ""]
        limit = _CHUNK + 2 * IN_FLIGHT
        left: set[str] = set()

        def is_left(waiting: Waiting) -> bool:
            if yields.why_left(waiting.found_in, waiting.url):
                left.add(waiting.found_in)
                return True
            return False

        found = self._archive.frontier.due(
            host,
            kinds=(kind,),
            limit=limit,
            but_not_in=sorted(exhausted),
            but_not=is_left if yields.leaves_some else None,
        )
        if len(found) < limit:
            exhausted |= left.difference(waiting.found_in for waiting in found)
        chunk = [waiting for waiting in found if waiting.url_key not in done]
        return chunk[:_CHUNK], bool(found) and not chunk

    def fronts(self, host: str) -> list[Waiting]:
        """The next fronts of *host*, as long as fronts led to something new often enough."""
        has_lists = self._has_lists or self._site.lists.entries > 0
        articles = self._known_articles + self._site.stats.found
        allowed = _IDLE_FRONTS[has_lists] + _IDLE_SHARE[has_lists] * articles
        if self._idle_fronts > allowed and not self._run.options.all:
            return []
        started = self._run.started_at  # those that are lists are due again in the next run
        found = self._archive.frontier.due(
            host, kinds=("front",), limit=_MOST_FRONTS, visited_before=started
        )
        chunk = [waiting for waiting in found if waiting.url_key not in self._site.done]
        chunk.sort(key=self._promise)
        return chunk

    def note_front(self, waiting: Waiting, *, led_on: bool) -> None:
        """Count a front that was visited."""
        self._idle_fronts += not led_on and waiting.visited_at is None

    def left(self) -> Iterator[tuple[str, str, int]]:
        """What was not worth asking for in this run: list or host, why, how many addresses."""
        counts: Counter[tuple[str, str]] = Counter()
        for domain in self._site.domains:
            for found_in, url in due_pages(self._archive.connection, domain):
                if reason := self._site.yields.why_left(found_in, url):
                    counts[listed_in(found_in) or host_of(url) or "", reason] += 1
        for (where, reason), count in counts.items():
            yield where, reason, count

    def _promise(self, front: Waiting) -> tuple[int, bool, bool, bool]:
        """Sorts fronts: lists that went on giving first, families that gave nothing last."""
        return (
            self._site.patterns.idle(front.url),
            is_index(front.url),
            not is_numbered_page(front.url),
            linked_from(front.found_in) not in self.homes,
        )
