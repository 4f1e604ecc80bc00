"""Fit the weights of a page's words: how much more often they stand on pages that are none."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.classify.feature_names import WORD_GROUPS
from parsers.classify.pages.words import PageLexicon, Words

_SMOOTHING = 3.0
_MOST = 2.0
_LEAST = 0.3
_DOMAINS = 5
"""Words found on fewer domains have no weight."""
_SPOKEN = frozenset(("label", "headline"))
"""Groups whose words are of a language: one that no page without an article has says which
language a page is in, and not what it is."""


@dataclass(frozen=True, slots=True)
class Vote:
    """The words of one page, and what it is."""

    domain: str
    is_article: bool
    weight: float
    words: Words


class PageVotes:
    """For each group and word: the weight of the pages on each side that have it."""

    def __init__(self, votes: Iterable[Vote]) -> None:
        self.by_domain: dict[str, list[Vote]] = defaultdict(list)
        for vote in votes:
            self.by_domain[vote.domain].append(vote)
        self.sums = [_Table() for _ in WORD_GROUPS]
        self.sides = [0.0, 0.0]
        self._own: dict[str, tuple[list[_Table], list[float]]] = {}
        for pages in self.by_domain.values():
            self._add(pages, self.sums, self.sides)

    @staticmethod
    def _add(pages: list[Vote], sums: list[_Table], sides: list[float]) -> None:
        seen: set[tuple[int, str]] = set()
        for page in pages:
            sides[page.is_article] += page.weight
            for group, words in enumerate(page.words):
                for word in words:
                    entry = sums[group][word]
                    entry[page.is_article] += page.weight
                    if (group, word) not in seen:
                        seen.add((group, word))
                        entry[2] += 1

    def lexicon(self) -> PageLexicon:
        """The weights that all pages give."""
        return PageLexicon(
            {
                group: dict(self._weights(table, group))
                for group, table in zip(WORD_GROUPS, self.sums, strict=True)
            }
        )

    def without(self, domain: str, words: Words) -> PageLexicon:
        """The weights of *words* alone, as all domains but one give them."""
        own, sides = self._votes_of(domain)
        against, speaks = (self.sides[side] - sides[side] for side in (0, 1))
        found: dict[str, dict[str, float]] = {}
        for group, name in enumerate(WORD_GROUPS):
            found[name] = table = {}
            for word in words[group]:
                if word in self.sums[group]:
                    all_pages = self.sums[group][word]
                    ours = own[group].get(word, _NONE)
                    left = [a - b for a, b in zip(all_pages, ours, strict=True)]
                    weight = _weight(left, against / speaks, name)
                    if weight:
                        table[word] = weight
        return PageLexicon(found)

    def _votes_of(self, domain: str) -> tuple[list[_Table], list[float]]:
        """What the pages of one domain say: summed up once, since many have hundreds of pages."""
        if domain not in self._own:
            tables, sides = [_Table() for _ in WORD_GROUPS], [0.0, 0.0]
            self._add(self.by_domain.get(domain, []), tables, sides)
            self._own[domain] = tables, sides
        return self._own[domain]

    def _weights(self, table: _Table, group: str) -> Iterator[tuple[str, float]]:
        ratio = self.sides[0] / self.sides[1]
        for word, entry in table.items():
            weight = _weight(entry, ratio, group)
            if weight:
                yield word, weight


_NONE = (0.0, 0.0, 0)


class _Table(defaultdict[str, list[float]]):
    """For each word: weight against, weight for an article, number of domains."""

    def __init__(self) -> None:
        super().__init__(lambda: [0.0, 0.0, 0])


def _weight(entry: list[float], ratio: float, group: str) -> float:
    """The logarithm of how much more often than usual a word stands on pages that are none."""
    against, speaks, domains = entry
    if domains < _DOMAINS or (group in _SPOKEN and not against):
        return 0.0
    usual = _SMOOTHING / (1 + ratio)
    weight = math.log((against + usual * ratio) / (speaks + usual) / ratio)
    weight = round(max(-_MOST, min(_MOST, weight)), 2)
    return weight if abs(weight) >= _LEAST else 0.0
