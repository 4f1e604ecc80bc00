"""Pictures as the page's own data describes them: schema.org ``ImageObject``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from parsers.document import Document
from parsers.fields.caption import Legend, read_legend
from parsers.records import Image
from parsers.structured import resolve, strings, types_of
from parsers.text import clean

_MAX = 12
_NAME = re.compile(r"([^/?#]{6,})$")
_MARKUP = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True, slots=True)
class StructuredPicture:
    """A picture that the page's data names."""

    url: str | None
    legend: Legend

    def is_of(self, url: str) -> bool:
        """Whether it is the picture at *url*, in whatever size."""
        return self.url is not None and _file(url) == _file(self.url)

    def completing(self, image: Image, known: frozenset[str] = frozenset()) -> Image:
        """*image* with what it lacks; a caption that repeats one of *known* is none."""
        own = self.legend
        if not image.caption and own.caption and own.caption not in known | {image.alt}:
            image = replace(image, caption=own.caption)
        if not image.credit and own.credit:
            image = replace(image, credit=own.credit, creator=own.creator, agencies=own.agencies)
        if not image.copyright_notice and own.copyright_notice:
            image = replace(image, copyright_notice=own.copyright_notice)
        return image


@lru_cache(maxsize=2048)
def _file(url: str) -> str:
    match = _NAME.search(url.partition("?")[0].partition("#")[0].rstrip("/"))
    name = match.group(1) if match else url
    return re.sub(
        r"[-_]\d{2,4}x\d{2,4}|[-_@](?:\d{3,4}w?|scaled|large|small|medium)(?=\.)", "", name
    )


def structured_pictures(page: Document) -> list[StructuredPicture]:
    """The pictures that the story's JSON-LD names and describes."""
    found: list[StructuredPicture] = []
    for node in page.story[:3]:
        for key in ("image", "associatedMedia"):
            value = resolve(node.get(key), page.json_ld)
            for item in (value if isinstance(value, list) else [value])[:_MAX]:
                picture = _picture(page, item)
                if picture is not None and picture not in found:
                    found.append(picture)
    return found


def loose_picture(page: Document, url: str) -> StructuredPicture | None:
    """What any ``ImageObject`` of the page says of the picture at *url*."""
    name = _file(url)
    for node in page.json_ld[:200]:
        address = node.get("contentUrl") or node.get("url")
        if (
            isinstance(address, str)
            and _file(address) == name
            and ("imageobject" in types_of(node))
        ):
            return _picture(page, node)
    return None


def _picture(page: Document, item: Any) -> StructuredPicture | None:
    if not isinstance(item, dict) or not (
        types_of(item) & {"imageobject", "photograph"} or "url" in item
    ):
        return None
    url = next(iter(strings(item.get("url")) + strings(item.get("contentUrl"))), "")
    caption = _text(item.get("caption")) or _text(item.get("description"))
    credits = [
        text
        for key in ("creditText", "creator", "author", "copyrightHolder", "provider")
        if (text := _text(item.get(key))) and len(text) < 160 and not text.startswith("http")
    ][:1]
    notice = _text(item.get("copyrightNotice"))
    legend = read_legend([caption] if caption else [], credits, [notice] if notice else [])
    if not (legend.caption or legend.credit or notice):
        return None
    return StructuredPicture(page.absolute(url) if url else None, legend)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else None
        return _text(value) if isinstance(value, dict | str) else ""
    return clean(_MARKUP.sub(" ", value)) if isinstance(value, str) else ""
