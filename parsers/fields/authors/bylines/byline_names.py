"""Bylines: the names in a line such as ``By Jane Doe and John Roe, staff writers``."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from parsers.fields.authors.bylines.byline_words import (
    MAX_LINE,
    after_by,
    after_names,
    between_names,
    has_role,
    is_nobody,
    is_only_role,
    words_of,
)
from parsers.fields.authors.bylines.person import (
    BORN_WITH,
    DESK,
    MAX_NAME,
    MONTHS,
    is_own_desk,
    is_person,
    joined,
)
from parsers.fields.dates.calendars import month_of
from parsers.fields.names.agencies import agency
from parsers.fields.names.persons import is_name
from parsers.fields.names.places import is_city
from parsers.page.site_name import is_site_name
from parsers.page.text.normalization import clean
from parsers.wordlists import alternatives

_CONTACT = re.compile(
    r"\(?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?|(?:https?://|www\.)\S+|(?<![\w])@\w{2,}|\(\s*\)", re.I
)
_BRACKETS = re.compile(r"\s*[(\[{（【][^)\]}）】]*[)\]}）】]")
_HARD_CUT = re.compile(r"\s*[|•·●►▪»\n]|\s[-–—]\s|\s+/\s+", re.I)
SPLIT = re.compile(r"\s*[;,،；，、/／]\s*|\s*\+\s*")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


_ENDS = re.compile(
    r"\s*(?:[|•·●►▪»]|\s[-–—/]\s|\n|\d"
    rf"|\b(?:{alternatives('bylines', 'end')}|{alternatives('bylines', 'end in small letters')}"
    rf"|{alternatives('bylines', 'end of a handle')})\b)",
    re.I,
)
"""What ends a handle or a first name."""


def handles_in_line(line: str, site: Container[str]) -> list[str]:
    """Whom a short line beginning with "By" names by one word: first names, a handle."""
    rest = after_by(line)
    if rest is None or len(line) > 120 or not _IS_BY.search(line[: len(line) - len(rest)]):
        return []
    cut = _ENDS.search(rest, 1)
    first = SPLIT.split(rest)[0].strip(HANGING)
    if is_site_name(first, site) or is_own_desk(first, site) or agency(first):
        return [first]
    named = SPLIT.split(rest[: cut.start()] if cut else rest)[0].strip(" .:-|")
    pair = between_names().split(named)
    found = [name for name in pair if _is_handle(name)]
    if len(found) == len(pair) and all(map(_FIRST_NAME.fullmatch, found)):
        return found  # "Ann and Jo"
    return [named] if _is_handle(named) else []


_IS_BY = re.compile(rf"[:：]\s*$|(?:^|\W)(?:{alternatives('bylines', 'single name')})\s+$", re.I)
"""What names a single word after it: "Text Link" and "Interview Monday" do not."""


def _is_handle(name: str) -> bool:
    if not 2 < len(name) <= 30 or is_nobody(name):
        return False
    words = name.split()
    if len(words) > 3 or (words[1:] and any(word[0].islower() for word in words)):
        return False
    if name.islower() and name.endswith("ing"):
        return False  # "By submitting, you agree"
    if month_of(name) and f"{name} " not in MONTHS:
        return False
    return not is_only_role(name)


def called_by_job(line: str) -> list[str]:
    """Whom a line names before a word for reporter (Korean, Japanese), or after one within it."""
    listed = _CALLED_LIST.search(line)
    if listed:
        return _HANGUL.findall(listed[1])
    whole = _CALLED_JA.fullmatch(line) or _AT_PLACE_JA.fullmatch(line)
    found = [whole[1]] if whole else _LABELLED.findall(line) or _after_reporter(line)
    return _CALLED.findall(line) or [name for name in found if is_person(name)]


def _after_reporter(line: str) -> list[str]:
    """The names between "reporter" and what was done in Chinese: "记者 王海 陈静 上海报道"."""
    match = _REPORTERS.match(line)
    found: list[str] = []
    for word in match[1].split() if match else ():
        if _DONE.search(word) or is_city(word):
            break
        if _HAN_NAME.fullmatch(word) and word not in words_of("before"):
            found.append(word)
    return found


_CALLED_LIST = re.compile(
    r"((?:[가-힣]{2,4}\s?[·ㆍ,]\s?)+[가-힣]{2,4})\s(?:기자|특파원)(?![가-힣])"
)
_HANGUL = re.compile(r"[가-힣]{2,4}")
_REPORTERS = re.compile(
    r"(?:(?:采写|撰文|文)\s?[:：/／|｜]\s?)?[\u4e00-\u9fff]{0,8}?(?:记者|記者)\s+(.+)"
)
_DONE = re.compile(rf"(?:实习生|實習生|通讯员|通訊員|{alternatives('bylines', 'report')}|摄)$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_AT_PLACE_JA = re.compile(r"【[^＝=】]{1,10}[＝=]\s?([\u4e00-\u9fff々]{3,5})】")
_CALLED_JA = re.compile(r"[【（(]?([\u4e00-\u9fff々]{3,5})[ \u3000]?記者[】）)]?")
_LABELLED = re.compile(
    rf"(?:{alternatives('bylines', 'author sign')})\s?[:：/／]\s?"
    r"([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)
_CALLED = re.compile(
    rf"(?:^|[|·\s=(\[【/,])([가-힣]{{2,4}})\s?(?:{alternatives('bylines', 'rank')})?"
    rf"\s?(?:{alternatives('bylines', 'reporter')})(?![가-힣])"
)


def names_in_value(value: str, site: Container[str]) -> tuple[list[str], list[str]]:
    """Persons and others (agencies, desks, handles) that a machine-readable author names."""
    text = without_contacts(value)
    rest = after_by(text)
    if rest is not None and (is_name_like(rest) or is_person(tidy_name(SPLIT.split(rest)[0]))):
        text = rest
    text = after_names().sub("", without_brackets(text))
    told = _HARD_CUT.split(text)
    text = told[0]
    if len(told) > 1 and all(is_person(part) for part in told):
        text = ", ".join(told)  # "Jane Doe / John Roe"
    persons: list[str] = []
    others: list[str] = []
    parts = _parts(text)
    if len(parts) == 2 and "," in text and all(len(part.split()) == 1 for part in parts):
        turned = f"{parts[1]} {parts[0]}"
        parts = [turned if is_person(turned) and not has_role(turned) else text]  # "Doe, Jane"
    elif len(parts) > 1 and not (
        SPLIT.search(text) or all(is_person(part) or agency(part) for part in parts)
    ):
        parts = [text] if is_person(tidy_name(text)) else parts  # "Anna Kaj Berg"
    if len(parts) > 1 and "," not in text and all(_FIRST_NAME.fullmatch(part) for part in parts):
        return [], [part for part in parts if not is_nobody(part)]  # "Ann & Jo"
    for number, part in enumerate(parts):
        if persons and "," in text and BORN_WITH.fullmatch(part):
            persons[-1] += f", {part}"  # "Jane Doe, Jr."
            continue
        name = part.strip(HANGING)
        if not (DESK.search(name) or is_site_name(name, site)):
            name = tidy_name(part)
        if not name or len(name) > MAX_NAME or is_nobody(name):
            continue
        if is_person(name):
            own = is_site_name(name, site) or is_own_desk(name, site)
            (others if own else persons).append(name)
        elif number == 0 or (not is_only_role(name) and len(parts) > 1 and agency(name)):
            others.append(name)
        elif not has_role(name) and len(name.split()) == 1 and len(name) > 2 and number:
            continue
    return list(dict.fromkeys(persons)), list(dict.fromkeys(others))


def split_names(text: str) -> list[str]:
    """*text* at its words for "and"; a second surname after one stays where it is."""
    joint = between_names()
    if not text.isascii() and (glued := _GLUED_AND.search(text)):
        front, back = text[: glued.start()], text[glued.end() :]
        is_two = len(front.split()) > 1 and len(back.split()) > 1
        if is_two and glued[0].strip() + back.split()[0] not in words_of("with-and"):
            return [*split_names(front), *split_names(back)]
    pieces = joint.split(text)
    if len(pieces) > 2 and len(pieces[-1].split()) == 1:
        whole = joint.split(text, maxsplit=len(pieces) - 2)[-1]  # "A y José Ortega y Gasset"
        if _SURNAMES.search(whole) and is_name(joined(whole)) and not is_nobody(pieces[-1]):
            pieces[-2:] = [whole]
    return pieces


_GLUED_AND = re.compile(r"\s[وו](?=[\u05d0-\u05ea\u0621-\u064a]{2})")
_SURNAMES = re.compile(r"\s[yi]\s")

_FIRST_NAME = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")


def without_contacts(text: str) -> str:
    """The first characters of *text*, without addresses of mail, pages and accounts."""
    text = text[:MAX_LINE]
    if "@" in text or "://" in text or "www." in text:
        return clean(_CONTACT.sub(" ", text))
    return text


def without_brackets(text: str) -> str:
    """*text* without what stands in brackets."""
    return _BRACKETS.sub(" ", text) if _OPEN.search(text) else text


_OPEN = re.compile(r"[(\[{（【]")


def is_name_like(text: str) -> bool:
    """Whether *text* could be one or several names: short, and begins with a capital or sign."""
    return 0 < len(text) <= MAX_NAME * 3 and not text[0].islower()


_OPENS = re.compile(rf"^(?:{alternatives('bylines', 'and')}|with)\s+", re.I)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for part in SPLIT.split(text):
        part = _OPENS.sub("", part.strip())
        pieces = split_names(part)
        if len(pieces) > 1 and not all(len(piece) > 1 for piece in pieces):
            pieces = [part]
        short = any(len(p.split()) == 1 and not _CJK.search(p) for p in pieces)
        if len(pieces) > 1 and short and is_name(joined(part)) and not any(map(agency, pieces)):
            pieces = [part]  # "José Ortega y Gasset"
        parts.extend(piece.strip() for piece in pieces if piece.strip())
    return parts


HANGING = ' \t.,:;|-–—•·*"“”«»'


@lru_cache(maxsize=4096)
def tidy_name(name: str) -> str:
    """*name* without the points, dashes, jobs and agencies that hang on a person's name."""
    point = "." if _JUNIOR.search(name) else ""
    name = after_names().sub("", name.strip(HANGING).strip()) + point
    words = name.split()
    if len(words) > 2:
        name = _without_house(words)
        words = name.split()
    roles = words_of("roles")
    last, first = len(words), 0
    while last > 2 and words[last - 1].strip(".,").casefold() in roles:
        last -= 1
    while last - first > 2 and len(words[first]) > 3 and _is_job(words[first], roles):
        first += 1
    bare = " ".join(words[first:last]).strip(" ,")
    return bare if bare == name or is_person(bare) else name


def _is_job(word: str, roles: frozenset[str]) -> bool:
    """Whether a word is a job, or ends as one: "Tide-Reporter"."""
    word = word.casefold()
    return word in roles or ("-" in word and word.rpartition("-")[2] in roles)


_JUNIOR = re.compile(r"\b[JS]r\.\W*$")


def _without_house(words: list[str]) -> str:
    """A name without the agency or newspaper, the place or the same name again that follows it."""
    half = len(words) // 2
    if words[:half] == words[half:]:
        return " ".join(words[:half])
    for cut in range(2, len(words)):
        word = words[cut]
        rest = " ".join(words[cut:])
        told = word in ("for", "in", "at") or (word in ("The", "THE") and len(words) > cut + 1)
        if (told or agency(rest)) and is_person(" ".join(words[:cut])):
            return " ".join(words[:cut])
    return " ".join(words)
