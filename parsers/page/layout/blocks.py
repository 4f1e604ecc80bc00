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


_REMEMBERED = 20_000
_KNOWN: dict[str, tuple[str, int]] = {}
"""By an element's names as they are written: in lower case, and the flags that they tell."""


def _known(names: str) -> tuple[str, int]:
    if len(_KNOWN) >= _REMEMBERED:
        _KNOWN.clear()
    lower = names.lower()[:MAX_NAMES]
    told = lower, flags_of_names(lower)
    if len(names) <= MAX_NAMES:
        _KNOWN[names] = told
    return told


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
        self.start = self.end = start
        """Index of the first block inside; ``end`` is one past the last."""
        self.text_chars = self.link_chars = 0
        flags = BY_TAG.get(tag, 0)
        attributes = node.attributes
        names = ""
        if attributes:
            get = attributes.get
            names = get("class") or ""
            if not names or len(attributes) > 1:  # most elements have a class and nothing else
                if identity := get("id"):
                    names = f"{names} {identity}" if names else identity
                if not TELLING.isdisjoint(attributes):
                    for key in ("role", "itemprop"):
                        if name := get(key):
                            names = f"{names} {name}" if names else name
                    if parent is not None:
                        flags |= flags_of_values(attributes)
            if names:
                names, told = _KNOWN.get(names) or _known(names)
                if told and parent is not None:  # the body's names speak of the page
                    flags |= told
        self.names = names
        """Class, id, role and itemprop, in lower case, joined by spaces."""
        self.flags = flags
        """What the element says of itself: bits of :mod:`parsers.page.element_flags`."""
        if parent is None:
            self.depth = 0
            self.within = flags
            """The flags of the box and of all boxes around it."""
        else:
            self.depth = parent.depth + 1
            self.within = parent.within | flags

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
        """Blocks that :func:`~parsers.page.layout.exclusion.leave_out` took out, each with why."""
        self.every: list[Block] = []
        """All blocks in page order, these too, if there are any."""
        self.apart_nodes: list[LexborNode] = []
        """The elements that were taken out with them."""
