"""The words of a page that tell a story from a list: learned weights, as for blocks."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from parsers.classify.feature_names import WORD_GROUPS, Row
from parsers.classify.lexicon import words_of
from parsers.page.document import Document

_LABEL = 40
"""Longer blocks are no labels or buttons."""
_STRONGEST = 5
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGITS = re.compile(r"\d+")
_QUERY = re.compile(r"(\w+)=")
_PATH_WORD = re.compile(r"[a-z]{2,}")

Words = tuple[frozenset[str], ...]


class PageLexicon:
    """Weights of words, a table for each group: above 0 speaks against an article."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = tuple(weights[group] for group in WORD_GROUPS)

    def features(self, words: Words) -> Row:
        """Three features a group: how much its words say, all and the strongest of each side."""
        row: list[float] = []
        for table, group in zip(self.weights, words, strict=True):
            row += summed([table[word] for word in group if word in table])
        return tuple(row)


def summed(weights: Sequence[float]) -> tuple[float, float, float]:
    """The features that the weights of a page's words give."""
    if not weights:
        return 0.0, 0.0, 0.0
    ordered = sorted(weights)
    return (
        sum(ordered) / math.sqrt(len(ordered) + 3),
        sum(ordered[-_STRONGEST:]),
        sum(ordered[:_STRONGEST]),
    )


def words_of_page(page: Document, headline: str | None) -> Words:
    """The words of each group, each once."""
    layout = page.layout
    top = layout.boxes[0].names if layout.boxes else ""
    classes = frozenset().union(*map(_class_words, {box.names for box in layout.boxes}))
    texts = {block.text for block in layout.blocks}
    labels = frozenset().union(*[_label_words(text) for text in texts if len(text) <= _LABEL])
    said = set(page.meta)
    said.update("type " + each for each in types_of_page(page))
    said.add("kind " + (page.first_meta("og:type") or ""))
    for link in page.head_links:
        said.update("rel " + rel for rel in link.get("rel", "").lower().split())
    return (
        _class_words(top),
        classes,
        labels,
        _path_words(page.url),
        frozenset(_WORD.findall((headline or "").lower())),
        frozenset(said),
    )


@lru_cache(maxsize=20_000)
def _class_words(names: str) -> frozenset[str]:
    return frozenset(words_of(names))


@lru_cache(maxsize=20_000)
def _label_words(text: str) -> frozenset[str]:
    """A short text as a whole, numbers alike, and its words."""
    label = _DIGITS.sub("0", text.lower()).strip(" :.!›»>+-|")
    return frozenset((label, *("~" + word for word in _WORD.findall(label))))


def _path_words(url: str | None) -> frozenset[str]:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return frozenset()
    folders = parts.path.lower().rpartition("/")[0]
    words = [*_PATH_WORD.findall(folders), *("?" + key for key in _QUERY.findall(parts.query))]
    return frozenset(words)


def types_of_page(page: Document) -> list[str]:
    """Every ``@type`` of the page's JSON-LD."""
    found = []
    for node in page.json_ld:
        value = node.get("@type")
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, str)]
    return found
