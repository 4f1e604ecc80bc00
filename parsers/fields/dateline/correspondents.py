"""Correspondents without a name: "DALLA NOSTRA CORRISPONDENTE", "de notre envoyé spécial"."""

from __future__ import annotations

import re
from functools import cache

from parsers.wordlists import names_of

_SEPARATED = r"\s*[-–—:.,;|]*\s*"


@cache
def _phrases() -> str:
    names = sorted(names_of("datelines", "correspondent"), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    phrases = _phrases()
    return (
        re.compile(rf"\W{{0,3}}(?:{phrases}){_SEPARATED}(?=\S)", re.I),
        re.compile(rf"\W{{0,3}}(?:{phrases})\s*(?:\.\s?[-–—]+|[-–—]+|[.:]|\|)\s+(?=\S)", re.I),
        re.compile(
            rf"\W{{0,3}}(?:{phrases})\s+(?:à|a|en|in|da|em|aus|von|from|te|i|w|v|в)\s+"
            r"(?P<place>[^\W\d_][\w'’-]*(?:\s[^\W\d_a-z][\w'’-]*){0,2})\s*(?:\.\s|\s[-–—]\s|[—:]\s*)",
            re.I,
        ),
        re.compile(rf"(?:{phrases})", re.I),
    )


def is_correspondent(text: str) -> bool:
    """Whether *text* is such a formula and nothing else."""
    return _patterns()[3].fullmatch(text.strip(" .,:;-–—")) is not None


def formula_before(text: str) -> int:
    """Where *text* goes on behind a formula at its head: 0 without one."""
    if not text[:1].isalpha():
        return 0
    match = _patterns()[0].match(text)
    return match.end() if match else 0


def formula_with_place(text: str) -> re.Match[str] | None:
    """A formula at the head of *text* that names its place: "De notre correspondante à Berlin."."""
    return _patterns()[2].match(text)


def formula_after(rest: str) -> int:
    """Where the text after a dateline goes on behind a formula: 0 without one."""
    match = _patterns()[1].match(rest)
    return match.end() if match else 0
