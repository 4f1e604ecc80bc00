"""newsclip check: whether the archive is whole."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from archive import Archive, ArchiveMissing
from archive.upkeep.check.problems import Problem, Report
from archive.upkeep.health import Change, Health
from newsclip.terminal.options.common_options import archive_option, quiet_option
from newsclip.terminal.output.printing import clean, errors, progress_bar
from newsclip.terminal.output.prometheus import metrics
from newsclip.terminal.output.row_printing import print_rows
from newsclip.terminal.output.run_summary import health_lines

COLUMNS = ("kind", "file", "url", "what", "repair")


@click.command(
    "check",
    epilog="""\b
Examples:
  newsclip check
  newsclip check --all --quiet
  newsclip check --repair""",
)
@click.option("--all", "every_page", is_flag=True, help="Unpack every stored page, not a sample.")
@click.option(
    "--repair",
    is_flag=True,
    help="Remove damaged pages and stray rows, finish a forget, rebuild the indexes; looks at "
    "every page.",
)
@quiet_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv", "prometheus"]),
    default="table",
    show_default=True,
    help="How it is printed; prometheus: metrics for node_exporter's folder of text files.",
)
@archive_option
@errors
def command(archive: Path, every_page: bool, repair: bool, quiet: bool, form: str) -> None:
    """Look for damage in both files of the archive; exit 1 if there is any.

    SQLite's own check, rows that belong to nothing, the search index, and a sample of the
    stored pages, each unpacked and compared with its digest. Nothing is changed without
    --repair. A damaged page costs itself alone: what was read from it stays, and --repair
    makes it due, so that the next crawl fetches it again.

    Each site is compared with its own past: one that went silent, or whose articles lost
    headlines, captions or bodies, as after a redesign, is told with the last good page and the
    first bad one; exit 1 then too.
    """
    if repair:
        _repair(archive, quiet)
    with Archive(archive) as opened, progress_bar("Looking at pages", quiet) as progress:
        report = opened.check(every_page=every_page or repair, progress=progress)
        health = [] if report.has_damaged_file else opened.health()
        if form == "prometheus":
            for line in metrics(opened, report, health):
                click.echo(clean(line))
    if form == "table":
        _print(report, quiet)
        _print_health(health, quiet)
    elif form != "prometheus":
        rows = [_row(problem) for problem in report.problems]
        rows += [_degraded(archive, one, change) for one in health for change in one.changes]
        print_rows(rows, form, COLUMNS)
        _print_notes(report)
    raise SystemExit(int(bool(report.problems) or any(one.changes for one in health)))


def _repair(archive: Path, quiet: bool) -> None:
    if not archive.exists():
        raise ArchiveMissing(archive)
    with ExitStack() as stack:
        opened = stack.enter_context(Archive(archive, write=True))
        stack.enter_context(opened.lock())
        progress = stack.enter_context(progress_bar("Looking at pages", quiet))
        run = stack.enter_context(opened.run("check --repair"))
        done = opened.repair(progress)
        run.counts = counts = {
            "pages removed": done.pages_removed,
            "rows removed": done.rows_removed,
            "articles mended": done.articles_mended,
        }
    if not quiet:
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        click.echo(f"Repaired: {told}; indexes rebuilt", err=True)
        if done.has_forgotten:
            click.echo("What was to be forgotten is gone now", err=True)


def _print(report: Report, quiet: bool) -> None:
    for problem in report.problems:
        where = f"{problem.file.name}: {problem.what}"
        if problem.url:
            where += f", of {problem.url}"
        click.echo(clean(where))
    _print_notes(report)
    if report.problems:
        for repair in dict.fromkeys(problem.repair for problem in report.problems):
            click.echo(clean(f"To repair: {repair}"), err=True)
    elif not quiet:
        looked = f"{report.pages_checked} of {report.pages} stored pages unpacked"
        click.echo(f"Nothing is wrong: {looked}")


def _print_health(found: list[Health], quiet: bool) -> None:
    for line in health_lines(found):
        click.echo(line)
    if quiet:
        return
    for health in found:
        if health.state == "young":
            _print_health_notes(health)
            continue
        rates = ", ".join(f"{name} {rate:.0%}" for name, rate in health.rates.items())
        pace = f"{health.articles_per_day:.1f} articles a day of {health.words:.0f} words"
        click.echo(clean(f"{health.site}: {health.state}; {pace}; {rates}"))
        _print_health_notes(health)


def _print_health_notes(health: Health) -> None:
    for note in health.notes:
        click.echo(clean(f"  {note.text}"))


def _print_notes(report: Report) -> None:
    for note in report.notes:
        click.echo(clean(f"Note: {note}"), err=True)


def _row(problem: Problem) -> dict[str, object]:
    return {
        "kind": problem.kind,
        "file": str(problem.file),
        "url": problem.url,
        "what": problem.what,
        "repair": problem.repair,
    }


def _degraded(archive: Path, health: Health, change: Change) -> dict[str, object]:
    sample = change.first_bad or change.last_good
    return {
        "kind": "health",
        "file": str(archive),
        "url": sample.url if sample else None,
        "what": f"{health.site} is degraded: {change.text}",
        "repair": None,
    }
