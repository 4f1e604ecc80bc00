"""Smoothing of scores: lists, tables and quotations are the story as a whole, or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice, zip_longest

from parsers.classify.blocks.boilerplate_phrases import Phrase, phrase_kind
from parsers.page.layout import Block, Box

_ITEMS = frozenset(("li", "dd", "dt"))
_CELLS = frozenset(("td", "th"))
_SURE = 2.0
"""A score that far from the threshold holds whatever the rest of the list says."""
_LISTS = frozenset(("ul", "ol"))
_INTRODUCES = frozenset(("p", "div"))
_LIST = 2.0
"""A list between two paragraphs of the story is taken that far below the threshold."""
_LOUDEST = 4.0
"""No item speaks for the rest louder than that."""
_SHORT = 10
"""Characters that each item counts in addition."""
_NEARLY = 1.0
"""A quotation is taken that far below the threshold,"""
_ALL_BUT = 0.6
"""and a paragraph of at least"""
_PARAGRAPH = 40
"""characters that far, if it looks like at least"""
_MOST = 3
"""taken ones beside it."""
_BETWEEN = 2.0
"""A heading right between two taken paragraphs beside it is taken that far below the threshold."""
_WRAPPERS = 4
"""A paragraph is at most so many elements deep in the element that holds a story's pieces."""
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_PLAYERS = ("video", "player", "audio")
_WEAK = 0.6
"""A block that near the threshold would be on the other side of it on a page with a box more,"""
_BESIDE = 1.0
"""and blocks that far from it would not."""
_JUST = 0.01
_TEASERS = 3
"""So many linked headings, one after the other,"""
_TEASER = 400
"""each with at most that many characters of text below it, are a list of other stories,"""
_TOLD = 1.5
"""where nothing in it speaks louder than that for the story."""
_LEADS_AWAY = frozenset((Phrase.MORE, Phrase.LETTER, Phrase.SHARE))


def smooth(blocks: Sequence[Block], scores: list[float], threshold: float) -> list[float]:
    """The scores, with those of unsure blocks moved to where the blocks that they belong to are:
    the rest of a list or table, paragraphs that look alike, the text around a quotation or a
    heading, what stands before and behind them in the same box."""
    _smooth_lists(blocks, scores, threshold)
    _smooth_headings(blocks, scores, threshold)
    _smooth_between(blocks, scores, threshold)
    _smooth_teasers(blocks, scores, threshold)
    unsure = [
        block
        for block in blocks
        if threshold - _NEARLY < scores[block.index] <= threshold
        and block.link_chars * 3 < len(block.text)
    ]
    if unsure:
        ends: dict[Box, tuple[int, int]] = {}  # the first and last block taken in each box
        looks: Counter[tuple[Box, str, str]] = Counter()
        for block in blocks:
            around = block.box.parent
            if scores[block.index] > threshold and around is not None:
                ends[around] = (ends.get(around, (block.index,))[0], block.index)
                looks[around, block.tag, block.box.names] += 1
        taken = [
            block
            for block in unsure
            if _is_quoted(block, ends) or _is_alike(block, looks, scores, threshold)
        ]
        for block in taken:
            scores[block.index] = threshold + _JUST
    return scores


def _smooth_headings(blocks: Sequence[Block], scores: list[float], threshold: float) -> None:
    """A heading between taken paragraphs beside it is taken; so is one, and a quotation, that
    stands between them in elements of its own."""
    low = threshold - _BETWEEN
    before = -1  # the last block taken
    for i in range(len(blocks) - 1):
        if scores[i] > threshold:
            before = i
        elif low < scores[i] and scores[i + 1] > threshold and before >= 0:
            block = blocks[i]
            box = block.box
            is_heading = box.tag in _HEADINGS or "heading" in box.names.split()
            if (
                block.link_chars * 3 < len(block.text)
                and (
                    (is_heading and before == i - 1 and _are_beside(blocks[before : i + 2]))
                    or (
                        scores[i] > threshold - _NEARLY
                        and (is_heading or _is_quote(box))
                        and _is_wrapped(blocks, before, i)
                    )
                )
                and not phrase_kind(block.text)
            ):
                scores[i] = threshold + _JUST


def _are_beside(blocks: Sequence[Block]) -> bool:
    first, *others = (block.box.parent for block in blocks)
    return all(box is first for box in others)


def _smooth_teasers(blocks: Sequence[Block], scores: list[float], threshold: float) -> None:
    """Short texts below headings that are links, one after the other, tell of other stories."""
    teasers: list[range] = []
    headings = [block for block in blocks if block.tag in _HEADINGS]
    for heading, following in zip_longest(headings, headings[1:]):
        its = _below(heading, following)
        is_linked = heading.link_chars * 10 >= len(heading.text) * 9
        if is_linked and sum(len(blocks[at].text) for at in its[1:]) <= _TEASER:
            teasers.append(its)
        else:
            _leave_out(teasers, scores, threshold)
            teasers = []
    _leave_out(teasers, scores, threshold)


def _below(heading: Block, following: Block | None) -> range:
    """The positions of a heading and of what stands below it in the same box."""
    start = heading.index
    box = heading.box.parent
    while box is not None and box.end == start + 1:
        box = box.parent
    end = box.end if box is not None else start + 1
    return range(start, min(end, following.index) if following is not None else end)


def _leave_out(teasers: Sequence[range], scores: list[float], threshold: float) -> None:
    if len(teasers) < _TEASERS:
        return
    every = [at for its in teasers for at in its]
    if max(scores[at] for at in every) < threshold + _TOLD:
        for at in every:
            scores[at] = min(scores[at], threshold - _JUST)


def _smooth_between(blocks: Sequence[Block], scores: list[float], threshold: float) -> None:
    """A weak block goes with the sure ones right before and behind it in the same box, where these
    agree; what leads away is not taken."""
    moved = {}
    for at in range(1, len(blocks) - 1):
        block = blocks[at]
        if abs(scores[at] - threshold) >= _WEAK:
            continue
        if not blocks[at - 1].box.parent is block.box.parent is blocks[at + 1].box.parent:
            continue
        before, behind = scores[at - 1] - threshold, scores[at + 1] - threshold
        if before <= -_BESIDE >= behind:
            moved[at] = threshold - _JUST
        elif (
            before >= _BESIDE <= behind
            and block.link_chars * 3 < len(block.text)
            and not phrase_kind(block.text)
        ):
            moved[at] = threshold + _JUST
    for at, score in moved.items():
        scores[at] = score


def _is_quoted(block: Block, ends: dict[Box, tuple[int, int]]) -> bool:
    """Whether a block is a quotation in the middle of the story."""
    for box in block.box.ancestors():
        if box.tag == "blockquote" and box.parent is not None:
            around = ends.get(box.parent)
            return around is not None and around[0] < block.index < around[1]
    return False


def _is_quote(box: Box) -> bool:
    around = box.parent
    return box.tag == "blockquote" or (around is not None and around.tag == "blockquote")


def _is_wrapped(blocks: Sequence[Block], before: int, at: int) -> bool:
    """Whether a block stands alone in elements of its own, and these between the block *before*
    and the one behind it: systems that make stories of pieces wrap each of them."""
    box = blocks[at].box.parent
    if box is None or box.end - box.start > 1:
        return False
    while box is not None and box.end - box.start == 1:
        if any(name in box.names for name in _PLAYERS):
            return False  # the heading is a film's
        box = box.parent
    return box is not None and all(
        any(around is box for around in islice(blocks[beside].box.ancestors(), _WRAPPERS))
        for beside in (before, at + 1)
    )


def _is_alike(
    block: Block, looks: Counter[tuple[Box, str, str]], scores: list[float], threshold: float
) -> bool:
    """Whether a paragraph was all but taken, and looks like most of its neighbours that were."""
    box = block.box
    if (
        box.parent is None
        or len(block.text) < _PARAGRAPH
        or scores[block.index] <= threshold - _ALL_BUT
        or phrase_kind(block.text) in _LEADS_AWAY
    ):
        return False
    return looks[box.parent, box.tag, box.names] >= _MOST


def _smooth_lists(blocks: Sequence[Block], scores: list[float], threshold: float) -> None:
    groups: dict[Box, list[int]] = defaultdict(list)
    for block in blocks:
        whole = _whole(block.box)
        if whole is not None:
            groups[whole].append(block.index)
    for whole, group in groups.items():
        its = [scores[i] for i in group]
        stands_in = max(its) <= threshold + _SURE and _stands_in(whole, blocks, scores, threshold)
        if min(its) > threshold or (max(its) <= threshold and not stands_in):
            continue
        weight = total = 0.0
        for i in group:
            size = len(blocks[i].text) + _SHORT
            weight += size
            total += size * max(-_LOUDEST, min(_LOUDEST, scores[i]))
        bound = threshold - _LIST if stands_in else threshold
        is_story = total > bound * weight
        for i in group:
            if is_story and (threshold - _SURE < scores[i] or stands_in) and scores[i] <= threshold:
                scores[i] = threshold + _JUST
            elif not is_story and threshold < scores[i] < threshold + _SURE:
                scores[i] = threshold - _JUST


def _stands_in(
    whole: Box, blocks: Sequence[Block], scores: Sequence[float], threshold: float
) -> bool:
    """Whether a list that leads nowhere stands between a sure paragraph and a taken block of
    the element around it, as paragraphs do."""
    start, end = whole.start, whole.end
    return (
        whole.tag in _LISTS
        and start > 0
        and end < len(blocks)
        and scores[start - 1] > threshold + _BESIDE
        and scores[end] > threshold
        and blocks[start - 1].tag in _INTRODUCES
        and blocks[start - 1].box.parent is whole.parent is blocks[end].box.parent
        and whole.link_chars * 10 <= whole.text_chars
        and not any(phrase_kind(block.text) for block in blocks[start:end])
    )


def _whole(box: Box) -> Box | None:
    """The list or table that a box is an item or a cell of."""
    if box.tag in _ITEMS:
        return box.parent
    if box.tag in _CELLS:
        for around in box.ancestors():
            if around.tag == "table":
                return around
        return None
    parent = box.parent
    return parent.parent if parent is not None and parent.tag == "li" else None
