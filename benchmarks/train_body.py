"""Train the judge of blocks, and say how well it reads pages of sites it never saw.

    python benchmarks/train_body.py CORPUS[=WEIGHT] …        writes parsers/data/body_*
    python benchmarks/train_body.py --cv 5 CORPUS[=WEIGHT] … trains on nothing: prints figures

Each CORPUS is a folder with ``index.jsonl`` (see ``body_corpus``). Needs lightgbm and numpy,
which the project itself does not.

The recipe: every block of a page is labelled by the page's truth; class and id words get
weights from how much of the text below them is article, leaving out the page's own domain;
boosted trees learn the labels from the features of ``parsers.judge.features``. A block weighs
the more the larger its share of the page's text, so that every page counts about alike. Pages
whose truth is cut short are found by training without them, and left out.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import lightgbm  # noqa: E402
import numpy  # noqa: E402
from body_corpus import Labelled, load  # noqa: E402
from body_lexicon import Votes  # noqa: E402
from metrics import Reading, Score, score, summary  # noqa: E402
from systems import installed  # noqa: E402
from tree_code import code_of, exits_of, whole_of  # noqa: E402

from parsers import NotAnArticle  # noqa: E402
from parsers.judge.features import Row, measure  # noqa: E402
from parsers.judge.model import BlockJudge  # noqa: E402

ROUNDS = 300
EXITS = (25, 50, 90, 150)
FLATTER = 0.7
"""Weights of blocks are raised to that power: a long block counts less than its length."""
INNER = 3
"""Folds for finding pages whose truth is cut short."""
FIGURES = (
    "f1",
    "precision",
    "recall",
    "paragraph_f1",
    "leak",
    "headline",
    "authors",
    "date",
    "empty",
)
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_child_samples": 40,
    "feature_fraction": 0.25,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "verbose": -1,
}


@dataclass(slots=True)
class _Measured:
    """A page with the features of its blocks, measured as if its domain was new."""

    page: Labelled
    rows: list[Row | None]

    def is_cut(self, model: Any) -> bool:
        """Whether its truth holds most of what the *model* finds on it, and not nearly all."""
        looked_at = [(i, row) for i, row in enumerate(self.rows) if row]
        if not looked_at:
            return False
        scores = model.predict(numpy.array([row for _, row in looked_at], numpy.float32))
        taken = {i for (i, _), score in zip(looked_at, scores, strict=True) if score > 0.5}
        true = {i for i, label in enumerate(self.page.labels) if label}
        size = [len(block.text) for block in self.page.page.blocks]
        both = sum(size[i] for i in taken & true)
        return both < 0.55 * sum(size[i] for i in taken) and both > 0.75 * sum(
            size[i] for i in true
        )


def train(pages: Sequence[Labelled]) -> tuple[Votes, str]:
    """The votes of all pages, and the source of the trees."""
    votes = Votes(pages)
    lexicons: dict[str, Any] = {}
    measured = []
    for page in pages:
        if page.domain not in lexicons:
            lexicons[page.domain] = votes.lexicon(without=page.domain)
        found = measure(page.page.layout, page.story, lexicons[page.domain])
        measured.append(_Measured(page, found))
    data, model, rows = _fit(without_cut(measured), ROUNDS)
    partial = [
        model.predict(data, raw_score=True, num_iteration=n).tolist() for n in (*EXITS, ROUNDS)
    ]
    exits = exits_of(partial, EXITS)
    source = code_of(model.dump_model(), data.shape[1], Path(__file__).name, exits, whole_of(rows))
    return votes, source


def without_cut(pages: Sequence[_Measured]) -> list[_Measured]:
    """Without the pages whose truth is cut short: the others teach to find much more text there,
    beside nearly everything the truth has, and they would teach the opposite."""
    found = []
    for fold in range(INNER):
        inside = [one for one in pages if fold_of("inner " + one.page.domain, INNER) == fold]
        outside = [one for one in pages if fold_of("inner " + one.page.domain, INNER) != fold]
        _, model, _ = _fit(outside, ROUNDS // 2)
        found += [one for one in inside if not one.is_cut(model)]
    return found


def _fit(pages: Sequence[_Measured], rounds: int) -> tuple[Any, Any, list[Row]]:
    rows: list[Row] = []
    labels: list[int] = []
    weights: list[float] = []
    for one in pages:
        for row, label, weight in zip(one.rows, one.page.labels, one.page.weights, strict=True):
            if row:
                rows.append(row)
                labels.append(label)
                weights.append(weight**FLATTER)
    data = numpy.array(rows, dtype=numpy.float32)
    scale = numpy.array(weights) / numpy.mean(weights)
    known = lightgbm.Dataset(data, numpy.array(labels), weight=scale)
    return data, lightgbm.train(PARAMETERS, known, rounds), rows


def judge_of(votes: Votes, source: str) -> BlockJudge:
    """The judge as it would be loaded from its files."""
    module = types.ModuleType("trees")
    exec(compile(source, "trees", "exec"), module.__dict__)
    return BlockJudge(votes.lexicon(), module.score)


def fold_of(domain: str, folds: int) -> int:
    """The fold a domain is in: the same for all its pages, and in every run."""
    return int(hashlib.md5(domain.encode()).hexdigest(), 16) % folds


def cross_validated(pages: Sequence[Labelled], folds: int) -> Iterator[tuple[Labelled, BlockJudge]]:
    """Every page with a judge that never saw a page of its domain."""
    for fold in range(folds):
        judge = judge_of(*train([p for p in pages if fold_of(p.domain, folds) != fold]))
        for page in pages:
            if fold_of(page.domain, folds) == fold:
                yield page, judge


def write(votes: Votes, source: str) -> None:
    """Keep the judge where the reader looks for it."""
    data = ROOT / "parsers" / "data"
    (data / "body_trees.py").write_text(source)
    lexicon = votes.lexicon(domains=3)
    words = {"near": _rounded(lexicon.near), "far": _rounded(lexicon.far)}
    (data / "body-lexicon.json").write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    )


def _rounded(weights: Any) -> dict[str, float]:
    return {word: round(weight, 2) for word, weight in weights.all().items()}


def report(pages: Sequence[Labelled], folds: int) -> None:
    """Print what the whole reader makes of each page with the judge of its fold."""
    import parsers.fields.body as body

    read = installed(["newsclip"])["newsclip"]
    scores: dict[str, list[tuple[str, Score]]] = {}
    refused: dict[str, list[str]] = {}
    for page, judge in cross_validated(pages, folds):
        body.block_judge = lambda judge=judge: judge  # type: ignore[assignment,misc]
        html = gzip.decompress(page.file.read_bytes())
        try:
            reading = read(html, page.row["url"])
        except NotAnArticle as error:
            refused.setdefault(page.dataset, []).append(f"{page.row['id']} ({error.reason})")
            reading = Reading(error=str(error))
        result = score(page.row["truth"], reading)
        scores.setdefault(page.dataset, []).append((page.row["id"], result))
    for dataset, results in scores.items():
        figures = summary(result for _, result in results)
        print(f"\n{dataset}: {len(results)} pages, {folds} folds by domain")
        print("  ".join(f"{name} {figures[name]:.3f}" for name in FIGURES if name in figures))
        print("refused:", ", ".join(refused.get(dataset, [])) or "none")


def main() -> None:
    """Train and write, or print cross-validated figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", metavar="CORPUS[=WEIGHT]")
    parser.add_argument("--cv", type=int, metavar="FOLDS", help="only print figures")
    options = parser.parse_args()
    pages: list[Labelled] = []
    for corpus in options.corpora:
        folder, _, weight = corpus.partition("=")
        pages += load(Path(folder), float(weight or 1))
    if options.cv:
        report(pages, options.cv)
    else:
        write(*train(pages))


if __name__ == "__main__":
    main()
