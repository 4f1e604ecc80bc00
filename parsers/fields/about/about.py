"""What the page says about the story: language, section, keywords, publisher, paywall, kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.fields.about.candidates import Candidate, first_candidate
from parsers.fields.about.copyright_notice import notices
from parsers.fields.about.keywords import read_keywords
from parsers.fields.about.kind import read_kind
from parsers.fields.about.paywall import read_is_free
from parsers.fields.about.section import read_section
from parsers.fields.about.story_language import read_language
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.linked_data.structured_data import strings
from parsers.records import ArticleKind

_PUBLISHER_METAS = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "apple-mobile-web-app-title",
)


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the story that are not part of it."""

    language: Extracted[str] | None = None
    section: Extracted[str] | None = None
    keywords: Extracted[tuple[str, ...]] | None = None
    publisher: Extracted[str] | None = None
    copyright_notice: Extracted[str] | None = None
    is_free: Extracted[bool] | None = None
    kind: Extracted[ArticleKind] | None = None


def read_about(page: Document, text: str) -> About:
    """Facts about the story; *text* is its body, to check the declared language against."""
    return About(
        language=read_language(page, text),
        section=read_section(page),
        keywords=read_keywords(page),
        publisher=_publisher(page),
        copyright_notice=first_candidate(page, "copyright_notice", notices(page)),
        is_free=read_is_free(page),
        kind=read_kind(page, text),
    )


def _publisher(page: Document) -> Extracted[str] | None:
    return first_candidate(page, "publisher", _publishers(page))


def _publishers(page: Document) -> Iterator[Candidate]:
    names = [(name, "json-ld") for node in page.story for name in strings(node.get("publisher"))]
    for meta in _PUBLISHER_METAS:
        names += [(name, "meta") for value in page.meta.get(meta, ()) for name in strings(value)]
    for name, source in names:
        is_name = 1 < len(name) <= 100 and "://" not in name
        yield name, source, None if is_name else "it is no name"
