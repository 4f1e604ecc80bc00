"""newsclip import: pages that others fetched into the archive."""

from __future__ import annotations

from pathlib import Path

import click

from newsclip.options import archive_option, quiet_option
from newsclip.printing import clean, fail, progress_bar
from newsclip.reporting import failing_politely


@click.command(
    "import",
    short_help="Read local pages, web archives and captures into the archive.",
    epilog="""\b
Examples:
  newsclip import saved-pages/
  newsclip import story.html clipping.txt --archive clippings.db
  newsclip import CC-NEWS-20261101020202-00042.warc.gz
  curl -s https://www.example.com/pages.warc.gz | newsclip import -""",
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@archive_option
@quiet_option
def command(paths: tuple[Path, ...], archive: Path, quiet: bool) -> None:
    """Read pages that others fetched and keep their articles.

    PATH is a file, a folder, or - for standard input. What a file is, its content tells:
    HTML and text; web archives (WARC 1.0 and 1.1, WET, CC-NEWS), plain, gzip or Zstandard;
    captures as JSON lines (url, fetched_at, body or body_base64). From a folder, files with
    the usual endings are taken.

    A local page is filed under the address it names as its own; one that names none, under its
    path below the folder given. Everything in a web archive that is no page is told in
    `visits`. Damaged and cut files are read as far as they go. Importing the same again adds
    nothing.
    """
    from crawler.imports import UnknownSource, import_paths

    try:
        with failing_politely(), progress_bar("Importing", quiet) as on_progress:
            report = import_paths(archive, paths, on_progress=on_progress)
    except UnknownSource as error:
        fail(str(error))
    for problem in report.problems:
        click.echo(clean(problem), err=True)
    if more := report.problem_count - len(report.problems):
        click.echo(f"{more} more problems of this kind", err=True)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    if not report.files:
        fail(f"no pages or web archives in {' '.join(map(str, paths))}", 1)
    if not quiet:
        outcomes = "".join(f", {count} {name}" for name, count in sorted(report.outcomes.items()))
        files = "1 file" if report.files == 1 else f"{report.files} files"
        if report.pages != report.files:
            files += f" with {report.pages} pages"
        click.echo(f"{files}{outcomes}, {report.known} known before")
    failed = report.unread + report.problem_count
    raise SystemExit(int(failed > 0.05 * max(report.pages, report.files)))
