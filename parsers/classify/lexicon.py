"""What class and id words say of the text below them: learned weights, not rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from parsers.classify.build_hashes import BUILDERS, parts_without_hashes

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_PLAIN_WORD = re.compile("[a-z]+")
_MAY_BE_HASHED = re.compile(
    r"\d|[A-Z][a-z]*[A-Z]|(?:^|[^a-z])(?:" + "|".join(sorted(BUILDERS)) + ")[^a-z]", re.ASCII
)
_REMEMBERED = 20_000
"""Class strings whose weights are kept: sites repeat theirs from page to page."""


def words_of(names: str) -> list[str]:
    """The words in a class or id string: ``"articleBody td-post"`` has article, body, td, post.

    Pieces of hashes that build tools write are none: ``"Card__title-sc-1kq7"`` has card, title.
    """
    words: list[str] = []
    for name in names.split():
        words += _words_of_one(name)
    return words


@lru_cache(maxsize=_REMEMBERED)
def _words_of_one(name: str) -> tuple[str, ...]:
    # No word spans a space, and the same names come in many strings, on other sites too.
    if _MAY_BE_HASHED.search(name):
        name = " ".join(parts_without_hashes(name))
    if name.isascii() and name.islower():
        return tuple(_PLAIN_WORD.findall(name))
    return tuple([word.lower() for word in _WORD.findall(name)])


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
            near = far = 0.0
            near_of, far_of = self.near.get, self.far.get
            for word in dict.fromkeys(words_of(names)):  # a set has another order each run
                near += near_of(word, 0.0)
                far += far_of(word, 0.0)
            weights = near, far
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[names] = weights
        return weights
