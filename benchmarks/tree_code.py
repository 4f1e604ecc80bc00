"""Boosted trees as a model file has them, and as a Python function: nested conditionals, with an
exit once it is decided.

    python benchmarks/tree_code.py      writes the code of both models anew from their files
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from parsers.classify.trees import Exit, Node, Trees, stage_of  # noqa: E402

MODELS = ROOT / "parsers" / "classify" / "models"
FUNCTIONS = {
    "block": {
        "first trees": "first_score",
        "trees": "score",
        "context trees": "context_score",
    },
    "page": {"trees": "score"},
}
"""The stages of each model with the function that scores them."""

_HEAD = '''"""Generated from {name}-model.json by benchmarks/tree_code.py. Do not edit."""

from collections.abc import Sequence

LEXICON = r"""{lexicon}"""
"""The weights of words, as JSON: it loads faster than a dictionary in code."""
'''
_FUNCTION = '''

def {function}(row: Sequence[float]) -> float:
    """The score that all {stage} give to a row of features."""
    {names} = row
'''
_FLIPS = 0.0005
"""The share of rows that may leave although they end less sure than that, or on the other side."""


def module_of(name: str, model: Mapping[str, Any]) -> str:
    """The Python module of a model."""
    lexicon = json.dumps(model["lexicon"], ensure_ascii=False, indent=0, separators=(",", ":"))
    code = [_HEAD.format(name=name, lexicon=lexicon)]
    code += [
        function_of(stage_of(model, stage), function, stage)
        for stage, function in FUNCTIONS[name].items()
    ]
    return "".join(code)


def function_of(trees: Trees, function: str = "score", stage: str = "trees") -> str:
    """The source of the function that scores a stage."""
    used: set[str] = set()
    lines = []
    at = {each.trees: each for each in trees.exits}
    for n, tree in enumerate(trees.trees, 1):
        lines.append(f"    s {'=' if n == 1 else '+='} {_expression(tree, used)}")
        if n in at:
            low, high, scale = at[n].low, at[n].high, at[n].scale
            lines.append(f"    if s < {low:g} or s > {high:g}:\n        return {scale:g} * s")
    lines.append("    return s")
    names = ", ".join(name if name in used else "_" for name in trees.features)
    head = _FUNCTION.format(function=function, stage=stage, names=names)
    return head + "\n".join(lines) + "\n"


def _expression(node: Node, used: set[str]) -> str:
    if not isinstance(node, list):
        return f"{node:g}"
    feature, bound, _, low, high = node
    used.add(feature)
    return f"({_expression(low, used)} if {feature} <= {bound:g} else {_expression(high, used)})"


def trees_of(
    dump: Mapping[str, Any],
    features: Sequence[str],
    whole: Container[int] = (),
    exits: Sequence[Exit] = (),
) -> Trees:
    """A LightGBM model (``dump_model()``) as data, with as many digits as are needed.

    *whole* are the positions of features that are always ``int``: compared with one, they take
    half the time.
    """
    trees = [_node(tree["tree_structure"], features, whole) for tree in dump["tree_info"]]
    return Trees(tuple(features), tuple(trees), tuple(exits))


def _node(node: Mapping[str, Any], features: Sequence[str], whole: Container[int]) -> Node:
    if "leaf_value" in node:
        return _short(node["leaf_value"], 3)
    at = node["split_feature"]
    bound = node["threshold"]
    return [
        features[at],
        math.floor(bound) if at in whole else _short(bound, 6),
        _short(node["internal_value"], 3),
        _node(node["left_child"], features, whole),
        _node(node["right_child"], features, whole),
    ]


def _short(value: float, digits: int) -> float:
    number = float(f"{value:.{digits}g}")
    return int(number) if number.is_integer() else number


def whole_of(rows: Sequence[Sequence[float]]) -> frozenset[int]:
    """The positions of features that are an ``int`` in every row."""
    kinds = [set(map(type, column)) for column in zip(*rows, strict=True)]
    return frozenset(
        at for at, found in enumerate(kinds) if all(issubclass(kind, int) for kind in found)
    )


def exits_of(
    partial: Sequence[Sequence[float]], at: Sequence[int], sure: float, enough: float | None = None
) -> list[Exit]:
    """Where a decision is safe early: bounds beyond which almost every row ended below -*sure*,
    or above *sure*: above *enough*, where that is all that is asked of a row.

    *partial* holds, for each number of trees in *at* and for the whole model last, the scores
    of all rows.
    """
    final = partial[-1]
    found = []
    for trees, scores in zip(at, partial, strict=False):
        pairs = list(zip(scores, final, strict=True))
        positive = sorted(s for s, end in pairs if end > -sure)
        most = sure if enough is None else enough
        negative = sorted((s for s, end in pairs if end < most), reverse=True)
        if positive and negative:
            # What leaves keeps its sign: a low score must not be above 0, nor a high one below.
            low = min(positive[int(len(positive) * _FLIPS)], 0.0)
            high = max(negative[int(len(negative) * _FLIPS)], 0.0)
            leaving = [(s, end) for s, end in pairs if s < low or s > high]
            size = sum(s * s for s, _ in leaving)
            scale = sum(s * end for s, end in leaving) / size if size else 1.0
            found.append(Exit(trees, *(_short(each, 3) for each in (low, high, scale))))
    return found


def left_early(partial: Sequence[Sequence[float]], exits: Sequence[Exit]) -> list[float]:
    """What the function of :func:`function_of` gives for rows whose scores after each exit's
    trees, and after all, are *partial*."""
    found = []
    for *scores, final in zip(*partial, strict=True):
        gone = next((e.scale * s for e, s in zip(exits, scores, strict=True) if e.leaves(s)), final)
        found.append(gone)
    return found


def stage_data(trees: Trees, shares: Mapping[str, float]) -> dict[str, Any]:
    """A stage as a model file has it; *shares*: how much of the trees' work each feature does."""
    return {
        "features": {name: round(shares.get(name, 0.0), 4) for name in trees.features},
        "exits": [
            {"trees": each.trees, "low": each.low, "high": each.high, "scale": each.scale}
            for each in trees.exits
        ],
        "trees": list(trees.trees),
    }


def shares_of(dump: Mapping[str, Any], features: Sequence[str]) -> dict[str, float]:
    """The share of the whole gain of a LightGBM model that each feature has."""
    gains = dict.fromkeys(features, 0.0)
    for tree in dump["tree_info"]:
        for name, gain in _gains(tree["tree_structure"], features):
            gains[name] += gain
    total = sum(gains.values()) or 1.0
    return {name: gain / total for name, gain in gains.items()}


def _gains(node: Mapping[str, Any], features: Sequence[str]) -> Iterator[tuple[str, float]]:
    if "leaf_value" not in node:
        yield features[node["split_feature"]], node["split_gain"]
        yield from _gains(node["left_child"], features)
        yield from _gains(node["right_child"], features)


def written(model: Mapping[str, Any]) -> str:
    """A model file: one corpus, feature, word and tree a line, so that a diff can be read."""
    return "\n".join(_lines(model, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    """A value of JSON in lines: what holds others of its kind opens, all else stands in one."""
    if isinstance(value, dict) and value and not _is_small(value):
        yield "{"
        for at, (key, inner) in enumerate(value.items(), 1):
            lines = list(_lines(inner, indent + " "))
            lines[0] = f"{indent} {_compact(key)}: {lines[0]}"
            lines[-1] += "," * (at < len(value))
            yield from lines
        yield f"{indent}}}"
    elif isinstance(value, list) and value and isinstance(value[0], list | dict):
        yield "["
        for at, inner in enumerate(value, 1):
            yield f"{indent} {_compact(inner)}" + "," * (at < len(value))
        yield f"{indent}]"
    else:
        yield _compact(value)


def _is_small(value: Mapping[str, Any]) -> bool:
    return len(value) < 9 and not any(isinstance(each, dict | list) for each in value.values())


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def write(name: str, model: Mapping[str, Any]) -> None:
    """Keep a model, and its code, where the parser looks for it."""
    (MODELS / f"{name}-model.json").write_text(written(model), "utf-8")
    (MODELS / f"{name}_model.py").write_text(module_of(name, model), "utf-8")


def main() -> None:
    """Write the code of both models anew."""
    for name in FUNCTIONS:
        model = json.loads((MODELS / f"{name}-model.json").read_text("utf-8"))
        (MODELS / f"{name}_model.py").write_text(module_of(name, model), "utf-8")


if __name__ == "__main__":
    main()
