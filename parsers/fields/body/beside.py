"""What stands beside a story, among its paragraphs: fact boxes, key points, embedded posts.

It is told by its element, by the name or role of a box, or by a heading that says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from parsers.page.element_flags import ASIDE
from parsers.page.head_elements import ClassNameMatcher
from parsers.page.layout import Block, Box
from parsers.records import ParagraphKind
from parsers.wordlists import names_of, patterns_of

_EMBEDS_NAMES = (
    r"\btwitter-tweet|\btweet-embed|\bembed-?tweet|\binstagram-media|\btiktok-embed|\bfb-post\b"
    r"|\bbluesky-embed|\bmastodon-embed|\breddit-(?:embed|card)|\btelegram-post|\bthreads-embed"
    r"|\btext-post-media|\bsocial-?embed|\bembed(?:ded)?-?(?:social|post|tweet)|\bvk-?post"
)
_EMBEDS = ClassNameMatcher(_EMBEDS_NAMES)
_SUMMARIES_NAMES = (
    r"key-?points?\b|key-?takeaways?|\btakeaways?\b|\btl-?dr\b|ai-?(?:generated-?)?summar|summary-?box"
    r"|article-?summary|bullet-?summary|\bkernpunkt|points?-cles|puntos-?clave|at-?a-?glance"
    r"|story-?highlights|\bkeyfacts|key-?facts|quick-?read-?summary"
)
_SUMMARIES = ClassNameMatcher(_SUMMARIES_NAMES)
_BOXES_NAMES = (
    r"fact-?box|\bfactfile|fact-?file|info-?box(?!es-)|infokasten|info-?kasten|fakten-?(?:box|kasten)"
    r"|fakta-?(?:box|boks|rute?|ruta)|\bencadre\b|\brecuadro|\bdespiece|box-?out\b|\bkader\b"
    r"|info-?kader|explainer-?box|background-?box|\bboxed-?text|\baside-?box|\bsidebox"
)
_BOXES = ClassNameMatcher(_BOXES_NAMES)
_ANY = ClassNameMatcher(_EMBEDS_NAMES, _SUMMARIES_NAMES, _BOXES_NAMES)
_LARGEST = 0.4
"""As a share of the story's text: what is larger is the story."""
_ITEMS = 8
"""Items of a list of key points."""
_EARLY = 0.3
"""As a share of the story: a list of key points without a box of its own stands that early."""
_LONGEST_HEADING = 60


def kinds_beside(blocks: Sequence[Block], page_blocks: Sequence[Block]) -> dict[int, ParagraphKind]:
    """Of the blocks of a story those that stand beside it: position in *blocks* to kind."""
    if not blocks:
        return {}
    total = sum(len(block.text) for block in blocks)
    found: dict[int, ParagraphKind] = {}
    known: dict[Box, tuple[Box, ...]] = {}
    kinds: dict[Box, ParagraphKind] = {}
    inside: dict[Box, list[int]] = {}
    for at, block in enumerate(blocks):
        for box in _told_around(block.box, known, kinds):
            inside.setdefault(box, []).append(at)
    for box, places in inside.items():
        size = sum(len(blocks[at].text) for at in places)
        if size <= _LARGEST * total:
            for at in places:
                found.setdefault(at, kinds[box])
    found.update(_headed(blocks, page_blocks, total, found))
    return found


def with_what_stands_beside(
    page_blocks: Sequence[Block],
    blocks: tuple[Block, ...],
    scores: Sequence[float],
    taken: frozenset[int],
) -> tuple[Block, ...]:
    """*blocks* of a story with the boxes and posts inside it that the classifier left out.

    Of a box the name says what it is: its blocks need less to speak for them. *taken* are the
    indexes of blocks that show headline, kicker and dek.
    """
    if len(blocks) < _LEAST_STORY or len(scores) != len(page_blocks):
        return blocks
    kept = {block.index for block in blocks} | taken
    known: dict[Box, tuple[Box, ...]] = {}
    kinds: dict[Box, ParagraphKind] = {}
    inside: dict[Box, list[Block]] = {}
    for block in page_blocks[blocks[0].index : blocks[-1].index]:
        if block.index not in kept and block.link_chars * 2 < len(block.text):
            named = [box for box in _told_around(block.box, known, kinds) if _is_named(box)]
            if named:
                inside.setdefault(named[-1], []).append(block)
    more = []
    total = sum(len(block.text) for block in blocks)
    for box, lost in inside.items():
        size = sum(len(block.text) for block in lost)
        if size > _LARGEST * (total + size):
            continue
        mean = sum(scores[block.index] for block in lost) / len(lost)
        long = any(len(block.text) > _SENTENCE for block in lost)
        if long and mean > _BOUNDS[kinds[box]] and box.text_chars < _LARGEST_BOX:
            more += [block for block in lost if scores[block.index] > _UNLIKELY]
    if not more:
        return blocks
    return tuple(sorted((*blocks, *more), key=lambda block: block.index))


def _is_named(box: Box) -> bool:
    """Whether the names of a box say what it is: an ``aside`` may hold anything."""
    return _ANY(box.names)


_BOUNDS = {"embed": -4.0, "box": -1.2, "summary": -2.0}
"""The mean score of what a box holds, above which it is kept: by 24 boxes of real pages, where
consent boxes and links to other stories had less."""
_UNLIKELY = -5.0
_SENTENCE = 40
"""Characters of a text that says something."""
_LARGEST_BOX = 4_000
"""Characters."""
_LEAST_STORY = 3
"""Blocks."""


def _told_around(
    box: Box, known: dict[Box, tuple[Box, ...]], kinds: dict[Box, ParagraphKind]
) -> tuple[Box, ...]:
    """The boxes around a block that say what they are, inner ones first."""
    path = []
    outer: Box | None = box
    while outer is not None and outer not in known:
        path.append(outer)
        outer = outer.parent
    told = known[outer] if outer is not None else ()
    for each in reversed(path):
        kind = _kind_of_box(each)
        if kind:
            kinds[each] = kind
            told = (each, *told)
        known[each] = told
    return told


def _kind_of_box(box: Box) -> ParagraphKind | None:
    """What the names of a box say it is; an ``aside`` is a box."""
    names = box.names
    if names and _ANY(names):
        if _EMBEDS(names):
            return "embed"
        if _SUMMARIES(names):
            return "summary"
        if _BOXES(names):
            return "box"
    return "box" if box.flags & ASIDE else None


def _headed(
    blocks: Sequence[Block],
    page_blocks: Sequence[Block],
    total: int,
    told: dict[int, ParagraphKind],
) -> dict[int, ParagraphKind]:
    """What a heading says of the box it opens, or of the list of key points below it.

    The heading itself may be none of *blocks*: it says little.
    """
    found: dict[int, ParagraphKind] = {}
    first, last = blocks[0].index, blocks[-1].index
    looked_at = 0
    for heading in page_blocks[max(0, first - _BEFORE) : last]:
        kind = _kind_of_heading(heading.text) if len(heading.text) <= _LONGEST_HEADING else None
        if kind is None:
            continue
        looked_at += 1
        if looked_at > _MOST_HEADINGS:
            break
        places = _own_box(heading, blocks, page_blocks, total)
        if not places and kind == "summary":
            passed = sum(len(block.text) for block in blocks if block.index < heading.index)
            places = _list_after(heading, blocks) if passed <= _EARLY * total else []
            places += [at for at, block in enumerate(blocks) if block is heading and places]
        found.update({at: kind for at in places if told.get(at, "box") == "box"})
    return found


_MOST_HEADINGS = 12
"""Headings that are looked at: each box and list is gone through anew."""
_BEFORE = 3
"""Blocks before the story where the heading of its key points may stand."""


def _own_box(
    heading: Block, blocks: Sequence[Block], page_blocks: Sequence[Block], total: int
) -> list[int]:
    """The positions of what a box holds that begins with *heading*, if one does."""
    best: list[int] = []
    for box in heading.box.ancestors():
        if box.start != heading.index or box.tag in ("body", "main", "article"):
            break
        places = [at for at, block in enumerate(blocks) if box.start <= block.index < box.end]
        if sum(len(blocks[at].text) for at in places) > _LARGEST * total:
            break
        if _is_section(box, page_blocks):
            return []
        if len(places) > (blocks[places[0]] is heading if places else 0):
            best = places
    return best


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


def _list_after(heading: Block, blocks: Sequence[Block]) -> list[int]:
    """The positions of the items of the list right below *heading*."""
    items = []
    following = heading.index + 1
    for at, block in enumerate(blocks):
        if block.index < following:
            continue
        is_item = any(box.tag == "li" for box in list(block.box.ancestors())[:3])
        if block.index != following or not is_item:
            break
        items.append(at)
        following += 1
    return items if 1 < len(items) <= _ITEMS else []


@cache
def _headings(kind: ParagraphKind) -> tuple[frozenset[str], tuple[str, ...]]:
    patterns = patterns_of(names_of("beside", kind))
    return patterns.whole, patterns.starts


def _kind_of_heading(text: str) -> ParagraphKind | None:
    folded = text.casefold().strip(" :：.!?–—-|")
    kinds: tuple[ParagraphKind, ...] = ("summary", "box")
    for kind in kinds:
        whole, starts = _headings(kind)
        if folded in whole or (starts and folded.startswith(starts)):
            return kind
    return None
