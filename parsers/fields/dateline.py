"""Where, and sometimes when and by whom, the story was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parsers.document import Document
from parsers.fields.headline import Head
from parsers.layout import Block
from parsers.records import Dateline, Image, Paragraph


@dataclass(frozen=True, slots=True)
class Filed:
    """A dateline and the paragraphs without it."""

    dateline: Dateline | None
    paragraphs: tuple[Paragraph, ...]


def read_dateline(
    page: Document,
    head: Head,
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    images: tuple[Image, ...],
    published: datetime | date | None,
) -> Filed:
    """The dateline; ``blocks[i]`` is the block that ``paragraphs[i]`` was made of, if one was."""
    return Filed(None, paragraphs)
