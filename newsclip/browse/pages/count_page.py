"""The page that counts what a search finds, in cells: as a chart and a table."""

from __future__ import annotations

from dataclasses import replace

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from archive import Archive
from archive.counting.counting import Counts
from archive.counting.dimensions import DIMENSIONS, chosen
from archive.upkeep.site_names import names_of_sites
from newsclip.browse.pages.answering import ask_archive, fill_page
from newsclip.browse.pages.search_page import wanted, with_noted
from newsclip.report.drawing import svg
from newsclip.report.drawing.counts_chart import charts
from newsclip.report.drawing.line_chart import STYLES

TOP = 20
"""Values of a dimension that are shown."""
ROWS = 1_000
"""Rows of the table at most."""


async def count(request: Request, datasette: Datasette) -> Response:
    """How much there is of what is asked for, by one or two dimensions."""
    asked = wanted({name: request.args.get(name) or "" for name in request.args})
    names = [request.args.get("by") or "month", request.args.get("and") or ""]
    share = bool(request.args.get("share"))
    problems = list(asked.problems)
    try:
        by = tuple(dimension.name for dimension in chosen([one for one in names if one]))
    except ValueError as error:
        problems.append(f"{str(error)[0].upper()}{str(error)[1:]}.")
        by = ("month",)

    def look(archive: Archive) -> tuple[Counts, dict[str, str]]:
        filters = replace(with_noted(archive, asked).filters, limit=None, after=None)
        found = archive.count(asked.query, by=by, share=share, top=TOP, filters=filters)
        return found, names_of_sites(archive.connection)

    counts, sites = await ask_archive(datasette, look)
    drawn = [
        (one.title, Markup(svg.both(one.picture)), list(zip(STYLES, one.legend, strict=False)))
        for one in charts(counts)
    ]
    values = {
        "asked": asked, "given": asked.given, "problems": problems, "dimensions": DIMENSIONS,
        "by": [*by, ""], "share": share, "counts": counts, "charts": drawn, "names": sites,
        "rows": [(one.cell, one.articles, one.output, one.share) for one in counts[:ROWS]],
        "total": sum(counts.totals.values()), "more": max(0, len(counts) - ROWS),
    }  # fmt: skip
    return await fill_page(datasette, request, "newsclip/count.html", values)
