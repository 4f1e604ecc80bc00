"""Taking what is no part of the story out of a page's layout, so that no field sees it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from parsers.page.layout.blocks import Block, Box, Layout


class Run(NamedTuple):
    """Some of what stands in one box: from block *start* to before block *end*."""

    box: Box
    start: int
    end: int


def leave_out(
    layout: Layout, boxes: Collection[Box], reason: str, runs: Collection[Run] = ()
) -> None:
    """Take *boxes*, with all that they hold, and *runs* out of *layout*.

    What is left is as the walk would have found it on a page without them. *reason*, in a few
    words, is kept with each of their blocks in :attr:`~parsers.page.layout.Layout.apart`.
    """
    gone = set(boxes)
    loose: set[Block] = set()
    for run in runs:
        loose.update(b for b in layout.blocks[run.start : run.end] if b.box is run.box)
        gone.update(_inside(layout, run))
    layout.apart_nodes += [box.node for box in gone]
    for box in layout.boxes:  # outer ones come first
        if box.parent in gone:
            gone.add(box)
    if not layout.apart:
        layout.every = list(layout.blocks)
    moved = [0]
    kept: list[Block] = []
    lost: dict[Box, tuple[int, int]] = {}
    for block in layout.blocks:
        box = block.box
        if box in gone or block in loose:
            layout.apart[block] = reason
            text, linked = lost.get(box, (0, 0))
            lost[box] = text + len(block.text), linked + block.link_chars
        else:
            block.index = len(kept)
            kept.append(block)
        moved.append(len(kept))
    layout.blocks[:] = kept
    for box in reversed(layout.boxes):  # and inner ones last
        if box in lost:
            text, linked = lost[box]
            box.text_chars -= text
            box.link_chars -= linked
            if box.parent is not None:
                outer = lost.get(box.parent, (0, 0))
                lost[box.parent] = outer[0] + text, outer[1] + linked
        box.start, box.end = moved[box.start], moved[box.end]
    layout.boxes[:] = [box for box in layout.boxes if box not in gone]
    layout.pictures[:] = [
        picture
        for picture in layout.pictures
        if picture.box not in gone
        and not any(picture.box is r.box and r.start < picture.index < r.end for r in runs)
    ]
    for picture in layout.pictures:
        picture.index = moved[picture.index]


def _inside(layout: Layout, run: Run) -> list[Box]:
    """The boxes that stand in a run, right in its box."""
    return [
        box
        for box in layout.boxes
        if box.parent is run.box
        and (
            run.start <= box.start < box.end <= run.end
            or run.start < box.start == box.end < run.end  # it holds a picture, or nothing
        )
    ]
