"""The judge of blocks: a lexicon and trees, loaded once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from parsers.judge.features import measure
from parsers.judge.lexicon import Lexicon
from parsers.judge.story import Story
from parsers.layout import Layout

Trees = Callable[[Sequence[float]], float]
"""A row of features to a score: above 0 speaks for the article."""


OUT = -9.0
"""The score of blocks that are out without a look."""


class BlockJudge:
    """Says of each block of a page how much speaks for its being part of the article."""

    def __init__(self, lexicon: Lexicon, trees: Trees) -> None:
        self.lexicon = lexicon
        self.trees = trees

    def scores(self, layout: Layout, story: Story) -> list[float]:
        """A score a block. Above 0: more likely article than not."""
        trees = self.trees
        rows = measure(layout, story, self.lexicon)
        return [trees(row) if row else OUT for row in rows]


@cache
def block_judge() -> BlockJudge:
    """The judge that ships with the reader."""
    from parsers.data.body_trees import score  # generated, and large: read when first needed

    words = json.loads(files("parsers").joinpath("data/body-lexicon.json").read_text("utf-8"))
    return BlockJudge(Lexicon(words["near"], words["far"]), score)
