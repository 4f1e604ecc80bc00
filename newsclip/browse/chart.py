"""Articles per day, as columns in an SVG that the page itself holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

WIDTH, HEIGHT, FOOT, TOP = 1136, 190, 34, 34


def per_day(days: Sequence[tuple[str, int]]) -> Markup:
    """Columns for *days*, each a day (ISO) and how many articles it has."""
    highest = max((count for _, count in days), default=0)
    if not highest:
        return Markup()
    plot = HEIGHT - FOOT - TOP
    step = WIDTH / len(days)
    total = sum(count for _, count in days)
    out = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="per-day">'
        f'<title id="per-day">{total} articles from {days[0][0]} to {days[-1][0]}; '
        f"at most {highest} on one day</title>",
        f'<line class="rule" x1="0" x2="{WIDTH}" y1="{TOP}" y2="{TOP}"/>',
        f'<text class="tick" x="0" y="{TOP - 7}">{highest:,}</text>',
    ]
    for n, (day, count) in enumerate(days):
        size = max(plot * count / highest, 1.5) if count else 0
        x, width = n * step, max(step - 3, 1)
        out.append(
            f"<g><title>{escape(day)}: {count:,}</title>"
            f'<rect class="hit" x="{x:.1f}" y="{TOP}" width="{step:.1f}" height="{plot}"/>'
            f'<rect class="bar" x="{x:.1f}" y="{HEIGHT - FOOT - size:.1f}" rx="1"'
            f' width="{width:.1f}" height="{size:.1f}"/></g>'
        )
    base = HEIGHT - FOOT
    out.append(f'<line class="axis" x1="0" x2="{WIDTH}" y1="{base}" y2="{base}"/>')
    for n, anchor in ((0, "start"), (len(days) // 2, "middle"), (len(days) - 1, "end")):
        at = {"start": 0.0, "middle": (n + 0.5) * step, "end": float(WIDTH)}[anchor]
        out.append(
            f'<text class="tick {anchor}" x="{at:.0f}" y="{HEIGHT - 9}">{_short(days[n][0])}</text>'
        )
    return Markup("".join(out) + "</svg>")


def _short(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %b %Y}"
