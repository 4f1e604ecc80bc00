"""The body: which blocks of the page are the story, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.fields.headline import Head
from parsers.judge.features import Story
from parsers.judge.model import block_judge
from parsers.layout import Block
from parsers.records import Paragraph, ParagraphKind


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the story in reading order."""

    blocks: tuple[Block, ...] = ()
    source: str = "text"
    """``text`` (the visible page), ``json-ld`` or ``script`` (text only in script data)."""
    paragraphs: tuple[Paragraph, ...] = ()
    """Only where the text comes from script data, not from blocks."""


THRESHOLD = -0.1
"""Blocks that the judge scores higher are the story."""

_KINDS: dict[str, ParagraphKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    "blockquote": "quote",
    "pre": "preformatted",
    **dict.fromkeys(("td", "th", "tr"), "table_row"),
}


def story_of(page: Document, head: Head) -> Story:
    """What the page says of its story, for comparing its blocks with it."""
    body = ""
    words = 0
    for node in page.json_ld:
        text = node.get("articleBody")
        if isinstance(text, str) and len(text) > len(body):
            body = text
        count = node.get("wordCount")
        if isinstance(count, int | str) and str(count).isdigit():
            words = max(words, int(str(count)[:6]))
    return Story(
        page.first_meta("description", "og:description", "twitter:description"),
        body if len(body) > _SHORT_BODY else None,
        words,
        head.block.index if head.block else None,
    )


_SHORT_BODY = 200
"""A shorter ``articleBody`` is a teaser."""


def read_body(page: Document, head: Head) -> Body:
    """The blocks of the story."""
    scores = block_judge().scores(page.layout, story_of(page, head))
    return Body(
        tuple(
            block
            for block, score in zip(page.blocks, scores, strict=True)
            if score > THRESHOLD and block.index not in head.blocks
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
