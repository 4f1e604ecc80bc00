"""What the page calls its story in its data: JSON-LD, OpenGraph, other meta elements, title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.page.document import Document
from parsers.page.linked_data.structured_data import plain, strings
from parsers.page.site_name import is_site_name, title_parts, without_site_name
from parsers.page.text.normalization import clean
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
    titles: dict[str, Title] = {}
    done = set()
    for value, source in _named(page):
        if value in done or source == "h1":
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


def other_headlines(page: Document, headline: str | None, site: frozenset[str]) -> dict[str, str]:
    """What each place calls the story in other words than *headline*, by its source.

    ``json-ld``, ``og``, ``twitter``, ``title``, ``alternative`` (schema.org's
    ``alternativeHeadline``) and ``h1`` (a heading that is not the headline shown). The same
    words with a section or the site's name beside them, or cut short, are no other headline.
    """
    shown = letters(headline or "")
    found: dict[str, str] = {}
    for text, source in _named(page):
        if source not in OTHER_SOURCES or source in found:
            continue
        key = letters(text)
        if key == shown:
            continue
        text = without_site_name(clean(text), site)
        key = letters(text)
        if not key or len(text) > MAX_HEADLINE or is_site_name(text, site):
            continue
        reason = _same(shown, text, key)
        if reason is None:
            found[source] = text
        page.note("other_headlines", text, source, reason is None, reason or "in other words")
    return found


def _same(shown: str, text: str, key: str) -> str | None:
    """Why *text* is the headline itself, whose letters are *shown*; ``None`` where it is not."""
    if key == shown:
        return "it is the headline"
    if shown and any(letters(part) == shown for part in title_parts(text)):
        return "it is the headline and a label"
    if text.endswith(("…", "...")) and shown.startswith(key):
        return "it is the headline, cut short"
    return None


OTHER_SOURCES = ("json-ld", "og", "twitter", "title", "alternative", "h1")


def _named(page: Document) -> Iterator[tuple[str, str]]:
    """Every name of the story, as the page has it, with its source; the most trusted first."""
    for node in page.story[:3]:
        for value in strings(node.get("headline"))[:1] or strings(node.get("name"))[:1]:
            yield value, "json-ld"
    for name, source in _TITLE_METAS:
        for value in page.meta.get(name, ())[:1]:
            yield plain(value), source
    if page.title:
        yield plain(page.title), "title"
    for node in page.story[:1]:
        for value in strings(node.get("alternativeHeadline"))[:1]:
            yield value, "alternative"
    for box in [box for box in page.layout.boxes if box.tag == "h1" and box.start < box.end][:1]:
        yield " ".join(block.text for block in page.blocks[box.start : box.end]), "h1"
