"""Month names in many languages, and years of other calendars."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import cache, lru_cache

from parsers.wordlists import wordlist

_BUDDHIST = frozenset(("th", "lo", "km"))
JALALI = "jalali"


@lru_cache(maxsize=4096)
def month_of(word: str, language: str | None = None) -> tuple[int, str] | None:
    """The month a word names, and its calendar (``""`` or ``jalali`` or a Buddhist language).

    *language* decides where two languages use a word for different months; without it the
    month that more languages mean wins, and a tie is no month.
    """
    readings = _months().get(_fold(word))
    if not readings:
        return None
    if language:
        for spoken, month in readings:
            if spoken == language:
                return month, _calendar(spoken)
    ranked = Counter(month for _, month in readings).most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    spoken = next(tongue for tongue, month in readings if month == ranked[0][0])
    return ranked[0][0], _calendar(spoken)


def western_year(year: int, language: str | None) -> int:
    """A year of the Buddhist era as a year of the common one, where it cannot be another."""
    if language in _BUDDHIST and 2443 <= year <= 2643:
        return year - 543
    return year


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The day of a date of the Persian solar calendar, for the years 1300 to 1500."""
    if not 1300 <= year <= 1500 or not 1 <= month <= 12:
        return None
    if not 1 <= day <= (31 if month <= 6 else 30):
        return None
    # Leap years by the 33-year rule, which holds for these centuries.
    past = year - 1300
    leaps = sum(_is_leap(1300 + n) for n in range(past))
    days = past * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    if month == 12 and day == 30 and not _is_leap(year):
        return None
    return date(1921, 3, 21) + timedelta(days=days)


def _is_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def _calendar(language: str) -> str:
    return language if language == JALALI or language in _BUDDHIST else ""


def _fold(word: str) -> str:
    """*word* without case, accents and full stops, so that all spellings meet."""
    word = word.casefold().replace("ı", "i").replace(".", "")
    if word.isascii():
        return word.strip("'_")
    word = unicodedata.normalize("NFKD", word)
    return "".join(c for c in word if not unicodedata.combining(c)).strip("'’،_")


@cache
def _months() -> dict[str, list[tuple[str, int]]]:
    """Folded month names to the languages that use them, and for which month."""
    found: dict[str, list[tuple[str, int]]] = {}
    for language, months in wordlist("months").items():
        for number, names in enumerate(months, 1):
            for name in names:
                readings = found.setdefault(_fold(name), [])
                if (language, number) not in readings:
                    readings.append((language, number))
    found.pop("", None)
    return found
