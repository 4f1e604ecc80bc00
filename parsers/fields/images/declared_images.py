"""Pictures as the page's own data describes them: schema.org ``ImageObject``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from parsers.fields.captions.caption_block import CaptionBlock, read_caption_block
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.linked_data.structured_data import plain, resolve, strings, types_of
from parsers.page.text.similarity import letters
from parsers.records import Image

_MAX = 12
_MAX_CAPTION = 1500
_MAX_NODES = 200
_SHORTEST_NAME = 6
_CREDIT_KEYS = ("creditText", "creator", "copyrightHolder", "provider")


@dataclass(frozen=True, slots=True)
class DeclaredImage:
    """A picture that the page's data names."""

    url: str | None
    block: CaptionBlock

    def is_of(self, url: str) -> bool:
        """Whether it is the picture at *url*, in whatever size."""
        return self.url is not None and _file(url) == _file(self.url)

    def completing(self, image: Image, texts: PageTexts) -> Image:
        """*image* with what it lacks; a caption that repeats what the page says is none."""
        own = self.block
        if not image.caption and own.caption and not texts.repeats(own.caption, image):
            image = replace(image, caption=own.caption)
        if not image.credit and own.credit:
            image = replace(image, credit=own.credit, creator=own.creator, agencies=own.agencies)
        if not image.copyright_notice and own.copyright_notice:
            image = replace(image, copyright_notice=own.copyright_notice)
        return image


class PageTexts:
    """What the page says elsewhere: data that repeats it is no caption."""

    def __init__(self, page: Document, head: HeadlineBlock) -> None:
        texts = [head.headline.value if head.headline else "", head.dek.value if head.dek else ""]
        for name in _META:
            texts += page.meta.get(name, [])
        self._texts = [key for key in (letters(plain(text)) for text in texts if text) if key]

    def say(self, key: str) -> bool:
        """Whether one of the texts, reduced to letters, is *key*, or begins with it."""
        return any(_same(key, other) for other in self._texts)

    def repeats(self, caption: str, image: Image) -> bool:
        """Whether *caption* is the headline, the description, the alternative text, a file name."""
        key = letters(caption)
        if not key or self.say(key) or _same(key, letters(image.alt or "")):
            return True
        if " " not in caption.strip() and caption.isascii():
            return True  # "IMG_2041", "yann-lecun-ai-godfather"
        stem = letters(_stem(image.url)) if image.url else ""
        return bool(stem) and key in stem


_META = (
    "og:title",
    "og:description",
    "description",
    "twitter:title",
    "twitter:description",
    "og:image:alt",
    "twitter:image:alt",
)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 20 and long.startswith(short)


@lru_cache(maxsize=2048)
def _file(url: str) -> str:
    name = url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    if len(name) < _SHORTEST_NAME:
        name = url
    return re.sub(
        r"[-_]\d{2,4}x\d{2,4}|[-_@](?:\d{3,4}w?|scaled|large|small|medium)(?=\.)", "", name
    )


def _stem(url: str) -> str:
    return _file(url).rpartition(".")[0]


def declared_images(page: Document) -> list[DeclaredImage]:
    """The pictures that the story's JSON-LD names and describes."""
    found: list[DeclaredImage] = []
    for node in page.story[:3]:
        for key in ("image", "associatedMedia", "primaryImageOfPage"):
            value = node.get(key)
            if value:
                value = resolve(value, page.named_nodes)
                for item in (value if isinstance(value, list) else [value])[:_MAX]:
                    picture = _picture(page, item)
                    if picture is not None and picture not in found:
                        found.append(picture)
    return found


def unlinked_images(page: Document, urls: Iterable[str]) -> dict[str, DeclaredImage]:
    """What the image objects of the page say of the pictures at *urls*."""
    wanted = {_file(url): url for url in urls}
    found: dict[str, DeclaredImage] = {}
    if not wanted:
        return found
    for node in page.json_ld[:_MAX_NODES]:
        if "caption" not in node and not any(key in node for key in _CREDIT_KEYS):
            continue
        address = node.get("contentUrl") or node.get("url")
        if not isinstance(address, str) or "imageobject" not in types_of(node):
            continue
        url = wanted.get(_file(address))
        if url and url not in found:
            picture = _picture(page, node)
            if picture is not None:
                found[url] = picture
    return found


def _picture(page: Document, item: Any) -> DeclaredImage | None:
    if not isinstance(item, dict) or not (
        types_of(item) & {"imageobject", "photograph"} or "url" in item
    ):
        return None
    caption = _text(item.get("caption"))
    credits = [
        text
        for key in _CREDIT_KEYS
        if (text := _text(item.get(key))) and len(text) < 160 and not text.startswith("http")
    ][:1]
    notice = _text(item.get("copyrightNotice"))
    if len(caption) > _MAX_CAPTION or not (caption or credits or notice):
        return None
    caption_block = read_caption_block(
        [caption] if caption else [], credits, [notice] if notice else []
    )
    if not (caption_block.caption or caption_block.credit or notice):
        return None
    url = next(iter(strings(item.get("url")) + strings(item.get("contentUrl"))), "")
    return DeclaredImage(page.absolute(url) if url else None, caption_block)


def _text(value: Any) -> str:
    return next(iter(strings(value)), "")
