"""A crawl as a function: targets in, a report out. The command and cluster workers call it."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.records import Saved, Visit
from archive.upkeep.health import Health
from archive.writing.runs import Ended
from crawler.errors import TooLittle
from crawler.reparse.standing_text_update import StandingTextUpdate
from crawler.run.options import Options, user_agent
from crawler.run.run import Run
from crawler.run.stats import SiteStats, total
from crawler.spiders.news import NewsSpider
from crawler.targets import Target
from crawler.workers.shortage import want_files

OnChange = Callable[[Sequence[SiteStats]], None]
OnSaved = Callable[[Visit, Saved], None]
_SWITCH_SECONDS = 0.0005
_STANDING_TEXT_SECONDS = 60.0
"""How long pages are read again at the end of a run whose time is limited."""


@dataclass
class Report:
    """What a crawl did."""

    sites: list[SiteStats] = field(default_factory=list)
    seconds: float = 0.0
    created: bool = False
    """Whether the archive was made by this run."""
    stopped_by: int | None = None
    """The signal that ended it."""
    ended_early: str | None = None
    ended: Ended = "done"
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    """CPU time by stage: fetch (all else this process did), read, save."""
    health: list[Health] = field(default_factory=list)
    """Of each site, compared with its own past, when the run was over."""
    standing_text: StandingTextUpdate = field(default_factory=StandingTextUpdate)
    """What was learned of what the sites repeat."""

    def stop_by(self, number: int) -> None:
        """Note that the signal *number* ended the crawl."""
        self.stopped_by = number
        self.ended = "interrupted" if number == signal.SIGINT else "signal"

    @property
    def total(self) -> SiteStats:
        """All sites in one."""
        whole = total(self.sites)
        whole.seconds = self.seconds
        return whole

    @property
    def exit_code(self) -> int:
        """0, or 1 when a site could not be crawled, too much of it failed, or it is degraded.

        Where a signal ended it, 128 and the signal's number.
        """
        if self.stopped_by:
            return 128 + self.stopped_by
        is_degraded = any(health.state == "degraded" for health in self.health)
        return int(is_degraded or any(site.has_failed for site in self.sites))


def crawl(
    path: Path,
    targets: Sequence[Target],
    options: Options,
    *,
    command: str = "crawl",
    on_change: OnChange = lambda sites: None,
    on_saved: OnSaved = lambda visit, saved: None,
) -> Report:
    """Crawl *targets* into the archive at *path*. Once in a process: Scrapy allows no more.

    *on_change* is called with the sites' figures, after the commit of what they tell; *on_saved*
    with each visit after its own, in another thread. Raises the archive's errors,
    ``WriterFailed`` and ``TooLittle``.
    """
    want_files()
    # Threads hand over often: the one that fetches must not wait for the one that saves.
    sys.setswitchinterval(_SWITCH_SECONDS)
    started, started_cpu = monotonic(), time.process_time()
    run = Run(path, targets, options, command)
    writer = run.writer
    writer.on_saved = on_saved
    if options.max_seconds is not None:
        writer.standing_text_seconds = _STANDING_TEXT_SECONDS
    run.on_change = lambda: on_change(run.stats)
    report = Report()
    with writer:
        report.created = writer.created
        run.keep_rules()
        try:
            with run.workers:
                _run_in_scrapy(run)
        finally:
            report = report_of(run, report, monotonic() - started)
            report.cpu_seconds["fetch"] = time.process_time() - started_cpu - writer.seconds
            writer.counts = report.total.counts()
        writer.exit_code, writer.ended = report.exit_code, report.ended
    report.standing_text = writer.standing_text
    return report


def settings_of(run: Run) -> Settings:
    """Scrapy's settings for *run*: those of the project, and what its options ask for."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    options = run.options
    told: Mapping[str, Any] = {
        "USER_AGENT": user_agent(options.contact),
        "DOWNLOAD_DELAY": options.download.delay,
        "DOWNLOAD_TIMEOUT": options.download.timeout,
        "DOWNLOAD_VERIFY_CERTIFICATES": options.download.verify_tls,
        "NEWSCLIP_PRIVATE_ORIGINS": run.origins.texts(),
        "NEWSCLIP_PROXIES": run.proxies.origins.texts(),
        "NEWSCLIP_UNVERIFIED_SITES": run.unverified_sites,
        "LOG_ENABLED": False,
        "DOWNLOADER_STATS": False,  # they are for that log
        **dict(options.scrapy_settings),
    }
    settings.update(told, priority="cmdline")
    return settings


def _run_in_scrapy(run: Run) -> None:
    settings = settings_of(run)
    process = AsyncCrawlerProcess(settings)
    if not settings.getbool("LOG_ENABLED"):  # nobody reads what Scrapy tells of each page
        logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(NewsSpider)
    task = process.crawl(crawler, run=run)
    run.keeps_signals = True
    try:
        process.start(install_signal_handlers=False)
    finally:
        run.leave_signals()
    if run.error is not None:
        raise run.error
    if not run.has_begun:
        error = task.exception() if task.done() and not task.cancelled() else None
        raise TooLittle(
            "Scrapy did not start: the system may be short of files, processes or memory. If it is "
            "not, please report this with the command you gave"
        ) from error


def report_of(run: Run, report: Report, seconds: float) -> Report:
    """What *run* did, in *seconds*."""
    report.sites, report.health = run.stats, run.health
    report.seconds = seconds
    report.stopped_by, report.ended, report.ended_early = (
        run.stopped_by,
        run.ended,
        run.ended_early,
    )
    report.cpu_seconds |= {"save": run.writer.seconds, "read": run.reading_seconds}
    return report
