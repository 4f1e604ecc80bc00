"""The dateline at the head of a text: place, day, agency, reporter, and where the story begins."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from parsers.fields.dateline.correspondents import (
    formula_after,
    formula_before,
    formula_with_place,
)
from parsers.fields.dateline.east_asian import cut_eastern
from parsers.fields.dateline.page_words import NOTHING, PageWords
from parsers.fields.dateline.parts import (
    GROUP,
    Cut,
    DatelineParts,
    is_agency,
    no_places,
    read_parts,
    small_words,
)
from parsers.fields.dates.days import find_day
from parsers.fields.names.agencies import agency, is_known
from parsers.fields.names.places import is_city, is_country, is_region
from parsers.wordlists import names_of

REACH = 170
"""How many characters of a text are looked at."""

_MOST_WORDS = 3
"""Words of a place without a comma: rubrics have more."""
_SHORTEST = 5
"""Letters of a place in capitals that no list knows."""
_SEPARATOR = re.compile(
    r"(?=[\s.—―–:：=।-])(?:"  # each begins so: told at once
    r"(?P<dash>\s*\.\s?[-–—―]+\s*|\s*[—―]+\s*|\s*-{2,3}\s*|\s+[-–]\s*|(?<=[)\].])\s*[-–]\s*|"
    r"(?<=\w)–\s+|(?<=\w)-\s+(?=[A-ZÀ-Ý“\"«„‘]))|"
    r"(?P<colon>\s*[:：]\s+)|(?P<bar>\s+[|·•]\s+)|(?P<equals>\s*=\s+)|"
    r"(?P<stop>(?<=[)/])(?:\.\s+|।\s*)|(?<=[^\W\d_]{3})\.\s+|।\s+)|(?P<closed>(?<=\))\s+)|(?P<slash>(?<=/)\s+))"
)
_LOOSE_AGENCY = re.compile(r"^\(([^()]{2,40})\)\s*[-–—]+\s*")
_CASELESS = re.compile(r"^[\u0590-\u0dff\u0e00-\u0eff]")
_CREDIT_TAIL = re.compile(r"^(?:[-–—]{1,2}\s*)?\(([^()]{2,40})\)\s*(?:[-–—:]+\s*)")
_NAMED_TAIL = re.compile(r"^([^.()\-–—:]{2,40}?)(?:\.\s+|\s*[-–—]+\s+|:\s+)")  # "- РИА Новости. "
_DAY_TAIL = re.compile(r"^(.{4,30}?)\s*(?:[-–—]+|:)\s+")
_OPENER = re.compile(r"^[\s\"'“”„«»‘’‚「『《¿¡(\[…]*")


_HYPHENED = re.compile(
    r"([^\W\d_a-z]{3,}(?:/[^\W\d_a-z]{3,})?)\s?[-–]\s?\(?([^\W\d_a-z]{2,5})\)?[\s.:–-]+(?=[A-ZÇĞİÖŞÜ\"“])"
)


@cache
def _deictic() -> re.Pattern[str]:
    words = "|".join(map(re.escape, names_of("datelines", "deictic")))
    return re.compile(rf"(?:{words})\b", re.I)


def cut_dateline(
    text: str,
    published: date | None = None,
    *,
    own: str | None = None,
    english: bool = True,
    words: PageWords = NOTHING,
) -> Cut | None:
    """The dateline that *text* begins with, or ``None``.

    *own* is what the page sets off at the head of the text in an element of its own;
    *english* says that the text may be English, where "Delhi: " opens stories; *words* what the
    page knows of places.
    """
    eastern = cut_eastern(text, published)
    if eastern is not None:
        return eastern
    lead = _LOOSE_AGENCY.match(text)
    if lead and agency(lead.group(1)):  # "(ANSA) - ROMA, 22 MAR - "
        inner = _western(text[lead.end() :], published, None, english, words, supplied=True)
        if inner is not None:
            return replace(inner, text=text[: lead.end()] + inner.text, agency=lead.group(1))
        return None
    hyphened = _HYPHENED.match(text)  # "ANKARA-DHA "
    if hyphened and is_known(hyphened[2]) and is_city(hyphened[1].split("/")[0]):
        shown = text[: hyphened.end(2)]
        return Cut(shown, hyphened[1], None, hyphened[2], None, text[hyphened.end() :])
    placed = formula_with_place(text)
    if placed and text[placed.end() :].strip():
        shown = text[: placed.end("place")]
        return Cut(shown, placed["place"], None, None, None, text[placed.end() :])
    begin = formula_before(text)
    if begin:
        cut = _western(text[begin:], published, None, english, words)
        return replace(cut, text=text[:begin] + cut.text) if cut else None
    return _western(text, published, own, english, words)


def _western(
    text: str,
    published: date | None,
    own: str | None,
    english: bool,
    words: PageWords,
    *,
    supplied: bool = False,
) -> Cut | None:
    for separator in _SEPARATOR.finditer(text[:REACH]):
        kind = separator.lastgroup or ""
        shown = text[: separator.start()].strip()
        rest = text[separator.end() :]
        if separator.group().startswith(".") and is_region(f"{shown.split(', ')[-1]}."):
            shown += "."
        if len(shown) > 110 or len(shown) < 2:
            continue
        head = read_parts(shown, published, words)
        if head is None:
            if kind == "stop" and not _abbreviated(shown):
                break  # a sentence has ended
            continue
        if not rest.strip() or not _opens(rest):
            continue
        if not (
            _enough(head, kind, rest, own, english, supplied, shown, words)
            or (kind == "dash" and words.knows_place(head.place))
        ):
            continue
        cut = Cut(shown, head.place, head.day, head.agency, head.reporter, rest)
        if kind == "stop" and head.agency is None:  # "МОСКВА, 16 февраля. /ТАСС/."
            cut = _longer(text, separator.end(), published) or cut
        after = formula_after(cut.rest)
        if after and _opens(cut.rest[after:]):
            begin = len(text) - len(cut.rest)
            formula = text[: begin + after].rstrip(" -–—:.|,")
            cut = replace(cut, text=formula, rest=cut.rest[after:])
        return _extended(text, cut, published)
    return None


def _longer(text: str, start: int, published: date | None) -> Cut | None:
    for separator in _SEPARATOR.finditer(text[:REACH], start):
        shown = text[: separator.start()].strip()
        rest = text[separator.end() :]
        head = read_parts(shown, published)
        if head and head.agency and rest and separator.lastgroup not in ("closed", "slash"):
            return Cut(shown, head.place, head.day, head.agency, head.reporter, rest)
    return None


def _abbreviated(shown: str) -> bool:
    return len(shown.split()[-1]) <= 5 or bool(GROUP.search(shown))


def _opens(rest: str) -> bool:
    """Whether a sentence may begin here."""
    start = _OPENER.sub("", rest, count=1)[:1]
    return bool(start) and not (start.isalpha() and start.islower())


def _enough(
    head: DatelineParts,
    kind: str,
    rest: str,
    own: str | None,
    english: bool,
    supplied: bool,
    shown: str,
    words: PageWords,
) -> bool:
    place = head.place
    first, *others = (part.strip() for part in place.split(","))
    towns = [town.strip() for town in re.split(r"/| and | und ", first)]
    capitals = _is_capitals(first)
    city = all(is_city(town) for town in towns)
    seen = city or bool(others and is_region(others[-1])) or (is_country(first) and capitals)
    blocked = all(word.casefold().strip(".,") in no_places() for word in first.split())
    if blocked and not city:
        return False
    if kind in ("closed", "slash"):
        return head.agency is not None and (head.has_day or seen or capitals)
    if head.agency is not None:
        if not (_is_supplier(head.agency) or words.is_outlet(head.agency) or seen or capitals):
            return False  # "Jane Doe (SPD) - ", "John Roe (left) - "
        return kind != "stop" or shown.endswith((")", "/")) or city
    if kind == "stop":
        if own is not None and _bare(own) == _bare(shown) and not others:
            return not is_country(first) or capitals
        return city and not others and len(first.split()) <= 3 and not capitals_run(rest)
    if head.has_day:
        return kind != "colon" or seen or capitals
    if supplied:
        return kind == "dash"
    if kind == "colon":
        if seen and capitals:
            return True
        if capitals and own is not None and _bare(own) == _bare(shown):
            return may_be_unknown(first) and words.is_place(first) and not capitals_run(rest)
        if seen and english and (city or others):
            return not _deictic().match(rest)
        return city and len(rest) > 60 and not _deictic().match(rest)
    if kind == "bar":
        return seen
    if kind == "equals":
        return False
    if kind == "dash":
        if seen and (city or others or capitals):
            return True
        if own is not None and _bare(own) == _bare(shown):
            return not (_CASELESS.match(first) or _is_rubric(first)) and len(first) > 3
        return capitals and not capitals_run(rest) and may_be_unknown(first)
    return False


def may_be_unknown(place: str) -> bool:
    """Whether a name in capitals can be a place that nobody knows: no rubric, no short name."""
    return len(place.replace(" ", "")) >= _SHORTEST and not _is_rubric(place)


def _is_rubric(place: str) -> bool:
    """Whether words that no list of places has are a rubric's: many, or one that opens texts."""
    parts = place.split()
    large = [part for part in parts if part.casefold() not in small_words()]
    return len(large) > _MOST_WORDS or any(
        part.casefold().strip(".,'’") in no_places() for part in parts
    )


def _is_supplier(name: str) -> bool:
    return agency(name) is not None or all(
        agency(side) is not None for side in re.split(r"\s*[/,&]\s*", name)
    )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def capitals_run(rest: str) -> bool:
    """Whether the text goes on in capitals: then capitals say nothing."""
    words = [word for word in rest.split()[:5] if word.isalpha() and len(word) > 1]
    return len(words) > 2 and all(word.isupper() for word in words)


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    small = sum(c.islower() for c in letters)
    return (
        len(letters) > 1
        and small <= (2 if len(letters) > 6 and text[:2].isupper() else 0)
        and (small == 0 or bool(re.search(r"\b(?:Mc|Mac|de|la|of|St\.?)", text)))
    )


def _extended(text: str, cut: Cut, published: date | None) -> Cut:
    """Take what still belongs to it: ``NEW YORK--(BUSINESS WIRE)--``, ``PARIS — (AFP) —``."""
    rest = cut.rest
    begin = len(text) - len(rest)
    if cut.agency is None:
        tail = _CREDIT_TAIL.match(rest)
        if tail and is_agency(tail.group(1)):
            shown = text[: begin + tail.end(1) + 1].strip()
            return replace(cut, text=shown, agency=tail.group(1), rest=rest[tail.end() :])
        tail = _NAMED_TAIL.match(rest)
        if tail and is_known(tail.group(1)) and _opens(rest[tail.end() :]):
            shown = text[: begin + tail.end(1)].strip()
            return replace(cut, text=shown, agency=tail.group(1), rest=rest[tail.end() :])
    if cut.date is None:
        tail = _DAY_TAIL.match(rest)
        if tail:
            day = find_day(tail.group(1), published)
            if day and day.start == 0 and day.end == len(tail.group(1)):
                shown = text[: begin + tail.end(1)].strip()
                return replace(cut, text=shown, date=day.date, rest=rest[tail.end() :])
    return cut
