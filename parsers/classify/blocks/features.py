"""What is measured of each block of a page. The name of a feature stands beside its value."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from operator import attrgetter

from parsers.classify.blocks.boilerplate_phrases import phrase_kind
from parsers.classify.blocks.node_stats import (
    COMMENTS,
    CONSENT,
    FIRST_HEADING,
    LAST_HEADING,
    LEGEND,
    NodeStats,
    PageStats,
)
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.blocks.text_features import text_features
from parsers.classify.feature_names import BLOCK, Row
from parsers.page.element_flags import ARIA_HIDDEN, ASIDE, HIDDEN, SCREEN_READER

_index = attrgetter("index")
_FAR = 20
"""Distances to prose are counted up to this many blocks."""
_LONG_AGO = 30
"""And those to the last heading up to that many."""
MANY, MUCH = 40, 8_000
"""Distances are counted up to so many blocks, and text up to so many characters: the end of a long
story is no less of a story. One page of ten of the training sets has more of one box."""
_LONELY = 3
_LINK = 120
"""Links that stand further from prose than this many blocks, and have less characters, are not
looked at."""
_HEADING = 150
"""Characters: a longer heading is no label of what stands below it."""
_PHRASE = list(BLOCK).index("phrase")


def block_features(page: PageStats, story: StoryEvidence) -> list[Row | None]:
    """The features of each block; ``None`` for one that is never the story: links far from any
    prose."""
    main = page.main
    since = _distances(page.is_prose)
    until = _distances(page.is_prose[::-1])[::-1]
    densities = page.link_densities
    texts = Counter([block.text for block in page.blocks])
    seen: dict[str, int] = {}
    same_page = (
        main.inside / page.prose,  # main_prose_share
        min(main.inside, MUCH),  # main_prose
        main.inside / (6 * story.words) if story.words else -1.0,  # main_prose_by_word_count
    )
    rows: list[Row | None] = []
    heading: NodeStats | None = None
    heading_at = -_LONG_AGO
    heading_tag = 0
    heading_kind: float = 0
    places = _places(page, story, since, until)
    for i, (block, node, place) in enumerate(zip(page.blocks, page.held, places, strict=True)):
        text = block.text
        is_heading = FIRST_HEADING <= node.tag <= LAST_HEADING
        if densities[i] > 0.9 and since[i] > _LONELY and until[i] > _LONELY and len(text) < _LINK:
            rows.append(None)
            if is_heading:
                heading, heading_at, heading_tag = node, i, node.tag
                heading_kind = phrase_kind(text)
            continue
        own = page.text_rows[i]
        if own is None:
            own = text_features(text, densities[i], page.chrome_words[i], page.scale, story)
            page.text_rows[i] = own
        times = texts[text]
        nth = 1
        if times > 1:
            nth = seen[text] = seen.get(text, 0) + 1
        since_heading = i - heading_at
        rows.append(
            (
                *own,
                times,  # times
                nth,  # occurrence
                heading_kind,  # heading_phrase
                since_heading if since_heading < _LONG_AGO else _LONG_AGO,  # since_heading
                heading_tag,  # heading_tag
                _below(node, heading),  # below_heading
                *place,
                *(node.shared or _shared(page, node)),
                *same_page,
            )
        )
        if is_heading:
            heading, heading_at, heading_tag = node, i, node.tag
            heading_kind = own[_PHRASE] if len(text) < _HEADING else 0
    return rows


def _places(
    page: PageStats, story: StoryEvidence, since: list[int], until: list[int]
) -> Iterable[Row]:
    """Where each block stands: from the headline, in the main box, among prose and neighbours."""
    count = len(page.blocks)
    start, end = page.main.start, page.main.end
    first, last = _edges(page.is_prose, start, end)
    lengths = page.lengths
    densities = page.link_densities
    tags = [node.tag for node in page.held]
    chars = list(accumulate(lengths))
    from_h1 = [-999] * count
    if story.head_block is not None:
        h1 = bisect_left(page.blocks, story.head_block, key=_index)
        from_h1 = _from(h1, count)
        before = sum(lengths[: h1 + 1])
        chars = [n - before for n in chars]
    return zip(  # some go on behind the last block
        from_h1,  # from_h1
        [n if n < MUCH else MUCH for n in chars],  # chars_from_h1
        _from(start, count),  # from_main_start
        _up_to(end, count),  # to_main_end
        _from(first, count),  # from_first_prose
        _up_to(last, count),  # to_last_prose
        since,  # since_prose
        until,  # until_prose
        [1, *densities],  # previous_link_density
        [*lengths[1:], 0],  # next_length
        [*densities[1:], 1],  # next_link_density
        [-1, *tags],  # previous_tag
        [*tags[1:], -1],  # next_tag
        [1, 1, *densities],  # second_previous_link_density
        strict=False,
    )


def _from(place: int, count: int) -> list[int]:
    """How far behind a *place* each of *count* blocks stands, up to :data:`MANY`."""
    near = range(-place, min(count - place, MANY))
    return [*near, *[MANY] * (count - len(near))]


def _up_to(place: int, count: int) -> list[int]:
    """How far before a *place* each of *count* blocks stands, up to :data:`MANY`."""
    return _from(count - 1 - place, count)[::-1]


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
