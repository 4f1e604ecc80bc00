"""The region of a page where the story's pictures stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter

from parsers.fields.body.body import Body
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.layout import Block, Box, Layout

ABOVE = 4
"""So many lines may stand between a picture and the headline below it: topic, date."""
_SHORT = 60
"""Characters: shorter blocks do not tell how the story's paragraphs look."""


class ArticleRegion:
    """From the headline to the last paragraph: where the story's pictures stand."""

    def __init__(self, layout: Layout, head: HeadlineBlock, body: Body) -> None:
        blocks = [block for block in body.blocks if len(block.text) > 1]
        first = head.block.index if head.block else blocks[0].index if blocks else 0
        story = (block.index for block in blocks if block.index not in body.beside)
        self.text = next(story, first)
        self.first = min(first, self.text)
        self.last = blocks[-1].index if blocks else len(layout.blocks)
        self.around = _common_box(layout, self.first, self.last)
        self.container = _container(blocks) if blocks else self.around
        self.held = {*self.container.ancestors(), *self.around.ancestors()}
        """The boxes that hold the headline or the story's text: no picture's own box."""
        if head.block:
            self.held.update(head.block.box.ancestors())
        self.texts = [block.index for block in blocks]
        looks = Counter((b.tag, b.box.names) for b in blocks if len(b.text) > _SHORT)
        self._look = looks.most_common(1)[0][0] if looks else None
        above = self.first - ABOVE - 4  # its own caption and credit stand there too
        start = self.around.start if self.around.tag != "body" else above
        self.reach = max(0, min(start, above)), max(self.last, self.container.end)
        """The blocks between which a picture may stand at all."""
        first, last = self.reach
        boxes = layout.boxes
        start = bisect_left(boxes, first, key=_start)
        self.boxes = boxes[start : bisect_right(boxes, last, lo=start, key=_start)]
        """The boxes that begin there."""

    def looks_like_text(self, block: Block) -> bool:
        """Whether a block looks as most of the story's paragraphs do."""
        return (block.tag, block.box.names) == self._look

    def has_text(self, box: Box) -> bool:
        """Whether any of the story's text stands in *box*."""
        at = bisect_left(self.texts, box.start)
        return at < len(self.texts) and self.texts[at] < box.end


def _common_box(layout: Layout, first: int, last: int) -> Box:
    if not layout.blocks:
        return layout.boxes[0]
    for box in layout.blocks[min(first, len(layout.blocks) - 1)].box.ancestors():
        if box.start <= first and box.end > last:
            return box
    return layout.boxes[0]


def _container(blocks: list[Block]) -> Box:
    """The box that holds most of the story's paragraphs directly."""
    mass: dict[Box, int] = {}
    for block in blocks:
        outer = block.box.parent or block.box
        mass[outer] = mass.get(outer, 0) + len(block.text)
    return max(mass, key=lambda box: mass[box])


def is_inside(box: Box, outer: Box) -> bool:
    """Whether *box* is *outer* or stands in it."""
    return any(around is outer for around in box.ancestors())


def _start(box: Box) -> int:
    return box.start
