"""The judge of blocks: a lexicon and trees, loaded once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from parsers.classify.blocks.context import measure_company
from parsers.classify.blocks.features import measure
from parsers.classify.blocks.node_stats import Branches
from parsers.classify.blocks.story_evidence import Story
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Layout

Trees = Callable[[Sequence[float]], float]
"""A row of features to a score: above 0 speaks for the article."""


OUT = -9.0
"""The score of blocks that are out without a look."""


class BlockJudge:
    """Says of each block of a page how much speaks for its being part of the article."""

    def __init__(self, lexicon: Lexicon, trees: Trees, company_trees: Trees) -> None:
        self.lexicon = lexicon
        self.trees = trees
        """They judge each block by itself,"""
        self.company_trees = company_trees
        """and these by what the first say of it and of its company."""

    def scores(self, layout: Layout, story: Story) -> list[float]:
        """A score a block. Above 0: more likely article than not."""
        if not layout.blocks:
            return []
        page = Branches(layout, self.lexicon)
        rows = measure(page, story)
        trees = self.trees
        first = [OUT if row is None else trees(row) for row in rows]
        trees = self.company_trees
        return [
            score if row is None else trees(row)
            for row, score in zip(measure_company(page, rows, first), first, strict=True)
        ]


@cache
def block_judge() -> BlockJudge:
    """The judge that ships with the reader."""
    # Generated, and large: read when first needed.
    from parsers.classify.models.body_context_trees import score as company_score
    from parsers.classify.models.body_trees import score

    words = json.loads(
        files("parsers.classify.models").joinpath("body-lexicon.json").read_text("utf-8")
    )
    return BlockJudge(Lexicon(words["near"], words["far"]), score, company_score)
