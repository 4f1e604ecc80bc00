"""When a story was published by what is printed: dates near the headline, and elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from selectolax.lexbor import LexborNode

from parsers.fields.dates.date_formats import first_moment, may_hold_date, moments_in, parse_moment
from parsers.fields.dates.days import WEEKDAYS
from parsers.fields.dates.declared_dates import Candidate
from parsers.fields.dates.moment import Habits, Moment
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.element_flags import COMMENTS
from parsers.page.head_elements import ClassNameMatcher, HeadElement, is_in_comments
from parsers.page.layout import Block
from parsers.wordlists import alternatives
from parsers.wordlists import names_of as words_in

_UPDATED = re.compile("|".join(map(re.escape, words_in("dates", "updated"))))
_PUBLISHED = re.compile("|".join(map(re.escape, words_in("dates", "published"))))
_NOT_THIS = ClassNameMatcher(
    r"related|teaser|\bcard|recommend|most-?(?:read|popular)|trending|sidebar|widget"
    r"|comment|footer|masthead|clock|weather|current-?date|today|navbar|\bnav\b|ticker"
    r"|promo|newsletter|event|copyright|header-?date|site-?header|topbar"
    r"|top-?bar"
)
_OTHER_DATE = ClassNameMatcher(
    r"related|teaser|recommend|most-?(?:read|popular)|trending|comment|clock|weather|ticker"
    r"|current-?date|today|event|copyright|promo"
)
_DATE_NAMES = ClassNameMatcher(
    r"\bdate|date\b|[-_]date|time|publi|posted|updated|stamp|meta\b|datum|fecha|tarih|datetime|byline|created"
)
_MAX_DATE_LINE = 140
UNDER_HEADLINE = 5  # blocks: a bare date that close is the story's, whatever its box is called
_CLOCK = re.compile(
    rf"[\s,.·|à–—-]{{0,4}}(?:{alternatives('dates', 'before a clock')})?\s?"
    r"\d{1,2}\s?[:.h時时点]\s?\d{2}(?::\d\d)?分?"
    r"(?:\s?(?:Uhr|h|[ap]\.?m\.?|[ap]m))?(?:\s?\(?(?:(?-i:[A-Z]{2,4})(?:[+-]\d+)?|[+-]\d\d:?\d\d)\b\)?)?",
    re.I,
)


@dataclass(slots=True)
class PrintedDate:
    """A date printed near the headline."""

    moment: Moment
    element: HeadElement
    updated: bool
    wording: str | None
    """The visible text of it; ``None`` where only an attribute names the day."""


def printed_dates(page: Document, head: HeadlineBlock, habits: Habits) -> Iterator[PrintedDate]:
    """The dates near the headline, in page order."""
    at = head.block.index if head.block else -1
    paragraphs = 0
    for element in head.elements:
        if element.whole and element.index > at >= 0 and _is_prose(page.blocks[element.index]):
            paragraphs += 1
        if paragraphs > 2:
            break
        if element.index == at or (0 <= element.index < at - 8):
            continue
        text = element.text
        if not element.whole and _stands_in_prose(page.blocks[element.index], element):
            continue
        told = element.moment
        attribute = parse_moment(told, habits) if told and may_hold_date(told) else None
        if attribute is None and (len(text) > _MAX_DATE_LINE or not may_hold_date(text)):
            continue
        all_found = moments_in(text, habits) if len(text) <= _MAX_DATE_LINE else ()
        found = all_found[0] if all_found else None
        if element.tag in ("li", "figcaption", "td") or element.marked(_NOT_THIS):
            bare = found is not None and len(text) - len(found.text) <= 16
            under = at >= 0 < element.index - at <= UNDER_HEADLINE and not paragraphs
            if not (bare and under) or _NOT_THIS(element.own) or _OTHER_DATE(element.around):
                continue
        moment = attribute or found
        if moment is None:
            continue
        label = _label(page, element, found)
        long = found and attribute is None and len(text) - len(found.text) >= _MAX_AROUND
        if long and _is_within_sentence(element, label):
            continue
        updated = _only_updated(label) or _only_updated(element.own)
        yield PrintedDate(moment, element, updated, _wording(text, found) if found else None)
        if len(all_found) > 1:
            yield from _further(element, all_found)


def _stands_in_prose(block: Block, element: HeadElement) -> bool:
    """Whether an element is words of a paragraph: a link to what was written that day."""
    return element.tag != "time" and len(block.text) > max(_MAX_DATE_LINE, 2 * len(element.text))


def _further(element: HeadElement, found: Sequence[Moment]) -> Iterator[PrintedDate]:
    """The other dates of a line, where a label tells what each is: "Published … Updated …"."""
    for before, moment in pairwise(found):
        label = element.text[before.end : moment.start].lower()
        updated = _UPDATED.search(label)
        published = _PUBLISHED.search(label)
        if updated or published:
            wording = _wording(element.text, moment)
            yield PrintedDate(moment, element, updated is not None and not published, wording)


def _is_within_sentence(element: HeadElement, label: str) -> bool:
    """Whether a date is one that the story speaks of."""
    label = label.lower()
    if ". " not in f"{element.text} " or _UPDATED.search(label) or _PUBLISHED.search(label):
        return False
    return element.tag != "time" and not element.marked(_DATE_NAMES)


_MAX_AROUND = 50


@lru_cache(maxsize=1024)
def _only_updated(label: str) -> bool:
    """Whether a label speaks of a change and not of publication."""
    label = label.lower()
    return bool(label and _UPDATED.search(label)) and not _PUBLISHED.search(label)


def _wording(text: str, found: Moment) -> str:
    """The day and the clock time beside it, without what else stands in their line."""
    clock = _CLOCK.match(text, found.end)
    before = text[: found.start].split()
    start = found.start
    if before and before[-1].casefold().strip(".,") in WEEKDAYS:
        start = text.rindex(before[-1], 0, found.start)
    return text[start : clock.end() if clock else found.end]


def _label(page: Document, element: HeadElement, found: Moment | None) -> str:
    """The words before the date in its line: "Updated", "Published" …"""
    if found and found.start > 2:
        return element.text[max(0, found.start - 40) : found.start]
    if not element.whole:
        line = page.blocks[element.index].text
        at = line.find(element.text)
        if at > 0:
            return line[max(0, at - 40) : at]
    return ""


def _is_prose(block: Block) -> bool:
    return len(block.text) > 160 and block.link_chars * 3 < len(block.text)


def is_date_line(page: Document, item: PrintedDate) -> bool:
    """Whether the block of a date is a date line, not a sentence with a date in it."""
    text = page.blocks[item.element.index].text
    if item.wording is None or len(text) > _MAX_DATE_LINE:
        return False
    rest = len(text) - len(item.moment.text)
    if rest <= 3:
        return True
    if text.endswith("."):
        return False
    if item.element.tag == "time" or item.element.marked(_DATE_NAMES):
        return True
    label = text[:40].lower()
    return bool(_UPDATED.search(label) or _PUBLISHED.search(label))


def dated_nodes(page: Document) -> list[LexborNode]:
    """The elements anywhere on the page that are made to name a moment."""
    return page.css(_TIMES)


def dates_elsewhere(nodes: Iterable[LexborNode], habits: Habits) -> Iterator[Candidate]:
    """Dates marked as the story's own anywhere on the page."""
    for node in nodes:
        if is_in_comments(node):
            continue
        attributes = node.attributes
        names = (attributes.get("class") or "").split()
        if not (
            "datePublished" in (attributes.get("itemprop") or "").split()
            or "entry-date" in names
            or (node.tag == "time" and ("pubdate" in attributes or "published" in names))
        ):
            continue
        text = attributes.get("datetime") or attributes.get("content") or node.text() or ""
        moment = parse_moment(text.strip(), habits)
        if moment:
            yield moment, "microdata"


def lone_times(page: Document, nodes: Sequence[LexborNode], habits: Habits) -> Iterator[Candidate]:
    """The moments that ``time`` elements anywhere name, if all of them name one day.

    Those labelled as the publication count before others, and these before those of a change.
    """
    published: list[Moment] = []
    plain: list[Moment] = []
    updated: list[Moment] = []
    for node in nodes[:_MAX_TIMES]:
        if is_in_comments(node) or _leads_elsewhere(page, node):
            continue
        attributes = node.attributes
        text = next(filter(None, (attributes.get(name) for name in _MOMENTS)), "")
        moment = parse_moment(text, habits)
        if moment:
            label = _words_around(node)
            if _PUBLISHED.search(label):
                published.append(moment)
            else:
                (updated if _UPDATED.search(label) else plain).append(moment)
    found = published or plain or updated
    if len({moment.day for moment in found}) == 1:
        yield found[0], "time"


def _leads_elsewhere(page: Document, node: LexborNode) -> bool:
    """Whether an element stands in a link to another page: it tells of that one."""
    outer = node.parent
    for _ in range(_LINK_DEPTH):
        if outer is None:
            return False
        if outer.tag == "a":
            address = page.absolute(outer.attributes.get("href") or "")
            return address not in (page.url, page.canonical_url)
        outer = outer.parent
    return False


_LINK_DEPTH = 5


def _words_around(node: LexborNode) -> str:
    """The short text that an element stands in, as far out as a label stands."""
    words = ""
    for _ in range(2):
        outer = node.parent
        text = outer.text() if outer else ""
        if outer is None or len(text) > _MAX_DATE_LINE:
            break
        words, node = text.lower(), outer
        if _UPDATED.search(words) or _PUBLISHED.search(words):
            break
    return words


_MOMENTS = (
    "datetime",
    "data-timestamp",
    "data-publish-date",
    "data-published",
    "data-published-at",
    "data-published-date",
    "data-pubdate",
    "data-publication-date",
    "data-article-date",
    "data-date-published",
)
_TIMES = ", ".join(
    ["time", '[itemprop~="datePublished"]', ".entry-date", *(f"[{name}]" for name in _MOMENTS[1:])]
)
_MAX_TIMES = 20


def lone_line(page: Document, at: int, habits: Habits) -> Iterator[Candidate]:
    """A line with a date and little else, away from the headline: under the story mostly.

    Lists of other stories have such lines too, each marked in the same way: a line counts where
    no other one marked so names another day.
    """
    lines: dict[tuple[str, str, str], list[Moment]] = {}
    for block in page.blocks[at:]:
        text = block.text
        if len(text) > _MAX_LONE_LINE or not may_hold_date(text) or block.box.within & COMMENTS:
            continue
        box = block.box
        around = box.parent.names if box.parent else ""
        if box.tag in ("li", "td", "figcaption") or _NOT_THIS(box.names) or _NOT_THIS(around):
            continue
        found = first_moment(text, habits)
        if found is None or _UPDATED.search(text.lower()) or "©" in text:
            continue
        label = text[: found.start].lower()
        if _DATE_NAMES(box.names) or _PUBLISHED.search(label) or len(text) - len(found.text) <= 3:
            lines.setdefault((box.tag, box.names, around), []).append(found)
    for moments in lines.values():
        if len({moment.day for moment in moments}) == 1:
            yield moments[0], "text"


_MAX_LONE_LINE = 60
