"""Which blocks of a page are its story: a lexicon and two stages of boosted trees."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache

from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import PageStats
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Layout

Trees = Callable[[Sequence[float]], float]
"""A row of features to a score: above 0 speaks for the story."""


NEVER = -9.0
"""The score of blocks that no tree looks at."""


class BlockClassifier:
    """Gives each block of a page a score: how much speaks for its being part of the story."""

    def __init__(self, lexicon: Lexicon, trees: Trees, context_trees: Trees) -> None:
        self.lexicon = lexicon
        self.trees = trees
        """They see each block by itself."""
        self.context_trees = context_trees
        """They see the scores of the first trees for a block and for those around it."""

    def scores(self, layout: Layout, story: StoryEvidence) -> list[float]:
        """A score for each block. Above 0: more likely story than not."""
        if not layout.blocks:
            return []
        page = PageStats(layout, self.lexicon)
        rows = block_features(page, story)
        trees = self.trees
        first = [NEVER if row is None else trees(row) for row in rows]
        trees = self.context_trees
        return [
            score if row is None else trees(row)
            for row, score in zip(context_features(page, rows, first), first, strict=True)
        ]


@cache
def load_block_classifier() -> BlockClassifier:
    """The classifier that ships with the parser."""
    from parsers.classify.models import block_model  # generated: read when first needed

    words = json.loads(block_model.LEXICON)
    lexicon = Lexicon(words["near"], words["far"])
    return BlockClassifier(lexicon, block_model.score, block_model.context_score)
