"""Boosted trees written as Python give what the model gives, and leave early where it is safe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "benchmarks"))

from tree_code import Exit, code_of, exits_of, left_early  # noqa: E402


def stump(feature: int, bound: float, low: float, high: float) -> dict[str, Any]:
    return {
        "tree_structure": {
            "split_feature": feature,
            "threshold": bound,
            "left_child": {"leaf_value": low},
            "right_child": {"leaf_value": high},
        }
    }


MODEL = {"tree_info": [stump(0, 0.5, -2.0, 2.0), stump(1, 10.5, -0.5, 0.5)]}
ROWS = [(0.2, 3), (0.2, 30), (0.9, 3), (0.9, 30)]


def scores_of(exits: list[Exit]) -> list[float]:
    names: dict[str, Any] = {}
    exec(code_of(MODEL, 2, "train.py", exits, {1}), names)
    return [names["score"](row) for row in ROWS]


def test_all_trees() -> None:
    assert scores_of([]) == [-2.5, -1.5, 1.5, 2.5]


def test_a_decided_row_leaves_early() -> None:
    """Its score is made about as large as all trees would make it."""
    exits = [Exit(1, -1.0, 3.0, 1.25)]
    partial = [[-2.0, -2.0, 2.0, 2.0], scores_of([])]
    assert scores_of(exits) == left_early(partial, exits) == [-2.5, -2.5, 1.5, 2.5]


def test_where_it_is_safe_to_leave() -> None:
    """No row whose sign changed later is beyond the bounds, and what leaves keeps its sign."""
    partial = [[-2.0, -1.0, -0.5, 0.5, 1.0, 2.0], [-4.0, 1.0, -1.0, 1.0, 2.0, 4.0]]
    (found,) = exits_of(partial, [1], 0.3)
    assert found.low == -1.0
    assert found.high == 0.0
    assert 1.5 < found.scale < 2.5
