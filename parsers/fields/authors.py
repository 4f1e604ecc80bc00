"""Byline and authors: who wrote the story."""

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
from parsers.datewords import find_moments, may_hold_date
from parsers.document import Document
from parsers.fields.headline import Head
from parsers.found import Found
from parsers.likeness import letters
from parsers.pieces import MarkingWords, Piece, names_of
from parsers.sitenames import is_site_name
from parsers.structured import resolve, strings, types_of

MAX_AUTHORS = 20
_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "article:author:name",
    "og:article:author",
    "og:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "byl",
    "byline",
    "cxenseparse:author",
    "cxenseparse:articleauthor",
    "rnews:author",
    "article.author",
    "authors",
    "author_name",
    "content_author",
    "page.authors",
    "dcsext.author",
    "creator",
)
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
_MAX_BYLINE = 200


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote the story: the line as printed, the names, the blocks that print them."""

    byline: Found[str] | None = None
    authors: Found[tuple[str, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of blocks that are bylines: they are no paragraphs."""


@dataclass(slots=True)
class _Claim:
    """What one source says."""

    persons: list[str]
    others: list[str]
    source: str
    weak: bool = False
    """Whether a desk or agency that data names is believed before this."""
    is_house: bool = False
    """Whether it names organisations, and says that they are none but that."""


def read_authors(page: Document, head: Head) -> Authorship:
    """Who wrote the story."""
    best: _Claim | None = None
    fallback: _Claim | None = None
    near = _near(page, head)
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
        if fallback is None and claim.others:
            fallback = claim
    names: list[str] = []
    source = ""
    if best:
        names, source = _unglued(best.persons, near, head), best.source
    elif fallback:
        names, source = fallback.others, fallback.source
    line = _byline(page, near, names[:MAX_AUTHORS], head)
    names = [name for name in names if not is_own_desk(name, head.site)][:MAX_AUTHORS]
    return Authorship(
        Found(line[0], "element") if line else None,
        Found(tuple(names), source) if names else None,
        frozenset(line[1]) if line else frozenset(),
    )


def _holds(claim: _Claim, head: Head) -> bool:
    """Whether a claim without persons says more than that the site wrote it."""
    return any(
        not is_site_name(name, head.site) or (is_person(name) and not claim.is_house)
        for name in claim.others
    )


def _unglued(names: list[str], near: list[_Line], head: Head) -> list[str]:
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


def _claims(page: Document, head: Head, near: list[_Line]) -> Iterator[_Claim]:
    """What the page says of its authors, the most trusted place first."""
    for node in page.story:
        claim = _linked(page, node.get("author"), head)
        if not (claim.persons or claim.others):
            claim = _linked(page, node.get("creator"), head)
        if claim.persons or claim.others:
            yield _completed(claim, near, head)
            break
    yield _completed(_metas(page, head), near, head)
    yield _lines(near, head)
    yield _marked(near, head)
    yield _linked_names(near, head)
    yield _beside_date(near, head)
    yield _elsewhere(page, head)


@dataclass(slots=True)
class _Line:
    """A piece near the headline that may print a byline."""

    piece: Piece
    rest: str | None
    """What follows its opening "By", if it has one."""


def _near(page: Document, head: Head) -> list[_Line]:
    at = head.block.index if head.block else -1
    return [
        _Line(piece, _opening(page, piece))
        for piece in head.pieces
        if piece.index != at
        and 1 < len(piece.text) <= _MAX_BYLINE
        and (piece.index > at - 4 or at < 0)
        and piece.tag not in ("h1", "h2", "h3", "figcaption")
        and not piece.marked(_NOT_THIS)
    ]


def _opening(page: Document, piece: Piece) -> str | None:
    """What follows the "By" that a piece opens with, unless it closes a longer text (a caption)."""
    rest = after_by(piece.text)
    if rest is not None and not piece.whole:
        block = page.blocks[piece.index].text
        if len(block) > _MAX_BYLINE and not block.startswith(piece.text):
            return None
    return rest


def _completed(claim: _Claim, near: list[_Line], head: Head) -> _Claim:
    """What data says, or the printed byline where that names the same persons and more."""
    if claim.persons:
        told = {letters(name) for name in claim.persons}
        for line in near:
            if line.rest is None:
                continue
            shown = names_in_line(line.piece.text, head.site)
            keys = [letters(name) for name in shown]
            if len(keys) > len(told) and all(any(key in k for k in keys) for key in told):
                return _Claim(shown, claim.others, "byline")
    return claim


def _collect(values: list[str], source: str, head: Head) -> _Claim:
    claim = _Claim([], [], source)
    for value in values:
        persons, others = names_in_value(value, head.site)
        claim.persons.extend(name for name in persons if name not in claim.persons)
        claim.others.extend(name for name in others if name not in claim.others)
    return claim


def _linked(page: Document, value: object, head: Head) -> _Claim:
    value = resolve(value, page.json_ld)
    items = value if isinstance(value, list) else [value]
    values: list[str] = []
    bodies: list[str] = []
    for item in items:
        item = resolve(item, page.json_ld)
        body = isinstance(item, dict) and bool(
            types_of(item) & {"organization", "newsmediaorganization"}
        )
        for text in strings(item):
            if not text.startswith(("http:", "https:")):
                (bodies if body else values).append(text)
    claim = _collect(values, "json-ld", head)
    for text in bodies:
        persons, others = names_in_value(text, head.site)
        named = persons or others
        claim.others.extend(named)
    claim.is_house = bool(bodies) and not values
    return claim


def _metas(page: Document, head: Head) -> _Claim:
    best = _Claim([], [], "meta")
    for name in _METAS:
        values = [v for v in page.meta.get(name, ()) if "://" not in v and not v.startswith("/")]
        claim = _collect(values, "meta", head)
        if (
            len(claim.persons) > len(best.persons) and set(best.persons) <= set(claim.persons)
        ) or not (best.persons or best.others):
            best = claim
    if best.persons:
        return best
    for number in "12":
        label = (page.first_meta(f"twitter:label{number}") or "").casefold().rstrip(": ")
        if label in _TWITTER_LABELS:
            claim = _collect(page.meta.get(f"twitter:data{number}", []), "meta", head)
            if claim.persons or claim.others:
                return claim
    return best


_TWITTER_LABELS = frozenset(
    "written by|by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da"
    "|geschreven door|skrivet av|skriven av|skrevet av|skrevet af|napisane przez|yazan|автор"
    "|написано автором|執筆者|作者|글쓴이"
    "|kirjoittanut|írta|ditulis oleh|كُتب بواسطة|נכתב על ידי|posted by|autor".split("|")
)


def _lines(near: list[_Line], head: Head) -> _Claim:
    """Names in lines that open with "By", or after a "By" in an element of its own."""
    linked = {line.piece.index for line in near if _AUTHOR_PATH.search(line.piece.href)}
    for line in sorted(near, key=lambda line: not line.piece.whole):
        if line.rest is not None and line.piece.index in linked:
            found = names_in_line(line.piece.text, head.site)
            if found:
                return _Claim(found, [], "byline")
    for number, line in enumerate(near):
        if line.rest is not None:
            found = names_in_line(line.piece.text, head.site)
            if found:
                return _Claim(found, [], "byline")
        elif is_bare_by(line.piece.text) and not line.piece.href:
            for follower in near[number + 1 : number + 4]:
                found = names_in_line(follower.piece.text, head.site)
                if found:
                    return _Claim(found, [], "byline")
    for line in near:
        found = _after_inner_by(line.piece.text, head)
        if found:
            return _Claim(found, [], "byline")
    handles = [
        handle_in_line(part, head.site)
        for line in near
        if line.rest or (line.piece.whole and _PARTS.search(line.piece.text))
        for part in _PARTS.split(line.piece.text)
    ]
    return _Claim([], [name for name in handles if name][:1], "byline")


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


def _writers(near: list[_Line]) -> Iterator[_Line]:
    """The lines but those of who checked the story: a name after "Reviewed by" and the like."""
    checked = -9
    for line in near:
        piece = line.piece
        if len(piece.text) < 30 and _CHECKED.match(piece.text):
            checked = piece.index
        elif not checked <= piece.index <= checked + 1:
            yield line


_CHECKED = re.compile(r"(?:medically |expert )?(?:reviewed|fact[- ]?check|edited|photo)", re.I)


def _marked(near: list[_Line], head: Head) -> _Claim:
    """Names in elements marked as the author's, near the headline."""
    claim = _Claim([], [], "element")
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


def _linked_names(near: list[_Line], head: Head) -> _Claim:
    """Names that link to an author's page, near the headline."""
    claim = _Claim([], [], "element")
    for line in _writers(near):
        piece = line.piece
        if piece.href and len(piece.text) <= 60 and _AUTHOR_PATH.search(piece.href):
            persons, others = names_in_value(piece.text, head.site)
            claim.persons.extend(name for name in persons if name not in claim.persons)
            claim.others.extend(name for name in others if name not in claim.others)
    return claim


def _beside_date(near: list[_Line], head: Head) -> _Claim:
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
            return _Claim([bare], [], "element", weak=True)
    return _Claim([], [], "element")


_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def _elsewhere(page: Document, head: Head) -> _Claim:
    """Who is named as the author away from the headline: in a box or a sentence under the story.

    Related stories name their authors too, so a name is taken only where it is the only one.
    """
    claim = _Claim([], [], "element", weak=True)
    for node in page.css(_BOXES)[:_MAX_BOXES]:
        text = " ".join((node.text(separator=" ") or "").split())
        if 2 < len(text) <= 80 and not _NOT_THIS(names_of(node)):
            persons, others = names_in_value(text, head.site)
            claim.persons.extend(name for name in persons if name not in claim.persons)
            claim.others.extend(name for name in _printed(others)[:1] if not claim.others)
    if len({letters(name) for name in claim.persons}) == 1:
        return _Claim(claim.persons[:1], [], "element", weak=True)
    for block in page.blocks:
        if "ritten by " in block.text and len(block.text) <= 400:
            found = names_in_line("By " + block.text.split("ritten by ", 1)[1], head.site)
            if found:
                return _Claim(found, [], "byline", weak=True)
    return _Claim([], claim.others, "element", weak=True)


_BOXES = (
    '[rel~="author"], [itemprop~="author"], [class*="author" i], [class*="byline" i], '
    'a[href*="/author/"], a[href*="/authors/"]'
)
_MAX_BOXES = 40


def _byline(
    page: Document, near: list[_Line], names: list[str], head: Head
) -> tuple[str, set[int]] | None:
    """The line that prints the names, and the blocks it stands in."""
    best: tuple[tuple[int, bool, int], _Line] | None = None
    used: set[int] = set()
    folded = [name.casefold() for name in names]
    for line in near:
        piece = line.piece
        shown = piece.text.casefold()
        told = sum(name in shown for name in folded)
        if not told and not (line.rest and not names and names_in_line(piece.text, head.site)):
            continue
        opens = line.rest is not None
        rank = (told, opens, -len(piece.text))
        if best is None or rank > best[0]:
            best = (rank, line)
        text = page.blocks[piece.index].text
        share = sum(len(name) for name in names if name in text) / max(1, len(text))
        if len(text) <= _MAX_BYLINE and (opens or share > 0.5) and text[-1] not in ".?!":
            used.add(piece.index)
    return (_before_date(best[1].piece.text), used) if best else None


def _before_date(text: str) -> str:
    """A byline without the date that follows in the same line, or its label."""
    label = _UPDATE_LABEL.search(text, 5)
    if label:
        text = text[: label.start()]
    if may_hold_date(text):
        moment = next(find_moments(text), None)
        if moment and moment.start > 4:
            return _DATE_LABEL.sub("", text[: moment.start]).rstrip(" ,|·•-–—:(") or text
    return text


_UPDATE_LABEL = re.compile(
    r"[\s|·•,–—(-]+(?:(?:last )?updated\b|dernière (?:maj|mise à jour)|mise? à jour|maj\s?:"
    r"|(?:zuletzt )?aktualisiert|actualizad[oa]|aggiornat[oa]|atualizad[oa]|bijgewerkt|oppdatert"
    r"|uppdaterad|güncelleme|обновлено).*",
    re.I,
)
_DATE_LABEL = re.compile(
    r"\s*[|·•,–—-]?\s*(?:last\s+)?(?:published|updated|posted|on|am|le|el|em|il|den|stand|vom|the"
    r"|mon|tue|wed|thu|fri|sat|sun)\w*\s*(?:on|at|am|:)?[\s,:]*$",
    re.I,
)
