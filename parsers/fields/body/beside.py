"""What stands beside a story, among its paragraphs: fact boxes, key points, embedded posts.

It is told by its element, by the name or role of a box, or by a heading that says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.fields.body.headed import LARGEST, headed
from parsers.page.element_flags import ASIDE
from parsers.page.layout import Block, Box
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.text.scripts import scale_of
from parsers.records import ParagraphKind

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
        if size <= LARGEST * total:
            for at in places:
                found.setdefault(at, kinds[box])
    places_of = {block.index: at for at, block in enumerate(blocks)}
    for kind, told in headed(blocks, page_blocks, blocks):
        places = [places_of[block.index] for block in told]
        found.update({at: kind for at in places if found.get(at, "box") == "box"})
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
        if size > LARGEST * (total + size):
            continue
        mean = sum(scores[block.index] for block in lost) / len(lost)
        long = any(len(block.text) > _SENTENCE for block in lost)
        if long and mean > _BOUNDS[kinds[box]] and box.text_chars < _LARGEST_BOX:
            more += [block for block in lost if scores[block.index] > _UNLIKELY]
    more += _opened_by_headings(page_blocks, blocks, scores, taken)
    if not more:
        return blocks
    every = {block.index: block for block in (*blocks, *more)}
    return tuple(every[index] for index in sorted(every))


def _opened_by_headings(
    page_blocks: Sequence[Block],
    blocks: tuple[Block, ...],
    scores: Sequence[float],
    taken: frozenset[int],
) -> list[Block]:
    """What stands below headings that say what it is, where nothing else tells of a box."""
    kept = {block.index for block in blocks}
    first = blocks[0].index
    start = max(0, first - _NEAR, *(index for index in taken if index < first))
    near = page_blocks[start : blocks[-1].index + _NEAR]
    found: list[Block] = []
    for _, told in headed(near, page_blocks, blocks, start):
        chars = sum(len(block.text) for block in told)
        links = sum(block.link_chars for block in told)
        if links * 3 > chars or any(block.index in taken for block in told):
            continue
        lost = [block for block in told if block.index not in kept]
        lost = [block for block in lost if block.link_chars * 2 <= len(block.text)]
        mean = sum(scores[block.index] for block in lost) / max(1, len(lost))
        less = scale_of(told[-1].text) - 1.0  # the fewer characters, the less speaks for them
        if mean > _BOUND_HEADED - less:
            found += lost
    return found


_NEAR = 24
"""Blocks before and behind a story where a heading may open a box."""
_BOUND_HEADED = -5.0
"""The mean score of what a heading opens, above which it is kept, whole: of 17 such boxes of real
pages one is below, a shop's list."""


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
