"""The parties of a credit line: its makers and its suppliers."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from parsers.fields.captions.credits.credit_labels import credit_words, strip_label
from parsers.fields.names.agencies import agency, is_known, is_organisation, usual_name
from parsers.fields.names.persons import is_name
from parsers.fields.names.places import is_city, is_region
from parsers.wordlists import alternatives, names_of

CREDIT_EDGES = " \t,;|/·•-–—=＝:：・*"
_SEPARATOR = re.compile(  # how each begins stands first: it is told at once
    r"(?:^|(?=(?-i:[\s/|•·;；｜／、—()\[\]（）【】［］＝=:：©.记記特])))"
    r"\s*(?:[/|•·;；｜／、]|\s[-–—]\s|[—]|[()\[\]（）【】［］]|＝|=|:|：|"
    rf"(?:^|\s)(?:{alternatives('credit-words', 'between parties')})\s|©|"
    rf"\son\s(?=(?:{alternatives('credit-words', 'platform')})\b)|"
    r"\.\s+(?=courtesy\b)|"
    rf"{alternatives('credit-words', 'reporter sign')})\s*",
    re.I,
)
_COMMA = re.compile(r"\s*[,،，]\s*")
_AND = re.compile(rf"\s+(?:{alternatives('credit-words', 'and')})\s+", re.I)
_HANDLE = re.compile(r"^@\w+")
_MOST_WORDS = 6
"""Words of a supplier's name, where most of them are small."""
_OFFICE = re.compile(
    rf"([^/|,;:()]+?)\s(?:{alternatives('credit-words', 'on behalf of')})\s[^/|,;:()]+$", re.I
)
_GAPS = 6
_GAP = re.compile(r"[ -]")
_PHOTO = re.compile(rf"(?:{alternatives('credit-words', 'picture')})\s+", re.I)
_MADE_BY = re.compile(
    rf"^(?:(?:{alternatives('credit-words', 'before a maker')})[：: ]?)|"
    rf"(?:\s*(?:{alternatives('credit-words', 'behind a maker')})$)"
)
_TITLE = re.compile(rf"^(?:{alternatives('credit-words', 'before a party')})\s+(?=\S)", re.I)


def parties_of(text: str, courtesy: bool) -> tuple[str | None, tuple[str, ...]]:
    """The makers of a credit line, joined, and its suppliers."""
    whole = agency(text)
    if whole:
        return None, (usual_name(whole),)
    creators: list[str] = []
    agencies: list[str] = []
    unsure: list[str] = []
    for party in split_parties(text):
        name = agency(party)
        if name:
            name = usual_name(name)
            if name not in agencies:
                agencies.append(name)
            continue
        maker = None if courtesy else person(party)
        if (maker and not creators) or (
            maker and maker not in creators and party.startswith("\x00")
        ):
            creators.append(maker)
        elif maker and maker in creators:
            continue
        elif (
            not is_mark(party.lstrip("\x00"))
            and len(party) > 1
            and not party.isdecimal()
            and not _is_label(party)
            and _may_supply(party.lstrip("\x00"), alone=not (creators or agencies))
        ):
            party = party.lstrip("\x00")
            agencies.append(party)
            if not (party.isupper() and len(party) <= 6) and not is_organisation(party):
                unsure.append(party)
    if (
        not courtesy
        and not creators
        and len(unsure) == 1
        and len(agencies) > 1
        and _surname(unsure[0])
    ):
        creators.append(unsure[0])  # "WDR / Biernat"
        agencies.remove(unsure[0])
    return ", ".join(creators) or None, tuple(dict.fromkeys(agencies))


def _may_supply(party: str, *, alone: bool) -> bool:
    """Whether an unknown party may be a supplier: no place, no sentence, no address's scheme."""
    words = party.split()
    small = sum(word[0].islower() for word in words)
    return (
        any(map(str.isalpha, party))
        and party.casefold() not in ("http", "https", "doi")
        and not (len(words) > _MOST_WORDS and small * 2 > len(words))
        and (alone or not (is_city(party) or (len(party) > 3 and is_region(party))))
    )


def _is_label(party: str) -> bool:
    folded = party.lstrip("\x00").casefold()
    return folded in credit_words().credit or folded in credit_words().made


def _surname(party: str) -> bool:
    return party.isalpha() and party[0].isupper() and not party.isupper() and len(party) > 2


def split_parties(text: str) -> list[str]:
    """The parts of a line; a further person of a list of persons is marked by a NUL."""
    found: list[str] = []
    office = _OFFICE.match(text)
    if office and is_organisation(office[1]) and not is_known(office[1]):
        return [_unlabelled(text)]  # "National Centre for Fishery Statistics"
    for part in _SEPARATOR.split(text):
        part = part.strip(CREDIT_EDGES + ".")
        if not part:
            continue
        if is_known(part):
            found.append(part)
            continue
        parts = _divided(part)
        inner = parts if len(parts) > 1 else [p for p in _COMMA.split(part) if p]
        for number, party in enumerate(inner):
            several = _AND.split(party)
            if len(several) > 1 and all(person(p) or agency(p) for p in several):
                for index, one in enumerate(several):
                    found.append(("\x00" if index or number else "") + one)
            else:
                found.append(("\x00" if number else "") + party)
    return [_unlabelled(party) for party in found]


def _divided(part: str) -> list[str]:
    """What nothing but a space or a hyphen parts: ``AP 연합뉴스``, ``Jane Doe-Imagn Images``,
    ``BELGA PHOTO JANE DOE``."""
    if " " not in part and "-" not in part:
        return [part]
    for gap in islice(_GAP.finditer(part), _GAPS):
        before, after = part[: gap.start()], part[gap.end() :]
        if gap.group() == "-":
            if is_known(after) and is_name(before):
                return [before, after]
            continue
        if not (before[-1:].isalnum() and is_known(before)):
            continue
        if is_known(after):
            return [before, after]
        label = _PHOTO.match(after)
        if label and is_name(after[label.end() :]):
            return [before, after[label.end() :]]
    return [part]


def _unlabelled(party: str) -> str:
    mark = "\x00" if party.startswith("\x00") else ""
    party = party.lstrip("\x00")
    if is_known(party):
        return party
    stripped = strip_label(party)
    return mark + (_TITLE.sub("", stripped) or party)


@cache
def _mark() -> re.Pattern[str]:
    words = "|".join(
        re.escape(name).replace(r"\*", r"\w*") for name in names_of("credit-words", "mark")
    )
    whole = "|".join(map(re.escape, names_of("credit-words", "unspaced mark")))
    return re.compile(rf"^(?:(?:{words})\s*)+$|^(?:{whole})$", re.I)


def is_mark(party: str) -> bool:
    """Whether a party is a word such as "Pool" or "Handout", which names nobody."""
    return _mark().match(party) is not None


def person(party: str) -> str | None:
    """*party* as the name of a person, or ``None``."""
    party = party.lstrip("\x00")
    if is_mark(party) or agency(party):
        return None
    if not party.isascii():
        party = _MADE_BY.sub("", _MADE_BY.sub("", party)).strip() or party
    if _HANDLE.match(party):
        return party
    return party if is_name(party) and not is_organisation(party) else None
