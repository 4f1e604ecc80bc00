"""Byline and authors: who wrote the story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.fields.authors.author_boxes import named_elsewhere
from parsers.fields.authors.beside_date import beside_date
from parsers.fields.authors.bylines.byline import printed_byline
from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.person import is_own_desk, is_person
from parsers.fields.authors.declared_authors import (
    Candidate,
    linked_candidate,
    meta_candidate,
    scripted_candidate,
)
from parsers.fields.authors.displayed_authors import (
    is_marked,
    linked_names,
    longest_form,
    marked_names,
    opened_by,
    printed_instead,
)
from parsers.fields.authors.near_lines import Line, near_lines
from parsers.fields.authors.signatures import signed_by
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.site_name import is_site_name
from parsers.page.text.similarity import letters

MAX_AUTHORS = 20
_TWO_SURNAMES = frozenset(("es", "pt", "ca", "gl"))
"""Languages whose speakers have a second surname, that data often leaves out."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote the story: the line as printed, the names, the blocks that print them."""

    byline: Extracted[str] | None = None
    authors: Extracted[tuple[str, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of blocks that are bylines: they are no paragraphs."""


def read_authors(page: Document, head: HeadlineBlock) -> Authorship:
    """Who wrote the story."""
    best: Candidate | None = None
    fallback: Candidate | None = None
    near = near_lines(page, head)
    for candidate in _candidates(page, head, near):
        kept = bool(candidate.persons) and not (
            candidate.weak and fallback and _holds(fallback, head)
        )
        page.note(
            "authors",
            ", ".join(candidate.persons + candidate.others),
            candidate.source,
            kept,
            "names persons" if candidate.persons else "names no person",
        )
        if kept:
            best = candidate
            break
        if candidate.others and (
            fallback is None
            or (
                candidate.source == "byline"
                and _holds(candidate, head)
                and not _holds(fallback, head)
            )
        ):
            fallback = candidate
    names: list[str] = []
    source = ""
    if best and fallback and _glued_to(best, fallback):
        best = None
    if best:
        names, source = _unglued(best.persons, near, head), best.source
    elif fallback:
        names, source = fallback.others, fallback.source
    spanish = (page.declared_language or "")[:2].lower() in _TWO_SURNAMES
    names = [longest_form(name, near, head, spanish=spanish) for name in names]
    line = printed_byline(page, near, names[:MAX_AUTHORS], head)
    names = names[:MAX_AUTHORS]
    return Authorship(
        Extracted(line[0], "element") if line else None,
        Extracted(tuple(names), source) if names else None,
        frozenset(line[1]) if line else frozenset(),
    )


def _holds(candidate: Candidate, head: HeadlineBlock) -> bool:
    """Whether a candidate without persons says more than that the site wrote it."""
    return any(
        not (is_site_name(name, head.site) or is_own_desk(name, head.site))
        or (is_person(name) and not candidate.is_house)
        for name in candidate.others
    )


def _glued_to(printed: Candidate, told: Candidate) -> bool:
    """Whether a line only joins more words to the name that the data tells, which is the site's."""
    first = printed.persons[0]
    return any(first != name and first.startswith(name) for name in told.others if is_person(name))


def _unglued(names: list[str], near: list[Line], head: HeadlineBlock) -> list[str]:
    """*names* without what follows them in their line with no space or comma between.

    Elements that stand side by side for the eye are one run of text: "Jane DoeMay 3, 2024",
    "Jane DoeStaff Writer", "Jane Doe The Daily Herald". The elements tell where a name ends.
    """
    found: list[str] = []
    for name in names:
        inside = [
            line.element.text
            for line in near
            if not line.element.whole and line.element.text in name and line.element.text != name
        ]
        parts = [
            text
            for text in dict.fromkeys(inside)
            if is_person(text) and not is_site_name(text, head.site)
        ]
        if parts and name.startswith(parts[0]):
            found.extend(parts)
        else:
            found.append(_without_site(name, head))
    shorter = list(dict.fromkeys(found))
    return [
        name
        for name in shorter
        if not any(name != other and _glued(name, other) for other in shorter)
    ]


def _glued(longer: str, shorter: str) -> bool:
    """Whether *longer* is the same name and a word that the walk joined to it."""
    rest = longer.removeprefix(shorter)
    return rest != longer and (rest[0].isupper() or len(rest.split()) > 1)


def _without_site(name: str, head: HeadlineBlock) -> str:
    """A name without the site's that follows it ("Jane Doe Daily Herald")."""
    words = name.split()
    for cut in range(2, len(words)):
        rest = " ".join(words[cut:])
        if len(rest) > 3 and is_site_name(rest, head.site) and is_person(" ".join(words[:cut])):
            return " ".join(words[:cut])
    return name


def _candidates(page: Document, head: HeadlineBlock, near: list[Line]) -> Iterator[Candidate]:
    """What the page says of its authors, the most trusted place first."""
    told = _told(page, head, near)
    if told and told[0].persons:
        printed = printed_instead(near, told[0].persons, head)
        if printed:
            yield printed
    yield from told
    opened, marked = opened_by(page, near, head), marked_names(near, head)
    yield marked if _goes_on(opened, marked, near) else opened
    yield marked
    yield linked_names(near, head)
    yield beside_date(page, near, head)
    yield signed_by(page, head)
    yield named_elsewhere(page, head)
    yield scripted_candidate(page, head)


def _linked(head: HeadlineBlock, index: int) -> set[str]:
    """The texts of the links in a block near the headline."""
    return {element.text for element in head.elements if element.index == index and element.href}


def _goes_on(opened: Candidate, marked: Candidate, near: list[Line]) -> bool:
    """Whether the elements marked as authors' name more than the line that opens with "By" does,
    and right behind it, in elements of one name: each with a "By" of its own, or behind an "and"
    that is not understood."""
    if not opened.persons or not set(opened.persons) < set(marked.persons):
        return False
    own: dict[str, set[str]] = {name: set() for name in marked.persons}
    at = []
    for line in near:
        element = line.element
        for name in marked.persons:
            if name in element.text:
                if "contribut" in element.own or "contribut" in element.around:
                    return False  # "With contributions from"
                at.append(element.index)
                if element.own and not element.whole and is_marked(element.own):
                    own[name].add(element.own)
    return max(at) - min(at) <= 1 and bool(set.intersection(*own.values()))


def _told(page: Document, head: HeadlineBlock, near: list[Line]) -> list[Candidate]:
    """What the page's data says, linked data first."""
    for node in page.story:
        candidate = linked_candidate(page, node.get("author"), head)
        if not (candidate.persons or candidate.others):
            candidate = linked_candidate(page, node.get("creator"), head)
        if candidate.persons or candidate.others:
            candidate = _completed(candidate, near, head)
            if candidate.persons:
                return [candidate]
            return [candidate, _completed(meta_candidate(page, head), near, head)]
    return [_completed(meta_candidate(page, head), near, head)]


def _completed(candidate: Candidate, near: list[Line], head: HeadlineBlock) -> Candidate:
    """What data says, or the printed byline where that names the same persons and more."""
    if candidate.persons:
        told = {letters(name) for name in candidate.persons}
        for line in near:
            if line.rest is None and not is_marked(line.element.own):
                continue
            shown = names_in_line(line.element.text, head.site)
            if line.rest is None and not set(shown) <= _linked(head, line.element.index):
                continue
            keys = [letters(name) for name in shown]
            if len(keys) > len(told) and all(any(k.endswith(key) for k in keys) for key in told):
                return Candidate(shown, candidate.others, "byline")
    return candidate
