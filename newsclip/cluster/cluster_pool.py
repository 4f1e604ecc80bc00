"""Stored pages read again on a cluster; what is read comes back as files, page by page in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.writing.reparse.parsed_capture import ParsedCapture
from crawler.errors import PoolGone
from crawler.reparse.parser_pool import ParserPool
from newsclip.cluster.engine import Cluster
from newsclip.cluster.work_parts import ReadPart

TASK = 500
"""Stored pages that are read by one process."""


@contextmanager
def pool_on(cluster: Cluster, folder: Path) -> Iterator[ParserPool]:
    """The cluster as a pool of parsers; *folder* is where all machines can write."""
    yield _ClusterPool(cluster, folder)


class _ClusterPool:
    """Processes on a cluster."""

    task = TASK

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._cluster = cluster
        self._folder = folder
        self.most = 4 * max(1, cluster.workers)

    def submit(self, place: tuple[str, str], keys: Sequence[str]) -> Future[list[ParsedCapture]]:
        path, archive_id = place
        output = self._folder / f"{uuid.uuid4().hex}.reading"
        part = ReadPart(str(Path(path).resolve()), archive_id, tuple(keys), output)
        answer: Future[list[ParsedCapture]] = Future()

        def take(done: Future[Any]) -> None:
            try:
                lines = Path(done.result()).read_text("ascii").splitlines()
                answer.set_result([ParsedCapture.from_text(line) for line in lines])
            except Exception as error:
                answer.set_exception(PoolGone(str(error)))
            finally:
                output.unlink(missing_ok=True)

        self._cluster.submit(part).add_done_callback(take)
        return answer

    def failure(self, error: BaseException) -> object:
        return error
