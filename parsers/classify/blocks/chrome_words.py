"""Words that consent dialogs, subscription boxes and notices are made of, in many languages.

One such word says nothing: stories tell of cookies and donations too. How many different ones a
text has is a feature of the block classifier.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from parsers.wordlists import names_of

KINDS = ("consent", "letter", "notice")
"""Consent to cookies; letters, subscriptions and gifts; rights, comments and technical notices."""
_MARKS = ("", ",", ".", "?", "!", ")")
"""What may follow a word before the next space."""
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no space between words."""

_SAMPLE = 30
"""Characters of each text that are looked at for such letters."""

Counts = tuple[int, int, int]
"""How many different words of each kind a text has."""
_NONE: Counts = (0, 0, 0)


@cache
def _words() -> tuple[dict[str, tuple[str, int]], dict[str, int]]:
    """Each word and its kind: by how it may stand between spaces, and those of scripts without."""
    spaced: dict[str, tuple[str, int]] = {}
    dense: dict[str, int] = {}
    for kind, section in enumerate(KINDS):
        for word in names_of("chrome-words", section):
            if _DENSE.search(word):
                dense.setdefault(word, kind)
            else:
                for mark in _MARKS:
                    spaced.setdefault(word + mark, (word, kind))
    return spaced, dense


@cache
def _printed() -> frozenset[str]:
    return frozenset(_words()[0])


def count_chrome_words(texts: Sequence[str]) -> list[Counts]:
    """The counts of each of a page's *texts*."""
    spaced, dense = _words()
    printed = _printed()
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for number, text in enumerate(texts):
        for word in printed.intersection(text.lower().split()):
            found[number].add(spaced[word])
    if _DENSE.search("".join([text[:_SAMPLE] for text in texts])):
        together = "\n".join(texts).lower()
        ends = list(accumulate([len(line) + 1 for line in together.split("\n")]))
        for word, kind in dense.items():
            for at in _places(together, word):
                found[bisect_right(ends, at)].add((word, kind))
    if not found:
        return [_NONE] * len(texts)
    counts = [_NONE] * len(texts)
    for number, words in found.items():
        kinds = [kind for _, kind in words]
        counts[number] = (kinds.count(0), kinds.count(1), kinds.count(2))
    return counts


def _places(text: str, word: str) -> Iterator[int]:
    """Where *word* stands in *text*."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
