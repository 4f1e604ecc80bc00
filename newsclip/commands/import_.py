"""newsclip import: pages that others fetched into the archive."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click

from newsclip.terminal.options import archive_option, cluster_options, quiet_option
from newsclip.terminal.printing import clean, counted, fail, progress_bar
from newsclip.terminal.run_summary import failing_politely, settled_lines


@click.command(
    "import",
    epilog="""\b
Examples:
  newsclip import saved-pages/
  newsclip import story.html clipping.txt --archive clippings.db
  newsclip import exported-by-zotero.zip story.mhtml
  newsclip import CC-NEWS-20261101020202-00042.warc.gz
  curl -s https://www.example.com/pages.warc.gz | newsclip import -
  newsclip import warcs/ --cluster local:8
  newsclip import warcs/ --cluster scheduler.json --parquet articles/""",
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@archive_option
@cluster_options
@click.option(
    "--parquet",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --cluster: leave the articles there as a Parquet data set, and no archive.",
)
@quiet_option
def command(
    paths: tuple[Path, ...],
    archive: Path,
    cluster: str | None,
    shards: Path | None,
    cluster_without_tls: bool,
    parquet: Path | None,
    quiet: bool,
) -> None:
    """Read pages that others fetched and keep their articles.

    PATH is a file, a folder, or - for standard input. What a file is, its content tells:
    HTML and text; pages saved by browsers (SingleFile, MHTML, Safari's webarchive); web
    archives (WARC 1.0 and 1.1, WET, WACZ, ARC), plain, gzip or Zstandard; captures as JSON,
    in lines or an array (url, fetched_at, body or body_base64); ZIP and tar files of all these.
    From a folder, files with the usual endings are taken.

    A local page is filed under the address that its saver wrote into it or that it names as
    its own; one that names none, under its path below the folder given. Everything in a web
    archive that is no page is told in `visits`. Damaged and cut files are read as far as they
    go. Importing the same again adds nothing.
    """
    from crawler.imports import UnknownSource, import_paths

    if parquet and not cluster:
        fail("--parquet works with --cluster; else: newsclip export --format parquet")
    try:
        with ExitStack() as stack:
            stack.enter_context(failing_politely())
            importer = partial(import_paths, archive)
            if cluster:
                from newsclip.cluster.command import cluster_at
                from newsclip.cluster.importing import import_as_parquet, import_on

                far, folder = stack.enter_context(
                    cluster_at(cluster, archive, shards, cluster_without_tls)
                )
                importer = (
                    partial(import_as_parquet, far, folder, parquet)
                    if parquet
                    else partial(import_on, far, folder, archive)
                )
            on_progress = stack.enter_context(progress_bar("Importing", quiet))
            report = importer(paths, on_progress=on_progress)
    except UnknownSource as error:
        fail(str(error))
    for problem in report.problems:
        click.echo(clean(problem), err=True)
    if more := report.problem_count - len(report.problems):
        click.echo(f"{more} more {'problem' if more == 1 else 'problems'} of this kind", err=True)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    if not report.files and not report.stopped_by:
        fail(f"no pages or web archives in {' '.join(map(str, paths))}", 1)
    if not quiet:
        outcomes = "".join(f", {count} {name}" for name, count in sorted(report.outcomes.items()))
        files = counted(report.files, "files")
        if report.pages != report.files:
            files += f" with {report.pages} pages"
        click.echo(f"{files}{outcomes}, {report.known} known before")
        if report.passed_over:
            kinds = ", ".join(
                f"{count} {kind}" for kind, count in report.passed_over.most_common(9)
            )
            click.echo(
                f"Passed over {counted(report.passed_over.total(), 'files')}: {kinds}", err=True
            )
        for line in settled_lines(report.settled):
            click.echo(line, err=True)
    if report.stopped_by:
        told = "Interrupted" if report.stopped_by == signal.SIGINT else "Ended by a signal"
        click.echo(f"{told}: what was read is kept; the same command goes on.", err=True)
        raise SystemExit(128 + report.stopped_by)
    failed = report.unread + report.problem_count
    raise SystemExit(int(failed > 0.05 * max(report.pages, report.files)))
