"""Dates away from the headline: marked as the story's own, or on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from parsers.fields.dates.date_formats import first_moment, may_hold_date, parse_moment
from parsers.fields.dates.declared_dates import Candidate
from parsers.fields.dates.displayed_dates import (
    DATE_NAMES,
    MAX_DATE_LINE,
    NOT_THIS,
    PUBLISHED,
    UPDATED,
    announces_another,
)
from parsers.fields.dates.moment import Habits, Moment
from parsers.page.document import Document
from parsers.page.element_flags import COMMENTS
from parsers.page.layout import Box
from parsers.page.layout.head_elements import is_in_comments
from parsers.page.links import is_in_teaser


def dated_nodes(page: Document) -> list[LexborNode]:
    """The elements anywhere on the page that are made to name a moment."""
    return page.css(_TIMES)


def dates_elsewhere(
    page: Document, nodes: Iterable[LexborNode], habits: Habits
) -> Iterator[Candidate]:
    """Dates marked as the story's own anywhere on the page."""
    for node in nodes:
        attributes = node.attributes
        names = (attributes.get("class") or "").split()
        if not (
            "datePublished" in (attributes.get("itemprop") or "").split()
            or "entry-date" in names
            or (node.tag == "time" and ("pubdate" in attributes or "published" in names))
        ):
            continue
        if is_in_comments(node) or _tells_of_another(page, node):
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
        if is_in_comments(node) or _leads_elsewhere(page, node) or _tells_of_another(page, node):
            continue
        attributes = node.attributes
        text = next(filter(None, (attributes.get(name) for name in _MOMENTS)), "")
        moment = parse_moment(text, habits)
        if moment:
            label = _words_around(node)
            if PUBLISHED.search(label):
                published.append(moment)
            else:
                (updated if UPDATED.search(label) else plain).append(moment)
    found = published or plain or updated
    if len({moment.day for moment in found}) == 1:
        yield found[0], "time"


def _tells_of_another(page: Document, node: LexborNode, box: Box | None = None) -> bool:
    return is_in_teaser(node, page.base, (page.url, page.canonical_url), box)


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
        if outer is None or len(text) > MAX_DATE_LINE:
            break
        words, node = text.lower(), outer
        if UPDATED.search(words) or PUBLISHED.search(words):
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
        if box.tag in ("li", "td", "figcaption") or NOT_THIS(box.names) or NOT_THIS(around):
            continue
        found = first_moment(text, habits)
        if found is None or UPDATED.search(text.lower()) or "©" in text:
            continue
        if announces_another(block) or _tells_of_another(page, box.node, box):
            continue
        label = text[: found.start].lower()
        if DATE_NAMES(box.names) or PUBLISHED.search(label) or len(text) - len(found.text) <= 3:
            lines.setdefault((box.tag, box.names, around), []).append(found)
    for moments in lines.values():
        if len({moment.day for moment in moments}) == 1:
            yield moments[0], "text"


_MAX_LONE_LINE = 60
