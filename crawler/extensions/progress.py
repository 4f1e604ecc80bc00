"""Tells whoever watches how far the crawl is; its figures are Scrapy stats, too."""

from __future__ import annotations

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.run.run import Run, run_of
from crawler.run.stats import total

PREFIX = "newsclip/"
"""Before the names of our figures among Scrapy's."""


class Progress:
    """Calls the run's watcher after each commit, and gives Scrapy the figures of the summary."""

    def __init__(self, run: Run, crawler: Crawler) -> None:
        self._run = run
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Made by Scrapy."""
        progress = cls(run_of(crawler), crawler)
        crawler.signals.connect(progress.tell, signals.item_scraped)
        crawler.signals.connect(progress.sum_up, signals.spider_closed)
        return progress

    def tell(self) -> None:
        """Something was committed."""
        self._run.on_change()

    def sum_up(self) -> None:
        """The figures are final."""
        for name, count in total(self._run.stats).counts().items():
            self._stats.set_value(PREFIX + name, count)
