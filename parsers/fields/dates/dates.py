"""When the story was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from parsers.fields.dates.declared_dates import (
    MODIFIED_METAS,
    PUBLISHED_METAS,
    Candidate,
    linked_moments,
    meta_moments,
    moment_in_path,
    published_metas,
    titled_moment,
)
from parsers.fields.dates.displayed_dates import (
    UNDER_HEADLINE,
    PrintedDate,
    is_date_line,
    printed_dates,
)
from parsers.fields.dates.elsewhere import dated_nodes, dates_elsewhere, lone_line, lone_times
from parsers.fields.dates.habits import habits_of_page
from parsers.fields.dates.local_time import localised, localised_by_clock
from parsers.fields.dates.moment import Habits, Moment
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.extracted import Extracted

EARLIEST = date(1990, 1, 1)
"""Earlier days, and days to come, are ignored: systems write them where they know no day."""
_AMONG_DATA = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a story, and the blocks that print them."""

    published: Extracted[datetime | date] | None = None
    modified: Extracted[datetime | date] | None = None
    published_local: str | None = None
    """The page's own wording."""
    blocks: frozenset[int] = frozenset()


def read_times(page: Document, head: HeadlineBlock) -> Times:
    """The times of the story."""
    habits = habits_of_page(page)
    shown = list(printed_dates(page, head, habits))
    published = _first(page, "published_at", _published(page, head, shown, habits))
    modified = _first(page, "modified_at", _modified(page, shown, habits))
    if published and modified and _day(modified[0]) < _day(published[0]) - timedelta(days=1):
        modified = None
    blocks = frozenset(item.element.index for item in shown if is_date_line(page, item))
    if published is None:
        found = Extracted(modified[0].value, modified[1]) if modified else None
        return Times(modified=found, blocks=blocks)
    moment, source = published
    if source in _DATA:
        declared = [found for found, _ in _declared(page, habits, ("dateCreated", "uploadDate"))]
        moment = localised(_unambiguous(page, moment, shown), declared, shown)
        lines = (e.text for e in head.elements if e.whole and len(e.text) <= _CLOCK_LINE)
        moment = localised_by_clock(moment, modified[0] if modified else None, lines)
    return Times(
        Extracted(moment.value, source),
        Extracted(modified[0].value, modified[1]) if modified else None,
        _printed(moment, shown) or (moment.text if source == "text" else None),
        blocks,
    )


_CLOCK_LINE = 40
_DATA = frozenset(("json-ld", "meta", "microdata"))


def _printed(moment: Moment, shown: list[PrintedDate]) -> str | None:
    """The page's wording of *moment*: of its day, or of the day before or after it, elsewhere."""
    lines = [item for item in shown if item.wording]
    for item in lines:
        if item.moment.day == moment.day:
            return item.wording
    if isinstance(moment.value, datetime):
        for item in lines:
            if not item.updated and abs(item.moment.day - moment.day) <= timedelta(days=1):
                return item.wording
    return None


def _unambiguous(page: Document, told: Moment, shown: list[PrintedDate]) -> Moment:
    """*told*, or with its two first figures turned round, where the page prints that day."""
    figures = _SLASHED.match(told.text)
    if figures is None or isinstance(told.value, datetime):
        return told
    try:
        turned = told.value.replace(month=told.value.day, day=told.value.month)
    except ValueError:
        return told
    days = {item.moment.day for item in shown}
    if told.value not in days and (
        turned in days or f"{turned:%d.%m.%Y}" in page.html or f"{turned:%Y-%m-%d}" in page.html
    ):
        return replace(told, value=turned)
    return told


_SLASHED = re.compile(r"\s*\d{1,2}[/-]\d{1,2}[/-]\d{4}\b")


def _first(page: Document, field: str, candidates: Iterator[Candidate]) -> Candidate | None:
    latest = datetime.now(UTC).date() + timedelta(days=2)
    for moment, source in candidates:
        if EARLIEST <= moment.day <= latest:
            page.note(field, moment.text, source, True, "the first that holds")
            return moment, source
        page.note(field, moment.text, source, False, "no story is from that day")
    return None


def _day(candidate: Moment) -> date:
    return candidate.day


def _published(
    page: Document, head: HeadlineBlock, shown: list[PrintedDate], habits: Habits
) -> Iterator[Candidate]:
    fresh = [item for item in shown if not item.updated]
    at = head.block.index if head.block else 0
    fresh = [item for item in fresh if item.element.index >= at] + [
        item for item in reversed(fresh) if item.element.index < at
    ]
    told = _declared(page, habits)
    if told:
        yield from _corrected(page, head, told[0][0], fresh)
    yield from told
    for item in fresh:
        if "datepublished" in item.element.own:
            yield item.moment, "microdata"
    for item in fresh:
        if item.element.tag == "time" or item.element.moment:
            yield item.moment, "time"
    in_path = next((m for m in map(moment_in_path, (page.url, page.canonical_url)) if m), None)
    if in_path:
        yield in_path, "url"
    for item in fresh:
        yield item.moment, "text"
    nodes = dated_nodes(page)
    yield from dates_elsewhere(page, nodes, habits)
    yield from linked_moments(page, ("dateCreated", "uploadDate"), habits)
    yield from published_metas(page, habits)
    yield from lone_times(page, nodes, habits)
    yield from lone_line(page, at, habits)
    for item in shown:
        yield item.moment, "text"
    yield from titled_moment(page, habits)


def _declared(page: Document, habits: Habits, also: tuple[str, ...] = ()) -> list[Candidate]:
    """What the page's data call the moment of publication."""
    return [
        *linked_moments(page, ("datePublished", *also), habits),
        *meta_moments(page, PUBLISHED_METAS, habits),
    ]


def _corrected(
    page: Document, head: HeadlineBlock, told: Moment, fresh: list[PrintedDate]
) -> Iterator[Candidate]:
    """What the line under the headline knows better than the page's data.

    A story is not shown with a day before its publication: data that names a later one has the
    day of the last change, or of a move to another system. Data without a clock time may name
    the day of the printed paper, the day after the line's.
    """
    at = head.block.index if head.block else -1
    for item in fresh:
        if not at < item.element.index <= at + 2 * UNDER_HEADLINE or at < 0:
            continue
        source = "time" if item.element.moment else "text"
        earlier = item.moment.day < told.day - _AMONG_DATA
        paper = not isinstance(told.value, datetime) and item.moment.day < told.day
        is_story = item.wording and item.moment.day >= EARLIEST and is_date_line(page, item)
        if is_story and (earlier or (paper and item.element.tag == "time")):
            yield item.moment, source
        return


def _modified(page: Document, shown: list[PrintedDate], habits: Habits) -> Iterator[Candidate]:
    yield from linked_moments(page, ("dateModified",), habits)
    yield from meta_moments(page, MODIFIED_METAS, habits)
    for item in shown:
        if item.updated:
            yield item.moment, "time" if item.element.moment else "text"
