"""Paragraphs that run on from the story's in one element, taken or left as one text."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.classify.blocks.boilerplate_phrases import phrase_kind
from parsers.fields.body.chrome_lines import is_chrome
from parsers.page.layout import Block, Box

_UNSURE = -0.8
"""No paragraph that scores lower is taken with the others."""
_LOUDEST = 4.0
"""A higher score counts as this."""
_JUST = 0.01
_LEAST = 30
"""Characters of a paragraph that is taken: a shorter line may be anything."""
_ENDS = frozenset(".!?…。！？।؟۔\"'”’»」』")
_TAGS = frozenset(("p", "div"))


def with_run_on(blocks: Sequence[Block], scores: Sequence[float], threshold: float) -> list[float]:
    """*scores* with those of unsure paragraphs moved just over *threshold* where they follow
    a taken one, look like it, stand in the same element, and all of them together are taken.

    Short last paragraphs are told so: a sentence alone says little.
    """
    found = list(scores)
    low = threshold + _UNSURE
    end = 0
    for at, score in enumerate(scores):
        if low < score <= threshold and at >= end and blocks[at].tag in _TAGS:
            look = _look(blocks[at])
            start, end = at, at + 1
            while start > 0 and _look(blocks[start - 1]) == look:
                start -= 1
            while end < len(blocks) and _look(blocks[end]) == look:
                end += 1
            _take(blocks, found, start, end, threshold)
    return found


def _look(block: Block) -> tuple[Box | None, str, str]:
    box = block.box
    return box.parent, box.tag, box.names


def _take(
    blocks: Sequence[Block], scores: list[float], start: int, end: int, threshold: float
) -> None:
    """Take the unsure ones of a run, from behind its first taken paragraph."""
    while start < end and scores[start] <= threshold:
        start += 1
    run = range(start, end)
    unsure = [at for at in run if scores[at] <= threshold]
    if not unsure or min(scores[at] for at in run) <= threshold + _UNSURE:
        return
    total = sum(len(blocks[at].text) * (min(scores[at], _LOUDEST) - threshold) for at in run)
    if total > 0:
        for at in unsure:
            if _is_sentence(blocks[at]):
                scores[at] = threshold + _JUST


def _is_sentence(block: Block) -> bool:
    text = block.text
    return (
        len(text) >= _LEAST
        and text[-1] in _ENDS
        and block.link_chars * 3 < len(text)
        and not phrase_kind(text)
        and not is_chrome(text)
    )
