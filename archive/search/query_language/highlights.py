"""Where the words of a query stand in a printed text, whatever spelling they have there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.search.query_language.tree import HANGUL, Node, Words, wanted_words
from archive.values.folding import folded, folded_with_positions

_SIGNS = "\u0900-\u0963\u0966-\u0dff"
"""Vowel signs of Indian scripts: parts of words that are no letters to ``re``."""
_LETTER = rf"(?:[^\W_]|[{_SIGNS}])"
_WORD = re.compile(rf"{_LETTER}+")
_BETWEEN = rf"(?:(?!{_LETTER}).)"


class Highlights:
    """The places of a query's words in texts."""

    def __init__(self, node: Node | None) -> None:
        shown = [_pattern(words) for words in wanted_words(node)] if node else []
        self._pattern = re.compile("|".join(dict.fromkeys(shown)), re.DOTALL) if shown else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where each word begins and ends in *text*, from left to right."""
        if self._pattern is None:
            return
        other, positions = folded_with_positions(text)
        end = 0
        for found in self._pattern.finditer(other):
            start = max(end, positions[found.start()])
            end = _end(positions, found.end())
            if start < end:
                yield start, end

    def first(self, text: str) -> int | None:
        """Where the first of the words begins, or ``None``."""
        return next((start for start, _ in self.spans(text)), None)

    def count(self, text: str) -> int:
        """How often the words stand in *text*."""
        return len(self._pattern.findall(folded(text))) if self._pattern else 0


def _end(positions: list[int], end: int) -> int:
    """Where in the text a character ends before which *end* stands: signs are part of it."""
    last = positions[end - 1]
    while positions[end] == last:
        end += 1
    return positions[end]


def _pattern(words: Words) -> str:
    """A pattern that begins with a letter of the word: ``re`` skips other texts quickly then."""
    parts = words.pieces
    shown = [_loose(text, begins_word=number == 0 and not unspaced)
             for number, (text, unspaced) in enumerate(parts)]  # fmt: skip
    pattern = rf"{_BETWEEN}*".join(filter(None, shown))
    if not (parts[-1][1] or words.is_beginning or HANGUL.search(parts[-1][0])):
        pattern = rf"{pattern}(?!{_LETTER})"
    return pattern


def _loose(text: str, *, begins_word: bool) -> str:
    """A pattern for *text* whatever stands between its words."""
    words = [re.escape(word) for word in _WORD.findall(text)]
    if words and begins_word:
        words[0] += rf"(?<![^\W_]{words[0]})(?<![{_SIGNS}]{words[0]})"
    return rf"{_BETWEEN}+".join(words)
