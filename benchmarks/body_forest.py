"""The block classifier fitted to labelled pages: boosted trees in three stages."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import lightgbm
import numpy
from body_corpus import UNKNOWN, Labelled
from body_lexicon import Votes
from tree_code import exits_of, function_of, left_early, shares_of, stage_data, trees_of, whole_of

from parsers.classify.block_classifier import NEVER, SURELY_CHROME, BlockClassifier, kept_of
from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import PageStats
from parsers.classify.feature_names import BLOCK, CONTEXT, Row

FLATTER = 0.7
"""Weights of blocks are raised to that power: a long block counts less than its length."""
FOLDS = 5
DOMAINS = 3
"""Words found on fewer domains have no weight in the model that ships."""
CUT_FOLDS = 3
"""Folds for finding pages whose truth is cut short,"""
CUT_ROUNDS = 75
"""and the trees that find them."""
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_child_samples": 40,
    "feature_fraction": 0.25,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Of LightGBM. More leaves, other rates and seeds read no better: each within .001."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How the trees of one stage are fitted."""

    features: tuple[str, ...]
    rounds: int
    """Twice as many at half the learning rate read no better on new sites, and take longer."""
    exits: tuple[int, ...]
    """Trees after which a score may be final: where it ends beyond *sure*, either way."""
    sure: float
    parameters: dict[str, Any]
    rising: frozenset[str] = frozenset()
    """Features of which a higher value never speaks against a block."""
    enough: float | None = None
    """Above that it does not matter how high a score is."""

    def settings(self, seed: int) -> dict[str, Any]:
        """The parameters of LightGBM."""
        constraints = [int(name in self.rising) for name in self.features]
        return {**self.parameters, "seed": seed, "monotone_constraints": constraints}


ALONE = Stage(tuple(BLOCK), 150, (8, 13, 20, 30, 45, 65, 90), 1.0, PARAMETERS)
"""Each block by itself, on the whole page and on what the first trees leave of it. Its scores are
told early and about right: what follows asks how sure they are, not only on which side."""
FIRST = replace(ALONE, enough=SURELY_CHROME)
"""The same on the whole page: what is not surely chrome is looked at again."""
TOGETHER = Stage(
    tuple(CONTEXT),
    150,
    (20, 40, 80),
    0.6,
    {**PARAMETERS, "num_leaves": 8, "learning_rate": 0.05, "feature_fraction": 0.3},
    frozenset(("own_score",)),
)
"""Each block in its context, as the stage before scores it."""


@dataclass(slots=True)
class Measured:
    """A page with the features of its blocks, measured as if its domain was new."""

    page: Labelled
    stats: PageStats
    rows: list[Row | None]
    kept: list[int]
    """The positions of the blocks of the rows."""

    def is_cut(self, model: Any) -> bool:
        """Whether its truth holds most of what the *model* finds on it, and not nearly all."""
        looked_at = [(i, row) for i, row in enumerate(self.rows) if row]
        if not looked_at or UNKNOWN in self.page.labels:
            return False
        scores = model.predict(numpy.array([row for _, row in looked_at], numpy.float32))
        taken = {i for (i, _), score in zip(looked_at, scores, strict=True) if score > 0.5}
        true = {i for i, label in enumerate(self.page.labels) if label}
        size = [len(block.text) for block in self.page.layout.blocks]
        both = sum(size[i] for i in taken & true)
        return both < 0.55 * sum(size[i] for i in taken) and both > 0.75 * sum(
            size[i] for i in true
        )


def in_context(pages: Sequence[Measured], forest: Forest) -> list[Measured]:
    """The same pages with the context features of their blocks, as *forest* scores them."""
    found = []
    for one, scores in scored(pages, forest):
        rows = context_features(one.stats, one.rows, scores)
        found.append(Measured(one.page, one.stats, rows, one.kept))
    return found


def scored(pages: Sequence[Measured], forest: Forest) -> Iterator[tuple[Measured, list[float]]]:
    """Each page with the scores that *forest* gives its blocks."""
    scores = iter(forest.scores([row for one in pages for row in one.rows]))
    for one in pages:
        yield one, [NEVER if row is None else next(scores) for row in one.rows]


def cleared(pages: Sequence[Measured], forest: Forest) -> list[Measured]:
    """The same pages measured without the blocks that are surely chrome, as *forest* says."""
    found = []
    for one, scores in scored(pages, forest):
        kept = kept_of(scores, one.page.story)
        stats = one.stats.only(kept)
        found.append(Measured(one.page, stats, block_features(stats, one.page.story), kept))
    return found


def measured(votes: Votes, pages: Sequence[Labelled]) -> list[Measured]:
    """*pages* with the features of their blocks, as if the domain of each was new."""
    lexicons: dict[str, Any] = {}
    found = []
    for page in pages:
        if not page.layout.blocks:
            continue
        if page.domain not in lexicons:
            lexicons[page.domain] = votes.lexicon(without=page.domain)
        stats = PageStats(page.layout, lexicons[page.domain])
        rows = block_features(stats, page.story)
        found.append(Measured(page, stats, rows, list(range(len(rows)))))
    return found


class Forest:
    """Boosted trees of one *stage*, fitted to the blocks of *pages*."""

    def __init__(self, pages: Sequence[Measured], stage: Stage, seed: int) -> None:
        self.stage = stage
        rows, labels, weights = _table(pages)
        data = numpy.array(rows, dtype=numpy.float32)
        known = lightgbm.Dataset(data, labels, weight=weights)
        self.model = lightgbm.train(stage.settings(seed), known, stage.rounds)
        self.exits = exits_of(self._partial(data), stage.exits, stage.sure, stage.enough)
        self.dump = self.model.dump_model()
        self.trees = trees_of(self.dump, stage.features, whole_of(rows), self.exits)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "function"}

    def _partial(self, data: Any) -> list[list[float]]:
        counts = (*self.stage.exits, -1)
        predict = self.model.predict
        return [predict(data, raw_score=True, num_iteration=n).tolist() for n in counts]

    def scores(self, rows: Sequence[Row | None]) -> list[float]:
        """The scores of those *rows* that are looked at, as the code gives them."""
        data = numpy.array([row for row in rows if row], numpy.float32)
        return left_early(self._partial(data), self.exits)

    @cached_property
    def function(self) -> Callable[[Row], float]:
        """The function that gives the scores."""
        module = types.ModuleType("trees")
        code = f"from collections.abc import Sequence\n{function_of(self.trees)}"
        exec(compile(code, "trees", "exec"), module.__dict__)
        found: Callable[[Row], float] = module.__dict__["score"]
        return found

    def data(self) -> dict[str, Any]:
        """The stage as a model file has it."""
        return stage_data(self.trees, shares_of(self.dump, self.stage.features))


def _table(pages: Sequence[Measured]) -> tuple[list[Row], Any, Any]:
    rows: list[Row] = []
    labels: list[int] = []
    weights: list[float] = []
    for one in pages:
        for row, at in zip(one.rows, one.kept, strict=True):
            label, weight = one.page.labels[at], one.page.weights[at]
            if row and label != UNKNOWN:
                rows.append(row)
                labels.append(label)
                weights.append(one.page.share * weight**FLATTER)
    return rows, numpy.array(labels), numpy.array(weights) / numpy.mean(weights)


def without_cut(pages: Sequence[Measured]) -> list[Measured]:
    """Without the pages whose truth is cut short: the others teach to find much more text there,
    beside nearly everything the truth has, and they would teach the opposite."""
    originals = [one for one in pages if not one.page.is_copy]
    cut = set()
    for fold in range(CUT_FOLDS):
        inner = [fold_of("inner " + one.page.domain, CUT_FOLDS) for one in originals]
        outside = [one for one, its in zip(originals, inner, strict=True) if its != fold]
        rows, labels, weights = _table(outside)
        known = lightgbm.Dataset(numpy.array(rows, numpy.float32), labels, weight=weights)
        model = lightgbm.train(PARAMETERS, known, CUT_ROUNDS)
        cut |= {
            one.page.file
            for one, its in zip(originals, inner, strict=True)
            if its == fold and one.is_cut(model)
        }
    return [one for one in pages if one.page.file not in cut]


def fold_of(domain: str, folds: int) -> int:
    """The fold a domain is in: the same for all its pages, and in every run."""
    return int(hashlib.md5(domain.encode()).hexdigest(), 16) % folds


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned from pages: weights of words, and three stages of trees. Of each fold the
    three that saw none of its pages."""

    votes: Votes
    forests: tuple[Forest, Forest, Forest]
    folds: list[tuple[Forest, Forest, Forest]]

    def unseen(self, domain: str) -> BlockClassifier:
        """A classifier that saw no page of a domain."""
        forests = self.folds[fold_of(domain, FOLDS)]
        lexicon = self.votes.lexicon(without=domain)
        return BlockClassifier(lexicon, *[forest.function for forest in forests])

    def data(self, about: dict[str, Any]) -> dict[str, Any]:
        """The model as its file has it."""
        lexicon = self.votes.lexicon(domains=DOMAINS)
        return {
            "about": about,
            "lexicon": {"near": _rounded(lexicon.near), "far": _rounded(lexicon.far)},
            "first trees": self.forests[0].data(),
            "trees": self.forests[1].data(),
            "context trees": self.forests[2].data(),
        }


def _rounded(weights: Any) -> dict[str, float]:
    return {word: round(weight, 2) for word, weight in sorted(weights.all().items())}


def train(pages: Sequence[Labelled], seed: int) -> Trained:
    """Learn from all *pages*.

    A later stage of a fold learns from scores of the stages before of the other folds. They saw
    its pages, and none of the labels that the later stage sees comes from there.
    """
    votes = Votes(pages)
    whole = without_cut(measured(votes, pages))
    firsts = folded(whole, FIRST, seed)
    clear = [one for its, forest in firsts for one in cleared(its, forest)]
    seconds = folded(clear, ALONE, seed)
    context = [one for its, forest in seconds for one in in_context(its, forest)]
    thirds = folded(context, TOGETHER, seed)
    return Trained(
        votes,
        (Forest(whole, FIRST, seed), Forest(clear, ALONE, seed), Forest(context, TOGETHER, seed)),
        [tuple(forest for _, forest in its) for its in zip(firsts, seconds, thirds, strict=True)],
    )


def folded(
    pages: Sequence[Measured], stage: Stage, seed: int
) -> list[tuple[list[Measured], Forest]]:
    """The pages of each fold, and a forest fitted to all others."""
    fold = [fold_of(one.page.domain, FOLDS) for one in pages]
    return [
        (
            [one for one, its in zip(pages, fold, strict=True) if its == at],
            Forest([one for one, its in zip(pages, fold, strict=True) if its != at], stage, seed),
        )
        for at in range(FOLDS)
    ]
