"""What is measured of each block by itself. The name of a feature stands beside its value."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from operator import attrgetter

from parsers.classify.blocks.boilerplate_phrases import Phrase, phrase_kind
from parsers.classify.blocks.node_stats import (
    COMMENTS,
    CONSENT,
    FIRST_HEADING,
    LAST_HEADING,
    LEGEND,
    TELLING,
    NodeStats,
    PageStats,
)
from parsers.classify.blocks.story_evidence import StoryEvidence, fold
from parsers.page.element_flags import ARIA_HIDDEN, ASIDE, HIDDEN, SCREEN_READER

Row = tuple[float, ...]
"""The features of one block, or of a page: in the order of their list in
:mod:`parsers.classify.feature_names`."""

_ENDS = {
    **dict.fromkeys(".。।؟?!！？۔…", 5),
    **dict.fromkeys("\"'”’»」』)）]", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;،、", 2),
    **dict.fromkeys("→»›>|/", 6),
}
_index = attrgetter("index")
_FAR = 20
"""Distances to prose are counted up to this many blocks."""
_LONG_AGO = 30
"""And those to the last heading up to that many."""
MANY, MUCH = 40, 8_000
"""Distances are counted up to so many blocks, and text up to so many characters: the end of a long
story is no less of a story. One page of ten of the training sets has more of one box."""
_LONELY = 3
"""Links that stand further from prose than this many blocks are not looked at."""
_CAPITALS = re.compile("[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]").findall
_QUOTES = re.compile('["“”„«»「」『』]')
_BEGINNING = 80
"""Characters among which capitals are counted."""
_HEADING = 150
"""Characters: a longer heading is no label of what stands below it."""


def block_features(page: PageStats, story: StoryEvidence) -> list[Row | None]:
    """The features of each block; ``None`` for one that is never the story: links far from any
    prose."""
    blocks = page.blocks
    held = page.held
    scale = page.scale
    description, body = story.description, story.body
    is_compared = bool(description or body)
    main = page.main
    start, end = main.start, main.end
    is_prose = page.is_prose
    chrome_words = page.chrome_words
    since = _distances(is_prose)
    until = _distances(is_prose[::-1])[::-1]
    first, last = _edges(is_prose, start, end)
    h1 = story.head_block
    if h1 is not None:
        h1 = bisect_left(blocks, h1, key=_index)
    lengths = page.lengths
    densities = [block.link_chars / length for block, length in zip(blocks, lengths, strict=True)]
    to_h1 = sum(lengths[: h1 + 1]) if h1 is not None else 0
    from_h1 = -999
    texts = Counter([block.text for block in blocks])
    seen: dict[str, int] = {}
    same_page = (
        main.inside / page.prose,  # main_prose_share
        min(main.inside, MUCH),  # main_prose
        main.inside / (6 * story.words) if story.words else -1.0,  # main_prose_by_word_count
    )
    # More at the end for the neighbours of the first (at -1, -2) and of the last block.
    lengths = [*lengths, 0]
    densities += (1, 1)
    tags = [node.tag for node in held]
    tags.append(-1)
    end_of = _ENDS.get
    rows: list[Row | None] = []
    add = rows.append
    before = 0
    heading: NodeStats | None = None
    heading_at = -_LONG_AGO
    heading_tag = 0
    heading_kind = Phrase.NONE
    for i, block in enumerate(blocks):
        length = lengths[i]
        density = densities[i]
        node = held[i]
        before += length
        if density > 0.9 and since[i] > _LONELY and until[i] > _LONELY and length < 120:
            add(None)
            if FIRST_HEADING <= node.tag <= LAST_HEADING:
                heading, heading_at, heading_tag = node, i, node.tag
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
            signs = 0
            phrase = Phrase.NONE
        if h1 is not None:
            from_h1 = i - h1
        words = chrome_words[i]
        times = texts[text]
        if times > 1:
            nth = seen[text] = seen.get(text, 0) + 1
        else:
            nth = 1
        add(
            (
                length * scale,  # length
                density,  # link_density
                text.count(" "),  # spaces
                ("ookie" in text) + ("rivacy" in text) + ("onsent" in text),  # consent_letters
                end_of(text[-1], 0),  # ending
                signs,  # signs
                phrase,  # phrase
                described,  # in_description
                in_body,  # in_article_body
                times,  # times
                min(from_h1, MANY),  # from_h1
                min(before - to_h1, MUCH),  # chars_from_h1
                min(i - start, MANY),  # from_main_start
                min(end - i, MANY),  # to_main_end
                min(i - first, MANY),  # from_first_prose
                min(last - i, MANY),  # to_last_prose
                since[i],  # since_prose
                until[i],  # until_prose
                densities[i - 1],  # previous_link_density
                lengths[i + 1],  # next_length
                densities[i + 1],  # next_link_density
                heading_kind,  # heading_phrase
                min(i - heading_at, _LONG_AGO),  # since_heading
                heading_tag,  # heading_tag
                _below(node, heading),  # below_heading
                tags[i - 1],  # previous_tag
                tags[i + 1],  # next_tag
                densities[i - 2],  # second_previous_link_density
                nth,  # occurrence
                len(_CAPITALS(text, 0, _BEGINNING)) / min(length, _BEGINNING),  # capitals
                ("!" in text) + 2 * ("?" in text),  # exclaims
                _QUOTES.search(text) is not None,  # quotes
                sum(words) / (min(length, TELLING) * scale),  # chrome_word_share
                *(node.shared or _shared(page, node)),
                *same_page,
                *words,
            )
        )
        if FIRST_HEADING <= node.tag <= LAST_HEADING:
            heading, heading_at, heading_tag = node, i, node.tag
            heading_kind = phrase if length < _HEADING else Phrase.NONE
    return rows


def _below(node: NodeStats, heading: NodeStats | None) -> int:
    """How near a block's box is to that of the last heading: 1 beside it, 2 one level deeper,
    3 right around it, 4 none of these; 0 without a heading."""
    if heading is None:
        return 0
    around = heading.parent
    parent = node.parent
    if around is parent:
        return 1
    if parent is not None and around is parent.parent:
        return 2
    return 3 if around is node else 4


def _shared(page: PageStats, node: NodeStats) -> Row:
    """What all blocks of one box share."""
    box = node.box
    prose = page.main.inside or 1
    parent = node.parent or node
    around = parent.around or _around(page, parent)
    signature = node.signature
    flags = box.within
    common = node.common
    if common is None:
        common = parent.common or 0
    node.shared = shared = (
        node.tag,  # box_tag
        node.near,  # near_weight
        node.far_sum,  # far_weight
        node.far_min,  # far_weight_min
        node.far_max,  # far_weight_max
        node.within,  # within
        node.blocks,  # box_blocks
        node.link_chars / (node.text_chars or 1),  # box_link_density
        node.direct / prose,  # box_prose
        page.main.depth - common,  # main_levels
        node.depth - common,  # levels_apart
        node.depth,  # depth
        page.siblings[signature],  # siblings
        page.signature_prose[signature] / prose,  # signature_prose
        min(page.signature_chars[signature], MUCH),  # signature_chars
        node.apart_sum,  # apart_weight
        node.apart_min,  # apart_weight_min
        node.apart_marks & COMMENTS,  # in_comments
        node.apart_marks & CONSENT,  # in_consent
        node.apart_marks & LEGEND,  # in_caption
        flags & HIDDEN,  # is_hidden
        flags & ARIA_HIDDEN,  # is_aria_hidden
        flags & SCREEN_READER,  # is_for_screen_readers
        flags & ASIDE,  # is_aside
        *around,
    )
    return shared


def _around(page: PageStats, parent: NodeStats) -> Row:
    """What all boxes in one box share."""
    prose = page.main.inside or 1
    grand = parent.parent or parent
    great = grand.parent or grand
    up = parent
    while up.common is None and up.parent is not None:
        up = up.parent
    parent.common = up.common
    parent_chars = parent.text_chars or 1
    grand_chars = grand.text_chars or 1
    grand_blocks = grand.end - grand.start
    parent.around = around = (
        parent.near,  # parent_near_weight
        grand.far,  # grand_far_weight
        great.far,  # great_far_weight
        parent.link_chars / parent_chars,  # parent_link_density
        grand.link_chars / grand_chars,  # grand_link_density
        parent.direct / prose,  # parent_prose
        parent.inside / prose,  # parent_prose_inside
        grand.direct / prose,  # grand_prose
        grand.inside / prose,  # grand_prose_inside
        parent.inside / parent_chars,  # parent_prose_density
        grand.inside / grand_chars,  # grand_prose_density
        min(parent_chars, MUCH),  # parent_chars
        min(parent.end - parent.start, MANY),  # parent_blocks
        page.siblings[parent.signature],  # parent_siblings
        page.siblings[grand.signature],  # grand_siblings
        grand.pictures / grand_blocks,  # grand_pictures
        grand.headings / grand_blocks,  # grand_headings
        _chrome_words(page, parent),  # parent_chrome_words
        _chrome_words(page, grand),  # grand_chrome_words
    )
    return around


def _chrome_words(page: PageStats, node: NodeStats) -> float:
    """How many words of consent, letters and notices a box has, by block."""
    sums = page.chrome_sums
    return (sums[node.end] - sums[node.start]) / (node.end - node.start)


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
