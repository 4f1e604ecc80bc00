"""What a page shows: its blocks of text, its pictures, and the boxes that hold them.

Everything that reads the visible page works on this, so that the tree is walked once.
A *block* is a run of text that no block-level element or blank line interrupts; a *box* is
an element that holds blocks; a *picture* is an ``img`` (or a ``picture``, video poster …).
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from parsers.page.element_flags import BY_TAG, TELLING, flags_of_names, flags_of_values

MAX_NAMES = 2_000
"""Characters of an element's class, id and the like that are read: what they say is remembered."""


class Box:
    """An element that holds blocks."""

    __slots__ = (
        "depth",
        "end",
        "flags",
        "link_chars",
        "names",
        "node",
        "parent",
        "start",
        "tag",
        "text_chars",
        "within",
    )

    def __init__(self, node: LexborNode, tag: str, parent: Box | None, start: int) -> None:
        self.node = node
        self.tag = tag
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.start = start
        """Index of the first block inside; ``end`` is one past the last."""
        self.end = start
        self.text_chars = 0
        self.link_chars = 0
        attributes = node.attributes
        flags = BY_TAG.get(tag, 0)
        if attributes:
            get = attributes.get
            names = get("class") or ""
            told = False
            if not names or len(attributes) > 1:  # most elements have a class and nothing else
                identity = get("id")
                if identity:
                    names = f"{names} {identity}" if names else identity
                told = not TELLING.isdisjoint(attributes)
                if told:
                    for key in ("role", "itemprop"):
                        name = get(key)
                        if name:
                            names = f"{names} {name}" if names else name
            if names:
                names = names.lower()[:MAX_NAMES]
            if parent is not None:  # the body's names speak of the page, not of its text
                if names:
                    flags |= flags_of_names(names)
                if told:
                    flags |= flags_of_values(attributes)
        else:
            names = ""
        self.names = names
        """Class, id, role and itemprop, in lower case, joined by spaces."""
        self.flags = flags
        """What the element says of itself: bits of :mod:`parsers.page.element_flags`."""
        self.within: int = parent.within | flags if parent else flags
        """The flags of the box and of all boxes around it."""

    def ancestors(self) -> Iterator[Box]:
        """This box, then the ones around it, to the body."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Block:
    """A run of text, with the box it stands in."""

    __slots__ = ("box", "index", "link_chars", "text")

    def __init__(self, text: str, box: Box, index: int, link_chars: int) -> None:
        self.text = text
        self.box = box
        self.index = index
        self.link_chars = link_chars

    @property
    def tag(self) -> str:
        """The tag of the box the text stands in."""
        return self.box.tag


class Picture:
    """An image element, with the box it stands in and the index of the block after it."""

    __slots__ = ("box", "in_link", "index", "node")

    def __init__(self, node: LexborNode, box: Box, index: int, in_link: bool) -> None:
        self.node = node
        self.box = box
        self.index = index
        self.in_link = in_link


class Layout:
    """What one walk found, in page order."""

    __slots__ = (
        "apart",
        "apart_nodes",
        "blocks",
        "boxes",
        "every",
        "flags",
        "left_out",
        "pictures",
    )

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.pictures: list[Picture] = []
        self.left_out: list[LexborNode] = []
        """Navigation and footers outside an article: a third of most pages, and never text."""
        self.flags = 0
        """The flags of all boxes together."""
        self.apart: dict[Block, str] = {}
        """Blocks taken out by :func:`parsers.page.exclusion.leave_out`, each with the reason."""
        self.every: list[Block] = []
        """All blocks in page order, these too, if there are any."""
        self.apart_nodes: list[LexborNode] = []
        """The elements that were taken out with them."""
