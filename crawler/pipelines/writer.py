"""The one writer: a thread that owns the archive and saves small batches.

Fetching and reading never wait for the disk; what they hand over is told back after its
commit.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from contextvars import copy_context
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from archive import Archive
from archive.errors import as_archive_error, is_busy
from archive.records import Candidate, Kind, Saved, Visit
from archive.standing.standing_table import count_to_reparse
from archive.writing.runs import Ended, Running
from crawler.bounds import BATCH, BATCH_SECONDS
from crawler.errors import TooLittle, WriterFailed
from crawler.pipelines.batch_saving import BatchSaving, PendingVisit, Written
from crawler.reparse.standing_text_update import SECONDS, StandingTextUpdate, update_standing_text

Result = TypeVar("Result")
LOCKED_SECONDS = 180.0
"""How long another program may keep the archive locked before a run gives up."""
_BUSY_SECONDS = 2.0
_LAST_SECONDS = 3.0


class Writer:
    """Owns the archive at *path* while its ``with`` block runs.

    Entering waits up to *wait* seconds for the archive's lock and starts a run; leaving
    writes what is left and notes how the run ended (:attr:`exit_code`, :attr:`counts`).
    *keeps_pages*: also those whose story stands under another address.
    Raises the archive's errors on entering.
    """

    def __init__(
        self, path: Path, command: str, *, wait: float = 0, keeps_pages: bool = False
    ) -> None:
        self.exit_code = 1
        self.ended: Ended = "done"
        self.counts: dict[str, int] = {}
        self.created = False
        self.run_id: int | None = None
        self.on_saved: Callable[[Visit, Saved], None] = lambda visit, saved: None
        """Called for each visit after its commit, in the writer's thread."""
        self.standing_text_seconds = SECONDS
        """How long pages may be read again at the end."""
        self.standing_text = StandingTextUpdate()
        """What the run taught of what sites repeat; known after leaving."""
        self.seconds = 0.0
        """CPU time spent on saving: compressing, indexing, writing."""
        self._path = path
        # A file name that is no UTF-8 is no text for SQLite.
        self._command = command
        self._wait = wait
        self._keeps_pages = keeps_pages
        self._queue: queue.SimpleQueue[PendingVisit | Callable[[], None] | None] = (
            queue.SimpleQueue()
        )
        self._opened: Future[None] = Future()
        self._failure: BaseException | None = None
        self._is_over = False
        self._hurried_at: float | None = None
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run,), name="writer", daemon=True
        )

    def __enter__(self) -> Writer:
        self._thread.start()
        self._opened.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and self.run_id is not None:
            told = Running(self.run_id)
            told.end_by(error)
            self.ended, self.exit_code = told.ended, told.exit_code
        self._queue.put(None)
        self._thread.join()
        if self._failure and error is None:
            raise self._failed() from self._failure

    def hurry(self) -> None:
        """The run is to end: wait no longer for another program that holds the archive."""
        self._hurried_at = time.monotonic()

    def put(
        self,
        visit: Visit | None,
        candidates: Sequence[Candidate] = (),
        kind: Kind | None = None,
        moved_to: str | None = None,
        *,
        is_awaited: bool = False,
    ) -> Future[Written]:
        """Save *visit* and keep *candidates* with the next batch."""
        item = PendingVisit(visit, candidates, kind, moved_to, is_awaited)
        self._queue.put(item)
        if self._is_over:  # the thread is gone: nobody else will answer
            self._refuse_all()
        return item.done

    def call(self, question: Callable[[Archive], Result]) -> Future[Result]:
        """Ask the archive something, in the writer's thread, after what was put before."""
        answer: Future[Result] = Future()

        def ask() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(self._patiently(lambda: question(self._archive)))
            except BaseException as error:
                answer.set_exception(self._told(error) or error)

        ask.answer = answer  # type: ignore[attr-defined]
        self._queue.put(ask)
        if self._is_over:
            self._refuse_all()
        return answer

    def _run(self) -> None:
        with ExitStack() as stack:
            try:
                # The lock stands beside the file, so its folder must be there.
                self._archive = Archive(self._path, write=True)
                self._batches = BatchSaving(self._archive, keeps_pages=self._keeps_pages)
                stack.enter_context(self._archive)
                stack.enter_context(self._archive.lock(self._wait))
                self.created = self._archive.created
                self.run_id = self._archive.start_run(self._command)
                self._wait_in_short_turns()
            except BaseException as error:
                self._opened.set_exception(as_archive_error(self._path, error) or error)
                return
            self._opened.set_result(None)
            try:
                self._serve()
                if self._hurried_at is None:
                    self._update_standing_text()
                run_id = self.run_id
                self._patiently(
                    lambda: self._archive.finish_run(
                        run_id, self.exit_code, self.counts, self.ended
                    )
                )
            except BaseException as error:
                self._failure = error
            self._is_over = True
            self._refuse_all()

    def _serve(self) -> None:
        batch: list[PendingVisit] = []
        deadline = 0.0
        while True:
            wait = max(0.0, deadline - time.monotonic()) if batch else None
            try:
                work = self._queue.get(timeout=wait)
            except queue.Empty:
                self._save(batch)
                batch = []
                continue
            if isinstance(work, PendingVisit):
                if not batch:
                    deadline = time.monotonic() + BATCH_SECONDS
                batch.append(work)
                is_late = work.is_awaited or time.monotonic() >= deadline
                if len(batch) < BATCH and not is_late:
                    continue
            try:
                self._save(batch)
            except BaseException:
                if not isinstance(work, PendingVisit):
                    self._queue.put(work)  # a question is refused with all that wait
                raise
            batch = []
            if work is None:
                return
            if not isinstance(work, PendingVisit):
                work()

    def _update_standing_text(self) -> None:
        """Learn what sites repeat; what cannot be done now, the next run does."""
        try:
            self.standing_text = self._patiently(
                lambda: update_standing_text(self._archive, seconds=self.standing_text_seconds)
            )
        except TooLittle:  # what was fetched is saved, and the next run goes on
            self.standing_text = StandingTextUpdate(left=count_to_reparse(self._archive.connection))
        self.counts |= self.standing_text.counts

    def _save(self, batch: list[PendingVisit]) -> None:
        if not batch:
            return
        started = time.thread_time()
        try:
            written = self._patiently(lambda: self._batches.save(batch, self.run_id))
        except BaseException as error:
            for item in batch:
                item.done.set_exception(self._told(error) or WriterFailed(str(error)))
            raise
        self.seconds += time.thread_time() - started
        for item, result in zip(batch, written, strict=True):
            if item.visit and result.saved:
                self.on_saved(item.visit, result.saved)
            item.done.set_result(result)

    def _patiently(self, write: Callable[[], Result]) -> Result:
        """Another program may hold the file for a while: that is no reason to give up."""
        started = time.monotonic()
        while True:
            try:
                return write()
            except sqlite3.OperationalError as error:
                now = time.monotonic()
                is_late = self._hurried_at and now > self._hurried_at + _LAST_SECONDS
                if not is_busy(error) or is_late or now > started + LOCKED_SECONDS:
                    raise
            time.sleep(0.1)

    def _wait_in_short_turns(self) -> None:
        """SQLite's own waiting cannot be cut short when the run is to end."""
        for connection in (self._archive.connection, self._archive.captures.connection):
            if connection:
                connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")

    def _refuse_all(self) -> None:
        while True:
            try:
                work: Any = self._queue.get_nowait()
            except queue.Empty:
                return
            if work is not None:
                future = work.done if isinstance(work, PendingVisit) else work.answer
                if not future.done():
                    future.set_exception(self._failed())

    def _failed(self) -> Exception:
        if self._failure is None:
            return WriterFailed(f"{self._could_not}: its run is over")
        told = self._told(self._failure)
        return told or WriterFailed(f"{self._could_not}: {self._failure}")

    def _told(self, error: BaseException) -> Exception | None:
        """*error* as something to be told to people, if it is SQLite's."""
        if is_busy(error):
            return WriterFailed(f"{self._could_not}: another program kept it locked")
        if damaged := as_archive_error(self._path, error):
            return damaged
        if isinstance(error, sqlite3.Error):
            return WriterFailed(f"{self._could_not}: {error}")
        return None

    @property
    def _could_not(self) -> str:
        return f"the archive {self._path} could not be written"
