"""How much the words of a line are those of a site that speaks of itself.

A line of chrome that stands among a story's paragraphs, in the same elements, is told by its words
alone. Lists of words and of openings know what their authors thought of; here parts of words are
weighed, so that forms, compounds and sentences that nobody listed are told too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from pathlib import Path

_WORD = re.compile(r"[^\W\d_][^\s.,;:!?…()\[\]«»„“”\"/|。！？،؟।\d]*")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")
"""Letters of scripts that put no space between words."""
_PARTS = (3, 4, 5)
"""Letters of the parts of a word that have weights; its edges count as one,"""
_DENSE_PARTS = (2, 3)
"""and of a run of dense letters."""
_LETTERS_A_WORD = 3
"""Of such a run."""
_LONGEST = 20
"""Letters of a word that are looked at."""
_FEWEST = 3
"""A line of fewer words counts as one of so many."""
_REMEMBERED = 50_000
"""Words whose weights are kept."""
MODEL = Path(__file__).parent / "models" / "wording-model.json"


class Wording:
    """Weighs lines by the *weights* of parts of words."""

    def __init__(self, weights: Mapping[str, float], bias: float) -> None:
        self.weights = weights
        self.bias = bias
        self._words: dict[str, float] = {}

    def of(self, text: str) -> float:
        """How much more likely the site says *text* than a story does, as logarithmic odds of lines
        of which half are the site's."""
        words = words_in(text)
        return sum(map(self._of_word, words)) / root_of(text, words) + self.bias

    def _of_word(self, word: str) -> float:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            weights = self.weights
            known = sum([weights[part] for part in parts_of(word) if part in weights])
            self._words[word] = known
        return known


def words_in(text: str) -> list[str]:
    """The words of a text, as they are weighed."""
    return _WORD.findall(text.lower())


def root_of(text: str, words: Sequence[str]) -> float:
    """The root of how many words a text has, by which the sum of their weights is divided."""
    count = len(text) // _LETTERS_A_WORD if _DENSE.search(text) else len(words)
    return sqrt(max(_FEWEST, count))


def parts_of(word: str) -> list[str]:
    """The parts of a word in lower case, and the word, that may have weights."""
    if _DENSE.search(word):
        return [word[at : at + n] for n in _DENSE_PARTS for at in range(len(word) - n + 1)]
    edged = f"^{word[:_LONGEST]}$"
    parts = [edged[at : at + n] for n in _PARTS for at in range(len(edged) - n + 1)]
    if len(edged) > _PARTS[-1]:
        parts.append(edged)
    return parts


@cache
def load_wording() -> Wording:
    """The weights that ship with the parser."""
    told = json.loads(MODEL.read_text(encoding="utf-8"))
    scale = told["scale"]
    return Wording({part: weight / scale for part, weight in told["weights"].items()}, told["bias"])
