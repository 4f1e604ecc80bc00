"""Pages of the corpora whose story makes room for a list, or for a page about the site.

All around it stays as the site wrote it: menus, boxes, footers in the site's own language. So the
surroundings of a real page, and its language, say nothing of what the page is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assembled.lists import FAMILIES
from assembled.look import Look, esc
from assembled.pages import Page, list_address, list_title, static_address
from assembled.statics import KINDS
from assembled.stories import Story, words_by_language
from parsers import open_page
from parsers.page.layout import Box, Layout
from parsers.reader.other_stories import read_story_head

if TYPE_CHECKING:
    from body_corpus import Labelled

_MOST = 0.85
"""The share of the story that the element which makes room holds."""
_KEEPS_CLAIMS = 0.1
"""Of the pages keep what the head says of the story: some sites say it of every page."""
_STATIC = 0.3
"""Of the pages are about the site."""
_ENGLISH = 0.2
"""Of the English ones are taken: there are many."""
_CLAIMS = (
    'script[type="application/ld+json"], meta[property^="article:"], meta[property="og:type"], '
    'meta[name="author"], meta[itemprop], meta[property="og:title"], meta[name="description"], '
    'meta[property="og:description"], meta[name^="twitter:"], link[rel="canonical"]'
)


def transplants(
    pages: Sequence[Labelled], stories: Mapping[str, Sequence[Story]], seed: int
) -> Iterator[Page]:
    """One page of each domain whose language has words, if its story stands in one element."""
    words = words_by_language()
    seen: set[str] = set()
    for page in pages:
        language = (page.row["lang"] or "en").lower()
        if page.domain in seen or language not in stories:
            continue
        seen.add(page.domain)
        chance = random.Random(f"{seed} {page.row['id']}")
        if language == "en" and chance.random() >= _ENGLISH:
            continue
        look = Look(language, words[language], stories[language], page.domain, chance)
        made = _transplant(page, look)
        if made:
            yield made


def _transplant(page: Labelled, look: Look) -> Page | None:
    chance = look.chance
    document = open_page(page.page.html or b"", page.row["url"])
    read_story_head(document)  # leaves other stories out, as where the blocks were labelled
    home = _home(document.layout, page)
    if home is None:
        return None
    is_static = chance.random() < _STATIC
    if is_static:
        kind = chance.choice(KINDS)
        title, inside = look.label("static"), kind(look)
    else:
        kind = chance.choice(FAMILIES)
        title = list_title(look, look.section())
        count = min(len(look.stories), chance.randrange(6, 40))
        inside = kind(look, chance.sample(list(look.stories), count))
    headings = document.css("h1")
    home.node.inner_html = inside if headings else f"<h1>{title}</h1>{inside}"
    for heading in document.css("h1")[: len(headings)]:
        heading.inner_html = title
    if chance.random() >= _KEEPS_CLAIMS:
        for node in document.css(_CLAIMS):
            node.decompose()
    for node in document.css("title"):
        node.inner_html = esc(f"{title} - {page.domain}")
    address = static_address(look) if is_static else list_address(look)
    name = f"transplant/{page.row['id'].replace('/', '-')}-{kind.__name__}"
    return Page(
        name,
        page.domain,
        f"https://www.{page.domain}{address}",
        "static" if is_static else "list",
        kind.__name__,
        document.tree.html or "",
        language=look.language,
    )


def _home(layout: Layout, page: Labelled) -> Box | None:
    """The innermost element that holds most of the story, and little else."""
    told = [
        (block.index, len(block.text))
        for block, label in zip(layout.blocks, page.labels, strict=True)
        if label
    ]
    total = sum(length for _, length in told)
    best = None
    for box in layout.boxes:
        inside = sum(length for index, length in told if box.start <= index < box.end)
        if total and inside >= _MOST * total and (best is None or box.depth > best.depth):
            best = box
    return best if best is not None and best.parent is not None else None
