"""How lines begin that stand beside a story and are no part of it, in many languages."""

from __future__ import annotations

from enum import IntEnum

from parsers.wordlists import names_of


class Phrase(IntEnum):
    """What a line says by its beginning. The names are those of the sections of the word list."""

    NONE = 0
    MORE = 1
    """It leads to another story."""
    LETTER = 2
    """It asks to subscribe or to follow."""
    SHARE = 3
    """It is for sharing, comments or tags."""
    NOTICE = 4
    """It is a notice: copyright, corrections, how a text was made."""


_LONGEST = 60


_Phrases = list[tuple[str, bool, Phrase]]


def _load() -> dict[str, tuple[tuple[str, ...], _Phrases]]:
    """By the first two characters: all phrases, and (phrase, whole line, kind) of each, the
    longest first."""
    found: dict[str, _Phrases] = {}
    for kind in (Phrase.MORE, Phrase.LETTER, Phrase.SHARE, Phrase.NOTICE):
        for phrase in names_of("phrases", kind.name.lower()):
            start = phrase.removesuffix("*")
            found.setdefault(start[:2], []).append((start, phrase == start, kind))
    for phrases in found.values():
        phrases.sort(key=lambda each: -len(each[0]))
    return {
        start: (tuple([phrase for phrase, _, _ in phrases]), phrases)
        for start, phrases in found.items()
    }


_PHRASES = _load()


def phrase_kind(text: str) -> Phrase:
    """What the beginning of *text*, a line that is not empty, says."""
    start = text[:_LONGEST].lower()
    if not start[0].isalnum():
        start = start.lstrip(" \t¿¡\"'“”«»‹›>→►▶•·*-–—|[](){}#:+")
    known = _PHRASES.get(start[:2])
    if known is None or not start.startswith(known[0]):
        return Phrase.NONE
    for phrase, whole, kind in known[1]:
        if start.startswith(phrase):
            rest = start[len(phrase) :]
            if not rest or (not whole and (not rest[0].isalpha() or rest[0] > "\u0e00")):
                return kind
    return Phrase.NONE
