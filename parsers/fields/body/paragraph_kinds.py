"""What kinds of paragraphs the blocks of a story are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.fields.body.beside import kinds_beside
from parsers.page.layout import Block, Box
from parsers.page.layout.emphasis import bold_lines
from parsers.page.text.scripts import scale_of
from parsers.records import ParagraphKind

_PROSE_IN_CELL = 100
"""A longer text in a table cell is no cell of a table of data."""
_KINDS: dict[str, ParagraphKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    "blockquote": "quote",
    "pre": "preformatted",
    **dict.fromkeys(("td", "th", "tr"), "table_row"),
}


def kinds_of(blocks: Iterable[Block], page_blocks: Sequence[Block] = ()) -> list[ParagraphKind]:
    """What kinds of paragraphs *blocks* are; *page_blocks* are all of the page, with headings
    that say what stands beside the story."""
    blocks = tuple(blocks)
    bold: dict[Box, frozenset[str]] = {}
    kinds: list[ParagraphKind] = [
        "heading" if _is_shown_as_heading(block, bold) else _kind_by_tags(block) for block in blocks
    ]
    _tell_large_print(blocks, kinds)
    for at, kind in kinds_beside(blocks, page_blocks).items():
        kinds[at] = kind
    return kinds


def _tell_large_print(blocks: Sequence[Block], kinds: list[ParagraphKind]) -> None:
    """Make paragraphs of headings where nearly all of a story stands in such: they are its text."""
    long = [
        at
        for at, (block, kind) in enumerate(zip(blocks, kinds, strict=True))
        if kind == "heading" and len(block.text) * scale_of(block.text[:40]) >= _LARGE_PRINT
    ]
    chars = sum(len(blocks[at].text) for at in long)
    if chars and chars > _NEARLY_ALL * sum(len(block.text) for block in blocks):
        for at in long:
            kinds[at] = "paragraph"


_LARGE_PRINT = 60
"""Letters of a heading that may be a paragraph in large print."""
_NEARLY_ALL = 0.8
"""As a share of the text."""


def _kind_by_tags(block: Block) -> ParagraphKind:
    for box in block.box.ancestors():
        kind = _KINDS.get(box.tag)
        if kind == "table_row" and not (box.tag == "tr" or _is_cell(box, block)):
            return "paragraph"  # a table that lays out the page
        if kind:
            return kind
        if box.tag not in ("p", "div", "span"):
            break
    return "paragraph"


def _is_cell(box: Box, block: Block) -> bool:
    """Whether *block* is the one text of a cell, beside others in its row: a table of data."""
    row = box.parent
    alone = box.end - box.start == 1 and row is not None and row.end - row.start > 1
    return alone and len(block.text) < _PROSE_IN_CELL


def _is_shown_as_heading(block: Block, bold: dict[Box, frozenset[str]]) -> bool:
    """Whether a short line is marked as a heading, or stands in bold as a whole.

    *bold* keeps the bold lines of the boxes that were looked at.
    """
    text = block.text
    if len(text) > 100 or text[-1] in '.,;:!…。"”»' or block.tag not in ("p", "div", "td"):
        return False
    if text[0] in "(（" or not any(map(str.isalnum, text)):
        return False  # a remark, a line drawn by hand
    box = block.box
    if box.node.attributes.get("role") == "heading":
        return True
    lines = bold.get(box)
    if lines is None:
        lines = bold[box] = frozenset(bold_lines(box.node))
    return text in lines
