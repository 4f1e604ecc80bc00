"""Sitemaps and feeds of one site: walked newest first, within bounds, conditionally."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from archive.records import Candidate, Kind, KnownAddress, Schedule, Visit
from archive.values.url_identity import url_key
from crawler.bounds import PAGE_BYTES, SITEMAP_BYTES
from crawler.discovery.sitemaps import Entry
from crawler.errors import WorkerFailed
from crawler.run import Run
from crawler.single.fetcher import Fetched
from crawler.site import Site
from crawler.workers.reading import content_of, read_feed, read_sitemap

SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
FEED_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
MOST_SITEMAPS = 100
"""Sitemap files read in a run; with --all, a hundred times as many."""
_DEEPEST = 25
"""Sitemaps below one another; how many are read in all is bounded too."""
_MOST_FEED_PAGES = 100
_FEW_CHILDREN = 10
_CLOCKS_DIFFER = timedelta(hours=1)
_FRESH = timedelta(hours=20)
_READ = ("not-an-article", "not-modified")
_TRY_AGAIN = timedelta(days=7)


class Listings:
    """Reads what a site publishes as lists of its articles."""

    def __init__(self, run: Run, site: Site) -> None:
        self.entries = 0
        """How many addresses of the site were listed."""
        self.listed: list[str] = []
        """Addresses that a target listed, in its order; kept only for targets."""
        self.problem: str | None = None
        """Why the first list that could not be read could not."""
        self._run = run
        self._site = site
        self._seen: set[str] = set()

    async def walk_sitemaps(self, urls: Iterable[str], *, keep: bool = False) -> None:
        """Read sitemaps and the ones they name; a sitemap is read once, whoever names it."""
        most = MOST_SITEMAPS * (100 if self._run.options.all else 1)
        waiting = deque((url, 0) for url in urls)
        while waiting and not self._run.is_over:
            url, depth = waiting.popleft()
            if url_key(url) in self._seen:
                continue
            if len(self._seen) >= most:
                self._site.tally.notes.append(
                    f"{len(waiting) + 1} more sitemaps were left unread; --all reads them"
                )
                return
            children = await self._read_sitemap(url, keep=keep)
            if depth < _DEEPEST:
                waiting.extend((child, depth + 1) for child in children)
            if self._has_enough():
                return

    async def try_sitemaps(self, origin: str) -> None:
        """Look where sitemaps usually are; stop at the first that is one."""
        for url in await self._worth_trying(origin, SITEMAP_PLACES):
            await self.walk_sitemaps([url])
            if self.entries or self._run.is_over:
                return

    async def read_feeds(self, urls: Iterable[str], *, keep: bool = False) -> int:
        """Read feeds and their older pages; how many of *urls* were feeds."""
        found = 0
        for url in urls:
            following: str | None = url
            for page in range(_MOST_FEED_PAGES * (20 if self._run.options.all else 1)):
                if not following or url_key(following) in self._seen or self._run.is_over:
                    break
                is_feed, following = await self._read_feed(following, keep=keep)
                found += is_feed and page == 0
        return found

    async def try_feeds(self, origin: str) -> None:
        """Look where feeds usually are; stop at the first that is one."""
        for url in await self._worth_trying(origin, FEED_PLACES):
            if await self.read_feeds([url]):
                return

    async def take(self, fetched: Fetched, *, keep: bool = False) -> tuple[bool, list[str]]:
        """Read a body that is a list; whether it was one, and which further lists it names."""
        content = content_of(fetched.body, fetched.content_type)
        if content == "sitemap":
            return await self._take_sitemap(fetched, keep=keep)
        is_feed, following = await self._take_feed(fetched, keep=keep)
        return is_feed, [following] if following else []

    async def _read_sitemap(self, url: str, *, keep: bool) -> list[str]:
        self._seen.add(url_key(url))
        known = await self._known(url)
        fetched = await self._fetch(url, known, SITEMAP_BYTES)
        if fetched.outcome == "not-modified":
            await self._save(fetched, "the same as before", "sitemap", known=known)
            before = await self._ask_children(url)
            return await self._worth_reading([Entry(child) for child in before])
        if fetched.outcome:
            await self._save(fetched, fetched.detail, "sitemap", known=known)
            return []
        content = content_of(fetched.body, fetched.content_type)
        if content == "page" and not url.endswith(".txt"):
            await self._save(fetched, "no sitemap", None)
            return []
        if content == "feed":  # the protocol allows one in a sitemap's place
            _, older = await self._take_feed(fetched, keep=keep)
            if older:
                await self.read_feeds([older], keep=keep)
            return []
        return (await self._take_sitemap(fetched, keep=keep))[1]

    async def _take_sitemap(self, fetched: Fetched, *, keep: bool) -> tuple[bool, list[str]]:
        found_in = f"sitemap {fetched.url}"
        try:
            sitemap = await self._run.workers.run(
                read_sitemap, fetched.body, fetched.final_url or fetched.url
            )
        except WorkerFailed as error:
            await self._save(fetched, str(error), None)
            return False, []
        self._note_problem(fetched.url, sitemap.problem)
        candidates = self._candidates(sitemap.entries, found_in, keep=keep)
        children = [
            Entry(entry.url, None, entry.modified_at)
            for entry in sitemap.children
            if self._may_be_list(entry.url, fetched.url)
        ]
        children_found = [Candidate(entry.url, fetched.url, kind="sitemap") for entry in children]
        for child in children_found:
            self._site.offered.add(url_key(child.url), "sitemap")
        count = len(sitemap.entries) + len(sitemap.children)
        detail = f"a sitemap of {count} entries"
        if count and not children and not any(self._site.owns_host(e.url) for e in sitemap.entries):
            detail += ", none of them on this site"
        if sitemap.problem:
            detail += f"; {sitemap.problem}"
        await self._save(fetched, detail, "sitemap", [*candidates, *children_found])
        return True, await self._worth_reading(children)

    async def _read_feed(self, url: str, *, keep: bool) -> tuple[bool, str | None]:
        self._seen.add(url_key(url))
        known = await self._known(url)
        fetched = await self._fetch(url, known)
        if fetched.outcome == "not-modified":
            await self._save(fetched, "the same as before", "feed", known=known)
            return True, None
        if fetched.outcome:
            await self._save(fetched, fetched.detail, "feed")
            return False, None
        if content_of(fetched.body, fetched.content_type) == "page":
            await self._save(fetched, "no feed", None)
            return False, None
        return await self._take_feed(fetched, keep=keep)

    async def _take_feed(self, fetched: Fetched, *, keep: bool) -> tuple[bool, str | None]:
        try:
            feed = await self._run.workers.run(
                read_feed, fetched.body, fetched.final_url or fetched.url
            )
        except WorkerFailed as error:
            await self._save(fetched, str(error), None)
            return False, None
        if feed.problem:
            await self._save(fetched, feed.problem, None)
            return False, None
        candidates = self._candidates(feed.entries, f"feed {fetched.url}", keep=keep, is_feed=True)
        following = feed.next_page
        if following and not (
            self._may_be_list(following, fetched.url) and await self._goes_on(candidates)
        ):
            following = None
        # Kept with what the page lists, so that a crawl that ends here goes on there.
        older = [Candidate(following, f"feed {fetched.url}", kind="feed")] if following else []
        for page in older:
            self._site.offered.add(url_key(page.url), "feed")
        detail = f"a feed of {len(feed.entries)} entries"
        if feed.flaw:
            detail += f"; {feed.flaw}"
        await self._save(fetched, detail, "feed", [*candidates, *older])
        return True, following

    async def _goes_on(self, candidates: Sequence[Candidate]) -> bool:
        """Whether the older pages of a feed are worth reading: this one told something new."""
        wanted = [c for c in candidates if c.kind != "front"]
        if self._run.options.all:
            return bool(wanted)
        scope = self._site.admission
        dated = [c.published_at for c in wanted if c.published_at]
        if dated and scope.ended_before(max(dated)):
            return False
        known = await asyncio.wrap_future(
            self._run.writer.call(lambda a: [a.frontier.known(c.url) for c in wanted])
        )
        return any(before is None for before in known)

    def _candidates(
        self, entries: Sequence[Entry], found_in: str, *, keep: bool, is_feed: bool = False
    ) -> list[Candidate]:
        believed = _believes_changes(entries)
        candidates = []
        # Clocks lie: what is to change only in years to come says nothing of its last visit.
        latest = self._run.started_at + _CLOCKS_DIFFER
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

    async def _worth_reading(self, children: Sequence[Entry]) -> list[str]:
        """The further sitemaps to read now, newest first; unchanged ones are passed over."""
        scope = self._site.admission
        wanted = [c for c in children if not (c.modified_at and scope.ended_before(c.modified_at))]
        if not self._run.options.all:
            known = await asyncio.wrap_future(
                self._run.writer.call(lambda a: [a.frontier.known(c.url) for c in wanted])
            )
            wanted = [
                child
                for child, before in zip(wanted, known, strict=True)
                if _has_changed(child, before, len(wanted), self._run)
            ]
        by_date = sorted(
            wanted,
            key=lambda c: (
                "news" in c.url.lower(),
                c.modified_at.timestamp() if c.modified_at else 0.0,
            ),
            reverse=True,
        )
        return [entry.url for entry in by_date]

    def _has_enough(self) -> bool:
        """With a limit, twice as many addresses as can be fetched are enough to choose from."""
        limit = self._run.options.limit
        return limit is not None and not self._run.options.all and self.entries >= 2 * limit

    def _may_be_list(self, url: str, named_by: str) -> bool:
        """Lists may lie on the site itself or where the list naming them lies."""
        try:
            host, other = urlsplit(url).hostname, urlsplit(named_by).hostname
        except ValueError:
            return False
        return host is not None and (host == other or self._site.owns_host(url))

    async def _worth_trying(self, origin: str, places: Sequence[str]) -> list[str]:
        """The addresses of *places*, without those that held nothing a short time ago."""
        urls = [origin + place for place in places]
        known = [await self._known(url) for url in urls]
        return [
            url
            for url, before in zip(urls, known, strict=True)
            if before is None
            or before.visited_at is None
            or (before.kind in ("feed", "sitemap") and before.outcome in _READ)
            or self._run.started_at - before.visited_at > _TRY_AGAIN
        ]

    async def _known(self, url: str) -> KnownAddress | None:
        return await asyncio.wrap_future(self._run.writer.call(lambda a: a.frontier.known(url)))

    async def _ask_children(self, url: str) -> list[str]:
        return await asyncio.wrap_future(self._run.writer.call(lambda a: a.frontier.children(url)))

    async def _fetch(
        self, url: str, known: KnownAddress | None, max_bytes: int = PAGE_BYTES
    ) -> Fetched:
        has_been_read = known is not None and known.outcome in _READ
        fetched = await self._run.fetcher.fetch(
            url,
            etag=known.etag if known and has_been_read else None,
            last_modified=known.last_modified if known and has_been_read else None,
            max_bytes=max_bytes,
        )
        self._site.tally.requests += fetched.requests
        return fetched

    async def _save(
        self,
        fetched: Fetched,
        detail: str | None,
        kind: Kind | None,
        candidates: Sequence[Candidate] = (),
        known: KnownAddress | None = None,
    ) -> None:
        outcome = fetched.outcome or "not-an-article"
        if kind is None or outcome not in _READ:
            self.problem = self.problem or detail
        schedule = Schedule(
            None,
            0,
            fetched.header("etag") or (known.etag if known else None),
            fetched.header("last-modified") or (known.last_modified if known else None),
        )
        visit = Visit(
            fetched.url, fetched.fetched_at, outcome, fetched.status, detail, schedule=schedule
        )
        self._site.done.add(url_key(fetched.url))
        put = self._run.writer.put(visit, candidates, kind, is_awaited=True)
        written = await asyncio.wrap_future(put)
        self._site.tally.found += self._site.new_articles(written.added)
        self._run.on_change()

    def _note_problem(self, url: str, problem: str | None) -> None:
        if problem:
            self._site.tally.notes.append(f"{url}: {problem}")


def _has_changed(child: Entry, before: KnownAddress | None, count: int, run: Run) -> bool:
    if before is None or before.visited_at is None:
        return True
    if child.modified_at is not None:
        # A bare day says nothing about the hours after it.
        return child.modified_at + timedelta(days=1) > before.visited_at
    return count <= _FEW_CHILDREN or run.started_at - before.visited_at > _FRESH


def _believes_changes(entries: Sequence[Entry]) -> bool:
    """Whether the times of change mean anything: not where they are all the same moment."""
    times = [entry.modified_at for entry in entries if entry.modified_at]
    if len(times) < 10:
        return True
    return Counter(times).most_common(1)[0][1] < 0.6 * len(times)
