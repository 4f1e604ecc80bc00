"""Weigh parts of words by how they tell the lines of a site from the sentences of stories.

    python benchmarks/train_wording.py CORPUS …            # writes wording-model.json
    python benchmarks/train_wording.py CORPUS … --try      # tells how it fares on new sites

Lines of chrome are those of ``benchmarks/chrome/words/train`` and ``second``, of two authors. What
stories say comes from the truths of the corpora, from ``words/stories`` and, for each language of
the lines, from words drawn as often as they are used in it (``wordfreq``): so no language is told
by its letters. The weights are a
logistic regression's over the parts of a line's words (``parsers.classify.wording``), fitted
twice: on all parts, then on those that had most weight. Needs scikit-learn and wordfreq.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

import numpy
import wordfreq
from body_forest import fold_of
from scipy.sparse import diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from parsers.classify.wording import MODEL, Wording, parts_of, root_of, words_in

WORDS = Path(__file__).parent / "chrome" / "words"
PARTS = 40_000
"""Parts of words that have weights."""
SCALE = 8
"""Weights are kept as whole numbers of eighths."""
STRENGTH = 2.0
LINE = 300
"""Characters of a line; of longer paragraphs, sentences are taken."""
MOST = 3_000
"""Lines of one language."""
DRAWN = 400
"""Lines of drawn words a language."""
TAUGHT = ("train", "second")
ENDS = 20
"""How often the lines by which stories end (``words/stories``) count: corpora have few of them."""
FEWEST_TOLD = 100
"""Lines of stories without which a language's letters would tell it from all others."""
_CODES = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "zh-Hant": "zh"}
_FIELD = re.compile(r"\{\w+\}")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")

Line = tuple[str, str]
"""A language and a text."""


def lines_of(files: Iterable[Path]) -> list[Line]:
    """All texts of files of words, by language."""
    found: list[Line] = []
    for file in files:
        for kind in tomllib.loads(file.read_text(encoding="utf-8")).values():
            for language, said in kind.items():
                several = said.values() if isinstance(said, dict) else [said]
                for texts in several:
                    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                        found += [(language, _FIELD.sub(" ", text)) for text in texts]
    return found


def stories_of(corpora: Sequence[Path], takes: Callable[[str], bool]) -> list[Line]:
    """Lines of the stories of domains that are taken."""
    rng = random.Random(1)
    by_language: dict[str, list[str]] = defaultdict(list)
    for corpus in corpora:
        for row in map(json.loads, (corpus / "index.jsonl").open(encoding="utf-8")):
            if not takes(row["domain"]):
                continue
            for paragraph in (row["truth"].get("body") or "").split("\n\n"):
                parts = [paragraph]
                if len(paragraph) > LINE:
                    sentences = _SENTENCE.split(paragraph)
                    parts = rng.sample(sentences, min(2, len(sentences)))
                by_language[(row["lang"] or "en")[:2]] += [p[:LINE] for p in parts if len(p) > 10]
    return [
        (language, text)
        for language, texts in by_language.items()
        for text in rng.sample(texts, min(MOST, len(texts)))
    ]


def drawn(languages: Iterable[str]) -> list[Line]:
    """Lines of words as often as each language uses them."""
    rng = random.Random(1)
    known = wordfreq.available_languages("best")
    found: list[Line] = []
    for language in sorted(languages):
        code = _CODES.get(language, language)
        if code not in known:
            continue
        often = wordfreq.get_frequency_dict(code)
        space = "" if code in ("zh", "ja") else " "
        for _ in range(DRAWN):
            words = rng.choices(list(often), weights=often.values(), k=rng.randint(6, 25))
            found.append((language, space.join(words)))
    return found


def _analysed(text: str) -> list[str]:
    return [part for word in words_in(text) for part in parts_of(word)]


def _roots(texts: Sequence[str]) -> Any:
    return diags([1 / root_of(text, words_in(text)) for text in texts])


def fitted(chrome: Sequence[Line], told: Sequence[Line]) -> tuple[dict[str, int], float]:
    """Weights and the bias."""
    lines = [*chrome, *told]
    texts = [text for _, text in lines]
    labels = numpy.array([1] * len(chrome) + [0] * len(told))
    often = Counter(zip([language[:2] for language, _ in lines], labels, strict=True))
    weights = numpy.array(
        [
            often[language[:2], label] ** -0.5
            for (language, _), label in zip(lines, labels, strict=True)
        ]
    )
    weights /= weights.mean()
    counter = CountVectorizer(analyzer=_analysed, min_df=3, dtype=numpy.float32)
    counts = counter.fit_transform(texts)
    rows = _roots(texts) @ counts
    names = counter.get_feature_names_out()
    model = _regression(rows, labels, weights)
    worth = numpy.abs(model.coef_[0]) * numpy.sqrt(numpy.asarray((counts > 0).sum(0))[0])
    kept = numpy.sort(numpy.argsort(-worth)[:PARTS])
    model = _regression(rows[:, kept], labels, weights)
    whole = numpy.round(model.coef_[0] * SCALE).astype(int)
    found = {str(names[at]): int(weight) for at, weight in zip(kept, whole, strict=True) if weight}
    return found, float(model.intercept_[0])


def _regression(rows: Any, labels: Any, weights: Any) -> Any:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=200)
    return model.fit(rows, labels, sample_weight=weights)


def told_in(chrome: Sequence[Line], told: Sequence[Line]) -> list[Line]:
    """The lines of chrome in languages that are also told stories in."""
    often = Counter(language for language, _ in told)
    return [line for line in chrome if often[line[0][:2]] >= FEWEST_TOLD]


def main() -> None:
    """Train, and write the model or tell how lines of another author fare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--try", dest="tries", action="store_true", help="write nothing")
    options = parser.parse_args()
    files = [
        f for name in TAUGHT for f in sorted((WORDS / name).glob("*.toml")) if f.stem != "names"
    ]
    chrome = lines_of(files)
    words = [
        *drawn({language for language, _ in chrome}),
        *lines_of(sorted((WORDS / "stories").glob("*.toml"))) * ENDS,
    ]
    figures = _figures(options.corpora, chrome, words)
    print(*(f"{name}: {value:.3f}" for name, value in figures.items()), sep="\n")
    if options.tries:
        return
    told = [*stories_of(options.corpora, lambda _: True), *words]
    weights, bias = fitted(told_in(chrome, told), told)
    about = {
        "command": " ".join(["benchmarks/train_wording.py", *(c.name for c in options.corpora)]),
        "lines of chrome": len(chrome),
        "lines of stories": len(told),
        "figures": figures,
    }
    head = json.dumps({"about": about, "scale": SCALE, "bias": round(bias, 3)}, ensure_ascii=False)
    parts = ",\n".join(
        f"{json.dumps(part, ensure_ascii=False)}:{weight}"
        for part, weight in sorted(weights.items())
    )
    MODEL.write_text(f'{head[:-1]},\n"weights":{{\n{parts}\n}}}}\n', encoding="utf-8")


def _figures(
    corpora: Sequence[Path], chrome: Sequence[Line], words: list[Line]
) -> dict[str, float]:
    """Of weights that saw the stories of half of all domains: what share of the test's lines, whose
    authors are others, score as high as 1, 2, 5 and 10 in a thousand lines of the other half."""
    told = [*stories_of(corpora, lambda domain: fold_of(domain, 2) == 0), *words]
    weights, bias = fitted(told_in(chrome, told), told)
    wording = Wording({part: weight / SCALE for part, weight in weights.items()}, bias)
    stories = [wording.of(text) for _, text in stories_of(corpora, lambda d: fold_of(d, 2) == 1)]
    test = [wording.of(text) for _, text in lines_of([WORDS / "test" / "lines.toml"])]
    found = {}
    for share in (0.001, 0.002, 0.005, 0.01):
        bound = float(numpy.quantile(stories, 1 - share))
        found[f"score of {share} of the lines of stories"] = round(bound, 2)
        found[f"test's lines above it, {share}"] = round(
            sum(s > bound for s in test) / len(test), 3
        )
    return found


if __name__ == "__main__":
    main()
