"""newsclip import: local pages into the archive."""

from __future__ import annotations

from pathlib import Path

import click

from newsclip.options import archive_option, quiet_option
from newsclip.printing import clean, fail
from newsclip.reporting import failing_politely


@click.command(
    "import",
    short_help="Read local HTML and text files into the archive.",
    epilog="""\b
Examples:
  newsclip import saved-pages/
  newsclip import story.html clipping.txt --archive clippings.db""",
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@archive_option
@quiet_option
def command(paths: tuple[Path, ...], archive: Path, quiet: bool) -> None:
    """Read HTML and text files, and folders of them, and keep their articles.

    A page is filed under the address it names as its own; one that names none, under its path
    below the folder given. Importing the same files again adds nothing.
    """
    from crawler.local import UnknownSource, import_paths

    try:
        with failing_politely():
            report = import_paths(archive, paths)
    except UnknownSource as error:
        fail(str(error))
    for problem in report.problems:
        click.echo(clean(problem), err=True)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    if not report.files:
        fail(f"no HTML or text files in {' '.join(map(str, paths))}", 1)
    if not quiet:
        outcomes = "".join(f", {count} {name}" for name, count in sorted(report.outcomes.items()))
        click.echo(f"{report.files} files{outcomes}, {report.known} known before")
    failed = report.outcomes.get("failed", 0) + len(report.problems)
    raise SystemExit(int(failed > 0.05 * report.files))
