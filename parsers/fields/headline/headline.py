"""The headline: which of the page's own words for the story a reader sees as its headline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.fields.dates.date_formats import may_hold_date
from parsers.fields.headline.kicker_and_dek import read_dek, read_kicker
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.head_elements import (
    AFTER,
    BEFORE,
    ClassNameMatcher,
    HeadElement,
    elements_near,
    names_of,
)
from parsers.page.layout import Block, Box
from parsers.page.site_name import is_site_name, site_keys, title_parts, without_site_name
from parsers.page.structured_data import plain, strings
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
_HEADLINE_NAMES = ClassNameMatcher(
    r"headline|entry-?title|article-?(?:title|head)|post-?title|story-?title|page-?title"
    r"|news-?title|art-?title|titulo|titel\b|titre|\bheader-?title"
)
_CHROME_NAMES = ClassNameMatcher(
    r"logo|site-?(?:name|title)|brand|masthead|bread-?crumb|seo-?title|modal|popup|\bmenu"
    r"|related|teaser|\bcard|sidebar|author-?name|newsletter|cookie|consent|search|whitespace-nowrap"
)
_KICKER_NAMES = ClassNameMatcher(
    r"kicker|eyebrow|overline|over-?title|supertitle|pre-?title|spitzmarke|dachzeile|topline"
    r"|rubri[ck]|surtitre|antetitulo|cintillo|volanta|occhiello|sub-?title|\blabel|category"
    r"|\btag\b|badge|flag|prefix|section|topic|status|visually-?hidden|sr-only|vignett?e|stikktittel"
)
_CHROME_TAGS = frozenset(("nav", "footer", "aside", "ol", "ul", "li", "form", "dialog"))
_SURE_KICKER = ClassNameMatcher(r"kicker|eyebrow|overline|spitzmarke|dachzeile|topline")
_HEADINGS = frozenset(("h1", "h2", "h3"))


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


@dataclass(slots=True)
class _Title:
    """What the page calls the story somewhere."""

    text: str
    source: str
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = letters(self.text)


@dataclass(slots=True)
class _Heading:
    """A heading of the page that may be the headline."""

    box: Box
    text: str
    names: str
    key: str = field(init=False)
    fit: float = 0.0
    score: float = 0.0

    def __post_init__(self) -> None:
        self.key = letters(self.text)


def read_headline_block(page: Document) -> HeadlineBlock:
    """The head of the story."""
    site = site_keys(page)
    titles = declared_titles(page, site)
    heading = _shown(page, titles, site)
    if heading is None:
        return _unshown(page, titles, site)
    text, label = _without_label(heading, titles)
    text = without_site_name(text, site)
    barred = _BAR.split(text)
    if len(barred) > 2 and len(barred[0]) * 3 > len(text):
        text = barred[0]  # "Headline | Section | Site": the title of the page, shown as a heading
    head = next(b for b in page.blocks[heading.box.start : heading.box.end])
    used = set(range(heading.box.start, heading.box.end))
    elements = elements_near(page.blocks, head.index - BEFORE, heading.box.end + AFTER, head)
    if label and may_hold_date(label):
        label = None
    kicker = Extracted(label, "h1") if label else read_kicker(elements, head, used, text)
    if kicker and is_site_name(kicker.value, site):
        kicker = None
    dek = read_dek(page, elements, heading.box, text)
    if dek:
        used |= dek.blocks
    return HeadlineBlock(
        Extracted(text, heading.box.tag if heading.box.tag in _HEADINGS else "element"),
        kicker,
        dek.found if dek else None,
        head,
        frozenset(used),
        tuple(elements),
        site,
    )


def declared_titles(page: Document, site: frozenset[str]) -> list[_Title]:
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
    titles: dict[str, _Title] = {}
    done = set()
    for value, source in found:
        if value in done:
            continue
        done.add(value)
        title = _Title(without_site_name(value, site), source)
        if title.key and len(title.text) <= MAX_HEADLINE and not is_site_name(title.text, site):
            titles.setdefault(title.text, title)
    return list(titles.values())


def _shown(page: Document, titles: list[_Title], site: frozenset[str]) -> _Heading | None:
    """The heading that shows the headline, if one does."""
    boxes = [box for box in page.layout.boxes if box.tag == "h1" and box.start < box.end]
    found = [_heading(page, box, titles, site, n) for n, box in enumerate(boxes[:30])]
    best = max(found, key=lambda heading: heading.score, default=None)
    if best is None or best.score < 0.97:
        others = [_heading(page, b, titles, site, 1) for b in _other_headings(page, titles)]
        found += others
        exact = max(others, key=lambda heading: heading.score, default=None)
        if exact and best and best.score > _FAIR and _within_text(page, exact.box.start):
            exact = None  # the title of a chapter, that the page bears too
        if exact and (best is None or exact.score > best.score):
            best = exact
    flaw = _flaw(page, best, titles) if best else None
    for heading in found:
        reason = f"fits {heading.score:.2f}"
        if heading is best and flaw:
            reason = f"{flaw}, {reason}"
        page.note("headline", heading.text, heading.box.tag, heading is best and not flaw, reason)
    return None if flaw else best


_FAIR = 0.3


def _flaw(page: Document, best: _Heading, titles: list[_Title]) -> str | None:
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
    prose = [b for b in page.blocks[:start] if len(b.text) > 160 and b.link_chars * 3 < len(b.text)]
    return len(prose) > 3


def _heading(
    page: Document, box: Box, titles: list[_Title], site: frozenset[str], position: int
) -> _Heading:
    text = clean(" ".join(b.text for b in page.blocks[box.start : box.end]))[: MAX_HEADLINE + 1]
    heading = _Heading(box, text, box.names)
    heading.fit = max((_fit(heading.key, title.key) for title in titles), default=0.3)
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
    if chrome:
        score -= 0.35
    if link_share > 0.8:
        score -= 0.1
    heading.score = score
    return heading


def _other_headings(page: Document, titles: list[_Title]) -> list[Box]:
    """Boxes that show, word for word, what the page calls itself in its head."""
    keys = {title.key for title in titles if len(title.key) > 5}
    lengths = {len(title.text) for title in titles}
    firsts = {key[0] for key in keys}
    longest, shortest = max(lengths, default=0) + 60, min(lengths, default=0) - 10
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
            if shown in keys or (
                size > 20
                and holder is not None
                and any(key.endswith(shown) or shown.endswith(key) for key in keys)
            ):
                box = holder or block.box
                if box.end - box.start <= (3 if holder else 1) and box not in found:
                    found.append(box)
                    if len(found) >= 8:
                        break
    return found


def _holding_heading(box: Box) -> Box | None:
    """The heading element a block stands in, if it stands in one."""
    for outer in (box, box.parent, box.parent.parent if box.parent else None):
        if outer is not None and outer.tag in _HEADINGS:
            return outer
    return None


def _fit(shown: str, title: str) -> float:
    """How well a heading fits a title: 1 the same letters; high if one holds the other."""
    if shown == title:
        return 1.0
    if len(shown) > 10 and len(title) > 10 and (title in shown or shown in title):
        return max(0.8, min(len(shown), len(title)) / max(len(shown), len(title)))
    return letters_similarity(shown[:200], title[:200])


def _without_label(heading: _Heading, titles: list[_Title]) -> tuple[str, str | None]:
    """The headline, and the label that stands in the same heading (a kicker), if one does."""
    parts = _children(heading.box)
    if len(parts) < 2:
        return heading.text, None
    whole = any(title.key == heading.key for title in titles)
    trusted = [t for t in titles if t.source not in ("alternative", "title")]
    keys = {title.key for title in (trusted if whole else titles)}
    joined = whole and trusted and all(title.key == heading.key for title in titles)
    if joined and any(":" in title.text for title in trusted):
        return _spaced(heading, titles), None  # "Kicker: Headline", wherever the page names it
    for cut in range(1, min(len(parts), 6)):
        front = clean(" ".join(text for text, _ in parts[:cut]))
        back = clean(" ".join(text for text, _ in parts[cut:]))
        label_like = parts[cut - 1][1] != _PLAIN or not front[-1].isalnum()  # no sentence's start
        long_enough = len(letters(back)) > max(8, len(letters(front)) // 2)
        if letters(back) in keys and long_enough and label_like:
            return back.strip(" :|-–—"), front.strip(" :|·•-–—") or None
        if letters(front) in keys and len(letters(front)) > 8 and not whole:
            return front, None
    label, names = parts[0]
    rest = clean(" ".join(text for text, _ in parts[1:])).lstrip(" :|")
    if names and _KICKER_NAMES(names) and len(letters(rest)) > 8 and len(label) < 80:
        told = any(
            title.key.startswith(letters(label)) and not _BARRED.match(title.text[len(label) :])
            for title in titles
        )
        if not told or _SURE_KICKER(names):
            return rest, label.strip(" :|·•-–—") or None
    return _spaced(heading, titles), None


_BARRED = re.compile(r"\s*[|｜]")
"""What parts a label from the headline in a title, where it is no part of it."""
_PLAIN = "#text"


def _children(box: Box) -> list[tuple[str, str]]:
    """Text and marking of what a heading directly holds; single wrappers are looked into."""
    node = box.node
    for _ in range(4):
        parts = []
        child = node.first_child
        only = None
        while child is not None:
            text = clean(child.text() or "")
            if text and child.tag not in ("script", "style", "_comment", "-comment"):
                is_text = (child.tag or "-")[0] in "-_"
                parts.append((text, _PLAIN if is_text else names_of(child)))
                only = None if is_text else child
            child = child.next
        if len(parts) == 1 and only is not None:
            node = only
            continue
        return parts
    return parts


def _spaced(heading: _Heading, titles: list[_Title]) -> str:
    """The text of a heading of several parts, with what its layout shows between them.

    A line break or a colour parts them for the reader; a title of the same letters has the
    space or colon that says so in plain text.
    """
    for title in titles:
        if title.key == heading.key and len(title.text) > len(heading.text):
            return title.text
    return heading.text


_BAR = re.compile(r"\s[|｜]\s")


def _unshown(page: Document, titles: list[_Title], site: frozenset[str]) -> HeadlineBlock:
    """The headline of a page that shows none as a heading: as the head of the page says it."""
    if not titles:
        return HeadlineBlock(site=site)
    best = titles[0]
    if best.source == "title" or _BAR.search(best.text):
        parts = title_parts(best.text)
        longest = max(parts, key=len, default=best.text)
        if len(parts) > 1 and len(longest) > 0.6 * len(best.text):
            best = _Title(longest, best.source)
    first = next(
        (b for b in page.blocks if len(b.text) > 140 and b.link_chars * 4 < len(b.text)), None
    )
    at = first.index if first else 0
    elements = elements_near(page.blocks, at - BEFORE, at + 2, None)
    for number, title in enumerate(titles):
        reason = "no heading shows it" if number else "no heading shows it, and it comes first"
        page.note("headline", title.text, title.source, not number, reason)
    return HeadlineBlock(Extracted(best.text, best.source), elements=tuple(elements), site=site)
