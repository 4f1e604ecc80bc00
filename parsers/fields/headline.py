"""Headline, kicker and dek: what stands at the head of the story."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.found import Found
from parsers.layout import Block


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the story, and the block of the page it stands in."""

    headline: Found[str] | None = None
    kicker: Found[str] | None = None
    dek: Found[str] | None = None
    block: Block | None = None
    """The block that shows the headline, if one does: fields near it are looked for there."""


def read_head(page: Document) -> Head:
    """The head of the story."""
    block = next((b for b in page.blocks if b.tag == "h1"), None)
    for node in page.json_ld:
        if isinstance(node.get("headline"), str) and node["headline"]:
            return Head(Found(node["headline"], "json-ld"), block=block)
    if block:
        return Head(Found(block.text, "h1"), block=block)
    text = page.first_meta("og:title") or page.title
    return Head(Found(text, "meta") if text else None)
