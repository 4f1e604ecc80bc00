"""What the site calls itself, and titles without it."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parsers.page.linked_data.structured_data import plain, strings, types_of
from parsers.page.text.similarity import letters

if TYPE_CHECKING:
    from parsers.page.document import Document

_SEPARATOR = re.compile(
    r"\s+(?:[|\-‐‑–—―~•·»«›‹>⋆★/\\]|::|--+|\|\|)\s+|\s*[|｜丨│┃]\s*|\s*(?:::|--|－|―)\s*|：(?=\S{1,12}$)|\s+[:]\s+"
    r"|_(?=[^_\s]{2,12}$)"
)
_MAY_SEPARATE = re.compile(r"[|\-‐‑–—―~•·»«›‹>⋆★/\\:｜丨│┃－：_]")
_SITES = frozenset(("website", "newsmediaorganization"))
_ORGANISATIONS = frozenset(("organization", "corporation", "brand"))  # an agency may be one too
_MAX_PARTS = 6
_LONGEST_HOST = 253
"""Characters of a host's name, by RFC 1035: a longer one is none."""


def site_names(page: Document) -> list[str]:
    """Every name the page gives for its site, as written, most official first."""
    found: list[str] = []
    for node in page.story:
        found.extend(strings(node.get("publisher")))
    for node in page.json_ld:
        types = types_of(node)
        if types & _SITES or (types & _ORGANISATIONS and "logo" in node):
            found.extend(strings(node.get("name")))
            found.extend(strings(node.get("alternateName")))
    for name in (
        "og:site_name",
        "application-name",
        "apple-mobile-web-app-title",
        "publisher",
        "dc.publisher",
        "dcterms.publisher",
        "citation_journal_title",
        "copyright",
    ):
        found.extend(plain(value) for value in page.meta.get(name, ()))
    own = {page.title, *page.meta.get("og:title", ())}  # some put the title of the page there
    return [
        name
        for name in dict.fromkeys(found)
        if 0 < len(name) <= 80 and (len(name) < 30 or name not in own)
    ]


def site_keys(page: Document) -> frozenset[str]:
    """The letters of each site name, and of the site's address: to compare other names with."""
    return _keys(tuple(page.site_names), _host(page.url), _host(page.canonical_url))


@lru_cache(maxsize=256)
def _keys(names: tuple[str, ...], *hosts: str) -> frozenset[str]:
    """As :func:`site_keys`. The pages of a site share them."""
    keys = set()
    for name in names:
        keys.add(letters(name))
        for part in _SEPARATOR.split(name):
            keys.add(letters(part))
    for host in hosts:
        labels = host.split(".")
        keys.add(letters(host))
        if len(labels) > 1:
            keys.update(letters(label) for label in labels[:-1] if len(label) > 3)
            keys.add(letters("".join(labels[-2:])))
            if len(labels) > 2 and len(labels[-2]) <= 3:
                keys.add(letters("".join(labels[-3:])))
    keys |= {_bare(key) for key in keys}
    keys.discard("")
    return frozenset(keys)


def _host(address: str | None) -> str:
    try:
        host = (urlsplit(address or "").hostname or "").removeprefix("www.")
        return host if len(host) <= _LONGEST_HOST else ""
    except ValueError:
        return ""


def is_site_name(text: str, keys: Container[str]) -> bool:
    """Whether *text* is a name of the site: the same letters, but for "the", "online", ".com"."""
    own = letters(text)
    if not own:
        return False
    if own in keys:
        return True
    bare = _bare(own)
    return len(bare) > 2 and bare in keys


_TAILS = tuple(
    "com online news magazine de org net blog sports sport tv uk us usa english international "
    "digital newspaper radio".split()
)


_LEAST_BARE = 3


def _bare(key: str) -> str:
    if key.startswith("the"):
        key = key[3:]
    while key.endswith(_TAILS):
        shorter = min((key.removesuffix(tail) for tail in _TAILS), key=len)
        if len(shorter) < _LEAST_BARE:
            break
        key = shorter
    return key


def without_site_name(title: str, keys: frozenset[str]) -> str:
    """*title* without the site's name, and what hangs on it, at its end or its beginning.

    Only a part set off by a separator goes. "Headline | Section | Site" loses both: what stands
    between the headline and the site's name is a section.
    """
    if not _MAY_SEPARATE.search(title):
        return title
    spans = [(m.start(), m.end()) for m in _SEPARATOR.finditer(title)][: _MAX_PARTS * 2]
    if not spans:
        return title
    for start, end in spans:
        head, tail = title[:start], title[end:]
        named = is_site_name(tail, keys) or _tail_parts_name_site(tail, keys)
        if named and not is_site_name(head, keys):
            return without_site_name(head, keys) if _worth(head) else title
        if is_site_name(head, keys) and _worth(tail):
            return without_site_name(tail, keys)
    return title


def _worth(text: str) -> bool:
    return len(letters(text)) > 3


def _tail_parts_name_site(tail: str, keys: frozenset[str]) -> bool:
    """Whether *tail* is a section and the site's name, or the site's name and its motto."""
    parts = _SEPARATOR.split(tail)
    if len(parts) < 2:
        return False
    return is_site_name(parts[0], keys) or (is_site_name(parts[-1], keys) and len(tail) < 60)


def title_parts(title: str) -> list[str]:
    """The parts of a title between its separators."""
    return [part for part in _SEPARATOR.split(title)[:_MAX_PARTS] if part]
