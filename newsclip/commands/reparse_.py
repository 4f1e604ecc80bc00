"""newsclip reparse: stored pages, read again by today's parser."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import Filters
from newsclip.terminal.options.common_options import (
    archive_option,
    cluster_options,
    format_option,
    period_options,
    quiet_option,
    sites_option,
)
from newsclip.terminal.options.given_rules import give_rules
from newsclip.terminal.output.printing import clean, errors, progress_bar
from newsclip.terminal.output.row_printing import print_rows
from newsclip.terminal.output.run_summary import failing_politely, standing_text_lines

if TYPE_CHECKING:
    from crawler.reparse.reparsed import Reparsed

COLUMNS = ("site", "field", "changed", "gained", "lost")
MOST_SHOWN = 20


@click.command(
    "reparse",
    epilog="""\b
Examples:
  newsclip reparse --dry-run --site africanews.com
  newsclip reparse --since 30d
  newsclip reparse --dry-run --all --format jsonl""",
)
@click.option("--site", metavar="DOMAIN", help="Only this site: a domain or an address on it.")
@period_options
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--all", "everything", is_flag=True, help="Also what this parser has read already.")
@click.option("--undo", is_flag=True, help="Put back the readings that the last run replaced.")
@click.option("--yes", is_flag=True, help="Go on where articles of a site would read much worse.")
@sites_option
@format_option
@quiet_option
@archive_option
@cluster_options
@errors
def command(
    site: str | None,
    since: datetime | None,
    until: datetime | None,
    dry_run: bool,
    everything: bool,
    undo: bool,
    yes: bool,
    sites_file: Path | None,
    form: str,
    quiet: bool,
    archive: Path,
    cluster: str | None,
    shards: Path | None,
    cluster_without_tls: bool,
) -> None:
    """Read the stored pages again, on all cores, and put the new readings in place of the old.

    For when newsclip reads better than it did: nothing is fetched, and no revision comes of it.
    What this parser has read already is left out, so an interrupted run goes on where it was.
    A page that gives no article any more keeps the one it gave; pages that gave none are tried
    too.

    The readings that are replaced are kept, compressed, until the next run; --undo puts them
    back. A site where a fifth of the articles, and at least five, would lose a fifth of their
    text, or have one and the same text, is told with the exit code 1, and left as it is from
    there on; --yes does it all the same.
    """
    if undo:
        _undo(archive, quiet)
        return
    if dry_run and sites_file:
        raise click.UsageError(
            "--sites gives rules to the archive, and --dry-run writes nothing. To see what rules"
            " read: newsclip parse --sites FILE URL"
        )
    if archive.exists():
        give_rules(archive, sites_file, quiet=quiet)
    from crawler.workers.forkserver import prepare

    if not cluster:
        prepare(much=True)
    from crawler.reparse import dry_run as trial
    from crawler.reparse.parser_pool import on_this_machine
    from crawler.reparse.reparse import reparse

    filters = Filters(site=site, since=since, until=until)
    title = "Comparing" if dry_run else "Reading again"
    read = trial.dry_run if dry_run else partial(reparse, at_any_price=yes)
    with ExitStack() as stack:
        stack.enter_context(failing_politely())
        pool = on_this_machine
        if cluster:
            from newsclip.cluster.cluster_pool import pool_on
            from newsclip.cluster.command import cluster_at

            far, folder = stack.enter_context(
                cluster_at(cluster, archive, shards, cluster_without_tls)
            )
            pool = partial(pool_on, far, folder)
        progress = stack.enter_context(progress_bar(title, quiet))
        done = read(archive, filters, everything=everything, pool=pool, on_progress=progress)
    if dry_run:
        _print_changes(done, form, quiet)
    _print_problems(done)
    _print_held(done, dry_run)
    if not quiet:
        click.echo(_told(done, dry_run), err=dry_run)
        for line in standing_text_lines(done.standing_text):
            click.echo(line, err=True)
        if done.stopped_by:
            told = "Interrupted" if done.stopped_by == signal.SIGINT else "Ended by a signal"
            click.echo(f"{told}: what was read is kept; the same command goes on.", err=True)
    raise SystemExit(128 + done.stopped_by if done.stopped_by else int(bool(done.held)))


def _undo(archive: Path, quiet: bool) -> None:
    from crawler.reparse.reparse import undo

    with failing_politely(), progress_bar("Putting back", quiet) as progress:
        done = undo(archive, on_progress=progress)
    if not quiet:
        told = "Nothing is kept that could be undone"
        if done.restored or done.removed:
            told = f"{done.restored} articles read as before, {done.removed} new ones removed"
        click.echo(told)
    if done.left:
        click.echo(f"{done.left} could not be put back: others have their addresses", err=True)


def _print_held(done: Reparsed, dry_run: bool) -> None:
    for site, reason in done.held.items():
        click.echo(clean(f"{site}: {reason}"), err=True)
        if not dry_run:
            click.echo(
                clean(
                    f"{site} is left as it is. To see: newsclip reparse --dry-run --site {site};"
                    f" to do it all the same: newsclip reparse --yes --site {site}"
                ),
                err=True,
            )


def _print_changes(done: Reparsed, form: str, quiet: bool) -> None:
    found = sorted(done.changes.items())
    if form != "table":
        rows = (
            {
                "site": site or None,
                "field": name,
                "changed": change.changed,
                "gained": change.gained,
                "lost": change.lost,
                "examples": [
                    {"url": url, "before": before or None, "after": after or None}
                    for url, before, after in change.examples
                ],
            }
            for (site, name), change in found
        )
        print_rows(rows, form, (*COLUMNS, "examples"))
        return
    if not found:
        return
    rows = (
        dict(zip(COLUMNS, (site or "local", name, c.changed, c.gained, c.lost), strict=True))
        for (site, name), c in found
    )
    print_rows(rows, form, COLUMNS)
    for (site, name), change in found:
        click.echo(clean(f"\n{site or 'local'}, {name}:"))
        for url, before, after in change.examples:
            click.echo(f"  {clean(url)}")
            click.echo(f"  - {clean(before) or '(nothing)'}")
            click.echo(f"  + {clean(after) or '(nothing)'}")


def _print_problems(done: Reparsed) -> None:
    for url, reason in done.problems[:MOST_SHOWN]:
        click.echo(clean(f"{url} keeps its article: {reason}"), err=True)
    if done.kept > MOST_SHOWN:
        click.echo(f"… and {done.kept - MOST_SHOWN} more keep theirs", err=True)


def _told(done: Reparsed, dry_run: bool) -> str:
    verb = "would change" if dry_run else "changed"
    told = (
        f"{done.pages} stored pages read: {done.changed} articles {verb}, {done.same} stay as "
        f"they are, {done.found} found in pages that had none"
    )
    if done.kept:
        told += f", {done.kept} keep their old reading"
    if done.removed:
        told += f", {done.removed} were no articles"
    return f"{told} ({done.parser})"
