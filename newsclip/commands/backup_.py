"""newsclip backup: a copy of the archive, ready to be used."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive
from archive.schema.paths import captures_path
from newsclip.terminal.options.common_options import archive_option, quiet_option
from newsclip.terminal.output.printing import clean, errors, progress_bar


@click.command(
    "backup",
    epilog="""\b
Examples:
  newsclip backup backup/2026-11-23
  newsclip backup --archive /srv/news/news.db --quiet /mnt/disk/news""",
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@quiet_option
@archive_option
@errors
def command(folder: Path, archive: Path, quiet: bool) -> None:
    """Copy the files of the archive into the folder DIR, which is made if need be.

    A crawl may go on meanwhile: each file is copied as it was at one moment, and no article is
    without its page. What people noted (news.notes.db) is copied too. An earlier copy is never
    overwritten. What is copied can be used at once, with --archive DIR/news.db.
    """
    try:
        with Archive(archive) as opened, progress_bar("Copying", quiet) as progress:
            made = opened.backup(folder, progress)
    except KeyboardInterrupt:
        click.echo(clean(f"{folder}: no copy was made"), err=True)
        raise
    if quiet:
        return
    for file in made:
        click.echo(clean(f"{file}: {file.stat().st_size / 1e6:,.1f} MB"))
    if captures_path(made[0]) not in made:
        click.echo("Note: the archive came without its stored pages", err=True)
