"""What is printed of the authors in the lines near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.byline_names import (
    called_by_job,
    handles_in_line,
    names_in_value,
)
from parsers.fields.authors.bylines.byline_words import after_by, has_role, is_bare_by, is_interface
from parsers.fields.authors.bylines.person import has_desk
from parsers.fields.authors.declared_authors import Candidate
from parsers.fields.authors.near_lines import Line
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.names.places import is_city
from parsers.page.document import Document
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.links import is_authors_page
from parsers.page.text.similarity import letters

_AUTHOR_NAMES = ClassNameMatcher(
    r"author|by-?line|\bby\b|writer|contributor|reporter|journalist|autor|auteur|autore|redakt"
    r"|skribent|forfatter|firma\b|signature|signatur|yazar|muhabir|penulis|created-?by|posted-?by"
    r"|vcard|\bfn\b"
)


def is_marked(names: str) -> bool:
    """Whether an element is named for the author."""
    return _AUTHOR_NAMES(names)


def opened_by(page: Document, near: list[Line], head: HeadlineBlock) -> Candidate:
    """Names in lines that open with "By", or after a "By" in an element of its own."""
    opening = [line for line in near if line.rest is not None]
    linked = (
        {
            line.element.index
            for line in near
            if line.element.href and is_authors_page(line.element.href)
        }
        if opening
        else ()
    )
    for line in sorted(opening, key=lambda line: not line.element.whole):
        if line.element.index in linked:
            found = names_in_line(line.element.text, head.site)
            if found:
                return Candidate(found, [], "byline")
    for line in near:
        found = [] if line.element.text.isascii() else called_by_job(line.element.text)
        if found:
            return Candidate(found, [], "byline")
    found, at = _named_after_by(page, near, head)
    for line in () if found else near:
        inner = _after_inner_by(line.element.text, head)
        if inner:
            return Candidate(inner, [], "byline")
    handles = _handles([line for line in near if line.element.index < at - 1], head)
    if not handles and not found:
        handles = _desk_after_by(near)
    return Candidate([], handles, "byline") if handles else Candidate(found, [], "byline")


def _desk_after_by(near: list[Line]) -> list[str]:
    """The desk or team that follows a "By", in its line or in an element of its own."""
    for number, line in enumerate(near):
        following = [line.rest] if line.rest else []
        if is_bare_by(line.element.text) and not line.element.href:
            following = [other.element.text for other in near[number + 1 : number + 3]]
        for text in following:
            if _names_desk(text.strip(" .")):
                return [text.strip(" .")]
    return []


def _names_desk(text: str) -> bool:
    """Whether a text names a desk, with more than that it is one: "News Desk", not "Staff"."""
    return " " in text and len(text) <= _DESK and text[:1].isupper() and has_desk(text)


_DESK = 40
"""Characters of what a desk is called."""


def _named_after_by(page: Document, near: list[Line], head: HeadlineBlock) -> tuple[list[str], int]:
    """The names after the first "By" that names any, and the block they stand in."""
    for number, line in enumerate(near):
        if line.rest is not None:
            found = names_in_line(line.element.text, head.site)
            if found:
                return found, line.element.index
        elif is_bare_by(line.element.text) and not line.element.href:
            alone = page.blocks[line.element.index].text == line.element.text
            for follower in near[number + 1 : number + 4]:
                if not alone and follower.element.index != line.element.index:
                    break
                found = names_in_line(follower.element.text, head.site)
                if found:
                    return found, line.element.index
    return [], _NOWHERE


def printed_instead(near: list[Line], told: list[str], head: HeadlineBlock) -> Candidate | None:
    """Whom the line under the headline names, where it names others than the data does, or fewer.

    The data names who put a guest's story on the site, and editors beside its writers.
    """
    if head.block is None:
        return None
    keys = [letters(name) for name in told]
    for line in near:
        element = line.element
        if 0 < element.index - head.block.index <= _UNDER and line.rest and element.whole:
            if not _WROTE.match(element.text[: len(element.text) - len(line.rest)]):
                continue
            found = names_in_line(element.text, head.site)
            if found:
                shown = letters(" ".join(other.element.text for other in near))
                named = {letters(name) for name in found}
                unprinted = [key for key in keys if key not in shown]
                fewer = unprinted and named <= set(keys) and not _AND_OTHERS.search(element.text)
                if len(unprinted) == len(keys) or fewer:
                    return Candidate(found, [], "byline")
                return None
    return None


_UNDER = 4
_WROTE = re.compile(
    r"(?!.*(?:publi|post|add|submit|creat|interview))"
    r".*(?:[:：]|\b(?:by|von|par|por|di|door|av|af|oleh|од|від|от|od))\s*$",
    re.I,
)
"""What opens a line of who wrote the story, and not of who put it on the site."""
_AND_OTHERS = re.compile(r"\d|\b(?:others|et al|more|team|staff)\b|\+", re.I)


def _handles(near: list[Line], head: HeadlineBlock) -> list[str]:
    """The first names or handles of the first line that has any after its "By"."""
    for line in near:
        element = line.element
        if line.rest or (element.whole and _PARTS.search(element.text)):
            for part in _PARTS.split(element.text):
                handles = handles_in_line(part, head.site)
                if handles:
                    return handles
    return []


_NOWHERE = 1 << 30


def _after_inner_by(text: str, head: HeadlineBlock) -> list[str]:
    """Names in a date line such as "Posted on 3 May 2024 by Jane Doe"."""
    match = _INNER_BY.search(text)
    if match:
        return names_in_line(text[match.end() :], head.site)
    for part in _PARTS.split(text)[1:]:
        if after_by(part) is not None:
            return names_in_line(part, head.site)
    return []


_PARTS = re.compile(r"\s*[|·•⋅]\s*|\s+[–—-]\s+")
_INNER_BY = re.compile(r"\d{4}\D.{0,20}?\b(?:by|von|par|por|di|door|av|af)\s+(?=[^\W\d_])", re.I)


def _writers(near: list[Line]) -> Iterator[Line]:
    """The lines but those of who checked the story: a name after "Reviewed by" and the like."""
    checked = -9
    for line in near:
        element = line.element
        if len(element.text) < 30 and _CHECKED.match(element.text):
            checked = element.index
        elif not checked <= element.index <= checked + 1:
            yield line


_CHECKED = re.compile(r"(?:medically |expert )?(?:reviewed|fact[- ]?check|edited|photo)", re.I)


def marked_names(near: list[Line], head: HeadlineBlock) -> Candidate:
    """Names in elements marked as the author's, near the headline."""
    candidate = Candidate([], [], "element")
    for line in _writers(near):
        element = line.element
        marked = _AUTHOR_NAMES(element.own)
        if not marked and not (element.whole and _AUTHOR_NAMES(element.around)):
            continue
        if element.tag == "li":
            continue
        found = names_in_line(element.text, head.site)
        if not found and _PARTS.search(element.text):  # "3 May 2024 · Jane Doe"
            parts = _PARTS.split(element.text)[1:]
            found = next(filter(None, (names_in_line(part, head.site) for part in parts)), [])
        candidate.persons.extend(name for name in found if name not in candidate.persons)
        if (
            not found
            and marked
            and not candidate.others
            and not element.whole
            and len(element.text) <= 60
        ):
            candidate.others.extend(titled_names(names_in_value(element.text, head.site)[1])[:1])
    return candidate


def titled_names(others: list[str]) -> list[str]:
    """What a printed byline may call a desk, an agency or a writer who gives no full name."""
    return [
        name
        for name in others
        if len(name.split()) <= 5
        and not (_DAY.search(name) or is_interface(name))
        and _is_titled(name)
    ]


def _is_titled(name: str) -> bool:
    """Whether a name is written as one: "Great Tide", but not "Personal finance"."""
    words = name.split()
    if len(words) == 1:
        return True
    return name[0].isupper() and (
        has_role(name) or not any(word[0].islower() and len(word) > 3 for word in words)
    )


_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b\.?(?: \d|$)"
    r"|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\d{1,2}[./]\d|^(?:updated|published|posted|last)\b",
    re.I,
)


def linked_names(near: list[Line], head: HeadlineBlock) -> Candidate:
    """Names that link to an author's page, near the headline."""
    candidate = Candidate([], [], "element")
    for line in _writers(near):
        element = line.element
        if element.href and len(element.text) <= 60 and is_authors_page(element.href):
            persons, others = names_in_value(element.text, head.site)
            candidate.persons.extend(name for name in persons if name not in candidate.persons)
            candidate.others.extend(name for name in others if name not in candidate.others)
    return candidate


def longest_form(name: str, near: list[Line], head: HeadlineBlock, *, spanish: bool = False) -> str:
    """*name*, or its longer form in a line that says who wrote the story: "J. Doe", "Jane Doe".

    *spanish*: in the page's language, people have a second surname.
    """
    words = name.split()
    for line in near:
        element = line.element
        if words[-1] not in element.text or len(element.text) <= len(name):
            continue
        if line.rest is None and not _AUTHOR_NAMES(element.own):
            continue
        for other in names_in_line(element.text, head.site):
            longer = other.split()
            if _is_spelt_out(words, longer):
                return other
            if len(longer) <= len(words) or words[0] != longer[0]:
                continue
            if line.rest is not None and _adds_surname(words, longer, spanish=spanish):
                return other
            inner = iter(longer)
            is_whole = len(words) > 1 or (not element.whole and element.text == other)
            is_whole = is_whole and (len(words) == 1 or words[-1] == longer[-1])
            if is_whole and all(word in inner for word in words):
                return other
    return name


def _is_spelt_out(words: list[str], longer: list[str]) -> bool:
    """Whether *longer* spells out the initial of a first name: "J. Doe", "Jane Doe"."""
    return (
        len(words) == len(longer) > 1
        and _INITIAL.fullmatch(words[0]) is not None
        and len(longer[0]) > 2
        and longer[0][0] == words[0][0]
        and words[1:] == longer[1:]
    )


_INITIAL = re.compile(r"[^\W\d_]\.?")


def _adds_surname(words: list[str], longer: list[str], *, spanish: bool) -> bool:
    """Whether *longer* is the same name with a second surname."""
    is_longer = spanish and len(words) == 2 and len(longer) == 3 and longer[:2] == words
    return is_longer and not is_city(longer[2])
