"""What is measured of each block before the judge decides."""

from __future__ import annotations

import re
from collections import Counter

from parsers.classify.blocks.boilerplate_phrases import phrase_kind
from parsers.classify.blocks.node_stats import (
    COMMENTS,
    CONSENT,
    FIRST_HEADING,
    LAST_HEADING,
    LEGEND,
    Branch,
    Branches,
)
from parsers.classify.blocks.story_evidence import Story, fold
from parsers.page.element_flags import ARIA_HIDDEN, ASIDE, HIDDEN, SCREEN_READER
from parsers.page.layout import Box

Row = tuple[float, ...]
"""The features of one block: what :func:`measure` says it measures, in that order."""

_ENDS = {
    **dict.fromkeys(".。।؟?!！？۔…", 5),
    **dict.fromkeys("\"'”’»」』)）]", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;،、", 2),
    **dict.fromkeys("→»›>|/", 6),
}
_FAR = 20
"""Distances to prose are counted up to this many blocks."""
_LONG_AGO = 30
"""And those to the last heading up to that many."""
_LONELY = 3
"""Links that stand further from prose than this many blocks are not looked at."""
_CAPITALS = re.compile("[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]").findall
_BEGINNING = 80
"""Characters among which capitals are counted."""
_HEADING = 150
"""Characters: a longer heading is no label of what stands below it."""


def measure(page: Branches, story: Story) -> list[Row | None]:
    """The features of each block; ``None`` for one that is out without a look: links far from
    any prose."""
    blocks = page.layout.blocks
    held = page.held
    scale = page.scale
    description, body = story.description, story.body
    is_compared = bool(description or body)
    main = page.main
    start, end = main.box.start, main.box.end
    is_prose = page.is_prose
    chrome_words = page.chrome_words
    since = _distances(is_prose)
    until = _distances(is_prose[::-1])[::-1]
    first, last = _edges(is_prose, start, end)
    h1 = story.head_block
    lengths = page.lengths
    densities = [block.link_chars / length for block, length in zip(blocks, lengths, strict=True)]
    to_h1 = sum(lengths[: h1 + 1]) if h1 is not None else 0
    from_h1 = -999
    texts = Counter([block.text for block in blocks])
    seen: dict[str, int] = {}
    same_page = (
        main.inside / page.prose,
        main.inside,
        main.inside / (6 * story.words) if story.words else -1.0,
    )
    # More at the end for the neighbours of the first (at -1, -2) and of the last block.
    lengths = [*lengths, 0]
    densities += (1, 1)
    tags = [branch.tag for branch in held]
    tags.append(-1)
    end_of = _ENDS.get
    rows: list[Row | None] = []
    add = rows.append
    before = 0
    heading: Branch | None = None
    heading_at = -_LONG_AGO
    heading_kind = heading_tag = 0
    for i, block in enumerate(blocks):
        length = lengths[i]
        density = densities[i]
        branch = held[i]
        before += length
        if density > 0.9 and since[i] > _LONELY and until[i] > _LONELY and length < 120:
            add(None)
            if FIRST_HEADING <= branch.tag <= LAST_HEADING:
                heading, heading_at, heading_tag = branch, i, branch.tag
                heading_kind = phrase_kind(block.text)
            continue
        text = block.text
        described = in_body = -1
        if is_compared:
            folded = fold(text[:80])
            if description:
                described = 1 if folded[:60] in description else 0
            if body:
                in_body = 0
                if folded[:40] in body:
                    in_body = 2 if fold(text[-60:])[-30:] in body else 1
        if length < 250:
            signs = ("|" in text) + 2 * ("©" in text) + 4 * ("@" in text)
            phrase = phrase_kind(text)
        else:
            signs = phrase = 0
        if h1 is not None:
            from_h1 = i - h1
        times = texts[text]
        if times > 1:
            nth = seen[text] = seen.get(text, 0) + 1
        else:
            nth = 1
        add(
            (
                length * scale,
                density,
                text.count(" "),
                ("ookie" in text) + ("rivacy" in text) + ("onsent" in text),
                end_of(text[-1], 0),
                signs,
                phrase,
                described,
                in_body,
                times,
                from_h1,
                before - to_h1,
                i - start,
                end - i,
                i - first,
                last - i,
                since[i],
                until[i],
                densities[i - 1],
                lengths[i + 1],
                densities[i + 1],
                heading_kind,
                min(i - heading_at, _LONG_AGO),
                heading_tag,
                _below(branch, heading),
                tags[i - 1],
                tags[i + 1],
                densities[i - 2],
                nth,
                len(_CAPITALS(text, 0, _BEGINNING)) / min(length, _BEGINNING),
                *(branch.shared or _shared(page, branch)),
                *same_page,
                *chrome_words[i],
            )
        )
        if FIRST_HEADING <= branch.tag <= LAST_HEADING:
            heading, heading_at, heading_tag = branch, i, branch.tag
            heading_kind = phrase if length < _HEADING else 0
    return rows


def _below(branch: Branch, heading: Branch | None) -> int:
    """How near a block's box is to that of the last heading: 1 beside it, 2 one level deeper,
    3 right around it, 4 none of these; 0 without a heading."""
    if heading is None:
        return 0
    around = heading.parent
    parent = branch.parent
    if around is parent:
        return 1
    if parent is not None and around is parent.parent:
        return 2
    return 3 if around is branch else 4


def _shared(page: Branches, branch: Branch) -> Row:
    """What all blocks of one box share."""
    box = branch.box
    prose = page.main.inside or 1
    parent = branch.parent or branch
    around = parent.around or _around(page, parent)
    sign = branch.sign
    flags = box.within
    common = branch.common
    if common is None:
        common = parent.common or 0
    branch.shared = shared = (
        branch.tag,
        branch.near,
        branch.far_sum,
        branch.far_min,
        branch.far_max,
        branch.within,
        branch.blocks,
        box.link_chars / (box.text_chars or 1),
        branch.direct / prose,
        page.main.depth - common,
        branch.depth - common,
        branch.depth,
        page.twins[sign],
        page.sign_prose[sign] / prose,
        page.sign_chars[sign],
        branch.apart_sum,
        branch.apart_min,
        branch.apart_marks & COMMENTS,
        branch.apart_marks & CONSENT,
        branch.apart_marks & LEGEND,
        flags & HIDDEN,
        flags & ARIA_HIDDEN,
        flags & SCREEN_READER,
        flags & ASIDE,
        *around,
    )
    return shared


def _around(page: Branches, parent: Branch) -> Row:
    """What all boxes in one box share."""
    prose = page.main.inside or 1
    grand = parent.parent or parent
    great = grand.parent or grand
    up = parent
    while up.common is None and up.parent is not None:
        up = up.parent
    parent.common = up.common
    parent_box, grand_box = parent.box, grand.box
    parent_chars = parent_box.text_chars or 1
    grand_chars = grand_box.text_chars or 1
    grand_blocks = grand_box.end - grand_box.start
    parent.around = around = (
        parent.near,
        grand.far,
        great.far,
        parent_box.link_chars / parent_chars,
        grand_box.link_chars / grand_chars,
        parent.direct / prose,
        parent.inside / prose,
        grand.direct / prose,
        grand.inside / prose,
        parent.inside / parent_chars,
        grand.inside / grand_chars,
        parent_chars,
        parent_box.end - parent_box.start,
        page.twins[parent.sign],
        page.twins[grand.sign],
        grand.pictures / grand_blocks,
        grand.headings / grand_blocks,
        _chrome_words(page, parent_box),
        _chrome_words(page, grand_box),
    )
    return around


def _chrome_words(page: Branches, box: Box) -> float:
    """How many words of consent, letters and notices a box has, by block."""
    sums = page.chrome_sums
    return (sums[box.end] - sums[box.start]) / (box.end - box.start)


def _edges(is_prose: list[bool], start: int, end: int) -> tuple[int, int]:
    """The first and the last block of prose in the main box."""
    inside = is_prose[start:end]
    if True not in inside:
        return start, end
    return start + inside.index(True), end - 1 - inside[::-1].index(True)


def _distances(is_prose: list[bool]) -> list[int]:
    """How many blocks ago prose was seen."""
    found = []
    since = _FAR
    for prose in is_prose:
        found.append(since)
        if prose:
            since = 1
        elif since < _FAR:
            since += 1
    return found
