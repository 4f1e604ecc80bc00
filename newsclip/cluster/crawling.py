"""A crawl on a cluster: groups of sites, each into a shard that is merged when it is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

from archive.errors import ArchiveError
from archive.writing.runs import signal_of
from crawler.reparse.knowledge import keep_rules
from crawler.run.crawl import OnChange, Report
from crawler.run.options import Options
from crawler.run.stats import SiteStats
from crawler.targets import Target
from newsclip.cluster.assigning import Group, assign
from newsclip.cluster.engine import Cluster, PartFailed
from newsclip.cluster.shards import Run, running
from newsclip.cluster.work_parts import CrawlPart

_LOOK = 1.0


def crawl_on(
    cluster: Cluster,
    folder: Path,
    path: Path,
    targets: Sequence[Target],
    options: Options,
    *,
    command: str = "crawl",
    on_change: OnChange = lambda sites: None,
) -> Report:
    """Crawl *targets* into shards in *folder*, and merge each into *path* when it is done.

    A host is never in two parts at once. *on_change* is called with the sites, of groups
    under way too. Raises the archive's errors and ``ClusterError``.
    """
    started = monotonic()
    with running(path, command) as run:
        work = _Crawl(cluster, run, options, command)
        work.report.created = run.into.created
        keep_rules(run.into, {one.site: one.rules for one in targets if one.rules is not None})
        groups = assign(folder, targets, cluster.workers)
        try:
            for group in groups:
                work.order(group, 0)
            while work.waiting:
                work.take_done()
                on_change(work.sites())
        except KeyboardInterrupt as stop:
            work.report.stop_by(signal_of(stop))
            cluster.stop()
            work.take_all()
        run.counts |= {"groups": len(groups), "done": work.done, "new": work.new}
        if not work.report.stopped_by:
            run.update_standing_text()
            work.report.standing_text = run.standing_text
        run.exit_code, run.ended = work.report.exit_code, work.report.ended
    work.report.seconds = monotonic() - started
    return work.report


class _Crawl:
    """The groups under way, and what came of those done."""

    def __init__(self, cluster: Cluster, run: Run, options: Options, command: str) -> None:
        self.report = Report()
        self.waiting: dict[Future[Any], tuple[Group, int]] = {}
        self.done = self.new = 0
        self._before: dict[Path, int] = {}
        self._cluster = cluster
        self._run = run
        self._options = options
        self._command = command

    def order(self, group: Group, at: int) -> None:
        """Have the sites of the group's shard *at* crawled."""
        shard, targets = group.shards[at]
        self._run.prepare(shard, {target.site for target in targets})
        self._before[shard] = _newest_visit(shard)
        part = CrawlPart(shard, targets, self._options, self._command)
        self.waiting[self._cluster.submit(part)] = group, at

    def sites(self) -> list[SiteStats]:
        """Of the sites that are done, and of what is under way as far as its shards tell."""
        found = list(self.report.sites)
        for group, at in self.waiting.values():
            shard, targets = group.shards[at]
            if visits := _newest_visit(shard) - self._before[shard]:
                names = list(dict.fromkeys(target.site for target in targets))
                more = f" and {len(names) - 1} more" if len(names) > 1 else ""
                found.append(SiteStats(f"{names[0]}{more}", requests=visits, fetched=visits))
        return found

    def take_done(self) -> None:
        """Wait a moment for parts that are done, merge them, and order what comes after them."""
        for future in wait(self.waiting, _LOOK, FIRST_COMPLETED).done:
            group, at = self._take(future)
            if at + 1 < len(group.shards):
                self.order(group, at + 1)
            else:
                self.done += 1

    def take_all(self) -> None:
        """Merge what every part has come to, done or not."""
        for future in list(self.waiting):
            self._take(future)

    def _take(self, future: Future[Any]) -> tuple[Group, int]:
        group, at = self.waiting.pop(future)
        shard, targets = group.shards[at]
        if future.done():
            self._note(future, targets)
        try:
            merged = self._run.take([shard])
        except ArchiveError as error:
            self._fail(targets, str(error))
        else:
            self.new += merged.new
        return group, at

    def _note(self, future: Future[Any], targets: Sequence[Target]) -> None:
        try:
            part: Report = future.result()
        except PartFailed as error:
            self._fail(targets, str(error))
            return
        self.report.sites += part.sites
        self.report.health += part.health
        self.report.ended_early = self.report.ended_early or part.ended_early
        for stage, seconds in part.cpu_seconds.items():
            self.report.cpu_seconds[stage] = self.report.cpu_seconds.get(stage, 0.0) + seconds

    def _fail(self, targets: Sequence[Target], why: str) -> None:
        for site in dict.fromkeys(target.site for target in targets):
            self.report.sites.append(SiteStats(site, problem=why))


def _newest_visit(shard: Path) -> int:
    """How many visits the shard has noted, while others may write to it."""
    try:
        with closing(sqlite3.connect(f"file:{shard}?mode=ro", uri=True, timeout=0.1)) as found:
            (number,) = found.execute("SELECT coalesce(max(id), 0) FROM visits").fetchone()
            return int(number)
    except sqlite3.Error:  # it is only for the eye: the next look will tell
        return 0
