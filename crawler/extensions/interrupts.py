"""Ctrl-C and SIGTERM end the run: the first time cleanly, the second time at once.

Each is answered with a line at once, so that nobody presses again for want of one.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.bounds import STOP_SECONDS
from crawler.run.run import Run, run_of


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
        self._loop = asyncio.get_running_loop()
        for number in self._before:
            self._loop.add_signal_handler(number, self._interrupt, number)
        self._run.leave_signals = self._leave

    def end(self) -> None:
        """Leave interrupts to Scrapy's own process, which had them before; ours does so later.

        While the reactor still runs, an exception would end it without its threads.
        """
        if not self._run.keeps_signals:
            self._leave()

    def _leave(self) -> None:
        """Leave interrupts to whoever had them before."""
        for number, handler in self._before.items():
            self._loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def _interrupt(self, number: int) -> None:
        again = "Ctrl-C again" if number == signal.SIGINT else "the signal again"
        if self._run.stopped_by:
            # Everything reported as saved is committed; the rest is still in the frontier.
            _say(_SHOW_CURSOR * sys.stderr.isatty() + "newsclip: Stopped. What was saved is safe")
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        pages = self._run.in_flight
        what = f"Finishing {pages} page{'s' * (pages != 1)}" if pages else "Ending"
        _say(f"newsclip: {what}, at most {STOP_SECONDS:.0f} s; {again} to stop now")
        self._run.stop_by(number)


_SHOW_CURSOR = "\r\x1b[K\x1b[?25h"
"""Undoes on a terminal what a table that moves has hidden."""


def _say(text: str) -> None:
    """A line for a person. That nobody takes it must not hinder the end."""
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)
