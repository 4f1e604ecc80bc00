"""The dateline in an element that calls itself so, near the first paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from parsers.fields.dateline.page_words import PageWords
from parsers.fields.dateline.parts import DatelineParts, no_places, read_parts
from parsers.page.layout import Block
from parsers.page.text.normalization import clean

_DATELINE = re.compile(r"date-?line|(?<![a-z])location-created|(?<![a-z])content-location")
_LOCATION = re.compile(
    r"(?:^|[\s_-])(?:location|place|city|lugar|ort|lieu|luogo|plaats|locality|localidad|cidade|"
    r"ciudad)(?:$|[\s_-])|(?:story|article|post)-?location"
)
_OTHER = re.compile(
    r"pick|select|choose|search|weather|map|menu|nav|form|filter|event|header|store|shop|user|source"
)
"""In the names of elements where readers choose a place, or that are of something else."""
_KEYS = ("class", "id", "itemprop", "name")
_MOST = 12
"""Nodes of a block that are looked at: the dateline stands at its head."""
_LONGEST = 60
"""Characters of a dateline in an element of its own."""
_END = re.compile(r"\s*(?:\([^()]{2,40}\)\s*)?[\s\-–—:|·•.,]*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class NamedDateline(NamedTuple):
    """A dateline in an element of its own."""

    text: str
    parts: DatelineParts
    block: Block
    is_inline: bool
    """Whether the block goes on behind it: with the story's first sentence."""
    is_sure: bool
    """Whether the element calls itself a dateline, and not only a place."""


def find_named(
    blocks: Iterator[Block], day: date | None, words: PageWords, section: str | None
) -> NamedDateline | None:
    """The first of the *blocks* with an element that calls itself a dateline, and holds one."""
    weaker = None
    for block in blocks:
        if block.link_chars * 2 > len(block.text):
            continue
        for node, is_sure in _named_in(block):
            text = clean(node.text())
            if not 2 <= len(text) <= _LONGEST:
                continue
            parts = _parts(text, day, words, section)
            if parts is None:
                continue
            shown = text.rstrip(" -–—:|·•,")
            found = NamedDateline(shown, parts, block, len(text) + 20 < len(block.text), is_sure)
            if is_sure:
                return found
            weaker = weaker or found
    return weaker


def rest_after(text: str, shown: str) -> str | None:
    """What follows the dateline *shown* at the head of *text*, or ``None`` if it is not there."""
    if not text.startswith(shown):
        return None
    end = _END.match(text, len(shown))
    rest = text[end.end() :] if end else text[len(shown) :]
    return rest if len(rest) > 1 else None


def _parts(
    text: str, day: date | None, words: PageWords, section: str | None
) -> DatelineParts | None:
    """The parts of a dateline, unless it is a section, the outlet or a label."""
    shown = text.rstrip(" -–—:|·•,")
    if shown.endswith(".") and shown.count(".") == 1 and " " not in shown:
        shown = shown[:-1]
    parts = read_parts(shown, day, words)
    if parts is None or not parts.place or parts.place.casefold() == (section or "").casefold():
        return None
    first = parts.place.split(",")[0]
    if all(word.casefold().strip(".,") in no_places() for word in first.split()):
        return None
    return parts


def _named_in(block: Block) -> Iterator[tuple[LexborNode, bool]]:
    """The elements in and right around a block that call themselves dateline or location."""
    for box in block.box.ancestors():
        if box.text_chars > max(_LONGEST, len(block.text)):
            break
        called = _called(box.node.attributes)
        if called is not None and box.text_chars <= _LONGEST:
            yield box.node, called
    for node in _inner_elements(block.box.node):
        attributes = node.attributes
        if attributes:
            called = _called(attributes)
            if called is not None:
                yield node, called


def _inner_elements(node: LexborNode) -> Iterator[LexborNode]:
    """The first elements in *node*, and the first in each of those."""
    child, left = node.first_child, _MOST
    while child is not None and left:
        left -= 1
        if child.is_element_node:
            yield child
            inner = child.first_child
            if inner is not None and inner.is_element_node:
                yield inner
        child = child.next


def _called(attributes: Mapping[str, str | None]) -> bool | None:
    """``True``: a dateline, ``False``: a location, ``None``: neither, by the attributes."""
    names = [
        f"{key} {value}" if key[:5] == "data-" else value
        for key, value in attributes.items()
        if (key in _KEYS and value) or (key[:5] == "data-" and len(value or "") < _LONGEST)
    ]
    return _by_names(" ".join(filter(None, names))[:400]) if names else None


@lru_cache(maxsize=4096)
def _by_names(names: str) -> bool | None:
    folded = _HUMP.sub("-", names).lower().replace("_", "-")
    if _OTHER.search(folded):
        return None
    if _DATELINE.search(folded):
        return True
    return False if _LOCATION.search(folded) else None
