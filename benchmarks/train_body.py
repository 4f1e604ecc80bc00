"""Train the block classifier, and say how well it reads pages of sites it never saw.

    python benchmarks/train_body.py CORPUS[=WEIGHT] …        writes the model and its code
    python benchmarks/train_body.py --try CORPUS[=WEIGHT] …  prints its figures and keeps nothing

Each CORPUS is a folder with ``index.jsonl`` (see ``body_corpus``). Needs lightgbm and numpy,
which the project itself does not. ``docs/training.md`` tells it in full.

The recipe: every block of a page is labelled by the page's truth; class and id words get
weights from how much of the text below them is article, leaving out the page's own domain;
boosted trees learn the labels from the features of each block (``parsers.classify.feature_names``),
others from those of the same page without what the first ones are sure is chrome, the last from
the scores of these for the blocks around it: scores of trees that never saw its domain, as it will
be on new pages. A block weighs the more the larger its share of
the page's text, so that every page counts about alike. Pages whose truth is cut short are found
by training without them, and left out. Of each page there are copies with chrome put into them
(``body_copies``), and they count less.

Figures are cross-validated by domain in five folds: every page is read with trees that saw no
page of its domain, and so is every page of a sample with chrome put into it. Two seeds differ by
less than a thousandth in F1 and by far more in what they make of a dialog that no corpus has. So
the seed is chosen by ``injected`` and ``leak``, and the golden pages are looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from body_copies import copies_of  # noqa: E402
from body_corpus import Labelled, load  # noqa: E402
from body_forest import Trained, train  # noqa: E402
from chrome import ChromeGenerator, load_words  # noqa: E402
from chrome.trial import Outcome, outcomes, pages_of, stories_in  # noqa: E402
from injected import rows_of  # noqa: E402
from metrics import Reading, Score, score, summary  # noqa: E402
from systems import installed  # noqa: E402
from tree_code import write  # noqa: E402

import parsers.fields.body.body as body_module  # noqa: E402
from parsers import NotAnArticle  # noqa: E402
from parsers.classify.block_classifier import BlockClassifier  # noqa: E402

SAMPLE = 30
"""Pages of each corpus that chrome is put into."""
FIGURES = ("f1", "precision", "recall", "paragraph_f1", "leak")


def read_unseen(trained: Trained, pages: Sequence[Labelled]) -> Iterator[tuple[str, Score, bool]]:
    """What the parser makes of each page, each with a classifier that saw no page of its domain:
    the corpus, the score, whether the page was refused."""
    read = installed(["newsclip"])["newsclip"]
    for page in pages:
        if page.is_copy:
            continue
        _use(trained.unseen(page.domain))
        is_refused = False
        try:
            reading = read(page.html(), page.row["url"])
        except NotAnArticle as error:
            is_refused = True
            reading = Reading(error=str(error))
        truth = page.row["truth"]
        if truth["body"]:
            yield page.dataset, score(truth, reading), is_refused
        else:
            yield page.dataset, _score_snippets(truth, reading), is_refused


def _score_snippets(truth: dict[str, Any], reading: Reading) -> Score:
    """The shares of the snippets that must and must not stand in the text which do."""
    text = "\n".join((reading.standfirst or "", *reading.paragraphs, *(reading.captions or ())))
    found = Score()
    for name in ("must", "must_not"):
        if truth[name]:
            found.values[name] = sum(each in text for each in truth[name]) / len(truth[name])
    return found


def chrome_unseen(trained: Trained, folders: Sequence[Path]) -> Iterator[Outcome]:
    """What the parser makes of a sample of pages with chrome put into them, likewise."""
    systems = {"newsclip": installed(["newsclip"])["newsclip"]}
    generator = ChromeGenerator(load_words("test"), stories_in(folders))
    for folder in folders:
        for page in pages_of(folder, SAMPLE, 0):
            _use(trained.unseen(page.domain))
            yield from outcomes(page, folder.name, generator, systems, generator.kinds)


def _use(classifier: BlockClassifier) -> None:
    body_module.load_block_classifier = lambda: classifier  # type: ignore[assignment]


def figures_of(trained: Trained, pages: Sequence[Labelled], folders: Sequence[Path]) -> Any:
    """The cross-validated figures of each corpus, and of chrome put into pages."""
    scores: dict[str, list[Score]] = {}
    refused: Counter[str] = Counter()
    for corpus, result, is_refused in read_unseen(trained, pages):
        scores.setdefault(corpus, []).append(result)
        refused[corpus] += is_refused
    found: dict[str, dict[str, float]] = {}
    for corpus, results in scores.items():
        means = summary(results)
        names = ("must", "must_not") if "must" in means else FIGURES
        found[corpus] = {name: round(means[name], 4) for name in names if name in means}
        found[corpus] |= {"pages": len(results), "refused": refused[corpus]}
    rows = rows_of(list(chrome_unseen(trained, folders)))
    for kind, row in rows.items():
        found[f"chrome: {kind}"] = {
            name: round(row[name] or 0.0, 4) for name in ("readings", "leak", "changed", "refused")
        }
    return found


def corpora_of(corpora: Sequence[str], pages: Sequence[Labelled]) -> dict[str, Any]:
    """What was learned from: pages, weight and a digest of each corpus."""
    found = {}
    for corpus in corpora:
        folder, _, weight = corpus.partition("=")
        name = Path(folder).name
        own = [page for page in pages if page.dataset == name and not page.is_copy]
        found[name] = {
            "pages": len(own),
            "weight": float(weight or 1),
            "sha256": digest_of(Path(folder)),
        }
    return found


def digest_of(folder: Path) -> str:
    """A digest of a corpus: of its index, and of each file in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def load_all(corpora: Sequence[str]) -> list[Labelled]:
    """The pages of all *corpora*, given as ``CORPUS[=WEIGHT]``, and their copies with chrome."""
    pages: list[Labelled] = []
    for corpus in corpora:
        folder, _, weight = corpus.partition("=")
        pages += load(Path(folder), float(weight or 1))
    return [*pages, *copies_of(pages, folders_of(corpora))]


def folders_of(corpora: Sequence[str]) -> list[Path]:
    """The folders of *corpora*."""
    return [Path(corpus.partition("=")[0]) for corpus in corpora]


def main() -> None:
    """Train, print the figures, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", metavar="CORPUS[=WEIGHT]")
    parser.add_argument("--try", action="store_true", dest="only_try", help="write nothing")
    parser.add_argument("--seed", type=int, default=1, help="of the trees")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="for train_pages")
    options = parser.parse_args()
    pages = load_all(options.corpora)
    trained = train(pages, options.seed)
    figures = figures_of(trained, pages, folders_of(options.corpora))
    for name, row in figures.items():
        print(f"{name:45}", "  ".join(f"{key} {value}" for key, value in row.items()))
    if options.keep:
        options.keep.write_bytes(pickle.dumps(trained))
    if not options.only_try:
        names = [each[each.rfind("/") + 1 :] for each in options.corpora]
        about = {
            "command": " ".join(
                ["python benchmarks/train_body.py", f"--seed {options.seed}", *names]
            ),
            "lightgbm": version("lightgbm"),
            "corpora": corpora_of(options.corpora, pages),
            "figures": figures,
        }
        write("block", trained.data(about))


if __name__ == "__main__":
    main()
