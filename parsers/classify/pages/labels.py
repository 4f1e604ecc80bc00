"""What labels, headlines and addresses say on lists, in shops and forums, on pages about a site:
phrases of many languages, from ``wordlists/page-labels.txt``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from parsers.wordlists import names_of

LIST, SHOP, TALK, ABOUT, AGO = KINDS = (1, 2, 4, 8, 16)
"""What a label may say: bits, since it may say several things."""
_PRICE_SAID, _DAY_SAID, _PAGES_SAID = (32, 64, 128)
"""What its figures say, as further bits."""

_SECTIONS = {"list": LIST, "shop": SHOP, "talk": TALK, "about": ABOUT, "ago": AGO}
_ADDRESSES = {"list address": LIST, "about address": ABOUT}
_DIGITS = re.compile(r"\d+")
_TRIM = " :.!?›»«>+-|–—·•[](){}\"'“”„「」『』"
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts in which words run on, or take endings that change what stands after a space."""
_EDGE = 2
"""Characters by which phrases of such scripts are looked up, at either end of a label."""
_ABOUT_SHARE = 0.5
"""A smaller part of a label says nothing of the site: "about", "help" stand in many texts."""
_MOST_LABELS = 4_000
"""Labels of a page that are looked at; each may take 0.1 ms. Pages of all corpora have fewer."""


_PRICE = re.compile(r"[$€£¥₹฿₩₽]\s?\d|\d\s?(?:€|EUR|USD|zł|kr\b|元|円|원|руб|₽|บาท)")
_DAY = re.compile(
    r"(?<!\d)(?:[1١۱१][9٩۹९]|[2٢۲२][0٠۰०])\d\d(?!\d)|(?<!\d)25[5-7]\d(?!\d)"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d\s?[日일](?!\w)|[月월]\s?\d|\d{1,2}:\d\d(?!\d)"
)
"""A year (of the Buddhist era too, and in Arabic and Indian digits), a day, a time of day."""
_PAGES = re.compile(r"\d{1,3}(?:[\s.…|·]+\d{1,3}){2,}|\d{1,3}")
"""The text of a pager: a number, or some in a row."""
_ARROWS = frozenset(("<", ">", "«", "»", "‹", "›", "<<", ">>", "→", "←"))
_DIGIT = re.compile(r"\d")


class _Phrases:
    """The phrases by their first word, those of unspaced scripts, and the words of addresses."""

    def __init__(self) -> None:
        self.spaced: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self.beginning: dict[str, list[tuple[str, int]]] = {}
        self.ending: dict[str, list[tuple[str, int]]] = {}
        self.addresses: dict[str, int] = {}
        for section, kind in _ADDRESSES.items():
            for word in names_of("page-labels", section):
                self.addresses[word] = self.addresses.get(word, 0) | kind
        for section, kind in _SECTIONS.items():
            for phrase in names_of("page-labels", section):
                self._add(phrase, kind)

    def _add(self, phrase: str, kind: int) -> None:
        if _UNSPACED.search(phrase):
            self.beginning.setdefault(phrase[:_EDGE], []).append((phrase, kind))
            self.ending.setdefault(phrase[-_EDGE:], []).append((phrase, kind))
        else:
            first, *rest = phrase.split()
            self.spaced.setdefault(first, []).append((tuple(rest), kind))


@cache
def _phrases() -> _Phrases:
    return _Phrases()


def label_kinds(text: str) -> int:
    """What a short text says, as bits of :data:`KINDS`."""
    folded = _fold(text)
    kinds, length = _kinds(folded)
    return kinds if length >= _ABOUT_SHARE * len(folded) else kinds & ~ABOUT


@lru_cache(maxsize=20_000)
def _said(label: str) -> int:
    """What a label says, as bits of :data:`KINDS` and of prices, days and pages."""
    kinds = label_kinds(label)
    if label.isalpha() or not _DIGIT.search(label):
        return kinds | _PAGES_SAID * (label in _ARROWS)
    is_day = kinds & AGO or _DAY.search(label)
    return (
        kinds
        | _PRICE_SAID * (_PRICE.search(label) is not None)
        | _DAY_SAID * bool(is_day)
        | _PAGES_SAID * (_PAGES.fullmatch(label) is not None)
    )


def count_said(labels: Sequence[str]) -> list[int]:
    """How many of the first :data:`_MOST_LABELS` of *labels* tell prices, days, pages, and what
    shops, lists, forums and pages about a site say."""
    prices = days = pages = shop = lists = talk = about = 0
    for said in map(_said, labels[:_MOST_LABELS]):
        if said:
            shop += said & SHOP != 0
            lists += said & LIST != 0
            talk += said & TALK != 0
            about += said & ABOUT != 0
            prices += said & _PRICE_SAID != 0
            days += said & _DAY_SAID != 0
            pages += said & _PAGES_SAID != 0
    return [
        prices,  # prices
        days,  # days
        shop,  # shop_labels
        lists,  # list_labels
        talk,  # talk_labels
        about,  # about_labels
        pages,  # pager_labels
    ]


def title_kinds(text: str) -> tuple[int, float]:
    """What a headline says, and the share of it that says so."""
    folded = _fold(text)
    kinds, length = _kinds(folded)
    return kinds, length / len(folded) if kinds else 0.0


def address_kinds(words: list[str]) -> list[int]:
    """What the words of an address say, word by word."""
    known = _phrases().addresses.get
    return [known(word, 0) for word in words]


def _fold(text: str) -> str:
    folded = text.lower()
    if _DIGIT.search(folded):
        folded = _DIGITS.sub("0", folded)
    return folded.strip(_TRIM)


def _kinds(label: str) -> tuple[int, int]:
    """What is said, and the characters of the longest phrase that says it."""
    phrases = _phrases()
    words = label.split()
    found = longest = 0
    spaced = phrases.spaced
    for at, word in enumerate(words):
        if not word.isalnum():
            word = words[at] = word.strip(_TRIM)
        if word not in spaced:
            continue
        for rest, kind in spaced[word]:
            end = at + 1 + len(rest)
            if not rest or tuple([each.strip(_TRIM) for each in words[at + 1 : end]]) == rest:
                found |= kind
                longest = max(longest, len(word) + sum([len(x) + 1 for x in rest]))
    if not label.isascii():
        for phrase, kind in phrases.beginning.get(label[:_EDGE], ()):
            if label.startswith(phrase):
                found |= kind
                longest = max(longest, len(phrase))
        for phrase, kind in phrases.ending.get(label[-_EDGE:], ()):
            if label.endswith(phrase):
                found |= kind
                longest = max(longest, len(phrase))
    return found, longest
