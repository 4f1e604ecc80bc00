"""Which address is a story's own: the one its page calls canonical, or where it was fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from parsers.page.document import Document

_NUMBER = re.compile(r"\d{3,}")
_SHARED = frozenset(
    "ac co com edu gen go gob gouv gov govt id info ltd mil ne net nom or org plc".split()
)
"""Second labels under which countries register names: ``bbc.co.uk``."""


def own_address(page: Document) -> str | None:
    """The story's address on its own site."""
    canonical = page.canonical_url
    if canonical is None:
        return page.url
    flaw = flaw_of_canonical(canonical, page.url)
    page.note("canonical_url", canonical, "link", flaw is None, flaw or "it is the story's address")
    return page.url if flaw else canonical


def flaw_of_canonical(canonical_url: str, fetched_from: str | None) -> str | None:
    """Why *canonical_url* is not the story's own address, or ``None`` if it is.

    A page may name another site, from which its story was taken over, or, wrongly, the home
    page. Without *fetched_from* there is nothing to hold it against.
    """
    if fetched_from is None:
        return None
    try:
        there, here = urlsplit(canonical_url), urlsplit(fetched_from)
        if _domain(there) != _domain(here):
            return "it leads to another site"
    except ValueError:
        return "it is no address"
    if _is_home(there) and not _is_home(here):
        return "it is the home page"
    return None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are on one registered domain."""
    try:
        return _domain(urlsplit(one)) == _domain(urlsplit(other))
    except ValueError:
        return False


def is_numbered(url: str | None) -> bool:
    """Whether the end of an address has a number of three digits or more, as stories have."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return bool(_NUMBER.search(parts.path.rstrip("/").rpartition("/")[2] + "?" + parts.query))


def _domain(parts: SplitResult) -> str:
    """The registered domain, as far as the name itself tells."""
    host = (parts.hostname or "").rstrip(".")
    labels = host.split(".")
    if host.replace(".", "").isdecimal() or len(labels) < 3:
        return host
    shared = len(labels[-1]) == 2 and labels[-2] in _SHARED
    return ".".join(labels[-3 if shared else -2 :])


def _is_home(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query
