"""An import on a cluster: files are read where there is room, and merged in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from archive.reading.export.output_files import work_folder
from archive.writing.site_rules import all_rules
from crawler.imports.intake import Imported
from crawler.imports.sources import STDIN, UnknownSource, check, files_of, size_of
from newsclip.cluster.engine import Cluster, PartFailed
from newsclip.cluster.shards import running
from newsclip.cluster.work_parts import FilePart, ImportPart, remove

LEAST_BYTES, MOST_BYTES = 16 * 1024**2, 64 * 1024**2
"""Files are read together up to a size between these; a larger one is a part of its own."""
PARTS_PER_WORKER = 4
PART_FILES = 500

OnProgress = Callable[[int, int], None]
"""Told how many parts are done, of how many."""


def import_on(
    cluster: Cluster,
    folder: Path,
    path: Path,
    sources: Sequence[Path],
    *,
    on_progress: OnProgress = lambda done, total: None,
) -> Imported:
    """Read what is at *sources* into shards in *folder*, and merge them into *path* in order.

    Raises ``UnknownSource``, the archive's errors and ``ClusterError``.
    """
    groups = list(file_parts(sources, cluster.workers))
    total = Imported()
    with running(path, f"import {' '.join(map(str, sources))}") as run:
        rules = tuple(all_rules(run.into.connection).items())
        parts = [ImportPart(_shard(folder, files), files, rules=rules) for files in groups]
        total.created = run.into.created
        futures = [cluster.submit(part) for part in parts]
        for done, (part, future) in enumerate(zip(parts, futures, strict=True), 1):
            if is_done(future, total):
                merged = run.take([part.shard])
                remove(part.shard)
                for outcome, count in (("new", merged.new), ("revised", merged.revised)):
                    total.outcomes[outcome] = total.outcomes.get(outcome, 0) + count
                total.known += merged.entries - merged.new - merged.revised
            on_progress(done, len(parts))
        run.counts |= {"files": total.files, **total.outcomes}
        run.update_standing_text()
        total.standing_text = run.standing_text
        run.exit_code = int(bool(total.problem_count))
    return total


def import_as_parquet(
    cluster: Cluster,
    folder: Path,
    output: Path,
    sources: Sequence[Path],
    *,
    on_progress: OnProgress = lambda done, total: None,
) -> Imported:
    """Read what is at *sources*, and leave the articles as a Parquet data set in *output*.

    Raises ``UnknownSource`` and ``ClusterError``.
    """
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    total = Imported()
    with work_folder(output) as work:
        parts = [
            ImportPart(_shard(folder, files), files, work)
            for files in file_parts(sources, cluster.workers)
        ]
        for done, future in enumerate([cluster.submit(part) for part in parts], 1):
            is_done(future, total, ("new", "revised"))
            on_progress(done, len(parts))
        # Readers of the data set see none of it before all of it is there.
        for file in sorted(work.rglob("*.parquet")):
            place = output / file.relative_to(work)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
    return total


def file_parts(sources: Sequence[Path], workers: int) -> Iterator[tuple[FilePart, ...]]:
    """Files in their order, small ones together. Raises ``UnknownSource``."""
    for source in sources:
        if source == STDIN:
            raise UnknownSource("standard input cannot be read by a cluster; name files")
        check(source)
    share = size_of(sources) // (PARTS_PER_WORKER * max(1, workers))
    most = min(MOST_BYTES, max(LEAST_BYTES, share))
    waiting: list[FilePart] = []
    size = 0
    for file, below in files_of([source.resolve() for source in sources]):
        length = file.stat().st_size
        if waiting and (size + length > most or len(waiting) >= PART_FILES):
            yield tuple(waiting)
            waiting, size = [], 0
        waiting.append((file, below))
        size += length
    if waiting:
        yield tuple(waiting)


def _shard(folder: Path, files: Sequence[FilePart]) -> Path:
    """The same files have the same shard: an import that was cut short goes on with it."""
    digest = hashlib.sha256()
    for file, below in files:
        status = file.stat()
        digest.update(f"{file}\0{below}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return folder / f"import-{digest.hexdigest()[:16]}.db"


def is_done(future: Future[Any], total: Imported, counted: Sequence[str] = ()) -> bool:
    """Add what a part tells to *total*; new and revised articles only where *counted*."""
    try:
        part: Imported = future.result()
    except PartFailed as error:
        total.note(str(error))
        return False
    total.files += part.files
    total.pages += part.pages
    total.unread += part.unread
    for problem in part.problems:
        total.note(problem)
    total.problem_count += part.problem_count - len(part.problems)
    for outcome, count in part.outcomes.items():
        if outcome in counted or outcome not in ("new", "revised", "unchanged"):
            total.outcomes[outcome] = total.outcomes.get(outcome, 0) + count
    return True
