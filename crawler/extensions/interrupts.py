"""Ctrl-C and SIGTERM end the run: the first time cleanly, the second time at once."""

from __future__ import annotations

import asyncio
import os
import signal

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.extensions.time_limits import run_of
from crawler.run import Run


class Interrupts:
    """What is in flight is saved; the writer waits no longer for another program's lock."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._before = {
            number: handler
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            if (handler := signal.getsignal(number)) != signal.SIG_IGN
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Interrupts:
        """Made by Scrapy."""
        interrupts = cls(run_of(crawler))
        crawler.signals.connect(interrupts.begin, signals.spider_opened)
        crawler.signals.connect(interrupts.end, signals.spider_closed)
        return interrupts

    def begin(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        for number in self._before:
            loop.add_signal_handler(number, self._interrupt, number)

    def end(self) -> None:
        """Leave interrupts to whoever had them before."""
        loop = asyncio.get_running_loop()
        for number, handler in self._before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def _interrupt(self, number: int) -> None:
        if self._run.stopped_by:
            # Everything reported as saved is committed; the rest is still in the frontier.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._run.stop_by(number)
