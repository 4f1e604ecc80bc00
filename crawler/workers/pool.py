"""Supervised worker processes: a time limit for each page; a crash costs that one page.

Each worker has a thread here that hands it one page at a time over a pair of sockets and waits
for the answer, so that neither queues nor locks stand between a page and its reader.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, TypeVar

from crawler.bounds import READING_TIME, WORKER_MEMORY, WORKER_PAGES
from crawler.errors import NoWorkers, WorkerFailed
from crawler.workers.forkserver import context
from crawler.workers.page_parsing import serve

Result = TypeVar("Result")
_STARTING_SECONDS = 60.0
"""A worker that has not said it is ready by then, on the slowest of machines, never will."""


_STARTS = 3
"""Times that starting a process is tried: memory or files may be short only for a moment."""
_PAUSE = 0.5


class _Died(Exception):
    """The worker's process ended in mid-page."""


class _TooSlow(Exception):
    """The worker did not answer in time."""


class _Worker:
    """One process and the socket to it."""

    def __init__(self, seconds: float) -> None:
        """Raises :class:`NoWorkers`."""
        try:
            self._start()
        except Exception as error:  # whatever the system is short of
            raise NoWorkers(error) from error
        self.pages = 0
        self._wait_at_most(_STARTING_SECONDS)
        try:
            self._receive()
        except (_Died, _TooSlow) as error:
            self.end()
            raise NoWorkers(ChildProcessError("it died while it was starting")) from error
        self._wait_at_most(seconds)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with contextlib.closing(ours), contextlib.closing(theirs):
            self._connection = Connection(os.dup(ours.fileno()))
            self._process = context().Process(
                target=serve, args=(Connection(os.dup(theirs.fileno())), WORKER_MEMORY), daemon=True
            )
            try:
                self._process.start()
            except BaseException:
                self._connection.close()
                raise

    def run(self, task: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """What *task* gives or raises. Raises :class:`_Died` and :class:`_TooSlow`."""
        self.pages += 1
        try:
            self._connection.send_bytes(pickle.dumps((task, args), pickle.HIGHEST_PROTOCOL))
        except BlockingIOError:
            raise _TooSlow from None
        except OSError:
            raise _Died from None
        has_failed, result = pickle.loads(self._receive())
        if has_failed:
            raise result
        return result

    def kill(self) -> None:
        """Interrupt the page that is being read; from any thread."""
        with contextlib.suppress(ValueError):  # it was closed just now
            self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()

    def _receive(self) -> bytes:
        try:
            return self._connection.recv_bytes()
        except BlockingIOError:
            raise _TooSlow from None
        except (EOFError, OSError):
            raise _Died from None

    def _wait_at_most(self, seconds: float) -> None:
        """Limit every read and write on the socket, in the system itself."""
        whole, rest = divmod(seconds, 1)
        limit = struct.pack("ll", int(whole), int(rest * 1_000_000))
        with socket.socket(fileno=os.dup(self._connection.fileno())) as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


class Workers:
    """*count* processes that read pages; a context manager. Leaving it drops what is not done."""

    def __init__(self, count: int, *, seconds: float = READING_TIME) -> None:
        self._seconds = seconds
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[..., Any], Any] | None] = SimpleQueue()
        self._is_stopping = False
        self._live: set[_Worker] = set()
        self._serving = count
        self._failure: NoWorkers | None = None
        self._leaving = threading.Lock()
        self._threads = [
            threading.Thread(target=self._supervise, name=f"worker {n}", daemon=True)
            for n in range(count)
        ]

    def __enter__(self) -> Workers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_stopping = True  # nobody waits any more for what is queued or being read
        for _ in self._threads:
            self._tasks.put(None)
        for worker in list(self._live):
            worker.kill()
        for thread in self._threads:
            thread.join()

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Begin *task* in a worker; its future may hold any exception of :meth:`failure`.

        It holds :class:`NoWorkers` where there is no worker any more, nor can be.
        """
        future: Future[Any] = Future()
        self._tasks.put((future, task, args))
        if self._failure:  # nobody else will answer
            self._refuse_all(self._failure)
        return future

    async def run(self, task: Callable[..., Result], *args: Any) -> Result:
        """What *task* gives, read in a worker. Raises `WorkerFailed`, `NoWorkers`."""
        try:
            result: Result = await asyncio.wrap_future(self.submit(task, *args))
        except NoWorkers:
            raise
        except Exception as error:
            raise self.failure(error) from error
        return result

    def failure(self, error: BaseException) -> WorkerFailed:
        """What went wrong in a worker, in words; anything unexpected is named too."""
        if isinstance(error, _TooSlow):
            return WorkerFailed(f"reading it took more than {self._seconds:g} seconds")
        if isinstance(error, _Died):
            return WorkerFailed("the process that read it died (out of memory or a crash)")
        if isinstance(error, MemoryError):
            return WorkerFailed("reading it took too much memory")
        return WorkerFailed(f"reading it failed ({type(error).__name__}: {error})")

    def _supervise(self) -> None:
        """Hand pages to one worker until told to end; a new one for one that failed.

        Where none can be started, the pages are left to the others.
        """
        try:
            self._serve()
        except NoWorkers as error:
            with self._leaving:
                self._serving -= 1
                if not self._serving:
                    self._failure = error
            if self._failure:
                self._refuse_all(self._failure)

    def _serve(self) -> None:
        worker: _Worker | None = self._begin()
        while (work := self._tasks.get()) is not None:
            future, task, args = work
            if self._is_stopping:
                future.cancel()
            elif worker is None:
                try:
                    worker = self._begin()
                except NoWorkers:
                    self._tasks.put(work)
                    raise
            if not future.set_running_or_notify_cancel():
                continue
            assert worker
            try:
                result = worker.run(task, args)
            except BaseException as error:
                if isinstance(error, (_Died, _TooSlow, pickle.UnpicklingError)):
                    self._end(worker)
                    worker = None
                future.set_exception(error)
            else:
                future.set_result(result)
                result = None
            del work, future, args  # a page must not live on until the next one comes
            if worker and worker.pages >= WORKER_PAGES:
                self._end(worker)
                worker = None
        self._end(worker)

    def _refuse_all(self, error: NoWorkers) -> None:
        while True:
            try:
                work = self._tasks.get_nowait()
            except Empty:
                return
            if work and work[0].set_running_or_notify_cancel():
                work[0].set_exception(error)

    def _begin(self) -> _Worker:
        for _ in range(_STARTS - 1):
            try:
                worker = _Worker(self._seconds)
                break
            except NoWorkers:
                if self._is_stopping:
                    raise
                time.sleep(_PAUSE)
        else:
            worker = _Worker(self._seconds)
        self._live.add(worker)
        return worker

    def _end(self, worker: _Worker | None) -> None:
        if worker:
            self._live.discard(worker)
            worker.end()
