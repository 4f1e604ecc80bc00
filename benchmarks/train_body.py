"""Train the judge of blocks, and say how well it reads pages of sites it never saw.

    python benchmarks/train_body.py CORPUS[=WEIGHT] …        writes parsers/classify/models/body_*
    python benchmarks/train_body.py --cv 5 CORPUS[=WEIGHT] … trains on nothing: prints figures

Each CORPUS is a folder with ``index.jsonl`` (see ``body_corpus``). Needs lightgbm and numpy,
which the project itself does not.

The recipe: every block of a page is labelled by the page's truth; class and id words get
weights from how much of the text below them is article, leaving out the page's own domain;
boosted trees learn the labels from the features of ``parsers.judge.features``, and a few more
from their scores for a block's context (``parsers.judge.context``): scores of trees that never
saw its domain, as it will be on new pages. A block weighs the more the larger its share of the
page's text, so that every page counts about alike. Pages whose truth is cut short are found by
training without them, and left out. Of each page there are copies with chrome put into them
(``body_copies``), and they count less.

Two seeds differ by less than a thousandth in F1 and by far more in what they make of a dialog
that no corpus has. So the seed is chosen by ``benchmarks/injected.py`` and by leak, and the
golden pages are looked at. The judge that ships was trained so:

    C=…; python benchmarks/train_body.py --seed 2 \\
        $C/andy $C/fundus $C/wcxb $C/daniel=.2 $C/fundushist $C/trafilatura
"""

from __future__ import annotations

import argparse
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
from body_copies import copies_of  # noqa: E402
from body_corpus import UNKNOWN, Labelled, load  # noqa: E402
from body_lexicon import Votes  # noqa: E402
from metrics import Reading, Score, score, summary  # noqa: E402
from systems import installed  # noqa: E402
from tree_code import code_of, exits_of, left_early, whole_of  # noqa: E402

from parsers import NotAnArticle  # noqa: E402
from parsers.classify.block_classifier import NEVER, BlockClassifier  # noqa: E402
from parsers.classify.blocks.context import context_features  # noqa: E402
from parsers.classify.blocks.features import Row, block_features  # noqa: E402
from parsers.classify.blocks.node_stats import PageStats  # noqa: E402

ROUNDS = 150
"""Twice as many at half the learning rate read no better on new sites, and take longer."""
EXITS = (8, 13, 20, 30, 45, 65, 90)
SURE = 1.0
"""Scores beyond that may be told early, about right: the trees for the context ask how sure the
first ones are of each block, not only which side it is on."""
FLATTER = 0.7
"""Weights of blocks are raised to that power: a long block counts less than its length."""
INNER = 3
"""Folds for finding pages whose truth is cut short,"""
CUT_ROUNDS = 75
"""and the trees that find them."""
CONTEXT_FOLDS = 4
"""Folds for scoring the pages that the second trees learn from."""
CONTEXT_ROUNDS = 150
CONTEXT_EXITS = (20, 40, 80)
CONTEXT_SURE = 0.6
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
CONTEXT = {**PARAMETERS, "num_leaves": 8, "learning_rate": 0.05, "feature_fraction": 0.3}


@dataclass(slots=True)
class _Measured:
    """A page with the features of its blocks, measured as if its domain was new."""

    page: Labelled
    branches: PageStats
    rows: list[Row | None]

    def is_cut(self, model: Any) -> bool:
        """Whether its truth holds most of what the *model* finds on it, and not nearly all."""
        looked_at = [(i, row) for i, row in enumerate(self.rows) if row]
        if not looked_at:
            return False
        scores = model.predict(numpy.array([row for _, row in looked_at], numpy.float32))
        taken = {i for (i, _), score in zip(looked_at, scores, strict=True) if score > 0.5}
        if UNKNOWN in self.page.labels:
            return False
        true = {i for i, label in enumerate(self.page.labels) if label}
        size = [len(block.text) for block in self.page.layout.blocks]
        both = sum(size[i] for i in taken & true)
        return both < 0.55 * sum(size[i] for i in taken) and both > 0.75 * sum(
            size[i] for i in true
        )

    def with_context(self, forest: Forest) -> _Measured:
        """The same page with the features of its blocks' context, as *forest* scores them."""
        scores = [NEVER] * len(self.rows)
        looked_at = [i for i, row in enumerate(self.rows) if row]
        if looked_at:
            for i, score in zip(looked_at, forest.scores(self.rows), strict=True):
                scores[i] = score
        rows = context_features(self.branches, self.rows, scores)
        return _Measured(self.page, self.branches, rows)


class Forest:
    """Boosted trees fitted to the blocks of *pages*, with exits after so many of them as *exits*
    says: for scores that end beyond *sure*, either way."""

    def __init__(
        self,
        pages: Sequence[_Measured],
        parameters: dict[str, Any],
        rounds: int,
        exits: Sequence[int] = (),
        sure: float = 0.0,
    ) -> None:
        data, self.model, rows = _fit(pages, rounds, parameters)
        self.whole = whole_of(rows)
        self.count = data.shape[1]
        self.at = exits
        self.exits = exits_of(self._partial(data), exits, sure) if exits else []

    def _partial(self, data: Any) -> list[list[float]]:
        counts = (*self.at, -1)
        predict = self.model.predict
        return [predict(data, raw_score=True, num_iteration=n).tolist() for n in counts]

    def scores(self, rows: Sequence[Row | None]) -> list[float]:
        """The scores of those *rows* that are looked at, as the source gives them."""
        data = numpy.array([row for row in rows if row], numpy.float32)
        return left_early(self._partial(data), self.exits)

    def source(self) -> str:
        """The function that gives the scores."""
        dump = self.model.dump_model()
        return code_of(dump, self.count, Path(__file__).name, self.exits, self.whole)


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned from pages: weights of words, and the source of two sets of trees."""

    votes: Votes
    source: str
    context_source: str

    def judge(self) -> BlockClassifier:
        """The judge as it would be loaded from its files."""
        return BlockClassifier(
            self.votes.lexicon(), _function_of(self.source), _function_of(self.context_source)
        )


def _function_of(source: str) -> Any:
    module = types.ModuleType("trees")
    exec(compile(source, "trees", "exec"), module.__dict__)
    return module.__dict__["score"]


def train(pages: Sequence[Labelled], seed: int = 1) -> Trained:
    """Learn from all *pages*."""
    votes = Votes(pages)
    return fit(votes, without_cut(measured(votes, pages)), seed)


def measured(votes: Votes, pages: Sequence[Labelled]) -> list[_Measured]:
    """*pages* with the features of their blocks, as if the domain of each was new."""
    lexicons: dict[str, Any] = {}
    found = []
    for page in pages:
        if not page.layout.blocks:
            continue
        if page.domain not in lexicons:
            lexicons[page.domain] = votes.lexicon(without=page.domain)
        branches = PageStats(page.layout, lexicons[page.domain])
        found.append(_Measured(page, branches, block_features(branches, page.story)))
    return found


def fit(votes: Votes, pages: Sequence[_Measured], seed: int = 1) -> Trained:
    """Both sets of trees."""
    parameters = {**PARAMETERS, "seed": seed}
    context = []
    for fold in range(CONTEXT_FOLDS):
        known = [one for one in pages if _inner_fold(one, CONTEXT_FOLDS) != fold]
        forest = Forest(known, parameters, ROUNDS)
        new = [one for one in pages if _inner_fold(one, CONTEXT_FOLDS) == fold]
        context += [one.with_context(forest) for one in new]
    first = Forest(pages, parameters, ROUNDS, EXITS, SURE)
    width = next(len(row) for one in context for row in one.rows if row)
    rising = [1] + [0] * (width - 1)  # a better score of its own never speaks against a block
    parameters = {**CONTEXT, "seed": seed, "monotone_constraints": rising}
    second = Forest(context, parameters, CONTEXT_ROUNDS, CONTEXT_EXITS, CONTEXT_SURE)
    return Trained(votes, first.source(), second.source())


def _inner_fold(one: _Measured, folds: int) -> int:
    return fold_of("inner " + one.page.domain, folds)


def without_cut(pages: Sequence[_Measured]) -> list[_Measured]:
    """Without the pages whose truth is cut short: the others teach to find much more text there,
    beside nearly everything the truth has, and they would teach the opposite."""
    originals = [one for one in pages if not one.page.is_copy]
    cut = set()
    for fold in range(INNER):
        outside = [one for one in originals if _inner_fold(one, INNER) != fold]
        _, model, _ = _fit(outside, CUT_ROUNDS, PARAMETERS)
        for one in originals:
            if _inner_fold(one, INNER) == fold and one.is_cut(model):
                cut.add(one.page.file)
    return [one for one in pages if one.page.file not in cut]


def _fit(
    pages: Sequence[_Measured], rounds: int, parameters: dict[str, Any]
) -> tuple[Any, Any, list[Row]]:
    rows: list[Row] = []
    labels: list[int] = []
    weights: list[float] = []
    for one in pages:
        for row, label, weight in zip(one.rows, one.page.labels, one.page.weights, strict=True):
            if row and label != UNKNOWN:
                rows.append(row)
                labels.append(label)
                weights.append(one.page.share * weight**FLATTER)
    data = numpy.array(rows, dtype=numpy.float32)
    scale = numpy.array(weights) / numpy.mean(weights)
    known = lightgbm.Dataset(data, numpy.array(labels), weight=scale)
    return data, lightgbm.train(parameters, known, rounds), rows


def fold_of(domain: str, folds: int) -> int:
    """The fold a domain is in: the same for all its pages, and in every run."""
    return int(hashlib.md5(domain.encode()).hexdigest(), 16) % folds


def cross_validated(
    pages: Sequence[Labelled], folds: int, seed: int = 1
) -> Iterator[tuple[Labelled, BlockClassifier]]:
    """Every page with a judge that never saw a page of its domain."""
    for fold in range(folds):
        judge = train([p for p in pages if fold_of(p.domain, folds) != fold], seed).judge()
        for page in pages:
            if fold_of(page.domain, folds) == fold and not page.is_copy:
                yield page, judge


def write(trained: Trained) -> None:
    """Keep the judge where the reader looks for it."""
    data = ROOT / "parsers" / "classify" / "models"
    (data / "body_trees.py").write_text(trained.source)
    (data / "body_context_trees.py").write_text(trained.context_source)
    lexicon = trained.votes.lexicon(domains=3)
    words = {"near": _rounded(lexicon.near), "far": _rounded(lexicon.far)}
    (data / "body-lexicon.json").write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    )


def _rounded(weights: Any) -> dict[str, float]:
    return {word: round(weight, 2) for word, weight in weights.all().items()}


def report(pages: Sequence[Labelled], folds: int, seed: int) -> None:
    """Print what the whole reader makes of each page with the judge of its fold."""
    import parsers.fields.body.body as body

    read = installed(["newsclip"])["newsclip"]
    scores: dict[str, list[tuple[str, Score]]] = {}
    refused: dict[str, list[str]] = {}
    for page, judge in cross_validated(pages, folds, seed):
        body.load_block_classifier = lambda judge=judge: judge  # type: ignore[assignment,misc]
        try:
            reading = read(page.html(), page.row["url"])
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
    parser.add_argument("--seed", type=int, default=1, help="of the trees; shipped: see below")
    options = parser.parse_args()
    pages = load_all(options.corpora)
    if options.cv:
        report(pages, options.cv, options.seed)
    else:
        write(train(pages, options.seed))


def load_all(corpora: Sequence[str]) -> list[Labelled]:
    """The pages of all *corpora*, given as ``CORPUS[=WEIGHT]``, and their copies with chrome."""
    pages: list[Labelled] = []
    folders = []
    for corpus in corpora:
        folder, _, weight = corpus.partition("=")
        folders.append(Path(folder))
        pages += load(Path(folder), float(weight or 1))
    return [*pages, *copies_of(pages, folders)]


if __name__ == "__main__":
    main()
