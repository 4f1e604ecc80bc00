"""Links of a page, and its addresses made absolute."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from parsers.page.layout.blocks import Box
from parsers.page.text.normalization import clean
from parsers.page.text.scripts import scale_of

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


_AUTHOR_PATH = re.compile(
    r"/(?:authors?|writers?|by|profiles?|staff|contributors?|journalists?|reporters?"
    r"|columnists?|autor(?:e[sn]?|in|zy|i|ka|in/nen)?|auteurs?|redakteure?|redaktion|redactores?"
    r"|firmas?|firma|skribent|forfattere?|yazar(?:lar)?|muhabir|penulis|editor|team|profil|avtor"
    r"|toimittaja|author-?profile|correspondents?|(?:our-)?team|users?|user-?profile|members?|creator"
    r"|experts?|journalistes?|journalister|periodistas?|colunistas?|autores|redacteurs?|szerzok?"
    r"|wartawan|tac-?gia)/[^/?#]"
    r"|(?:substack|medium)\.com/@|^/@"
    r"|[?&/]_?author(?:_?id|_?name|\.php)?[=?]",
    re.I,
)


@lru_cache(maxsize=4096)
def is_authors_page(href: str) -> bool:
    """Whether an address is that of an author's page."""
    return _AUTHOR_PATH.search(href) is not None


_LEVELS = 4
_TEASER = 700
"""Characters of a box that may be a teaser: headline, lead, byline and day."""
_HEADLINE = 25
"""Letters of a link that may be a headline. A character of a dense script stands for several."""
_LABEL = 16
"""Characters that may stand over the headline."""
_MOST_LINKS = 8
_BLOCKS = "p, h2, h3, h4, div"


def is_in_teaser(
    node: LexborNode, base: str | None, own: Collection[str | None], box: Box | None = None
) -> bool:
    """Whether an element stands in a small box that begins with the linked headline of another
    page: it tells of that one. *own* are the addresses of the page that *base* opened; *box* is
    the element in the page's layout, which tells without a look that what is around is large.
    """
    told = node.text(strip=True)
    large = _first_large(box) if box else None
    outer: LexborNode | None = node if node.css_first(_BLOCKS) else node.parent
    for _ in range(_LEVELS):
        if outer is None or outer.tag in ("body", "main", "html") or outer.mem_id == large:
            return False
        said = outer.text(strip=True)
        if len(said) > _TEASER:
            return False
        for link in outer.css("a[href]")[:_MOST_LINKS]:
            text = link.text(strip=True)
            if len(text) * scale_of(text) < _HEADLINE or text not in said[: _LABEL + len(text)]:
                continue
            if (told and told in text) or is_authors_page(link.attributes.get("href") or ""):
                continue  # who it is, or more of the same author
            address = absolute(base, link.attributes.get("href"))
            if address and address not in own and not _is_around(link, node):
                return outer.css_first("h1") is None
        outer = outer.parent
    return False


def _first_large(box: Box) -> int | None:
    """The element around *box* from which on all have more text than a teaser, whatever of it is
    white space."""
    for outer in box.ancestors():
        if outer.text_chars > 2 * _TEASER:
            return outer.node.mem_id
    return None


def _is_around(link: LexborNode, node: LexborNode) -> bool:
    """Whether *link* holds *node*, or is it: such a link may lead to the author's page."""
    outer: LexborNode | None = node
    for _ in range(_LEVELS):
        if outer is None:
            break
        if outer.mem_id == link.mem_id:
            return True
        outer = outer.parent
    return False
