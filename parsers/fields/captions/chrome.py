"""Interface words beside a picture: "Enlarge", "1 / 12", "hide caption", "01:48 min"."""

from __future__ import annotations

import re
from functools import cache

from parsers.wordlists import alternatives, names_of


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    phrases = names_of("picture-chrome", "anywhere")
    # One word may begin or end a caption of its own; two together hardly do.
    several = [phrase for phrase in phrases if " " in phrase]
    edge = "|".join(map(re.escape, sorted(several, key=len, reverse=True)))
    return (
        frozenset((*phrases, *names_of("picture-chrome", "alone"))),
        tuple(several),
        re.compile(rf"^(?:{edge})(?:\s*[:：|]\s*|\s{{1,3}}(?=\S)|$)|(?:^|\s)(?:{edge})\s*$", re.I),
    )


@cache
def _duration_words() -> frozenset[str]:
    return frozenset(names_of("picture-chrome", "duration"))


_LONGEST_DURATION = 40
_LONGEST_MAKER = 40
_SHORT = 60
"""Characters: what interface words have less than."""
_EDGES = " .:+-×|>»…·•"
_NOT_WORD = re.compile(r"[\W\d_]+")
_FONT = re.compile(r"\b(?:sans|serif|fonts?)\b\W{0,3}[™®]", re.I)
"""The notice of a typeface, as players print it."""


def is_duration(text: str) -> bool:
    """Whether *text* says no more than how long a film or a text is, or a number: "01:48 min"."""
    if len(text) > _LONGEST_DURATION or not any(map(str.isdecimal, text)):
        return False
    words = set(_NOT_WORD.split(text.casefold())) - {""}
    return words <= _duration_words()


_COUNT_OPENS = frozenset("(0123456789-–—·•|/*.:…×+")
_COUNT = re.compile(
    rf"^\(?\d{{1,3}}\s*(?:/|{alternatives('picture-chrome', 'of')})\s*\d{{1,3}}\)?[:.]?\s*|"
    r"^\d{1,2}:\d\d$|^\W+$|"
    rf"^\+?\d{{1,3}} (?:{alternatives('picture-chrome', 'pictures')})$",
    re.I,
)
_VIEW = re.compile(
    r"(?:view|see|show|open|alle|voir|ver)(?: all)?(?: the| les| las)? \d{1,3} "
    rf"(?:{alternatives('picture-chrome', 'pictures')})(?: ansehen| anzeigen)?$",
    re.I,
)


_LENGTH = re.compile(r"\W{0,3}\d{1,2}:\d\d(?::\d\d)?\)?\s*(?:min\w*\.?)?$", re.I)
"""How long a film is, behind a player's word."""


def without_chrome(text: str) -> str:
    """*text* without "Enlarge", "1 / 12", "hide caption"; nothing of "Powered by" or "01:48"."""
    whole, phrases, edge = _chrome()
    if text[:1] in _COUNT_OPENS:
        text = _COUNT.sub("", text)
    if is_duration(text):
        return ""
    if len(text) < 200 and not text.isascii() and _FONT.search(text):
        return ""
    if len(text) < _SHORT:
        folded = text.casefold()
        if len(text) <= _LONGEST_MAKER and folded.startswith("powered by "):
            return ""  # "Powered by" and who made the player
        if folded.strip(_EDGES) in whole or _VIEW.match(text):
            return ""
        if ":" in text and _LENGTH.sub("", folded).strip(_EDGES) in whole:
            return ""  # "Play video · 2:31"
    if " " not in text:
        return text
    for _ in range(2):
        folded = text.casefold()
        if not (folded.startswith(phrases) or folded.endswith(phrases)):
            break
        shorter = edge.sub("", text).strip()
        if shorter == text:
            break
        text = shorter
    return text
