"""Words that only screen readers say: they stand inside sentences, and are no part of them."""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborNode

from parsers.page.element_flags import SCREEN_READER_CLASSES
from parsers.wordlists import names_of

LONGEST = 64
"""Characters that such words have at most, with their brackets."""
_EDGES = " \t\r\n\u00a0()[]（）［］【】,.;:،、。–—-|*↗"
_IN_BRACKETS = re.compile(r"\s?[(\[（［]([^()\[\]（）［］]{2,60})[)\]）］]")
_START = 3
"""Letters that tell most texts from such words."""


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in names_of("screen-reader"))


@cache
def _starts() -> frozenset[str]:
    return frozenset(phrase[:_START] for phrase in _phrases())


def is_spoken(text: str) -> bool:
    """Whether a text of its own is such words, and nothing else."""
    words = text.strip(_EDGES)
    if words[:_START].casefold() not in _starts():
        return False
    return len(words) <= LONGEST and " ".join(words.casefold().split()) in _phrases()


def is_for_readers_alone(node: LexborNode, text: str) -> bool:
    """Whether the class of *node*, an inline element within a sentence, hides its *text* from
    everybody but screen readers. Punctuation alone stays: the sentence needs it."""
    names = node.attributes.get("class")
    return (
        bool(names)
        and not SCREEN_READER_CLASSES.isdisjoint((names or "").lower().split())
        and any(map(str.isalpha, text))
    )


def without_spoken(text: str) -> str:
    """*text* without such words in brackets."""
    if "(" in text or "（" in text or "[" in text:
        return _IN_BRACKETS.sub(lambda found: "" if is_spoken(found[1]) else found[0], text)
    return text
