"""How alike two short texts are, in any script."""

from __future__ import annotations

import re
from functools import lru_cache

_SPACE = re.compile(r"[\W_]+")
_NO_LETTERS = bytes(n for n in range(128) if not chr(n).isalnum())


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """*text* in lower case without anything but letters and digits."""
    if text.isascii():
        return text.lower().encode("ascii").translate(None, _NO_LETTERS).decode("ascii")
    # Most of what goes is ASCII, which bytes lose in a fraction of the time.
    octets = text.casefold().encode("utf-8", "surrogatepass").translate(None, _NO_LETTERS)
    return _SPACE.sub("", octets.decode("utf-8", "surrogatepass"))


def similarity(one: str | None, other: str | None) -> float:
    """0 for nothing in common to 1 for the same letters, by pairs of letters (Dice)."""
    if not one or not other:
        return 0.0
    return letters_similarity(letters(one[:400]), letters(other[:400]))


def letters_similarity(one: str, other: str) -> float:
    """As :func:`similarity`, for texts already reduced by :func:`letters`."""
    if one == other:
        return 1.0 if one else 0.0
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return 0.0
    return min(0.99, 2 * len(pairs & others) / (len(pairs) + len(others)))


@lru_cache(maxsize=1024)
def _pairs(key: str) -> frozenset[str]:
    return frozenset([key[i : i + 2] for i in range(len(key) - 1)])
