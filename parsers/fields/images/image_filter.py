"""Which picture of a candidate is the story's: icons, teasers and videos are none."""

from __future__ import annotations

import re
from functools import cache

from parsers.fields.images.article_region import ArticleRegion
from parsers.fields.images.image_candidates import ImageCandidate
from parsers.fields.images.image_url import addresses, is_icon, is_small
from parsers.fields.images.lazy_images import PageSource, lazy_addresses
from parsers.fields.images.own_caption import HEADINGS, SourcedCaption
from parsers.page.document import Document
from parsers.page.layout import Picture
from parsers.page.linked_data.structured_data import plain
from parsers.records import Image
from parsers.wordlists import names_of

NO_PICTURE = "no picture stands with these words"
"""The reason against words whose picture is not there."""


def choose(
    page: Document,
    candidate: ImageCandidate,
    region: ArticleRegion,
    words: SourcedCaption,
    source: PageSource,
) -> tuple[Image | None, str]:
    """The picture at *candidate*, or ``None`` and the reason why there is none of the story."""
    worded = bool(words.block.caption or words.block.credit)
    picture, found = _usable(candidate, worded=worded)
    if not worded:
        if picture is None or not found:
            return None, "an icon, a portrait or a pixel, or it has no address"
        if picture.in_link:
            return None, "it leads elsewhere and carries neither caption nor credit"
        if not region.first <= candidate.position <= region.last:
            return None, "outside the story and without caption or credit"
    elif not found:
        lost = lazy_addresses(page, candidate, source)
        if lost is None:
            return None, NO_PICTURE
        found = lost
    elif picture is not None and picture.in_link and not _may_be_linked(picture, candidate):
        return None, "it leads elsewhere"
    if _is_teaser(page, candidate, picture):
        return None, "the words beside it lead elsewhere"
    url = next(filter(None, (full_address(page, address) for address in found)), None)
    alt = plain(picture.node.attributes.get("alt") or "") if picture else ""
    return words.block.image(url, alt or None), ""


def _usable(candidate: ImageCandidate, *, worded: bool) -> tuple[Picture | None, list[str]]:
    """The picture itself among icons and pixels, and its addresses."""
    lenient = worded and (candidate.is_figure or candidate.is_worded)
    best: tuple[Picture | None, list[str]] = (None, [])
    for picture in candidate.pictures:
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


_PLAIN = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+/[^\s#\\]*")


def full_address(page: Document, address: str) -> str | None:
    """*address* made absolute; most are, and need no taking apart."""
    return address if _PLAIN.fullmatch(address) else page.absolute(address)


def _may_be_linked(picture: Picture, candidate: ImageCandidate) -> bool:
    """Whether the link around a picture is no teaser: a figure's, or to the picture itself."""
    if candidate.is_figure or candidate.is_worded:
        return True
    href = _link_around(picture)
    return bool(_IMAGE_FILE.search(href) or _GALLERY.search(href))


def _link_around(picture: Picture) -> str:
    """Where the link around a picture leads."""
    node = picture.node.parent
    for _ in range(4):
        if node is None or node.tag == "a":
            break
        node = node.parent
    return (node.attributes.get("href") or "") if node is not None and node.tag == "a" else ""


_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.I)
_GALLERY = re.compile(r"/(?:photo|image|foto|gallery|galerie)", re.I)


@cache
def _also() -> re.Pattern[str]:
    """How boxes begin that announce another article."""
    return re.compile(
        rf"\W*(?:{'|'.join(map(re.escape, names_of('picture-chrome', 'also')))})", re.I
    )


def _is_teaser(page: Document, candidate: ImageCandidate, picture: Picture | None) -> bool:
    """Whether the words beside the picture lead elsewhere, and not to the picture itself."""
    box = candidate.box
    if box.text_chars and _also().match(page.blocks[box.start].text):
        return True
    if box.text_chars and box.link_chars * 10 > box.text_chars * 8 and box.link_chars > 15:
        if any(block.tag in HEADINGS for block in page.blocks[box.start : box.end]):
            return True
        enlarges = picture is not None and _IMAGE_FILE.search(_link_around(picture))
        return not candidate.is_figure and not enlarges
    return False
