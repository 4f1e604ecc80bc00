"""How a page writes dates in figures: the day first, or the month."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.fields.dates.moment import Habits, habits_of
from parsers.page.document import Document

_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?![\d/-])")
_MOST = 50
"""Dates in figures that are looked at."""
_MONTH_FIRST = frozenset(("us", "gov", "mil", "edu", "ph"))
_NO_COUNTRY = frozenset(("eu", "co", "io", "tv", "me", "ai", "fm", "ly", "to", "cc"))
"""Domains of two letters that sites of all countries take."""


def habits_of_page(page: Document) -> Habits:
    """The habits of the page's language and region; else of its other dates, else of its domain."""
    habits = habits_of(page.first_meta("og:locale") or page.declared_language)
    if habits.month_first is None:
        habits = habits_of(page.declared_language)
    if habits.month_first is None:
        first = _by_other_dates(page)
        if first is None:
            first = _by_domain(page.url)
        habits = replace(habits, month_first=first)
    return habits


def _by_other_dates(page: Document) -> bool | None:
    """Whether the month comes first, by a figure that can only be a day."""
    for block in page.blocks:
        if "/20" in block.text or "-20" in block.text:
            for match in list(_FIGURES.finditer(block.text))[:_MOST]:
                one, other = int(match[1]), int(match[3])
                if one > 12 >= other > 0:
                    return False
                if other > 12 >= one > 0:
                    return True
    return None


def _by_domain(address: str | None) -> bool | None:
    try:
        ending = (urlsplit(address or "").hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    if ending in _MONTH_FIRST:
        return True
    return False if len(ending) == 2 and ending not in _NO_COUNTRY else None
