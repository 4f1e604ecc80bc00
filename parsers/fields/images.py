"""The pictures of the story, with their captions and credits."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.fields.body import Body
from parsers.fields.headline import Head
from parsers.found import Found
from parsers.records import Image


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the story, and the blocks that print their captions and credits."""

    images: Found[tuple[Image, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of caption and credit blocks: they are no paragraphs."""


def read_images(page: Document, head: Head, body: Body) -> Pictures:
    """The pictures of the story, in reading order."""
    images = []
    used = set()
    for block in page.blocks:
        if block.tag == "figcaption":
            images.append(Image(caption=block.text))
            used.add(block.index)
    return Pictures(Found(tuple(images), "figure") if images else None, frozenset(used))
