"""The parts of a dateline: place, day, agency, reporter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

from parsers.fields.dateline.correspondents import is_correspondent
from parsers.fields.dateline.page_words import NOTHING, PageWords
from parsers.fields.dates.days import find_day
from parsers.fields.names.agencies import agency, is_known
from parsers.fields.names.persons import is_name
from parsers.fields.names.places import is_city, is_country, is_region
from parsers.wordlists import names_of

GROUP = re.compile(r"\(([^()]{1,60})\)|(?:^|(?<=[\s,.]))/\s?([^/]{2,40}?)\s?/|\[([^\[\]]{2,40})\]")
_PLACE_WORD = re.compile(
    r"^(?:[^\W\d_]|[0-9]{0})(?:[^\W\d_]|['’`.\-\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e])*$"
)
_ACRONYM = re.compile(r"^[A-Z][A-Za-z&.\-]{1,9}$|^[a-z]{3,5}$")
_CORRESPONDENT = re.compile(r"^(?:корр|кор)\.\s*", re.I)


@dataclass(frozen=True, slots=True)
class Cut:
    """A dateline and the text after it."""

    text: str
    """As printed, without the separator."""
    place: str | None
    date: date | None
    agency: str | None
    reporter: str | None
    rest: str


@dataclass(slots=True)
class DatelineParts:
    """What the words before a separator say."""

    place: str
    day: date | None = None
    has_day: bool = False
    agency: str | None = None
    reporter: str | None = None


@cache
def small_words() -> frozenset[str]:
    """Words in names of places that have no capital."""
    return frozenset(names_of("datelines", "small"))


@cache
def no_places() -> frozenset[str]:
    """Words that open texts and are no places, folded."""
    return frozenset(word.casefold() for word in names_of("not-datelines"))


def read_parts(
    shown: str, published: date | None = None, words: PageWords = NOTHING
) -> DatelineParts | None:
    """The parts of a dateline without its separator, if all of it can be one."""
    found = DatelineParts("")
    outside = shown
    for group in GROUP.finditer(shown):
        inner = next(part for part in group.groups() if part).strip()
        inner = _CORRESPONDENT.sub("", inner)
        if not _take_group(found, inner, group.group(0), published, words):
            return None
        outside = outside.replace(group.group(0), " " if found.agency else ",", 1)
    day = find_day(outside, published)
    if day is not None:
        found.day, found.has_day = day.date, True
        before, after = outside[: day.start], outside[day.end :]
        outside = f"{before.rstrip()},{after}"
    parts = [part.strip(" .-–—") for part in re.split("[,،]", outside)]
    parts = [part for part in parts if part and not is_correspondent(part)]
    if not found.has_day and len(parts) > 1 and any(map(_is_misprinted_day, parts[1:])):
        found.has_day = True
        parts = [parts[0], *(part for part in parts[1:] if not _is_misprinted_day(part))]
    if not parts:
        return None
    if found.agency is None and len(parts) > 1 and is_known(parts[-1]) and not is_region(parts[-1]):
        found.agency = parts.pop()
    if found.agency is None and "/" in parts[-1]:
        *towns, last = parts[-1].split("/")
        if is_known(last.strip()) and not is_city(last.strip()):
            found.agency = last.strip()
            parts[-1] = "/".join(towns).strip()
    if not parts or len(parts) > 3 or not all(map(_reads_as_place, parts)):
        return None
    place = ", ".join(parts)
    shortened = is_region(f"{parts[-1]}.") and f"{parts[-1]}." in shown
    if len(parts) > 1 and not (
        shortened or is_region(parts[-1]) or is_city(parts[-1]) or found.agency or found.has_day
    ):
        return None
    if shortened:
        place += "."  # "Fla.": the dot is the abbreviation's
    found.place = place
    if (is_known(place) and not is_city(place)) or words.is_outlet(place):
        return None
    return found


_DAY_AND_MONTH = re.compile(
    r"(?:\d{1,2}[.\s/-]*(?P<month>[^\W\d_]{3,12})|(?P<first>[^\W\d_]{3,12})[.\s]*\d{1,2})\.?(?:\s*\d{4})?"
)
_LIKENESS = 0.74
"""Of a misprinted month with the month, by :func:`difflib.get_close_matches`."""


def _is_misprinted_day(part: str) -> bool:
    """Whether *part* is meant for a day, though there is none such: "Febuary 12", "Feb 31"."""
    match = _DAY_AND_MONTH.fullmatch(part)
    if match is None:
        return False
    month = (match["month"] or match["first"]).casefold()
    return bool(get_close_matches(month, _months(), 1, _LIKENESS))


@cache
def _months() -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.casefold() for name in names_of("months")))


def _take_group(
    found: DatelineParts, inner: str, whole: str, published: date | None, words: PageWords
) -> bool:
    day = find_day(inner, published)
    if day and day.end - day.start >= len(inner) - 2 and not found.has_day:
        found.day, found.has_day = day.date, True
        return True
    if found.agency is None and (is_agency(inner) or words.is_outlet(inner)):
        found.agency = inner
        return True
    if is_correspondent(inner):
        return True
    sides = [side.strip() for side in re.split(r"[,;]|\s[-–]\s", inner)]
    if found.agency is None and len(sides) == 2:  # "(Jane Doe, EFE)"
        for person, supplier in (sides, sides[::-1]):
            if is_name(person) and is_agency(supplier):
                found.reporter, found.agency = person, supplier
                return True
    if is_region(inner) or is_country(inner):
        return True
    return (
        bool(inner)
        and whole.startswith("(")
        and is_name(inner)
        and not found.reporter
        and (_set_reporter(found, inner))
    )


def _set_reporter(found: DatelineParts, name: str) -> bool:
    found.reporter = name
    return True


def is_agency(text: str) -> bool:
    """Whether what stands in brackets is an agency, or several."""
    if is_region(text) and not is_known(text):
        return False
    if agency(text) is not None or _ACRONYM.match(text):
        return text.casefold() not in no_places() or is_known(text)
    sides = [side for side in re.split(r"\s*[/,&]\s*|\s+(?:and|und|et|y)\s+", text) if side]
    return len(sides) > 1 and all(
        agency(side) or (_ACRONYM.match(side) and len(side) <= 6) for side in sides
    )


def _reads_as_place(part: str) -> bool:
    if is_city(part) or is_region(part):
        return True
    words = re.split(r"[\s/]+", part)
    if not 1 <= len(words) <= 6 or len(part) > 45:
        return False
    for word in words:
        if not word or not _PLACE_WORD.match(word):
            return False
        if (
            word[0].islower()
            and word.casefold() not in small_words()
            and not word.startswith(("d'", "l'", "d’"))
        ):
            return False
    return not words[0][0].islower() and len(part) > 1
