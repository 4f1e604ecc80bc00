"""Whether a page stops before its end, told from its markup alone."""

from __future__ import annotations

import re

from parsers.page.opening import BINARY

_ENDINGS = (b"</html", b"</body", b"</rss", b"</feed", b"</urlset", b"</sitemapindex", b"</rdf:rdf")
_TAIL = 4_096
_HEAD = 512
_TAG_BEGINS = re.compile(rb"<(?:[a-zA-Z/][^<>]{0,2000}|!--(?:(?!-->).){0,2000})\Z", re.DOTALL)
_CONTAINERS = (b"div", b"article", b"main", b"section", b"script", b"style", b"table", b"ul")
"""Elements whose end tags no page may leave out."""


def is_markup(body: bytes) -> bool:
    """Whether *body* begins as markup does. Packed sitemaps and pictures hold a "<" by chance."""
    return b"<" in body[:_HEAD] and not BINARY.match(body)


def has_ending(body: bytes) -> bool:
    """Whether the outermost element is closed."""
    tail = body[-_TAIL:].lower()
    return any(ending in tail for ending in _ENDINGS)


def stops_in_tag(body: bytes) -> bool:
    """Whether the last thing in *body* is half a tag or half a comment."""
    return bool(_TAG_BEGINS.search(body[-_TAIL:]))


def leaves_open(body: bytes) -> bool:
    """Whether *body* ends within an element that cannot end by itself."""
    lower = body.lower()
    return any(
        len(re.findall(rb"<" + name + rb"[\s>]", lower)) > lower.count(b"</" + name)
        for name in _CONTAINERS
    )
