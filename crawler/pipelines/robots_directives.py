"""What a page asks of those who archive or mine it, in its markup and in its headers."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.bounds import PRODUCT
from crawler.http.fetched import Fetched

_TOLD = {
    "tdm-reservation": "text and data mining is reserved (tdm-reservation)",
    "noarchive": "it asks not to be archived (noarchive)",
}


def words(in_page: Iterable[str], fetched: Fetched) -> frozenset[str]:
    """The robots words of a page and its headers; ``tdm-reservation`` where mining is reserved.

    A header field for another crawler by its name (``X-Robots-Tag: otherbot: noarchive``) is
    not for us.
    """
    found = set(in_page)
    for name, value in fetched.headers:
        if name.lower() == "x-robots-tag":
            found |= _header_words(value.lower())
        elif name.lower() == "tdm-reservation" and value.strip() == "1":
            found.add("tdm-reservation")
    if "none" in found:
        found |= {"noindex", "nofollow"}
    return frozenset(found)


def reservation(in_page: Iterable[str], fetched: Fetched) -> str | None:
    """Why a page is not to be kept, where reservations are obeyed; ``None`` if it may be."""
    found = words(in_page, fetched)
    return next((told for word, told in _TOLD.items() if word in found), None)


def _header_words(value: str) -> set[str]:
    agent, colon, rest = value.partition(":")
    if colon and "," not in agent and agent.strip() not in _WITH_VALUE:
        if agent.strip() not in (PRODUCT, "*"):
            return set()
        value = rest
    return {word.strip() for word in value.split(",")}


_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
