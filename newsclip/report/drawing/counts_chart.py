"""Counts as a chart: lines where they run through time, else bars; as SVG or a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from archive.counting.counting import Count, Counts
from newsclip.report.drawing import svg
from newsclip.report.drawing.line_chart import STYLES, lines
from newsclip.report.html_page import html_page
from newsclip.report.html_page import style as style_sheet
from newsclip.terminal.output.printing import clean

MOST_BARS = 40
"""Bars in a chart."""
LONGEST = 5_000
"""Days, weeks or months that a chart shows, from the last one back."""
TIMES = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: what is drawn, and what its lines are called."""

    title: str
    picture: Callable[[float], str]
    """The drawing, for a width."""
    legend: tuple[str, ...] = ()
    told: str = ""
    """What is not shown."""


def as_svg(counts: Counts) -> str:
    """All charts below one another, as a file of its own."""
    parts, y = [], 0.0
    for drawn in charts(counts):
        parts.append(svg.text_at(0, y + 20, drawn.title, "title"))
        y += 34
        x = 0.0
        for name, style in zip(drawn.legend, STYLES, strict=False):
            parts.append(f'<circle class="dot {style}" cx="{x + 5}" cy="{y + 2}" r="5"/>')
            parts.append(svg.text_at(x + 16, y + 6, name, "name"))
            x += 30 + svg.CHARACTER * len(name)
        y += 20 if drawn.legend else 0
        picture = drawn.picture(svg.WIDTH)
        height = float(picture.split('viewBox="0 0 ')[1].split('"')[0].split()[1])
        place = f'y="{y:.0f}" width="{svg.WIDTH}" height="{height:.0f}"'
        parts.append(picture.replace('class="wide"', place, 1))
        y += height + 14
        if drawn.told:
            parts.append(svg.text_at(0, y, drawn.told, "tick"))
            y += 20
    style = (
        f"{style_sheet()} svg {{ font-family: system-ui, sans-serif; background: var(--paper); }}"
        " text.title { font-size: 16px; font-weight: 600; }"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 {svg.WIDTH + 32} {y + 16:.0f}"'
        f' width="{svg.WIDTH + 32}" height="{y + 16:.0f}">'
        f"<style>{style}</style>{''.join(parts)}</svg>\n"
    )


def as_page(counts: Counts) -> str:
    """The charts and their figures as one HTML file that loads nothing and runs nothing."""
    body = []
    for drawn in charts(counts):
        legend = "".join(
            f'<li><i class="{style}"></i>{escape(clean(name))}</li>'
            for name, style in zip(drawn.legend, STYLES, strict=False)
        )
        told = f"<p>{escape(drawn.told)}</p>" if drawn.told else ""
        body.append(
            f"<figure><figcaption><h3>{escape(clean(drawn.title))}</h3>{told}</figcaption>"
            + (f'<ul class="legend">{legend}</ul>' if legend else "")
            + f'<div class="chart">{svg.both(drawn.picture)}</div></figure>'
        )
    title = " · ".join(clean(query) for query in counts.totals if query) or "All articles"
    over = f'<p class="over"><span class="brand">newsclip</span> articles counted{_by(counts)}</p>'
    head = f"<header>{over}<h1>{escape(title)}</h1></header>"
    drawings = "".join(body) or '<p class="empty">Nothing found.</p>'
    return html_page(escape(title), f"{head}\n{drawings}\n{_table(counts)}", "newsclip count")


def charts(counts: Counts) -> Iterator[Drawn]:
    """The charts that show *counts*: one of lines, or one of bars for each query."""
    if not counts:
        return
    at = next((n for n, name in enumerate(counts.by) if name in TIMES), None)
    if at is not None and len({one.cell[at] for one in counts}) > 1:
        yield _over_time(counts, at)
        return
    for query in counts.totals:
        chosen = [one for one in counts if one.query == query and one.articles]
        yield _as_bars(query, chosen, counts)


def _over_time(counts: Counts, at: int) -> Drawn:
    series: dict[str, dict[str, Count]] = {}
    for one in counts:
        others = [value or "none" for n, value in enumerate(one.cell) if n != at]
        if len(counts.totals) > 1:
            others.insert(0, one.query)
        series.setdefault(" · ".join(others), {})[one.cell[at] or ""] = one
    size = {name: sum(one.articles for one in found.values()) for name, found in series.items()}
    shown = sorted(series, key=lambda name: -size[name])[: len(STYLES)]
    times = _every(counts.by[at], {when for found in series.values() for when in found if when})
    drawn = []
    for name in shown:
        found = series[name]
        if counts.has_shares:
            values = [found[when].share if when in found else None for when in times]
        else:
            values = [float(found[when].articles) if when in found else 0.0 for when in times]
        drawn.append((name, values))
    what = "Share of the output" if counts.has_shares else "Articles"
    hidden = len(series) - len(shown)
    return Drawn(
        f"{what} by {counts.by[at]}",
        lambda width: lines(times, drawn, percent=counts.has_shares, width=width),
        tuple(shown) if shown != [""] else (),
        f"The {len(shown)} largest of {len(series)}." if hidden else "",
    )


def _as_bars(query: str, chosen: Sequence[Count], counts: Counts) -> Drawn:
    rows = [
        (
            " · ".join(value or "none" for value in one.cell) or query or "all",
            one.share or 0.0 if counts.has_shares else float(one.articles),
            f"{one.share or 0:.1%}" if counts.has_shares else f"{one.articles:,}",
        )
        for one in chosen[:MOST_BARS]
    ]
    hidden = len(chosen) - len(rows)
    what = "Share of the output" if counts.has_shares else "Articles"
    return Drawn(
        f"{what}{_by(counts)}" + (f": {query}" if len(counts.totals) > 1 else ""),
        lambda width: svg.bars(rows, width=width),
        told=f"The {len(rows)} largest of {len(chosen)}." if hidden else "",
    )


def _every(unit: str, present: set[str]) -> list[str]:
    """All times from the first to the last of *present*, so that a gap is seen as one."""
    ordered = sorted(present)
    try:
        first, last = (_start(unit, when) for when in (ordered[0], ordered[-1]))
    except ValueError:
        return ordered
    times: list[str] = []
    while last >= first and len(times) < LONGEST:
        times.append(last.isoformat()[: 7 if unit == "month" else 10])
        back = timedelta(days={"day": 1, "week": 7, "month": 1}[unit])
        last = (last - back).replace(day=1) if unit == "month" else last - back
    return times[::-1]


def _start(unit: str, when: str) -> date:
    return date.fromisoformat(f"{when}-01" if unit == "month" else when)


def _by(counts: Counts) -> str:
    return f" by {' and '.join(counts.by)}" if counts.by else ""


def _table(counts: Counts) -> str:
    names = [name for name in counts.columns if name != "query" or len(counts.totals) > 1]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = []
    for row in counts.rows():
        cells = (_cell(name, row[name]) for name in names)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        "<details><summary>The figures</summary>"
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div></details>"
    )


def _cell(name: str, value: object) -> str:
    if isinstance(value, float):
        return f'<td class="n">{value:.2%}</td>'
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    return f"<td>{escape(clean(str(value))) if value is not None else ''}</td>"
