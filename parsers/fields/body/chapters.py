"""Later chapters of a story: runs of unsure paragraphs that look as its taken ones do.

A block classifier has few stories of a hundred paragraphs to learn from, and of such whose text
stands in several sections: what comes late there scores low, paragraph by paragraph. Together,
in elements like the story's own, they are its next chapter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.classify.blocks.boilerplate_phrases import phrase_kind
from parsers.fields.body.chrome_lines import is_chrome, is_label
from parsers.fields.body.notices import notices_among
from parsers.page.layout import Block, Box
from parsers.page.text.scripts import scale_of

_LOWEST = -1.8
"""No paragraph of a chapter scores lower,"""
_BEST = -1.0
"""and one at least scores better."""
_PARAGRAPHS = 3
"""Of a chapter, at least; and of the story that look like them."""
_SHARE = 0.25
"""Of the text taken so far: so much looks like the chapter's paragraphs."""
_BETWEEN = 2
"""Blocks of another look that may stand between two paragraphs of a chapter."""
_LEAST = 25
"""Letters of an alphabet of a paragraph."""
_LEVELS = 3
"""Elements by which a look is told: its own and those around it."""
_ENDS = frozenset(".!?…:。！？：।؟۔\"'”’»」』)")
"""What the sentences of a chapter end with."""
_JUST = 0.01
_TAGS = frozenset(("p", "div"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BESIDE = _HEADINGS | {"li", "blockquote", "pre"}
"""What stands among paragraphs and goes with them."""
_DIGITS = str.maketrans("", "", "0123456789")

Look = tuple[tuple[str, str], ...]


def with_chapters(
    blocks: Sequence[Block], scores: Sequence[float], threshold: float
) -> list[float]:
    """*scores* with those of later chapters moved just over *threshold*."""
    found = list(scores)
    taken = [block for block in blocks if scores[block.index] > threshold]
    if len(taken) < _PARAGRAPHS:
        return found
    first = taken[0]
    least = _LEAST / scale_of(first.text[:40])
    low = threshold + _LOWEST
    unsure = [
        block
        for block in blocks[first.index :]
        if low < scores[block.index] <= threshold and _may_be_prose(block, least)
    ]
    if len(unsure) < _PARAGRAPHS:
        return found
    notices = notices_among([block.text for block in unsure])
    prose = [block for block in unsure if block.text not in notices and _may_be_told(block.text)]
    runs = [
        run
        for run in _runs(prose, scores, threshold)
        if max(scores[block.index] for block in run) > threshold + _BEST
    ]
    if not runs:
        return found
    looks = _looks_of(taken)
    for run in runs:
        chapter = [block for block in run if _look(block) in looks]
        if sum(block.text[-1] in _ENDS for block in chapter) < _PARAGRAPHS:
            continue
        homes = {block.box.parent for block in chapter}
        told = {block.index for block in chapter}
        start = max(0, chapter[0].index - 1)  # a heading may stand over it
        for block in blocks[start : chapter[-1].index + 1]:
            if threshold + _LOWEST < scores[block.index] <= threshold and (
                block.index in told
                or (
                    block.tag in (_BESIDE if block.index > start else _HEADINGS)
                    and _goes_along(block, homes)
                )
            ):
                found[block.index] = threshold + _JUST
    return found


def _runs(
    blocks: Sequence[Block], scores: Sequence[float], threshold: float
) -> Iterator[list[Block]]:
    """Those of *blocks* that stand close together, with none that is taken between them."""
    run: list[Block] = []
    for block in blocks:
        if run:
            between = range(run[-1].index + 1, block.index)
            if len(between) > _BETWEEN or any(scores[at] > threshold for at in between):
                if len(run) >= _PARAGRAPHS:
                    yield run
                run = []
        run.append(block)
    if len(run) >= _PARAGRAPHS:
        yield run


def _may_be_prose(block: Block, least: float) -> bool:
    length = len(block.text)
    return block.tag in _TAGS and length >= least and block.link_chars * 3 < length


def _may_be_told(text: str) -> bool:
    return not phrase_kind(text) and not is_label(text)


def _looks_of(taken: Sequence[Block]) -> set[Look]:
    """The looks that a good part of the text has."""
    chars: Counter[Look] = Counter()
    times: Counter[Look] = Counter()
    for block in taken:
        if block.tag in _TAGS:
            look = _look(block)
            chars[look] += len(block.text)
            times[look] += 1
    least = _SHARE * sum(len(block.text) for block in taken)
    return {look for look, n in times.items() if n >= _PARAGRAPHS and chars[look] >= least}


def _look(block: Block) -> Look:
    look = []
    box: Box | None = block.box
    for _ in range(_LEVELS):
        if box is None:
            break
        look.append((box.tag, _first(box.names)))
        box = box.parent
    return tuple(look)


@lru_cache(maxsize=4096)
def _first(names: str) -> str:
    """The first of an element's names, which says what it is, without its number."""
    return names.partition(" ")[0].translate(_DIGITS)


def _goes_along(block: Block, homes: set[Box | None]) -> bool:
    """Whether a heading, item or quotation stands where the paragraphs of a chapter do."""
    return (
        block.link_chars * 3 < len(block.text)
        and not is_chrome(block.text)
        and any(box.parent in homes for box in list(block.box.ancestors())[:_LEVELS])
    )
