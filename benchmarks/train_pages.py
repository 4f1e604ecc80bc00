"""Train the judge of whole pages: whether one has an article at all.

    python benchmarks/train_pages.py --other NOT-ARTICLES CORPUS[=WEIGHT] …
    python benchmarks/train_pages.py --cv --other NOT-ARTICLES CORPUS[=WEIGHT] …

NOT-ARTICLES is a folder with ``pages.jsonl``: ``id``, ``url``, ``domain``, ``page_type``,
``html``. Every page is measured with a judge of blocks that never saw its domain
(``train_body``), since a page that judge learned from looks better than one it did not: train
the judge of blocks first, this one after it. Writes ``parsers/data/page_trees.py`` and
``page-lexicon.json``, and prints cross-validated figures in both cases.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy
from body_corpus import Labelled, load
from page_lexicon import PageVotes, Vote
from train_body import PARAMETERS, ROOT, fold_of, train
from tree_code import code_of

import parsers.fields.body as body_module
import parsers.reader as reader_module
from parsers import Document, open_page
from parsers.errors import NotAnArticle
from parsers.judge.features import Row
from parsers.judge.page_words import GROUPS, PageLexicon, Words, words_of_page
from parsers.judge.pages import REFUSE, measure_page
from parsers.refusal import facts_of, is_story, plain_flaw

FOLDS = 5
ROUNDS = 150
SEEDS = (1, 2)
"""One forest for each: the judge is their mean."""
SETTINGS = {
    **PARAMETERS,
    "num_leaves": 8,
    "learning_rate": 0.07,
    "extra_trees": True,
    "min_child_samples": 12,
    "feature_fraction": 0.3,
    "lambda_l2": 5,
    "max_bin": 63,
}
WEIGHTS = {"article": 3.0, "listing": 3.0, "collection": 1.5, "product": 1.0, "forum": 0.3}
"""Of a page of that type; 0.2 of any other. An article refused is the worst mistake."""
_OTHER = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """A page of a known type with its features."""

    name: str
    domain: str
    kind: str
    row: Row
    words: Words
    flaw: str | None
    """Why it is refused whatever the judge says."""
    is_story: bool
    """It is taken whatever the judge says."""

    @property
    def weight(self) -> float:
        """How much a mistake with this page costs."""
        return WEIGHTS.get(self.kind, _OTHER)


def measured(pages: Sequence[Labelled], others: Path) -> list[Measured]:
    """Every page with its features."""
    known: list[tuple[str, str, str, Document]] = [
        (page.row["id"], page.domain, "article", page.page) for page in pages
    ]
    for line in (others / "pages.jsonl").open():
        row = json.loads(line)
        opened = open_page(gzip.decompress((others / row["html"]).read_bytes()), row["url"])
        known.append((row["id"], row["domain"], row["page_type"], opened))
    found = []
    for fold in range(FOLDS):
        judge = train([p for p in pages if fold_of(p.domain, FOLDS) != fold]).judge()
        body_module.block_judge = lambda judge=judge: judge  # type: ignore[assignment,misc]
        for name, domain, kind, page in known:
            if fold_of(domain, FOLDS) == fold:
                found.append(_measure(name, domain, kind, page))
    return found


def _measure(name: str, domain: str, kind: str, page: Document) -> Measured:
    """What the reader knows of a page when it has to judge it."""
    found: list[Measured] = []

    def keep(page: Any, head: Any, body: Any, paragraphs: Any, **signs: bool) -> None:
        facts = facts_of(page, head, body, **signs)
        flaw = plain_flaw(page, head, body, paragraphs, is_dated=signs["is_dated"])
        words = words_of_page(page, facts.headline)
        row = measure_page(facts)
        story = is_story(page, body, paragraphs)
        found.append(Measured(name, domain, kind, row, words, flaw, story))

    refusal = reader_module.refusal
    reader_module.refusal = keep  # type: ignore[assignment]
    try:
        reader_module.read(page)
    except NotAnArticle:  # plain text without a story
        pass
    finally:
        reader_module.refusal = refusal
    return found[0]


def fit(pages: Sequence[Measured]) -> tuple[PageLexicon, list[lightgbm.Booster]]:
    """A lexicon, and trees that score pages which are no articles above 0."""
    votes = PageVotes(
        Vote(page.domain, page.kind == "article", page.weight, page.words) for page in pages
    )
    rows = numpy.array(
        [
            (*page.row, *votes.without(page.domain, page.words).measure(page.words))
            for page in pages
        ],
        dtype=numpy.float32,
    )
    labels = numpy.array([page.kind != "article" for page in pages], dtype=int)
    weights = numpy.array([page.weight for page in pages])
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


def report(pages: Sequence[Measured]) -> None:
    """Print how many pages of each kind are refused by judges that never saw their domain."""
    scores = {}
    for fold in range(FOLDS):
        lexicon, models = fit([page for page in pages if fold_of(page.domain, FOLDS) != fold])
        for page in pages:
            if fold_of(page.domain, FOLDS) == fold:
                row = numpy.array([(*page.row, *lexicon.measure(page.words))], numpy.float32)
                score = sum(model.predict(row, raw_score=True)[0] for model in models)
                scores[page.name] = score / len(models)
    groups = {page.name: _group(page) for page in pages}
    totals = Counter(groups.values())
    for bound in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0):
        refused = Counter(_group(p) for p in pages if _is_refused(p, scores[p.name], bound))
        told = "  ".join(f"{group} {refused[group]}/{n}" for group, n in totals.items())
        print(f"{bound:+.1f} ", told)
    print(f"articles refused above {REFUSE - 1:+.1f}, and listings not refused at {REFUSE:+.1f}:")
    for page in sorted(pages, key=lambda page: -scores[page.name]):
        score = scores[page.name]
        if page.kind == "article" and _is_refused(page, score, REFUSE - 1):
            print(f"  {score:+.2f}  {page.name}  {page.flaw or ''}")
    for page in sorted(pages, key=lambda page: scores[page.name]):
        score = scores[page.name]
        if page.kind in ("listing", "collection") and not _is_refused(page, score, REFUSE):
            print(f"  {score:+.2f}  {page.name}  {page.kind}{' told' if page.is_story else ''}")


def _is_refused(page: Measured, score: float, bound: float) -> bool:
    return bool(page.flaw) or (not page.is_story and score > bound)


def _group(page: Measured) -> str:
    return page.name.partition("/")[0] if page.kind == "article" else page.kind


def main() -> None:
    """Train and write, or print cross-validated figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", metavar="CORPUS[=WEIGHT]")
    parser.add_argument("--other", type=Path, required=True, metavar="NOT-ARTICLES")
    parser.add_argument("--cv", action="store_true", help="only print figures")
    options = parser.parse_args()
    labelled: list[Labelled] = []
    for corpus in options.corpora:
        folder, _, weight = corpus.partition("=")
        labelled += load(Path(folder), float(weight or 1))
    pages = measured(labelled, options.other)
    report(pages)
    if not options.cv:
        data = ROOT / "parsers" / "data"
        lexicon, models = fit(pages)
        weights = dict(zip(GROUPS, lexicon.weights, strict=True))
        (data / "page-lexicon.json").write_text(
            json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
        )
        count = len(pages[0].row) + 3 * len(GROUPS)
        code = code_of(merged(models), count, Path(__file__).name)
        (data / "page_trees.py").write_text(code)


if __name__ == "__main__":
    main()
