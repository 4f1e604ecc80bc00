"""Where, and sometimes when and by whom, the story was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from parsers.fields.dateline.captioned import dateline_from_caption
from parsers.fields.dateline.inline import cut_dateline
from parsers.fields.dateline.named_element import find_named, rest_after
from parsers.fields.dateline.own_line import LOCATION, cited, own_line, set_off
from parsers.fields.dateline.page_words import PageWords
from parsers.fields.dateline.parts import Cut, read_parts
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.names.places import is_city, is_region
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.linked_data.structured_data import strings
from parsers.page.text.normalization import clean
from parsers.records import Dateline, Image, Paragraph
from parsers.wordlists import names_of

_FIRST = 3
"""A dateline stands in one of the first paragraphs, behind a standfirst or key points."""
_SURE = 2
"""Behind so many, only what names an agency, a day or a known place."""
_ABOVE = 12
"""Blocks above the first paragraph that are looked at, below the headline."""
_SMALL_PRINT = 200
"""Characters of a line of small print under the headline."""
_HEAD_TAGS = ("li", "h1", "h2", "h3", "h4", "td")
"""Elements in which a line belongs to the head of the page, not to the text."""
_TEXT = 6
"""Paragraphs that tell what the page knows of places."""


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
        if cut is not None and (seen < _SURE or _is_sure(cut)):
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


_ENGLISH = frozenset(names_of("stopwords", "en"))


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
    words = _words_of(page, head, paragraphs)
    filed = _named(page, head, blocks, paragraphs, day, words)
    filed = filed or _in_paragraphs(blocks, paragraphs, day, words)
    if filed is None and head.dek:
        cut = cut_dateline(head.dek.value, day, english=_is_english(head.dek.value), words=words)
        if cut is not None:
            # The standfirst is of the page's head, not of the body.
            filed = Filed(replace(_made(cut), source="element"), paragraphs, cut.rest)
    if filed is None:
        dateline = _above(page, head, blocks, day, words) or _structured(page, day, words)
        filed = Filed(dateline or _from_captions(images, day), paragraphs)
    if filed.dateline and page.notes is not None:
        page.note("dateline", filed.dateline.text, filed.dateline.source, True, "reads as one")
    return filed


def _made(cut: Cut) -> Dateline:
    return Dateline(cut.text, cut.place, cut.date, cut.agency, cut.reporter)


def _words_of(page: Document, head: HeadlineBlock, paragraphs: tuple[Paragraph, ...]) -> PageWords:
    titles = [head.headline.value if head.headline else "", head.dek.value if head.dek else ""]
    for name in ("keywords", "news_keywords", "article:tag", "description", "og:description"):
        titles += page.meta.get(name, [])[:20]
    return PageWords(
        tuple(page.site_names),
        " . ".join(titles),
        " . ".join(paragraph.text[:1_000] for paragraph in paragraphs[:_TEXT]),
    )


def _is_sure(cut: Cut) -> bool:
    """Whether a dateline says more than a place that nobody knows."""
    if cut.agency or cut.date:
        return True
    town, *others = (cut.place or "").split(", ")
    return is_city(town) or bool(others and is_region(others[-1]))


def _named(
    page: Document,
    head: HeadlineBlock,
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    day: date | None,
    words: PageWords,
) -> Filed | None:
    """What an element near the first paragraph calls the dateline: it holds against all others."""
    shown = [block for block in blocks[:_FIRST] if block is not None]
    if not shown:
        return None
    first = shown[0].index
    start = max(head.block.index + 1 if head.block else 0, first - _ABOVE)
    near = [b for b in page.blocks[start:first] if len(b.text) <= _SMALL_PRINT]
    section = page.first_meta("article:section", "section")
    found = find_named(iter([*near, *shown]), day, words, section)
    if found is None:
        return None
    parts = found.parts
    dateline = Dateline(found.text, parts.place, parts.day, parts.agency, parts.reporter)
    for number, paragraph in enumerate(paragraphs[:_FIRST]):
        if blocks[number] is not found.block:
            continue
        if not found.is_inline:
            return Filed(dateline, paragraphs[:number] + paragraphs[number + 1 :])
        rest = rest_after(paragraph.text, found.text)
        if rest is None:
            return None  # a place amid a sentence
        cut = cut_dateline(paragraph.text, day, own=found.text, words=words)
        if cut is not None:
            dateline, rest = _made(cut), cut.rest
        shorter = replace(paragraph, text=rest)
        return Filed(dateline, (*paragraphs[:number], shorter, *paragraphs[number + 1 :]))
    beside = found.block.index >= first - 1 and found.block.tag not in _HEAD_TAGS
    if beside and not found.is_sure:
        return Filed(dateline, paragraphs)  # a line of its own right before the story
    return Filed(replace(dateline, source="element"), paragraphs)


def _in_paragraphs(
    blocks: Sequence[Block | None],
    paragraphs: tuple[Paragraph, ...],
    day: date | None,
    words: PageWords,
) -> Filed | None:
    """A dateline in one of the first paragraphs; or a first paragraph that is one."""
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
            dateline = own_line(text, block, day, words)
            if dateline is not None:
                return Filed(dateline, paragraphs[:number] + paragraphs[number + 1 :])
        if paragraph.kind != "paragraph":
            continue
        own = set_off(block) if block is not None else None
        cut = cut_dateline(text, day, own=own, english=_is_english(text), words=words)
        if cut is None and own is not None and block is not None:
            cut = cited(text, own, block, words)
        if cut is not None and (seen < _SURE or _is_sure(cut)):
            shorter = replace(paragraph, text=cut.rest)
            return Filed(_made(cut), (*paragraphs[:number], shorter, *paragraphs[number + 1 :]))
        seen += 1
        if seen == _FIRST:
            break
    return None


def _above(
    page: Document,
    head: HeadlineBlock,
    blocks: Sequence[Block | None],
    day: date | None,
    words: PageWords,
) -> Dateline | None:
    """Between the headline and the first paragraph: a place with a day, or marked as one."""
    first = next((block for block in blocks if block is not None), None)
    if first is None or head.block is None:
        return None
    start = max(head.block.index + 1, first.index - _ABOVE)
    for block in page.blocks[start : first.index]:
        text = block.text
        if not 2 <= len(text) <= 60 or block.link_chars * 2 > len(text):
            continue
        marked = any(LOCATION.search(box.names) for box in _near(block) if box.names)
        beside = block.index >= first.index - 1
        if not (marked or beside or any(map(str.isdigit, text))):
            continue
        dateline = own_line(text, block, day, words)
        if dateline is None or not (marked or beside or dateline.date or parts_with_day(text, day)):
            continue
        if dateline.date or not beside:
            return Dateline(dateline.place or dateline.text, dateline.place, None, source="element")
        if block.tag not in _HEAD_TAGS:
            return dateline
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


def _structured(page: Document, day: date | None, words: PageWords) -> Dateline | None:
    """What schema.org ``dateline`` says."""
    told: list[str] = []
    for node in page.story[:3]:
        told += strings(node.get("dateline"))[:1]
    told += page.meta.get("dateline", [])[:1]
    for text in told:
        shown = clean(text).rstrip(" –—-:")
        parts = read_parts(shown, day, words) if 2 <= len(shown) <= 90 else None
        if parts is not None:
            return Dateline(
                shown, parts.place, parts.day, parts.agency, parts.reporter, "structured"
            )
    return None
