"""Where and when a picture was taken, as its caption ends: a dateline where there is no other."""

from __future__ import annotations

import re
from datetime import date, timedelta

from parsers.fields.dates.days import find_day
from parsers.fields.names.places import is_city, is_country, is_region
from parsers.records import Dateline
from parsers.wordlists import alternatives

_FRESH = timedelta(days=21)
"""A picture older than this against the story comes from the files."""

_WORD = r"[^\W\d_a-zà-ÿ][\w'’.\-]*"
_SMALL = f"(?:{alternatives('datelines', 'in towns')})"
_TOWN = rf"(?:The\s)?{_WORD}(?:[ ](?:{_SMALL}[ ])*{_WORD}){{0,3}}"
_WHERE = re.compile(
    rf"(?<![^\W\d_])(?:{alternatives('datelines', 'where')})\s+"
    rf"(?P<place>{_TOWN}(?:,\s{_TOWN}){{0,2}}),?\s+$"
)
_PREPOSITION = re.compile(rf"\s+(?:{alternatives('datelines', 'before a day')}|,)$")
_OLD = re.compile(rf"\b(?:{alternatives('datelines', 'archive')})\b", re.I)


def dateline_from_caption(
    caption: str, published: date | None = None, credit: str | None = None
) -> Dateline | None:
    """``…, in Ankara, Turkey, Monday, Nov. 6, 2023.`` gives its place and its day.

    Pictures from the files, and days far from *published*, say nothing about the story.
    """
    if credit and _OLD.search(credit):
        return None
    for start in _sentences(caption):
        sentence = caption[start:]
        day = find_day(sentence, published)
        if day is None or day.date is None:
            continue
        before = sentence[: day.start]
        before = _PREPOSITION.sub("", before.rstrip() + " ".rstrip()).rstrip(" ,") + " "
        place = _WHERE.search(before)
        if place is None or not _credible(place.group("place")):
            continue
        if published and not -_FRESH <= published - day.date <= _FRESH:
            return None
        begin = start + place.start("place")
        text = caption[begin : start + day.end].rstrip(" .,")
        return Dateline(text=text, place=place.group("place"), date=day.date, source="caption")
    return None


def _sentences(caption: str) -> list[int]:
    """Where the sentences begin; abbreviations may cut one, which does no harm."""
    starts = [0]
    starts += [m.end() for m in re.finditer(r"(?<=[^\W\d_]{4})[.!?]\s+(?=[^\W\d_a-z])", caption)]
    return starts


def _credible(place: str) -> bool:
    first, *others = (part.strip() for part in place.split(","))
    if is_country(first) and not others:
        return False
    return is_city(first) or any(is_region(other) or is_city(other) for other in others)
