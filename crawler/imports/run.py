"""An import: sources are read, their pages parsed in worker processes, and all of it saved."""

from __future__ import annotations

import base64
import hashlib
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from archive import Archive
from archive.records import Capture, Outcome, Visit
from archive.writing.import_progress import Position, note, positions
from archive.writing.runs import signal_of
from crawler.bounds import BATCH
from crawler.errors import NoWorkers
from crawler.imports.elsewhere.cc_news import CcNews, Progress, months_of
from crawler.imports.elsewhere.cdx import Asked, Cdx
from crawler.imports.items import Again, Checkpoint, Item, Problem
from crawler.imports.sources import check, files_of, items, passed_over, size_of
from crawler.options import Options, worker_count
from crawler.pipelines.batch_saving import Written
from crawler.pipelines.writer import Writer
from crawler.reparse.knowledge import Sites, keep_rules
from crawler.reparse.standing_text_update import StandingTextUpdate
from crawler.workers.pool import Workers
from crawler.workers.reading import PageReading, parse_page
from crawler.workers.shortage import want_files
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


OnProgress = Callable[[int, int], None]
"""Told how many bytes are read, of how many."""


def import_paths(
    path: Path, sources: Sequence[Path], *, on_progress: OnProgress = lambda done, total: None
) -> Imported:
    """Read files, folders, web archives and captures (``-``: from standard input) into *path*.

    Importing the same again adds nothing. Raises :class:`UnknownSource`, the archive's
    errors, ``WriterFailed`` and ``TooLittle``.
    """
    for source in sources:
        check(source)
    total = size_of(sources)
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, max(done, total))

    command = f"import {' '.join(map(str, sources))}"
    imported = _import(
        path, lambda writer: items(files_of(sources), on_bytes), command, worker_count(Options())
    )
    imported.passed_over = passed_over(sources)
    return imported


def import_files(
    path: Path,
    files: Sequence[tuple[Path, Path]],
    *,
    workers: int,
    rules: Mapping[str, str] = {},
) -> Imported:
    """Read *files*, each with its path below the folder it was found in, into *path*.

    *rules* say how the pages of sites are read, by site. Raises the archive's errors and
    ``WriterFailed``.
    """
    command = f"import {' '.join(str(file) for file, _ in files)}"

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[Item]]]:
        writer.call(lambda archive: keep_rules(archive, rules)).result()
        return items(files, lambda count: None)

    return _import(path, found, command, workers)


def import_cc_news(
    path: Path, source: str, archive: CcNews, *, jobs: int, progress: Progress
) -> Imported:
    """Read the months of *source* (``cc-news:2026-03..2026-06``) out of *archive* into *path*,
    *jobs* files at a time; *progress* is kept up.

    Files that were read before for the same are left out, and one that was cut short goes on
    where all was saved. Raises :class:`UnknownSource`, the archive's errors and ``WriterFailed``.
    """
    files = archive.files(months_of(source))
    wanted = str(archive.wanted)

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[Item]]]:
        read = writer.call(lambda opened: positions(opened.connection, wanted)).result()
        with closing(archive.items(files, read, jobs, progress)) as all_items:
            yield Path(source), all_items

    command = f"import {source} {wanted}"
    imported = _import(path, found, command, worker_count(Options()), archive.wanted.wants_article)
    imported.files = progress.files_done
    return imported


def import_cdx(path: Path, server: Cdx, asked: Asked, progress: Progress) -> Imported:
    """Fetch the captures that *server* lists for what is *asked*, and keep them in *path*.

    An import that was cut short goes on where all was saved. Raises :class:`UnknownSource`, the
    archive's errors and ``WriterFailed``.
    """
    listed = server.listed(asked)
    progress.files, wanted = len(listed), str(asked)

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[Item]]]:
        read = writer.call(lambda opened: positions(opened.connection, wanted)).result()
        start = Position(server.server, wanted, 0)
        if not asked.newest:  # the last copy may be another one today
            start = read.get(server.server, start)
        progress.files_before = progress.files_done = start.bytes
        yield Path(wanted), _counted(server.items(listed, start), progress)

    try:
        return _import(path, found, f"import cdx:{wanted}", worker_count(Options()))
    finally:
        server.stop()


def _counted(found: Iterable[Item], progress: Progress) -> Iterator[Item]:
    for item in found:
        progress.files_done += not isinstance(item, Checkpoint)
        yield item


def _import(
    path: Path,
    found: Callable[[Writer], Iterable[tuple[Path, Iterable[Item]]]],
    command: str,
    workers: int,
    wants: Callable[[Article], bool] = lambda article: True,
) -> Imported:
    want_files()
    with Writer(path, command) as writer:
        # Asked beside the writer, so that asking never holds up a batch.
        with Archive(path) as known, Workers(workers) as readers:
            work = _Import(writer, readers, known, most=4 * workers, wants=wants)
            work.report.created = writer.created
            try:
                for _, its_items in found(writer):
                    work.report.files += 1
                    for item in its_items:
                        work.take(item)
                work.finish()
            except KeyboardInterrupt as stop:
                work.finish_saving()
                work.report.stopped_by = signal_of(stop)
        report = work.report
        has_any = report.outcomes or report.known
        writer.exit_code = 0 if has_any or not report.files else 1
        if report.stopped_by:
            writer.exit_code = 128 + report.stopped_by
            writer.ended = "interrupted" if report.stopped_by == signal.SIGINT else "signal"
        writer.counts = {"files": report.files, "known": report.known, **report.outcomes}
        if report.problem_count:
            writer.counts["problems"] = report.problem_count
    report.standing_text = writer.standing_text
    return report


class _Import:
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
        self._workers = workers
        self._known = known
        self._sites = Sites(known)
        self._most = most
        self._reading: dict[Future[PageReading], Capture] = {}
        self._saving: dict[Future[Written], str] = {}
        self._under_way: set[str] = set()
        self._unsettled: list[Again] = []
        """Pages seen again before the page they refer to: it may come later."""

    def take(self, item: Item) -> None:
        """Begin with *item*; wait where too much is under way."""
        if isinstance(item, Problem):
            self.report.note(item.text)
            return
        if isinstance(item, Checkpoint):
            self._note_position(item.position)
            return
        self.report.pages += 1
        if isinstance(item, Again):
            self._take_again(item)
        elif isinstance(item, Visit):
            self._take_visit(item)
        else:
            self._take_capture(item)

    def finish(self) -> None:
        """Wait until all is saved."""
        for again in self._unsettled:
            self._take_again(again, is_last=True)
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
        """Wait until what was read by now is saved."""
        self._note(all_of_them=True)

    def _take_capture(self, capture: Capture) -> None:
        if capture.id in self._under_way or self._known.has_capture(capture):
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
        future = self._workers.submit(parse_page, capture.body, url, capture.content_type, known)
        self._reading[future] = capture

    def _take_visit(self, visit: Visit) -> None:
        key = f"{visit.url} {visit.visited_at} {visit.status}"
        if key in self._under_way or self._known.has_visit(visit):
            self.report.known += 1
            return
        self._under_way.add(key)
        self._save(visit, key)

    def _take_again(self, again: Again, *, is_last: bool = False) -> None:
        """A page that a web archive holds only once: its body comes from the other capture, which
        may follow unless this *is_last*."""
        while self._reading:
            self._save_read()
        body = self._writer.call(lambda archive: _earlier_body(archive, again)).result()
        if body is None and not is_last and len(self._unsettled) < MOST_UNSETTLED:
            self._unsettled.append(again)
        elif body is None:
            capture = again.capture
            detail = "it is the same as an earlier page, which is not in this archive"
            self._take_visit(
                Visit(capture.url, capture.fetched_at, "skipped", capture.status, detail)
            )
        else:
            self._take_capture(replace(again.capture, body=body))

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

    def _visit(self, future: Future[PageReading], capture: Capture) -> Visit:
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
        if result.article is None:
            self.report.unread += result.has_failed
            outcome: Outcome = "failed" if result.has_failed else "not-an-article"
            return Visit(**common, outcome=outcome, detail=result.reason, marks=result.marks)
        return Visit(**common, article=result.article, parser=result.parser, marks=result.marks)

    def _note(self, *, all_of_them: bool = False) -> None:
        if all_of_them:
            wait(self._saving)
        for future in [future for future in self._saving if future.done()]:
            self._under_way.discard(self._saving.pop(future))
            saved = future.result().saved
            assert saved is not None
            outcomes = self.report.outcomes
            outcomes[saved.outcome] = outcomes.get(saved.outcome, 0) + 1


def _status(capture: Capture) -> int | None:
    """The status of a page that a server sent."""
    return capture.status if capture.url.startswith("http") else None


def _earlier_body(archive: Archive, again: Again) -> bytes | None:
    """The body that *again* speaks of: of the capture it names, else of one with its digest."""
    url = again.first_url or again.capture.url
    for capture_id in reversed(archive.captures.of_page(url)):
        capture = archive.captures.get(capture_id)
        if capture is None:
            continue
        is_named = again.first_at is not None and capture.fetched_at == again.first_at
        if is_named or (again.digest and again.digest in _digests(capture.body)):
            return capture.body
    return None


def _digests(body: bytes) -> tuple[str, str]:
    sha1 = base64.b32encode(hashlib.sha1(body).digest()).decode()
    return f"sha1:{sha1}", f"sha256:{hashlib.sha256(body).hexdigest()}"
