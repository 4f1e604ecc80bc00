"""The report as one HTML file: nothing is loaded from anywhere, nothing runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

import newsclip
from newsclip.report.drawing.chart_svg import draw, grouped, legend
from newsclip.report.html_page import html_page
from newsclip.report.results import ChartData, Report
from newsclip.terminal.output.printing import strip_controls, undated_text

MARK = "newsclip report"
"""What a report says of itself, so that no other file is overwritten with one."""

SHORT = 25
"""Rows of a table that paper has room for."""

_TILES = (
    ("articles", "article", "articles"),
    ("sites", "site", "sites"),
    ("edited", "edited after publication", "edited after publication"),
    ("pictures", "picture", "pictures"),
    ("requests", "request made", "requests made"),
)
"""The figures at the head, and what one and several are called."""


def page(report: Report) -> str:
    """The report as HTML."""
    title = _safe(f"Report: {report.archive}")
    return html_page(title, "\n".join(_body(report)), MARK)


def _body(report: Report) -> Iterator[str]:
    groups = [(name, list(found)) for name, found in groupby(report.charts, _group)]
    yield '<header><p class="over"><span class="brand">newsclip</span> report</p>'
    title = report.called(report.site) if report.site else report.archive
    yield f'<h1 dir="auto">{_safe(title)}</h1>'
    yield f'<p class="under">{_safe(_about(report))}</p></header>'
    yield '<main><dl class="tiles">'
    for name, one, several in _TILES:
        number = report.totals[name]
        if not (name == "sites" and report.site):
            label = one if number == 1 else several
            yield f"<div><dt>{label}</dt><dd>{grouped(number)}</dd></div>"
    yield "</dl>"
    if (undated := report.totals["undated"]) and (report.since or report.until):
        yield f"<p>{escape(undated_text(undated))}.</p>"
    yield from _alerts(report)
    if groups:
        links = "".join(f'<a href="#{_slug(name)}">{escape(name)}</a>' for name, _ in groups)
        yield f'<nav aria-label="Parts of this report">{links}</nav>'
    else:
        yield (
            '<p class="empty">There is nothing to show: no article and no request'
            f"{' on these days' if report.since or report.until else ''} in this archive.</p>"
        )
    for name, charts in groups:
        yield f'<section id="{_slug(name)}"><h2>{escape(name)}</h2>'
        for data in charts:
            yield from _figure(data, report.names)
        yield "</section>"
    yield "</main>"
    yield (
        "<footer><p>Every chart is the data to the SQL query below it, which any program that"
        f" reads SQLite can put to <code>{_safe(report.archive)}</code>. Articles count by the time"
        " of publication, requests by the time they were made. Times are UTC."
        f"</p><p>Made by newsclip {newsclip.__version__}, {_minute(report.made_at)}.</p></footer>"
    )


def _alerts(report: Report) -> Iterator[str]:
    """The sites that give less than they used to, before anything else."""
    degraded = [one for one in report.health if one.changes]
    notes = [(one.site, note) for one in report.health for note in one.notes]
    noted = [one for one in notes if one[1].what != "repeated"]
    repeated = [note for _, note in notes if note.what == "repeated"]
    if degraded:
        yield '<section class="alerts" id="alerts"><h2>Look at these first</h2><ul>'
        for one in degraded:
            name = _safe(report.called(one.site))
            for change in one.changes:
                yield f"<li><strong>{name}</strong>: {_safe(change.text)}</li>"
        yield "</ul></section>"
    if noted:
        yield '<section class="alerts quiet"><h2>Filled less often than before</h2><ul>'
        for site, note in noted:
            yield f"<li><strong>{_safe(report.called(site))}</strong>: {_safe(note.text)}</li>"
        yield "</ul></section>"
    if repeated:
        yield '<section class="alerts quiet"><h2>One text on many pages</h2><ul>'
        for note in repeated:
            yield f"<li>{_safe(note.text)}</li>"
        yield "</ul></section>"
    judged = [one for one in report.health if one.state != "young"]
    if judged and not degraded:
        yield (
            f'<p class="under well">{len(judged)} of {len(report.health)} sites have enough history'
            " to be judged, and give what they used to.</p>"
        )


def _figure(data: ChartData, names: Mapping[str, str]) -> Iterator[str]:
    chart = data.chart
    yield f'<figure id="{chart.name}"><figcaption><h3>{escape(chart.title)}</h3>'
    yield f"<p>{escape(chart.text)}</p></figcaption>"
    if not data.rows:
        yield '<p class="empty">None.</p>'
    if keys := legend(data):
        marks = "".join(f'<li><i class="{style}"></i>{escape(name)}</li>' for style, name in keys)
        yield f'<ul class="legend">{marks}</ul>'
    if drawn := draw(data, names):
        yield f'<div class="chart">{drawn}</div>'
    yield '<div class="more">'
    if data.rows:
        short = " short" if len(data.rows) <= SHORT else ""
        yield f'<details class="table{short}"><summary>Table</summary>{_table(data)}</details>'
    yield (
        f'<details class="query"><summary>SQL</summary><pre><code>{escape(chart.sql)}'
        "</code></pre></details></div></figure>"
    )


def _table(data: ChartData) -> str:
    numbers = [
        all(isinstance(row[n], int | float | None) for row in data.rows)
        for n in range(len(data.columns))
    ]
    head = "".join(
        f'<th scope="col"{_right(number)}>{escape(name.replace("_", " "))}</th>'
        for name, number in zip(data.columns, numbers, strict=True)
    )
    lines = []
    for row in data.rows:
        cells = "".join(
            f"<td{_right(number)}>{_safe(value)}</td>"
            for value, number in zip(row, numbers, strict=True)
        )
        lines.append(f"<tr>{cells}</tr>")
    label = escape(data.chart.title)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _right(number: bool) -> str:
    return ' class="n"' if number else ' dir="auto"'


def _about(report: Report) -> str:
    parts = [report.archive] if report.site else []
    if report.query:
        parts.append(f"articles found by “{report.query}”")
    if report.selection:
        parts.append(f"of the selection “{report.selection}”")
    if report.since and report.until:
        parts.append(f"{_minute(report.since)} to {_minute(report.until)}")
    elif report.since:
        parts.append(f"since {_minute(report.since)}")
    elif report.until:
        parts.append(f"until {_minute(report.until)}")
    else:
        parts.append("all days")
    parts.append(f"as of {_minute(report.made_at)}")
    return " · ".join(parts)


def _minute(moment: str) -> str:
    text = f"{moment[:10]} {moment[11:16]} UTC"
    return text.replace(" 00:00 UTC", "")


def _group(data: ChartData) -> str:
    return data.chart.group


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _safe(value: Any) -> str:
    """A value as HTML text, without the control characters a page may have put into it."""
    return "" if value is None else escape(strip_controls(str(value)))
