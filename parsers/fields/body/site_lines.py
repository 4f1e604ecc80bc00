"""Lines of the site among the paragraphs of a story, told by the weight of their words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from parsers.classify.wording import load_wording
from parsers.page.layout import Block
from parsers.page.text.scripts import scale_of

_NONE = frozenset("h1 h2 h3 h4 h5 h6 li dd dt td th pre code blockquote".split())
"""Tags of what is no line of its own: points of lists, cells, headings, code."""
_SHORTEST, _LONGEST = 30, 300
"""Letters of such a line: what is shorter may be anything, what is longer holds a thought."""
_FEWEST = 12
"""Characters that may be so many letters."""
SURE = 3.0
"""Of stories on sites that no training saw, 5 lines in 1,000 score higher, half of them such lines
that the truth keeps; of lines of chrome by an author whose words no training saw, half."""


def lines_of_the_site(blocks: Sequence[Block]) -> frozenset[int]:
    """The indexes of those of a story's *blocks* that the site says of itself. Where the story is
    about such words, they tell less."""
    surely = [block for block in blocks if weight_of(block) > SURE]
    if not surely:
        return frozenset()
    weigh = load_wording().of
    whole = sorted([weigh(block.text[:_LONGEST]) for block in blocks])
    bound = SURE + max(0.0, whole[len(whole) * 3 // 4])
    return frozenset(block.index for block in surely if weigh(block.text) > bound)


def weight_of(block: Block) -> float:
    """The weight of the wording of a line that stands as a paragraph and is surely the site's; else
    0."""
    text = block.text
    if not _FEWEST <= len(text) <= _LONGEST or block.tag in _NONE or text[-1] in ":：":
        return 0.0  # behind a colon, what follows is the story's
    weight = load_wording().of(text)
    return weight if weight > SURE and _is_paragraph(block) else 0.0


def _is_paragraph(block: Block) -> bool:
    if any(box.tag in _NONE for box in islice(block.box.ancestors(), 3)):
        return False
    return _SHORTEST <= len(block.text) * scale_of(block.text[:40]) <= _LONGEST
