"""Train the judge of whole pages: whether one has an article at all.

    python benchmarks/train_pages.py --other NOT-ARTICLES CORPUS[=WEIGHT] …
    python benchmarks/train_pages.py --cv --other NOT-ARTICLES CORPUS[=WEIGHT] …

NOT-ARTICLES is a folder with ``pages.jsonl``: ``id``, ``url``, ``domain``, ``page_type``,
``html``. Every page is measured with a judge of blocks that never saw its domain
(``train_body``), since a page that judge learned from looks better than one it did not.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy
from body_corpus import Labelled, load
from train_body import PARAMETERS, ROOT, fold_of, judge_of, train
from tree_code import code_of

import parsers.fields.body as body_module
from parsers import Document, open_page
from parsers.fields.authors import read_authors
from parsers.fields.body import read_body
from parsers.fields.dates import read_times
from parsers.fields.headline import Head, read_head
from parsers.judge.features import Row
from parsers.judge.pages import REFUSE, measure_page

FOLDS = 5
ROUNDS = 80
SETTINGS = {**PARAMETERS, "num_leaves": 8, "learning_rate": 0.08, "min_child_samples": 15}
WEIGHTS = {"article": 3.0, "listing": 2.0, "collection": 1.5, "product": 1.2, "forum": 0.7}
"""Of a page of that type; 0.5 of any other. An article refused is the worst mistake."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page of a known type with its features."""

    name: str
    domain: str
    kind: str
    row: Row


def measured(pages: Sequence[Labelled], others: Path) -> list[Measured]:
    """Every page with its features."""
    known: list[tuple[str, str, str, Document, Head]] = [
        (page.row["id"], page.domain, "article", page.page, page.head) for page in pages
    ]
    for line in (others / "pages.jsonl").open():
        row = json.loads(line)
        opened = open_page(gzip.decompress((others / row["html"]).read_bytes()), row["url"])
        known.append((row["id"], row["domain"], row["page_type"], opened, read_head(opened)))
    found = []
    for fold in range(FOLDS):
        judge = judge_of(*train([p for p in pages if fold_of(p.domain, FOLDS) != fold]))
        body_module.block_judge = lambda judge=judge: judge  # type: ignore[assignment,misc]
        for name, domain, kind, page, head in known:
            if fold_of(domain, FOLDS) == fold:
                found.append(Measured(name, domain, kind, _features(page, head)))
    return found


def _features(page: Document, head: Head) -> Row:
    body = read_body(page, head)
    return measure_page(
        page,
        body.blocks,
        body.scores,
        headline=head.headline.value if head.headline else None,
        is_dated=read_times(page, head).published is not None,
        is_signed=read_authors(page, head).authors is not None,
    )


def fit(pages: Sequence[Measured]) -> lightgbm.Booster:
    """Trees that score pages which are no articles above 0."""
    rows = numpy.array([page.row for page in pages], dtype=numpy.float32)
    labels = numpy.array([page.kind != "article" for page in pages], dtype=int)
    weights = numpy.array([WEIGHTS.get(page.kind, 0.5) for page in pages])
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels, weight=weights), ROUNDS)


def report(pages: Sequence[Measured]) -> None:
    """Print how many pages of each kind are refused by judges that never saw their domain."""
    scores = {}
    for fold in range(FOLDS):
        model = fit([page for page in pages if fold_of(page.domain, FOLDS) != fold])
        for page in pages:
            if fold_of(page.domain, FOLDS) == fold:
                rows = numpy.array([page.row], dtype=numpy.float32)
                scores[page.name] = model.predict(rows, raw_score=True)[0]
    groups = {page.name: _group(page) for page in pages}
    totals = Counter(groups.values())
    for bound in (REFUSE - 1, REFUSE - 0.5, REFUSE, REFUSE + 0.5, REFUSE + 1):
        refused = Counter(groups[name] for name, score in scores.items() if score > bound)
        print(f"{bound:+.1f} ", "  ".join(f"{g} {refused[g]}/{n}" for g, n in totals.items()))


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
        code = code_of(fit(pages).dump_model(), len(pages[0].row), Path(__file__).name)
        (ROOT / "parsers" / "data" / "page_trees.py").write_text(code)


if __name__ == "__main__":
    main()
