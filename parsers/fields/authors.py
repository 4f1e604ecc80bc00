"""Byline and authors: who wrote the story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.bylines import after_by, names_in_line, names_in_value
from parsers.document import Document
from parsers.fields.headline import Head
from parsers.found import Found
from parsers.likeness import letters
from parsers.pieces import Piece
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
_AUTHOR_NAMES = re.compile(
    r"author|by-?line|\bby\b|writer|contributor|reporter|journalist|autor|auteur|autore|redakt|skribent|forfatter"
    r"|firma\b|signature|signatur|yazar|muhabir|penulis|created-?by|posted-?by|vcard|\bfn\b|source"
)
_NOT_THIS = re.compile(
    r"related|teaser|\bcard\b|recommend|most-?(?:read|popular)|trending|sidebar|comment|footer|avatar-?alt|social|share"
    r"|promo|newsletter|photo-?(?:credit|by)|caption|figcaption|credit|reviewer|reviewed|edit(?:ed|or)-?by|fact-?check"
    r"|\bnav\b|menu|breadcrumb|job|-role|position|title\b(?<!author-title)|-bio\b|biograph|description"
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


def read_authors(page: Document, head: Head) -> Authorship:
    """Who wrote the story."""
    best: _Claim | None = None
    fallback: _Claim | None = None
    for claim in _claims(page, head):
        kept = best is None and bool(claim.persons)
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
        names, source = best.persons, best.source
    elif fallback:
        names, source = fallback.others, fallback.source
    names = names[:MAX_AUTHORS]
    line = _byline(page, head, names)
    return Authorship(
        Found(line[0], "element") if line else None,
        Found(tuple(names), source) if names else None,
        frozenset(line[1]) if line else frozenset(),
    )


def _claims(page: Document, head: Head) -> Iterator[_Claim]:
    """What the page says of its authors, the most trusted place first."""
    for node in page.story:
        for key in ("author", "creator"):
            claim = _linked(page, node.get(key), head)
            if claim.persons or claim.others:
                yield claim
                break
        else:
            continue
        break
    yield _metas(page, head)
    yield _marked(head)
    yield _lines(head)
    yield _elsewhere(page, head)


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
        claim.others.extend(persons or others)
    return claim


def _metas(page: Document, head: Head) -> _Claim:
    for name in _METAS:
        values = [v for v in page.meta.get(name, ()) if "://" not in v and not v.startswith("/")]
        claim = _collect(values, "meta", head)
        if claim.persons:
            return claim
    for number in "12":
        label = (page.first_meta(f"twitter:label{number}") or "").casefold().rstrip(": ")
        if label in _TWITTER_LABELS:
            claim = _collect(page.meta.get(f"twitter:data{number}", []), "meta", head)
            if claim.persons or claim.others:
                return claim
    for name in _METAS:
        values = [v for v in page.meta.get(name, ()) if "://" not in v and not v.startswith("/")]
        claim = _collect(values, "meta", head)
        if claim.others:
            return claim
    return _Claim([], [], "meta")


_TWITTER_LABELS = frozenset(
    "written by|by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door"
    "|skrivet av|skriven av|skrevet av|skrevet af|napisane przez|yazan|автор|написано автором|執筆者|作者|글쓴이"
    "|kirjoittanut|írta|ditulis oleh|كُتب بواسطة|נכתב על ידי|posted by|autor".split("|")
)


def _marked(head: Head) -> _Claim:
    """Names in elements marked as the author's, near the headline."""
    claim = _Claim([], [], "element")
    at = head.block.index if head.block else -1
    for piece in head.pieces:
        if piece.index == at or len(piece.text) > _MAX_BYLINE or piece.tag in ("li", "h1"):
            continue
        own = piece.own
        if not _AUTHOR_NAMES.search(own) and not (
            piece.whole and _AUTHOR_NAMES.search(piece.around)
        ):
            continue
        if _NOT_THIS.search(piece.names):
            continue
        found = names_in_line(piece.text, head.site)
        claim.persons.extend(name for name in found if name not in claim.persons)
        if len(claim.persons) >= MAX_AUTHORS:
            break
    return claim


def _lines(head: Head) -> _Claim:
    """Names in lines that open with "By", near the headline."""
    claim = _Claim([], [], "byline")
    at = head.block.index if head.block else -1
    for piece in head.pieces:
        if piece.index == at or len(piece.text) > _MAX_BYLINE or _NOT_THIS.search(piece.names):
            continue
        if after_by(piece.text) is not None:
            found = names_in_line(piece.text, head.site)
            if found:
                claim.persons = found
                break
    return claim


def _elsewhere(page: Document, head: Head) -> _Claim:
    """Names in elements marked as the author's anywhere: under the article, in an author box."""
    claim = _Claim([], [], "element")
    for node in page.css('[rel~="author"], [itemprop~="author"], .author-name, .byline, .author'):
        text = " ".join((node.text(separator=" ") or "").split())
        if 0 < len(text) <= 80:
            persons, others = names_in_value(text, head.site)
            if persons:
                claim.persons = persons
                break
            claim.others.extend(others[:1])
    return claim


def _byline(page: Document, head: Head, names: list[str]) -> tuple[str, set[int]] | None:
    """The line that prints the names, and the blocks it stands in."""
    keys = [letters(name) for name in names]
    at = head.block.index if head.block else -1
    best: tuple[tuple[int, int, int], Piece] | None = None
    used: set[int] = set()
    for piece in head.pieces:
        if piece.index == at or not 2 < len(piece.text) <= _MAX_BYLINE or piece.tag == "li":
            continue
        shown = letters(piece.text)
        told = sum(key in shown for key in keys if key)
        rest = after_by(piece.text)
        if not told and not (rest and not keys and names_in_line(piece.text, head.site)):
            continue
        if _NOT_THIS.search(piece.own):
            continue
        opens = rest is not None
        rank = (told, opens, -len(piece.text))
        if best is None or rank > best[0]:
            best = (rank, piece)
        block = page.blocks[piece.index]
        share = sum(len(k) for k in keys if k in letters(block.text)) / max(1, len(block.text))
        if (
            len(block.text) <= _MAX_BYLINE
            and (opens or share > 0.5)
            and block.text[-1] not in ".?!"
        ):
            used.add(piece.index)
    if best is None:
        return None
    return best[1].text, used
