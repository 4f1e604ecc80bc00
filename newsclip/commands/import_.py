"""newsclip import: pages that others fetched into the archive."""

from __future__ import annotations

import re
import signal
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.imports.elsewhere.wanted import BASE, PREFIX, Wanted
from newsclip.terminal.options import archive_option, cluster_options, quiet_option
from newsclip.terminal.printing import clean, counted, fail, progress_bar, watched
from newsclip.terminal.run_summary import failing_politely, settled_lines

if TYPE_CHECKING:
    from crawler.imports import Imported
    from crawler.imports.elsewhere.cc_news import Progress


@click.command(
    "import",
    epilog="""\b
Examples:
  newsclip import saved-pages/
  newsclip import story.html clipping.txt --archive clippings.db
  newsclip import exported-by-zotero.zip story.mhtml
  newsclip import CC-NEWS-20261101020202-00042.warc.gz
  curl -s https://www.example.com/pages.warc.gz | newsclip import -
  newsclip import cc-news:2026-03..2026-06 --site bbc.co.uk --site africanews.com
  newsclip import warcs/ --cluster local:8
  newsclip import warcs/ --cluster scheduler.json --parquet articles/""",
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path)
)
@click.option(
    "--site",
    "sites",
    multiple=True,
    metavar="DOMAIN",
    help="Of cc-news: keep the pages of this site; several are given one by one.",
)
@click.option("--match", metavar="REGEX", help="Of cc-news: keep pages whose address matches.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="LANG",
    help="Of cc-news: keep articles in this language, such as en or pt-BR.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 16),
    default=2,
    show_default=True,
    help="Of cc-news: files read side by side, a connection each.",
)
@click.option(
    "--base",
    metavar="URL",
    default=BASE,
    show_default=True,
    help="Of cc-news: the server, or a mirror of it.",
)
@click.option("--contact", metavar="ADDRESS", help="Who is asking: goes into the user agent.")
@click.option(
    "--allow-private", is_flag=True, help="Let the server of --base be on this machine or network."
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
    sites: tuple[str, ...],
    match: str | None,
    languages: tuple[str, ...],
    jobs: int,
    base: str,
    contact: str | None,
    allow_private: bool,
    archive: Path,
    cluster: str | None,
    shards: Path | None,
    cluster_without_tls: bool,
    parquet: Path | None,
    quiet: bool,
) -> None:
    """Read pages that others fetched and keep their articles.

    SOURCE is a file, a folder, - for standard input, or months of Common Crawl's news archive,
    such as cc-news:2026-03..2026-06. What a file is, its content tells:
    HTML and text; pages saved by browsers (SingleFile, MHTML, Safari's webarchive); web
    archives (WARC 1.0 and 1.1, WET, WACZ, ARC), plain, gzip or Zstandard; captures as JSON,
    in lines or an array (url, fetched_at, body or body_base64); ZIP and tar files of all these.
    From a folder, files with the usual endings are taken.

    A local page is filed under the address that its saver wrote into it or that it names as
    its own; one that names none, under its path below the folder given. Everything in a web
    archive that is no page is told in `visits`. Damaged and cut files are read as far as they
    go. Importing the same again adds nothing.

    Files of cc-news are read as they come and not stored; what was cut short goes on where all
    was saved, with the same command.
    """
    from crawler.imports import UnknownSource, import_paths

    if parquet and not cluster:
        fail("--parquet works with --cluster; else: newsclip export --format parquet")
    months = [str(path) for path in paths if str(path).startswith(PREFIX)]
    if months:
        if len(paths) > 1 or cluster:
            fail(f"{months[0]} is imported by itself, and not on a cluster")
        wanted = _wanted(sites, match, languages)
        return _import_months(months[0], wanted, archive, jobs, base, contact, allow_private, quiet)
    if sites or match or languages:
        fail("--site, --match and --language choose of cc-news:MONTHS")
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
    if not report.files and not report.stopped_by:
        _tell_problems(report)
        fail(f"no pages or web archives in {' '.join(map(str, paths))}", 1)
    files = counted(report.files, "files")
    if report.pages != report.files:
        files += f" with {report.pages} pages"
    _tell(report, files, archive, quiet)


def _wanted(sites: tuple[str, ...], match: str | None, languages: tuple[str, ...]) -> Wanted:
    if not sites and not match:
        fail("name what is wanted with --site or --match: a month of CC-NEWS is about 500 GB")
    try:
        re.compile(match or "")
    except re.error as error:
        fail(f"--match {match}: {error}")
    for site in sites:
        if "/" in site or "." not in site:
            fail(f"--site {site}: a domain such as example.com is wanted")
    return Wanted(sites, match, languages)


def _import_months(
    source: str,
    wanted: Wanted,
    archive: Path,
    jobs: int,
    base: str,
    contact: str | None,
    allow_private: bool,
    quiet: bool,
) -> None:
    from crawler.imports import UnknownSource
    from crawler.imports.elsewhere.cc_news import CcNews, Progress
    from crawler.imports.run import import_cc_news
    from crawler.options import user_agent

    progress = Progress()
    from_there = CcNews(base, wanted, user_agent(contact), allow_private=allow_private)
    try:
        with failing_politely(), watched(lambda: _state(progress), quiet):
            report = import_cc_news(archive, source, from_there, jobs=jobs, progress=progress)
    except UnknownSource as error:
        fail(str(error), 1)
    files = f"{progress.files_done} of {counted(progress.files, 'files')}"
    _tell(report, f"{files}, {progress.records} records, {progress.kept} wanted", archive, quiet)


def _state(progress: Progress) -> tuple[str, int, int | None]:
    """What is told while it goes on: words, bytes read, bytes in all as far as they can be told."""
    read, done = progress.bytes, progress.files_done - progress.files_before
    left = progress.files - progress.files_before
    words = (
        f"{progress.files_done} of {progress.files} files,"
        f" {progress.records:,} records, {progress.kept:,} wanted"
    )
    return words, read, int(read / done * left) if done else None


def _tell_problems(report: Imported) -> None:
    for problem in report.problems:
        click.echo(clean(problem), err=True)
    if more := report.problem_count - len(report.problems):
        click.echo(f"{more} more {'problem' if more == 1 else 'problems'} of this kind", err=True)


def _tell(report: Imported, files: str, archive: Path, quiet: bool) -> None:
    """What an import did, and the exit code."""
    _tell_problems(report)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    if not quiet:
        outcomes = "".join(f", {count} {name}" for name, count in sorted(report.outcomes.items()))
        if report.left_out:
            outcomes += f", {report.left_out} in other languages"
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
