"""Charts as SVG text: columns, bars, grids. Colours are classes; the page's style sets them.

Every mark has a ``<title>``, which browsers show when it is pointed at, so no script is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from rich.cells import cell_len

from newsclip.terminal.output.printing import clean

WIDTH = 760
NARROW = 360
"""The width of drawings for a phone, where the writing stays as large."""
LEFT = 44
"""Room for the figures beside a vertical axis."""
NAMES = 220
"""The most room for the names beside rows."""
CHARACTER = 7.1
"""The width of a letter of a row's name; of a Chinese one, twice that."""
THICKEST = 56
"""The most that a column is wide: one alone is no slab."""


def columns(
    labels: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[float]]],
    said: Sequence[str],
    *,
    marks: Sequence[str] = (),
    links: Sequence[str] = (),
    width: float = WIDTH,
    height: float = 210,
) -> str:
    """Columns side by side, each stacked from *series*: name, class and a value per label.

    *said* is what each column says when it is pointed at; *marks* are shown below the axis
    in place of the labels, where labels are long; *links* are addresses that columns lead to.
    """
    top, foot = 14, 34
    highest = max((sum(parts) for parts in zip(*(s[2] for s in series), strict=True)), default=0)
    ceiling, marked = ticks(highest)
    plot = height - top - foot
    step = (width - LEFT - 6) / max(len(labels), 1)
    gap = 1 if step < 8 else 2 if step < 20 else max(step * 0.22, step - THICKEST)
    out = []
    for tick in marked:
        y = height - foot - plot * tick / ceiling
        out.append(f'<line class="rule" x1="{LEFT}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(text_at(LEFT - 6, y + 4, short(tick), "tick end"))
    every = math.ceil(len(labels) / max(1, int((width - LEFT) / widest(marks or labels))))
    for n in range(len(labels)):
        x = LEFT + n * step + gap / 2
        y = float(height - foot)
        if links:
            out.append(f'<a href="{escape(links[n])}" tabindex="-1">')
        out.append(f"<g><title>{safe(said[n])}</title>")
        out.append(
            f'<rect class="hit" x="{LEFT + n * step:.1f}" y="{top}" width="{step:.1f}"'
            f' height="{plot}"/>'
        )
        for _, style, values in series:
            if size := plot * values[n] / ceiling:
                shown = max(size, 0.8)
                y -= shown
                out.append(
                    f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}"'
                    f' width="{step - gap:.1f}" height="{shown:.1f}"/>'
                )
        out.append("</g></a>" if links else "</g>")
        if n % every == 0:
            shown_label = (marks or labels)[n]
            middle = LEFT + (n + 0.5) * step
            middle = min(max(middle, LEFT), width - len(shown_label) * 3.7)
            out.append(text_at(middle, height - foot + 18, shown_label, "tick middle"))
    out.append(
        f'<line class="axis" x1="{LEFT}" x2="{width}" y1="{height - foot}" y2="{height - foot}"/>'
    )
    return drawing(height, out, width)


def bars(
    rows: Sequence[tuple[str, float, str]], style: str = "c-new", *, width: float = WIDTH
) -> str:
    """One bar for each row: its name, its value, and the value as it is written.

    Names stand before the bars, or over them where there is little room.
    """
    over = width <= NARROW
    line, thick = (41, 14) if over else (25, 15)
    highest = max((value for _, value, _ in rows), default=0) or 1
    left = 0.0 if over else _room([name for name, _, _ in rows])
    room = width - left - 70
    out = []
    for n, (name, value, written) in enumerate(rows):
        y = n * line + (20 if over else (line - thick) / 2)
        long = max(room * value / highest, 1.5 if value else 0)
        out.append(f"<g><title>{safe(name)}: {safe(written)}</title>")
        if over:
            out.append(text_at(0, y - 6, shortened(name, width - 8), "name"))
        else:
            out.append(text_at(left - 10, y + 12, shortened(name, left - 14), "name end"))
        out.append(
            f'<rect class="{style}" x="{left:.1f}" y="{y:.1f}" width="{long:.1f}"'
            f' height="{thick}" rx="2"/>'
        )
        out.append(text_at(left + long + 7, y + 12, written, "value"))
        out.append("</g>")
    return drawing(max(len(rows) * line, line), out, width)


def grid(
    names: Sequence[str],
    labels: Sequence[str],
    cells: Sequence[Sequence[tuple[float, str, bool] | None]],
    *,
    asides: Sequence[str] = (),
    numbers: bool = False,
    width: float = WIDTH,
) -> str:
    """Squares, darker for more: a row for each name, a column for each label.

    A cell is how full it is (0 to 1), what it says, and whether it has a red foot; ``None``
    stands for nothing there. *asides* are written at the end of the rows.
    """
    line = 22
    left, right = min(_room(names), 0.36 * width), 52 if asides else 4
    step = (width - left - right) / max(len(labels), 1)
    gap = 1 if step < 12 else 2
    out = []
    for row, name in enumerate(names):
        y = row * line
        out.append(text_at(left - 10, y + 15, shortened(name, left - 14), "name end"))
        for n, cell in enumerate(cells[row]):
            x = left + n * step
            frame = f'x="{x:.1f}" y="{y}" width="{step - gap:.1f}" height="{line - 3}"'
            if cell is None:
                out.append(f'<rect class="none" {frame}/>')
                continue
            full, said, has_foot = cell
            out.append(f"<g><title>{safe(said)}</title>")
            out.append(f'<rect class="cell" {frame}/>')
            shade = 0.0 if full <= 0 else 0.1 + 0.9 * min(full, 1)
            out.append(f'<rect class="c-new" style="fill-opacity:{shade:.2f}" {frame}/>')
            if has_foot:
                out.append(
                    f'<rect class="c-failed" x="{x:.1f}" y="{y + line - 8}"'
                    f' width="{step - gap:.1f}" height="5"/>'
                )
            if numbers and step >= 30:
                style = "number dark" if shade > 0.55 else "number"
                out.append(text_at(x + (step - gap) / 2, y + 14, f"{100 * full:.0f}", style))
            out.append("</g>")
        if asides:
            out.append(text_at(width, y + 15, asides[row], "value end"))
    every = math.ceil(len(labels) / max(1, int((width - left) / widest(labels))))
    foot = len(names) * line + 14
    for n, label in enumerate(labels):
        if n % every == 0:
            middle = min(left + (n + 0.5) * step, width - len(label) * 3.7)
            out.append(text_at(middle, foot, label, "tick middle"))
    return drawing(foot + 8, out, width)


def short(number: float) -> str:
    """A figure for an axis: ``1500`` as ``1.5k``."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + letter
    return f"{number:g}"


def shortened(text: str, room: float) -> str:
    """As much of *text* as *room* (in units of the drawing) holds."""
    text = clean(text)
    if cell_len(text) * CHARACTER <= room:
        return text
    while text and (cell_len(text) + 1) * CHARACTER > room:
        text = text[:-1]
    return text.rstrip() + "…"


def ticks(highest: float, *, whole: bool = True) -> tuple[float, list[float]]:
    """A round figure at or above *highest*, and four or five round ones up to it.

    They are whole numbers if *whole*.
    """
    if highest <= 0:
        return 1, []
    size = 10.0 ** math.floor(math.log10(highest))
    step = next(s * size for s in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if highest / (s * size) <= 5)
    if whole:
        step = max(1.0, step)
    count = math.ceil(highest / step)
    return step * count, [step * n for n in range(1, count + 1)]


def widest(labels: Sequence[str]) -> float:
    """The room that the longest of *labels* takes below an axis."""
    return max((cell_len(label) for label in labels), default=1) * 6.2 + 14


def _room(names: Sequence[str]) -> float:
    return min(NAMES, max((cell_len(name) for name in names), default=0) * CHARACTER + 16)


def safe(text: str) -> str:
    """*text* fit to stand in the drawing."""
    return escape(clean(text))


def text_at(x: float, y: float, text: str, style: str) -> str:
    """*text* at a place of the drawing."""
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{safe(text)}</text>'


def drawing(height: float, parts: Sequence[str], width: float = WIDTH) -> str:
    """The whole drawing."""
    form = "wide" if width > NARROW else "narrow"
    return (
        f'<svg class="{form}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-hidden="true"'
        ' focusable="false">' + "".join(parts) + "</svg>"
    )


def both(draw: Callable[[float], str], width: float = WIDTH) -> str:
    """What *draw* makes for *width* and for a phone; the style sheet shows one of the two."""
    return draw(width) + draw(NARROW)
