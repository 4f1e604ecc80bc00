"""Where, and sometimes when and by whom, the story was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from parsers.document import Document
from parsers.fields.dateline_caption import dateline_from_caption
from parsers.fields.dateline_text import cut_dateline
from parsers.fields.headline import Head
from parsers.layout import Block
from parsers.records import Dateline, Image, Paragraph

_FIRST = 2
"""A dateline stands in the first paragraph, or in the second after a standfirst."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A dateline and the paragraphs without it."""

    dateline: Dateline | None
    paragraphs: tuple[Paragraph, ...]


def filed_in_text(
    paragraphs: tuple[Paragraph, ...],
    images: tuple[Image, ...],
    published: datetime | date | None = None,
) -> Filed:
    """The dateline of a story of which only the text is known."""
    day = _day(published)
    seen = 0
    for number, paragraph in enumerate(paragraphs[:6]):
        if paragraph.kind != "paragraph":
            continue
        cut = cut_dateline(paragraph.text, day, english=_is_english(paragraph.text))
        if cut is not None:
            dateline = Dateline(cut.text, cut.place, cut.date, cut.agency, cut.reporter)
            shorter = replace(paragraph, text=cut.rest)
            return Filed(dateline, (*paragraphs[:number], shorter, *paragraphs[number + 1 :]))
        seen += 1
        if seen == _FIRST:
            break
    return Filed(_from_captions(images, day), paragraphs)


def _from_captions(images: tuple[Image, ...], published: date | None) -> Dateline | None:
    """From the lead picture, or the first that has a caption."""
    for image in images[:2]:
        if image.caption:
            return dateline_from_caption(image.caption, published, image.credit)
    return None


def _day(published: datetime | date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published


_ENGLISH = frozenset("the of to in and a has was is for on that said with by at from an".split())


def _is_english(text: str) -> bool:
    words = text[:400].casefold().split()
    return sum(word in _ENGLISH for word in words) * 8 > len(words)


def read_dateline(
    page: Document,
    head: Head,
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    images: tuple[Image, ...],
    published: datetime | date | None,
) -> Filed:
    """The dateline; ``blocks[i]`` is the block that ``paragraphs[i]`` was made of, if one was."""
    return filed_in_text(paragraphs, images, published)
