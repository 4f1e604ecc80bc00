"""The small print around a headline, piece by piece: bylines, dates, labels, standfirsts.

A block of text may hold several inline elements ("By <a>Jane Doe</a> <time>3 May</time>"),
each marked in its own way. A *piece* is a block, or an inline element inside one, with the
words of its own marking and of the small boxes around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parsers.layout import Block, Box
from parsers.text import clean

BEFORE, AFTER = 14, 26
"""How many blocks before and after the headline are looked at."""

PROSE = 160
"""Longer texts are paragraphs: after the third one under the headline the small print ends."""

_SMALL = 700  # characters: a box larger than this is no byline box
_INLINE = frozenset(
    "a abbr address b bdi bdo big cite code data em font i ins label mark small span strong sub "
    "sup time u address-line".split()
)
_MAX_INLINE = 40


@dataclass(slots=True)
class Piece:
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

    @property
    def names(self) -> str:
        """All the marking words, the element's own first."""
        return f"{self.own} {self.around}"


def pieces_near(blocks: list[Block], first: int, last: int, head: Block | None) -> list[Piece]:
    """The pieces of ``blocks[first:last]`` in page order, a block before what is inside it."""
    found: list[Piece] = []
    seen: set[int] = set()
    prose = 0
    for block in blocks[max(0, first) : last]:
        box = block.box
        if len(block.text) > PROSE and block.link_chars * 3 < len(block.text):
            prose += head is not None and block.index > head.index
            if prose > 2:
                break
        around = _around(box, head)
        own = box.names
        whole = Piece(block.text, block.index, box.tag, own, around)
        found.append(whole)
        if block is head or len(block.text) > _SMALL:
            continue
        if id(box) not in seen:
            seen.add(id(box))
            attributes = box.node.attributes
            whole.moment = attributes.get("datetime") or attributes.get("content") or ""
            found.extend(_inline(box.node, block, blocks, f"{own} {around}"))
    return found


def names_of(node: LexborNode) -> str:
    """Class, id, itemprop, rel and property of an element, in lower case, joined by spaces."""
    get = node.attributes.get
    words = [get(key) for key in ("class", "id", "itemprop", "rel", "property", "data-testid")]
    return " ".join(word for word in words if word).lower()


def _around(box: Box, head: Block | None) -> str:
    """The words of the small boxes around *box* that do not hold the headline."""
    words = []
    index = head.index if head else -1
    for outer in box.ancestors():
        if outer is box:
            continue
        if outer.text_chars > _SMALL or outer.start <= index < outer.end or outer.tag == "body":
            break
        words.append(outer.names)
        if outer.tag in ("header", "footer", "nav", "aside", "address", "figure", "figcaption"):
            words.append(outer.tag)
        if len(words) > 6:
            break
    return " ".join(word for word in words if word)


def _inline(node: LexborNode, block: Block, blocks: list[Block], around: str) -> Iterator[Piece]:
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
            own = names_of(child)
            attributes = child.attributes
            text = clean(child.text())
            moment = attributes.get("datetime") or attributes.get("content") or ""
            if text or moment:
                index = _index_of(text, block, blocks)
                href = attributes.get("href") or ""
                yield Piece(text, index, tag, own, around, moment, href, False)
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
