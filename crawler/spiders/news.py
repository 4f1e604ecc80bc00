"""Scrapy's part: the downloader of one run, and the loop that everything runs in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawler.errors import TooLittle
from crawler.options import Options
from crawler.scrapy_transport import ScrapyTransport
from crawler.settings import scrapy_settings

Work = Callable[[ScrapyTransport], Awaitable[None]]


class NewsSpider(scrapy.Spider):
    """Runs *work* while Scrapy's engine runs. What to fetch, and when, the work decides."""

    name = "newsclip"

    def __init__(self, work: Work, allow_private: bool, **more: Any) -> None:
        super().__init__(**more)
        self._work = work
        self._allow_private = allow_private
        self.error: BaseException | None = None
        self.has_begun = False

    async def start(self) -> AsyncIterator[Any]:
        """Do the work; there are no requests for Scrapy's own queue."""
        self.has_begun = True
        transport = ScrapyTransport(self.crawler, allow_private=self._allow_private)
        try:
            await self._work(transport)
        except BaseException as error:
            # Scrapy would only log it.
            self.error = error
        return
        yield


def run_in_scrapy(work: Work, options: Options, unverified_sites: Iterable[str] = ()) -> None:
    """Run *work* with a Scrapy downloader, to its end. Once in a process: Scrapy allows no more.

    The certificates of *unverified_sites* (registered domains) are not looked at. Raises
    ``TooLittle`` and what *work* raises.
    """
    process = AsyncCrawlerProcess(scrapy_settings(options, unverified_sites))
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, work=work, allow_private=options.allow_private)
    process.start(install_signal_handlers=False)
    spider = crawler.spider
    error = getattr(spider, "error", None)
    if error is not None:
        raise error
    if not getattr(spider, "has_begun", False):
        raise TooLittle(
            "Scrapy did not start: the system may be short of files, processes or memory. If it is "
            "not, please report this with the command you gave"
        )
