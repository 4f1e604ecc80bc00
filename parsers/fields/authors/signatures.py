"""Names that sign a text without a "By": on a line of their own before it, or after it."""

from __future__ import annotations

import re

from parsers.fields.authors.bylines.byline_line import whole_names
from parsers.fields.authors.declared_authors import Candidate
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.element_flags import COMMENTS
from parsers.page.layout import Block
from parsers.page.layout.emphasis import whole_emphasis

_PROSE = 120
"""Characters of a paragraph of the story, hardly linked."""
_LONGEST = 80
"""Characters of a line that is a signature."""
_MOST = 400
"""Blocks after the headline that are looked at."""
_BY_DASH = re.compile(r"^[-–—~]\s*")


def signed_by(page: Document, head: HeadlineBlock) -> Candidate:
    """Who signs: names set apart by their type right before the first paragraph, or right after
    the last one, and nobody the story speaks of."""
    found = Candidate([], [], "text", weak=True)
    if head.block is None:
        return found
    start = head.block.index + 1
    blocks = page.blocks[start : start + _MOST]
    prose = [at for at, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return found
    first = prose[0]
    last = next((a for a, b in zip(prose, [*prose[1:], None], strict=True) if _ends(blocks, a, b)))
    for at in (first - 1, last + 1):
        if 0 <= at < len(blocks) and (
            _is_only_heading(blocks, at) if at < first else _is_end(blocks, at)
        ):
            names = _signature(blocks[at], blocks[first], head)
            if names and not _are_spoken_of(names, page, blocks):
                return Candidate(names, [], "text", weak=True)
    return found


def _is_end(blocks: list[Block], at: int) -> bool:
    """Whether nothing of the story follows the block at *at*."""
    following = blocks[at + 1 : at + 2]
    return not any(block.tag == "li" or _is_prose(block) for block in following)


def _is_only_heading(blocks: list[Block], at: int) -> bool:
    """Whether the block at *at* is the only one that is set apart as headings are."""
    own = blocks[at]
    return _is_heading_like(own) and not any(
        _is_heading_like(block) for block in blocks if block is not own
    )


def _is_heading_like(block: Block) -> bool:
    """Whether a short block is set apart as headings are: where there are several, none signs."""
    return len(block.text) <= _LONGEST and (block.tag in _HEADINGS or _is_set_apart(block))


_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))


def _ends(blocks: list[Block], at: int, following: int | None) -> bool:
    """Whether the run of paragraphs ends with the one at *at*: the next stands elsewhere."""
    if following is None:
        return True
    here, there = blocks[at].box.parent, blocks[following].box.parent
    return here is not there


def _is_prose(block: Block) -> bool:
    return len(block.text) > _PROSE and block.link_chars * 3 < len(block.text)


def _signature(block: Block, paragraph: Block, head: HeadlineBlock) -> list[str]:
    """The names of a block that is nothing else, stands beside the paragraphs and is set apart."""
    text = _BY_DASH.sub("", block.text)
    if len(block.text) > _LONGEST or block.link_chars or block.box.within & COMMENTS:
        return []
    if block.box.parent is not paragraph.box.parent or block.tag != paragraph.tag:
        return []
    if text == block.text and not _is_set_apart(block):
        return []
    return whole_names(text, head.site)


def _is_set_apart(block: Block) -> bool:
    """Whether the whole block is bold or italic, or stands at the right."""
    style = block.box.node.attributes.get("style") or ""
    if "right" in style or "right" in block.box.names:
        return True
    return whole_emphasis(block) != ""


def _are_spoken_of(names: list[str], page: Document, blocks: list[Block]) -> bool:
    """Whether the story, or its headline, tells of one of *names*, or uses its words."""
    headline = page.title or ""
    told = " ".join(block.text for block in blocks if _is_prose(block))
    words = {word for name in names for word in name.lower().split() if len(word) > 3}
    if any(name in headline or name in told for name in names):
        return True
    return not words.isdisjoint(told.split())  # words of every day: a heading
