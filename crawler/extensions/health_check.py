"""At the end of a run each site is compared with its own past."""

from __future__ import annotations

from functools import partial

from scrapy import signals
from scrapy.crawler import Crawler

from archive import Archive
from archive.upkeep.health import Health
from crawler.run.run import Run, run_of


class HealthCheck:
    """Asks the archive, once all of the run is saved, whether its sites are degraded."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HealthCheck:
        """Made by Scrapy."""
        check = cls(run_of(crawler))
        crawler.signals.connect(check.look, signals.spider_closed)
        return check

    async def look(self) -> None:
        """What was handed to the writer is saved before it answers."""
        if self._run.error is None:
            for site in self._run.targets:
                self._run.health += await self._run.ask(partial(_health, site))


def _health(site: str, archive: Archive) -> list[Health]:
    return archive.health(site)
