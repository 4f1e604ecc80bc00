"""Local pages: files and folders of HTML and text, read and saved like fetched ones.

A *source* turns one path into captures. Other kinds of files become further sources; what
comes after is the same for all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.records import Capture, Outcome, Visit
from crawler.reading import PageReading, read_local
from crawler.settings import PAGE_BYTES, Options, worker_count
from crawler.workers import Workers
from crawler.writer import Writer, Written

PAGES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
}
"""What is taken from a folder, and what it is by its ending."""
_WEB_ARCHIVES = (".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".arc.gz")


class UnknownSource(ValueError):
    """A path that cannot be imported; the message says why."""


@dataclass
class Imported:
    """What an import did."""

    files: int = 0
    known: int = 0
    """Files that an earlier import had taken as they are now."""
    outcomes: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    created: bool = False


def import_paths(
    path: Path,
    sources: Sequence[Path],
    *,
    on_change: Callable[[Imported], None] = lambda imported: None,
) -> Imported:
    """Read the files and folders *sources* into the archive at *path*.

    Importing the same files again adds nothing. Raises :class:`UnknownSource`, the archive's
    errors and ``WriterFailed``.
    """
    for source in sources:
        _check(source)
    report = Imported()
    command = f"import {' '.join(map(str, sources))}"[:500]
    count = worker_count(Options())
    with Writer(path, command) as writer:
        report.created = writer.created
        with Workers(count) as workers:
            reading: dict[Future[PageReading], Capture] = {}
            saving: set[Future[Written]] = set()
            for item in _captures(sources):
                report.files += 1
                if isinstance(item, str):
                    report.problems.append(item)
                elif _is_known(writer, item):
                    report.known += 1
                else:
                    future = workers.submit(read_local, item.body, item.content_type)
                    reading[future] = item
                if len(reading) >= 4 * count:
                    _save_read(reading, saving, writer, workers)
                _note(saving, report, on_change)
            while reading:
                _save_read(reading, saving, writer, workers)
            wait(saving)
            _note(saving, report, on_change)
        writer.exit_code = 0 if report.outcomes or report.known or not report.files else 1
        writer.counts = {"files": report.files, "known": report.known, **report.outcomes}
    return report


def _is_known(writer: Writer, capture: Capture) -> bool:
    return capture.id in writer.call(lambda a: a.captures.of_page(capture.url)).result()


def _check(source: Path) -> None:
    if not source.exists():
        raise UnknownSource(f"{source} does not exist")
    if source.name.lower().endswith(_WEB_ARCHIVES):
        raise UnknownSource(
            f"{source}: WARC and WET files cannot be imported by this version; "
            "HTML and text files and folders of them can"
        )


def _captures(sources: Sequence[Path]) -> Iterator[Capture | str]:
    """A capture for each file, or a line that says why there is none."""
    for source in sources:
        if source.is_dir():
            for file in _files(source):
                yield _capture(file, file.relative_to(source))
        else:
            yield _capture(source, Path(source.name))


def _files(folder: Path) -> Iterator[Path]:
    """The pages below *folder*, in order; links that lead elsewhere are not followed."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(where, name)
            if file.suffix.lower() in PAGES and file.is_file() and not file.is_symlink():
                yield file


def _capture(file: Path, below: Path) -> Capture | str:
    try:
        status = file.stat()
        if status.st_size > PAGE_BYTES:
            return f"{file}: larger than {PAGE_BYTES:,} bytes"
        body = file.read_bytes()
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"
    return Capture(
        url="file:" + quote(below.as_posix().encode("utf-8", "surrogateescape")),
        # The time of the file, not of the import: imported again it is the same capture.
        fetched_at=datetime.fromtimestamp(status.st_mtime, UTC),
        status=200,
        body=body,
        content_type=PAGES.get(file.suffix.lower()),
    )


def _save_read(
    reading: dict[Future[PageReading], Capture],
    saving: set[Future[Written]],
    writer: Writer,
    workers: Workers,
) -> None:
    """Hand what was read by now to the writer; wait for at least one page."""
    done, _ = wait(reading, return_when=FIRST_COMPLETED)
    for future in done:
        saving.add(writer.put(_visit(future, reading.pop(future), workers)))


def _visit(future: Future[PageReading], capture: Capture, workers: Workers) -> Visit:
    common: dict[str, Any] = {"url": capture.url, "visited_at": capture.fetched_at}
    if error := future.exception():
        detail = str(workers.failure(error))
        return Visit(**common, outcome="failed", detail=detail, capture=capture)
    result = future.result()
    if result.article is None:
        outcome: Outcome = "failed" if result.has_failed else "not-an-article"
        return Visit(**common, outcome=outcome, detail=result.reason, capture=capture)
    return Visit(**common, capture=capture, article=result.article, parser=result.parser)


def _note(
    saving: set[Future[Written]], report: Imported, on_change: Callable[[Imported], None]
) -> None:
    for future in [future for future in saving if future.done()]:
        saving.discard(future)
        saved = future.result().saved
        assert saved is not None
        report.outcomes[saved.outcome] = report.outcomes.get(saved.outcome, 0) + 1
        on_change(report)
