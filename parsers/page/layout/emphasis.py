"""What of a text stands in bold or in italics as a whole, however its editor nested it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.page.layout.blocks import Block
from parsers.page.text.normalization import clean

Emphasis = Literal["bold", "slanted", ""]
_STYLES: dict[str | None, Emphasis] = {
    "b": "bold",
    "strong": "bold",
    "em": "slanted",
    "i": "slanted",
    "small": "slanted",
}
_PASSED = frozenset(("span", "font", "u"))
"""Elements that editors put around any text: ``<p><span style="font-weight: 400"><b>``."""
_DEEPEST = 3
_REST = 2
"""Signs that may stand outside: a full stop, a quotation mark."""


def opening_element(node: LexborNode) -> LexborNode | None:
    """The element that *node* begins with; none where words come first."""
    child = node.first_child
    while child is not None and not child.is_element_node:
        if child.tag == "-text" and not (child.text_content or "").isspace():
            return None
        child = child.next
    return child


def whole_emphasis(block: Block) -> Emphasis:
    """How all of *block* is set off, if it is."""
    inner = opening_element(block.box.node)
    for _ in range(_DEEPEST):
        if inner is None or len(clean(inner.text())) < len(block.text) - _REST:
            return ""
        if style := _STYLES.get(inner.tag):
            return style
        if inner.tag not in _PASSED:
            return ""
        inner = opening_element(inner)
    return ""


def bold_lines(node: LexborNode, depth: int = _DEEPEST) -> Iterator[str]:
    """The texts of the elements in bold that stand in *node*, not inside links or other blocks."""
    for child in node.iter():
        if _STYLES.get(child.tag) == "bold":
            yield clean(child.text())
        elif depth and child.tag in _PASSED:
            yield from bold_lines(child, depth - 1)
