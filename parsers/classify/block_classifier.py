"""Which blocks of a page are its story: a lexicon and three stages of boosted trees."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import PageStats
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.feature_names import Row
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Layout

Trees = Callable[[Sequence[float]], float]
"""A row of features to a score: above 0 speaks for the story."""


NEVER = -9.0
"""The score of blocks that no tree looks at."""


SURELY_CHROME = -2.0
"""The score of the first trees up to which a block is chrome, whatever stands around it. Of all
blocks of the training pages 95 in 100 that are no story are below, and 1.6 % of the story's text,
nearly all of it captions and lines that a truth counts as story and we do not."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the classifier saw of a page: a row, a score or a position for each block."""

    whole: list[Row | None]
    """Each block on the page as it is,"""
    first: list[float]
    """and how the first trees score it."""
    kept: list[int]
    """The positions of the blocks that are not surely chrome."""
    rows: list[Row | None]
    """Each of these on the page without the rest,"""
    scores: list[float]
    """how the trees score it,"""
    context: list[Row | None]
    """and what they say of the blocks around it."""


class BlockClassifier:
    """Gives each block of a page a score: how much speaks for its being part of the story.

    It looks twice. What is surely chrome on the first look is left out before the page is measured
    again, so that a dialog or a list of stories that a site adds to its pages moves nothing: not
    the number of elements that look alike, not the share of links, not the end of the story.
    """

    def __init__(
        self, lexicon: Lexicon, first_trees: Trees, trees: Trees, context_trees: Trees
    ) -> None:
        self.lexicon = lexicon
        self.first_trees = first_trees
        """They see each block of the whole page by itself."""
        self.trees = trees
        """They see each block of the page that is left by itself."""
        self.context_trees = context_trees
        """They see what these say of a block and of those around it."""

    def look(self, layout: Layout, story: StoryEvidence) -> Look:
        """What is measured of a page that has blocks."""
        page = PageStats(layout, self.lexicon)
        whole = block_features(page, story)
        trees = self.first_trees
        first = [NEVER if row is None else trees(row) for row in whole]
        kept = kept_of(first, story)
        page = page.only(kept)
        rows = block_features(page, story)
        trees = self.trees
        scores = [NEVER if row is None else trees(row) for row in rows]
        return Look(whole, first, kept, rows, scores, context_features(page, rows, scores))

    def scores(self, layout: Layout, story: StoryEvidence) -> list[float]:
        """A score for each block. Above 0: more likely story than not."""
        if not layout.blocks:
            return []
        look = self.look(layout, story)
        found = look.first
        trees = self.context_trees
        for at, row, score in zip(look.kept, look.context, look.scores, strict=True):
            found[at] = score if row is None else trees(row)
        return found


def kept_of(scores: Sequence[float], story: StoryEvidence) -> list[int]:
    """The positions of the blocks that are not surely chrome by their first *scores*. The headline
    stays, since distances are measured from it; where nothing else would, all stay: a page of a few
    short lines may be a story."""
    head = story.head_block
    kept = [at for at, score in enumerate(scores) if score > SURELY_CHROME or at == head]
    return kept if kept and kept != [head] else list(range(len(scores)))


@cache
def load_block_classifier() -> BlockClassifier:
    """The classifier that ships with the parser."""
    from parsers.classify.models import block_model  # generated: read when first needed

    words = json.loads(block_model.LEXICON)
    lexicon = Lexicon(words["near"], words["far"])
    return BlockClassifier(
        lexicon, block_model.first_score, block_model.score, block_model.context_score
    )
