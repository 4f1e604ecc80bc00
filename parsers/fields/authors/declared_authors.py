"""What the page's data says of its authors: JSON-LD and meta elements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from parsers.fields.authors.bylines.byline_names import names_in_value
from parsers.fields.authors.bylines.byline_words import after_by
from parsers.fields.authors.bylines.person import MAX_NAME
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.linked_data.structured_data import plain, resolve, strings, types_of
from parsers.wordlists import names_of

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
_TWITTER_LABELS = frozenset(names_of("bylines", "data label"))


_NAMED_SO = re.compile(r"(?:^|[-_.: ])(?:author|byline)s?(?:[-_.: ]?(?:full[-_]?)?names?)?$")
"""Names of meta elements that nobody agreed upon, but that say what they tell."""

_MOST_NAMED = 100
"""Values of one source that are looked at."""


@dataclass(slots=True)
class Candidate:
    """What one source says."""

    persons: list[str]
    others: list[str]
    source: str
    weak: bool = False
    """Whether a desk or agency that data names is believed before this."""
    is_house: bool = False
    """Whether it names organisations, and says that they are none but that."""


def _collect(values: list[str], source: str, head: HeadlineBlock) -> Candidate:
    candidate = Candidate([], [], source)
    for value in values[:_MOST_NAMED]:
        persons, others = names_in_value(value, head.site)
        candidate.persons.extend(name for name in persons if name not in candidate.persons)
        candidate.others.extend(name for name in others if name not in candidate.others)
    return candidate


def linked_candidate(page: Document, value: object, head: HeadlineBlock) -> Candidate:
    """What a JSON-LD ``author`` or ``creator`` says, wherever it refers to."""
    value = _unwrapped(resolve(value, page.named_nodes))
    items = value if isinstance(value, list) else [value]
    values: list[str] = []
    bodies: list[str] = []
    for item in items:
        item = resolve(item, page.named_nodes)
        body = isinstance(item, dict) and bool(
            types_of(item) & {"organization", "newsmediaorganization"}
        )
        for text in strings(item) or _by_parts(item):
            if not text.startswith(("http:", "https:")):
                (bodies if body else values).append(text)
    candidate = _collect(values, "json-ld", head)
    for text in bodies:
        persons, others = names_in_value(text, head.site)
        whole = after_by(text) or text
        if others and " & " in whole and len(whole) <= MAX_NAME:
            others = [whole]  # "Doe & Roe" is one firm
        candidate.others.extend(others or persons)
    candidate.is_house = bool(bodies) and not values
    return candidate


def scripted_candidate(page: Document, head: HeadlineBlock) -> Candidate:
    """The author that measuring scripts are told of, where all of them are told the same."""
    html = page.html  # the tree that is laid out holds no scripts
    for key in _COUNTED_AS:
        at = html.find(key, 0, _LOOKED_AT)
        values: set[str] = set()
        while at >= 0 and len(values) < 2:
            match = _QUOTED.match(html, at + len(key))
            if match:
                values.add(match[1])
            at = html.find(key, at + 1, _LOOKED_AT)
        if len(values) == 1:
            candidate = _collect([_unescaped(values.pop())], "script", head)
            if candidate.persons or candidate.others:
                candidate.weak = True
                return candidate
    return Candidate([], [], "script")


_COUNTED_AS = ("pagePostAuthor", "_sf_async_config.authors")
"""What measuring scripts call the author of a page."""
_LOOKED_AT = 100_000  # characters: such scripts stand in the head of the page
_QUOTED = re.compile(r"""["']?\s{0,3}[:=]\s{0,3}["']([^"'<>{}\n]{3,80})["']""")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _unescaped(text: str) -> str:
    return plain(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def _unwrapped(value: Any) -> Any:
    """What a list object, or an author inside an author, holds."""
    if isinstance(value, dict) and "name" not in value:
        return value.get("@list") or value.get("author") or value
    return value


def _by_parts(value: Any) -> list[str]:
    """The name of a person whose parts alone are told."""
    if not isinstance(value, dict):
        return []
    parts = [strings(value.get(key))[:1] for key in ("givenName", "familyName")]
    return [" ".join(part[0] for part in parts)] if all(parts) else []


def meta_candidate(page: Document, head: HeadlineBlock) -> Candidate:
    """What the meta elements say: the one that names most persons."""
    best = Candidate([], [], "meta")
    for name in _METAS:
        told = page.meta.get(name)
        if told is None:
            continue
        values = [v for v in told if "://" not in v and not v.startswith("/")]
        candidate = _collect(values, "meta", head)
        if (
            len(candidate.persons) > len(best.persons)
            and set(best.persons) <= set(candidate.persons)
        ) or not (best.persons or best.others):
            best = candidate
    if best.persons:
        return best
    for name in page.meta:
        if _NAMED_SO.search(name) and name not in _METAS:
            values = [v for v in page.meta[name] if "://" not in v and not v.startswith(("/", "@"))]
            candidate = _collect(values, "meta", head)
            if candidate.persons:
                return candidate
    for number in "12":
        label = (page.first_meta(f"twitter:label{number}") or "").casefold().rstrip(": ")
        if label in _TWITTER_LABELS:
            candidate = _collect(page.meta.get(f"twitter:data{number}", []), "meta", head)
            if candidate.persons or candidate.others:
                return candidate
    return best
