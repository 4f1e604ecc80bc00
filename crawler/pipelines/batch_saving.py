"""What is saved together: visits, the addresses found by them, and their rows in the frontier.

The addresses a page leads to are kept before the page itself counts as visited, so that a run
killed in between asks for the page again rather than losing its links.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from archive import Archive
from archive.records import Candidate, FoundBy, Kind, Saved, Visit
from crawler.pipelines.moved_stories import RecentStories
from crawler.reparse.knowledge import Sites


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one :class:`PendingVisit`, after its commit."""

    saved: Saved | None
    added: frozenset[str]
    """Keys of the addresses that were not known before."""
    same_as: str | None = None
    """The address that the archive has the story under, where it is not the page's own."""


@dataclass(slots=True)
class PendingVisit:
    """One visit and the addresses found by it."""

    visit: Visit | None
    candidates: Sequence[Candidate] = ()
    kind: Kind | None = None
    """What the visited address proved to be, to be remembered."""
    moved_to: str | None = None
    """Where a redirect led: the page's address from now on."""
    is_awaited: bool = False
    """Whether somebody can do nothing else before this is saved: the batch does not wait."""
    done: Future[Written] = field(default_factory=Future)


class BatchSaving:
    """Saves what was handed to the writer, some at a time; see :class:`RecentStories`."""

    def __init__(self, archive: Archive, *, keeps_pages: bool) -> None:
        self._archive = archive
        self._stories = RecentStories(keeps_pages=keeps_pages)
        self._sites = Sites(archive)

    def save(self, batch: Sequence[PendingVisit], run_id: int | None) -> list[Written]:
        """Save *batch* as part of the run *run_id*. Raises SQLite's errors."""
        frontier = self._archive.frontier
        added = frontier.add_all([item.candidates for item in batch])
        for item in batch:
            if item.visit:
                item.visit = self._stories.fold(self._archive, item.visit)
        visits = [item.visit for item in batch if item.visit]
        saved = iter(self._archive.save(visits, run_id, parse=self._sites.parse) if visits else [])
        written = [
            Written(next(saved), keys, item.visit.same_as) if item.visit else Written(None, keys)
            for item, keys in zip(batch, added, strict=True)
        ]
        for item, result in zip(batch, written, strict=True):
            if item.visit and item.kind:
                frontier.set_kind([item.visit.url], item.kind)
            if item.visit and item.moved_to and result.saved:
                found_in = FoundBy.REDIRECT.at(item.visit.url)
                frontier.note_redirect(item.moved_to, found_in, item.visit, result.saved.outcome)
        return written
