"""A query as a tree, and the tree as an expression of SQLite's FTS5.

FTS5 can leave out words only beside words that are wanted. So what is wanted and what is left out
travel upwards apart: ``-storm`` alone comes to the expression ``storm`` and *leaves out*, which
is for the caller to ask as ``NOT IN``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from archive.values.folding import folded
from archive.values.tokenize import pairs, pieces

TEXTS = ("headline", "dek", "caption", "dateline", "body")
"""The fields whose words are found without naming the field."""
FIELDS = ("headline", "dek", "byline", "caption", "dateline", "section", "body")
"""The fields that can be named, all that are indexed."""

HANGUL = re.compile("[\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or words side by side."""

    text: str
    """As it was typed."""
    field: str | None = None
    """The one field that it must stand in; ``None``: any of :data:`TEXTS`."""
    is_beginning: bool = False
    """Whether the last word may go on."""

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The folded text in parts, each with whether its script has no spaces."""
        return list(pieces(folded(self.text)))

    @property
    def has_words(self) -> bool:
        """Whether there is a letter or digit to look for."""
        return any(unicodedata.category(c)[0] in "LN" for c in folded(self.text))


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit *part*."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """What fits each of *parts*, two or more."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What fits one of *parts*, two or more."""

    parts: tuple[Node, ...]


Node = Words | Not | All | Either


class Expression(NamedTuple):
    """An expression for ``MATCH``."""

    text: str
    leaves_out: bool
    """Whether the articles are wanted that it does not match."""


def expression(node: Node) -> Expression:
    """*node* for FTS5."""
    if isinstance(node, Words):
        return Expression(words_expression(node), False)
    if isinstance(node, Not):
        text, leaves_out = expression(node.part)
        return Expression(text, not leaves_out)
    parts = [expression(part) for part in node.parts]
    wanted = [text for text, leaves_out in parts if not leaves_out]
    unwanted = [text for text, leaves_out in parts if leaves_out]
    if isinstance(node, All):
        if not wanted:
            return Expression(_joined("OR", unwanted), True)
        return Expression(_without(_joined("AND", wanted), unwanted, "OR"), False)
    if not unwanted:
        return Expression(_joined("OR", wanted), False)
    # Fits one, or fails to fit another: all but what fails the first and fits the second.
    return Expression(_without(_joined("AND", unwanted), wanted, "OR"), True)


def wanted_words(node: Node) -> Iterator[Words]:
    """The words of *node* that a text may be found by, in their order."""
    if isinstance(node, Words):
        yield node
    elif not isinstance(node, Not):
        for part in node.parts:
            yield from wanted_words(part)


def words_expression(words: Words) -> str:
    """One word or phrase for FTS5."""
    return f"{_columns(words.field)} : {_phrase(words)}"


def _columns(field: str | None) -> str:
    return field or f"{{{' '.join(TEXTS)}}}"


def _phrase(words: Words) -> str:
    parts = words.pieces
    tokens: list[str] = []
    goes_on = False
    for number, (text, unspaced) in enumerate(parts):
        goes_on = False
        if unspaced:
            # Pairs, without the lone last character: in the text it may go on.
            grams = pairs(text)
            is_last = number == len(parts) - 1
            tokens += grams[:-1] if len(grams) > 1 and is_last else grams
            goes_on = is_last and len(grams) == 1
        else:
            tokens.append(text.replace('"', " "))
            # Korean joins its particles to the word: 서울 is to find 서울에서.
            goes_on = words.is_beginning or bool(HANGUL.search(text))
    return '"' + " ".join(tokens) + '"' + (" *" if goes_on else "")


def _joined(operator: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {operator} '.join(parts)})"


def _without(text: str, unwanted: list[str], operator: str) -> str:
    return f"({text} NOT {_joined(operator, unwanted)})" if unwanted else text
