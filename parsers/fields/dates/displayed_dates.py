"""When a story was published by what is printed: dates near the headline, and elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from parsers.fields.dates.date_formats import may_hold_date, moments_in, parse_moment
from parsers.fields.dates.days import WEEKDAYS
from parsers.fields.dates.moment import Habits, Moment
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.layout.head_elements import ClassNameMatcher, HeadElement
from parsers.page.links import is_in_teaser
from parsers.wordlists import alternatives
from parsers.wordlists import names_of as words_in

UPDATED = re.compile("|".join(map(re.escape, words_in("dates", "updated"))))
PUBLISHED = re.compile("|".join(map(re.escape, words_in("dates", "published"))))
NOT_THIS = ClassNameMatcher(
    r"related|teaser|\bcard|recommend|most-?(?:read|popular)|trending|sidebar|widget"
    r"|comment|footer|masthead|clock|weather|current-?date|today|navbar|\bnav\b|ticker"
    r"|promo|newsletter|event|copyright|header-?date|site-?header|topbar"
    r"|top-?bar"
)
_OTHER_DATE = ClassNameMatcher(
    r"related|teaser|recommend|most-?(?:read|popular)|trending|comment|clock|weather|ticker"
    r"|current-?date|today|event|copyright|promo"
)
DATE_NAMES = ClassNameMatcher(
    r"\bdate|date\b|[-_]date|time|publi|posted|updated|stamp|meta\b|datum|fecha|tarih|datetime|byline|created"
)
MAX_DATE_LINE = 140
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
    lines = 0
    for element in head.elements:
        block = page.blocks[element.index]
        lines += element.whole and element.index > at >= 0 and _is_sentence(block)
        if lines >= _BEGUN and announces_another(block):
            continue
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
        if attribute is None and (len(text) > MAX_DATE_LINE or not may_hold_date(text)):
            continue
        all_found = moments_in(text, habits) if len(text) <= MAX_DATE_LINE else ()
        found = all_found[0] if all_found else None
        if element.tag in ("li", "figcaption", "td") or element.marked(NOT_THIS):
            bare = found is not None and len(text) - len(found.text) <= 16
            under = at >= 0 < element.index - at <= UNDER_HEADLINE and not paragraphs
            if not (bare and under) or NOT_THIS(element.own) or _OTHER_DATE(element.around):
                continue
        moment = attribute or found
        if moment is None:
            continue
        if lines >= _BEGUN and is_in_teaser(
            block.box.node, page.base, (page.url, page.canonical_url)
        ):
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
    return element.tag != "time" and len(block.text) > max(MAX_DATE_LINE, 2 * len(element.text))


def _further(element: HeadElement, found: Sequence[Moment]) -> Iterator[PrintedDate]:
    """The other dates of a line, where a label tells what each is: "Published … Updated …"."""
    for before, moment in pairwise(found):
        label = element.text[before.end : moment.start].lower()
        updated = UPDATED.search(label)
        published = PUBLISHED.search(label)
        if updated or published:
            wording = _wording(element.text, moment)
            yield PrintedDate(moment, element, updated is not None and not published, wording)


def _is_within_sentence(element: HeadElement, label: str) -> bool:
    """Whether a date is one that the story speaks of."""
    label = label.lower()
    if ". " not in f"{element.text} " or UPDATED.search(label) or PUBLISHED.search(label):
        return False
    return element.tag != "time" and not element.marked(DATE_NAMES)


_MAX_AROUND = 50


@lru_cache(maxsize=1024)
def _only_updated(label: str) -> bool:
    """Whether a label speaks of a change and not of publication."""
    label = label.lower()
    return bool(label and UPDATED.search(label)) and not PUBLISHED.search(label)


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


def _is_sentence(block: Block) -> bool:
    """Whether a block is a line of the story, however short: a sentence without a link."""
    return len(block.text) > _SENTENCE and block.text[-1] in ".!?…" and not block.link_chars


_SENTENCE = 50
_BEGUN = 2
"""Lines of a story: the first may be its standfirst, above the date."""
_TITLE = 40


def announces_another(block: Block) -> bool:
    """Whether a block is one link as long as a headline: a date in it is of another story."""
    return len(block.text) >= _TITLE and block.link_chars * 10 >= len(block.text) * 9


def _is_prose(block: Block) -> bool:
    return len(block.text) > 160 and block.link_chars * 3 < len(block.text)


def is_date_line(page: Document, item: PrintedDate) -> bool:
    """Whether the block of a date is a date line, not a sentence with a date in it."""
    text = page.blocks[item.element.index].text
    if item.wording is None or len(text) > MAX_DATE_LINE:
        return False
    rest = len(text) - len(item.moment.text)
    if rest <= 3:
        return True
    if text.endswith("."):
        return False
    if item.element.tag == "time" or item.element.marked(DATE_NAMES):
        return True
    label = text[:40].lower()
    return bool(UPDATED.search(label) or PUBLISHED.search(label))
