"""Where, and sometimes when and by whom, the story was filed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from parsers.fields.dateline.captioned import dateline_from_caption
from parsers.fields.dateline.inline import cut_dateline
from parsers.fields.dateline.parts import Cut, read_parts
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.names.places import is_city, is_region
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.structured_data import strings
from parsers.page.text.normalization import clean
from parsers.records import Dateline, Image, Paragraph

_FIRST = 2
"""A dateline stands in the first paragraph, or in the second after a standfirst."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A dateline and the paragraphs without it."""

    dateline: Dateline | None
    paragraphs: tuple[Paragraph, ...]
    dek: str | None = None
    """The standfirst without the dateline, where the dateline stood there."""


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
    head: HeadlineBlock,
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    images: tuple[Image, ...],
    published: datetime | date | None,
) -> Filed:
    """The dateline; ``blocks[i]`` is the block that ``paragraphs[i]`` was made of, if one was."""
    day = _day(published)
    filed = _in_paragraphs(page, blocks, paragraphs, day)
    if filed is None and head.dek:
        cut = cut_dateline(head.dek.value, day, english=_is_english(head.dek.value))
        if cut is not None:
            # The standfirst is of the page's head, not of the body.
            filed = Filed(replace(_made(cut), source="element"), paragraphs, cut.rest)
    if filed is None:
        dateline = (
            _above(page, head, blocks, day) or _marked(page, head, day) or _structured(page, day)
        )
        filed = Filed(dateline or _from_captions(images, day), paragraphs)
    if filed.dateline and page.notes is not None:
        page.note("dateline", filed.dateline.text, filed.dateline.source, True, "reads as one")
    return filed


def _made(cut: Cut) -> Dateline:
    return Dateline(cut.text, cut.place, cut.date, cut.agency, cut.reporter)


def _in_paragraphs(
    page: Document,
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    day: date | None,
) -> Filed | None:
    """A dateline in the first paragraph, or in the second; or a first paragraph that is one."""
    seen = 0
    for number, paragraph in enumerate(paragraphs[:8]):
        block = blocks[number] if number < len(blocks) else None
        text = paragraph.text
        heading = block is not None and block.tag in ("h1", "h2", "h3", "h4")
        if (
            len(text) < 60
            and not heading
            and not any(p.kind == "paragraph" for p in paragraphs[:number])
        ):
            dateline = _own_line(text, block, day)
            if dateline is not None:
                return Filed(dateline, paragraphs[:number] + paragraphs[number + 1 :])
        if paragraph.kind != "paragraph":
            continue
        own = _set_off(block) if block is not None else None
        cut = cut_dateline(text, day, own=own, english=_is_english(text))
        if cut is not None:
            shorter = replace(paragraph, text=cut.rest)
            return Filed(_made(cut), (*paragraphs[:number], shorter, *paragraphs[number + 1 :]))
        seen += 1
        if seen == _FIRST:
            break
    return None


_OFF = frozenset("b strong em i span cite u a font small".split())


def _set_off(block: Block) -> str | None:
    """What a paragraph sets off at its very beginning: ``<strong>Berlin.</strong> Der …``."""
    child = block.box.node.first_child
    while child is not None and child.tag == "-text" and (child.text_content or "").isspace():
        child = child.next
    if child is None or child.tag not in _OFF:
        return None
    text = clean(child.text())
    return text if 2 <= len(text) <= 60 and block.text.startswith(text[:8]) else None


_LOCATION = re.compile(
    r"dateline|location|(?:^|[\s_-])(?:place|city|lugar|ort|lieu|luogo|plaats|locality|localidad|"
    r"data-?cidade|cidade|ciudad)(?:$|[\s_-])"
)


def _own_line(
    text: str, block: Block | None, day: date | None, *, named: bool = False
) -> Dateline | None:
    """A line of its own before the story that is nothing but a dateline."""
    shown = text.rstrip(" ,:;·|–—-").removesuffix(" .")
    if shown.endswith(".") and not is_region(shown.split(", ")[-1]):
        shown = shown[:-1]
    parts = read_parts(shown, day)
    if parts is None or not parts.place:
        return None
    towns = parts.place.split(",")[0].split("/")
    known = all(is_city(town.strip()) for town in towns)
    capitals = parts.place.isupper() and "," in parts.place
    named = named or (
        block is not None
        and (block.tag in ("h5", "h6") or _LOCATION.search(block.box.names) is not None)
    )
    if block is not None and block.link_chars * 2 > len(block.text):
        return None
    capitals = capitals and is_region(parts.place.split(", ")[-1])
    told = bool(parts.agency and parts.day) or (named and parts.place.istitle())
    if not (known or capitals or told):
        return None
    return Dateline(shown, parts.place, parts.day, parts.agency, parts.reporter)


def _above(
    page: Document, head: HeadlineBlock, blocks: Sequence[Block | None], day: date | None
) -> Dateline | None:
    """Between the headline and the first paragraph: a place with a day, or marked as one."""
    first = next((block for block in blocks if block is not None), None)
    if first is None or head.block is None:
        return None
    start = max(head.block.index + 1, first.index - 12)
    for block in page.blocks[start : first.index]:
        text = block.text
        if not 2 <= len(text) <= 60 or block.link_chars * 2 > len(text):
            continue
        marked = any(_LOCATION.search(box.names) for box in _near(block) if box.names)
        beside = block.index >= first.index - 1
        if not (marked or beside or any(map(str.isdigit, text))):
            continue
        dateline = _own_line(text, block, day)
        if dateline is None or not (marked or beside or dateline.date or parts_with_day(text, day)):
            continue
        if dateline.date or not beside:
            return Dateline(dateline.place or dateline.text, dateline.place, None, source="element")
        if block.tag not in ("li", "h1", "h2", "h3", "h4", "td"):
            return dateline
    return None


def _marked(page: Document, head: HeadlineBlock, day: date | None) -> Dateline | None:
    """What the page's markup calls the dateline, in the small print under the headline."""
    if head.block is None:
        return None
    start = head.block.index + 1
    for block in page.blocks[start : start + 6]:
        if len(block.text) > 200:
            continue
        node = block.box.node.css_first("[class*=dateline]")
        text = clean(node.text()) if node is not None else ""
        dateline = _own_line(text, None, day, named=True) if 2 <= len(text) <= 60 else None
        if dateline is not None:
            return replace(dateline, source="element")
    return None


def parts_with_day(text: str, day: date | None) -> bool:
    """Whether *text* names a day beside its place."""
    parts = read_parts(text, day)
    return parts is not None and parts.has_day


def _near(block: Block) -> list[Box]:
    found = []
    for box in block.box.ancestors():
        if box.text_chars > 120:
            break
        found.append(box)
    return found


def _structured(page: Document, day: date | None) -> Dateline | None:
    """What schema.org ``dateline`` says."""
    told: list[str] = []
    for node in page.story[:3]:
        told += strings(node.get("dateline"))[:1]
    told += page.meta.get("dateline", [])[:1]
    for text in told:
        shown = clean(text).rstrip(" –—-:")
        parts = read_parts(shown, day) if 2 <= len(shown) <= 90 else None
        if parts is not None:
            return Dateline(
                shown, parts.place, parts.day, parts.agency, parts.reporter, "structured"
            )
    return None
