"""The end of a run by the clock; and that what is in flight then does not hold it up for long."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler.bounds import STOP_SECONDS
from crawler.run.run import Run, run_of


class TimeLimits:
    """Ends the run at ``--max-time``; what is in flight at the end of any run has ten seconds."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._timers: list[Any] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TimeLimits:
        """Made by Scrapy."""
        limits = cls(run_of(crawler))
        crawler.signals.connect(limits.begin, signals.spider_opened)
        crawler.signals.connect(limits.close, signals.spider_idle)
        crawler.signals.connect(limits.end, signals.spider_closed)
        return limits

    def begin(self) -> None:
        """Start the clock."""
        loop = asyncio.get_running_loop()
        self._timers.append(asyncio.ensure_future(self._cut_short()))
        if (seconds := self._run.seconds_left) is not None:
            told = "the time given with --max-time is over"
            self._timers.append(loop.call_later(seconds, self._run.end, "max-time", told))

    def close(self) -> None:
        """Nothing is left to do: have Scrapy tell why the run ended before its time."""
        if self._run.ended != "done":
            raise CloseSpider(self._run.ended)

    def end(self) -> None:
        """The run is over."""
        for timer in self._timers:
            timer.cancel()

    async def _cut_short(self) -> None:
        await self._run.stop.wait()
        await asyncio.sleep(STOP_SECONDS)
        self._run.abort()
