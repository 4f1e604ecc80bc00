"""A crawl: targets in, tallies out. Ties fetching, reading and writing together."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from archive import Archive
from archive.errors import ArchiveMissing
from archive.records import Outcome, Saved, Visit
from archive.upkeep.health import Health
from archive.writing.runs import Ended
from crawler.bounds import STOP_SECONDS
from crawler.middlewares.robots import Rules
from crawler.middlewares.throttle import Hosts, Stop
from crawler.options import Options, user_agent, worker_count
from crawler.pipelines.writer import Writer
from crawler.reparse.standing_text import Settled
from crawler.run import Run
from crawler.scrapy_transport import ScrapyTransport
from crawler.session import Session
from crawler.single.fetcher import Fetcher
from crawler.site import Site
from crawler.spiders.news import run_in_scrapy
from crawler.stats import Tally, total
from crawler.targets import Target
from crawler.urls.scope import Admission
from crawler.workers.pool import Workers
from crawler.workers.shortage import want_files

OnChange = Callable[[Sequence[Tally]], None]
OnSaved = Callable[[Visit, Saved], None]
_SITES_AT_ONCE = 16
_SWITCH_SECONDS = 0.0005
_SETTLING_SECONDS = 60.0
"""How long pages are read again at the end of a run whose time is limited."""


@dataclass
class Report:
    """What a crawl did."""

    tallies: list[Tally] = field(default_factory=list)
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
    settled: Settled = field(default_factory=Settled)
    """What was learned of what the sites repeat."""

    def stop_by(self, number: int) -> None:
        """Note that the signal *number* ended the crawl."""
        self.stopped_by = number
        self.ended = "interrupted" if number == signal.SIGINT else "signal"

    @property
    def total(self) -> Tally:
        """All sites in one."""
        whole = total(self.tallies)
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
        return int(is_degraded or any(tally.has_failed for tally in self.tallies))


def crawl(
    path: Path,
    targets: Sequence[Target],
    options: Options,
    *,
    command: str = "crawl",
    on_change: OnChange = lambda tallies: None,
    on_saved: OnSaved = lambda visit, saved: None,
) -> Report:
    """Crawl *targets* into the archive at *path*. Once in a process.

    *on_change* is called with the tallies, after the commit of what they tell; *on_saved* with
    each visit after its own, in another thread. Raises the archive's errors,
    ``WriterFailed`` and ``TooLittle``.
    """
    want_files()
    # Threads hand over often: the one that fetches must not wait for the one that saves.
    sys.setswitchinterval(_SWITCH_SECONDS)
    started, started_cpu = monotonic(), time.process_time()
    report = Report()
    with Writer(path, command) as writer:
        report.created = writer.created
        writer.on_saved = on_saved
        if options.max_seconds is not None:
            writer.settling_seconds = _SETTLING_SECONDS
        try:
            with Workers(worker_count(options)) as workers:

                async def work(transport: ScrapyTransport) -> None:
                    await _crawl(transport, workers, writer, targets, options, report, on_change)

                unverified = {target.site for target in targets if not target.verify_tls}
                run_in_scrapy(work, options, unverified)
        finally:
            report.seconds = monotonic() - started
            report.cpu_seconds["save"] = writer.seconds
            report.cpu_seconds["fetch"] = time.process_time() - started_cpu - writer.seconds
            writer.counts = report.total.counts()
        writer.exit_code, writer.ended = report.exit_code, report.ended
    report.settled = writer.settled
    return report


async def _crawl(
    transport: ScrapyTransport,
    workers: Workers,
    writer: Writer,
    targets: Sequence[Target],
    options: Options,
    report: Report,
    on_change: OnChange,
) -> None:
    stop = Stop()
    hosts = Hosts(stop, options.manners.delay)
    fetcher = Fetcher(
        transport,
        hosts,
        user_agent=user_agent(options.contact),
        allow_private=options.allow_private,
        timeout=options.manners.timeout,
    )
    fetcher.on_robots = lambda url, rules: _note_robots(writer, url, rules)
    run = Run(options, fetcher, workers, writer, stop, lambda: on_change(report.tallies))
    for target in targets:
        if target.delay is not None:
            hosts.set_delay(target.site, target.delay)
    by_site: dict[str, list[Target]] = {}
    for target in targets:
        by_site.setdefault(target.site, []).append(target)
    at_once = asyncio.Semaphore(_SITES_AT_ONCE)
    tasks = [
        asyncio.ensure_future(_crawl_site(run, site, its_targets, report, at_once))
        for site, its_targets in by_site.items()
    ]
    with _Interrupts(stop, report, writer):
        try:
            await _finish(tasks, stop, run)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # What was handed over is saved while the loop that waits for it still runs.
            await asyncio.wrap_future(writer.call(lambda archive: None))
    for site in by_site:
        report.health += await asyncio.wrap_future(writer.call(partial(_health, site)))
    report.ended_early = run.ended_early
    report.ended = report.ended if report.stopped_by else run.ended
    report.cpu_seconds["read"] = run.reading_seconds


def _health(site: str, archive: Archive) -> list[Health]:
    return archive.health(site)


def _note_robots(writer: Writer, url: str, rules: Rules) -> None:
    """robots.txt was requested too: it gets its visit."""
    outcome: Outcome = "not-an-article"
    if rules.status in (404, 410):
        outcome = "gone"
    elif rules.status in (401, 403, 429, 451):
        outcome = "blocked"
    elif rules.status is None or rules.status != 200:
        outcome = "failed"
    detail = rules.refusal or "robots.txt"
    writer.put(Visit(url, datetime.now(UTC), outcome, rules.status, detail))


async def _crawl_site(
    run: Run, name: str, targets: Sequence[Target], report: Report, at_once: asyncio.Semaphore
) -> None:
    first = targets[0]
    options = run.options
    scope = first.scope or options.scope
    if first.scope and options.scope.since:
        scope = replace(scope, since=options.scope.since)
    async with at_once:
        tally = Tally(name)
        report.tallies.append(tally)
        recheck = first.recheck or options.recheck
        site = Site(name, tally, Admission(scope), recheck)
        await Session(run, site, targets).crawl()


async def _finish(tasks: Sequence[asyncio.Task[None]], stop: Stop, run: Run) -> None:
    """Wait for the sites; once the run is to end, only for what is in flight, and not long."""
    stopped_at: float | None = None
    while any(not task.done() for task in tasks):
        await asyncio.wait(tasks, timeout=0.2, return_when=asyncio.ALL_COMPLETED)
        for task in tasks:
            if task.done() and not task.cancelled() and task.exception():
                stop.set()
        _ = run.is_over  # --max-time is over even when nobody asks
        if stop and stopped_at is None:
            stopped_at = monotonic()
        if stopped_at is not None and monotonic() - stopped_at > STOP_SECONDS:
            return
    for task in tasks:
        task.result()


class _Interrupts:
    """Ctrl-C and SIGTERM end the run: the first time cleanly, the second time at once."""

    def __init__(self, stop: Stop, report: Report, writer: Writer) -> None:
        self._stop = stop
        self._writer = writer
        self._report = report
        self._before = {
            number: handler
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            if (handler := signal.getsignal(number)) != signal.SIG_IGN
        }

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for number in self._before:
            loop.add_signal_handler(number, self._interrupt, number)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number, handler in self._before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def _interrupt(self, number: int) -> None:
        if self._report.stopped_by:
            # Everything reported as saved is committed; the rest is still in the frontier.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._report.stop_by(number)
        self._stop.set()
        self._writer.hurry()


def known_sites(path: Path) -> dict[str, str]:
    """Names and domains of the sites that the archive at *path* knows, with their addresses."""
    try:
        with Archive(path) as archive:
            rows = archive.connection.execute("SELECT domain, name, home_url FROM sites").fetchall()
    except ArchiveMissing:
        return {}
    names: dict[str, str] = {}
    for domain, name, home in rows:
        url = home or f"https://{domain}"
        names[domain] = url
        if name:
            names.setdefault(name, url)
    return names


__all__ = ["Report", "crawl", "known_sites"]
