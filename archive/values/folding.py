"""One spelling for all spellings of a word: without case, accents and forms of letters.

``Łódź``, ``ŁÓDŹ`` and ``lodz`` are one word, as are ``Αθήνα`` and ``αθηνα``, ``Ёлка`` and
``елка``, ``أحمد`` and ``احمد``. Texts are folded when they are indexed and queries when they are
asked, so what is folded here must stay as it is: a change needs a migration that makes the index
of words anew.

Letters that are letters of their own stay apart: й and и, ї and і, か and が, all vowel signs.
"""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF,
     *range(0xFE00, 0xFE10)]
)  # fmt: skip
"""Characters that nobody sees: they break no word and make no difference."""

_MARKS = (
    (0x0300, 0x036F),  # accents
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED),
    (0x093C, 0x093C),  # nukta
)  # fmt: skip
"""Signs that are left out: accents, the points of Hebrew and Arabic, the nukta of Devanagari."""

_ACCENTED = ((0x00C0, 0x024F), (0x0370, 0x03FF), (0x1E00, 0x1FFF))
"""Where the letters of Latin and Greek with accents are."""

_LETTERS = {
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ı": "i", "ə": "e", "ǝ": "e", "þ": "th", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e",
    "ɔ": "o", "ё": "е", "ʼ": "'", "ʻ": "'",
    "ऩ": "न", "ऱ": "र", "ऴ": "ळ",
    **dict.fromkeys("آأإٱٲٳ", "ا"), **dict.fromkeys("ىئیېےۓ", "ي"), **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۀہۂۃە", "ه"), "ؤ": "و",
}  # fmt: skip
"""Letters (small ones) that are written in another way too."""

_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐"
"""The zeros of other scripts; their nine other digits follow each."""

_PLAIN = (
    "\x00-\x7f\xa0«»÷×£€‐‑‒–—―‘’“”„…•"
    "À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ"
    "Ā-ďĒ-ĥĨ-İĴ-ķĹ-ľŃ-ňŌ-őŔ-ťŨ-ž"
    "Ơ-ơƯ-ưẠ-ỹȘ-ț"
    "А-яЄ-Їє-їЎўҐґӘә"
    "가-힣"
)
"""Characters that SQLite's tokenizer takes as they are to be taken: folding can be left to it."""

_NOT_PLAIN = re.compile(f"[^{_PLAIN}]")


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for first, last in _MARKS:
        table.update(dict.fromkeys(range(first, last + 1)))
    for zero in _ZEROS:
        table.update({ord(zero) + n: str(n) for n in range(10)})
    for letter, other in _LETTERS.items():
        table[ord(letter)] = other
    for first, last in _ACCENTED:
        for code in range(first, last + 1):
            letters = unicodedata.normalize("NFD", chr(code)).translate(table)
            if letters != chr(code):
                table.setdefault(code, letters)
    return table


_TABLE = _table()
_IN_TABLE = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]+")


def folded(text: str) -> str:
    """*text* without case, accents and forms of letters, as words are compared."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return _IN_TABLE.sub(_other_letters, text.casefold())


def _other_letters(found: re.Match[str]) -> str:
    return found[0].translate(_TABLE)


def needs_folding(text: str) -> bool:
    """Whether SQLite's tokenizer would take *text* in another way than when it is folded."""
    return not text.isascii() and _NOT_PLAIN.search(text) is not None


def folded_with_positions(text: str) -> tuple[str, list[int]]:
    """:func:`folded`, and where in *text* each of its characters comes from; last, the end."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    parts: list[str] = []
    positions: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _goes_on(text[end]):
            continue
        part = folded(text[start:end])
        parts.append(part)
        positions += [start] * len(part)
        start = end
    return "".join(parts), [*positions, len(text)]


def _goes_on(character: str) -> bool:
    """Whether *character* is written together with the one before it, and normalized with it."""
    return (
        unicodedata.combining(character) > 0
        or character in "ﾞﾟ"
        or "\u1160" <= character <= "\u11ff"
        or ord(character) in INVISIBLE
    )
