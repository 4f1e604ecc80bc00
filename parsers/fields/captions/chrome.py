"""Interface words beside a picture: "Enlarge", "1 / 12", "hide caption"."""

from __future__ import annotations

import re
from functools import cache

from parsers.wordlists import names_of


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    phrases = names_of("picture-chrome")
    # One word may begin or end a caption of its own; two together hardly do.
    several = [phrase for phrase in phrases if " " in phrase]
    edge = "|".join(map(re.escape, sorted(several, key=len, reverse=True)))
    return (
        frozenset(phrases),
        tuple(several),
        re.compile(rf"^(?:{edge})(?:\s*[:：|]\s*|\s{{1,3}}(?=\S)|$)|(?:^|\s)(?:{edge})\s*$", re.I),
    )


_COUNT_OPENS = frozenset("(0123456789-–—·•|/*.:…×+")
_COUNT = re.compile(
    r"^\(?\d{1,3}\s*(?:/|of|von|de|di|sur|из|z|av|van|sa|iš)\s*\d{1,3}\)?[:.]?\s*|"
    r"^\d{1,2}:\d\d$|^\W+$|^\+?\d{1,3} (?:images?|photos?|pictures?|fotos?|bilder|imágenes)$",
    re.I,
)
_VIEW = re.compile(
    r"(?:view|see|show|open|alle|voir|ver)(?: all)?(?: the| les| las)? \d{1,3} "
    r"(?:images?|photos?|pictures?|fotos?|bilder)(?: ansehen| anzeigen)?$",
    re.I,
)


def without_chrome(text: str) -> str:
    """*text* without "Enlarge", "1 / 12", "hide caption"."""
    whole, phrases, edge = _chrome()
    if text[:1] in _COUNT_OPENS:
        text = _COUNT.sub("", text)
    if len(text) < 60 and (
        text.casefold().strip(" .:+-×|>»…") in whole or _VIEW.match(text) is not None
    ):
        return ""
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
