"""When the story was published, and when it was last changed."""

from __future__ import annotations

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
)
from parsers.fields.dates.displayed_dates import (
    UNDER_HEADLINE,
    PrintedDate,
    dated_nodes,
    dates_elsewhere,
    is_date_line,
    lone_line,
    lone_times,
    printed_dates,
)
from parsers.fields.dates.moment import Habits, Moment, habits_of
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.extracted import Extracted

EARLIEST = date(1990, 1, 1)
"""Earlier days, and days to come, are believed only where data and visible text agree."""
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
    habits = habits_of(page.first_meta("og:locale") or page.declared_language)
    if habits.month_first is None:
        habits = habits_of(page.declared_language)
    shown = list(printed_dates(page, head, habits))
    days = {item.moment.day for item in shown if item.wording}
    published = _first(page, "published_at", _published(page, head, shown, habits), days)
    modified = _first(page, "modified_at", _modified(page, shown, habits), days)
    if published and modified and _day(modified[0]) < _day(published[0]) - timedelta(days=1):
        modified = None
    blocks = frozenset(item.element.index for item in shown if is_date_line(page, item))
    if published is None:
        found = Extracted(modified[0].value, modified[1]) if modified else None
        return Times(modified=found, blocks=blocks)
    moment, source = published
    wording = next((s.wording for s in shown if s.wording and s.moment.day == moment.day), None)
    return Times(
        Extracted(moment.value, source),
        Extracted(modified[0].value, modified[1]) if modified else None,
        wording or moment.text or None,
        blocks,
    )


def _first(
    page: Document, field: str, candidates: Iterator[Candidate], shown: set[date]
) -> Candidate | None:
    latest = datetime.now(UTC).date() + timedelta(days=2)
    for moment, source in candidates:
        day = moment.day
        structured = source in ("json-ld", "meta", "microdata")
        if EARLIEST <= day <= latest or (structured and day in shown):
            page.note(field, moment.text, source, True, "the first that holds")
            return moment, source
        page.note(field, moment.text, source, False, "not a day the page confirms")
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
    told = [
        *linked_moments(page, ("datePublished",), habits),
        *meta_moments(page, PUBLISHED_METAS, habits),
    ]
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
    yield from dates_elsewhere(nodes, habits)
    yield from linked_moments(page, ("dateCreated", "uploadDate"), habits)
    yield from published_metas(page, habits)
    yield from lone_times(nodes, habits)
    yield from lone_line(page, at, habits)
    for item in shown:
        yield item.moment, "text"


def _corrected(
    page: Document, head: HeadlineBlock, told: Moment, fresh: list[PrintedDate]
) -> Iterator[Candidate]:
    """What the line under the headline knows better than the page's data.

    A story is not shown with a day before its publication: data that names a later one has the
    day of the last change, or of a move to another system. And data in UTC does not tell the
    local day, where the line gives the same moment with its offset.
    """
    at = head.block.index if head.block else -1
    for item in fresh:
        if not at < item.element.index <= at + 2 * UNDER_HEADLINE or at < 0:
            continue
        source = "time" if item.element.moment else "text"
        one, other = told.value, item.moment.value
        if item.moment.day < told.day - _AMONG_DATA:
            if item.wording and item.moment.day >= EARLIEST and is_date_line(page, item):
                yield item.moment, source
        elif (
            isinstance(one, datetime)
            and isinstance(other, datetime)
            and not one.utcoffset()
            and other.utcoffset()
            and abs(one - other) <= timedelta(hours=2)
        ):
            yield replace(told, value=one.astimezone(other.tzinfo)), source
        return


def _modified(page: Document, shown: list[PrintedDate], habits: Habits) -> Iterator[Candidate]:
    yield from linked_moments(page, ("dateModified",), habits)
    yield from meta_moments(page, MODIFIED_METAS, habits)
    for item in shown:
        if item.updated:
            yield item.moment, "time" if item.element.moment else "text"
