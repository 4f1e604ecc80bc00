"""Where on a page another story may begin, as seen from its headline: at a heading with paragraphs
of its own below it, or at a link in place of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from parsers.page.document import Document
from parsers.page.layout import Block, Box, Layout
from parsers.page.text.scripts import scale_of
from parsers.page.text.similarity import letters

HEADINGS = frozenset(("h1", "h2", "h3"))
_PARAGRAPH = 60
"""Letters of an alphabet, hardly linked, of a paragraph."""
_SAMPLE = 50
"""Blocks by which a page's script is told."""
PARAGRAPHS = 3
"""So many of them are a story. What has fewer is a teaser, and left to the classifier."""
_BEFORE = 2
"""And so many may stand before its headline: a standfirst, a caption."""
FEW = 2
"""More that look alike are the chapters of one story, unless much speaks against it."""
_TITLE = 2
"""What is a link as a whole, among the kinds of blocks; 1 is a paragraph."""
_PARAGRAPHS_ALONE = bytes.maketrans(b"\x02", b"\x00")
_TITLED = re.compile(b"\x02(?=[\x00\x02]{0,3}\x01)")
"""A link, and the first paragraph below it: byline and date may stand between."""
_DIGITS = str.maketrans("", "", "0123456789")


@dataclass(slots=True)
class StoryCandidate:
    """What may be another story: a box, or a run of one that begins with a heading."""

    heading: Box
    box: Box
    """The outermost one that begins with the heading and does not hold the headline."""
    beside: Box
    """The outermost one around the heading that does not hold the headline."""
    level: int
    """How many boxes around both there are: :attr:`beside` stands in the innermost of them."""
    is_own: bool = False
    """It bears the page's own address or headline."""
    is_strong: bool = False
    """It is told to be another story by what nobody writes over a chapter."""
    is_weak: bool = False
    """Something speaks for it."""

    @property
    def look(self) -> tuple[str, str, str]:
        """What it has in common with the other chapters of a story, or items of a list."""
        return self.box.tag, self.box.names.partition(" ")[0], self.heading.tag


class PageStories:
    """The headings of a page that may open another story than the headline does."""

    def __init__(self, page: Document, headline: Block) -> None:
        self.page = page
        self.layout: Layout = page.layout
        self.key = letters(headline.text)
        headline = self._printed(headline)
        blocks = self.layout.blocks
        least = _PARAGRAPH / scale_of("".join([b.text[:40] for b in blocks[:_SAMPLE]]))
        self.kinds = bytes(
            [
                _TITLE
                if (linked := block.link_chars * 10) >= (length := len(block.text)) * 9
                else length >= least and linked * 3 < length * 10 and block.box.tag not in HEADINGS
                for block in blocks
            ]
        )
        self.paragraphs = [0, *accumulate(self.kinds.translate(_PARAGRAPHS_ALONE))]
        self.headline = headline
        around = list(headline.box.ancestors())
        around.reverse()
        self.around = around
        """The boxes that hold the headline, outer ones first."""
        self.levels = {box: level for level, box in enumerate(around)}
        self.rank = next((box.tag for box in around if box.tag in HEADINGS), "")
        """The tag of the headline."""
        self.article = max((n for n, box in enumerate(around) if box.tag == "article"), default=-1)
        """Level of the innermost article around the headline."""

    def _printed(self, headline: Block) -> Block:
        """The block of a first heading that says the same: some pages repeat their headline in
        a bar that stays in view."""
        if any(box.tag == "h1" for box in headline.box.ancestors()):
            return headline
        blocks = self.layout.blocks
        for box in self.layout.boxes:
            if (
                box.tag == "h1"
                and box.start < box.end
                and letters(blocks[box.start].text) == self.key
            ):
                return blocks[box.start]
        return headline

    def candidates(self) -> Iterator[StoryCandidate]:
        """What may be another story, in page order; then what begins with a link."""
        levels, paragraphs = self.levels, self.paragraphs
        at = self.headline.index
        for heading in self.layout.boxes:
            if (
                heading.tag not in HEADINGS
                or heading.start == heading.end
                or heading.start <= at < heading.end
            ):
                continue
            box = beside = heading
            outer = heading.parent
            while outer is not None and outer not in levels:
                before = paragraphs[heading.start] - paragraphs[outer.start]
                if not before or (before <= _BEFORE and outer.tag == "article"):
                    box = outer
                beside, outer = outer, outer.parent
            if outer is not None:
                yield StoryCandidate(heading, box, beside, levels[outer])
        yield from self._titled()

    def _titled(self) -> Iterator[StoryCandidate]:
        """Boxes with paragraphs that begin with a link in place of a heading."""
        blocks, levels = self.layout.blocks, self.levels
        for found in _TITLED.finditer(self.kinds, self.headline.index + PARAGRAPHS):
            title = found.start()
            heading = box = blocks[title].box
            if heading.tag in HEADINGS or heading.end - heading.start > 1:
                continue
            while box.parent is not None and box.parent.start == title:
                box = box.parent
            beside, outer = box, box.parent
            if box in levels or self.told(box.start, box.end) < PARAGRAPHS:
                continue
            while outer is not None and outer not in levels:
                beside, outer = outer, outer.parent
            if outer is not None:
                yield StoryCandidate(heading, box, beside, levels[outer])

    def is_made_alike(self, candidate: StoryCandidate) -> bool:
        """Whether a heading like the headline stands in a box like the one that holds the story:
        sites make the stories that they open below from one template."""
        heading, beside, level = candidate.heading, candidate.beside, candidate.level
        if heading.tag != "h1" or self.rank != "h1" or level + 1 >= len(self.around):
            return False
        own = self.around[level + 1]
        return (
            beside is not heading
            and bool(own.names)
            and self.is_headline_like(heading)
            and self.told(beside.start, heading.start) == 0
            and _look_of(own) == _look_of(beside)
            and self.told(own.start, own.end) >= PARAGRAPHS
            and self.told(beside.start, beside.end) >= PARAGRAPHS
            and not self.is_headline(heading)
        )

    def is_headline_like(self, heading: Box) -> bool:
        """Whether a heading is made as the headline is; those of chapters are not."""
        own = next((box for box in self.around if box.tag == self.rank), None)
        return own is not None and _look_of(own) == _look_of(heading)

    def told(self, start: int, end: int) -> int:
        """How many paragraphs there are among some blocks."""
        return self.paragraphs[end] - self.paragraphs[start] if end > start else 0

    def is_headline(self, heading: Box) -> bool:
        """Whether a heading says what the headline says."""
        return letters(self.layout.blocks[heading.start].text) == self.key

    @cached_property
    def has_few_headlines(self) -> bool:
        """Whether headings like the headline are so few that they are no chapters."""
        boxes = self.layout.boxes
        return sum(box.tag == self.rank and box.start < box.end for box in boxes) <= 1 + FEW


def _look_of(box: Box) -> tuple[str, str]:
    """What boxes of one template have in common: tag and first name, without its numbers."""
    return box.tag, box.names.partition(" ")[0].translate(_DIGITS)
