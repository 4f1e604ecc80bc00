"""Supervised worker processes: a time limit for each page; a crash costs that one page."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import TimeoutError as ReadingTimeout
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.reading import prepare_worker, read_page
from crawler.settings import READING_TIME, WORKER_MEMORY, WORKER_PAGES

Result = TypeVar("Result")


class WorkerFailed(Exception):
    """A worker could not finish one page: too slow, too large, or crashed."""


class Workers:
    """*count* processes that read pages; a context manager.

    They are forked from a small server process, never from this one with its threads.
    """

    def __init__(self, count: int, *, seconds: float = READING_TIME) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crawler.reading"])
        self._seconds = seconds
        self._count = count
        self._pool: Any = ProcessPool(
            max_workers=count,
            max_tasks=WORKER_PAGES,
            initializer=prepare_worker,
            initargs=(WORKER_MEMORY,),
            context=context,
        )

    def __enter__(self) -> Workers:
        # The first page need not wait for the processes to start.
        for _ in range(self._count):
            self._pool.schedule(read_page, args=(b"", None, None))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()

    def submit(self, task: Callable[..., Any], *args: Any) -> Any:
        """Begin *task* in a worker; its future may hold any exception of :meth:`failure`."""
        return self._pool.schedule(task, args=args, timeout=self._seconds)

    async def run(self, task: Callable[..., Result], *args: Any) -> Result:
        """What *task* gives, read in a worker. Raises :class:`WorkerFailed`."""
        try:
            result: Result = await asyncio.wrap_future(self.submit(task, *args))
        except Exception as error:
            raise self.failure(error) from error
        return result

    def failure(self, error: BaseException) -> WorkerFailed:
        """What went wrong in a worker, in words; anything unexpected is named too."""
        if isinstance(error, (ReadingTimeout, TimeoutError)):
            return WorkerFailed(f"reading it took more than {self._seconds:g} seconds")
        if isinstance(error, ProcessExpired):
            return WorkerFailed("the process that read it died (out of memory or a crash)")
        if isinstance(error, MemoryError):
            return WorkerFailed("reading it took too much memory")
        return WorkerFailed(f"reading it failed ({type(error).__name__}: {error})")
