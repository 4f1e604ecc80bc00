"""The body: which blocks of the page are the story, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.fields.headline import Head
from parsers.layout import Block, Box
from parsers.records import Paragraph, ParagraphKind


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the story in reading order."""

    blocks: tuple[Block, ...] = ()
    source: str = "text"
    """``text`` (the visible page), ``json-ld`` or ``script`` (text only in script data)."""
    paragraphs: tuple[Paragraph, ...] = ()
    """Only where the text comes from script data, not from blocks."""


_KINDS: dict[str, ParagraphKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    "blockquote": "quote",
    "pre": "preformatted",
    **dict.fromkeys(("td", "th", "tr"), "table_row"),
}


def read_body(page: Document, head: Head) -> Body:
    """The blocks of the story."""
    best: Box | None = None
    mass = 0.0
    for box in page.layout.boxes:
        own = sum(
            len(b.text) - 2 * b.link_chars
            for b in page.blocks[box.start : box.end]
            if b.tag in ("p", "div") and len(b.text) > 60 and b.box.depth <= box.depth + 2
        )
        if own > mass:
            best, mass = box, own
    if best is None:
        return Body()
    return Body(
        tuple(
            b
            for b in page.blocks[best.start : best.end]
            if b.link_chars * 2 < len(b.text) and b.tag != "figcaption" and b is not head.block
        )
    )


def kind_of(block: Block) -> ParagraphKind:
    """What kind of paragraph a block is."""
    for box in block.box.ancestors():
        if box.tag in _KINDS:
            return _KINDS[box.tag]
        if box.tag not in ("p", "div", "span"):
            break
    return "paragraph"
