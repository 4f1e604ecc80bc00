"""What a heading says of the box it opens, or of the list below it: "Key points", "Faktenbox".

The box itself may say nothing by its element or its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.page.layout import Block, Box
from parsers.records import ParagraphKind
from parsers.wordlists import names_of, patterns_of

LARGEST = 0.4
"""As a share of the story's text: what is larger is the story."""
_ITEMS = 8
"""Items of a list of key points."""
_EARLY = 0.3
"""As a share of the story: a list of key points without a box of its own stands that early."""
_LONGEST_HEADING = 60
_MOST_HEADINGS = 12
"""Headings that are looked at: each box and list is gone through anew."""
_BEFORE = 3
"""Blocks before the story where the heading of its key points may stand."""
_AFTER = 2
"""Blocks behind the story where the heading of a box may stand."""


class Headed(NamedTuple):
    """What a heading opens."""

    kind: ParagraphKind
    blocks: tuple[Block, ...]
    """Of those asked for."""


def headed(
    blocks: Sequence[Block], page_blocks: Sequence[Block], story: Sequence[Block], start: int = 0
) -> Iterator[Headed]:
    """Of *blocks*, in page order, those that a heading opens: one in the *story*, right behind it,
    or from *start* on before it.

    The heading itself may be none of *blocks*: it says little.
    """
    last = story[-1].index
    start = start or max(0, story[0].index - _BEFORE)
    total = sum(len(block.text) for block in story)
    looked_at = 0
    for heading in page_blocks[start : last + 1 + _AFTER]:
        kind = kind_of_heading(heading.text) if len(heading.text) <= _LONGEST_HEADING else None
        if kind is None:
            continue
        looked_at += 1
        if looked_at > _MOST_HEADINGS:
            break
        found = _own_box(heading, blocks, page_blocks, total, story[-1])
        if not found and kind == "summary":
            passed = sum(len(block.text) for block in story if block.index < heading.index)
            found = _list_after(heading, blocks) if passed <= _EARLY * total else []
            found = [*(block for block in blocks if block is heading and found), *found]
        if found:
            yield Headed(kind, tuple(found))


def _own_box(
    heading: Block,
    blocks: Sequence[Block],
    page_blocks: Sequence[Block],
    total: int,
    last: Block,
) -> list[Block]:
    """The blocks of the largest small box that begins with *heading*; none if no box does.

    A box behind the *last* block of the story counts only if one box holds both.
    """
    best: list[Block] = []
    for box in heading.box.ancestors():
        if box.start != heading.index or box.tag in ("body", "main", "article"):
            break
        if heading.index > last.index and not _stands_beside(box, last):
            continue
        found = [block for block in blocks if box.start <= block.index < box.end]
        if sum(len(block.text) for block in found) > LARGEST * total:
            break
        if _is_section(box, page_blocks):
            return []
        if len(found) > (found[0] is heading if found else 0):
            best = found
    return best


def _stands_beside(box: Box, last: Block) -> bool:
    """Whether *box* stands in one box with the *last* block of the story."""
    around = box.parent
    return (
        around is not None
        and around.tag not in ("body", "main")
        and around.start <= last.index < around.end
    )


def _is_section(box: Box, page_blocks: Sequence[Block]) -> bool:
    """Whether a box is one of several alike side by side: the sections of a story."""
    parent = box.parent
    if parent is None:
        return False
    look = (box.tag, box.names)
    for block in page_blocks[parent.start : parent.end]:
        if not box.start <= block.index < box.end:
            for other in block.box.ancestors():
                if other.parent is parent:
                    if (other.tag, other.names) == look and other.end - other.start > 1:
                        return True
                    break
    return False


def _list_after(heading: Block, blocks: Sequence[Block]) -> list[Block]:
    """The items of the list right below *heading*."""
    items = []
    following = heading.index + 1
    for block in blocks:
        if block.index < following:
            continue
        is_item = any(box.tag == "li" for box in list(block.box.ancestors())[:3])
        if block.index != following or not is_item:
            break
        items.append(block)
        following += 1
    return items if 1 < len(items) <= _ITEMS else []


_COUNTED = re.compile(r"^(?:the |die |las |los |les |le |i |os |as |de )?\d{1,2}\s+")
"""How many points there are: "5 key takeaways"."""
_DIGITS = frozenset("0123456789")
_COUNT_STARTS = 5
"""Characters: an article may stand before the count."""
_SEPARATORS = frozenset(":：|/–—-")
_NAMED = re.compile(r"\s*[:：|/–—]\s*|\s+-\s+")
"""What stands between "Fact box" and what it is about."""


@cache
def _headings(kind: ParagraphKind) -> tuple[frozenset[str], tuple[str, ...]]:
    patterns = patterns_of(names_of("beside", kind))
    return patterns.whole, patterns.starts


@lru_cache(maxsize=8192)  # the blocks of a page are asked for twice
def kind_of_heading(text: str) -> ParagraphKind | None:
    """What stands below a heading, where it says so."""
    folded = text.casefold().strip(" :：.!?–—-|").replace("’", "'")
    if not _DIGITS.isdisjoint(folded[:_COUNT_STARTS]):
        folded = _COUNTED.sub("", folded)
    front = folded
    if not _SEPARATORS.isdisjoint(folded):
        front = _NAMED.split(folded, maxsplit=1)[0]
    kinds: tuple[ParagraphKind, ...] = ("summary", "box")
    for kind in kinds:
        whole, starts = _headings(kind)
        if folded in whole or front in whole or (starts and folded.startswith(starts)):
            return kind
    return None
