"""What class and id words say of the text below them: learned weights, not rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_REMEMBERED = 20_000
"""Class strings whose weights are kept: sites repeat theirs from page to page."""


def words_of(names: str) -> list[str]:
    """The words in a class or id string: ``"articleBody td-post"`` has article, body, td, post."""
    return [word.lower() for word in _WORD.findall(names)]


class Lexicon:
    """Weights of words: above 0 speaks for article text, below 0 against it."""

    def __init__(self, near: Mapping[str, float], far: Mapping[str, float]) -> None:
        self.near = near
        """For the element that holds the text and its parent."""
        self.far = far
        """For the elements around those."""
        self._remembered: dict[str, tuple[float, float]] = {}

    def weigh(self, names: str) -> tuple[float, float]:
        """The near and far weight of a class string, each the sum over its distinct words."""
        weights = self._remembered.get(names)
        if weights is None:
            words = dict.fromkeys(words_of(names))  # a set would add up in another order each run
            near, far = self.near, self.far
            weights = (
                sum(near.get(word, 0.0) for word in words),
                sum(far.get(word, 0.0) for word in words),
            )
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[names] = weights
        return weights
