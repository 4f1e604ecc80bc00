"""What tells that a part of a page is another story: its marking, its label, who signed it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.fields.authors.bylines.byline_words import after_by
from parsers.fields.dates.date_formats import may_hold_date
from parsers.fields.names.persons import are_names
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.linked_data.structured_data import path_of
from parsers.page.story_address import same_site
from parsers.wordlists import names_of

_SIGNATURE, _LINE = 4, 100
"""Blocks below a heading among which the byline or date stands, and characters of these lines."""
_NAME_AND_DAY = 60
"""Characters of a line that is a name and a day and nothing else."""
_SIGNED = ClassNameMatcher(r"by-?line|author|dateline|publish|posted|date\b|\bdate|timestamp")
_NEXT = ClassNameMatcher(
    r"\bup[-_]?next|next[-_]?(?:article|story|post|read|up\b|item|content|entry)",
    r"(?:article|story|post|read)[-_]?next|continu(?:ous|e)[-_]?(?:article|story|scroll|reading)",
    r"infinite[-_]?(?:scroll|item|article|story|post|load)|auto-?load(?:ed)?\b",
    r"(?:following|subsequent)[-_]?(?:article|story|post)",
)
_ARTICLE = re.compile(r"schema\.org/\w*(?:Article|BlogPosting|Reportage)\b")
_OVER, _LONGEST_LABEL = 3, 40
"""Blocks over a heading among which its label stands, and characters of that."""
_LONGEST_VALUE = 200
"""Characters of an attribute that are looked at."""
_OF_MARKED = "[itemprop=mainEntityOfPage], [itemprop=url]"
"""What holds the address of an article that is marked as one."""
_ADDRESSES = ("url", "href", "permalink", "canonical", "path", "itemid")
"""What the names of attributes end with that hold an element's own address."""


def is_marked_article(box: Box) -> bool:
    """Whether an element is an article, or says that it holds one."""
    if box.tag == "article":
        return True
    kind = box.node.attrs.get("itemtype") if box.tag in ("div", "section") else None
    return bool(kind and _ARTICLE.search(kind, 0, _LONGEST_VALUE))


def is_called_next(boxes: Iterable[Box]) -> bool:
    """Whether one of *boxes* is named as what a page opens below its story."""
    for box in boxes:
        if _NEXT(box.names):
            return True
        for name, value in box.node.attributes.items():
            is_told = value and name.startswith("data-") and len(value) < _LONGEST_VALUE
            if value and is_told and not value.isdecimal() and _NEXT(value.lower()):
                return True
    return False


def is_announced(blocks: list[Block], box: Box, heading: Box) -> bool:
    """Whether a label such as "Next article" stands over a heading: in *box*, or right before."""
    above = blocks[max(0, box.start - 1, heading.start - _OVER) : heading.start + 1]
    return any(
        len(block.text) <= _LONGEST_LABEL and block.text.casefold().strip(" :→»›>") in _labels()
        for block in above
    )


@cache
def _labels() -> frozenset[str]:
    return frozenset(name.casefold() for name in names_of("next-story", "labels"))


def is_signed(blocks: list[Block], heading: Box, within: Box, *, surely: bool = False) -> bool:
    """Whether a byline or date stands right below a heading; *surely*, a byline that is
    nothing but one, a name and a day alone, or a date in an element made for one."""
    for block in blocks[heading.end : min(heading.end + _SIGNATURE, within.end)]:
        text = block.text
        if len(text) > _LINE:
            continue
        writer = after_by(text)
        if writer and (not surely or are_names(writer)):
            return True
        names = block.box.names
        outer = block.box.parent
        if outer is not None and outer.end - outer.start <= _SIGNATURE:
            names = f"{names} {outer.names}"
        named, dated = _SIGNED(names), may_hold_date(text)
        if (named and dated) or (not surely and (named or dated)):
            return True
        if dated and len(text) <= _NAME_AND_DAY and block.box.node.css_first("time") is not None:
            return True
    return False


def leads_elsewhere(page: Document, heading: Box | None, around: Iterable[Box]) -> bool | None:
    """Whether a heading, or an element *around* it, has another address than the page's; ``None``
    where it has none."""
    addresses = []
    if heading is not None and heading.link_chars * 10 >= heading.text_chars * 9:
        link = heading.node.css_first("a[href]") or heading.node.parent
        if link is not None and link.tag == "a":
            addresses.append(link.attributes.get("href"))
    for box in around:
        attributes = box.node.attributes
        for name, value in attributes.items():
            if value and "/" in value and name.endswith(_ADDRESSES):
                addresses.append(value)
        if "itemtype" in attributes and is_marked_article(box):
            told = box.node.css_first(_OF_MARKED)
            if told is not None:
                given = [told.attributes.get(name) for name in ("content", "href", "itemid")]
                addresses += [value for value in given if value]
    if not addresses:
        return None
    own = {path_of(address) for address in (page.url, page.canonical_url) if address}
    found = None
    for address in addresses:
        absolute = page.absolute(address or "")
        if absolute and page.url and not same_site(absolute, page.url):
            continue
        path = path_of(absolute) if absolute else ""
        if not path or any(path == each or path.startswith(f"{each}/") for each in own if each):
            return False
        found = True
    return found
