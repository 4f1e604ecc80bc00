"""Reads each page once, in a supervised worker process: its article and where it leads."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.errors import Stopping, WorkerFailed
from crawler.items import FetchedPage, Item, Role
from crawler.middlewares.truncation import STOPS_IN_MID_PAGE, is_truncated
from crawler.run.run import run_of
from crawler.workers.page_parsing import has_no_text, parse_page

_PARSE = partial(parse_page, with_links=True)
_PARSE_FRONT = partial(parse_page, with_links=True, as_front=True)
_MOST_HELD = 8
"""Pages of one site that may be truncated and are held at a time."""


class ReadingPipeline:
    """Has pages read while others are fetched; a page that breaks its parser costs itself."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadingPipeline:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_item(self, item: Item) -> Item:
        """*item* with what was read of it. Raises ``NoWorkers``."""
        if not isinstance(item, FetchedPage) or item.fetched.outcome:
            return item
        if item.fetched.is_doubtful and item.role is Role.ARTICLE:
            await self._hold(item)
        fetched = item.fetched
        if fetched.outcome or (
            item.role is Role.ARTICLE and has_no_text(fetched.body, fetched.content_type)
        ):
            return item
        url = fetched.final_url or fetched.url
        parse = _PARSE if item.role is Role.ARTICLE else _PARSE_FRONT
        try:
            item.reading = await self._run.unless_aborted(
                self._run.workers.run(
                    parse, fetched.body, url, fetched.content_type, item.site.knowledge_of(url)
                )
            )
        except Stopping:
            raise DropItem("the run ended before it was read") from None
        except WorkerFailed as error:
            item.problem = str(error)
        else:
            self._run.reading_seconds += item.reading.cpu_seconds
        return item

    async def _hold(self, item: FetchedPage) -> None:
        """Wait for more pages of the host: they tell whether one with an open end is truncated."""
        site, fetched = item.site, item.fetched
        if len(site.held) >= _MOST_HELD or self._run.stop:
            return
        decided: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        site.held.append(decided)
        item.errand.end_trial()
        self._run.wake()
        await decided
        if is_truncated(self._run.hosts.of(fetched.final_url or fetched.url)):
            item.fetched = replace(fetched, outcome="failed", detail=STOPS_IN_MID_PAGE)
