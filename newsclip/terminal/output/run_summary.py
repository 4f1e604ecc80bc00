"""What commands that gather pages tell: progress, the summary, and what went wrong."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import click

from newsclip.terminal.output.printing import (
    WRONG_USE,
    clean,
    console,
    counted,
    fail,
    telling_archive_errors,
    undated_text,
)

if TYPE_CHECKING:
    from archive.records import Saved, Visit
    from archive.upkeep.health import Health
    from crawler.reparse.standing_text_update import StandingTextUpdate
    from crawler.run.crawl import Report
    from crawler.run.stats import SiteStats
    from crawler.targets import Target

OUTCOMES = (
    "new",
    "revised",
    "unchanged",
    "not-an-article",
    "gone",
    "blocked",
    "failed",
    "robots",
    "skipped",
)
"""What became of the pages, in the order of the summary; each page is one of them."""

GOES_ON = "What was reported as saved is safe; the same command goes on from there"


@contextmanager
def failing_politely() -> Iterator[None]:
    """Errors of the archive and the writer as one line and the right exit code."""
    from crawler.errors import TooLittle, WriterFailed
    from crawler.workers.shortage import too_little

    try:
        with telling_archive_errors():
            yield
    except TooLittle as error:
        fail(f"{error}. {GOES_ON}", 1)
    except OSError as error:
        if short := too_little(error):
            fail(f"{short}. {GOES_ON}", 1)
        raise
    except WriterFailed as error:
        fail(f"{error}. {GOES_ON}", 1)


def tell_proxies(targets: Sequence[Target] = (), *, quiet: bool = False) -> None:
    """Say once through whom sites are asked, if it is not by ourselves."""
    from crawler.targets import proxies_of

    for line in () if quiet else proxies_of(targets).lines():
        click.echo(clean(line), err=True)


@contextmanager
def progress(
    *, enabled: bool, limit: int | None = None
) -> Iterator[Callable[[Sequence[SiteStats]], None]]:
    """A table that follows the sites, on a terminal only; *limit*: pages wanted of each site."""
    from newsclip.terminal.output.live_table import following

    with following(enabled=enabled, limit=limit) as look:
        yield look


def print_report(report: Report, form: str, quiet: bool) -> None:
    """One line for each site, and one in all if they are several; with *quiet* what went wrong.

    As JSON lines there is always one in all (``"site": "all"``), for programs.
    """
    for site in report.sites:
        if site.problem:
            click.echo(clean(f"{site.site} could not be crawled: {site.problem}"), err=True)
        elif site.has_failed:
            click.echo(f"{site.site}: more than 5 % of the requests failed", err=True)
    for line in health_lines(report.health):
        click.echo(line, err=True)
    if not quiet:
        for line in standing_text_lines(report.standing_text):
            click.echo(line, err=True)
    if form == "jsonl":
        for record in summaries(report):
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    if quiet:
        return
    for site in report.sites:
        click.echo(_line(site, is_cut=report.ended != "done"))
        if site.undated:
            click.echo(f"  {undated_text(site.undated)}", err=True)
        for note in site.told[:_MOST_NOTES]:
            click.echo(f"  {clean(note)}", err=True)
        if len(site.told) > _MOST_NOTES:
            click.echo(f"  … and {len(site.told) - _MOST_NOTES} notes more", err=True)
    if len(report.sites) != 1:
        click.echo(_line(report.total, is_cut=report.ended != "done"))
    if report.stopped_by:
        told = "Interrupted" if report.ended == "interrupted" else "Ended by a signal"
        click.echo(f"{told}: what was in flight is saved; the next run goes on from here.")
    elif report.ended_early:
        click.echo(f"Ended early: {report.ended_early}. The next run goes on from here.")


def summaries(report: Report) -> Iterator[dict[str, Any]]:
    """What a run did, for programs: each site, and all of them (``"site": "all"``)."""
    health = {one.site: one for one in report.health}
    for site in (*report.sites, report.total):
        record = {"site": site.site, **site.counts(), "seconds": round(site.seconds, 1)}
        if site.problem:
            record["problem"] = site.problem
        if site.told:
            record["notes"] = site.told
        if told := [one.told for one in report.standing_text.repeated if one.site == site.site]:
            record["repeated"] = told[0]
        if site.site == "all":
            record |= report.standing_text.counts
            record["cpu_seconds"] = {k: round(v, 2) for k, v in report.cpu_seconds.items()}
            record["exit_code"] = report.exit_code
        elif site.site in health:
            record["health"] = health[site.site].to_dict()
        yield record


def standing_text_lines(standing_text: StandingTextUpdate) -> Iterator[str]:
    """What was learned of what sites repeat, and what came of it."""
    for one in standing_text.repeated:
        yield clean(one.told)
    if standing_text.pages:
        told = f"{counted(standing_text.pages, 'pages')} read again without what their sites repeat"
        if standing_text.removed:
            told += f"; {counted(standing_text.removed, 'articles')} had nothing else and are none"
        yield told
    if standing_text.left:
        waiting = counted(standing_text.left, "pages")
        yield f"{waiting} are still to be read again: the next run goes on"


def health_lines(found: Sequence[Health]) -> Iterator[str]:
    """What is wrong with sites, each with the last good page and the first bad one."""
    for health in found:
        for change in health.changes:
            yield clean(f"{health.site} is degraded: {change.text}")
            for name, sample in (("last good", change.last_good), ("first bad", change.first_bad)):
                if sample:
                    yield clean(f"  {name}: {sample.seen_at} {sample.url}")


class Log:
    """One JSON object a line for each visit, and for the run's beginning and end.

    Written to *path*, at its end, or to standard error when it is ``-``. Without a path nothing
    is written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Log:
        if self._path == Path("-"):
            self._file = sys.stderr
        elif self._path:
            from archive.errors import OutputRefused
            from archive.reading.export.output_files import refuse_databases

            try:
                refuse_databases(self._path)
                self._file = self._path.open("a", encoding="utf-8", buffering=1)
            except OSError as error:
                fail(f"the log {self._path} cannot be written: {error.strerror}", WRONG_USE)
            except OutputRefused as error:
                fail(str(error), WRONG_USE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file and self._file is not sys.stderr:
            self._file.close()

    def saved(self, visit: Visit, saved: Saved) -> None:
        """A visit, after its commit."""
        self.write(
            "visit",
            url=visit.url,
            outcome=saved.outcome,
            status=visit.status,
            detail=visit.detail,
            article_id=saved.article_id,
        )

    def write(self, event: str, **told: Any) -> None:
        """One line. That it cannot be written, on a full disk, must not end a crawl."""
        if not self._file:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": now, "event": event, **told}, ensure_ascii=True)
        try:
            self._file.write(line + "\n")
        except OSError as error:
            if self._file is not sys.stderr:
                click.echo(f"the log {self._path} can no longer be written: {error}", err=True)
            self._file = None


_MOST_NOTES = 5


def _line(site: SiteStats, *, is_cut: bool) -> str:
    """The site's part of the summary, in lines of at most the terminal's width, without zeros.

    *is_cut*: the run ended before everything was done.
    """
    counts = site.counts()
    became = ", ".join(f"{counts[name]} {name}" for name in OUTCOMES if counts[name])
    pages = (
        f"{counted(counts['pages'], 'pages')}: {became}"
        if became
        else ("no page yet" if is_cut else "nothing was due")
    )
    others = [counted(counts["requests"], "requests"), _passed(site.seconds)]
    if counts["left"]:
        others.insert(0, f"{counts['left']} left")
    if counts["found"]:
        others.insert(0, f"{counts['found']} found")
    told = clean(f"{site.site}: {pages}; {', '.join(others)}")
    # What belongs together stays in one line: "12 new", never "12" and "new".
    held = _COUNT.sub("\\1\N{NO-BREAK SPACE}", told)
    width = console().width if sys.stdout.isatty() else WIDTH
    lines = textwrap.wrap(
        held, width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


WIDTH = 80
"""Columns of what is written into a mail or a file."""
_COUNT = re.compile(r"(?<= )(\d+) ")


def _passed(seconds: float) -> str:
    """``0:42``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    return (
        f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
    )
