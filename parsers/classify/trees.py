"""Boosted trees as data: what a model file holds, and what each feature adds to a score.

Scores are not computed here but by Python code that is made from the same data
(``benchmarks/tree_code.py``) and leaves early where it is safe. This module explains them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Node = float | list[Any]
"""A leaf is its score. A split is ``[feature, bound, mean, low, high]``: the node that follows is
*low* where the feature is at most *bound*, else *high*; *mean* is the mean score of the training
rows that came here."""


@dataclass(frozen=True, slots=True)
class Exit:
    """After that many *trees*, a score outside *low* and *high* is final: times *scale*, which
    makes it about as large as all trees would."""

    trees: int
    low: float
    high: float
    scale: float

    def leaves(self, score: float) -> bool:
        """Whether it is decided."""
        return score < self.low or score > self.high


@dataclass(frozen=True, slots=True)
class Trees:
    """One stage of a model."""

    features: tuple[str, ...]
    """The names of a row's values, in order."""
    trees: tuple[Node, ...]
    exits: tuple[Exit, ...] = ()

    def contributions(self, row: Sequence[float]) -> dict[str, float]:
        """How much each feature of a row adds to its score.

        Each split on the way to a leaf moves the mean of the score; what it moves is the
        feature's. Together with the mean of all rows (under the name ``""``) this is the score.
        """
        values = dict(zip(self.features, row, strict=True))
        found: dict[str, float] = defaultdict(float)
        score = 0.0
        exits = {each.trees: each for each in self.exits}
        for number, node in enumerate(self.trees, 1):
            found[""] += mean_of(node)
            while isinstance(node, list):
                feature, bound, mean, low, high = node
                node = low if values[feature] <= bound else high
                found[feature] += mean_of(node) - mean
            score += node
            if number in exits and exits[number].leaves(score):
                scale = exits[number].scale
                return {name: scale * part for name, part in found.items()}
        return found


def mean_of(node: Node) -> float:
    """The mean score of the training rows that reached a node."""
    mean: float = node[2] if isinstance(node, list) else node
    return mean


def stage_of(model: Mapping[str, Any], stage: str) -> Trees:
    """One stage of a model as its file has it."""
    told = model[stage]
    return Trees(
        tuple(told["features"]),
        tuple(told["trees"]),
        tuple(Exit(**each) for each in told.get("exits", ())),
    )


@cache
def load_model(name: str) -> dict[str, Any]:
    """The model file of that name, ``block`` or ``page``."""
    text = files("parsers.classify.models").joinpath(f"{name}-model.json").read_text("utf-8")
    model: dict[str, Any] = json.loads(text)
    return model
