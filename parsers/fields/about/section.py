"""The section of the paper that a story stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from parsers.fields.about.candidates import SEPARATOR, Candidate, first_candidate
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.linked_data.structured_data import strings, types_of
from parsers.page.text.normalization import clean
from parsers.page.text.similarity import letters
from parsers.wordlists import names_of

MAX_SECTION = 80

_SECTION_METAS = (
    "article:section",
    "og:article:section",
    "og:section",
    "parsely-section",
    "sailthru.section",
    "cxenseparse:category",
    "section",
    "rnews:articlesection",
    "bt:section",
    "category",
)
_HOME = frozenset(names_of("sections", "home"))
_NONE = frozenset(names_of("sections", "none"))


def read_section(page: Document) -> Extracted[str] | None:
    """The first name of a section that nothing speaks against."""
    return first_candidate(page, "section", sections(page))


def sections(page: Document) -> Iterator[Candidate]:
    """Names of sections in linked data, meta elements, breadcrumbs and links to categories."""
    site = {letters(name) for name in page.site_names}

    def told(name: str, source: str) -> Candidate:
        return name, source, "it is the site's name" if letters(name) in site else _flaw(name)

    for node in page.story:
        for value in strings(node.get("articleSection")):
            parts = SEPARATOR.split(value)
            yield told(parts[0] if len(parts) > 2 else value, "json-ld")
    for meta in _SECTION_METAS:
        for value in page.meta.get(meta, ()):
            if texts := strings(value):
                yield told(SEPARATOR.split(texts[0])[0], "meta")
    for name in _crumbs(page):
        yield name, "breadcrumb", _flaw(name)
    for name in _categories(page):
        yield told(name, "element")
    for name in _shown_crumbs(page):
        if name.casefold() not in _HOME and len(name) <= _LONGEST_CRUMB:
            yield told(name, "breadcrumb")


def _flaw(name: str) -> str | None:
    if name.casefold() in _NONE:
        return "it says that there is none"
    is_name = 1 < len(name) <= MAX_SECTION and not name.isdecimal() and "://" not in name
    return None if is_name else "it is no name of a section"


def _crumbs(page: Document) -> Iterator[str]:
    """The steps of the page's breadcrumb between the home page and the story itself."""
    own = {letters(text) for text in (page.title, page.first_meta("og:title")) if text}
    site = {letters(name) for name in page.site_names}
    for node in page.json_ld:
        if "breadcrumblist" not in types_of(node):
            continue
        items = node.get("itemListElement")
        steps = [_crumb(item) for item in items[:12]] if isinstance(items, list) else []
        steps = [step for step in steps if step]
        for number, name in enumerate(steps):
            key = letters(name)
            last = number == len(steps) - 1 and (len(steps) > 2 or len(name) > 40)
            if (
                name.casefold() in _HOME
                or key in site
                or last
                or any(key in title for title in own if key == title)
            ):
                continue
            yield name
        return


def _crumb(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next(iter(strings(item.get("name")) or strings(item.get("item"))), "")


def _categories(page: Document) -> Iterator[str]:
    """What links inside the story's article call its category: ``rel="category tag"``."""
    if 'rel="category' not in page.html:
        return
    for node in page.css('a[rel~="category"]')[:_FEW]:
        if _is_of_article(node):
            yield clean(node.text())
            return


def _is_of_article(node: LexborNode) -> bool:
    """Whether a link stands in an article or in the head of one, and in no list of others."""
    outer = node.parent
    for _ in range(_UP):
        if outer is None or outer.tag in ("aside", "nav", "footer", "body"):
            return False
        if outer.tag == "article":
            return outer.css_first("h1") is not None
        if outer.tag == "header" and outer.css_first("h1") is not None:
            return True
        outer = outer.parent
    return False


def _shown_crumbs(page: Document) -> Iterator[str]:
    """The first step of the breadcrumb behind the home page, where that is its first."""
    if "crumb" not in page.html:
        return
    for box in page.layout.boxes:
        if box.names and _CRUMBS.search(box.names) and box.link_chars:
            steps = box.node.css("a")[:2]
            if len(steps) == 2 and (
                clean(steps[0].text()).casefold() in _HOME
                or (steps[0].attributes.get("href") or "") in ("/", page.base)
            ):
                yield clean(steps[1].text())
                return


_LONGEST_CRUMB = 40
"""Characters: a longer step is a story's headline."""
_CRUMBS = re.compile(r"(?<![a-z])(?:bread-?)?crumbs?(?![a-z])")
_FEW = 12
_UP = 7
"""Elements around a category's link that are looked at."""
