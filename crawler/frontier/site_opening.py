"""Opens a site: finds out what its targets are, and where it lists its articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request

from archive import Archive
from archive.reading.forgotten_urls import FORGOTTEN
from archive.records import FoundBy, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.discovery.lists import FEED_PLACES, SITEMAP_PLACES
from crawler.frontier.dispatcher import Dispatcher, Steps
from crawler.items import Role
from crawler.requests import errand_of, list_request, page_request, remember, robots_request
from crawler.run.site_state import VisitedFront
from crawler.targets import Target

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider


class Opening:
    """The targets of one site: home pages, sitemaps and feeds."""

    def __init__(self, spider: NewsSpider, dispatcher: Dispatcher, archive: Archive) -> None:
        self.lists: list[Request] = []
        """Requests of the spider's for lists, to be taken up in their order."""
        self.homes: set[str] = set()
        """Home pages, where addresses were found that promise more than others."""
        self.lists_only = True
        """Whether only lists were named: then only what they list is visited."""
        self.problem: str | None = None
        """Why what was named gave nothing."""
        self._spider = spider
        self._dispatcher = dispatcher
        self._run, self._site, self._frontier = dispatcher.run, dispatcher.site, dispatcher.frontier
        self._archive = archive

    def open(self, request: Request) -> Steps:
        """Ask for what was named, find out what it is, and look for lists of articles."""
        target: Target = request.meta["target"]
        if self._archive.is_forgotten(target.url):
            self.problem = f"{FORGOTTEN}. To allow it again: newsclip forget URL --undo"
            return
        if target.kind in ("sitemap", "feed"):
            named = list_request(self._spider, self._site, target.url, target.kind)
            errand_of(named).keep = True
            yield from self._walk([named])
            self.problem = self.problem or self._site.lists.problem
            return
        seen = None
        for url in target.spellings:
            waiting = self._dispatcher.remembered(self._waiting_for(url, FoundBy.GIVEN))
            request = page_request(self._spider, self._site, waiting, Role.HOME)
            yield from self._dispatcher.hand(request)
            yield from self._dispatcher.all_committed()
            seen = self._site.seen.pop(waiting.url_key, None)
            if seen is None:  # it was a list
                yield from self._walk([])
                return
            self.homes.add(home := seen.fetched.final_url or url)
            self._site.yields.add_home(home)
            if seen.fetched.status is not None:
                break
        assert seen is not None
        self.lists_only = False
        if seen.fetched.outcome not in (None, "not-modified"):
            self.problem = self.problem or seen.fetched.detail
        yield from self._find_lists(target, seen)

    def _find_lists(self, target: Target, seen: VisitedFront) -> Steps:
        """Sitemaps by robots.txt, else in the usual places; feeds by the page, else likewise."""
        site, lists, known = self._site, self._site.lists, self._frontier.known
        parts = urlsplit(seen.fetched.final_url or seen.fetched.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        yield from self._dispatcher.hand(robots_request(self._spider, site, origin, target))
        yield from self._dispatcher.all_committed()
        is_refused = site.rules is None or site.rules.refusal is not None
        had = lists.sitemaps
        yield from self._walk([])
        if lists.sitemaps == had and not is_refused:
            for url in lists.worth_trying([origin + place for place in SITEMAP_PLACES], known):
                yield from self._walk([list_request(self._spider, site, url, "sitemap")])
                if lists.entries or self._run.is_over:
                    break
        wanted = site.rules.sitemaps if site.rules else []
        named = dict.fromkeys([*target.feeds, *seen.feeds, *self._frontier.feeds(site.domain)])
        had = lists.feeds
        yield from self._walk([list_request(self._spider, site, url, "feed") for url in named])
        if lists.feeds == had and not lists.entries and not is_refused:
            for url in lists.worth_trying([origin + place for place in FEED_PLACES], known):
                yield from self._walk([list_request(self._spider, site, url, "feed")])
                if lists.feeds > had or self._run.is_over:
                    break
        if wanted and not lists.sitemaps and not lists.feeds and not self._run.is_over:
            site.stats.problem = (
                f"robots.txt names {len(wanted)} sitemaps, {wanted[0][:200]} the first, and no list"
                f" of articles could be read there or elsewhere: {lists.problem}"
            )

    def _walk(self, requests: Sequence[Request]) -> Steps:
        """Read lists, and those they lead to, one after the other; each once, whoever names it."""
        lists = self._site.lists
        self.lists += requests
        while self.lists and not self._run.is_over:
            request = self.lists.pop(0)
            if not lists.is_first_met(request.url):
                continue
            if errand_of(request).kind == "sitemap":
                if lists.asked >= lists.most_sitemaps:
                    left = len(self.lists) + 1
                    self.lists.clear()
                    self._site.stats.note(
                        f"{left} more sitemaps were left unread; --all reads them"
                    )
                    return
                lists.asked += 1
            yield from self._dispatcher.hand(remember(request, self._frontier.known(request.url)))
            yield from self._dispatcher.all_committed()
            if errand_of(request).kind == "sitemap" and lists.has_enough():
                self.lists.clear()

    def _waiting_for(self, url: str, found_in: str) -> Waiting:
        """An address that is visited whatever the frontier says of it."""
        started = self._run.started_at
        return Waiting(url_key(url), url, site_of(url), found_in, started, kind="front")
