"""Body F1 and milliseconds a page as bars, in one self-contained SVG."""

from __future__ import annotations

from html import escape

_ROW, _LABEL, _WIDTH = 22, 150, 300
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.head{font-weight:600}.set{fill:#777}"
    ".ours{fill:#b5402a}.peer{fill:#8fa3b0}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.set{fill:#999}}"
)


def bars(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """A chart of every set: how much of the text is right, and what a page costs."""
    parts, y = [], 24
    slowest = max(row["ms"] for rows in figures.values() for row in rows.values())
    for name, rows in figures.items():
        readers = {k: v for k, v in rows.items() if k != "bare parse"}
        title = f"{name}: {next(iter(rows.values()))['pages']:.0f} pages"
        parts.append(f'<text class="set" x="0" y="{y}">{escape(title)}</text>')
        parts.append(f'<text class="head" x="{_LABEL}" y="{y}">body F1</text>')
        second = _LABEL + _WIDTH + 70
        parts.append(f'<text class="head" x="{second}" y="{y}">ms a page</text>')
        y += 10
        for system, row in sorted(readers.items(), key=lambda item: -item[1]["f1"]):
            kind = "ours" if system == "newsclip" else "peer"
            quality, cost = row["f1"] * _WIDTH, row["ms"] / slowest * _WIDTH
            parts.append(
                f'<text x="0" y="{y + 14}">{escape(system)}</text>'
                f'<rect class="{kind}" x="{_LABEL}" y="{y + 3}" width="{quality:.1f}" height="14"/>'
                f'<text x="{_LABEL + quality + 6:.1f}" y="{y + 14}">{row["f1"]:.3f}</text>'
                f'<rect class="{kind}" x="{second}" y="{y + 3}" width="{cost:.1f}" height="14"/>'
                f'<text x="{second + cost + 6:.1f}" y="{y + 14}">{row["ms"]:.1f}</text>'
            )
            y += _ROW
        y += 26
    width = _LABEL + 2 * _WIDTH + 140
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" '
        f'role="img" aria-label="Body F1 and time per page of each reader">'
        f"<style>{_STYLE}</style>{''.join(parts)}</svg>\n"
    )
