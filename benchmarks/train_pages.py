"""Train the judge of whole pages: whether one has an article at all.

    python benchmarks/train_pages.py CORPORA            trains, writes, prints figures
    python benchmarks/train_pages.py --cv CORPORA       only prints figures

CORPORA is a folder of corpora (see ``body_corpus``) with ``not-articles`` among them (see
``page_corpus``). The scores that the judge of blocks gives are features: train that one first
(``train_body``), and this one after it, whenever its trees change. One run takes three minutes of
CPU. ``--kept FILE`` keeps what was measured there, and takes it from there the next time, for
trials with other settings.

Figures are of pages that the judge of pages did not learn from: of other domains, and, of
assembled pages, of other languages and other templates. But the judge of blocks that ships has
learned from most of the articles, and they look better to it than new ones; it knows neither the
lists nor ``gne`` and ``mediacloud2020``. Writes ``parsers/classify/models/page_trees.py`` and
``page-lexicon.json``.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy
from body_corpus import load
from page_corpus import FOLDS, Known, Measured, assembled_pages, known_pages, measure_with
from page_lexicon import PageVotes, Vote
from train_body import PARAMETERS, ROOT, fold_of
from tree_code import code_of

from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.feature_names import WORD_GROUPS
from parsers.classify.page_classifier import REFUSE
from parsers.classify.pages.words import PageLexicon

ARTICLES = (
    *("andy", "fundus", "wcxb", "daniel"),
    *("fundushist", "gne", "mediacloud2020", "trafilatura"),
)
"""Corpora of articles."""
STORIES = ("andy", "fundus", "wcxb", "daniel", "fundushist")
"""Those whose headlines and leads make lists,"""
ROOM = ("fundus", "daniel", "fundushist")
"""and those whose pages make room for them: news in many languages."""
ROUNDS = 120
SEEDS = (1, 2)
"""One forest for each: the judge is their mean."""
SETTINGS = {
    **PARAMETERS,
    "num_leaves": 12,
    "learning_rate": 0.1,
    "extra_trees": True,
    "min_child_samples": 12,
    "feature_fraction": 0.3,
    "lambda_l2": 5,
    "max_bin": 63,
}
WEIGHTS = {"article": 3.0, "listing": 5.0, "collection": 3.0, "product": 1.0, "forum": 0.3}
"""Of a page of that type; 0.2 of any other. An article refused is the worst mistake,"""
_OTHER = 0.2
_ODD = {"wcxb": 5.0}
"""most of all in sets of blogs, courses and glossaries: their articles look most like lists."""
MADE = {
    "daniel elsewhere": 2.0,
    "gne elsewhere": 1.0,
    "assembled article": 1.0,
    "assembled list": 0.7,
    "assembled static": 0.5,
    "transplanted list": 0.5,
    "transplanted static": 0.3,
}
"""Of pages that no site ever had."""
BOUNDS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)


def weight_of(page: Known) -> float:
    """How much a mistake with a page costs."""
    if page.is_made:
        return MADE[page.group]
    return _ODD.get(page.group) or WEIGHTS.get(page.kind, _OTHER)


def pages_of(corpora: Path, kept: Path | None) -> list[Measured]:
    """Every page with its features."""
    if kept and kept.exists():
        found: list[Measured] = pickle.loads(kept.read_bytes())
        return found
    known = known_pages([corpora / name for name in ARTICLES], corpora / "not-articles")
    room = [page for name in ROOM for page in load(corpora / name)]
    known += assembled_pages(room, [corpora / name for name in STORIES])
    found = list(measure_with(load_block_classifier(), known))
    if kept:
        kept.write_bytes(pickle.dumps(found))
    return found


def fit(pages: Sequence[Measured]) -> tuple[PageLexicon, list[lightgbm.Booster]]:
    """A lexicon, and trees that score pages which are no articles above 0.

    The words are those of real pages: what assembled ones say is of their own making.
    """
    votes = PageVotes(
        Vote(p.known.domain, p.known.kind == "article", weight_of(p.known), p.words)
        for p in pages
        if not p.known.is_made
    )
    rows = numpy.array(
        [
            (*page.row, *votes.without(page.known.domain, page.words).features(page.words))
            for page in pages
        ],
        dtype=numpy.float32,
    )
    labels = numpy.array([page.known.kind != "article" for page in pages], dtype=int)
    weights = numpy.array([weight_of(page.known) for page in pages])
    return votes.lexicon(), [
        lightgbm.train(
            {**SETTINGS, "seed": seed}, lightgbm.Dataset(rows, labels, weight=weights), ROUNDS
        )
        for seed in SEEDS
    ]


def merged(models: Sequence[lightgbm.Booster]) -> dict[str, Any]:
    """One model of the trees of several, each counting its share."""
    trees = [tree for model in models for tree in model.dump_model()["tree_info"]]
    for tree in trees:
        _scale(tree["tree_structure"], 1 / len(models))
    return {"tree_info": trees}


def _scale(node: dict[str, Any], factor: float) -> None:
    if "leaf_value" in node:
        node["leaf_value"] *= factor
    else:
        _scale(node["left_child"], factor)
        _scale(node["right_child"], factor)


def _folds_of(page: Known) -> set[int]:
    """The folds that a page is new to only if all of them are left out."""
    if page.language:
        return {fold_of(name, FOLDS) for name in (page.language, page.family)}
    return {fold_of(name, FOLDS) for name in (page.domain, page.family) if name}


def scores_of_new(pages: Sequence[Measured]) -> Iterator[tuple[Measured, float]]:
    """Every page that one judge knows nothing like of, with its score: no page of its domain
    or, where it is assembled, of its language, nor any of its template."""
    for fold in range(FOLDS):
        new = [p for p in pages if _folds_of(p.known) == {fold}]
        lexicon, models = fit([p for p in pages if fold not in _folds_of(p.known)])
        rows = numpy.array([(*p.row, *lexicon.features(p.words)) for p in new], numpy.float32)
        scores = sum(model.predict(rows, raw_score=True) for model in models) / len(models)
        yield from zip(new, scores.tolist(), strict=True)


def report(pages: Sequence[Measured]) -> None:
    """Print how many pages of each kind are refused by judges that know nothing like them."""
    scored = sorted(scores_of_new(pages), key=lambda each: -each[1])
    groups = dict.fromkeys(page.known.group for page in pages)
    totals = Counter(page.known.group for page, _ in scored)
    for bound in BOUNDS:
        refused = Counter(p.known.group for p, score in scored if p.is_refused(score, bound))
        told = "  ".join(f"{group} {refused[group]}/{totals[group]}" for group in groups)
        print(f"{bound:+.1f} ", told)
    print(f"articles refused at {REFUSE:+.1f}, and lists not refused:")
    for page, score in scored:
        known = page.known
        is_article = known.kind == "article"
        is_list = known.kind in ("listing", "collection", "list", "static")
        if (is_article or is_list) and page.is_refused(score, REFUSE) is is_article:
            note = page.flaw or ("told" if page.is_told else "")
            print(f"  {score:+.2f}  {known.name}  {note}")


def write(pages: Sequence[Measured]) -> None:
    """Keep the judge where the reader looks for it."""
    data = ROOT / "parsers" / "classify" / "models"
    lexicon, models = fit(pages)
    weights = dict(zip(WORD_GROUPS, lexicon.weights, strict=True))
    (data / "page-lexicon.json").write_text(
        json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    )
    count = len(pages[0].row) + 3 * len(WORD_GROUPS)
    (data / "page_trees.py").write_text(code_of(merged(models), count, Path(__file__).name))


def main() -> None:
    """Train and write, or print cross-validated figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--kept", type=Path, metavar="FILE", help="what was measured")
    parser.add_argument("--cv", action="store_true", help="only print figures")
    options = parser.parse_args()
    pages = pages_of(options.corpora, options.kept)
    report(pages)
    if not options.cv:
        write(pages)


if __name__ == "__main__":
    main()
