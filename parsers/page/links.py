"""Links of a page, and its addresses made absolute."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from parsers.page.text.normalization import clean

_ABSOLUTE = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[\w/.~%+,=&:@!*'()$-]*(?:\?[\w/.~%+,=&:@!*'()$?-]+)?)?",
    re.A,
)
"""Absolute addresses, which the page's own address does not change: most are."""
_ROOTED = re.compile(r"/(?!/)[\w/.~%+,=&:@!*'()$-]*(?:\?[\w/.~%+,=&:@!*'()$?-]+)?", re.A)
"""Addresses that need nothing but the page's host put before them: most of the others."""
_ORIGIN = re.compile(r"(https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::(\d{1,5}))?)(?:[/?#].*)?", re.A)
_AUTHORITY = re.compile(r"[/\\]*[^/?#\\]*")
_LAST_PORT = 65_535


class Link(NamedTuple):
    """A link of the page: an absolute http(s) address without its fragment."""

    url: str
    text: str
    rel: str = ""


@lru_cache(maxsize=64)
def _origin(base: str | None) -> str | None:
    plain = _ORIGIN.fullmatch(base or "")
    return plain[1] if plain and int(plain[2] or 0) <= _LAST_PORT else None


def without_credentials(address: str) -> str:
    """*address* without the ``user:password@`` that may stand before its host: nobody's to keep."""
    if "@" not in address:
        return address
    scheme, slashes, rest = address.partition("//")
    host = _AUTHORITY.match(rest)
    if not slashes or host is None or scheme.lower() not in ("http:", "https:", ""):
        return address
    return scheme + slashes + host[0].rpartition("@")[2] + rest[host.end() :]


def absolute(base: str | None, address: str | None) -> str | None:
    """*address* as an absolute http(s) address without fragment, or ``None``."""
    address = (address or "").strip()
    if not address:
        return None
    if _ABSOLUTE.fullmatch(address):
        return address
    if _ROOTED.fullmatch(address) and "/." not in address and (origin := _origin(base)):
        return origin + address
    try:
        joined = urljoin(base or "", address)
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        _ = parts.port
    except ValueError:  # "http://[bad", a port that is no number
        return None
    joined = joined.partition("#")[0]
    joined = without_credentials(joined)
    return joined if joined.isprintable() else clean(joined)


def links_of(nodes: Iterable[LexborNode], base: str | None) -> list[Link]:
    """The links that *nodes* make, each address once, in their order."""
    found: dict[str, Link] = {}
    for node in nodes:
        attributes = node.attributes
        address = absolute(base, attributes.get("href"))
        if not address:
            continue
        known = found.get(address)
        if known is None:
            rel = (attributes.get("rel") or "").lower()
            found[address] = Link(address, clean(node.text()), rel)
        elif not known.text:  # a picture leads there too, and came first
            found[address] = Link(address, clean(node.text()), known.rel)
    return list(found.values())
