"""What can be recovered of feeds that no parser reads: cut JSON, elements left open.

An item is taken where it names its address; what stands after it may be as broken as it likes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from archive.values.times import in_utc
from crawler.discovery.sitemaps import Entry, w3c_moment

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN_ITEMS = re.compile(r"[\s,]*")
_ITEM = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)
_LINK = re.compile(
    r"<link\b(?![^<>]{0,500}\brel\s*=\s*['\"]?(?:self|edit|replies|enclosure))"
    r"[^<>]{0,500}?\bhref\s*=\s*['\"]([^'\"<>]{1,2000})['\"]"
    r"|<(?:link|guid)\b[^<>]{0,500}>\s*(?:<!\[CDATA\[\s*)?(https?://[^\s<\]]{1,2000})[\s<\]]",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"<(pubdate|published|dc:date|updated)\b[^<>]{0,200}>\s*(?:<!\[CDATA\[)?([^<\]]{8,60})",
    re.IGNORECASE,
)
_LONGEST_ITEM = 100_000


def items_of_cut_json(text: str) -> list[dict[str, Any]]:
    """The whole items of a JSON feed that stops before its end."""
    begin = _ITEMS.search(text)
    if begin is None:
        return []
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    place = begin.end()
    while True:
        between = _BETWEEN_ITEMS.match(text, place)
        place = between.end() if between else place
        try:
            item, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return found
        if isinstance(item, dict):
            found.append(item)


def count_of_items(text: str) -> int:
    """How many items a feed in XML begins."""
    return sum(1 for _ in _ITEM.finditer(text))


def items_left_open(text: str) -> Iterator[Entry]:
    """The items of a feed in XML, by where each begins: end tags may be missing."""
    begins = [found.end() for found in _ITEM.finditer(text)]
    for begin, following in zip(begins, [*begins[1:], len(text)], strict=True):
        item = text[begin : min(following, begin + _LONGEST_ITEM)]
        if link := _LINK.search(item):
            address = unescape((link[1] or link[2]).strip())
            times = {found[1].lower(): _moment(found[2].strip()) for found in _TIME.finditer(item)}
            updated = times.pop("updated", None)
            yield Entry(address, next(filter(None, times.values()), None), updated)


def _moment(text: str) -> datetime | None:
    try:
        return in_utc(parsedate_to_datetime(text))
    except (ValueError, IndexError, TypeError, OverflowError):
        return w3c_moment(text)
