"""Lines over time, as SVG text in the manner of :mod:`newsclip.report.drawing.svg`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from newsclip.report.drawing.svg import LEFT, WIDTH, drawing, safe, short, text_at, ticks, widest

STYLES = ("l-0", "l-1", "l-2", "l-3", "l-4", "l-5")
"""Classes of lines, in their order; more lines than these cannot be told apart."""


def lines(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    *,
    percent: bool = False,
    width: float = WIDTH,
) -> str:
    """A line for each of *series* (its name, and a value or nothing for each label).

    With *percent* the values are parts of 1, written as per cent.
    """
    height, top, foot = 240, 14, 34
    factor = 100 if percent else 1
    highest = max((value or 0 for _, values in series for value in values), default=0) * factor
    ceiling, marks = ticks(highest, whole=not percent)
    plot = height - top - foot
    step = (width - LEFT - 12) / max(len(labels) - 1, 1)
    xs = [LEFT + 6 + n * step for n in range(len(labels))]
    out = []
    for mark in marks:
        y = height - foot - plot * mark / ceiling
        out.append(f'<line class="rule" x1="{LEFT}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(text_at(LEFT - 6, y + 4, short(mark) + (" %" if percent else ""), "tick end"))
    every = math.ceil(len(labels) / max(1, int((width - LEFT) / widest(labels))))
    last = -math.inf
    for n in range(0, len(labels), every):
        middle = min(max(xs[n], LEFT), width - len(labels[n]) * 3.7)
        if middle - last >= widest(labels) - 12:
            out.append(text_at(middle, height - foot + 18, labels[n], "tick middle"))
            last = middle
    for (name, values), style in zip(series, STYLES, strict=False):
        points = [
            (x, height - foot - plot * value * factor / ceiling, value)
            for x, value in zip(xs, values, strict=True)
            if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        out.append(f'<polyline class="line {style}" points="{path}"/>')
        for (x, y, value), when in zip(points, _present(labels, values), strict=True):
            told = f"{value:.1%}" if percent else f"{value:,.0f}"
            title = f"<title>{safe(name)}, {safe(when)}: {told}</title>"
            out.append(f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="2.5">{title}'
                       "</circle>")  # fmt: skip
    base = height - foot
    out.append(f'<line class="axis" x1="{LEFT}" x2="{width}" y1="{base}" y2="{base}"/>')
    return drawing(height, out, width)


def _present(labels: Sequence[str], values: Sequence[float | None]) -> list[str]:
    return [name for name, value in zip(labels, values, strict=True) if value is not None]
