"""The small print around a headline, element by element: bylines, dates, labels, standfirsts.

A block of text may hold several inline elements ("By <a>Jane Doe</a> <time>3 May</time>"),
each marked in its own way. A head element is a block, or an inline element inside one, with the
words of its own marking and of the small boxes around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parsers.page.element_flags import COMMENTS, flags_of_names
from parsers.page.layout.blocks import MAX_NAMES, Block, Box
from parsers.page.text.class_names import letters_first
from parsers.page.text.normalization import clean

BEFORE, AFTER = 6, 24
"""How many blocks before and after the headline are looked at."""

PROSE = 160
"""Longer texts are paragraphs: after the third one under the headline the small print ends."""

_SMALL = 700  # characters: a box larger than this is no byline box
_INLINE = frozenset(
    "a abbr address b bdi bdo big cite code data em font i ins label mark small span strong sub "
    "sup time u address-line".split()
)
_MAX_INLINE = 40


class ClassNameMatcher:
    """Words of classes and ids to look for. Answers are kept: the same markings come again.

    A word never spans a space: every class is looked at, and remembered, by itself.
    """

    _LIMIT = 20_000

    def __init__(self, *patterns: str) -> None:
        self._search = re.compile(letters_first(*patterns)).search
        self._known: dict[str, bool] = {}

    def __call__(self, names: str) -> bool:
        """Whether *names*, in lower case, have one of the words."""
        if not names:
            return False
        known = self._known.get(names)
        if known is None:
            if len(self._known) > self._LIMIT:
                self._known.clear()
            known = self._known[names] = self._look(names)
        return known

    def _look(self, names: str) -> bool:
        known = self._known
        for name in names.split():
            answer = known.get(name)
            if answer is None:
                answer = known[name] = self._search(name) is not None
            if answer:
                return True
        return False


@dataclass(slots=True)
class HeadElement:
    """A block near the headline, or an inline element in one."""

    text: str
    index: int
    """The block's index."""
    tag: str
    own: str
    """Class, id, itemprop and rel of the element itself, in lower case."""
    around: str
    """The same of the small boxes around it."""
    moment: str = ""
    """The value of ``datetime`` or ``content``, where the element has one."""
    href: str = ""
    whole: bool = True
    """Whether this is the whole block, not an element inside it."""

    def marked(self, words: ClassNameMatcher) -> bool:
        """Whether the element or a small box around it is marked with one of *words*."""
        return words(self.own) or words(self.around)


def elements_near(
    blocks: list[Block], first: int, last: int, head: Block | None
) -> list[HeadElement]:
    """The elements of ``blocks[first:last]`` in page order, a block before what is inside it."""
    found: list[HeadElement] = []
    seen: set[int] = set()
    wrappers: dict[int, str] = {}
    prose = 0
    begun = len(blocks)
    for block in blocks[max(0, first) : last]:
        box = block.box
        if box.within & COMMENTS:
            continue
        if len(block.text) > PROSE and block.link_chars * 3 < len(block.text):
            prose += head is not None and block.index > head.index
            if prose > 2:
                break
            if prose and block.tag not in _HEADINGS:
                begun = min(begun, block.index)
        if block.index > begun and _is_anothers(block, begun):
            break
        parent = box.parent
        around = wrappers.get(id(parent))
        if around is None:
            around = wrappers[id(parent)] = _around(parent, head) if parent else ""
        own = box.names
        whole = HeadElement(block.text, block.index, box.tag, own, around)
        found.append(whole)
        if block is head or len(block.text) > _SMALL:
            continue
        if id(box) not in seen:
            seen.add(id(box))
            attributes = box.node.attributes
            whole.moment = _moment_of(attributes)
            inside = list(_inline(box.node, block, blocks, f"{own} {around}"))
            if inside and len(block.text) <= PROSE:
                whole.text = _parted(block.text, inside)
                for number, element in enumerate(inside):
                    element.text = _parted(element.text, inside[number + 1 : number + 7])
            found.extend(inside)
    return found


def _parted(text: str, inside: list[HeadElement]) -> str:
    """*text* with a space where one inline element ends and the next begins without one.

    The page parts them by layout: ``Jane Doe`` and ``May 3, 2024`` are not "Jane DoeMay".
    """
    if not _GLUED.search(text):
        return text
    at = 0
    for element in inside:
        start = text.find(element.text, at) if element.text else -1
        if start < 0:
            continue
        end = start + len(element.text)
        if end < len(text) and _GLUED.match(text, end - 1):
            text = f"{text[:end]} {text[end:]}"
        if start and _GLUED.match(text, start - 1):
            text = f"{text[:start]} {text[start:]}"
            start += 1
        at = start
    return text


_GLUED = re.compile(r"[a-zà-öø-ÿ.)][A-ZÀ-ÖØ-Þ]|[^\W\d_]\d")
"""A word that ends, and another that begins beside it."""


def _moment_of(attributes: Mapping[str, str | None]) -> str:
    """What an attribute made for programs says of a time: ``datetime``, ``data-post-date`` …"""
    told = attributes.get("datetime") or attributes.get("content")
    if told:
        return told
    for name, value in attributes.items():
        if name[:5] == "data-" and value and _TIMED.search(name) and value[0].isdecimal():
            return value
    return ""


_TIMED = re.compile(r"date|time(?!out|r)|publish")


def _is_anothers(block: Block, begun: int) -> bool:
    """Whether a block below the story's text, which begins at *begun*, opens another story: its
    heading leads elsewhere, or it stands in an article of its own."""
    for box in block.box.ancestors():
        if box.tag in _HEADINGS:
            return block.link_chars * 10 > len(block.text) * 9
        if box.tag == "article":
            return box.start > begun + 1
    return False


_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))


def is_in_comments(node: LexborNode) -> bool:
    """Whether an element stands among what readers say."""
    outer: LexborNode | None = node
    for _ in range(_FAR):
        if outer is None or outer.tag == "body":
            return False
        attributes = outer.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if flags_of_names(names[:MAX_NAMES]) & COMMENTS:
            return True
        outer = outer.parent
    return False


_FAR = 12
"""Elements around one that are looked at."""


def names_of(node: LexborNode) -> str:
    """Class, id, itemprop, rel and property of an element, in lower case, joined by spaces."""
    return _names(node.attributes)


def _names(attributes: Mapping[str, str | None]) -> str:
    words = [attributes.get(key) for key in _MARKS if key in attributes]
    return " ".join([word for word in words if word]).lower()[:MAX_NAMES] if words else ""


_MARKS = ("class", "id", "itemprop", "rel", "property", "data-testid")


def _around(box: Box, head: Block | None) -> str:
    """The words of *box* and the small boxes around it that do not hold the headline."""
    words = []
    index = head.index if head else -1
    for outer in box.ancestors():
        if outer.text_chars > _SMALL or outer.start <= index < outer.end or outer.tag == "body":
            break
        if outer.names:
            words.append(outer.names)
        if outer.tag in _TELLING:
            words.append(outer.tag)
        if len(words) > 6:
            break
    return " ".join(words)


_TELLING = frozenset("header footer nav aside address figure figcaption".split())


def _inline(
    node: LexborNode, block: Block, blocks: list[Block], around: str
) -> Iterator[HeadElement]:
    budget = _MAX_INLINE
    stack: list[tuple[LexborNode, str]] = []
    child = node.first_child
    while child is not None or stack:
        if child is None:
            child, around = stack.pop()
            child = child.next
            continue
        tag = child.tag or ""
        if tag in _INLINE:
            budget -= 1
            if budget < 0:
                return
            attributes = child.attributes
            own = _names(attributes) if attributes else ""
            text = clean(child.text())
            moment = _moment_of(attributes)
            if text or moment:
                index = _index_of(text, block, blocks)
                href = attributes.get("href") or ""
                yield HeadElement(text, index, tag, own, around, moment, href, False)
            inner = child.first_child
            if inner is not None:
                stack.append((child, around))
                around = f"{own} {around}" if own else around
                child = inner
                continue
        child = child.next


def _index_of(text: str, block: Block, blocks: list[Block]) -> int:
    """The block of the same box that holds *text*: an element may hold several."""
    for other in blocks[block.index : block.index + 4]:
        if other.box is block.box and text in other.text:
            return other.index
    return block.index
