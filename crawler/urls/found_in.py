"""How an address was found: the frontier keeps it as text, ``link https://…``."""

from __future__ import annotations

from enum import Enum


class How(Enum):
    """The ways an address is found."""

    LINK = "link"
    SITEMAP = "sitemap"
    FEED = "feed"
    REDIRECT = "redirect"

    def at(self, url: str) -> str:
        """Found in this way at *url*, as text."""
        return f"{self.value} {url}"


def linked_from(found_in: str) -> str | None:
    """The page whose link led to an address, or ``None`` if it was found in another way."""
    how, _, url = found_in.partition(" ")
    return url if how == How.LINK.value else None


def listed_in(found_in: str) -> str | None:
    """The sitemap or feed that named an address, or ``None`` if it was found in another way."""
    how, _, url = found_in.partition(" ")
    return url if how in (How.SITEMAP.value, How.FEED.value) else None
