"""Fit the weights of class and id words from labelled pages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from body_corpus import UNKNOWN, Labelled

from parsers.classify.lexicon import Lexicon, words_of

_SMOOTHING = 2.0
_NEAR = 2
"""How many elements up from the text are near."""


class Votes:
    """For each word and domain: how much of the text below it is article, how much is not."""

    def __init__(self, pages: Iterable[Labelled]) -> None:
        self.by_domain: dict[str, tuple[_Table, _Table]] = {}
        tables: dict[str, list[tuple[_Table, _Table]]] = defaultdict(list)
        for page in pages:
            if not page.is_copy:  # the names of boxes that were put in are nobody's
                tables[page.domain].append(_votes_of(page))
        for domain, several in tables.items():
            self.by_domain[domain] = (
                _mean([near for near, _ in several]),
                _mean([far for _, far in several]),
            )
        self.near = _total([near for near, _ in self.by_domain.values()])
        self.far = _total([far for _, far in self.by_domain.values()])

    def lexicon(self, *, without: str | None = None, domains: int = 2) -> Lexicon:
        """The weights that all pages give, or all but those of the domain *without*. Words
        found on fewer than *domains* domains have none."""
        near, far = self.by_domain.get(without or "", ({}, {}))
        return Lexicon(
            _Weights(self.near, near, domains),
            _Weights(self.far, far, domains),
        )


_Table = dict[str, tuple[float, float, int]]


def _votes_of(page: Labelled) -> tuple[_Table, _Table]:
    near: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    far: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    sides = [0.0, 0.0]
    for block, label, weight in zip(page.layout.blocks, page.labels, page.weights, strict=True):
        if label == UNKNOWN:
            continue
        weight = math.sqrt(weight)
        sides[label] += weight
        seen: set[str] = set()
        for level, box in enumerate(block.box.ancestors()):
            table = near if level < _NEAR else far
            if level == _NEAR:
                seen = set()
            for word in set(words_of(box.names)) - seen:
                table[word][label] += weight
                seen.add(word)
    balance = sides[1] / sides[0] if sides[0] and sides[1] else 1.0
    return _shares(near, balance), _shares(far, balance)


def _shares(table: dict[str, list[float]], balance: float) -> _Table:
    """Votes of one page: one for each word, split between the sides as its text is, as if
    the page had as much chrome as article."""
    found = {}
    for word, (against, speaks) in table.items():
        against *= balance
        total = against + speaks
        found[word] = (against / total, speaks / total, 1)
    return found


def _mean(tables: list[_Table]) -> _Table:
    total = _total(tables)
    return {word: (a / n, f / n, 1) for word, (a, f, n) in total.items()}


def _total(tables: list[_Table]) -> _Table:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    for table in tables:
        for word, (against, speaks, n) in table.items():
            entry = sums[word]
            entry[0] += against
            entry[1] += speaks
            entry[2] += n
    return {word: (a, f, int(n)) for word, (a, f, n) in sums.items()}


class _Weights(dict[str, float]):
    """Weights worked out when asked for: few words of a fit are ever looked up."""

    def __init__(self, total: _Table, own: _Table, domains: int) -> None:
        super().__init__()
        self._total = total
        self._own = own
        self._domains = domains

    def get(self, word: str, default: float = 0.0) -> float:  # type: ignore[override]
        weight = super().get(word)
        if weight is None:
            against, speaks, n = self._total.get(word, (0.0, 0.0, 0))
            own = self._own.get(word)
            if own:
                against, speaks, n = against - own[0], speaks - own[1], n - 1
            weight = default
            if n >= self._domains:
                weight = math.log((speaks + _SMOOTHING) / (against + _SMOOTHING))
            self[word] = weight
        return weight

    def all(self) -> dict[str, float]:
        """Every word that has a weight."""
        return {word: self.get(word) for word in self._total if abs(self.get(word)) >= 0.1}
