"""The links of a front page as its readers see them: in reading order, with the headline that
each is printed as. Menus, footers, dialogs and what is hidden are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from parsers.page.document import Document
from parsers.page.element_flags import HIDDEN, SCREEN_READER, flags_of_names, flags_of_values
from parsers.page.links import absolute
from parsers.page.text.normalization import clean

MOST_LINKS = 5_000
"""Links taken from one page."""
_LONGEST = 300
"""Characters of a headline; what is longer is a whole teaser."""
_READ = 5_000
"""Characters of a link that are looked at, with the white space in it."""
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CHROME = frozenset(("nav", "footer"))
"""Outside an article they hold no story; within one they belong to it."""
_CONTROLS = frozenset(("form", "dialog", "select"))
_MENU_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar", "dialog"))
_INLINE = frozenset("abbr b bdi cite em font i mark q s small strong sub sup u wbr".split())
"""Elements that end no word."""
_UNPRINTED = frozenset(("script", "style", "time", "template", "noscript", "svg"))
"""Of no headline: the time changes while it stays."""
_CARD = 5
"""Elements around a link that bears no words in which its headline is looked for."""
_GOES_ON = (",", ".", ";", ":", "%", ")", "]", "}", "’", "”", "'")
"""How a text begins that goes on with the word before it."""


class FrontLink(NamedTuple):
    """A link as a front page shows it."""

    url: str
    text: str
    """What is printed; ``""``: a picture without words."""
    level: int | None
    """The level of the heading that it is, 1 to 6; ``None``: it is none."""


class _Around(NamedTuple):
    """What the elements around a link make of it."""

    is_chrome: bool = False
    is_in_article: bool = False
    level: int | None = None


def front_links(document: Document) -> list[FrontLink]:
    """The links of *document* in reading order; an address stands as often as it is linked."""
    return list(_FrontLinks(document).all())


class _FrontLinks:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._around: dict[int, _Around] = {}
        self._headings: dict[int, list[LexborNode]] = {}

    def all(self) -> Iterator[FrontLink]:
        base = self._document.base
        for node in self._document.css("a[href]")[:MOST_LINKS]:
            around = self._told_of(node)
            if around.is_chrome:
                continue
            address = absolute(base, node.attributes.get("href"))
            if address:
                yield FrontLink(address, *self._headline(node, around.level, address))

    def _headline(
        self, link: LexborNode, level: int | None, address: str
    ) -> tuple[str, int | None]:
        """The words that *link* is printed as, and the level of the heading that they are."""
        inner = link.css_first(_HEADINGS)
        if inner is not None and (text := _printed(inner)):
            return text, level or _LEVELS[inner.tag or ""]
        if text := _printed(link):
            return text, level
        heading = self._heading_beside(link, address)
        if heading is not None and (text := _printed(heading)):
            return text, _LEVELS[heading.tag or ""]
        return _label(link), level

    def _heading_beside(self, link: LexborNode, address: str) -> LexborNode | None:
        """The one heading of the card that a link without words is laid over."""
        card: LexborNode | None = link.parent
        for _ in range(_CARD):
            if card is None or card.tag in ("body", "main"):
                return None
            found = self._headings.get(card.mem_id)
            if found is None:
                found = self._headings[card.mem_id] = card.css(_HEADINGS)
            if found:
                leads_on = [a.attributes.get("href") for a in found[0].css("a[href]")]
                is_its_own = all(
                    absolute(self._document.base, href) == address for href in leads_on
                )
                return found[0] if len(found) == 1 and is_its_own else None
            card = card.parent
        return None

    def _told_of(self, node: LexborNode) -> _Around:
        """What *node* and the elements around it tell, each looked at once."""
        unknown: list[LexborNode] = []
        each: LexborNode | None = node
        while each is not None and each.mem_id not in self._around:
            unknown.append(each)
            each = each.parent
        told = self._around[each.mem_id] if each is not None else _Around()
        for each in reversed(unknown):
            told = self._around[each.mem_id] = _within(each, told)
        return told


def _within(node: LexborNode, around: _Around) -> _Around:
    """What holds within *node*, which stands in *around*."""
    tag, attributes = node.tag or "", node.attributes
    role = (attributes.get("role") or "").strip().lower()
    is_chrome = around.is_chrome or (
        tag in _CONTROLS
        or role in _MENU_ROLES
        or (tag in _CHROME and not around.is_in_article)
        or (tag != "body" and bool(flags_of_values(attributes) & HIDDEN))
    )
    level = _LEVELS.get(tag, around.level)
    if role == "heading":
        said = (attributes.get("aria-level") or "2").strip()
        level = int(said) if said in ("1", "2", "3", "4", "5", "6") else 2
    return _Around(is_chrome, around.is_in_article or tag == "article", level)


def _printed(node: LexborNode) -> str:
    """The text of *node* without times and what screen readers alone read.

    Elements that stand side by side are words apart, whatever lies between them in the page.
    """
    parts: list[str] = []
    length = 0
    last: LexborNode | None = None
    for each in node.traverse(include_text=True):
        if each.tag != "-text" or not (text := each.text_content):
            continue
        holder = each.parent
        if holder is None or _is_unprinted(holder, node):
            continue
        is_apart = last is not None and holder.mem_id != last.mem_id
        if is_apart and not text.startswith(_GOES_ON):
            is_word = holder.tag in _INLINE or (last is not None and last.tag in _INLINE)
            parts.append("" if is_word else " ")
        parts.append(text)
        last = holder
        length += len(text)
        if length > _READ:
            break
    return clean("".join(parts))[:_LONGEST]


def _is_unprinted(holder: LexborNode, root: LexborNode) -> bool:
    """Whether *holder*, or an element around it within *root*, is not printed."""
    each: LexborNode | None = holder
    while each is not None:
        if each.tag in _UNPRINTED:
            return True
        names = each.attributes.get("class")
        if names and flags_of_names(names.lower()) & SCREEN_READER:
            return True
        if each.mem_id == root.mem_id:
            return False
        each = each.parent
    return False


def _label(link: LexborNode) -> str:
    """What a link without words is called: by itself, or by the picture in it."""
    attributes = link.attributes
    said = attributes.get("aria-label") or attributes.get("title")
    if not said and (image := link.css_first("img[alt]")) is not None:
        said = image.attributes.get("alt")
    return clean(said or "")[:_LONGEST]
