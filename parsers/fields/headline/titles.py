"""What the page calls its story in its data: JSON-LD, OpenGraph, other meta elements, title."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.page.document import Document
from parsers.page.site_name import is_site_name, without_site_name
from parsers.page.structured_data import plain, strings
from parsers.page.text.similarity import letters, letters_similarity

MAX_HEADLINE = 400
"""Longer texts are no headlines."""
_TITLE_METAS = (
    ("og:title", "og"),
    ("twitter:title", "twitter"),
    ("dc.title", "meta"),
    ("dcterms.title", "meta"),
    ("citation_title", "meta"),
    ("parsely-title", "meta"),
    ("sailthru.title", "meta"),
    ("headline", "meta"),
    ("title", "meta"),
)


@dataclass(slots=True)
class Title:
    """What the page calls the story somewhere."""

    text: str
    source: str
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = letters(self.text)


def declared_titles(page: Document, site: frozenset[str]) -> list[Title]:
    """What JSON-LD, OpenGraph, other meta and ``title`` call the story, without site names."""
    found = []
    for node in page.story[:3]:
        for value in strings(node.get("headline"))[:1] or strings(node.get("name"))[:1]:
            found.append((value, "json-ld"))
    for name, source in _TITLE_METAS:
        found.extend((plain(value), source) for value in page.meta.get(name, ())[:1])
    if page.title:
        found.append((plain(page.title), "title"))
    for node in page.story[:1]:
        found.extend((v, "alternative") for v in strings(node.get("alternativeHeadline"))[:1])
    titles: dict[str, Title] = {}
    done = set()
    for value, source in found:
        if value in done:
            continue
        done.add(value)
        title = Title(without_site_name(value, site), source)
        if title.key and len(title.text) <= MAX_HEADLINE and not is_site_name(title.text, site):
            titles.setdefault(title.text, title)
    return list(titles.values())


def fit(shown: str, title: str) -> float:
    """How well a heading fits a title: 1 the same letters; high if one holds the other."""
    if shown == title:
        return 1.0
    if len(shown) > 10 and len(title) > 10 and (title in shown or shown in title):
        return max(0.8, min(len(shown), len(title)) / max(len(shown), len(title)))
    return letters_similarity(shown[:200], title[:200])
