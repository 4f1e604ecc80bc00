"""What is printed of the authors: lines near the headline, and boxes elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.bylines import (
    after_by,
    handle_in_line,
    is_bare_by,
    is_own_desk,
    is_person,
    names_in_line,
    names_in_value,
)
from parsers.document import Document
from parsers.fields.author_claims import Claim
from parsers.fields.headline import Head
from parsers.likeness import letters
from parsers.pieces import MarkingWords, Piece, names_of
from parsers.sitenames import is_site_name

MAX_BYLINE = 200
_AUTHOR_NAMES = MarkingWords(
    r"author|by-?line|\bby\b|writer|contributor|reporter|journalist|autor|auteur|autore|redakt"
    r"|skribent|forfatter|firma\b|signature|signatur|yazar|muhabir|penulis|created-?by|posted-?by"
    r"|vcard|\bfn\b"
)
_NOT_THIS = MarkingWords(
    r"related|teaser|\bcard\b|recommend|most-?(?:read|popular)|trending|sidebar|comment|footer"
    r"|avatar-?alt|social|share|promo|newsletter|photo-?(?:credit|by)|caption|figure|credit"
    r"|reviewer|reviewed|edit(?:ed|or)-?by|fact-?check|\bnav\b|menu|breadcrumb|job-?title|-role|-bio\b|biograph|description|\btags?\b|keyword|topic"
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|writers?|by|profiles?|staff|contributors?|journalists?|reporters?"
    r"|columnists?|autor(?:e[sn]?|in)?|auteurs?|redakteure?|redaktion|redactores?|firmas?|firma"
    r"|skribent|forfatter|yazar(?:lar)?|muhabir|penulis|editor|team|profil|autori|avtor|toimittaja"
    r"|author-?profile|correspondents?|users?|creator|experts?)/[^/?#]",
    re.I,
)


@dataclass(slots=True)
class Line:
    """A piece near the headline that may print a byline."""

    piece: Piece
    rest: str | None
    """What follows its opening "By", if it has one."""


def near_lines(page: Document, head: Head) -> list[Line]:
    """The pieces near the headline that may print a byline."""
    at = head.block.index if head.block else -1
    return [
        Line(piece, _opening(page, piece))
        for piece in head.pieces
        if piece.index != at
        and 1 < len(piece.text) <= MAX_BYLINE
        and (piece.index > at - 4 or at < 0)
        and piece.tag not in ("h1", "h2", "h3", "figcaption")
        and not piece.marked(_NOT_THIS)
    ]


def _opening(page: Document, piece: Piece) -> str | None:
    """What follows the "By" that a piece opens with, unless it closes a longer text (a caption)."""
    rest = after_by(piece.text)
    if rest is not None and not piece.whole:
        block = page.blocks[piece.index].text
        if len(block) > MAX_BYLINE and not block.startswith(piece.text):
            return None
    return rest


def opened_by(near: list[Line], head: Head) -> Claim:
    """Names in lines that open with "By", or after a "By" in an element of its own."""
    linked = {line.piece.index for line in near if _AUTHOR_PATH.search(line.piece.href)}
    for line in sorted(near, key=lambda line: not line.piece.whole):
        if line.rest is not None and line.piece.index in linked:
            found = names_in_line(line.piece.text, head.site)
            if found:
                return Claim(found, [], "byline")
    for number, line in enumerate(near):
        if line.rest is not None:
            found = names_in_line(line.piece.text, head.site)
            if found:
                return Claim(found, [], "byline")
        elif is_bare_by(line.piece.text) and not line.piece.href:
            for follower in near[number + 1 : number + 4]:
                found = names_in_line(follower.piece.text, head.site)
                if found:
                    return Claim(found, [], "byline")
    for line in near:
        found = _after_inner_by(line.piece.text, head)
        if found:
            return Claim(found, [], "byline")
    handles = [
        handle_in_line(part, head.site)
        for line in near
        if line.rest or (line.piece.whole and _PARTS.search(line.piece.text))
        for part in _PARTS.split(line.piece.text)
    ]
    return Claim([], [name for name in handles if name][:1], "byline")


def _after_inner_by(text: str, head: Head) -> list[str]:
    """Names in a date line such as "Posted on 3 May 2024 by Jane Doe"."""
    match = _INNER_BY.search(text)
    if match:
        return names_in_line(text[match.end() :], head.site)
    for part in _PARTS.split(text)[1:]:
        if after_by(part) is not None:
            return names_in_line(part, head.site)
    return []


_PARTS = re.compile(r"\s*[|·•]\s*")
_INNER_BY = re.compile(r"\d{4}\D.{0,20}?\b(?:by|von|par|por|di|door|av|af)\s+(?=[^\W\d_])", re.I)


def _writers(near: list[Line]) -> Iterator[Line]:
    """The lines but those of who checked the story: a name after "Reviewed by" and the like."""
    checked = -9
    for line in near:
        piece = line.piece
        if len(piece.text) < 30 and _CHECKED.match(piece.text):
            checked = piece.index
        elif not checked <= piece.index <= checked + 1:
            yield line


_CHECKED = re.compile(r"(?:medically |expert )?(?:reviewed|fact[- ]?check|edited|photo)", re.I)


def marked_names(near: list[Line], head: Head) -> Claim:
    """Names in elements marked as the author's, near the headline."""
    claim = Claim([], [], "element")
    for line in _writers(near):
        piece = line.piece
        marked = _AUTHOR_NAMES(piece.own)
        if not marked and not (piece.whole and _AUTHOR_NAMES(piece.around)):
            continue
        if piece.tag == "li":
            continue
        found = names_in_line(piece.text, head.site)
        claim.persons.extend(name for name in found if name not in claim.persons)
        if not found and marked and not claim.others and not piece.whole and len(piece.text) <= 60:
            claim.others.extend(_printed(names_in_value(piece.text, head.site)[1])[:1])
    return claim


def _printed(others: list[str]) -> list[str]:
    """What a printed byline may call a desk, an agency or a writer who gives no full name."""
    return [
        name
        for name in others
        if len(name.split()) <= 5
        and not _DAY.search(name)
        and (name[0].isupper() or " " not in name)
    ]


_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b\.?(?: \d|$)"
    r"|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\d{1,2}[./]\d|^(?:updated|published|posted|last)\b",
    re.I,
)


def linked_names(near: list[Line], head: Head) -> Claim:
    """Names that link to an author's page, near the headline."""
    claim = Claim([], [], "element")
    for line in _writers(near):
        piece = line.piece
        if piece.href and len(piece.text) <= 60 and _AUTHOR_PATH.search(piece.href):
            persons, others = names_in_value(piece.text, head.site)
            claim.persons.extend(name for name in persons if name not in claim.persons)
            claim.others.extend(name for name in others if name not in claim.others)
    return claim


def beside_date(near: list[Line], head: Head) -> Claim:
    """A bare name in the same line as a date, or in the line before or after one."""
    pieces = [line.piece for line in near]
    dated = {piece.index for piece in pieces if piece.tag == "time" or _DATED.search(piece.text)}
    for piece in pieces:
        if piece.href and not _AUTHOR_PATH.search(piece.href):
            continue
        if len(piece.text) > 80 or not dated & {piece.index - 1, piece.index, piece.index + 1}:
            continue
        bare = piece.text.strip(" |·•-–—/,")
        if piece.index in dated and piece.whole:
            bare = re.split(r"\s+[|·•\-–—/]\s+", piece.text)[0].strip(" |·•-–—/,")
        named = is_person(bare) and not is_own_desk(bare, head.site)
        if named and not is_site_name(bare, head.site) and not _CJK.search(bare):
            return Claim([bare], [], "element", weak=True)
    return Claim([], [], "element")


_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def named_elsewhere(page: Document, head: Head) -> Claim:
    """Who is named as the author away from the headline: in a box or a sentence under the story.

    Related stories name their authors too, so a name is taken only where it is the only one.
    """
    claim = Claim([], [], "element", weak=True)
    for node in page.css(_BOXES)[:_MAX_BOXES]:
        text = " ".join((node.text(separator=" ") or "").split())
        if 2 < len(text) <= 80 and not _NOT_THIS(names_of(node)):
            persons, others = names_in_value(text, head.site)
            claim.persons.extend(name for name in persons if name not in claim.persons)
            claim.others.extend(name for name in _printed(others)[:1] if not claim.others)
    if len({letters(name) for name in claim.persons}) == 1:
        return Claim(claim.persons[:1], [], "element", weak=True)
    for block in page.blocks:
        if "ritten by " in block.text and len(block.text) <= 400:
            found = names_in_line("By " + block.text.split("ritten by ", 1)[1], head.site)
            if found:
                return Claim(found, [], "byline", weak=True)
    return Claim([], claim.others, "element", weak=True)


_BOXES = (
    '[rel~="author"], [itemprop~="author"], [class*="author" i], [class*="byline" i], '
    'a[href*="/author/"], a[href*="/authors/"]'
)
_MAX_BOXES = 40
