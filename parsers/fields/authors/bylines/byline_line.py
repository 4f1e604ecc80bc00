"""The names in a printed byline, read to its end: ``By Jane Doe in London and John Roe, Paris``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from typing import NamedTuple

from parsers.fields.authors.bylines.byline_names import (
    HANGING,
    SPLIT,
    split_names,
    tidy_name,
    without_brackets,
    without_contacts,
)
from parsers.fields.authors.bylines.byline_words import (
    after_by,
    has_role,
    is_nobody,
    without_counts,
    words_of,
)
from parsers.fields.authors.bylines.other_labels import (
    did_not_write,
    without_bracketed_others,
    without_others,
)
from parsers.fields.authors.bylines.person import (
    BORN_WITH,
    DESK,
    TITLES,
    is_own_desk,
    is_person,
    joined,
)
from parsers.fields.dates.calendars import month_of
from parsers.fields.dates.days import WEEKDAYS
from parsers.fields.names.agencies import agency, is_organisation
from parsers.fields.names.persons import is_name
from parsers.fields.names.places import is_city, is_country
from parsers.page.site_name import is_site_name
from parsers.wordlists import alternatives

CUT = re.compile(
    r"\s*(?:[|•·●►▪»]|\s[-–—/]\s|\n|\d"
    r"|\b(?!photo(?:graphe|journ)|foto(?:gra[fa]+\b))"
    rf"(?:{alternatives('bylines', 'end')}"
    rf"|(?-i:{alternatives('bylines', 'end in small letters')})|le(?=\s\d))\b)",
    re.I,
)
"""What ends the names of a line: a bar, a figure, the words before a date."""
_BARS = re.compile(r"\s*[|•·●►▪]\s*")
_CLAUSE = re.compile(r"(?:former|ex|from|the|with|via|special|home|our)\b", re.I)
_CLAUSE_OF = re.compile(r"\b(?:of|for|at|to)\b", re.I)
_REPORT = re.compile(f"(?:{alternatives('bylines', 'report')})$")
"""What follows a name and a place in a line: "reported from Taipei"."""
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def names_in_line(line: str, site: Container[str]) -> list[str]:
    """The persons a visible byline names as its writers. An opening "By" is taken off."""
    text = _unbracketed(without_counts(without_contacts(line)))
    rest = after_by(text)
    text = rest if rest is not None and not _is_given_name(text) else text
    written = without_others(without_brackets(without_bracketed_others(text)))
    again = None if _is_given_name(written) else after_by(written)
    is_opened = rest is not None or (again is not None and written != text)
    text = again if again is not None and is_opened else written
    first, *further = _BARS.split(text) if is_opened else [text]
    found = _names_in_list(first, site)
    for part in further if found else ():
        names = whole_names(part, site)
        if not names:
            break
        found += names
    return list(dict.fromkeys(found))


def _unbracketed(line: str) -> str:
    """*line* without the brackets around the whole of it: "〔記者陳怡君／高雄報導〕"."""
    match = _IN_BRACKETS.fullmatch(line)
    return match[1] if match else line


_IN_BRACKETS = re.compile(r"\s*[〔【［\[（(]([^〔【［\[（(〕】］\]）)]*)[〕】］\]）)]\s*")


def _is_given_name(text: str) -> bool:
    """Whether a text begins with a word for "by" that people are called by: "Per Ek och …"."""
    first, _, rest = text.partition(" ")
    if first not in _GIVEN or (first == "Theo" and not text.isascii()):  # Vietnamese: "as …"
        return False
    return is_person(" ".join([first, *rest.split()[:1]]).strip(HANGING))


_GIVEN = ("Per", "Theo")


class _Part(NamedTuple):
    """One part of a list, with what stands before it."""

    joint: str
    """``""`` of the first, ``","``, ``"and"``, or ``", and"``."""
    text: str


def _names_in_list(text: str, site: Container[str]) -> list[str]:
    """The names of one list, each with what may follow it: a place, a job, an outlet."""
    cut = CUT.search(text, 1)
    if cut:
        text = text[: cut.start()]
        if cut[0][-1:].isdecimal():
            text = _without_month(text)  # "Jane Doe Dec 23, 2023"
    groups = _GROUPS.split(text)
    if len(groups) > 1 and all(is_person(_name_of(SPLIT.split(g)[0])[0]) for g in groups):
        return [name for group in groups for name in _names_in_list(group, site)]
    parts = list(_parts(text))
    pairs = _are_pairs(parts, site)
    found: list[str] = []
    after = ""  # what the part before was: a name ("name"), a known aside ("aside"), or unknown
    for number, part in enumerate(parts):
        if pairs:
            if number % 2 == 0 and not did_not_write(parts[number + 1].text):
                found.append(_name_of(part.text)[0])
            continue
        name, aside = _name_of(part.text)
        following = parts[number + 1].text if number + 1 < len(parts) else ""
        if not aside and _is_place(following):
            aside = "place"  # "i" is "in" in Danish, and "and" in Polish
        if is_person(name) and not _is_house(name, site):
            if number and (name[0].islower() or _REPORT.search(name)):
                break
            is_place = number > 0 and not aside and _is_place(name)
            if is_place and part.joint == ",":
                after = "aside"
                continue
            if is_place:
                break
            if number and (has_role(part.text) or _CLAUSE.match(part.text)):
                after = "aside"
                continue
            if after == "house" and part.joint != ", and":
                break
            if after == "outlet" and not aside:
                break
            if after == "place" and part.joint == "," and not aside:
                break
            found.append(name)
            after = aside or "name"
        elif number == 0:
            if not has_role(name) and not TITLES.match(f"{name} x"):
                break
            after = "name"
        elif part.text.casefold().strip(HANGING) in _suffixes():
            if after == "name" and found and BORN_WITH.fullmatch(part.text):
                found[-1] += f", {part.text}"  # "Jane Doe, Jr."
            after = "name"
        elif did_not_write(part.text):
            if after == "name" and len(found) > 1:
                found.pop()
            after = "aside"
        elif _CLAUSE_OF.search(part.text) and not aside:
            break  # "Head of Marketing and …"
        elif all(map(has_role, name.split())):
            after = "aside"
        elif is_organisation(name) or agency(name):
            after = "house"
        elif _is_place(name) or has_role(name):
            after = "aside"
        else:
            break  # a clause: what follows names nobody
    return found


_GROUPS = re.compile(r"\s*[;；]\s*(?:and\s+|und\s+|et\s+|y\s+|e\s+)?(?=\S)")
"""What parts a name with all that follows it from the next: "A, Daily Tide; B, Western Wire"."""


def _name_of(part: str) -> tuple[str, str]:
    """The name that a part begins with, and what follows it: ``place``, ``outlet`` or nothing."""
    whole = part.strip(HANGING) if DESK.search(part) else tidy_name(part)
    words = part.split()
    for at in range(2, len(words)):
        word = words[at].casefold()
        kind = _joints().get(word)
        if kind is None:
            continue
        told = at > 2 and words[at - 1].casefold() in words_of("reports")
        name = tidy_name(" ".join(words[: at - told]))  # "Jane Doe reports from Ankara"
        rest = " ".join(words[at + 1 :])
        is_plain = word in _PARTICLES and not _is_place(rest)
        if rest and not is_plain and is_person(name):
            return name, kind
    return whole, ""


_PARTICLES = frozenset("a da dal dalla di i la te y".split())
"""Words that stand in names too: only a known place after them is one."""


@cache
def _joints() -> dict[str, str]:
    outlets = dict.fromkeys(words_of("outlets"), "outlet")
    return outlets | dict.fromkeys(words_of("places"), "place") | {"for": "outlet"}


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(word.strip(".") for word in words_of("suffixes"))


def _are_pairs(parts: list[_Part], site: Container[str]) -> bool:
    """Whether each second part says where the one before it is: "A, X, and B, Y"."""
    if len(parts) < 4 or len(parts) % 2 or parts[-2].joint != ", and":
        return False
    names = [_name_of(part.text)[0] for part in parts[::2]]
    asides = [part.text.strip(HANGING) for part in parts[1::2]]
    if not all(is_person(name) and not _is_house(name, site) for name in names):
        return False
    if any(part.joint != "," for part in parts[1::2]):
        return False
    known = [bool(_is_place(x) or has_role(x) or agency(x) or is_organisation(x)) for x in asides]
    return all(known[:-1]) or not known[-1]


def whole_names(text: str, site: Container[str]) -> list[str]:
    """The names of a text that is nothing else: what follows a bar may be a section or a place."""
    names = [tidy_name(part.text) for part in _parts(text)]
    are_names = all(
        is_person(name) and not (_is_house(name, site) or _is_place(name) or has_role(name))
        for name in names
    )
    return names if are_names and len(text) < 80 and text[:1].isupper() else []


def _is_place(text: str) -> bool:
    return is_city(text) or is_country(text)


def _is_house(name: str, site: Container[str]) -> bool:
    return is_site_name(name, site) or is_own_desk(name, site)


def _parts(text: str) -> Iterator[_Part]:
    """The parts of a list between its commas and its words for "and"."""
    for number, written in enumerate(SPLIT.split(text)):
        part = written.strip()
        opening = _AND.match(part)
        joint = (", and" if opening else ",") if number else ""
        if opening:
            part = part[opening.end() :]
        pieces = split_names(_ENDS_OPEN.sub("", part))
        if len(pieces) > 1 and not all(len(piece) > 1 for piece in pieces):
            pieces = [part]
        short = any(len(p.split()) == 1 and not _CJK.search(p) for p in pieces)
        if (
            len(pieces) > 1
            and short
            and is_name(joined(part))
            and not any(map(_is_no_name, pieces))
        ):
            pieces = [part]  # "José Ortega y Gasset"
        for at, piece in enumerate(pieces):
            if piece.strip():
                yield _Part("and" if at else joint, piece.strip())


def _is_no_name(word: str) -> bool:
    return agency(word) is not None or is_nobody(word)


_ENDS_OPEN = re.compile(rf"\s+(?:{alternatives('bylines', 'and')}|sowie|ja)$", re.I)
"""What stands before "55 more"."""
_AND = re.compile(rf"(?:{alternatives('bylines', 'and')}|with|ja|és|și|ve)\s+", re.I)


def _without_month(text: str) -> str:
    words = text.split()
    while len(words) > 2 and (
        month_of(words[-1])
        or words[-1].strip(".,").casefold() in WEEKDAYS
        or words[-1].endswith(":")
    ):
        words.pop()
    return " ".join(words)
