"""A live blog is one story of many entries, each with a heading of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from parsers.classify.blocks.boilerplate_phrases import Phrase, phrase_kind
from parsers.classify.blocks.story_evidence import fold
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.linked_data.structured_data import plain, types_of

_ENTRIES = 3
"""So many boxes alike beside each other are the entries of a live blog."""
_PROSE = 60
"""Characters of a block that is told as an entry's text."""
_LIKELY = -3.0
"""The score of a text that may be an entry's: the classifier takes entries for other stories."""
_LEVELS = 6
"""Elements from an entry's text up to the entry."""
_LISTED = 100_000
"""Letters of the listed updates in which the page's blocks are looked for."""
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SHORTEST = 4
"""Letters of a text that is looked for among the updates."""
_JUST = 0.01


def is_live_blog(page: Document) -> bool:
    """Whether the page's own data says that it is one."""
    return any("liveblogposting" in types_of(node) for node in page.story[:3])


def with_entries(page: Document, scores: Sequence[float], threshold: float) -> list[float]:
    """The *scores* of a live blog's blocks, with all its entries just above the *threshold*: the
    updates that its linked data lists, and the boxes that look like entries."""
    raised = list(scores)
    wanted = _listed(page) | _alike(page.blocks, scores)
    for index in wanted:
        raised[index] = max(raised[index], threshold + _JUST)
    return raised


def _listed(page: Document) -> set[int]:
    """The blocks that the linked data has as updates."""
    told: list[str] = []
    for node in page.story[:3]:
        updates = node.get("liveBlogUpdate")
        for update in updates if isinstance(updates, list) else [updates]:
            if isinstance(update, dict):
                values = (update.get("headline"), update.get("articleBody"))
                told += [plain(value) for value in values if isinstance(value, str)]
    updates_text = "\n".join(map(fold, told))[:_LISTED]
    if not updates_text:
        return set()
    folded = ((block.index, fold(block.text)) for block in page.blocks)
    return {index for index, text in folded if len(text) >= _SHORTEST and text in updates_text}


def _alike(blocks: Sequence[Block], scores: Sequence[float]) -> set[int]:
    """The headings and the prose of the boxes that look like one whose text may be the story."""
    siblings: dict[tuple[Box | None, str, str], list[Box]] = defaultdict(list)
    taken: set[tuple[Box | None, str, str]] = set()
    seen: set[Box] = set()
    for block in blocks:
        is_taken = scores[block.index] > _LIKELY and len(block.text) >= _PROSE
        for box in islice(block.box.ancestors(), _LEVELS):
            key = (box.parent, box.tag, box.names)
            if box.end - box.start > 1 and box not in seen:
                seen.add(box)
                siblings[key].append(box)
            if is_taken:
                taken.add(key)
    found: set[int] = set()
    for key in taken:
        boxes = siblings.get(key, ())
        if len(boxes) >= _ENTRIES and key[2]:
            for box in boxes:
                found |= {b.index for b in blocks[box.start : box.end] if _is_told(b)}
    return found


def _is_told(block: Block) -> bool:
    """Whether a block of an entry is its heading or its text, and leads nowhere."""
    if block.link_chars * 3 > len(block.text):
        return False
    if phrase_kind(block.text) not in (Phrase.NONE, Phrase.NOTICE):
        return False
    return len(block.text) >= _PROSE or block.tag in _HEADINGS
