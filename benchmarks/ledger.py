"""What each heuristic and word list is worth: readings with and without it.

    python benchmarks/ledger.py CORPUS …                          a line for each entry
    python benchmarks/ledger.py CORPUS … --only "lead;own desks"  those whose name has one of these
    python benchmarks/ledger.py CORPUS … --each 3                 every third page of each set
    python benchmarks/ledger.py CORPUS … --chrome 20              and chrome put into 20 pages

Each CORPUS is a folder in the corpora's format (see ``body_corpus``). Every page is read as it is,
and again with one heuristic or word list switched off at a time, in a process of its own: a
function that is off answers what it answers where it finds nothing, a word list holds words that
no page has. Of each figure the table has the mean difference over all pages of the set that
have the figure, in thousandths, and its standard error by bootstrap over pages. Above 0: the page
is read better with it. Into a page with chrome each kind is put by itself (``chrome``, words of the
test): *clean* is the share of kinds of which nothing leaks, *steady* of those that change nothing
beside. The number before the colon counts the pages of which any figure changes.
What changes no page of any set is worth nothing there; it may still guard against something that no
set has, so look at the tests that fail without it.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from chrome import ChromeGenerator, load_words
from chrome.trial import Outcome, outcomes, pages_of, stories_in
from heuristics import HEURISTICS
from metrics import Reading, score
from systems import installed

import parsers.wordlists as wordlists

FIGURES = "f1 paragraph_f1 kept headline authors date captions credits clean steady fields".split()
"""Body F1 of the page, F1 of its paragraphs, the share of its paragraphs that the truth has; for
captions and credits the mean of recall and precision. Of chrome put in: the share of kinds that
leak nothing, that change nothing else of the text, and that leave all other fields alone."""
DRAWS = 400
WHOLE = ("notices",)
"""Lists that are a heuristic as a whole: they are no use with one word."""
CHROME = "chrome put in"
NO_WORDS = ("\ufdd0", "\u9fff\u9fff")
"""Words that no page has, the second in a script without spaces."""
Figures = dict[str, dict[str, dict[str, float]]]
"""Of each set and page the figures that apply to it."""


def entries() -> list[str]:
    """The names of all heuristics and word lists."""
    lists = sorted(file.stem for file in Path(wordlists.__file__).parent.glob("*.txt"))
    return [*HEURISTICS, *(f"word list {name}" for name in lists if name not in WHOLE)]


def switch_off(entry: str) -> None:
    """Take a heuristic or a word list out of this process, before anything is read."""
    if entry.startswith("word list "):
        _empty_list(entry.removeprefix("word list "))
        return

    for target, answer in HEURISTICS[entry]:
        module, _, name = target.partition(":")
        owner: Any = importlib.import_module(f"parsers.{module}")
        class_name, _, name = name.rpartition(".")
        if class_name:
            setattr(getattr(owner, class_name), name, answer)
            continue
        function = getattr(owner, name)
        for loaded in [each for key, each in sys.modules.items() if key.startswith("parsers.")]:
            for own in [key for key, value in vars(loaded).items() if value is function]:
                setattr(loaded, own, answer)


def _empty_list(emptied: str) -> None:
    whole = wordlists.wordlist

    def wordlist(name: str) -> Any:
        found = whole(name)
        return dict.fromkeys(found, (NO_WORDS,)) if name == emptied else found

    wordlists.wordlist = wordlist  # type: ignore[assignment]


def read_all(corpora: Sequence[Path], each: int, chrome: int) -> Figures:
    """The figures of every page, or of *each* second, third …; and of so many pages of each set
    with *chrome* put into them."""
    from parsers import ReadingError

    read = installed(["newsclip"])["newsclip"]
    found: Figures = {}
    if chrome:
        generator = ChromeGenerator(load_words("test"), stories_in(corpora))
        found[CHROME] = {
            f"{corpus.name} {page.id}": figures_with_chrome(
                list(outcomes(page, corpus.name, generator, {"newsclip": read}, generator.kinds))
            )
            for corpus in corpora
            for page in pages_of(corpus, chrome, seed=0)
        }
    for corpus in corpora:
        pages = found[corpus.name] = {}
        for line in islice((corpus / "index.jsonl").open(encoding="utf-8"), 0, None, each):
            row = json.loads(line)
            if not row["truth"].get("body"):
                continue
            try:
                reading = read(gzip.decompress((corpus / row["html"]).read_bytes()), row["url"])
            except ReadingError as error:
                reading = Reading(error=str(error))
            pages[row["id"]] = figures_of(score(row["truth"], reading).values)
    return found


def figures_of(values: dict[str, float]) -> dict[str, float]:
    """The figures of one page, each the better the higher."""
    found = {name: values[name] for name in FIGURES if name in values}
    precision, recall = values.get("precision", 0.0), values.get("recall", 0.0)
    total = precision + recall
    found["f1"] = 2 * precision * recall / total if total else 0.0
    if "leak" in values:
        found["kept"] = 1 - values["leak"]
    for name in ("caption", "credit"):
        parts = [values[key] for key in (f"{name}_recall", f"{name}_precision") if key in values]
        if parts:
            found[f"{name}s"] = statistics.fmean(parts)
    return found


def figures_with_chrome(told: Sequence[Outcome]) -> dict[str, float]:
    """The figures of one page with each kind of chrome."""
    if not told:
        return {}
    return {
        "clean": statistics.fmean(not one.leaks for one in told),
        "steady": statistics.fmean(bool(one.leaks) or not one.is_changed for one in told),
        "fields": statistics.fmean(not one.fields for one in told),
    }


def worth(on: Figures, off: Figures, corpus: str) -> dict[str, tuple[float, float]]:
    """Of each figure the mean difference and its standard error, in thousandths; *changed*: the
    number of pages."""
    pages = on[corpus]
    found: dict[str, tuple[float, float]] = {}
    for name in FIGURES:
        differences = [
            1_000 * (own.get(name, 0.0) - off[corpus][page].get(name, 0.0))
            for page, own in pages.items()
            if name in own or name in off[corpus][page]
        ]
        if any(differences):
            found[name] = statistics.fmean(differences), bootstrap_error(differences)
    changed = sum(own != off[corpus][page] for page, own in pages.items())
    found["changed"] = float(changed), 0.0
    return found


def bootstrap_error(values: Sequence[float]) -> float:
    """The standard deviation of the means of samples drawn with replacement."""
    draw = random.Random(1).choices
    return statistics.pstdev(statistics.fmean(draw(values, k=len(values))) for _ in range(DRAWS))


def line(entry: str, on: Figures, off: Figures) -> str:
    """The line of one entry, with a cell for each set."""
    cells = []
    for corpus in on:
        told = worth(on, off, corpus)
        changed = int(told.pop("changed")[0])
        figures = [f"{name} {mean:+.1f} ± {error:.1f}" for name, (mean, error) in told.items()]
        cells.append(f"{changed}: {', '.join(figures)}" if figures else "–")
    return f"| {entry} | {' | '.join(cells)} |"


def read_elsewhere(corpora: Sequence[Path], entry: str | None, each: int, chrome: int) -> Figures:
    """The figures of the pages, read by a process of its own."""
    options = ["--off", entry or "", "--each", str(each), "--chrome", str(chrome)]
    command = [sys.executable, __file__, *map(str, corpora), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--only", help="entries whose name has one of these, parted by semicolons")
    parser.add_argument("--each", type=int, default=1, metavar="N", help="only every Nth page")
    parser.add_argument(
        "--chrome", type=int, default=0, metavar="N", help="put chrome into N pages of each set too"
    )
    parser.add_argument("--off", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.off is not None:
        if options.off:
            switch_off(options.off)
        print(json.dumps(read_all(options.corpora, options.each, options.chrome)))
        return
    wanted = options.only.split(";") if options.only else [""]
    chosen = [each for each in entries() if any(part.strip() in each for part in wanted)]
    on = read_elsewhere(options.corpora, None, options.each, options.chrome)
    print("| what |", " | ".join(f"{set_} ({len(pages)})" for set_, pages in on.items()), "|")
    print("|---" * (1 + len(on)) + "|")
    for entry in chosen:
        off = read_elsewhere(options.corpora, entry, options.each, options.chrome)
        print(line(entry, on, off), flush=True)


if __name__ == "__main__":
    main()
