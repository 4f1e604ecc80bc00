"""The pictures of the story, with their captions and credits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from parsers.fields.body.body import Body
from parsers.fields.captions.caption_block import (
    credit_brackets,
    in_the_form_of,
    read_caption_block,
)
from parsers.fields.captions.class_words import names_gallery
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.images.adjacent_caption import adjacent_caption
from parsers.fields.images.article_region import ArticleRegion
from parsers.fields.images.attributes import from_attributes, gallery_items
from parsers.fields.images.declared_images import PageTexts, declared_images, unlinked_images
from parsers.fields.images.image_candidates import ImageCandidate, image_candidates
from parsers.fields.images.image_filter import NO_PICTURE, choose, full_address
from parsers.fields.images.lazy_images import PageSource
from parsers.fields.images.own_caption import MAX_CAPTION, SourcedCaption, own_caption
from parsers.fields.images.stray_captions import StrayCaptions
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout import Block, Box
from parsers.page.text.similarity import letters
from parsers.records import Image


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the story, and the blocks that print their captions and credits."""

    images: Extracted[tuple[Image, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of caption and credit blocks: they are no paragraphs."""
    sure: frozenset[int] = frozenset()
    """Those that say themselves that they are captions: no story is told by them."""


_MOST = 1_000
"""Candidates that are looked at: no story of 2,600 pages has two hundred."""


@dataclass(slots=True)
class _KeptImage:
    """A picture that is kept, and how it was found."""

    image: Image
    words: SourcedCaption
    position: int
    source: str
    end: int = 0
    """Index of the first block after it."""


def read_images(page: Document, head: HeadlineBlock, body: Body) -> Pictures:
    """The pictures of the story, in reading order."""
    if not page.layout.blocks:
        return Pictures()
    region = ArticleRegion(page.layout, head, body)
    used: set[int] = set()
    shown: list[_KeptImage] = []
    source = PageSource(page.html)
    candidates = image_candidates(page, region)
    strays = StrayCaptions(page, region, head, candidates[:_MOST])
    for number, candidate in enumerate(candidates):
        if number == _MOST:
            page.note(
                "images", candidate.described(), candidate.box.tag, False, "a thousand came before"
            )
            break
        own: set[int] = set()
        words = _words(page, candidate, region, used, own, strays.of(number))
        words = _without_headline(words, head)
        image, reason = choose(page, candidate, region, words, source)
        used.update(own)  # what is printed under a picture of something else is no paragraph
        if image is None:
            if reason == NO_PICTURE and shown and _completes(shown[-1], candidate, words):
                continue
            if page.notes is not None:
                page.note("images", candidate.described(), candidate.box.tag, False, reason)
            continue
        shown.append(
            _KeptImage(image, words, candidate.position, candidate.box.tag, candidate.after)
        )
    shown += _from_files(strays, source, used)
    shown += _from_scripts(page, region)
    sure = frozenset(_in_figcaptions(region)) | strays.blocks
    used |= sure
    _credit_in_form(shown)
    shown = _merged(page, shown)
    shown = _with_structured(page, head, shown)
    if shown and shown[0].position <= region.text + 2:
        shown[0].image = replace(shown[0].image, is_lead=True)
    if page.notes is not None:
        for one in shown:
            page.note("images", _name(one.image), one.source, True, _explained(one))
    images = tuple(one.image for one in shown)
    found = Extracted(images, "figure") if images else None
    return Pictures(found, frozenset(used), sure)


def without_paragraphs(images: tuple[Image, ...], texts: Collection[str]) -> tuple[Image, ...]:
    """*images* without those captions that are paragraphs of the story, told by slides."""
    if not texts:
        return images
    told = " ".join(texts)
    return tuple(
        replace(image, caption=None) if image.caption and image.caption in told else image
        for image in images
    )


def _without_headline(words: SourcedCaption, head: HeadlineBlock) -> SourcedCaption:
    """*words* without a caption that is the story's headline, printed once more."""
    caption = words.block.caption
    if not caption or not head.headline or letters(caption) != letters(head.headline.value):
        return words
    return replace(words, block=replace(words.block, caption=None))


def _words(
    page: Document,
    candidate: ImageCandidate,
    region: ArticleRegion,
    used: set[int],
    own: set[int],
    strays: list[Block],
) -> SourcedCaption:
    """The caption and the credit: of its box, else apart from it, beside it, in attributes."""
    box = candidate.box
    words = SourcedCaption()
    if box.text_chars and _is_apart(box, region):
        words = own_caption(candidate)
        if words.block.caption or words.block.credit:
            own.update(range(box.start, box.end))
    stray = next((block for block in strays if block.index not in used | own), None)
    own.update(block.index for block in strays)
    if stray is not None and not words.block.caption:
        credits = [words.block.credit] if words.block.credit else []
        told = read_caption_block([stray.text], credits)
        words = words.updated(told, f"the line that says the same ({stray.tag})")
    else:
        stray = None
    for after in (None, stray) if stray else (None,):
        if candidate.pictures and not (words.block.caption and words.block.credit):
            beside: set[int] = set(used) | own
            words = adjacent_caption(page, candidate, region, words, beside, after)
            own.update(beside - used)
    if not (words.block.caption and words.block.credit):
        start = candidate.pictures[0].node if candidate.pictures else None
        caption_block, caption_from, credit_from = from_attributes(start, box.node, words.block)
        words = SourcedCaption(
            caption_block, words.caption_from or caption_from, words.credit_from or credit_from
        )
    return words


def _completes(before: _KeptImage, candidate: ImageCandidate, words: SourcedCaption) -> bool:
    """Give the words of a candidate without a picture to the bare picture right before it."""
    image = before.image
    if image.caption or image.credit or not 0 <= candidate.position - before.end <= 1:
        return False
    before.image = words.block.image(image.url, image.alt)
    before.words = words
    return True


def _is_apart(box: Box, region: ArticleRegion) -> bool:
    """Whether a box is a picture's own, not the story's."""
    return box is not region.container and box is not region.around and box.text_chars < MAX_CAPTION


def _from_files(strays: StrayCaptions, source: PageSource, used: set[int]) -> list[_KeptImage]:
    """The pictures of lines that open with "FILE -" and stand beside no picture."""
    found: list[_KeptImage] = []
    for block in strays.files:
        if block.index in used:
            continue
        caption = read_caption_block([block.text])
        if caption.caption:
            used.add(block.index)
            image = caption.image(source.before(block.text).address)
            words = SourcedCaption(caption, f"its opening ({block.tag})", f"its end ({block.tag})")
            found.append(_KeptImage(image, words, block.index, block.tag, block.index + 1))
    return found


def _credit_in_form(shown: list[_KeptImage]) -> None:
    """Take brackets at the end of captions for credits where others have their credits there."""
    brackets = credit_brackets([one.words.block for one in shown])
    for one in shown if brackets else ():
        block = in_the_form_of(one.words.block, brackets)
        if block is not one.words.block:
            one.words = one.words.updated(block, "the form of the other captions")
            one.image = block.image(one.image.url, one.image.alt)


def _in_figcaptions(region: ArticleRegion) -> Iterator[int]:
    """The blocks of all captions, also of pictures that are not kept: they are no paragraphs."""
    for box in region.boxes:
        if box.tag == "figcaption" and box.text_chars <= MAX_CAPTION:
            yield from range(box.start, box.end)


def _from_scripts(page: Document, region: ArticleRegion) -> list[_KeptImage]:
    """The pictures of galleries that only a script shows, listed in an attribute."""
    found: list[_KeptImage] = []
    for box in region.boxes:
        if not box.text_chars and box.names and names_gallery(box.names):
            for address, caption_block in gallery_items(box.node):
                image = caption_block.image(full_address(page, address))
                words = SourcedCaption(caption_block, "the gallery's data", "the gallery's data")
                found.append(_KeptImage(image, words, box.start, box.tag))
    return found


def _merged(page: Document, shown: list[_KeptImage]) -> list[_KeptImage]:
    """Without second copies of a picture, which pages print for small and large screens."""
    kept: list[_KeptImage] = []
    seen: dict[object, int] = {}
    for one in sorted(shown, key=_position):
        image = one.image
        keys: list[object] = []
        if image.url:
            keys.append(image.url.partition("?")[0])
        elif not image.caption and kept and kept[-1].image.credit == image.credit:
            continue  # the same credit, printed again for another screen
        if image.caption and len(image.caption) > 20:
            keys.append((image.caption, image.credit))
        at = next((seen[key] for key in keys if key in seen), None)
        if at is None:
            at = len(kept)
            kept.append(one)
        elif kept[at].image.caption is None and image.caption:
            one.image = replace(image, url=kept[at].image.url or image.url)
            one.position = kept[at].position
            kept[at] = one
        elif image.caption and image.caption != kept[at].image.caption:
            at = len(kept)
            kept.append(one)
        else:
            page.note("images", _name(image), one.source, False, "the same picture once more")
        for key in keys:
            seen.setdefault(key, at)
    return kept


def _position(one: _KeptImage) -> int:
    return one.position


def _with_structured(
    page: Document, head: HeadlineBlock, shown: list[_KeptImage]
) -> list[_KeptImage]:
    """Captions and credits from the page's own data, for pictures that show none."""
    if not page.json_ld or (shown and all(o.image.caption and o.image.credit for o in shown)):
        return shown
    texts = PageTexts(page, head)
    known = declared_images(page)
    if not shown:
        for picture in known:
            image = picture.completing(Image(url=picture.url), texts)
            if image.caption or image.credit:
                words = SourcedCaption(picture.block, "JSON-LD", "JSON-LD")
                return [_KeptImage(image, words, 0, "JSON-LD")]
        return shown
    lacking = [o for o in shown if o.image.url and not (o.image.caption and o.image.credit)]
    loose = unlinked_images(page, [o.image.url for o in lacking if o.image.url])
    for one in lacking:
        url = one.image.url or ""
        picture_of = next((p for p in known if p.is_of(url)), None) or loose.get(url)
        if picture_of is not None:
            one.image = picture_of.completing(one.image, texts)
            one.words = SourcedCaption(
                one.words.block,
                one.words.caption_from or "JSON-LD",
                one.words.credit_from or "JSON-LD",
            )
    return shown


def _name(image: Image) -> str:
    return image.url or image.caption or image.credit or "a picture"


def _explained(one: _KeptImage) -> str:
    """Why a picture is kept: where its caption and its credit stand."""
    parts = []
    if one.image.caption:
        parts.append(f"caption from {one.words.caption_from or 'the page'}")
    if one.image.credit:
        parts.append(f"credit from {one.words.credit_from or 'the page'}")
    return "; ".join(parts) or "it stands in the story, without caption and credit"
