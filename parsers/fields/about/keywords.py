"""The keywords of a story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.fields.about.candidates import SEPARATOR
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.linked_data.structured_data import strings
from parsers.page.text.similarity import letters

MAX_KEYWORDS, MAX_KEYWORD = 60, 100
_KEYWORD_METAS = (
    "news_keywords",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
    "cxenseparse:keywords",
    "citation_keywords",
    "dc.subject",
    "dcterms.subject",
    "bt:keywords",
    "keywords",
)
_PREFIX = re.compile(r"^(?:category|tag|type|topic|section|subject|keyword)s?:\s*", re.I)

_SYSTEMS = re.compile(
    r"^_|^[^\W\d]*_\w*\d|_(?:prio|rank|teaser|layout|template)|^\d{5,}$|^[0-9a-f]{8}-[0-9a-f]{4}-"
    r"|^(?:prio|cms|tpl|layout|template|newsml|feed|seo|paywall|plus)[-_:=]",
    re.I,
)
"""What publishing systems tell themselves: "_Prio_3", "article_4711"."""
_SIGN = re.compile(r"[-_:=\d]")
"""None of these has fewer characters of the kind that words do without."""


def read_keywords(page: Document) -> Extracted[tuple[str, ...]] | None:
    """The first list of several keywords, else a single one."""
    best: Extracted[tuple[str, ...]] | None = None
    headline = letters(page.first_meta("og:title") or page.title or "")
    for values, source in _keyword_lists(page):
        words: dict[str, str] = {}
        for value in values:
            for word in SEPARATOR.split(value):
                word = _PREFIX.sub("", word).strip(" #\"'.")
                key = word.casefold()
                if (
                    (len(word) > 1 or word > "\u2fff")
                    and len(word) <= MAX_KEYWORD
                    and letters(word) != headline
                    and not (_SIGN.search(word) and _SYSTEMS.search(word))
                ):
                    words.setdefault(key, word)
        if words and (best is None or len(best.value) < 2 <= len(words)):
            best = Extracted(tuple(words.values())[:MAX_KEYWORDS], source)
        if best and len(best.value) > 1:
            break
    return best


def _keyword_lists(page: Document) -> Iterator[tuple[list[str], str]]:
    for node in page.story[:2]:
        value = node.get("keywords")
        if value:
            yield strings(value), "json-ld"
    for name in _KEYWORD_METAS:
        values = page.meta.get(name)
        if values:
            yield strings(values), "meta"
