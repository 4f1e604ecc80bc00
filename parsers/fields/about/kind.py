"""What a story is: an article, a live blog, a gallery, a video."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.linked_data.structured_data import types_of
from parsers.records import ArticleKind

_KIND_TYPES: tuple[tuple[ArticleKind, frozenset[str]], ...] = (
    ("live-blog", frozenset(("liveblogposting",))),
    ("gallery", frozenset(("imagegallery", "mediagallery", "photogallery"))),
    ("audio", frozenset(("podcastepisode", "radioepisode", "audioobject"))),
    ("video", frozenset(("videoobject", "newsvideo", "tvepisode"))),
)
_KIND_PATHS: tuple[tuple[ArticleKind, re.Pattern[str]], ...] = (
    (
        "live-blog",
        re.compile(
            r"/(?:live|live-?blogs?|live-?updates?|live-?ticker|live-?news|en-?direct|direct|en-vivo"
            r"|direto|diretta|newsblog)(?:/|-\d)|-(?:live-?blog|live-?ticker|live-updates|newsblog)\b"
        ),
    ),
    (
        "gallery",
        re.compile(
            r"/(?:galler(?:y|ies)|photo-?galler(?:y|ies)|galeri(?:e|a|es|as|en)?|foto-?galeri\w*"
            r"|bilder(?:galerie|serie|strecke)n?|foto-?(?:strecke|serie)n?|photos|pictures|fotos"
            r"|in-pictures|diaporama|slideshow|slideshows|portfolio|fotogallery)/"
        ),
    ),
    ("video", re.compile(r"/(?:videos?|watch|mediathek|tv|av)/")),
    ("audio", re.compile(r"/(?:podcasts?|audio|radio|listen)/")),
)


def is_live_blog(page: Document) -> bool:
    """Whether the page says, by its data or its address, that it is told as things happen."""
    kind = read_kind(page, "")
    return kind is not None and kind.value == "live-blog"


def read_kind(page: Document, text: str) -> Extracted[ArticleKind] | None:
    """What the page's data or its address calls the story; *text* is its body."""
    types = [types_of(node) for node in page.story[:3]]
    for found in types:
        if "liveblogposting" in found:
            return Extracted("live-blog", "json-ld")
    if types and not any("article" in name or "posting" in name for name in types[0]):
        for kind, names in _KIND_TYPES:
            if types[0] & names:
                return Extracted(kind, "json-ld")
    og = (page.first_meta("og:type") or "").lower()
    if og.startswith("video"):
        return Extracted("video", "meta")
    address = page.canonical_url or page.url
    try:
        path = urlsplit(address or "").path.lower()
    except ValueError:
        return None
    for kind, pattern in _KIND_PATHS:
        if pattern.search(path) and (kind != "video" or len(text) < 4000):
            return Extracted(kind, "url")
    return None
