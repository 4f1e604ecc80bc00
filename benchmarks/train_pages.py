"""Train the page classifier: whether a page has an article at all.

    python benchmarks/train_pages.py --blocks FILE CORPORA        trains, writes, prints figures
    python benchmarks/train_pages.py --blocks FILE --try CORPORA  only prints figures

CORPORA is a folder of corpora (see ``body_corpus``) with ``not-articles`` among them (see
``page_corpus``). The scores of the block classifier are features: train that one first
(``train_body --keep FILE``), and this one after it, whenever its trees change. One run takes
three minutes of CPU. ``--kept FILE`` keeps what was measured there, and takes it from there the
next time, for trials with other settings. ``docs/training.md`` tells it in full.

Figures are of pages that neither classifier learned from: of other domains, and, of assembled
pages, of other languages and other templates.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy
from body_corpus import load
from body_forest import PARAMETERS, fold_of
from page_corpus import (
    FOLDS,
    Known,
    Measured,
    assembled_pages,
    known_pages,
    measure_with,
    walled_pages,
)
from page_lexicon import PageVotes, Vote
from train_body import Trained, digest_of
from tree_code import shares_of, stage_data, trees_of, write

from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.feature_names import PAGE, WORD_GROUPS
from parsers.classify.page_classifier import REFUSE
from parsers.classify.pages.words import PageLexicon
from parsers.classify.trees import load_model

ARTICLES = (
    *("andy", "fundus", "wcxb", "daniel"),
    *("fundushist", "gne", "mediacloud2020", "trafilatura"),
)
"""Corpora of articles."""
STORIES = ("andy", "fundus", "wcxb", "daniel", "fundushist")
"""Those whose headlines and leads make lists,"""
ROOM = ("fundus", "daniel", "fundushist")
"""and those whose pages make room for them: news in many languages."""
WALLED_EVERY = 4
"""Of the pages that make room every fourth is there with a wall in place of its story too."""
ROUNDS = 120
SEEDS = (1, 2)
"""One forest for each: the model is their mean."""
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
    "wall": 0.0,
}
"""Of pages that no site ever had. Walls are only counted: taught at 0.5, 83 of 228 are refused in
place of 49, and 4 of 59 pages of ``gne`` in place of 2."""
BOUNDS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)


def weight_of(page: Known) -> float:
    """How much a mistake with a page costs."""
    if page.is_made:
        return MADE[page.group]
    return _ODD.get(page.group) or WEIGHTS.get(page.kind, _OTHER)


def pages_of(corpora: Path, blocks: Path | None, kept: Path | None) -> list[Measured]:
    """Every page with its features: its blocks scored by trees that never saw its domain, where
    *blocks* has them, else by the classifier that ships."""
    if kept and kept.exists():
        found: list[Measured] = pickle.loads(kept.read_bytes())
        return found
    known = known_pages([corpora / name for name in ARTICLES], corpora / "not-articles")
    room = [page for name in ROOM for page in load(corpora / name)]
    folders = [corpora / name for name in STORIES]
    known += assembled_pages(room, folders)
    known += walled_pages(room[::WALLED_EVERY], folders)
    if blocks:
        trained: Trained = pickle.loads(blocks.read_bytes())
        found = list(measure_with(lru_cache(maxsize=8)(trained.unseen), known))
    else:
        found = list(measure_with(lambda _: load_block_classifier(), known))
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
        node["internal_value"] *= factor
        _scale(node["left_child"], factor)
        _scale(node["right_child"], factor)


def _folds_of(page: Known) -> set[int]:
    """The folds that a page is new to only if all of them are left out."""
    if page.language:
        return {fold_of(name, FOLDS) for name in (page.language, page.family)}
    return {fold_of(name, FOLDS) for name in (page.domain, page.family) if name}


def scores_of_new(pages: Sequence[Measured]) -> Iterator[tuple[Measured, float]]:
    """Every page that one model knows nothing like of, with its score: no page of its domain or,
    where it is assembled, of its language, nor any of its template."""
    for fold in range(FOLDS):
        new = [p for p in pages if _folds_of(p.known) == {fold}]
        lexicon, models = fit([p for p in pages if fold not in _folds_of(p.known)])
        rows = numpy.array([(*p.row, *lexicon.features(p.words)) for p in new], numpy.float32)
        scores = sum(model.predict(rows, raw_score=True) for model in models) / len(models)
        yield from zip(new, scores.tolist(), strict=True)


def figures_of(pages: Sequence[Measured]) -> dict[str, Any]:
    """How many pages of each kind are refused by models that know nothing like them, at the
    bound that ships and at others; and print the articles refused and the lists kept."""
    scored = sorted(scores_of_new(pages), key=lambda each: -each[1])
    groups = dict.fromkeys(page.known.group for page in pages)
    totals = Counter(page.known.group for page, _ in scored)
    found: dict[str, Any] = {group: {"pages": totals[group]} for group in groups}
    for bound in BOUNDS:
        refused = Counter(p.known.group for p, score in scored if p.is_refused(score, bound))
        for group in groups:
            found[group][f"refused at {bound}"] = refused[group]
    for page, score in scored:
        known = page.known
        is_article = known.kind == "article"
        is_list = known.kind in ("listing", "collection", "list", "static")
        if (is_article or is_list) and page.is_refused(score, REFUSE) is is_article:
            note = page.flaw or ("told" if page.is_told else "")
            print(f"{score:+.2f}  {known.name}  {note}")
    return found


def model_of(pages: Sequence[Measured], about: dict[str, Any]) -> dict[str, Any]:
    """The model as its file has it."""
    lexicon, models = fit(pages)
    dump = merged(models)
    weights = zip(WORD_GROUPS, lexicon.weights, strict=True)
    return {
        "about": about,
        "lexicon": {group: dict(sorted(table.items())) for group, table in weights},
        "trees": stage_data(trees_of(dump, tuple(PAGE)), shares_of(dump, tuple(PAGE))),
    }


def main() -> None:
    """Train, print the figures, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--blocks", type=Path, metavar="FILE", help="what train_body kept")
    parser.add_argument("--kept", type=Path, metavar="FILE", help="what was measured")
    parser.add_argument("--try", action="store_true", dest="only_try", help="write nothing")
    options = parser.parse_args()
    pages = pages_of(options.corpora, options.blocks, options.kept)
    figures = figures_of(pages)
    for name, row in figures.items():
        print(f"{name:25}", "  ".join(f"{key} {value}" for key, value in row.items()))
    if not options.only_try:
        names = (*ARTICLES, "not-articles")
        about = {
            "command": "python benchmarks/train_pages.py --blocks FILE CORPORA",
            "seeds": list(SEEDS),
            "lightgbm": version("lightgbm"),
            "blocks": load_model("block")["about"].get("command"),
            "corpora": {name: {"sha256": digest_of(options.corpora / name)} for name in names},
            "figures": figures,
        }
        write("page", model_of(pages, about))


if __name__ == "__main__":
    main()
