"""How lines begin that stand beside a story and are no part of it, in many languages."""

from __future__ import annotations

from parsers.wordlists import names_of

KINDS = ("more", "letter", "share", "notice")
"""Leads to another story; to a subscription; to sharing or comments; a notice."""

NOTICE = KINDS.index("notice") + 1

_LONGEST = 60


def _load() -> dict[str, list[tuple[str, bool, int]]]:
    """Phrases by their first two characters, longest first: (phrase, whole line, kind)."""
    found: dict[str, list[tuple[str, bool, int]]] = {}
    for kind, section in enumerate(KINDS, 1):
        for phrase in names_of("phrases", section):
            start = phrase.removesuffix("*")
            found.setdefault(start[:2], []).append((start, phrase == start, kind))
    for phrases in found.values():
        phrases.sort(key=lambda each: -len(each[0]))
    return found


_PHRASES = _load()


def phrase_kind(text: str) -> int:
    """1 for a line that leads to another story, 2 to a subscription, 3 to sharing or comments,
    4 for a notice, 0 for any other."""
    start = text[:_LONGEST].lower()
    if not start[0].isalnum():
        start = start.lstrip(" \t¿¡\"'“”«»‹›>→►▶•·*-–—|[](){}#:+")
    for phrase, whole, kind in _PHRASES.get(start[:2], ()):
        if start.startswith(phrase):
            rest = start[len(phrase) :]
            if not rest or (not whole and (not rest[0].isalpha() or rest[0] > "\u0e00")):
                return kind
    return 0
