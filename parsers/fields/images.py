"""The pictures of the story, with their captions and credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsers.document import Document
from parsers.fields.body import Body
from parsers.fields.headline import Head
from parsers.fields.picture_address import addresses, is_icon, is_small, lost_picture
from parsers.fields.picture_attributes import from_attributes, gallery_items
from parsers.fields.picture_beside import words_beside
from parsers.fields.picture_data import Said, loose_pictures, structured_pictures
from parsers.fields.picture_legend import HEADINGS, MAX_CAPTION, Words, own_words
from parsers.fields.picture_places import Place, Zone, places
from parsers.found import Found
from parsers.layout import Block, Box, Picture
from parsers.records import Image
from parsers.text import clean


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the story, and the blocks that print their captions and credits."""

    images: Found[tuple[Image, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of caption and credit blocks: they are no paragraphs."""


@dataclass(slots=True)
class _Shown:
    """A picture that is kept, and how it was found."""

    image: Image
    words: Words
    position: int
    source: str
    end: int = 0
    """Index of the first block after it."""


_NO_PICTURE_HERE = "no picture stands with these words"


def read_images(page: Document, head: Head, body: Body) -> Pictures:
    """The pictures of the story, in reading order."""
    if not page.layout.blocks:
        return Pictures()
    zone = Zone(page.layout, head, body)
    used: set[int] = set()
    shown: list[_Shown] = []
    for place in places(page, zone):
        own: set[int] = set()
        words = _words(page, place, zone, used, own)
        image, reason = _image(page, place, zone, words)
        used.update(own)  # what is printed under a picture of something else is no paragraph
        if image is None:
            if reason == _NO_PICTURE_HERE and shown and _completes(shown[-1], place, words):
                continue
            if page.notes is not None:
                page.note("images", place.described(), place.box.tag, False, reason)
            continue
        shown.append(_Shown(image, words, place.position, place.box.tag, place.after))
    shown += _from_scripts(page, zone)
    shown = _merged(page, shown)
    shown = _with_structured(page, head, shown)
    if shown and shown[0].position <= zone.text + 2:
        shown[0].image = replace(shown[0].image, is_lead=True)
    if page.notes is not None:
        for one in shown:
            page.note("images", _name(one.image), one.source, True, _explained(one))
    images = tuple(one.image for one in shown)
    return Pictures(Found(images, "figure") if images else None, frozenset(used))


def _words(page: Document, place: Place, zone: Zone, used: set[int], own: set[int]) -> Words:
    """The caption and the credit: of its box, else beside it, else in attributes."""
    box = place.box
    words = Words()
    if box.text_chars and _is_apart(box, zone):
        words = own_words(place)
        if words.legend.caption or words.legend.credit:
            own.update(range(box.start, box.end))
    if place.pictures and not (words.legend.caption and words.legend.credit):
        beside: set[int] = set(used) | own
        words = words_beside(page, place, zone, words, beside)
        own.update(beside - used)
    if not (words.legend.caption and words.legend.credit):
        start = place.pictures[0].node if place.pictures else None
        legend, caption_from, credit_from = from_attributes(start, box.node, words.legend)
        words = Words(legend, words.caption_from or caption_from, words.credit_from or credit_from)
    return words


def _completes(before: _Shown, place: Place, words: Words) -> bool:
    """Gives the words of a place without a picture to the bare picture right before it."""
    legend = words.legend
    image = before.image
    if image.caption or image.credit or not 0 <= place.position - before.end <= 1:
        return False
    before.image = replace(
        image,
        caption=legend.caption,
        credit=legend.credit,
        creator=legend.creator,
        agencies=legend.agencies,
        copyright_notice=legend.copyright_notice,
    )
    before.words = words
    return True


def _is_apart(box: Box, zone: Zone) -> bool:
    """Whether a box is a picture's own, not the story's."""
    return box is not zone.container and box is not zone.around and box.text_chars < MAX_CAPTION


# -- the picture


_FOREIGN_FIGURE = re.compile(
    r"tweet|twitter|instagram|facebook|tiktok|youtube|vimeo|\bvideo|block-embed|oembed|iframe|rich-?link|"
    r"pull-?quote|blockquote|\bquote|\baudio|podcast|\bcode\b|highlight|datawrapper|\btable"
)
"""What a figure without a picture holds instead, by its names."""
_NO_PICTURE = 'video, audio, [data-video-id], [class*="video" i], [class*="player" i]'


def _image(page: Document, place: Place, zone: Zone, words: Words) -> tuple[Image | None, str]:
    """The picture at *place*, or ``None`` and the reason why there is none of the story."""
    legend = words.legend
    worded = bool(legend.caption or legend.credit)
    picture, found = _usable(place, worded=worded)
    if not worded:
        if picture is None or not found:
            return None, "an icon, a portrait or a pixel, or it has no address"
        if picture.in_link:
            return None, "it leads elsewhere and carries neither caption nor credit"
        if not zone.first < place.position <= zone.last:
            return None, "outside the story and without caption or credit"
    elif not found:
        lost = _lost(page, place)
        if lost is None:
            return None, _NO_PICTURE_HERE
        found = lost
    elif picture is not None and picture.in_link and not _may_be_linked(picture, place):
        return None, "it leads elsewhere"
    if _is_teaser(page, place):
        return None, "the words beside it lead elsewhere"
    url = next(filter(None, (_address(page, address) for address in found)), None)
    alt = clean(picture.node.attributes.get("alt") or "") if picture else ""
    image = Image(
        url=url,
        caption=legend.caption,
        credit=legend.credit,
        creator=legend.creator,
        agencies=legend.agencies,
        copyright_notice=legend.copyright_notice,
        alt=alt or None,
    )
    return image, ""


def _usable(place: Place, *, worded: bool) -> tuple[Picture | None, list[str]]:
    """The picture itself among icons and pixels, and its addresses."""
    lenient = worded and (place.is_figure or place.is_worded)
    best: tuple[Picture | None, list[str]] = (None, [])
    for picture in place.pictures:
        found = addresses(picture.node)
        if is_small(picture.node.attributes) or (found and is_icon(found[0])):
            if lenient and best[0] is None:
                best = (picture, found)
            continue
        if found:
            return picture, found
        if best[0] is None:
            best = (picture, found)
    return best


def _lost(page: Document, place: Place) -> list[str] | None:
    """The addresses of a picture of which the tree holds but the words; ``None``: there is none."""
    box = place.box
    if box.tag == "table" or not (place.is_figure or place.is_worded):
        return None
    around = box.parent.names if box.parent and box.parent.end - box.parent.start < 4 else ""
    if _FOREIGN_FIGURE.search(f"{box.names} {around}"):
        return None
    blocks = page.blocks[box.start : box.end]
    if any(
        outer.tag in ("blockquote", "table", "pre") for b in blocks for outer in _up(b.box, box)
    ):
        return None
    if box.node.css_first(_NO_PICTURE) is not None:
        return None
    embedded = False
    for block in sorted(blocks, key=_length, reverse=True)[:2]:
        lost = lost_picture(page.html, block.text)
        if lost.address:
            return [lost.address]
        embedded = embedded or lost.is_embedded
    return None if embedded or not place.is_figure or not _has_caption(place, page) else []


def _length(block: Block) -> int:
    return len(block.text)


def _up(box: Box, top: Box) -> list[Box]:
    found = []
    for outer in box.ancestors():
        found.append(outer)
        if outer is top:
            break
    return found


def _has_caption(place: Place, page: Document) -> bool:
    return place.box.tag == "figcaption" or any(
        outer.tag == "figcaption"
        for block in page.blocks[place.box.start : place.box.end]
        for outer in _up(block.box, place.box)
    )


_PLAIN = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+/[^\s#\\]*")


def _address(page: Document, address: str) -> str | None:
    """*address* made absolute; most are, and need no taking apart."""
    return address if _PLAIN.fullmatch(address) else page.absolute(address)


def _may_be_linked(picture: Picture, place: Place) -> bool:
    """Whether the link around a picture is no teaser: a figure's, or to the picture itself."""
    if place.is_figure or place.is_worded:
        return True
    node = picture.node.parent
    for _ in range(4):
        if node is None or node.tag == "a":
            break
        node = node.parent
    href = (node.attributes.get("href") or "") if node is not None and node.tag == "a" else ""
    return bool(_IMAGE_FILE.search(href))


_IMAGE_FILE = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])|/(?:photo|image|foto|gallery|galerie)", re.I
)


_ALSO = re.compile(
    r"\W*(?:(?:read|see|watch) (?:also|more|next)|also read|related|more on this|lest auch|"
    r"lesen sie (?:auch|mehr)|mehr (?:dazu|zum thema)|lire aussi|à lire|sur le même sujet|"
    r"lee también|lea también|te puede interesar|leia (?:também|mais)|veja também|leggi anche|"
    r"potrebbe interessarti|lees (?:ook|meer)|läs (?:också|även|mer)|l[eæ]s også|lue myös|"
    r"(?:czytaj|zobacz) (?:też|także|również)|čtěte také|čítajte aj|olvasd el|citește și|"
    r"читайте (?:также|також|още)|прочетете|pročitajte i|διαβάστε (?:επίσης|ακόμη)|ayrıca oku|"
    r"ilgili haber|اقرأ أيضا|इसे भी पढ़ें|ये भी पढ़ें|यह भी पढ़ें|baca juga|あわせて読みたい|関連記事|"
    r"相关阅读|相關閱讀|延伸閱讀|관련기사)",
    re.I,
)
"""How boxes begin that announce another article."""


def _is_teaser(page: Document, place: Place) -> bool:
    """Whether the words beside the picture lead elsewhere."""
    box = place.box
    if box.text_chars and _ALSO.match(page.blocks[box.start].text):
        return True
    if box.text_chars and box.link_chars * 10 > box.text_chars * 8 and box.link_chars > 15:
        return not place.is_figure or any(
            block.tag in HEADINGS for block in page.blocks[box.start : box.end]
        )
    return False


# -- all of them together


_GALLERY = re.compile(
    r"galler|slider|slideshow|carousel|carrousel|swiper|diapo|lightbox|bildstrecke"
)


def _from_scripts(page: Document, zone: Zone) -> list[_Shown]:
    """The pictures of galleries that only a script shows, listed in an attribute."""
    found: list[_Shown] = []
    first, last = zone.reach
    for box in page.layout.boxes:
        if not first <= box.start <= last or box.text_chars or not box.names:
            continue
        if _GALLERY.search(box.names):
            for address, legend in gallery_items(box.node):
                image = Image(
                    url=_address(page, address),
                    caption=legend.caption,
                    credit=legend.credit,
                    creator=legend.creator,
                    agencies=legend.agencies,
                    copyright_notice=legend.copyright_notice,
                )
                words = Words(legend, "the gallery's data", "the gallery's data")
                found.append(_Shown(image, words, box.start, box.tag))
    return found


def _merged(page: Document, shown: list[_Shown]) -> list[_Shown]:
    """Without second copies of a picture, which pages print for small and large screens."""
    kept: list[_Shown] = []
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


def _position(one: _Shown) -> int:
    return one.position


def _with_structured(page: Document, head: Head, shown: list[_Shown]) -> list[_Shown]:
    """Captions and credits from the page's own data, for pictures that show none."""
    if not page.json_ld or (shown and all(o.image.caption and o.image.credit for o in shown)):
        return shown
    said = Said(page, head)
    known = structured_pictures(page)
    if not shown:
        for picture in known:
            image = picture.completing(Image(url=picture.url), said)
            if image.caption or image.credit:
                words = Words(picture.legend, "JSON-LD", "JSON-LD")
                return [_Shown(image, words, 0, "JSON-LD")]
        return shown
    lacking = [o for o in shown if o.image.url and not (o.image.caption and o.image.credit)]
    loose = loose_pictures(page, [o.image.url for o in lacking if o.image.url])
    for one in lacking:
        url = one.image.url or ""
        picture_of = next((p for p in known if p.is_of(url)), None) or loose.get(url)
        if picture_of is not None:
            one.image = picture_of.completing(one.image, said)
            one.words = Words(
                one.words.legend,
                one.words.caption_from or "JSON-LD",
                one.words.credit_from or "JSON-LD",
            )
    return shown


def _name(image: Image) -> str:
    return image.url or image.caption or image.credit or "a picture"


def _explained(one: _Shown) -> str:
    """Why a picture is kept: where its caption and its credit stand."""
    parts = []
    if one.image.caption:
        parts.append(f"caption from {one.words.caption_from or 'the page'}")
    if one.image.credit:
        parts.append(f"credit from {one.words.credit_from or 'the page'}")
    return "; ".join(parts) or "it stands in the story, without caption and credit"
