"""Who parses stored pages: the cores of this machine, or of others.

A worker is told the keys of a few pages, takes them out of the archive itself and gives back
what it read, so that no page travels between processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from archive import Archive
from archive.captures.store import CaptureStore
from archive.errors import ArchiveMismatch, CaptureDamaged
from archive.schema.paths import captures_path
from archive.writing.reparse.parsed_capture import ParsedCapture, content_hash_of
from crawler.errors import NoWorkers, PoolGone
from crawler.reparse.knowledge import Sites
from crawler.run.options import Options, worker_count
from crawler.workers.page_parsing import parse_page
from crawler.workers.pool import Workers
from crawler.workers.shortage import want_files

TASK = 16
"""Pages a worker of this machine is given at a time."""

Unit = tuple[int | None, Sequence[str]]
"""An article's id, or ``None``, and the keys of the pages to be read for it."""


class ParserPool(Protocol):
    """Who parses stored pages: the cores of this machine, or of others."""

    @property
    def task(self) -> int:
        """How many pages they are best given at a time."""

    @property
    def most(self) -> int:
        """How many tasks are best under way at a time."""

    def submit(self, place: tuple[str, str], keys: Sequence[str]) -> Future[list[ParsedCapture]]:
        """The pages with these keys of the archive at *place* (its path and id), read in order."""

    def failure(self, error: BaseException) -> object:
        """What to say of a page at which reading ended with *error*."""


class _LocalPool:
    """Worker processes of this machine."""

    def __init__(self, workers: Workers, count: int) -> None:
        self._workers = workers
        self.task = TASK
        self.most = 4 * count

    def submit(self, place: tuple[str, str], keys: Sequence[str]) -> Future[list[ParsedCapture]]:
        return self._workers.submit(parse_captures, *place, keys)

    def failure(self, error: BaseException) -> object:
        return self._workers.failure(error)


@contextmanager
def on_this_machine(count: int | None = None) -> Iterator[ParserPool]:
    """All cores of this machine, or *count* of them."""
    want_files()
    count = count or worker_count(Options())
    with Workers(count) as workers:
        yield _LocalPool(workers, count)


@contextmanager
def parsed_captures(
    archive: Archive,
    units: Iterable[Unit],
    pool: Callable[[], AbstractContextManager[ParserPool]],
) -> Iterator[Iterator[tuple[int | None, list[ParsedCapture]]]]:
    """What workers read of *units*, in their order.

    A few tasks a worker are under way at a time, so memory stays bounded.
    """
    rest = iter(units)
    first = next(rest, None)
    if first is None:
        yield iter(())
        return
    place = (str(archive.path), archive.archive_id)
    with pool() as ready:
        yield _each(ready, _tasks(chain([first], rest), ready.task), place)


def _each(
    pool: ParserPool, tasks: Iterator[list[Unit]], place: tuple[str, str]
) -> Iterator[tuple[int | None, list[ParsedCapture]]]:
    waiting: deque[tuple[list[Unit], Future[list[ParsedCapture]]]] = deque()
    for task in tasks:
        keys = [one for _, pages in task for one in pages]
        waiting.append((task, pool.submit(place, keys)))
        if len(waiting) > pool.most:
            yield from _collect(*waiting.popleft(), pool, place)
    while waiting:
        yield from _collect(*waiting.popleft(), pool, place)


def _tasks(units: Iterable[Unit], size: int) -> Iterator[list[Unit]]:
    """Units together, so that a worker has about *size* pages to read."""
    task: list[Unit] = []
    pages = 0
    for unit in units:
        task.append(unit)
        pages += len(unit[1])
        if pages >= size:
            yield task
            task, pages = [], 0
    if task:
        yield task


def _collect(
    task: list[Unit],
    future: Future[list[ParsedCapture]],
    pool: ParserPool,
    place: tuple[str, str],
) -> Iterator[tuple[int | None, list[ParsedCapture]]]:
    try:
        read = iter(future.result())
    except (NoWorkers, PoolGone):
        raise
    except Exception:
        # One page was too much for the worker: read each alone, so that it costs itself only.
        read = iter([_alone(one, pool, place) for _, pages in task for one in pages])
    for article_id, pages in task:
        yield article_id, list(islice(read, len(pages)))


def _alone(key: str, pool: ParserPool, place: tuple[str, str]) -> ParsedCapture:
    try:
        (found,) = pool.submit(place, [key]).result()
    except (NoWorkers, PoolGone):
        raise
    except Exception as error:
        return ParsedCapture(key, reason=str(pool.failure(error)))
    return found


def parse_keys(place: tuple[str, str], keys: Sequence[str], *, workers: int) -> list[ParsedCapture]:
    """The pages with these keys, read by *workers* processes of this machine, in order."""
    with on_this_machine(workers) as ready:
        tasks = _tasks(((None, [key]) for key in keys), ready.task)
        return [news for _, (news,) in _each(ready, tasks, place)]


def in_groups(
    read: Iterator[tuple[int | None, list[ParsedCapture]]], size: int
) -> Iterator[list[tuple[int | None, list[ParsedCapture]]]]:
    """What was read, *size* units at a time."""
    while group := list(islice(read, size)):
        yield group


_opened: dict[str, Archive] = {}
"""A worker's own connection to the archive."""


def parse_captures(path: str, archive_id: str, keys: Sequence[str]) -> list[ParsedCapture]:
    """In a worker: take these captures out of the archive at *path* and parse them.

    What is known of their sites may have changed since the last ones: it is asked for anew.
    """
    archive = _opened.get(path)
    if archive is None:
        archive = _opened[path] = Archive(Path(path))
        if archive.archive_id != archive_id:
            raise ArchiveMismatch(Path(path), captures_path(Path(path)))
    sites = Sites(archive)
    return [_read(archive.captures, key, sites) for key in keys]


def _read(store: CaptureStore, key: str, sites: Sites) -> ParsedCapture:
    try:
        capture = store.get(key)
    except CaptureDamaged as damage:
        return ParsedCapture(key, reason=f"the stored page is damaged ({damage.reason})")
    if capture is None:
        return ParsedCapture(key, reason="the stored page is not there")
    url = capture.final_url or capture.url
    found = parse_page(capture.body, url, capture.content_type, sites.of(url))
    known = sites.by_own_word(url, found.article) if found.article else None
    if known is not None:
        found = parse_page(capture.body, url, capture.content_type, known)
    return ParsedCapture(
        key,
        found.article,
        found.reason,
        content_hash_of(found.article) if found.article else None,
        found.parser,
        found.marks,
        found.is_site_only,
    )
