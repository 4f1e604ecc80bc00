"""newsclip merge: archives made apart become one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import Archive
from newsclip.terminal.options.common_options import ArchivePath, quiet_option
from newsclip.terminal.output.printing import (
    can_be_asked,
    clean,
    counted,
    errors,
    fail,
    progress_bar,
)
from newsclip.terminal.output.run_summary import standing_text_lines

if TYPE_CHECKING:
    from archive.upkeep.merge.forgotten import Asked

MOST_SHOWN = 20
NAMES_SHOWN = 3


@click.command(
    "merge",
    epilog="""\b
Examples:
  newsclip merge monday.db tuesday.db --into week.db
  newsclip merge laptop.db --into news.db""",
)
@click.argument(
    "sources",
    metavar="ARCHIVE...",
    nargs=-1,
    required=True,
    type=ArchivePath(),
)
@click.option(
    "--into",
    "archive",
    metavar="PATH",
    required=True,
    type=ArchivePath(),
    help="The archive that takes them in; it is made where there is none.",
)
@click.option(
    "--forget-too",
    is_flag=True,
    help="Do not ask: forget what any ARCHIVE was asked to forget, also where PATH has it.",
)
@quiet_option
@errors
def command(sources: tuple[Path, ...], archive: Path, forget_too: bool, quiet: bool) -> None:
    """Bring the articles, revisions, stored pages, visits and runs of ARCHIVEs into one.

    The same article is kept once, with the revisions of all in the order of their captures;
    merging again adds nothing. What people noted comes along: a selection of the same name, query
    and options is united with the one there is, one of the same name only is kept as "NAME
    (ARCHIVE)"; of two codes of one coder the newer counts. The ARCHIVEs are only read. Where one is
    damaged, what can be read is taken and the exit code is 1.

    What any of them was asked to forget is in none of it: where that removes articles or stored
    pages from PATH, or leaves those of other ARCHIVEs out, they are counted and you are asked
    first; where nobody can be asked, nothing is done without --forget-too.
    """
    from archive.upkeep.merge.forgotten import asked_of
    from archive.upkeep.merge.merge import merge
    from crawler.reparse.knowledge import Sites
    from crawler.reparse.standing_text_update import update_standing_text
    from parsers import VERSION

    if any(source.resolve() == archive.resolve() for source in sources):
        fail(f"{archive} cannot be merged into itself; name another with --into PATH")
    with ExitStack() as stack:
        opened = [stack.enter_context(Archive(one)) for one in dict.fromkeys(sources)]
        # Nothing is made before somebody agreed.
        asked = None if archive.exists() else _agreed(asked_of(opened, None), archive, forget_too)
        into = stack.enter_context(Archive(archive, write=True))
        stack.enter_context(into.lock())
        if asked is None:
            asked = _agreed(asked_of(opened, into), archive, forget_too)
        if into.created and not quiet:
            click.echo(f"Made a new archive: {archive}", err=True)
        run = stack.enter_context(into.run(f"merge {' '.join(map(str, sources))}"))
        progress = stack.enter_context(progress_bar("Merging", quiet))
        parse = Sites(into).parse
        try:
            done = merge(into, opened, asked=asked, parse=parse, today=VERSION, progress=progress)
        except KeyboardInterrupt:
            click.echo("what was merged so far is kept; the same command goes on", err=True)
            raise
        update = update_standing_text(into)
        run.exit_code = exit_code = int(bool(done.damage))
        run.counts = done.counts | asked.counts | update.counts
    for path, what in done.damage[:MOST_SHOWN]:
        click.echo(clean(f"{path} is damaged and lacks: {what}"), err=True)
    if done.damage:
        more = len(done.damage) - MOST_SHOWN
        told = f"… and {more} more. " if more > 0 else ""
        click.echo(f"{told}To mend an archive: newsclip check --repair --archive PATH", err=True)
    if not quiet:
        click.echo(
            f"{len(opened)} archives merged into {archive}, which adds articles: {done.new},"
            f" revisions: {done.revised}, stored pages: {done.pages}, visits: {done.visits}"
        )
        for told in done.noted.selections:
            click.echo(clean(f"Selection {told}"))
        if done.noted.counts:
            new = ", ".join(f"{name}: {count}" for name, count in done.noted.counts.items())
            click.echo(f"Noted: {new}")
        for line in standing_text_lines(update):
            click.echo(line, err=True)
        if asked.entries:
            click.echo(f"Forgotten too: {_cost(asked)}")
    raise SystemExit(exit_code)


def _agreed(asked: Asked, archive: Path, forget_too: bool) -> Asked:
    """*asked*, if it costs nothing or somebody agrees to what it costs."""
    if not asked.costs or forget_too:
        return asked
    if not can_be_asked():
        fail(
            f"{archive}: nothing was merged, for nobody can be asked. What the archives were asked"
            f" to forget would cost: {_cost(asked)}. To do it: add --forget-too; to keep them: "
            "newsclip forget SITE --undo --archive ARCHIVE, where it was forgotten"
        )
    click.confirm(
        clean(f"What the archives were asked to forget costs: {_cost(asked)}. Forget it here too?"),
        abort=True,
        err=True,
    )
    return asked


def _cost(asked: Asked) -> str:
    plan = asked.plan
    gone = [
        counted(len(plan.article_ids), "articles") + " removed",
        counted(len(plan.capture_ids), "stored pages") + " removed",
    ]
    if asked.articles_left_out or asked.pages_left_out:
        gone.append(
            f"{counted(asked.articles_left_out, 'articles')} and"
            f" {counted(asked.pages_left_out, 'stored pages')} of the others left out"
        )
    names = sorted(key for key, _ in asked.entries)
    shown = ", ".join(names[:NAMES_SHOWN])
    if more := len(names) - NAMES_SHOWN:
        shown += f" and {more} more" if more > 0 else ""
    return f"{', '.join(gone)} ({shown})"
