"""Words that a site's own boxes and sentences are made of, in many languages.

One such word says nothing: stories tell of cookies and donations too, and quote who says "you".
How many different ones a text has is a feature of the block classifier.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import cast

from parsers.wordlists import names_of

KINDS = ("consent", "letter", "notice", "reader", "media", "offer", "talk")
"""Consent to cookies; letters, subscriptions and gifts; rights and technical notices; the reader
addressed; sound, pictures and films; advertisements and offers; comments, networks and other
stories."""
CONSENT, READER = KINDS.index("consent"), KINDS.index("reader")
_MARKS = ("", *",.?!):")
"""What may follow a word before the next space."""
_MARKS_BEYOND = (*_MARKS, "\u060c", "\u061f", "\u0964", "\u0589", "\u1362", "\u1363")
"""The same after words of Arabic, Indian, Armenian and Ethiopic letters."""
_BEYOND = "\u0530"
"""No Latin, Greek or Cyrillic letter comes after this."""
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no space between words."""

_SAMPLE = 30
"""Characters of each text that are looked at for such letters."""

Counts = tuple[int, int, int, int, int, int, int]
"""How many different words of each kind a text has."""
NO_WORDS: Counts = (0, 0, 0, 0, 0, 0, 0)
"""Those of every text that has none: most have none."""


Word = tuple[str, int]
"""A word and its kind."""


@cache
def _spaced() -> tuple[dict[str, Word], frozenset[str]]:
    """The words of scripts with spaces, by how they may stand between two; and these forms."""
    words = {
        word + mark: (word, kind)
        for word, kind in _listed()
        if not _DENSE.search(word)
        for mark in (_MARKS if word < _BEYOND else _MARKS_BEYOND)
    }
    return words, frozenset(words)


@cache
def _dense() -> tuple[dict[str, list[Word]], re.Pattern[str]]:
    """The words of scripts without spaces, by their first two letters; and where such may stand."""
    words: dict[str, list[Word]] = defaultdict(list)
    for word, kind in _listed():
        if _DENSE.search(word):
            words[word[:2]].append((word, kind))
    firsts, seconds = (re.escape("".join({pair[i] for pair in words})) for i in (0, 1))
    return words, re.compile(f"[{firsts}](?=[{seconds}])")


def _listed() -> Iterator[Word]:
    for kind, section in enumerate(KINDS):
        for word in names_of("chrome-words", section):
            yield word, kind


def count_chrome_words(texts: Sequence[str]) -> list[Counts]:
    """The counts of each of a page's *texts*."""
    spaced, printed = _spaced()
    found: dict[int, set[Word]] = {}
    for number, text in enumerate(texts):
        if seen := printed.intersection(text.lower().split()):
            found[number] = {spaced[word] for word in seen}
    if _DENSE.search("".join([text[:_SAMPLE] for text in texts])):
        together = "\n".join(texts).lower()
        ends = list(accumulate([len(line) + 1 for line in together.split("\n")]))
        for at, word in _places(together):
            found.setdefault(bisect_right(ends, at), set()).add(word)
    counts = [NO_WORDS] * len(texts)
    for number, words in found.items():
        of_kind = [0] * len(KINDS)
        for _, kind in words:
            of_kind[kind] += 1
        counts[number] = cast("Counts", tuple(of_kind))
    return counts


def _places(text: str) -> Iterator[tuple[int, Word]]:
    """Where words of scripts without spaces stand in *text*."""
    dense, starts = _dense()
    for match in starts.finditer(text):
        at = match.start()
        for word in dense.get(text[at : at + 2], ()):
            if text.startswith(word[0], at):
                yield at, word
