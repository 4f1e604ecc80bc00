"""The timeline of an article: its captures in the order of their time, and which begin a revision.

A capture begins a revision where a reader could see a difference from the capture before it; else
it is a sighting of the revision before it. A capture that is imported late is inserted between its
neighbours, and only these are compared with it, so a timeline is the same whatever the order of
import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archive.values import rows
from archive.values.fingerprint import changed, content_hash, visible_fields
from parsers.records import Article

ParseCapture = Callable[[str], Article | None]
"""Parses a stored capture, by its id, with today's parser; ``None`` if that finds no article."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture of an article, as a parser of a certain version read it."""

    seen_at: str
    capture_id: str
    content_hash: str
    parser: str | None
    page_key: str
    """The address it was fetched from: an AMP alternate is not compared with the page itself."""
    record: str | None
    """The article as JSON. ``None`` for a sighting: it looks like the revision before it."""
    article: Article | None = None

    @property
    def is_revision(self) -> bool:
        """Whether it begins a revision."""
        return self.record is not None

    @property
    def position(self) -> tuple[str, str]:
        """What entries are ordered by."""
        return self.seen_at, self.capture_id


@dataclass(frozen=True, slots=True)
class Insertion:
    """What inserting a capture into a timeline came to."""

    timeline: Timeline
    is_new_revision: bool
    """Whether there is one revision more than before."""
    is_newest: bool
    changed: tuple[str, ...] = ()
    """The fields that differ from the revision before, if the capture begins one."""
    revision: int | None = None
    """The revision that the capture belongs to, counted from 1."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The captures of one article, in the order of their time."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Timeline:
        """The timeline of these *entries*, in whatever order they come."""
        return cls(tuple(sorted(entries, key=lambda entry: entry.position)))

    @property
    def newest(self) -> Entry:
        """The last capture."""
        return self.entries[-1]

    @property
    def revisions(self) -> list[Entry]:
        """The entries that begin a revision."""
        return [entry for entry in self.entries if entry.is_revision]

    def insert(self, new: Entry, parse_capture: ParseCapture) -> Insertion:
        """The timeline with *new* at its position.

        A neighbour that another parser read is parsed anew first, and stays as parsed then.
        """
        if any(entry.position == new.position for entry in self.entries):
            return self._replaced(new)
        at = sum(entry.position < new.position for entry in self.entries)
        entries = list(self.entries)
        has_before, has_after = at > 0, at < len(entries)
        is_like_before = has_before and _looks_like(entries, at - 1, new, parse_capture)
        is_like_after = has_after and _looks_like(entries, at, new, parse_capture)
        count = _count_revisions(entries)
        if is_like_before:
            new = replace(new, record=None)
        elif has_after and not entries[at].is_revision:
            # The revision before it goes on after *new*: it comes back as a revision of its own.
            back = entries[at].article
            record = rows.record_text(back) if back else _revision_of(entries, at).record
            entries[at] = replace(entries[at], record=record)
        elif is_like_after:
            entries[at] = replace(entries[at], record=None)
        entries.insert(at, new)
        names = _changed_at(entries, at) if new.is_revision and has_before else ()
        return Insertion(
            Timeline(tuple(entries)),
            is_new_revision=_count_revisions(entries) > count,
            is_newest=not has_after,
            changed=names,
            revision=_count_revisions(entries[: at + 1]),
        )

    def replace_alternate(self, page: Entry) -> Insertion:
        """The timeline of an alternate (AMP, print), ended by *page*, the page itself.

        *page* stands for the last revision, as if it had been seen then: an alternate reads
        differently without being edited, so this is no new revision.
        """
        at = max(i for i, entry in enumerate(self.entries) if entry.is_revision)
        revision = replace(page, seen_at=self.entries[at].seen_at)
        timeline = Timeline((*self.entries[:at], revision))
        return Insertion(timeline, is_new_revision=False, is_newest=True)

    def _replaced(self, new: Entry) -> Insertion:
        """The capture is there already: its entry changes where another parser read *new*."""
        at = next(i for i, entry in enumerate(self.entries) if entry.position == new.position)
        entries = list(self.entries)
        if entries[at].parser != new.parser:
            entries[at] = new if entries[at].is_revision else replace(new, record=None)
        is_newest = at == len(entries) - 1
        return Insertion(Timeline(tuple(entries)), is_new_revision=False, is_newest=is_newest)


def version_of(parser: str | None) -> str:
    """The parser's version, without what it left out of the page as the site's."""
    return (parser or "").partition("+")[0]


def article_of(entry: Entry) -> Article:
    """The article of an entry that begins a revision."""
    if entry.article is not None:
        return entry.article
    assert entry.record is not None
    return rows.from_record_text(entry.record)


def _looks_like(entries: list[Entry], at: int, new: Entry, parse_capture: ParseCapture) -> bool:
    """Whether a reader sees the same in *new* and in the entry at *at*.

    Only what one parser read is compared: the entry is parsed anew where it must be, and is
    replaced in *entries*. Where it cannot be parsed they count as alike: a difference that
    nobody can show is no revision.
    """
    other = entries[at]
    if other.page_key != new.page_key:
        return True
    if other.parser != new.parser:
        article = parse_capture(other.capture_id) if other.capture_id else None
        if article is None:
            return True
        article, record = rows.savable(article)
        other = entries[at] = replace(
            other,
            content_hash=content_hash(visible_fields(article)),
            parser=new.parser,
            record=record if other.is_revision else None,
            article=article,
        )
    return other.content_hash == new.content_hash


def _revision_of(entries: Sequence[Entry], at: int) -> Entry:
    """The revision that the sighting at *at* belongs to."""
    return next(entry for entry in reversed(entries[:at]) if entry.is_revision)


def _changed_at(entries: Sequence[Entry], at: int) -> tuple[str, ...]:
    before = _revision_of(entries, at)
    return changed(visible_fields(article_of(before)), visible_fields(article_of(entries[at])))


def _count_revisions(entries: Sequence[Entry]) -> int:
    return sum(entry.is_revision for entry in entries)
