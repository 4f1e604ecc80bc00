"""What each box of a page holds of some of its blocks."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.page.layout import Block, Box, Layout


def spans_of(layout: Layout, blocks: Sequence[Block]) -> dict[Box, list[int]]:
    """Of each box that holds some of *blocks*: the position of the first, one past the last, their
    characters, and those of them in links."""
    spans: dict[Box, list[int]] = {}
    for at, block in enumerate(blocks):
        length, linked = len(block.text), block.link_chars
        span = spans.get(block.box)
        if span is None:
            spans[block.box] = [at, at + 1, length, linked]
        else:
            span[1] = at + 1
            span[2] += length
            span[3] += linked
    for box in reversed(layout.boxes):  # inner ones first
        inner = spans.get(box)
        if inner is None or box.parent is None:
            continue
        span = spans.get(box.parent)
        if span is None:
            spans[box.parent] = inner[:]
        else:
            if inner[0] < span[0]:
                span[0] = inner[0]
            if inner[1] > span[1]:
                span[1] = inner[1]
            span[2] += inner[2]
            span[3] += inner[3]
    return spans
