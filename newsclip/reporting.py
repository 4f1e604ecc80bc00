"""What commands that gather pages tell: progress, the summary, and what went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from newsclip.printing import LOCKED, WRONG_USE, clean, fail

if TYPE_CHECKING:
    from crawler.crawl import Report
    from crawler.tally import Tally

FIGURES = ("found", "fetched", "new", "revised", "unchanged", "gone", "blocked", "failed")


@contextmanager
def failing_politely() -> Iterator[None]:
    """Errors of the archive and the writer as one line and the right exit code."""
    from archive.errors import ArchiveError, ArchiveLocked
    from crawler.writer import WriterFailed

    try:
        yield
    except ArchiveLocked as error:
        fail(str(error), LOCKED)
    except ArchiveError as error:
        fail(str(error), WRONG_USE)
    except WriterFailed as error:
        fail(f"{error}. What was reported as saved is safe; the same command goes on from there", 1)


@contextmanager
def progress(
    *, enabled: bool, limit: int | None = None
) -> Iterator[Callable[[Sequence[Tally]], None]]:
    """A table that follows the tallies, on a terminal only; *limit*: pages wanted of each site."""
    from newsclip.progress import following

    with following(enabled=enabled, limit=limit) as look:
        yield look


def print_report(report: Report, form: str, quiet: bool) -> None:
    """One line for each site, and one in all if they are several; with *quiet* what went wrong.

    As JSON lines there is always one in all (``"site": "all"``), for programs.
    """
    for tally in report.tallies:
        if tally.problem:
            click.echo(clean(f"{tally.site} could not be crawled: {tally.problem}"), err=True)
        elif tally.has_failed:
            click.echo(f"{tally.site}: more than 5 % of the requests failed", err=True)
    if form == "jsonl":
        for tally in (*report.tallies, report.total):
            record = {"site": tally.site, **tally.counts(), "seconds": round(tally.seconds, 1)}
            if tally.problem:
                record["problem"] = tally.problem
            if tally.notes:
                record["notes"] = tally.notes
            if tally.site == "all":
                record["cpu_seconds"] = {k: round(v, 2) for k, v in report.cpu_seconds.items()}
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    if quiet:
        return
    for tally in report.tallies:
        click.echo(_line(tally))
        for note in tally.notes[:_MOST_NOTES]:
            click.echo(f"  {clean(note)}", err=True)
        if len(tally.notes) > _MOST_NOTES:
            click.echo(f"  … and {len(tally.notes) - _MOST_NOTES} notes more", err=True)
    if len(report.tallies) != 1:
        click.echo(_line(report.total))
    if report.interrupted:
        click.echo("Interrupted: what was in flight is saved; the next run goes on from here.")
    elif report.ended_early:
        click.echo(f"Ended early: {report.ended_early}. The next run goes on from here.")


_MOST_NOTES = 5


def _line(tally: Tally) -> str:
    counts = tally.counts()
    figures = ", ".join(f"{counts[name]} {name}" for name in FIGURES)
    return f"{tally.site}: {figures}, {tally.seconds:.1f} seconds"
