"""The headline: which of the page's own words for the story a reader sees as its headline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.fields.dates.date_formats import may_hold_date
from parsers.fields.headline.heading_label import without_label
from parsers.fields.headline.headings import HEADINGS, shown_heading
from parsers.fields.headline.kicker_and_dek import read_dek, read_kicker
from parsers.fields.headline.titles import Title, declared_titles
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout import Block
from parsers.page.layout.head_elements import AFTER, BEFORE, HeadElement, elements_near
from parsers.page.site_name import is_site_name, site_keys, title_parts, without_site_name
from parsers.page.text.similarity import letters


@dataclass(frozen=True, slots=True)
class HeadlineBlock:
    """The head of the story, and the block of the page it stands in."""

    headline: Extracted[str] | None = None
    kicker: Extracted[str] | None = None
    dek: Extracted[str] | None = None
    block: Block | None = None
    """The block that shows the headline, if one does: fields near it are looked for there."""
    blocks: frozenset[int] = frozenset()
    """Indexes of the blocks that show headline, kicker and dek: they are no paragraphs."""
    elements: tuple[HeadElement, ...] = ()
    """The small print around the headline, where bylines and dates are looked for."""
    site: frozenset[str] = frozenset()
    """The letters of the site's names."""


def read_headline_block(page: Document) -> HeadlineBlock:
    """The head of the story."""
    site = site_keys(page)
    titles = declared_titles(page, site)
    heading = shown_heading(page, titles, site)
    if heading is None:
        return _unshown(page, titles, site)
    text, label = without_label(heading, titles, site)
    text = without_site_name(text, site)
    barred = _BAR.split(text)
    keys = {title.key for title in titles}
    if len(barred) > 2 and len(barred[0]) * 3 > len(text):
        text = barred[0]  # "Headline | Section | Site": the title of the page, shown as a heading
    elif len(barred) == 2 and letters(text) not in keys and letters(barred[0]) in keys:
        text = barred[0]  # "Headline | Opinion"
    text = _EDGES.sub("", text) or text
    head = next(b for b in page.blocks[heading.box.start : heading.box.end])
    used = set(range(heading.box.start, heading.box.end))
    elements = elements_near(page.blocks, head.index - BEFORE, heading.box.end + AFTER, head)
    if label and may_hold_date(label):
        label = None
    kicker = Extracted(label, "h1") if label else read_kicker(elements, head, used, text)
    if kicker and is_site_name(kicker.value, site):
        kicker = None
    dek = read_dek(page, elements, heading.box, {letters(text), *keys})
    if dek:
        used |= dek.blocks
    return HeadlineBlock(
        Extracted(text, heading.box.tag if heading.box.tag in HEADINGS else "element"),
        kicker,
        dek.found if dek else None,
        head,
        frozenset(used),
        tuple(elements),
        site,
    )


_EDGES = re.compile(r"^(?:[|\-–—•·:/›>»]\s+)+|(?:\s+[|\-–—•·/‹<])+$")
"""What parts a headline from what was left out beside it."""
_BAR = re.compile(r"\s[|｜]\s")


def _unshown(page: Document, titles: list[Title], site: frozenset[str]) -> HeadlineBlock:
    """The headline of a page that shows none as a heading: as the head of the page says it."""
    if not titles:
        return HeadlineBlock(site=site)
    best = titles[0]
    if best.source == "title" or _BAR.search(best.text):
        parts = title_parts(best.text)
        longest = max(parts, key=len, default=best.text)
        if len(parts) > 1 and len(longest) > 0.6 * len(best.text):
            best = Title(longest, best.source)
    first = next(
        (b for b in page.blocks if len(b.text) > 140 and b.link_chars * 4 < len(b.text)), None
    )
    at = first.index if first else 0
    elements = elements_near(page.blocks, at - BEFORE, at + 2, None)
    for number, title in enumerate(titles):
        reason = "no heading shows it" if number else "no heading shows it, and it comes first"
        page.note("headline", title.text, title.source, not number, reason)
    return HeadlineBlock(Extracted(best.text, best.source), elements=tuple(elements), site=site)
