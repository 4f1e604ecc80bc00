"""What the commands share that take pages out of archives elsewhere, or tell of an import."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from crawler.imports import Imported, UnknownSource
from crawler.imports.elsewhere.cc_news import CcNews, FilesProgress
from crawler.imports.elsewhere.cdx import PREFIX as CDX
from crawler.imports.elsewhere.cdx import WAYBACK, Asked, Cdx
from crawler.imports.elsewhere.wanted import BASE, Wanted
from crawler.imports.import_run import import_cc_news, import_cdx
from crawler.run.options import user_agent
from newsclip.terminal.output.printing import clean, counted, fail, progress_bar, watched
from newsclip.terminal.output.run_summary import failing_politely, standing_text_lines


def wanted_of(sites: tuple[str, ...], match: str | None, languages: tuple[str, ...]) -> Wanted:
    """What options choose of CC-NEWS; ends the program where they choose nothing, or wrongly."""
    if not sites and not match:
        fail("name what is wanted with --site or --match: a month of CC-NEWS is about 500 GB")
    try:
        re.compile(match or "")
    except re.error as error:
        fail(f"--match {match}: {error}")
    for site in sites:
        if "/" in site or "." not in site:
            fail(f"--site {site}: a domain such as example.com is wanted")
    return Wanted(sites, match, languages)


def import_months(
    source: str,
    wanted: Wanted,
    archive: Path,
    jobs: int,
    base: str,
    contact: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """``newsclip import cc-news:…``"""
    progress = FilesProgress()
    from_there = CcNews(base, wanted, user_agent(contact), allow_private=allow_private)
    try:
        with failing_politely(), watched(lambda: _state(progress), quiet):
            report = import_cc_news(archive, source, from_there, jobs=jobs, progress=progress)
    except UnknownSource as error:
        fail(str(error), 1)
    files = f"{progress.files_done} of {counted(progress.files, 'files')}"
    tell(report, f"{files}, {progress.records} records, {progress.kept} wanted", archive, quiet)


def import_months_far(
    source: str,
    wanted: Wanted,
    archive: Path,
    where: tuple[str, Path | None, bool],
    base: str,
    contact: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """``newsclip import cc-news:… --cluster``; *where*: its address, the shards, without TLS."""
    from newsclip.cluster.command import cluster_at
    from newsclip.cluster.news_months import import_months_on

    address, shards, without_tls = where
    agent = user_agent(contact)
    there = CcNews(base, wanted, agent, allow_private=allow_private)
    done = 0, 0
    try:
        with ExitStack() as stack:
            stack.enter_context(failing_politely())
            far, folder = stack.enter_context(cluster_at(address, archive, shards, without_tls))
            on_progress = stack.enter_context(progress_bar("Importing", quiet))

            def follow(read: int, of: int) -> None:
                nonlocal done
                done = read, of
                on_progress(read, of)

            report = import_months_on(
                far, folder, archive, source, there, agent,
                allow_private=allow_private, on_progress=follow,
            )  # fmt: skip
    except UnknownSource as error:
        fail(str(error), 1)
    tell(report, f"{done[0]} of {counted(done[1], 'files')}", archive, quiet)


def import_captures(
    asked: Asked,
    archive: Path,
    server: str,
    base: str,
    delay: float,
    contact: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    """``newsclip import cdx:…``, ``newsclip add --from wayback``"""
    if asked.since and asked.until and asked.since >= asked.until:
        fail(f"--from {asked.since} is not before --to {asked.until}")
    progress = FilesProgress()
    there = Cdx(server, user_agent(contact), base=base, delay=delay, allow_private=allow_private)
    try:
        with failing_politely(), watched(lambda: _captures_state(progress), quiet):
            report = import_cdx(archive, there, asked, progress)
    except UnknownSource as error:
        fail(str(error), 1)
    if not progress.files:
        fail(f"{server} lists no page of {asked.pattern} for these days", 1)
    tell(report, f"{progress.files_done} of {counted(progress.files, 'captures')}", archive, quiet)


def add_copies(
    urls: Sequence[str],
    archive: Path,
    server: str | None,
    delay: float,
    contact: str | None,
    allow_private: bool,
    quiet: bool,
) -> int:
    """``newsclip add --from wayback``: the last copy of each of *urls*; the exit code."""
    worst = 0
    for url in urls:
        asked = asked_of(url, newest=True)
        try:
            import_captures(
                asked, archive, server or WAYBACK, BASE, delay, contact, allow_private, quiet
            )
        except SystemExit as end:
            worst = max(worst, int(end.code or 0))
    return worst


def asked_of(
    source: str,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    every: bool = False,
    newest: bool = False,
) -> Asked:
    """What ``cdx:bbc.co.uk/news/*`` and its days ask for."""
    pattern = source.removeprefix(CDX)
    if not pattern:
        fail(f"{source}: an address is wanted, such as cdx:bbc.co.uk/news/*")
    first, end = (moment.date() if moment else None for moment in (since, until))
    return Asked(pattern, first, end, every, newest)


def _state(progress: FilesProgress) -> tuple[str, int, int | None]:
    """What is told while it goes on: words, bytes read, bytes in all as far as they can be told."""
    read, done = progress.bytes, progress.files_done - progress.files_before
    left = progress.files - progress.files_before
    words = (
        f"{progress.files_done} of {progress.files} files,"
        f" {progress.records:,} records, {progress.kept:,} wanted"
    )
    return words, read, int(read / done * left) if done else None


def _captures_state(progress: FilesProgress) -> tuple[str, int, int | None]:
    return f"{progress.files_done} of {progress.files} captures", progress.bytes, None


def tell_problems(report: Imported) -> None:
    """Name what could not be read."""
    for problem in report.problems:
        click.echo(clean(problem), err=True)
    if more := report.problem_count - len(report.problems):
        click.echo(f"{more} more {'problem' if more == 1 else 'problems'} of this kind", err=True)


def tell(report: Imported, files: str, archive: Path, quiet: bool) -> None:
    """What an import did, and the exit code."""
    tell_problems(report)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    if not quiet:
        outcomes = "".join(f", {count} {name}" for name, count in sorted(report.outcomes.items()))
        if report.left_out:
            outcomes += f", {report.left_out} in other languages"
        click.echo(f"{files}{outcomes}, {report.known} known before")
        if report.passed_over:
            kinds = ", ".join(
                f"{count} {kind}" for kind, count in report.passed_over.most_common(9)
            )
            click.echo(
                f"Passed over {counted(report.passed_over.total(), 'files')}: {kinds}", err=True
            )
        for line in standing_text_lines(report.standing_text):
            click.echo(line, err=True)
    if report.stopped_by:
        told = "Interrupted" if report.stopped_by == signal.SIGINT else "Ended by a signal"
        click.echo(f"{told}: what was read is kept; the same command goes on.", err=True)
        raise SystemExit(128 + report.stopped_by)
    failed = report.unread + report.problem_count
    raise SystemExit(int(failed > 0.05 * max(report.pages, report.files)))
