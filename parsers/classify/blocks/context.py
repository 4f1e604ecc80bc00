"""What the company of a block says of it: its neighbours, its boxes, its look-alikes, its section.

The first judge sees each block by itself. Here its scores are looked at together: a doubtful line
among paragraphs that are surely the story is likely to be of it, one beside a list that is not
is likely to go with the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from parsers.classify.blocks.features import Row
from parsers.classify.blocks.node_stats import FIRST_HEADING, LAST_HEADING, Branches

LOUDEST = 5.0
"""Scores beyond that say no more."""
_HOPELESS = -4.0
"""No company helps a block with a lower score."""
_AROUND = 5
"""Blocks before and after that are asked together."""
_SURE, _LONG = 1.5, 60
"""A block with that score and more characters is surely the story."""
_NOBODY = -1.0
"""The answer of those who are not there."""


def measure_company(
    page: Branches, own: Sequence[Row | None], scores: Sequence[float]
) -> list[Row | None]:
    """The features of each block, given its *own* and the first judge's *scores*; ``None`` for
    one whose score holds whatever its company is."""
    held = page.held
    lengths = page.lengths
    count = len(held)
    scores = [-LOUDEST if s < -LOUDEST else LOUDEST if s > LOUDEST else s for s in scores]
    masses = [length / (1.0 + exp(-score)) for length, score in zip(lengths, scores, strict=True)]
    # Sums up to each block: of characters, and of characters weighted by how likely they are.
    chars = [0.0]
    likely = [0.0]
    all_chars = all_likely = 0.0
    sign_chars = [0.0] * len(page.twins)
    sign_likely = [0.0] * len(page.twins)
    last = count - 1
    for i in range(count):
        length, mass = lengths[i], masses[i]
        all_chars += length
        all_likely += mass
        chars.append(all_chars)
        likely.append(all_likely)
        sign = held[i].sign
        sign_chars[sign] += length
        sign_likely[sign] += mass
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
        branch = held[i]
        parent = branch.parent or branch
        grand = parent.parent or parent
        start, end = parent.box.start, parent.box.end
        sign = branch.sign
        others = sign_chars[sign] - lengths[i]
        before = i - _AROUND if i > _AROUND else 0
        after = i + 1 + _AROUND
        if after > count:
            after = count
        rows.append(
            (
                scores[i],
                scores[i - 1] if i else -LOUDEST,
                scores[i + 1] if i + 1 < count else -LOUDEST,
                _share(chars, likely, before, i),
                _share(chars, likely, i + 1, after),
                _share(chars, likely, start, end),
                _share(chars, likely, grand.box.start, grand.box.end),
                (sign_likely[sign] - masses[i]) / others if others else _NOBODY,
                last - i,
                sections[i],
                all_likely,
                (likely[end] - likely[start]) / whole,
                branch.tag,
                # Of its own: length, share of links, phrase, whether the page's data has it,
                # how often the page has it.
                alone[0],
                alone[1],
                alone[6],
                alone[8],
                alone[9],
            )
        )
    return rows


def _share(chars: list[float], likely: list[float], start: int, end: int) -> float:
    """The share of the text of some blocks that is likely the story."""
    between = chars[end] - chars[start]
    return (likely[end] - likely[start]) / between if between else 0.0


def _sections(page: Branches, chars: list[float], likely: list[float]) -> list[float]:
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
