"""What all sites of one run share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from archive.writing.runs import Ended
from crawler.bounds import IN_FLIGHT
from crawler.middlewares.throttle import Stop
from crawler.options import Options
from crawler.pipelines.writer import Writer
from crawler.single.fetcher import Fetcher
from crawler.stats import Tally
from crawler.workers.pool import Workers


@dataclass
class Run:
    """The means of a run, and how far it may go."""

    options: Options
    fetcher: Fetcher
    workers: Workers
    writer: Writer
    stop: Stop
    on_change: Callable[[], None] = lambda: None
    """Called when a tally has changed, after the commit it tells of."""
    tallies: list[Tally] = field(default_factory=list)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    reading_seconds: float = 0.0
    """CPU time the workers spent on pages."""
    ended_early: str | None = None
    """Why the run ended before everything was done."""
    ended: Ended = "done"
    _started: float = field(default_factory=monotonic)
    _taken: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be begun: stopped, out of time, or at its limit."""
        limit = self.options.limit
        seconds = self.options.max_seconds
        if seconds is not None and monotonic() - self._started >= seconds:
            self.ended_early = "the time given with --max-time is over"
            self.ended = "max-time"
            self.stop.set()
        elif limit is not None and self._taken >= limit:
            self.ended_early = self.ended_early or f"--limit {limit} reached"
            self.ended = "limit" if self.ended == "done" else self.ended
            return True
        return bool(self.stop)

    def take_page(self) -> bool:
        """Ask for leave to fetch one more article page."""
        if self.is_over:
            return False
        self._taken += 1
        return True
