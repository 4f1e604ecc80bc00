"""How the data of a chart are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from newsclip.report.charts.coverage import OUTCOMES
from newsclip.report.drawing import svg
from newsclip.report.period import Span
from newsclip.report.results import ChartData

ALERTING = 0.05
"""The share of failed or blocked requests that is marked, as in the exit code of a crawl."""

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
OTHER = "(other sites)"


def draw(data: ChartData, names: Mapping[str, str] | None = None) -> str:
    """The data as SVG, for wide pages and for phones; empty where there is nothing to draw.

    *names*: what sites are called, by their domain.
    """
    if not data.rows:
        return ""
    by_shape: dict[str, Callable[[ChartData, Mapping[str, str], float], str]] = {
        "columns": _columns,
        "bars": _bars,
        "grid": _fields_over_time,
        "days": _sites_over_time,
        "hours": _hours,
        "shares": _shares,
    }
    return svg.both(lambda width: by_shape[data.chart.shape](data, names or {}, width))


def legend(data: ChartData) -> list[tuple[str, str]]:
    """The classes of the colours and what they stand for, where there are several."""
    series = data.chart.series
    if data.chart.shape != "columns" or len(series) < 2:
        return []
    return [(_style(name), name) for name in series if any(data.column(name))]


def _columns(data: ChartData, names: Mapping[str, str], width: float) -> str:
    chart = data.chart
    by_label = {str(row[0]): row for row in data.rows}
    labels = _labels(chart.span, list(by_label)) if chart.span else list(chart.classes or by_label)
    series = []
    for name in chart.series:
        place = data.columns.index(name)
        values = [_number(by_label[one][place]) if one in by_label else 0 for one in labels]
        series.append((name, _style(name), values))
    said = [_said(data, by_label.get(label), label) for label in labels]
    marks = [mark(label, chart.span) for label in labels]
    return svg.columns(labels, series, said, marks=marks, width=width)


def _bars(data: ChartData, names: Mapping[str, str], width: float) -> str:
    (name,) = data.chart.series
    values = data.column(name)
    unit = "\u00a0%" if data.chart.percent else ""
    return svg.bars(
        [
            (
                names.get(row[0], str(row[0])),
                _number(value),
                f"{value:g}{unit}" if unit else grouped(value),
            )
            for row, value in zip(data.rows, values, strict=True)
        ],
        width=width,
    )


def _fields_over_time(data: ChartData, names: Mapping[str, str], width: float) -> str:
    chart = data.chart
    by_label = {str(row[0]): row for row in data.rows}
    labels = _labels(chart.span, list(by_label)) if chart.span else list(by_label)
    articles = data.columns.index("articles")
    total = sum(row[articles] for row in data.rows)
    fields, cells, asides = [], [], []
    for name in chart.series:
        place = data.columns.index(name)
        fields.append(name.replace("_", " "))
        line: list[tuple[float, str, bool] | None] = []
        for label in labels:
            row = by_label.get(label)
            if row is None:
                line.append(None)
                continue
            said = f"{label}: {name} in {row[place]:g} % of {row[articles]} articles"
            line.append((row[place] / 100, said, False))
        cells.append(line)
        filled = sum(row[place] * row[articles] for row in data.rows)
        asides.append(f"{filled / total:.0f}\u00a0%" if total else "")
    marks = [mark(label, chart.span) for label in labels]
    return svg.grid(fields, marks, cells, asides=asides, numbers=True, width=width)


def _sites_over_time(data: ChartData, names: Mapping[str, str], width: float) -> str:
    span = data.chart.span
    rows: dict[str, dict[str, dict[str, int]]] = {}
    for row in data.rows:
        named = dict(zip(data.columns, row, strict=True))
        rows.setdefault(str(row[0]), {})[str(row[1])] = named
    asked = {site: sum(day["requests"] for day in days.values()) for site, days in rows.items()}
    sites = sorted(rows, key=lambda site: (site == OTHER, -asked[site]))
    labels = _labels(span, sorted({day for days in rows.values() for day in days}))
    most = max((day["kept"] for days in rows.values() for day in days.values()), default=0) or 1
    cells: list[list[tuple[float, str, bool] | None]] = []
    for site in sites:
        line: list[tuple[float, str, bool] | None] = []
        for label in labels:
            day = rows[site].get(label)
            if day is None:
                line.append(None)
                continue
            wrong = day["blocked"] + day["failed"]
            said = f"{names.get(site, site)}, {label}: {day['kept']} kept of {day['requests']}"
            said += " requests"
            if wrong:
                said += f", {day['blocked']} blocked, {day['failed']} failed"
            full = (day["kept"] / most) ** 0.6  # a small site beside a large one stays visible
            line.append((full, said, wrong > ALERTING * day["requests"]))
        cells.append(line)
    kept = [grouped(sum(day["kept"] for day in rows[site].values())) for site in sites]
    marks = [mark(label, span) for label in labels]
    called = [names.get(site, site) for site in sites]
    return svg.grid(called, marks, cells, asides=kept, width=width)


def _hours(data: ChartData, names: Mapping[str, str], width: float) -> str:
    counts = {(row[0], row[1]): row[2] for row in data.rows}
    most = max(counts.values())
    cells: list[list[tuple[float, str, bool] | None]] = []
    days = [1, 2, 3, 4, 5, 6, 0]
    for day in days:
        line: list[tuple[float, str, bool] | None] = []
        for hour in range(24):
            count = counts.get((day, hour), 0)
            line.append((count / most, f"{WEEKDAYS[day]} {hour:02}:00 UTC: {count}", False))
        cells.append(line)
    per_day = [grouped(sum(counts.get((day, hour), 0) for hour in range(24))) for day in days]
    hours = [f"{hour:02}" for hour in range(24)]
    called = [WEEKDAYS[day] if width > svg.NARROW else WEEKDAYS[day][:3] for day in days]
    return svg.grid(called, hours, cells, asides=per_day, width=width)


def _shares(data: ChartData, names: Mapping[str, str], width: float) -> str:
    span = data.chart.span
    rows: dict[str, dict[str, Sequence[Any]]] = {}
    for row in data.rows:
        rows.setdefault(str(row[0]), {})[str(row[1])] = row
    sites = sorted(rows, key=lambda site: -sum(row[2] for row in rows[site].values()))
    labels = _labels(span, sorted({label for steps in rows.values() for label in steps}))
    most = max((row[4] for row in data.rows), default=0) or 1
    cells: list[list[tuple[float, str, bool] | None]] = []
    for site in sites:
        line: list[tuple[float, str, bool] | None] = []
        for label in labels:
            if label not in rows[site]:
                line.append(None)
                continue
            _, _, found, output, percent = rows[site][label]
            said = f"{names.get(site, site)}, {label}: {found} of {output} articles, {percent:g} %"
            line.append((percent / most, said, False))
        cells.append(line)
    sums = [[sum(row[n] for row in rows[site].values()) for n in (2, 3)] for site in sites]
    asides = [f"{100 * found / output:.1f}\u00a0%" for found, output in sums]
    called = [names.get(site, site) for site in sites]
    marks = [mark(label, span) for label in labels]
    return svg.grid(called, marks, cells, asides=asides, width=width)


def grouped(number: int) -> str:
    """A count as people read it: thin spaces between the thousands."""
    return f"{number:,}".replace(",", "\u202f")


def _labels(span: Span | None, found: Sequence[str]) -> list[str]:
    """The steps of *span*, with what lies outside of it at both ends."""
    if span is None:
        return list(found)
    steps = span.steps()
    return [
        *(one for one in found if one == "earlier"),
        *steps,
        *(one for one in found if one == "later"),
    ]


def mark(label: str, span: Span | None) -> str:
    """A label as it stands at an axis."""
    if span is None or not label[:1].isdigit():
        return label
    if span.unit in ("day", "week"):
        day = date.fromisoformat(label)
        return f"{day.day} {MONTHS[day.month - 1]}"
    if span.unit == "month":
        return f"{MONTHS[int(label[5:7]) - 1]} {label[2:4]}"
    return label


def _said(data: ChartData, row: Sequence[Any] | None, label: str) -> str:
    if row is None:
        return f"{label}: nothing"
    named = zip(data.columns[1:], row[1:], strict=True)
    figures = ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in named if value)
    return f"{label}: {figures or 'nothing'}"


def _number(value: Any) -> float:
    return float(value or 0)


def _style(name: str) -> str:
    return f"c-{name}" if name in OUTCOMES else "c-new"
