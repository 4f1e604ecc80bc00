"""newsclip report: one page of charts on what an archive holds."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shlex import quote

import click

from archive import Archive, Filters
from archive.reading.export.output_files import whole_file
from archive.search.query_language.query import read_query
from newsclip.terminal.options.common_options import (
    ArchivePath,
    archive_option,
    period_options,
    quiet_option,
)
from newsclip.terminal.output.printing import clean, errors, fail, progress_bar

DEFAULT_NAME = Path("report.html")
MOST_SELECTED = 5_000
"""Articles of a selection that the SQL of every chart names."""


@click.command(
    "report",
    epilog="""\b
Examples:
  newsclip report
  newsclip report --query 'climate OR weather'
  newsclip report --site bbc.co.uk --since 30d --output bbc.html
  newsclip report --format json | jq '.charts[].name'""",
)
@click.argument(
    "database",
    metavar="[ARCHIVE]",
    required=False,
    type=ArchivePath(),
)
@click.option(
    "--query",
    metavar="QUERY",
    default="",
    help="Only articles that this finds, as newsclip search does.",
)
@click.option("--site", metavar="DOMAIN", help="Only this site.")
@click.option("--selection", metavar="NAME", help="Only articles of this selection.")
@period_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "json"]),
    default="html",
    show_default=True,
    help="A page for people, or the same figures for programs.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Where to write it; - is standard output. Without it: report.html, and JSON is printed.",
)
@quiet_option
@archive_option
@errors
def command(
    database: Path | None,
    archive: Path,
    query: str,
    site: str | None,
    selection: str | None,
    since: datetime | None,
    until: datetime | None,
    form: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Write one page that tells what is in the archive, and what is missing.

    The page is a single file: it loads nothing and runs nothing, and can be printed or sent.
    Every chart has its figures as a table below it, and the SQL that gave them.
    """
    from newsclip.report import page, report

    if database and not (database.suffix or database.exists()):
        fail(
            f"{database}: there is no archive here. For a report on what words find: "
            f"newsclip report --query {quote(str(database))}"
        )
    with (
        Archive(database or archive) as opened,
        progress_bar("Asking the archive", quiet) as progress,
    ):
        ids = opened.noted_ids(selection)
        if ids and len(ids) > MOST_SELECTED:
            fail(
                f"{selection} has {len(ids):,} articles; a report, whose SQL names each, takes"
                f" {MOST_SELECTED:,} at most. To count them: newsclip count --selection {selection}"
            )
        filters = Filters(site=site, since=since, until=until, ids=ids)
        made = report(opened, filters, progress, query, selection)
    for note in read_query(query).notes:
        click.echo(clean(note), err=True)
    if not made.totals["articles"] and not quiet:
        click.echo("No article was chosen: the report is empty", err=True)
    if form == "json":
        text = json.dumps(made.to_dict(), ensure_ascii=False, indent=2, default=str) + "\n"
    else:
        text = page(made)
    if output is None and form == "html":
        _keep_what_is_no_report(DEFAULT_NAME)
        output = DEFAULT_NAME
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
        return
    _write(output, text)
    if not quiet:
        click.echo(f"Written: {output}", err=True)


def _keep_what_is_no_report(path: Path) -> None:
    from newsclip.report.page import MARK

    with suppress(FileNotFoundError):
        if MARK.encode() not in path.read_bytes()[:2000]:
            fail(
                f"{path} is there and is no report. Name another file: "
                "newsclip report --output FILE"
            )


def _write(path: Path, text: str) -> None:
    """All at once: whoever looks at the old report meanwhile sees a whole one."""
    try:
        with whole_file(path) as out:
            out.write(text.encode("utf-8", errors="replace"))
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}")
