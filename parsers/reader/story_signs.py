"""What tells that a part of a page is another story: its marking, its label, who signed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
_OVER, _LONGEST_LABEL = 3, 40
"""Blocks over a heading among which its label stands, and characters of that."""
_LONGEST_VALUE = 200
"""Characters of an attribute that are looked at."""
_ADDRESSES = ("url", "href", "permalink", "canonical", "path", "itemid")
"""What the names of attributes end with that hold an element's own address."""


@dataclass(slots=True)
class StoryCandidate:
    """What may be another story: a box, or a run of one that begins with a heading."""

    heading: Box
    box: Box
    """The outermost one that begins with the heading and does not hold the headline."""
    beside: Box
    """The outermost one around the heading that does not hold the headline."""
    level: int
    """How many boxes around both there are: :attr:`beside` stands in the innermost of them."""
    is_own: bool = False
    """It bears the page's own address or headline."""
    is_strong: bool = False
    """It is told to be another story by what nobody writes over a chapter."""
    is_weak: bool = False
    """Something speaks for it."""

    @property
    def look(self) -> tuple[str, str, str]:
        """What it has in common with the other chapters of a story, or items of a list."""
        return self.box.tag, self.box.names.partition(" ")[0], self.heading.tag


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


def leads_elsewhere(page: Document, heading: Box, around: Iterable[Box]) -> bool | None:
    """Whether a heading, or an element *around* it, has another address than the page's; ``None``
    where it has none."""
    addresses = []
    if heading.link_chars * 10 >= heading.text_chars * 9:
        link = heading.node.css_first("a[href]") or heading.node.parent
        if link is not None and link.tag == "a":
            addresses.append(link.attributes.get("href"))
    for box in around:
        for name, value in box.node.attributes.items():
            if value and "/" in value and name.endswith(_ADDRESSES):
                addresses.append(value)
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
