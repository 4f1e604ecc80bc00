"""Whether a few words are the name of a person, in any script."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.wordlists import names_of

_LAST = frozenset(("un", "an"))
"""Words that may end a name of three: Kim Jong Un."""
_WORD = re.compile(
    r"^[^\W\d_](?:[^\W\d_]|['’`´.\-\u0300-\u036f\u0900-\u0dff])*$",
)
_HAN = re.compile(r"^[\u4e00-\u9fff々]{2,4}$")
_HAN_SPACED = re.compile(r"^[\u4e00-\u9fff々]{1,3}[ \u3000][\u4e00-\u9fff々ぁ-んァ-ヶ]{1,4}$")
_KATAKANA = re.compile(r"^[ァ-ヶー]+(?:[・=＝ ][ァ-ヶー]+)+$")
_HANGUL = re.compile(r"^[가-힣]{2,4}$")
_INITIALS = re.compile(r"^(?:[^\W\d_a-z]\.){1,3}$")
_SUFFIXED = re.compile(r"[^\W\d_]{3,}['’][a-zçğıöşü]")  # Turkish: Ankara'da
_CASELESS = re.compile(r"[\u0590-\u0dff\u0e00-\u0eff\u1000-\u109f\u10a0-\u10ff]")


class _Words(NamedTuple):
    """The words of ``persons.txt``."""

    particles: frozenset[str]
    no_names: frozenset[str]
    functions: frozenset[str]


@cache
def _words() -> _Words:
    return _Words(*(frozenset(names_of("persons", s)) for s in ("particle", "no name", "function")))


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether *text* reads as one person's name."""
    if not 3 <= len(text) <= 45:
        return len(text) == 2 and bool(_HAN.match(text) or _HANGUL.match(text))
    if not text.isascii() and (
        _HAN.match(text) or _HAN_SPACED.match(text) or _KATAKANA.match(text) or _HANGUL.match(text)
    ):
        return True
    words = text.split()
    particles, no_names, functions = _words()
    if not 2 <= len(words) <= 5 and not (len(words) == 6 and particles.intersection(words)):
        return False
    if _CASELESS.search(text):
        return len(words) <= 4 and all(
            _WORD.match(word) and word not in functions for word in words
        )
    if words[0] in ("la", "el", "le", "los", "las", "les", "y", "e", "o", "i"):
        return False
    proper = 0
    for number, word in enumerate(words):
        if word in ("'t", "’t") and number:
            continue
        if not _WORD.match(word) or _SUFFIXED.match(word):
            return False
        low = word.lower().rstrip(".")
        if word[0].isupper():
            if low in no_names and not (number and low in particles):
                initial = len(low) == 1 and word[-1] == "."  # John A. Doe
                if not (initial or (low in _LAST and number == len(words) - 1 and number > 1)):
                    return False
            if (
                word.endswith(".")
                and len(word) > 3
                and low not in ("jr", "sr", "mag", "ing")
                and not _INITIALS.match(word)
            ):
                return False
            proper += 1
        elif number and (
            (word[:3] in ("al-", "el-") and word[3:4].isupper())
            or (low[:2] in ("d'", "d’", "l'", "l’") and word[2:3].isupper())
        ):
            proper += 1
        elif (low not in particles and not low.startswith(("d'", "l'", "d’"))) or number == len(
            words
        ) - 1:
            return False
    return proper >= 2


_AND = re.compile(r"\s+(?:and|und|et|y|e|og|och|ja|en|i|ve|a|и|та|و|&)\s+|\s*&\s*|\s*,\s*|、", re.I)


def are_names(text: str) -> bool:
    """Whether *text* is one name or several, joined by "and" or commas."""
    return is_name(text) or (
        len(text) < 120 and all(is_name(part) for part in _AND.split(text) if part is not None)
    )
