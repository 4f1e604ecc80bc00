"""Hashes that build tools put into class names: they say nothing of the text below them.

``css-8hvvyd``, ``Card__title-sc-1a2b3c``, ``_3fK2d``: another build gives others. Read as words
their pieces ("y", "kq") are mistaken for the short words that people write (``col``, ``ad``).
"""

from __future__ import annotations

import re
from functools import lru_cache

BUILDERS = frozenset({"css", "emotion", "jss", "jsx", "sc", "svelte"})
"""What tools write before a hash: Emotion, JSS, styled-jsx, styled-components, Svelte."""

_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UUID_LENGTH = 36
_PART = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"([^\W\d_]{1,2})\d{1,2}|([^\W\d_]{3,})\d+")
"""A short name with a short number (``h2``, ``mt12``) or a longer one with any (``tab10``)."""
_VOWEL = re.compile("[aeiou]")
_SAID = re.compile("[aeiouy]|[^\x00-\x7f]")
_UNSAID = re.compile("[bcdfghjklmnpqrstvwxz]{4}")
_SPELLED = 5
"""Letters in a row that still are a word among digits: ``1column``."""
_HASHED = (3, 4, 5)
"""Letters before a number that are the beginning of a hash, where no one can say them."""
_UNSAID_WITH_Y = re.compile("[b-df-hj-np-tv-z]{5}")
_HASH = range(4, 12)
"""Characters of the hashes that follow a builder's name."""
_CASES = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PER_CASE = 2
"""Letters in each piece of ``hVQzJe``, at most; words in camelCase have more."""
_REMEMBERED = 20_000
"""Parts of names that are remembered: ``col``, ``md`` and ``8`` come on every page."""


def parts_without_hashes(name: str) -> list[str]:
    """The parts of one class name that may hold words: what is a build's hash is left out, and
    so is the name of the tool before it."""
    kept: list[str] = []
    builder = ""
    for part in _PART.findall(_UUID.sub("-", name) if len(name) >= _UUID_LENGTH else name):
        if builder:
            if _is_hash_of(builder, part):
                builder = ""
                continue
            kept.append(builder)
            builder = ""
        if part.lower() in BUILDERS:
            builder = part
        else:
            kept += _words_in(part)
    if builder:
        kept.append(builder)
    return kept


def _is_hash_of(builder: str, part: str) -> bool:
    """Whether *part*, right behind a builder's name, is its hash (or number)."""
    if part.isdecimal():
        return True
    if not part.isalpha():
        return True
    if len(part) not in _HASH:
        return False
    if builder.lower() == "svelte":  # whose hash comes right behind its name, always
        return True
    lower = part.lower()
    is_word = _VOWEL.search(lower) and _can_be_said(lower) and not _UNSAID_WITH_Y.search(lower)
    return not (is_word and _is_one_case(part))


@lru_cache(maxsize=_REMEMBERED)
def _words_in(part: str) -> tuple[str, ...]:
    """The pieces of one part that are written by people; none of a hash."""
    if part.isalpha():
        return (part,) if _is_one_case(part) else ()
    numbered = _NUMBERED.fullmatch(part)
    if numbered is not None:
        letters = numbered[1] or numbered[2]
        is_word = len(letters) not in _HASHED or _can_be_said(letters)
        return (letters,) if is_word else ()
    return tuple(
        [
            piece
            for piece in _LETTERS.findall(part)
            if len(piece) >= _SPELLED and _can_be_said(piece) and _is_one_case(piece)
        ]
    )


def _can_be_said(letters: str) -> bool:
    """Whether letters can be a word: they have vowels, and no four consonants in a row."""
    letters = letters.lower()
    return _SAID.search(letters) is not None and _UNSAID.search(letters) is None


def _is_one_case(letters: str) -> bool:
    """Whether letters are no mixture such as ``hVQzJe``; camelCase is none."""
    if letters.islower() or letters.isupper() or not letters.isascii():
        return True
    pieces = _CASES.findall(letters)
    return len(pieces) < 3 or len(letters) > _PER_CASE * len(pieces)
