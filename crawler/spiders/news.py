"""The spider of news sites: what each answer is, what of it goes on, and where it leads.

It finds; reading a page is the pipelines' work, in worker processes, and what to ask for next is
the scheduler's, from the archive's frontier. So a callback yields the page or the list it was
given, and requests only for further lists.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery.sitemaps import Entry
from crawler.errors import NotFetched, Stopping, WorkerFailed
from crawler.http.fetched import Fetched
from crawler.items import Errand, FetchedPage, Item, Role
from crawler.middlewares.robots import RULES
from crawler.requests import TARGET, errand_of, fetched_of, list_request, not_fetched_of
from crawler.run.run import Run
from crawler.spiders.arguments import begin_by_arguments, end_alone
from crawler.workers.page_parsing import content_of, has_no_text, read_feed, read_sitemap

MOST_LATE = 100
"""Pages of one site that are tried once more at the end of a run."""
Found = AsyncIterator[Item | Request]


class NewsSpider(scrapy.Spider):
    """Crawls the targets of one run.

    On the command line: ``scrapy crawl news -a target=https://www.example.com -a archive=news.db``.
    """

    name = "news"
    run: Run

    def __init__(self, run: Run | None = None, **arguments: Any) -> None:
        super().__init__()
        if run is not None:
            self.run = run
        self.is_alone = run is None
        """Whether nobody but the spider begins and ends its run: under ``scrapy crawl``."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Made by Scrapy; where nobody began a run, one is begun by the spider's arguments."""
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        if spider.is_alone:
            spider.run = begin_by_arguments(kwargs, crawler)
            crawler.signals.connect(spider.end_run, signals.engine_stopped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what was named."""
        self.run.has_begun = True
        callbacks = {"sitemap": self.parse_sitemap, "feed": self.parse_feed}
        for targets in self.run.targets.values():
            for target in targets:
                callback: Any = callbacks.get(target.kind or "", self.parse_front)
                meta = {TARGET: target}
                yield Request(target.url, callback, errback=self.failed, meta=meta)

    async def parse_front(self, response: Response) -> Found:
        """A home page or a section is kept for where it leads; what was named may be a list."""
        errand, fetched = errand_of(response), fetched_of(response)
        if errand.role is Role.HOME and (parse := self.list_parser(fetched)):
            errand.keep = True
            async for each in parse(errand, fetched):
                yield each
        else:
            yield FetchedPage(errand, fetched)

    def parse_robots(self, response: Response) -> Iterator[Request]:
        """robots.txt leads to sitemaps, and the target may name others."""
        errand = errand_of(response)
        errand.site.rules = response.meta[RULES]
        for url in [*response.meta[TARGET].sitemaps, *errand.site.rules.sitemaps]:
            yield list_request(self, errand.site, url, "sitemap")
        errand.end()

    async def parse_sitemap(self, response: Response) -> Found:
        """A sitemap leads to pages, and to further sitemaps."""
        errand, fetched = errand_of(response), fetched_of(response)
        if fetched.outcome == "not-modified":
            before = await self.run.ask(lambda archive: archive.frontier.children(fetched.url))
            async for each in self.further_sitemaps(errand, [Entry(url) for url in before]):
                yield each
            yield errand.list_item(fetched, "sitemap", "the same as before")
        elif parse := self.list_parser(fetched, is_text=fetched.url.endswith(".txt")):
            async for each in parse(errand, fetched):
                yield each
        else:
            yield errand.list_item(fetched, None, "no sitemap")

    async def parse_feed(self, response: Response) -> Found:
        """A feed leads to its newest stories, and to its older pages."""
        errand, fetched = errand_of(response), fetched_of(response)
        if fetched.outcome == "not-modified":
            errand.site.lists.note_feed(errand)
            yield errand.list_item(fetched, "feed", "the same as before")
        elif self.list_parser(fetched):
            async for each in self.parse_feed_body(errand, fetched):
                yield each
        else:
            yield errand.list_item(fetched, None, "no feed")

    async def parse_page(self, response: Response) -> Found:
        """What may be an article is kept as a page, unless it turns out to be a list."""
        errand, fetched = errand_of(response), fetched_of(response)
        is_text = fetched.outcome or has_no_text(fetched.body, fetched.content_type)
        if parse := None if is_text else self.list_parser(fetched):
            errand.site.stats.fetched += 1
            async for each in parse(errand, fetched):
                if not isinstance(each, Request):  # lists of this kind lead no further
                    yield each
        else:
            yield FetchedPage(errand, fetched)

    def failed(self, failure: Failure) -> Iterator[Item]:
        """Why an address gave nothing is kept, too."""
        request: Request = failure.request  # type: ignore[attr-defined]
        errand, error = errand_of(request), failure.value
        if isinstance(error, NotFetched):
            fetched = not_fetched_of(request, error)
            if error.is_transient and errand.waiting and self.may_wait(errand):
                errand.site.stats.requests += fetched.requests
                errand.site.late.append(errand.waiting)
                errand.end()
            elif errand.waiting:
                yield FetchedPage(errand, fetched)
            else:
                yield errand.list_item(fetched, errand.kind, fetched.detail)
            return
        if not isinstance(error, Stopping):
            self.run.fail(error or RuntimeError("an errback without an error"))
        errand.end()

    def may_wait(self, errand: Errand) -> bool:
        """Whether a page whose failure is transient is tried once more at the end of the run."""
        if not self.settings.getbool("RETRY_ENABLED") or self.run.stop:
            return False
        is_article = errand.role is Role.ARTICLE and not errand.is_last
        return is_article and len(errand.site.late) < MOST_LATE

    def list_parser(self, fetched: Fetched, *, is_text: bool = False) -> Any:
        """How to parse a body that is a list; ``None`` where it is a page."""
        if fetched.outcome:
            return None
        content = content_of(fetched.body, fetched.content_type)
        if content == "feed":
            return self.parse_feed_body
        return self.parse_sitemap_body if content == "sitemap" or is_text else None

    async def parse_sitemap_body(self, errand: Errand, fetched: Fetched) -> Found:
        """The entries of a sitemap, and the sitemaps it names."""
        url = fetched.final_url or fetched.url
        try:
            sitemap = await self.run.workers.run(read_sitemap, fetched.body, url)
        except WorkerFailed as error:
            yield errand.list_item(fetched, None, str(error))
            return
        item, children = errand.site.lists.take_sitemap(errand, fetched, sitemap)
        async for each in self.further_sitemaps(errand, children):
            yield each
        yield item

    async def parse_feed_body(self, errand: Errand, fetched: Fetched) -> Found:
        """The entries of a feed, and its older page."""
        lists, url = errand.site.lists, fetched.final_url or fetched.url
        try:
            feed = await self.run.workers.run(read_feed, fetched.body, url)
        except WorkerFailed as error:
            yield errand.list_item(fetched, None, str(error))
            return
        known = await self.run.known([entry.url for entry in feed.entries])
        item, older = lists.take_feed(errand, fetched, feed, known)
        if older and lists.goes_on_to(errand):
            yield list_request(self, errand.site, older, "feed", errand)
        yield item

    async def further_sitemaps(self, errand: Errand, children: list[Entry]) -> Found:
        """Requests for those of *children* that are worth reading now."""
        known = await self.run.known([child.url for child in children])
        for url in errand.site.lists.worth_reading(errand, children, known):
            yield list_request(self, errand.site, url, "sitemap", errand)

    async def end_run(self) -> None:
        """End a run that the spider itself began. What goes along with it asks the archive until
        the spider is closed, so it ends after that."""
        await asyncio.to_thread(end_alone, self.run)
