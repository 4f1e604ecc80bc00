"""What the text of ``found_in`` says, which :class:`archive.FoundBy` writes: ``link https://…``."""

from __future__ import annotations

from archive.records import FoundBy


def linked_from(found_in: str) -> str | None:
    """The page whose link led to an address, or ``None`` if it was found in another way."""
    how, _, url = found_in.partition(" ")
    return url if how == FoundBy.LINK else None


def listed_in(found_in: str) -> str | None:
    """The sitemap or feed that named an address, or ``None`` if it was found in another way."""
    how, _, url = found_in.partition(" ")
    return url if how in (FoundBy.SITEMAP, FoundBy.FEED) else None
