"""What is measured of each block in its context: neighbours, boxes, look-alikes, section.

The first trees see each block by itself. The second ones see what the first say of the blocks
around it (stacking): a doubtful line among sure paragraphs of the story is likely to belong to it,
one beside a list that is no story is likely to go with the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from parsers.classify.blocks.features import MANY, MUCH
from parsers.classify.blocks.node_stats import FIRST_HEADING, LAST_HEADING, PageStats
from parsers.classify.feature_names import BLOCK, Row

LOUDEST = 5.0
"""Scores beyond that say no more."""
_HOPELESS = -4.0
"""No context helps a block with a lower score."""
_AROUND = 5
"""Blocks before and after that are looked at together."""
_SURE, _LONG = 1.5, 60
"""A block with that score and more characters is surely the story."""
_NOBODY = -1.0
"""Where no other block has the same signature."""
_LENGTH, _LINK_DENSITY, _PHRASE, _IN_ARTICLE_BODY, _TIMES = (
    list(BLOCK).index(name)
    for name in ("length", "link_density", "phrase", "in_article_body", "times")
)


def context_features(
    page: PageStats, own: Sequence[Row | None], scores: Sequence[float]
) -> list[Row | None]:
    """The context features of each block, in the order of :data:`CONTEXT`, given its *own* features
    and the *scores* of the first trees. ``None``: the score holds in any context."""
    held = page.held
    lengths = page.lengths
    count = len(held)
    scores = [-LOUDEST if s < -LOUDEST else LOUDEST if s > LOUDEST else s for s in scores]
    masses = [length / (1.0 + exp(-score)) for length, score in zip(lengths, scores, strict=True)]
    # Sums up to each block: of characters, and of characters weighted by how likely they are.
    chars = [0.0]
    likely = [0.0]
    all_chars = all_likely = 0.0
    signature_chars = [0.0] * len(page.siblings)
    signature_likely = [0.0] * len(page.siblings)
    last = count - 1
    for i in range(count):
        length, mass = lengths[i], masses[i]
        all_chars += length
        all_likely += mass
        chars.append(all_chars)
        likely.append(all_likely)
        signature = held[i].signature
        signature_chars[signature] += length
        signature_likely[signature] += mass
    for i in range(count - 1, -1, -1):
        if scores[i] > _SURE and lengths[i] > _LONG:
            last = i
            break
    sections = _sections(page, chars, likely)
    whole = all_likely or 1.0
    rows: list[Row | None] = []
    for i in range(count):
        alone = own[i]
        if alone is None or scores[i] < _HOPELESS:
            rows.append(None)
            continue
        node = held[i]
        parent = node.parent or node
        grand = parent.parent or parent
        start, end = parent.start, parent.end
        signature = node.signature
        others = signature_chars[signature] - lengths[i]
        siblings_likely = (signature_likely[signature] - masses[i]) / others if others else _NOBODY
        before = i - _AROUND if i > _AROUND else 0
        after = i + 1 + _AROUND
        if after > count:
            after = count
        rows.append(
            (
                scores[i],  # own_score
                scores[i - 1] if i else -LOUDEST,  # previous_score
                scores[i + 1] if i + 1 < count else -LOUDEST,  # next_score
                _share(chars, likely, before, i),  # before_likely
                _share(chars, likely, i + 1, after),  # after_likely
                _share(chars, likely, start, end),  # parent_likely
                _share(chars, likely, grand.start, grand.end),  # grand_likely
                siblings_likely,  # signature_likely
                min(last - i, MANY),  # to_last_sure
                sections[i],  # section_likely
                min(all_likely, MUCH),  # page_likely
                (likely[end] - likely[start]) / whole,  # parent_share
                node.tag,  # box_tag
                alone[_LENGTH],  # length
                alone[_LINK_DENSITY],  # link_density
                alone[_PHRASE],  # phrase
                alone[_IN_ARTICLE_BODY],  # in_article_body
                alone[_TIMES],  # times
            )
        )
    return rows


def _share(chars: list[float], likely: list[float], start: int, end: int) -> float:
    """The share of the text of some blocks that is likely the story."""
    between = chars[end] - chars[start]
    return (likely[end] - likely[start]) / between if between else 0.0


def _sections(page: PageStats, chars: list[float], likely: list[float]) -> list[float]:
    """For each block, the share of the text below its heading that is likely the story."""
    found: list[float] = []
    starts = [0]
    starts += [i for i, b in enumerate(page.held) if FIRST_HEADING <= b.tag <= LAST_HEADING]
    ends = [*starts[1:], len(page.held)]
    for start, end in zip(starts, ends, strict=True):
        first = start + 1 if FIRST_HEADING <= page.held[start].tag <= LAST_HEADING else start
        share = _share(chars, likely, first, end) if first < end else 0.0
        found += [share] * (end - start)
    return found
