"""newsclip count: how much there is of something, by time, place and origin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.counting.counting import Counts
from archive.counting.dimensions import DIMENSIONS, chosen
from archive.reading.export.output_files import whole_file
from newsclip.terminal.options.common_options import archive_option, format_option
from newsclip.terminal.options.filter_options import choice_options, filters_from, print_unknown
from newsclip.terminal.options.query_command import QueryCommand
from newsclip.terminal.output.printing import clean, errors, fail
from newsclip.terminal.output.row_printing import print_rows

TOP = 30
"""Values of a dimension that a table or a chart shows."""


class By(click.ParamType[tuple[str, ...]]):
    """One dimension, or two with a comma between them."""

    name = "dimensions"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Their names."""
        try:
            return tuple(dimension.name for dimension in chosen(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


@click.command(
    "count",
    cls=QueryCommand,
    epilog="""\b
Examples:
  newsclip count 'climate OR weather' --by month
  newsclip count migrant refugee --by month,site --since 2026-01-01 --share
  newsclip count --by language
  newsclip count 'headline:flood*' --by week --chart floods.html
  newsclip count strike --by author --top 10 --format csv""",
)
@click.argument("queries", nargs=-1, metavar="[QUERY]...")
@click.option(
    "--by",
    type=By(),
    metavar="DIMENSION[,DIMENSION]",
    help=f"One or two of {', '.join(DIMENSIONS)}.",
)
@click.option("--share", is_flag=True, help="The part of all articles of the same cell, too.")
@click.option("--utc", is_flag=True, help="Days as in UTC, instead of the outlet's own.")
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    help=f"Only the N largest values of a dimension; tables and charts show {TOP}.",
)
@choice_options
@click.option(
    "--chart",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw a chart too: FILE ends in .svg or .html.",
)
@format_option
@archive_option
@errors
def command(
    queries: tuple[str, ...],
    by: tuple[str, ...] | None,
    share: bool,
    utc: bool,
    top: int | None,
    chart: Path | None,
    archive: Path,
    form: str,
    **options: Any,
) -> None:
    """Count the articles that each QUERY finds, in cells: by month, site, author and so on.

    A QUERY is one argument, in the language of newsclip search; several are counted side by
    side; without one all articles are. An article with two authors or agencies counts for both,
    and names count as one whatever their case and accents. Days are those of the outlet where
    its pages say their offset from UTC. Weeks are called by their Monday; en-GB counts as en.
    """
    if chart and chart.suffix not in (".svg", ".html"):
        raise click.BadParameter("FILE must end in .svg or .html.", param_hint="--chart")
    with Archive(archive) as opened:
        counts = opened.count(
            *queries,
            by=by or (),
            share=share,
            utc=utc,
            top=top or (TOP if form == "table" else None),
            filters=filters_from(options, opened),
        )
        is_nothing = not any(counts.totals.values())
        unknown = opened.unknown_values(filters_from(options, opened)) if is_nothing else []
    for note in counts.notes:
        click.echo(clean(note), err=True)
    print_unknown(unknown)
    if chart:
        _draw(counts, chart)
    if form == "table":
        _print_table(counts)
    else:
        print_rows(counts.rows(), form, counts.columns)
    if form == "table" and counts.left_out:
        click.echo(f"{counts.left_out:,} smaller ones are not shown: --top N", err=True)
    if counts.by:
        for query, total in counts.totals.items():
            things = "article" if total == 1 else "articles"
            click.echo(f"{clean(query) or 'All'}: {total:,} {things}", err=True)


def _print_table(counts: Counts) -> None:
    """One row for each cell, one column for each query."""
    cells: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for one in counts:
        row = cells.setdefault(one.cell, dict(zip(counts.by, one.cell, strict=True)))
        name = "articles" if len(counts.totals) == 1 else clean(one.query) or "all"
        row[name] = one.articles
        if counts.has_shares:
            row["share" if len(counts.totals) == 1 else f"{name} %"] = (
                "" if one.share is None else f"{one.share:.2%}"
            )
        if counts.has_shares:
            row["output"] = row.pop("output", one.output)
    print_rows(cells.values(), "table")


def _draw(counts: Counts, path: Path) -> None:
    from newsclip.report.drawing.counts_chart import as_page, as_svg

    text = as_svg(counts) if path.suffix == ".svg" else as_page(counts)
    try:
        with whole_file(path) as out:
            out.write(text.encode("utf-8", errors="replace"))
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}")
    click.echo(f"Written: {path}", err=True)
