"""The pictures of the story, with their captions and credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from parsers.document import Document
from parsers.fields.body import Body
from parsers.fields.caption import Legend, read_legend
from parsers.fields.caption_split import split_caption
from parsers.fields.credit import is_credit
from parsers.fields.days import find_day
from parsers.fields.headline import Head
from parsers.fields.labels import find_label
from parsers.fields.picture_data import loose_picture, structured_pictures
from parsers.fields.picture_places import (
    Place,
    Zone,
    is_caption_box,
    names_picture,
    places,
    usable,
)
from parsers.fields.picture_text import Line, Role, lines_in, role_of
from parsers.found import Found
from parsers.layout import Block, Box, Picture
from parsers.records import Image
from parsers.text import clean

MAX_CAPTION = 1500
"""Longer texts under a picture are no captions."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the story, and the blocks that print their captions and credits."""

    images: Found[tuple[Image, ...]] | None = None
    blocks: frozenset[int] = frozenset()
    """Indexes of caption and credit blocks: they are no paragraphs."""


def read_images(page: Document, head: Head, body: Body) -> Pictures:
    """The pictures of the story, in reading order."""
    layout = page.layout
    if not layout.blocks:
        return Pictures()
    zone = Zone(layout, head, body)
    used: set[int] = set()
    images: list[Image] = []
    positions: list[int] = []
    for place in places(layout, zone):
        legend = _legend(page, place, zone, used)
        image = _image(page, place, zone, legend)
        if image is None:
            continue
        images.append(image)
        positions.append(place.position)
    images = _merged(images)
    images = _with_structured(page, head, images)
    if images and (not positions or positions[0] <= zone.text + 2):
        images[0] = replace(images[0], is_lead=True)
    return Pictures(Found(tuple(images), "figure") if images else None, frozenset(used))


# -- the words of one place


def _legend(page: Document, place: Place, zone: Zone, used: set[int]) -> Legend:
    box = place.box
    legend = Legend()
    if _is_apart(box, zone) and box.text_chars:
        lines = lines_in(box.node)
        if sum(len(line.text) for line in lines) <= MAX_CAPTION * 2:
            if any(_is_clock(line.text) for line in lines):
                lines = []  # a byline with its portrait
            if not place.is_figure:
                lines = _words_of_picture(lines, place)
            legend = _from_lines(lines)
        if legend.caption and _DURATION.match(legend.caption):
            legend = Legend()
        if legend.caption or legend.credit:
            used.update(range(box.start, box.end))
    if place.pictures and not (legend.caption and legend.credit):
        legend = _from_neighbours(page, place, zone, legend, used)
    if not legend.caption or not legend.credit:
        legend = _from_data(place, legend)
    return legend


def _is_apart(box: Box, zone: Zone) -> bool:
    """Whether a box is a picture's own, not the story's."""
    return box is not zone.container and box is not zone.around and box.text_chars < MAX_CAPTION


def _words_of_picture(lines: list[Line], place: Place) -> list[Line]:
    """What may be caption or credit in a box that is no figure.

    Either the markup says so, or the box is by its name a picture's and holds little else.
    """
    box = place.box
    if any(line.role == "figcaption" for line in lines):
        return lines
    named = (
        place.is_worded
        or is_caption_box(box)
        or (names_picture(box.names) and not any(line.tag in _HEADINGS for line in lines))
    )
    marked = [line for line in lines if line.role != "text" and line.strong]
    if marked and (named or any("capt" in line.names or "credit" in line.names for line in marked)):
        return marked if not named else lines
    lines = [line for line in lines if not _is_small_print(line.text)]
    if (
        named
        and len(lines) <= 2
        and not any(line.role == "credit" and not line.strong for line in lines)
    ):
        return lines
    if len(lines) <= 2 and lines and (_ends_in_credit(lines[-1].text) or is_credit(lines[-1].text)):
        return lines
    return []


_DURATION = re.compile(r"^[\d\s:.,'’]*(?:min\w*|sec\w*|sek\w*)?\.?$", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_SMALL_PRINT = re.compile(r"^\W*(?:by|von|par|por|di|door|av)\s+[A-ZÀ-Ý]|\b\d{1,2}[:.]\d\d\b", re.I)


def _is_small_print(text: str) -> bool:
    """Whether a line is a byline or a date."""
    if len(text) > 120:
        return False
    if _SMALL_PRINT.search(text) and len(text) < 80:
        return True
    day = find_day(text)
    return day is not None and (day.end - day.start) * 2 > len(text)


_NOTICE = re.compile(r"(?:copyright\b|©|\(c\))", re.I)
_CLOCK = re.compile(r"\b(?:19|20)\d\d\b.{0,6}\b\d{1,2}[:.]\d\d\b|\b\d{1,2}:\d\d\s*Uhr\b")


def _is_clock(text: str) -> bool:
    """Whether a line is the time of publication."""
    return len(text) < 60 and _CLOCK.search(text) is not None


def _from_lines(lines: list[Line]) -> Legend:
    credits: list[str] = []
    captions: list[str] = []
    marked = any(line.role == "caption" for line in lines)
    figcaption = any(line.role == "figcaption" for line in lines)
    before = ""
    for line in lines:
        text = line.text
        if (
            before == "credit"
            and credits
            and not _NOTICE.match(credits[-1])
            and (text[0] in "/|,(–" or (line.role != "credit" and is_credit(text)))
        ):
            credits[-1] = f"{credits[-1]} {text}"
            continue
        before = line.role
        if line.role == "credit" and len(text) < 200:
            credits.append(text)
        elif line.role in ("caption", "figcaption"):
            if (
                marked
                and line.role == "figcaption"
                and (is_credit(text, names=True) or _labelled(text))
            ):
                credits.append(text)
                before = "credit"
            else:
                captions.append(text)
        elif marked or figcaption:
            if is_credit(text, names=marked) or _labelled(text):
                credits.append(text)
                before = "credit"
        elif line.tag not in _HEADINGS:
            captions.append(text)
    return read_legend(list(dict.fromkeys(captions)), tuple(dict.fromkeys(credits)))


def _labelled(text: str) -> bool:
    split = split_caption(text) if len(text) < 160 else None
    return split is not None and not split.caption and bool(split.credit)


# -- words beside the box


_CAPTION_TAGS = ("figcaption", "h6", "small", "dd")


def _from_neighbours(
    page: Document, place: Place, zone: Zone, legend: Legend, used: set[int]
) -> Legend:
    """The caption or the credit in the block after the picture, if it is marked as one."""
    blocks = page.blocks
    start = (
        place.box.end
        if place.box.end > place.box.start and place.box is not zone.container
        else place.position
    )
    if place.box is place.pictures[0].box:
        start = place.pictures[0].index
    texts: list[str] = []
    credits: list[str] = []
    lines: list[Line] = []
    for block in blocks[start : start + 2]:
        if block.index in used:
            continue
        role = _role(block, zone)
        text = block.text
        if len(text) > 600 or (role == "text" and not _may_be_words(text)):
            break
        if role != "text":
            lines += [
                line if line.role != "text" else Line(line.text, role, line.tag, "caption")
                for line in lines_in(block.box.node)
                if line.text in text
            ]
        elif not legend.credit and len(text) < 140 and (is_credit(text) or _labelled(text)):
            credits.append(text)
        elif not legend.caption and not texts and (_ends_in_credit(text) or _is_slanted(block)):
            texts.append(text)
        else:
            break
        used.add(block.index)
    if lines:
        found = _from_lines(lines)
        texts += [found.caption] if found.caption and not legend.caption else []
        credits += [found.credit] if found.credit and not legend.credit else []
    if not texts and not credits:
        return legend
    if legend.caption:
        texts = [legend.caption, *texts]
    if legend.credit:
        credits = [legend.credit, *credits]
    return read_legend(texts, credits)


def _role(block: Block, zone: Zone) -> Role:
    for box in block.box.ancestors():
        if box is zone.container or box is zone.around or box.text_chars > 700:
            break
        if box.tag in _CAPTION_TAGS:
            return "caption"
        names = box.names
        if names and re.search(
            r"caption|l[eé]gend|credit|cr[eé]dit|copyright|bildunter|cutline|"
            r"didascalia|epigrafe|photo|image|foto|picture|bild|\bpie",
            names,
        ):
            role = role_of(names)
            if role != "text":
                return role
    return "text"


_HINT = re.compile(r"[()\[\]/|©@:：＝=（【]|\s[-–—]\s|[.。!?]\s?[^.。!?]{2,60}[^.。!?]$")


def _may_be_words(text: str) -> bool:
    """Whether a plain block is short enough for a caption, or could hold a credit."""
    return len(text) <= 250 or (len(text) <= 350 and _HINT.search(text) is not None)


def _is_slanted(block: Block) -> bool:
    """Whether a short block stands wholly in italics or small print."""
    if len(block.text) > 250 or block.link_chars * 2 > len(block.text):
        return False
    inner = block.box.node.first_child
    while inner is not None and inner.tag == "-text" and (inner.text_content or "").isspace():
        inner = inner.next
    if inner is None or inner.tag not in ("em", "i", "small"):
        return False
    return len(clean(inner.text())) >= len(block.text) - 2


def _ends_in_credit(text: str) -> bool:
    """Whether a short line is a caption by its end: "(Photo: AP)"."""
    if len(text) > 350:
        return False
    split = split_caption(text)
    return bool(split.caption and split.credit and is_credit(split.credit))


# -- words in attributes


_CAPTION_DATA = (
    "data-caption",
    "data-image-caption",
    "data-description",
    "data-media-caption",
    "data-img-caption",
    "data-photo-caption",
    "data-sub-html",
    "data-legend",
)
_CREDIT_DATA = (
    "data-credit",
    "data-image-credit",
    "data-copyright",
    "data-photographer",
    "data-author",
    "data-source",
    "data-photo-credit",
    "data-attribution",
    "data-credits",
)
_MARKUP = re.compile(r"<[^<>]{1,200}>")


def _from_data(place: Place, legend: Legend) -> Legend:
    nodes = [picture.node for picture in place.pictures[:2]]
    nodes += [place.box.node]
    if nodes and nodes[0].parent is not None:
        nodes.append(nodes[0].parent)
    caption = credit = ""
    for node in nodes:
        attributes = node.attributes
        for name in _CAPTION_DATA:
            value = attributes.get(name)
            if value and not caption and not value.lstrip().startswith(("{", "#", ".")):
                caption = clean(_MARKUP.sub(" ", value))
        for name in _CREDIT_DATA:
            value = attributes.get(name)
            if value and not credit and not value.lstrip().startswith(("{", "http", "/")):
                credit = clean(_MARKUP.sub(" ", value))
    if not credit and not legend.credit:
        credit = next(filter(None, map(_credit_in_attributes, nodes[:1])), "")
    if (not caption and not credit) or len(caption) > MAX_CAPTION:
        return legend
    found = read_legend(
        [caption] if caption else [], [credit] if len(credit) in range(2, 160) else []
    )
    if not legend.caption and not legend.credit:
        return found
    if not legend.caption:
        return replace(legend, caption=found.caption)
    if not legend.credit:
        return replace(legend, credit=found.credit, creator=found.creator, agencies=found.agencies)
    return legend


def _credit_in_attributes(node: LexborNode) -> str:
    """A credit that ``title`` or ``alt`` names with a label: "… | Bildquelle: dpa"."""
    for name in ("title", "alt"):
        value = clean(node.attributes.get(name) or "")
        if value and (find_label(value) or "©" in value):
            split = split_caption(value)
            if split.credit and len(split.credit) < 100:
                return split.credit
    return ""


# -- the picture


def _image(page: Document, place: Place, zone: Zone, legend: Legend) -> Image | None:
    worded = bool(legend.caption or legend.credit)
    picture, found = usable(place.pictures, captioned=worded)
    if not worded:
        if picture is None or picture.in_link or not found:
            return None
        inside = zone.first < place.position <= zone.last
        if not inside:
            return None
    elif (
        (picture is not None and picture.in_link and not _may_be_linked(picture, place))
        or (picture is None and not place.is_figure and not place.is_worded)
        or _is_teaser(page, place)
    ):
        return None
    url = next(filter(None, (_address(page, address) for address in found)), None)
    alt = clean(picture.node.attributes.get("alt") or "") if picture else ""
    return Image(
        url=url,
        caption=legend.caption,
        credit=legend.credit,
        creator=legend.creator,
        agencies=legend.agencies,
        copyright_notice=legend.copyright_notice,
        alt=alt or None,
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


def _is_teaser(page: Document, place: Place) -> bool:
    """Whether the words beside the picture lead elsewhere."""
    box = place.box
    if box.text_chars and box.link_chars * 10 > box.text_chars * 8 and box.link_chars > 15:
        return not place.is_figure or any(
            block.tag in ("h2", "h3", "h4") for block in page.blocks[box.start : box.end]
        )
    return False


def _merged(images: list[Image]) -> list[Image]:
    """Without second copies of a picture, which pages print for small and large screens."""
    kept: list[Image] = []
    seen: dict[object, int] = {}
    for image in images:
        keys: list[object] = []
        if image.url:
            keys.append(image.url.partition("?")[0])
        if image.caption and len(image.caption) > 20:
            keys.append((image.caption, image.credit))
        at = next((seen[key] for key in keys if key in seen), None)
        if at is None:
            at = len(kept)
            kept.append(image)
        elif kept[at].caption is None and image.caption:
            kept[at] = replace(image, url=kept[at].url or image.url)
        elif image.caption and image.caption != kept[at].caption:
            at = len(kept)
            kept.append(image)
        for key in keys:
            seen.setdefault(key, at)
    return kept


def _said(page: Document, head: Head) -> frozenset[str]:
    """What the page says elsewhere: data that repeats it is no caption."""
    texts = [head.headline.value if head.headline else "", head.dek.value if head.dek else ""]
    for name in ("og:title", "og:description", "description", "twitter:title", "og:image:alt"):
        texts += page.meta.get(name, [])
    return frozenset(text for text in texts if text)


def _with_structured(page: Document, head: Head, images: list[Image]) -> list[Image]:
    """Captions and credits from the page's own data, for pictures that show none."""
    if images and all(image.caption and image.credit for image in images):
        return images
    said = _said(page, head)
    known = structured_pictures(page)
    if not images:
        for picture in known:
            image = picture.completing(Image(url=picture.url), said)
            if image.caption or image.credit:
                return [image]
        return images
    for number, image in enumerate(images):
        if image.url and not (image.caption and image.credit):
            picture_of = next((p for p in known if p.is_of(image.url)), None)
            picture_of = picture_of or loose_picture(page, image.url)
            if picture_of is not None:
                images[number] = picture_of.completing(image, said)
    return images
