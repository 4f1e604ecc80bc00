"""newsclip merge: archives made apart become one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from archive import Archive
from newsclip.options import quiet_option
from newsclip.printing import clean, errors, fail, progress_bar

MOST_SHOWN = 20


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
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option(
    "--into",
    "archive",
    metavar="PATH",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The archive that takes them in; it is made where there is none.",
)
@quiet_option
@errors
def command(sources: tuple[Path, ...], archive: Path, quiet: bool) -> None:
    """Bring the articles, revisions, stored pages, visits and runs of ARCHIVEs into one.

    The same article is kept once, with the revisions of all in the order of their captures;
    merging again adds nothing. The ARCHIVEs are only read. What any of them was asked to forget
    is in none of it. Where one is damaged, what can be read is taken and the exit code is 1.
    """
    from archive.merging import merge
    from crawler.reading import reread
    from newsclip.commands.reparse_ import stopping_cleanly
    from parsers import VERSION

    if any(source.resolve() == archive.resolve() for source in sources):
        fail(f"{archive} cannot be merged into itself; name another with --into PATH")
    with ExitStack() as stack:
        opened = [stack.enter_context(Archive(one)) for one in dict.fromkeys(sources)]
        into = stack.enter_context(Archive(archive, write=True))
        stack.enter_context(into.lock())
        if into.created and not quiet:
            click.echo(f"Made a new archive: {archive}", err=True)
        run = into.start_run(f"merge {' '.join(map(str, sources))}"[:500])
        stack.enter_context(stopping_cleanly())
        progress = stack.enter_context(progress_bar("Merging", quiet))
        done = merge(into, opened, reread=reread, today=VERSION, progress=progress)
        exit_code = int(bool(done.damage))
        into.finish_run(run, exit_code, done.counts)
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
    raise SystemExit(exit_code)
