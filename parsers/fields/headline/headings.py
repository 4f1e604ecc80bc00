"""Which heading of the page shows the headline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.fields.headline.titles import MAX_HEADLINE, Title, fit
from parsers.page.document import Document
from parsers.page.element_flags import HIDDEN, SCREEN_READER
from parsers.page.layout import Block, Box
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.site_name import is_site_name, title_parts
from parsers.page.text.normalization import clean
from parsers.page.text.similarity import letters

_HEADLINE_NAMES = ClassNameMatcher(
    r"headline|entry-?title|article-?(?:title|head)|post-?title|story-?title|page-?title"
    r"|news-?title|art-?title|titulo|titel\b|titre|\bheader-?title"
)
_CHROME_NAMES = ClassNameMatcher(
    r"logo|site-?(?:name|title)|brand|masthead|bread-?crumb|seo-?title|modal|popup|\bmenu"
    r"|related|teaser|\bcard|sidebar|author-?name|newsletter|cookie|consent|search|whitespace-nowrap"
)
_CHROME_TAGS = frozenset(("nav", "footer", "aside", "ol", "ul", "li", "form", "dialog"))
HEADINGS = frozenset(("h1", "h2", "h3"))


@dataclass(slots=True)
class Heading:
    """A heading of the page that may be the headline."""

    box: Box
    text: str
    names: str
    key: str = field(init=False)
    fit: float = 0.0
    score: float = 0.0
    is_chrome: bool = False
    """Whether it stands in a breadcrumb, a logo or the like, is hidden, or is the site's name."""

    def __post_init__(self) -> None:
        self.key = letters(self.text)


def shown_heading(page: Document, titles: list[Title], site: frozenset[str]) -> Heading | None:
    """The heading that shows the headline, if one does."""
    boxes = [box for box in page.layout.boxes if box.tag == "h1" and box.start < box.end]
    found = [_heading(page, box, titles, site, n) for n, box in enumerate(boxes[:30])]
    best = max(found, key=lambda heading: heading.score, default=None)
    if best is None or best.score < 0.97:
        told = titles
        if any(not heading.is_chrome for heading in found):
            told = [title for title in titles if title.source != "alternative"]
        others = [
            _heading(page, b, told, site, 1)
            for b in _other_headings(
                page, told, is_first=best is None or _is_lesser_part(best, told)
            )
        ]
        found += others
        exact = max(others, key=lambda heading: heading.score, default=None)
        if exact and best and best.score > _FAIR and _within_text(page, exact.box.start):
            exact = None  # the title of a chapter, that the page bears too
        if exact and (best is None or exact.score > best.score):
            best = exact
    flaw = _flaw(page, best, titles) if best else None
    if not titles and (best is None or flaw or best.is_chrome):
        titled = _called_title(page, site)
        if titled:
            best, flaw = titled, None
            found.append(titled)
    for heading in found:
        reason = f"fits {heading.score:.2f}"
        if heading is best and flaw:
            reason = f"{flaw}, {reason}"
        page.note("headline", heading.text, heading.box.tag, heading is best and not flaw, reason)
    return None if flaw else best


def _called_title(page: Document, site: frozenset[str]) -> Heading | None:
    """The line over the first long paragraph that stands in an element called title, on a page that
    has no title of its own."""
    first = next((b.index for b in page.blocks if _is_prose(b)), 0)
    for block in reversed(page.blocks[max(0, first - _OVER) : first]):
        if not 2 < len(block.text) <= _LONGEST_TITLE or block.link_chars:
            continue
        around = list(block.box.ancestors())[:_TITLE_LEVELS]
        holder = next((box for box in around if _TITLE_NAMES(box.names)), None)
        if holder is None or any(_CHROME_NAMES(box.names) for box in around):
            continue
        if holder.end - holder.start == 1 and not is_site_name(block.text, site):
            return Heading(block.box, block.text, block.box.names)
    return None


def _is_prose(block: Block) -> bool:
    return len(block.text) > _PROSE and block.link_chars * 3 < len(block.text)


_TITLE_NAMES = ClassNameMatcher(r"\btitle|headline|titulo|titel\b|titre")
_TITLE_LEVELS = 3
"""Elements by whose names a title is told: its own and those around it."""
_OVER = 10
"""Blocks over the first paragraph among which it stands."""
_LONGEST_TITLE = 150
_PROSE = 160
"""Characters of a paragraph, hardly linked."""
_FAIR = 0.3


def _flaw(page: Document, best: Heading, titles: list[Title]) -> str | None:
    """Why not even the best heading shows the headline, or ``None`` if it does."""
    if best.score < -0.2:
        return "too little speaks for it"
    if best.fit < 0.2 and titles and len(best.key) < 16:
        return "it is short and nothing the page calls itself"
    if best.fit < 0.4 and titles and _within_text(page, best.box.start):
        return "it stands within the text"
    return None


def _within_text(page: Document, start: int) -> bool:
    """Whether several paragraphs stand before: a heading of a chapter."""
    prose = [block for block in page.blocks[:start] if _is_prose(block)]
    return len(prose) > 3


def _heading(
    page: Document, box: Box, titles: list[Title], site: frozenset[str], position: int
) -> Heading:
    text = text_of(page, box)[: MAX_HEADLINE + 1]
    heading = Heading(box, text, box.names)
    heading.fit = max((fit(heading.key, title.key) for title in titles), default=0.3)
    score = heading.fit - 0.02 * min(position, 10)
    names = heading.names
    if _HEADLINE_NAMES(names):
        score += 0.1
    chrome = bool(_CHROME_NAMES(names))
    if len(text) > MAX_HEADLINE or is_site_name(text, site):
        score -= 1.0
    link_share = box.link_chars / max(1, box.text_chars)
    for outer in box.parent.ancestors() if box.parent else ():
        small = outer.text_chars < 4 * len(text)
        if outer.tag in _CHROME_TAGS or (small and _CHROME_NAMES(outer.names)):
            chrome = True
            break
    unseen = box.within & (HIDDEN | SCREEN_READER) and heading.fit < _SURE
    heading.is_chrome = bool(chrome or unseen or _STEPS.match(text)) or is_site_name(text, site)
    if chrome or unseen or _STEPS.match(text):
        score -= 0.35
    if link_share > 0.8:
        score -= 0.1
    heading.score = score
    return heading


_SURE = 0.9
"""A hidden heading that fits a title so well is the headline all the same."""
_STEPS = re.compile(r"[^>»›]{1,40}\s[>»›]\s[^>»›]{1,60}\s[>»›]\s")
"""A breadcrumb: "Home > News > …"."""


def text_of(page: Document, box: Box) -> str:
    """The text of a heading, with no space before a colon that one of its blocks begins with."""
    parts = [block.text for block in page.blocks[box.start : box.end]]
    return _STRAY.sub(r"\1", clean(" ".join(parts))) if len(parts) > 1 else clean("".join(parts))


_STRAY = re.compile(r"\s+([:;,.!?])(?=\s|$)")


def _other_headings(page: Document, titles: list[Title], *, is_first: bool) -> list[Box]:
    """Boxes that show, word for word, what the page calls itself in its head.

    *is_first*: the page has no ``h1``; then a lesser heading may show a title without the site's
    name that stands behind a dash or bar.
    """
    keys = {title.key for title in titles if len(title.key) > 5}
    parts = {key for title in titles if len(key := main_part(title)) > 5} if is_first else set()
    lengths = {len(title.text) for title in titles}
    firsts = {key[0] for key in keys | parts}
    longest, shortest = max(lengths, default=0) + 60, min(lengths, default=0) - 10
    if parts:
        shortest = min(shortest, *map(len, parts))
    found = []
    for block in page.blocks:
        size = len(block.text)
        if shortest <= size <= longest and block.tag != "h1":
            holder = _holding_heading(block.box)
            if (
                holder is None
                and block.text[0].isalnum()
                and block.text[0].casefold()[0] not in firsts
            ):
                continue
            shown = letters(block.text)
            if (
                shown in keys
                or (holder is not None and shown in parts)
                or (
                    size > 20
                    and holder is not None
                    and any(key.endswith(shown) or shown.endswith(key) for key in keys)
                )
            ):
                box = holder or block.box
                if box.end - box.start <= (3 if holder else 1) and box not in found:
                    found.append(box)
                    if len(found) >= 8:
                        break
    return found


def _is_lesser_part(heading: Heading, titles: list[Title]) -> bool:
    """Whether a heading shows what stands beside the main part of a title: the site's name."""
    return any(
        heading.key == letters(part) != main_part(title)
        for title in titles
        for part in title_parts(title.text)
        if main_part(title)
    )


def main_part(title: Title) -> str:
    """The letters of the longest part of a title, without the site's name behind a dash or bar."""
    longest = letters(max(title_parts(title.text), key=len, default=""))
    return longest if len(longest) > len(title.key) * _MAIN else ""


_MAIN = 0.5


def _holding_heading(box: Box) -> Box | None:
    """The heading element a block stands in, if it stands in one."""
    for outer in (box, box.parent, box.parent.parent if box.parent else None):
        if outer is not None and outer.tag in HEADINGS:
            return outer
    return None
