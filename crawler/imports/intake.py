"""What an import takes in: pages read by workers, then saved, and what is told of them."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from archive import Archive
from archive.records import Capture, Outcome, Saved, Visit
from archive.values.times import stamp
from archive.writing.import_progress import Position, note
from crawler.bounds import BATCH
from crawler.discovery.front_stories import is_front
from crawler.errors import NoWorkers
from crawler.imports.source_items import Checkpoint, Problem, Revisit, SourceItem
from crawler.pipelines.batch_saving import Written
from crawler.pipelines.page_visits import front_by_itself
from crawler.pipelines.writer import Writer
from crawler.reparse.knowledge import Sites
from crawler.reparse.standing_text_update import StandingTextUpdate
from crawler.workers.page_parsing import ParsedPage, parse_page
from crawler.workers.pool import Workers
from parsers.reader.standing_text import SiteKnowledge
from parsers.records import Article

MOST_UNSETTLED = 100_000
"""Pages without a body that are held until the end: about 100 MB with their headers."""
MOST_PROBLEMS = 20
"""Problems that are told one by one; the others are counted."""


@dataclass
class Imported:
    """What an import did."""

    files: int = 0
    pages: int = 0
    """Pages and outcomes found in the files."""
    left_out: int = 0
    """Articles that were read and are not wanted: in another language."""
    known: int = 0
    """Of these, those that an earlier import had kept."""
    outcomes: dict[str, int] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files of folders that were not taken, by their ending."""
    problem_count: int = 0
    problems: list[str] = field(default_factory=list)
    """The first of them, in words."""
    unread: int = 0
    """Pages that the parser failed at."""
    created: bool = False
    stopped_by: int | None = None
    """The signal that ended it."""
    standing_text: StandingTextUpdate = field(default_factory=StandingTextUpdate)
    """What was learned of what the sites repeat."""

    def note(self, problem: str) -> None:
        """Count *problem*, and keep its words if it is among the first."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


class Intake:
    """What is on its way: read by workers, then saved; each no more than memory can bear."""

    def __init__(
        self,
        writer: Writer,
        workers: Workers,
        known: Archive,
        most: int,
        wants: Callable[[Article], bool],
    ) -> None:
        self.report = Imported()
        self._wants = wants
        self._writer = writer
        writer.on_saved = self._count
        self._workers = workers
        self._known = known
        self._sites = Sites(known)
        self._most = most
        self._reading: dict[Future[ParsedPage], Capture] = {}
        self._saving: dict[Future[Written], str] = {}
        self._under_way: set[str] = set()
        self._unsettled: list[Revisit] = []
        """Pages seen again before the page they refer to: it may come later."""

    def take(self, item: SourceItem) -> None:
        """Begin with *item*; wait where too much is under way."""
        if isinstance(item, Problem):
            self.report.note(item.text)
            return
        if isinstance(item, Checkpoint):
            self._note_position(item.position)
            return
        self.report.pages += 1
        if isinstance(item, Revisit):
            self._take_revisit(item)
        elif isinstance(item, Visit):
            self._take_visit(item)
        else:
            self._take_capture(item)

    def finish(self) -> None:
        """Wait until all is saved."""
        for revisit in self._unsettled:
            self._take_revisit(revisit, is_last=True)
        while self._reading:
            self._save_read()
        self.finish_saving()

    def _note_position(self, position: Position) -> None:
        """Keep how far a file is read, once all that it gave is saved."""
        while self._reading:
            self._save_read()
        self.finish_saving()
        self._writer.call(lambda archive: note(archive.connection, position)).result()

    def finish_saving(self) -> None:
        """Wait until what was read by now is saved, and counted."""
        self._note(all_of_them=True)
        # A signal may have come right behind a page that was handed over, before it was noted.
        self._writer.call(lambda archive: None).result()

    def _take_capture(self, capture: Capture) -> None:
        if capture.id in self._under_way or self._is_known(capture):
            self.report.known += 1
            return
        # A page's captures in their order: which of them was new must not hang on who reads faster.
        while any(capture.url == other.url for other in self._reading.values()):
            self._save_read()
        self._under_way.add(capture.id)
        self._parse(capture, self._sites.of(capture.final_url or capture.url))
        if len(self._reading) >= self._most:
            self._save_read()

    def _parse(self, capture: Capture, known: SiteKnowledge) -> None:
        url = capture.final_url or capture.url
        parse = partial(parse_page, as_front=is_front(url))
        future = self._workers.submit(parse, capture.body, url, capture.content_type, known)
        self._reading[future] = capture

    def _is_known(self, capture: Capture) -> bool:
        """Whether an earlier import had *capture*. A front that changed nothing left no page."""
        if self._known.has_capture(capture):
            return True
        seen = Visit(capture.url, capture.fetched_at, "not-an-article", _status(capture))
        return is_front(capture.final_url or capture.url) and self._known.has_visit(seen)

    def _take_visit(self, visit: Visit) -> None:
        key = f"{visit.url} {visit.visited_at} {visit.status}"
        if key in self._under_way or self._known.has_visit(visit):
            self.report.known += 1
            return
        self._under_way.add(key)
        self._save(visit, key)

    def _take_revisit(self, revisit: Revisit, *, is_last: bool = False) -> None:
        """A page that a web archive holds only once: its body comes from the other capture, which
        may follow unless this *is_last*."""
        while self._reading:
            self._save_read()
        body = self._writer.call(lambda archive: _earlier_body(archive, revisit)).result()
        if body is None and not is_last and len(self._unsettled) < MOST_UNSETTLED:
            self._unsettled.append(revisit)
        elif body is None:
            capture = revisit.capture
            detail = "it is the same as an earlier page, which is not in this archive"
            self._take_visit(
                Visit(capture.url, capture.fetched_at, "skipped", capture.status, detail)
            )
        else:
            self._take_capture(replace(revisit.capture, body=body))

    def _save_read(self) -> None:
        """Hand what was read by now to the writer; wait for at least one page."""
        done, _ = wait(self._reading, return_when=FIRST_COMPLETED)
        for future in done:
            capture = self._reading.pop(future)
            visit = self._visit(future, capture)
            known = self._sites.by_own_word(capture.url, visit.article) if visit.article else None
            if known is not None and "+site:" not in (visit.parser or ""):
                self._parse(capture, known)
            elif visit.article is not None and not self._wants(visit.article):
                self.report.left_out += 1
                self._under_way.discard(capture.id)
            else:
                self._save(visit, capture.id)
        self._note()

    def _save(self, visit: Visit, key: str) -> None:
        self._saving[self._writer.put(visit)] = key
        if len(self._saving) >= 4 * BATCH:
            wait(self._saving, return_when=FIRST_COMPLETED)
            self._note()

    def _visit(self, future: Future[ParsedPage], capture: Capture) -> Visit:
        common: dict[str, Any] = {
            "url": capture.url,
            "visited_at": capture.fetched_at,
            "status": _status(capture),
            "capture": capture,
        }
        if error := future.exception():
            if isinstance(error, NoWorkers):
                raise error
            self.report.unread += 1
            detail = str(self._workers.failure(error))
            return Visit(**common, outcome="failed", detail=detail)
        result = future.result()
        if front := front_by_itself(result, capture):
            return Visit(**common, outcome="not-an-article", detail="a front page", front=front)
        if result.article is None:
            if result.failed_rule:
                self.report.note(result.reason or "")
            else:
                self.report.unread += result.has_failed
            outcome: Outcome = "failed" if result.has_failed else "not-an-article"
            return Visit(**common, outcome=outcome, detail=result.reason, marks=result.marks)
        return Visit(
            **common,
            article=result.article,
            detail=result.doubt,
            parser=result.parser,
            marks=result.marks,
        )

    def _note(self, *, all_of_them: bool = False) -> None:
        if all_of_them:
            wait(self._saving)
        for future in [future for future in self._saving if future.done()]:
            self._under_way.discard(self._saving.pop(future))
            future.result()

    def _count(self, visit: Visit, saved: Saved) -> None:
        """Count a page that is saved: in the writer's thread, which no signal cuts off."""
        outcomes = self.report.outcomes
        outcomes[saved.outcome] = outcomes.get(saved.outcome, 0) + 1


def _status(capture: Capture) -> int | None:
    """The status of a page that a server sent."""
    return capture.status if capture.url.startswith("http") else None


def _earlier_body(archive: Archive, revisit: Revisit) -> bytes | None:
    """The body that *revisit* repeats: of the capture it names, else of one with its digest.

    A digest may be that of a coded body, which no capture has.
    """
    url, at = revisit.first_url or revisit.capture.url, revisit.first_at
    then = archive.captures.fetched(url, at) if at else []
    named = None
    for capture in archive.captures.each(then):
        if isinstance(capture, Capture):
            if revisit.digest in _digests(capture.body):
                return capture.body
            if (capture.final_url or capture.url) == url:
                named = capture.body
    if named is not None:
        return named
    for capture in archive.captures.each(archive.captures.of_page(url)[::-1]):
        if isinstance(capture, Capture):
            is_then = at is not None and stamp(capture.fetched_at) == stamp(at)
            if is_then or revisit.digest in _digests(capture.body):
                return capture.body
    return None


def _digests(body: bytes) -> tuple[str, str]:
    sha1 = base64.b32encode(hashlib.sha1(body).digest()).decode()
    return f"sha1:{sha1}", f"sha256:{hashlib.sha256(body).hexdigest()}"
