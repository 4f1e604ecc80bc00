"""newsclip export: articles as csv or jsonl."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.progress import track

from archive import Archive, StoredArticle
from archive.exporting import WRITERS
from newsclip.filter_options import filter_options, filters_from
from newsclip.options import archive_option, quiet_option
from newsclip.printing import console, errors, fail


@click.command(
    "export",
    short_help="Articles as csv or jsonl.",
    epilog="""\b
Examples:
  newsclip export --format csv --output articles.csv
  newsclip export -o bbc.jsonl --site bbc.co.uk --since 2026-11-01
  newsclip export climate --format jsonl | jq .headline""",
)
@click.argument("query", nargs=-1)
@filter_options
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(WRITERS)),
    help="csv: the rows of the table; jsonl: whole articles, with paragraphs and images.  "
    "[default: as the output's name ends, else jsonl]",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=Path("-"),
    help="The file to write; - (the default) is standard output.",
)
@quiet_option
@archive_option
@errors
def command(
    query: tuple[str, ...],
    archive: Path,
    form: str | None,
    output: Path,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Write the articles that QUERY and the options choose; without either, all.

    The articles are those of the moment the export begins, in the order of their numbers.
    Two exports of the same archive are the same byte for byte.
    """
    to_stdout = str(output) == "-"
    write = WRITERS[form or _form_of(output)]
    with Archive(archive) as opened:
        ids = opened.matching_ids(" ".join(query), filters_from(chosen))
        found: Iterable[StoredArticle] = opened.by_ids(ids)
        if to_stdout:
            _to_stdout(write(found))
            return
        show = not quiet and sys.stderr.isatty()
        found = track(found, "Exporting", len(ids), console=console(stderr=True), disable=not show)
        try:
            _to_file(write(found), output)
        except OSError as error:
            fail(f"{output}: cannot be written ({error.strerror}). Nothing was left there.")
    if not quiet:
        click.echo(f"{len(ids)} articles written to {output}", err=True)


def _form_of(output: Path) -> str:
    form = output.suffix.removeprefix(".").lower()
    return form if form in WRITERS else "jsonl"


def _to_stdout(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def _to_file(lines: Iterator[str], output: Path) -> None:
    """The file appears when it is complete."""
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        part.replace(output)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
