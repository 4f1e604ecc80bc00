"""Who did not write: those that a label says took the pictures, drew, translated, edited."""

from __future__ import annotations

import re
from functools import cache

from parsers.fields.authors.bylines.byline_words import words_of

_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def without_others(text: str) -> str:
    """*text* without those whose label says that they did not write: "Photos: …", "图/…"."""
    match = _others().search(text)
    if match is None:
        return text
    rest = text[match.end() :]
    writers = _again().search(rest)
    return f"{text[: match.start()]} {rest[writers.start() :] if writers else ''}".strip()


def without_bracketed_others(text: str) -> str:
    """*text* without the names that a bracket says took the pictures: "Jane Doe (Photos)"."""
    while match := _bracketed().search(text):
        starts = [at.end() for at in _JOINTS.finditer(text[: match.start()])]
        start = starts[-1] if starts else 0
        text = f"{text[:start]}{text[match.end() :]}"
    return text


_JOINTS = re.compile(r"[,;)]|\s(?:and|und|et|y|e|og|och|sowie|en|ja|i|и|&)\s")


@cache
def _bracketed() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in words_of("others"))
    return re.compile(rf"\s*[(（\[](?:{words})[)）\]]", re.I)


@cache
def _others() -> re.Pattern[str]:
    words = sorted(words_of("others"), key=lambda word: -len(word))
    spoken = "|".join(re.escape(word) for word in words if not _CJK.search(word))
    signs = "|".join(re.escape(word) for word in words if _CJK.search(word))
    return re.compile(
        rf"(?:(?:^|(?<=[\s,;|/·•(]))(?:{spoken})(?:\s*[:：/／=＝]|\s+(?:by|von|par|por|di|av|af|od|door)\b)"
        rf"|(?:^|(?<=[\s,;；、，|｜/／・)）]))(?:{signs})\s?[/／:：丨|｜=＝]"
        rf"|(?<=[\u4e00-\u9fff가-힣])\s+(?:{signs})\s(?=[\u4e00-\u9fff가-힣]{{2,4}}(?:\s|$)))",
        re.I,
    )


@cache
def _again() -> re.Pattern[str]:
    """The label of writers, after that of others: "Fotos: A. B. Text: C. D."."""
    words = sorted(words_of("before"), key=lambda word: -len(word))
    spoken = "|".join(re.escape(word) for word in words if not _CJK.search(word))
    signs = "|".join(re.escape(word) for word in words if _CJK.search(word))
    return re.compile(
        rf"(?<=[\s,;|/·•])(?:{spoken})\s*[:：=＝]|(?<=[\s,;；、，|｜/／])(?:{signs})\s?[/／:：丨|｜=＝]",
        re.I,
    )


def did_not_write(text: str) -> bool:
    """Whether a job beside a name is that of a photographer, an illustrator, a translator."""
    words = [word.strip(".,").casefold() for word in text.split()]
    return bool(words) and len(words) < 4 and words[-1] in words_of("picture-jobs")
