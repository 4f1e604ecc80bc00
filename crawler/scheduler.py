"""Scrapy's scheduler over the archive's table ``frontier``.

What is to be asked for stands in the archive: an address leaves the frontier only when its visit
is committed. So a crawl that was killed goes on where it stood, and memory does not grow with
the size of a site. Here is only what is on its way: each site's agenda gives one request after
another, and each host has one of them at a time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler, Scheduler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from archive import Archive
from archive.errors import as_archive_error
from crawler.frontier.agenda import Agenda
from crawler.items import Item
from crawler.requests import ERRAND, TARGET, errand_of
from crawler.spiders.news import NewsSpider

SITES_AT_ONCE = 16


class FrontierScheduler(BaseScheduler):
    """Gives the downloader what the sites' agendas want next, from many hosts side by side."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__()
        self._crawler = crawler
        self._spider: Any = None
        self._archive: Archive | None = None
        self._openings: dict[str, deque[Request]] = {}
        """Requests of the spider's start whose site was not begun yet."""
        self._agendas: dict[str, Agenda] = {}
        self._returned: deque[Request] = deque()
        """Redirects and second tries: their errand is under way."""
        self._chosen: deque[Request] = deque()
        """Found for the engine while it slept."""
        self._others: deque[Request] = deque()
        """Requests of nobody's agenda."""
        self._scrapys: Scheduler | None = None
        """For ``scrapy shell`` and spiders of one's own: they have no archive."""
        self._is_waking = False
        self._is_closed = False
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Made by Scrapy."""
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Begin to give requests; the archive is read through a connection of its own."""
        if not isinstance(spider, NewsSpider) or not hasattr(spider, "run"):
            self._scrapys = Scheduler.from_crawler(self._crawler)
            return self._scrapys.open(spider)
        self._spider = spider
        self._archive = Archive(spider.run.path)
        self._loop = asyncio.get_running_loop()
        spider.run.wake = self._wake_soon
        connect = self._crawler.signals.connect
        connect(self._done, signals.item_scraped)
        connect(self._done, signals.item_dropped)
        connect(self._failed, signals.item_error)
        connect(self._spider_failed, signals.spider_error)
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        """Nothing is given any more; the frontier has the rest."""
        if self._scrapys is not None:
            return self._scrapys.close(reason)
        self._is_closed = True
        if self._spider and self._spider.run.ended == "done" and reason != "finished":
            self._spider.run.end("limit", f"Scrapy ended it: {reason}")
        for agenda in self._agendas.values():
            agenda.finish()
        if self._archive:
            self._archive.close()
        return None

    def has_pending_requests(self) -> bool:
        """Whether anything is left to be given, now or later."""
        if self._scrapys is not None:
            return self._scrapys.has_pending_requests()
        if self._spider.run.stop:
            return False
        waiting = self._openings or self._returned or self._chosen or self._others
        return bool(waiting) or any(not agenda.is_done for agenda in self._agendas.values())

    def enqueue_request(self, request: Request) -> bool:
        """Take a request of the spider's or of a middleware's."""
        if self._scrapys is not None:
            return self._scrapys.enqueue_request(request)
        errand = request.meta.get(ERRAND)
        if errand is None and TARGET not in request.meta:
            self._others.append(request)
        elif errand is None:
            self._openings.setdefault(request.meta[TARGET].site, deque()).append(request)
        elif errand not in errand.site.in_flight:
            self._agendas[errand.site.domain].opening.lists.append(request)
        elif request.meta.pop("is_chosen", False):
            self._chosen.append(request)
        else:
            self._returned.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request whose host is free, or ``None``: the engine asks again."""
        if self._scrapys is not None:
            return self._scrapys.next_request()
        if self._chosen:
            return self._chosen.popleft()
        if self._others:
            return self._others.popleft()
        if self._spider.run.stop:
            self._drop_returned()
            return None
        try:
            request = self._next_returned() or self._next_of_agendas()
        except Exception as error:
            self._spider.run.fail(as_archive_error(self._spider.run.path, error) or error)
            return None
        if request is not None:
            host = self._spider.run.hosts.of(request.url)
            host.handed_out += 1
            request.meta["handed_out_to"] = host
        return request

    def _next_returned(self) -> Request | None:
        for _ in range(len(self._returned)):
            request = self._returned.popleft()
            if self._spider.run.hosts.of(request.url).is_free:
                return request
            self._returned.append(request)
        return None

    def _next_of_agendas(self) -> Request | None:
        """The next of the site that waited longest."""
        for name in [name for name, agenda in self._agendas.items() if agenda.is_done]:
            del self._agendas[name]
        while self._openings and len(self._agendas) < SITES_AT_ONCE:
            self._begin(next(iter(self._openings)))
        for name, agenda in list(self._agendas.items()):
            agenda.openings.extend(self._openings.pop(name, ()))
            if request := agenda.next():
                self._agendas[name] = self._agendas.pop(name)
                return request
        if self._openings and any(agenda.is_done for agenda in self._agendas.values()):
            return self._next_of_agendas()
        return None

    def _begin(self, name: str) -> None:
        if name in self._agendas:
            self._agendas[name].openings.extend(self._openings.pop(name))
            return
        assert self._archive
        agenda = Agenda(self._spider, self._spider.run.begin_site(name), self._archive)
        self._agendas[name] = agenda
        agenda.openings.extend(self._openings.pop(name))

    def _drop_returned(self) -> None:
        while self._returned:
            errand_of(self._returned.popleft()).end()

    def _done(self, item: Item) -> None:
        item.errand.end()

    def _failed(self, item: Item, failure: Failure) -> None:
        item.errand.end()
        self._spider.run.fail(failure.value)

    def _spider_failed(self, failure: Failure) -> None:
        self._spider.run.fail(failure.value)

    def _wake_soon(self) -> None:
        if not self._is_waking:
            self._is_waking = True
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        """The engine asks after each answer; for what else happens it has to be woken."""
        self._is_waking = False
        engine = self._crawler.engine
        if self._is_closed or engine.spider is None or not engine.running:
            return
        if not engine.needs_backout() and (request := self.next_request()):
            request.meta["is_chosen"] = True
            engine.crawl(request)
        elif engine.spider_is_idle():
            ended = self._spider.run.ended if self._spider else "done"
            reason = "finished" if ended == "done" else ended
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
