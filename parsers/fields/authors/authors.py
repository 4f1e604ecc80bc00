"""Byline and authors: who wrote the story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.fields.authors.author_boxes import named_elsewhere
from parsers.fields.authors.byline import printed_byline
from parsers.fields.authors.byline_names import is_own_desk, is_person, names_in_line
from parsers.fields.authors.declared_authors import Claim, linked_claim, meta_claim, scripted_claim
from parsers.fields.authors.displayed_authors import (
    Line,
    beside_date,
    linked_names,
    marked_names,
    near_lines,
    opened_by,
    printed_instead,
)
from parsers.fields.headline.headline import Head
from parsers.page.document import Document
from parsers.page.extracted import Found
from parsers.page.site_name import is_site_name
from parsers.page.text.similarity import letters

MAX_AUTHORS = 20


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote the story: the line as printed, the names, the blocks that print them."""

    byline: Found[str] | None = None
    authors: Found[tuple[str, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of blocks that are bylines: they are no paragraphs."""


def read_authors(page: Document, head: Head) -> Authorship:
    """Who wrote the story."""
    best: Claim | None = None
    fallback: Claim | None = None
    near = near_lines(page, head)
    for claim in _claims(page, head, near):
        kept = bool(claim.persons) and not (claim.weak and fallback and _holds(fallback, head))
        page.note(
            "authors",
            ", ".join(claim.persons + claim.others),
            claim.source,
            kept,
            "names persons" if claim.persons else "names no person",
        )
        if kept:
            best = claim
            break
        if claim.others and (
            fallback is None
            or (claim.source == "byline" and _holds(claim, head) and not _holds(fallback, head))
        ):
            fallback = claim
    names: list[str] = []
    source = ""
    if best and fallback and _glued_to(best, fallback):
        best = None
    if best:
        names, source = _unglued(best.persons, near, head), best.source
    elif fallback:
        names, source = fallback.others, fallback.source
    line = printed_byline(page, near, names[:MAX_AUTHORS], head)
    names = names[:MAX_AUTHORS]
    return Authorship(
        Found(line[0], "element") if line else None,
        Found(tuple(names), source) if names else None,
        frozenset(line[1]) if line else frozenset(),
    )


def _holds(claim: Claim, head: Head) -> bool:
    """Whether a claim without persons says more than that the site wrote it."""
    return any(
        not (is_site_name(name, head.site) or is_own_desk(name, head.site))
        or (is_person(name) and not claim.is_house)
        for name in claim.others
    )


def _glued_to(printed: Claim, told: Claim) -> bool:
    """Whether a line only joins more words to the name that the data tells, which is the site's."""
    first = printed.persons[0]
    return any(first != name and first.startswith(name) for name in told.others if is_person(name))


def _unglued(names: list[str], near: list[Line], head: Head) -> list[str]:
    """*names* without what follows them in their line with no space or comma between.

    Elements that stand side by side for the eye are one run of text: "Jane DoeMay 3, 2024",
    "Jane DoeStaff Writer", "Jane Doe The Daily Herald". The elements tell where a name ends.
    """
    found: list[str] = []
    for name in names:
        inside = [
            line.piece.text
            for line in near
            if not line.piece.whole and line.piece.text in name and line.piece.text != name
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


def _without_site(name: str, head: Head) -> str:
    """A name without the site's that follows it ("Jane Doe Daily Herald")."""
    words = name.split()
    for cut in range(2, len(words)):
        rest = " ".join(words[cut:])
        if len(rest) > 3 and is_site_name(rest, head.site) and is_person(" ".join(words[:cut])):
            return " ".join(words[:cut])
    return name


def _claims(page: Document, head: Head, near: list[Line]) -> Iterator[Claim]:
    """What the page says of its authors, the most trusted place first."""
    told = _told(page, head, near)
    if told and told[0].persons:
        printed = printed_instead(near, told[0].persons, head)
        if printed:
            yield printed
    yield from told
    yield opened_by(page, near, head)
    yield marked_names(near, head)
    yield linked_names(near, head)
    yield beside_date(near, head)
    yield named_elsewhere(page, head)
    yield scripted_claim(page, head)


def _told(page: Document, head: Head, near: list[Line]) -> list[Claim]:
    """What the page's data says, linked data first."""
    for node in page.story:
        claim = linked_claim(page, node.get("author"), head)
        if not (claim.persons or claim.others):
            claim = linked_claim(page, node.get("creator"), head)
        if claim.persons or claim.others:
            claim = _completed(claim, near, head)
            if claim.persons:
                return [claim]
            return [claim, _completed(meta_claim(page, head), near, head)]
    return [_completed(meta_claim(page, head), near, head)]


def _completed(claim: Claim, near: list[Line], head: Head) -> Claim:
    """What data says, or the printed byline where that names the same persons and more."""
    if claim.persons:
        told = {letters(name) for name in claim.persons}
        for line in near:
            if line.rest is None:
                continue
            shown = names_in_line(line.piece.text, head.site)
            keys = [letters(name) for name in shown]
            if len(keys) > len(told) and all(any(k.endswith(key) for k in keys) for key in told):
                return Claim(shown, claim.others, "byline")
    return claim
