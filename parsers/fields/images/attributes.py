"""What attributes say of a picture: ``data-caption``, ``data-credit``, a credit in ``alt``."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from parsers.fields.captions.caption_block import CaptionBlock, read_caption_block
from parsers.fields.captions.chrome import without_chrome
from parsers.fields.captions.credits.credit import is_credit
from parsers.fields.captions.credits.credit_labels import find_label
from parsers.fields.captions.splitting import split_caption
from parsers.page.linked_data.structured_data import plain, strings
from parsers.page.text.similarity import letters

MAX_STEPS = 5
"""So far up from the ``img`` a link or a wrapper may carry the words."""
_MAX_CAPTION = 1500
_MAX_ITEMS = 100
_SHORTEST_TITLE = 20
_FEWEST_WORDS = 3
"""Words of a caption in a title: shorter ones name a file or a person."""

_KEYS = {
    **dict.fromkeys(
        "data-caption data-image-caption data-media-caption data-img-caption data-photo-caption "
        "data-sub-html data-legend data-legende data-caption-text data-captiontext "
        "data-figcaption data-lightbox-caption data-gallery-caption data-fancybox-caption "
        "data-lb-caption data-glightbox-caption data-pswp-caption data-bildunterschrift "
        "data-didascalia data-leyenda data-description".split(),
        "caption",
    ),
    **dict.fromkeys(
        "data-credit data-image-credit data-copyright data-photographer data-photo-credit "
        "data-attribution data-credits data-img-credit data-media-credit data-caption-credit "
        "data-image-copyright data-copyright-holder data-copyrightholder data-bildquelle "
        "data-byline data-image-source data-photo-by data-rights data-author data-source".split(),
        "credit",
    ),
}
"""What the attributes of lazy loaders and picture viewers hold."""


def from_attributes(
    start: LexborNode | None, box: LexborNode, caption_block: CaptionBlock
) -> tuple[CaptionBlock, str, str]:
    """*caption_block* completed from attributes, and which gave the caption and which the credit.

    They are looked for from the picture up to its *box*, and in the box itself.
    """
    found = {"caption": "", "credit": ""}
    given = {"caption": "", "credit": ""}
    for attributes in _outwards(start, box):
        for name, value in attributes.items():
            kind = _KEYS.get(name)
            if kind is None or not value or found[kind]:
                continue
            text = _text(value)
            if text and (kind == "caption" or len(text) < 160):
                found[kind] = text
                given[kind] = name
    if start is not None and not (found["caption"] or caption_block.caption):
        titled = _titled(start) or _titled_link(start, box)
        if titled is not None:
            return completed(caption_block, titled), "title", "title"
    if not found["credit"] and not caption_block.credit and start is not None:
        found["credit"], given["credit"] = _credit_in(start)
    caption, credit = found["caption"], found["credit"]
    if len(caption) > _MAX_CAPTION:
        caption = ""
    if not caption and len(credit) < 2:
        return caption_block, "", ""
    read = read_caption_block([caption] if caption else [], [credit] if len(credit) > 1 else [])
    if read.credit and not given["credit"]:
        given["credit"] = given["caption"]
    return completed(caption_block, read), given["caption"], given["credit"]


def completed(caption_block: CaptionBlock, other: CaptionBlock) -> CaptionBlock:
    """*caption_block* with the caption or the credit it lacks from *other*."""
    if not caption_block.caption:
        caption_block = replace(caption_block, caption=other.caption)
    if not caption_block.credit and other.credit:
        caption_block = replace(
            caption_block, credit=other.credit, creator=other.creator, agencies=other.agencies
        )
    if not caption_block.copyright_notice:
        caption_block = replace(caption_block, copyright_notice=other.copyright_notice)
    return caption_block


def _outwards(start: LexborNode | None, box: LexborNode) -> list[dict[str, str | None]]:
    """The attributes of the picture, of what is around it, and of its box."""
    found = []
    node, end = start, box.mem_id
    for _ in range(MAX_STEPS):
        if node is None or node.mem_id == end:
            break
        found.append(node.attributes)
        node = node.parent
    found.append(box.attributes)
    return found


def _text(value: str) -> str:
    """The words of an attribute, unless it holds a selector, an address or settings."""
    value = value.strip()
    if value[:1] in ("{", "[", "#", ".", "/") or value.startswith(("http", "data:")):
        return ""
    text = plain(value)
    return "" if text.isdigit() or text.lower() in ("true", "false", "null", "none") else text


def _titled_link(start: LexborNode, box: LexborNode) -> CaptionBlock | None:
    """What the title of the link around a picture says, as on the picture itself.

    Nothing where the picture is a button: "Enlarge" beside the story's own one.
    """
    alt = plain(start.attributes.get("alt") or "")
    if alt and not without_chrome(alt):
        return None
    node, inner = start, start
    for _ in range(MAX_STEPS):
        if node.tag == "a":
            return _titled(node, inner)
        if node.mem_id == box.mem_id or node.parent is None:
            break
        node = node.parent
    return None


def _titled(node: LexborNode, picture: LexborNode | None = None) -> CaptionBlock | None:
    """What a title says that is a caption with its credit: "A pier at dawn | Ada Moor/AP".

    With the credit behind the alternative text, it says no more than that.
    """
    title = node.attributes.get("title")
    if not title or not _SHORTEST_TITLE <= len(title) <= _MAX_CAPTION:
        return None
    split = split_caption(plain(title))
    words = split.caption.split()
    if len(words) < _FEWEST_WORDS or not split.credit:
        return None
    if letters(split.caption) == letters(plain((picture or node).attributes.get("alt") or "")):
        return None
    label = find_label(split.credit)
    if not (is_credit(split.credit, names=True) or (label and label[0] == 0) or split.notice):
        return None
    return read_caption_block([plain(title)])


def _credit_in(node: LexborNode) -> tuple[str, str]:
    """A credit that ``title`` or ``alt`` names with a label: "… | Bildquelle: dpa"."""
    attributes = node.attributes
    for name in ("title", "alt"):
        value = (attributes.get(name) or "")[:_MAX_CAPTION]
        if "©" in value or ":" in value or "：" in value or "(" in value:
            text = plain(value)
            if "©" in text or find_label(text):
                split = split_caption(text)
                credit = split.credit
                label = find_label(credit)  # "© Site Foto: Ada Moor" names the owner first
                if label and label[1] < len(credit):
                    credit = credit[label[1] :]
                if credit and len(credit) < 100:
                    return credit, name
    return "", ""


# -- galleries that a script builds from an attribute


def gallery_items(node: LexborNode) -> list[tuple[str, CaptionBlock]]:
    """The pictures that an attribute lists as JSON: address, and caption and credit."""
    found: list[tuple[str, CaptionBlock]] = []
    for value in node.attributes.values():
        text = (value or "").strip()
        if len(text) < 40 or text[0] not in "[{" or "caption" not in text.lower():
            continue
        try:
            listed = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _listed(listed):
            caption_block = read_caption_block(
                [text for text in [_first(item, _CAPTION_KEYS)] if text],
                [text for text in [_first(item, _CREDIT_KEYS)] if text],
            )
            address = _first(item, _ADDRESS_KEYS)
            if caption_block.caption and address:
                found.append((address, caption_block))
    return found[:_MAX_ITEMS]


_CAPTION_KEYS = ("caption", "legend", "description", "subHtml", "text")
_CREDIT_KEYS = ("credit", "credits", "copyright", "photographer", "byline", "author", "source")
_ADDRESS_KEYS = ("src", "url", "image", "href", "full", "original", "large", "imageUrl")


def _listed(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The objects of the first list that names captions."""
    if depth > 5:
        return []
    if isinstance(value, list):
        own = [item for item in value if isinstance(item, dict) and "caption" in item]
        return own or [one for item in value[:20] for one in _listed(item, depth + 1)]
    if isinstance(value, dict):
        return [one for item in list(value.values())[:40] for one in _listed(item, depth + 1)]
    return []


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        for text in strings(item.get(key)):
            is_address = text.startswith(("http:", "https:", "//"))
            if len(text) < _MAX_CAPTION and (keys is _ADDRESS_KEYS or not is_address):
                return text
    return ""
