"""What sites put over and under any page of theirs: dialogs, consent platforms, comments.

Markup says plainly that none of it is the story. It goes before anything is read, where other
text remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from parsers.page.element_flags import COMMENTS, CONSENT, DIALOG
from parsers.page.layout.blocks import Block, Box, Layout
from parsers.page.layout.exclusion import leave_out
from parsers.page.text.similarity import letters

_REASONS = {
    CONSENT: "it is in a consent platform's element",
    COMMENTS: "it stands among the comments of readers",
    DIALOG: "it stands in a dialog",
}
INJECTED = CONSENT | COMMENTS | DIALOG
"""The flags of elements that :func:`leave_out_injected` looks at."""
_PROSE = 40
"""Characters of a text, hardly linked, that may be a paragraph of a story."""
_ENOUGH = {CONSENT: 40, COMMENTS: 100, DIALOG: 100}
"""Characters of such texts that have to remain on the page. One paragraph will do: a story
behind a paywall shows no more. And nobody tells a story in a consent platform's element."""
_HEADINGS = frozenset(("h1", "h2", "h3"))
_LINES = 5
"""Blocks that a headline consists of at most, its label and the like counted."""
_TELLING, _LONGEST = 8, 300
"""Letters of a heading that tell one story from another, and characters that it has at most."""


def leave_out_injected(layout: Layout, titles: Sequence[str]) -> None:
    """Take dialogs, consent platforms' elements and comments out of *layout*.

    One stays that holds the headline, told by the *titles* that the page declares, and one
    whose text is all that the page has.
    """
    for kind, reason in _REASONS.items():
        if not layout.flags & kind:
            continue
        boxes = _outermost(layout, kind)
        # Most are empty, and filled by a script.
        if any(box.start < box.end for box in boxes) or any(
            picture.box.within & kind for picture in layout.pictures
        ):
            boxes = _without_headline(layout, boxes, kind, titles)
            boxes = _dispensable(layout, boxes, _ENOUGH[kind])
            if boxes:
                leave_out(layout, boxes, reason)


def _outermost(layout: Layout, kind: int) -> list[Box]:
    return [
        box
        for box in layout.boxes
        if box.flags & kind and box.parent is not None and not box.parent.within & kind
    ]


def _without_headline(
    layout: Layout, boxes: list[Box], kind: int, titles: Sequence[str]
) -> list[Box]:
    """Those of *boxes* that do not hold the page's headline, or not alone."""
    headings = [
        box for box in layout.boxes if box.tag in _HEADINGS and 0 < box.end - box.start <= _LINES
    ]
    keys = [key for title in titles if len(key := letters(title)) >= _TELLING]
    if not _may_hold_headline(layout, boxes, headings, keys):
        return boxes
    fitting = {box.start for box in headings if _fits(_key_of(layout, box), keys)}
    first = {box.start for box in headings if box.tag == "h1"}
    if fitting:
        fitting.update(block.index for block in layout.blocks if _is_title(block, keys))
    fits, firsts = _counts(layout, fitting), _counts(layout, first)

    def holds(box: Box) -> bool:
        fit = fits[box.end] - fits[box.start]
        if fit:
            return fit == fits[-1]
        # A dialog has a heading of its own: it asks, it offers.
        return kind != DIALOG and 0 < firsts[box.end] - firsts[box.start] == firsts[-1]

    return [box for box in boxes if not holds(box)]


def _may_hold_headline(
    layout: Layout, boxes: list[Box], headings: list[Box], keys: list[str]
) -> bool:
    """Whether one of *boxes* has an h1 or says the headline: the rest of the page is not asked."""
    inside = bytearray(len(layout.blocks))
    for box in boxes:
        inside[box.start : box.end] = b"\1" * (box.end - box.start)
    return any(
        inside[heading.start] and (heading.tag == "h1" or _fits(_key_of(layout, heading), keys))
        for heading in headings
    ) or any(
        _is_title(block, keys) for block, held in zip(layout.blocks, inside, strict=True) if held
    )


def _key_of(layout: Layout, heading: Box) -> str:
    return "".join([letters(block.text) for block in layout.blocks[heading.start : heading.end]])


def _is_title(block: Block, keys: list[str]) -> bool:
    """Whether a block says the headline; what is linked is a teaser of the story itself."""
    length = len(block.text)
    return block.link_chars * 2 < length <= _LONGEST and _fits(letters(block.text), keys)


def _fits(key: str, titles: list[str]) -> bool:
    return len(key) >= _TELLING and any(key in title for title in titles)


def _counts(layout: Layout, indexes: set[int]) -> list[int]:
    """How many of *indexes* lie before each block, and on the whole page."""
    return [0, *accumulate([block.index in indexes for block in layout.blocks])]


def _dispensable(layout: Layout, boxes: list[Box], enough: int) -> list[Box]:
    """*boxes*, without the one with most prose where the page would have too little without."""
    prose = [0, *accumulate(_prose(block) for block in layout.blocks)]
    held = {box: prose[box.end] - prose[box.start] for box in boxes}
    if prose[-1] - sum(held.values()) < enough and any(held.values()):
        most = max(boxes, key=lambda box: held[box])
        return [box for box in boxes if box is not most]
    return boxes


def _prose(block: Block) -> int:
    length = len(block.text)
    return length if length >= _PROSE and block.link_chars * 3 < length else 0
