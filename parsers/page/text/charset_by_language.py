"""Which of a language's charsets a page is in that declares its language and no charset.

Charsets of one script differ in where a few letters lie, or in which of them are capitals; what
reads as the language's own small letters is right.
"""

from __future__ import annotations

from typing import NamedTuple

from parsers.wordlists import wordlist

_SIGNS = frozenset("\xa0«»“”„‘’‚‹›–—…·•§©®№°€£\xad\u200e\u200f،؛؟")
"""What stands in texts of any language."""
_CAPITAL = 0.5
_FEWEST = 4
_SURE, _CLEAR = 0.85, 0.1
"""As shares of all that is not ASCII: what reads well, and by how much more than in the next."""


class Guess(NamedTuple):
    """A charset, and whether nothing else is likely."""

    name: str
    is_sure: bool


def charset_by_language(sample: bytes, language: str) -> Guess | None:
    """The charset of *sample*, which is in *language*; ``None`` where it tells nothing."""
    entries = wordlist("charsets").get(language, ((), ("",)))
    names, letters = entries[0], "".join(entries[1])
    foreign = sum(byte > 0x7F for byte in sample)
    if not names or foreign < _FEWEST:
        return None
    small, capital = frozenset(letters), frozenset(letters.upper())
    found = []
    for at, name in enumerate(names):
        text = sample.decode(name, "replace")
        found.append((_worth(text, small, capital), -at, name, text))
    found.sort(reverse=True)
    worth, _, name, text = found[0]
    if worth <= 0:
        return None
    others = [one for one in found[1:] if one[3] != text]
    is_clear = not others or worth - others[0][0] >= _CLEAR * foreign
    return Guess(name, worth >= _SURE * foreign and is_clear)


def _worth(text: str, small: frozenset[str], capital: frozenset[str]) -> float:
    worth = 0.0
    for letter in text:
        if letter < "\x80":
            continue
        if letter in small:
            worth += 1
        elif letter in capital:
            worth += _CAPITAL
        else:
            worth += 1 if letter in _SIGNS else -1
    return worth
