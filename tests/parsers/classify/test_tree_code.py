"""Boosted trees as data and as Python: both give what the model gives, and both are shipped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.classify import feature_names
from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.page_classifier import load_page_classifier
from parsers.classify.trees import Exit, Trees, load_model, stage_of

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "benchmarks"))

from tree_code import (  # noqa: E402
    FUNCTIONS,
    MODELS,
    exits_of,
    function_of,
    left_early,
    module_of,
    trees_of,
    written,
)


def stump(feature: int, bound: float, low: float, high: float) -> dict[str, Any]:
    return {
        "tree_structure": {
            "split_feature": feature,
            "threshold": bound,
            "internal_value": (low + high) / 2,
            "left_child": {"leaf_value": low},
            "right_child": {"leaf_value": high},
        }
    }


DUMP = {"tree_info": [stump(0, 0.5, -2.0, 2.0), stump(1, 10.5, -0.5, 0.5)]}
ROWS = [(0.2, 3), (0.2, 30), (0.9, 3), (0.9, 30)]


def trees(exits: list[Exit]) -> Trees:
    return trees_of(DUMP, ("share", "length"), {1}, exits)


def scores_of(exits: list[Exit]) -> list[float]:
    names: dict[str, Any] = {}
    code = f"from collections.abc import Sequence\n{function_of(trees(exits))}"
    exec(code, names)
    return [names["score"](row) for row in ROWS]


def test_all_trees() -> None:
    assert scores_of([]) == [-2.5, -1.5, 1.5, 2.5]


def test_code_names_the_features() -> None:
    assert "share, length = row" in function_of(trees([]))
    assert "if length <= 10 else" in function_of(trees([])), "a whole number, compared as such"


def test_a_decided_row_leaves_early() -> None:
    """Its score is made about as large as all trees would make it."""
    exits = [Exit(1, -1.0, 3.0, 1.25)]
    partial = [[-2.0, -2.0, 2.0, 2.0], scores_of([])]
    assert scores_of(exits) == left_early(partial, exits) == [-2.5, -2.5, 1.5, 2.5]


@pytest.mark.parametrize("exits", [[], [Exit(1, -1.0, 3.0, 1.25)]], ids=["all", "early"])
def test_contributions_add_up_to_the_score(exits: list[Exit]) -> None:
    told = [trees(exits).contributions(row) for row in ROWS]
    assert [sum(each.values()) for each in told] == scores_of(exits)
    assert told[3] == {"": 0.0, "share": 2.0, "length": 0.5}


def test_where_it_is_safe_to_leave() -> None:
    """No row whose sign changed later is beyond the bounds, and what leaves keeps its sign."""
    partial = [[-2.0, -1.0, -0.5, 0.5, 1.0, 2.0], [-4.0, 1.0, -1.0, 1.0, 2.0, 4.0]]
    (found,) = exits_of(partial, [1], 0.3)
    assert found.low == -1.0
    assert found.high == 0.0
    assert 1.5 < found.scale < 2.5
    partial = [[-2.0, 0.6, 1.0], [-4.0, -1.0, 2.0]]
    assert [exits_of(partial, [1], 0.3, each)[0].high for each in (None, -2.0)] == [0.6, 0.0]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_code_that_ships_is_made_of_the_model_that_ships(name: str) -> None:
    model = load_model(name)
    assert (MODELS / f"{name}_model.py").read_text("utf-8") == module_of(name, model)
    assert (MODELS / f"{name}-model.json").read_text("utf-8") == written(model)


@pytest.mark.parametrize(
    ("name", "stage", "features"),
    [
        ("block", "trees", feature_names.BLOCK),
        ("block", "context trees", feature_names.CONTEXT),
        ("page", "trees", feature_names.PAGE),
    ],
)
def test_the_models_were_trained_on_the_features_of_today(
    name: str, stage: str, features: dict[str, str]
) -> None:
    assert stage_of(load_model(name), stage).features == tuple(features)


NUMBERS = st.sampled_from([-99, -1, -0.5, 0, 0.1, 0.5, 0.9, 1, 2, 3, 5, 20, 80, 300, 2_000])


@given(st.data())
def test_the_reasons_of_the_shipped_models_add_up(data: st.DataObject) -> None:
    blocks = load_block_classifier()
    for name, stage, score in (
        ("block", "trees", blocks.trees),
        ("block", "context trees", blocks.context_trees),
        ("page", "trees", load_page_classifier().trees),
    ):
        told = stage_of(load_model(name), stage)
        row = data.draw(st.tuples(*[NUMBERS] * len(told.features)))
        assert sum(told.contributions(row).values()) == pytest.approx(score(row), abs=1e-6)
