"""An import: sources are read, their pages parsed in worker processes, and all of it saved."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from archive import Archive
from archive.writing.import_progress import Position, failed_as, positions
from archive.writing.runs import signal_of
from crawler.imports.elsewhere.cc_news import CcNews, FilesProgress, months_of
from crawler.imports.elsewhere.cdx import ASKED_AGAIN, Asked, Cdx
from crawler.imports.intake import Imported, Intake
from crawler.imports.source_items import Checkpoint, SourceItem
from crawler.imports.sources import check, files_of, items, passed_over, size_of
from crawler.pipelines.writer import Writer
from crawler.reparse.knowledge import keep_rules
from crawler.run.options import Options, worker_count
from crawler.workers.pool import Workers
from crawler.workers.shortage import want_files
from parsers.records import Article

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

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[SourceItem]]]:
        writer.call(lambda archive: keep_rules(archive, rules)).result()
        return items(files, lambda count: None)

    return _import(path, found, command, workers)


def import_cc_news(
    path: Path, source: str, archive: CcNews, *, jobs: int, progress: FilesProgress
) -> Imported:
    """Read the months of *source* (``cc-news:2026-03..2026-06``) out of *archive* into *path*,
    *jobs* files at a time; *progress* is kept up.

    Files that were read before for the same are left out, and one that was cut short goes on
    where all was saved. Raises :class:`UnknownSource`, the archive's errors and ``WriterFailed``.
    """
    files = archive.files(months_of(source))
    command = f"import {source} {archive.wanted}"
    return import_news_files(path, files, archive, command=command, jobs=jobs, progress=progress)


def import_news_files(
    path: Path,
    files: Sequence[str],
    archive: CcNews,
    *,
    command: str,
    jobs: int,
    progress: FilesProgress,
    workers: int | None = None,
    begun: Sequence[Position] = (),
    rules: Mapping[str, str] = {},
) -> Imported:
    """Read *files* of *archive*, by their addresses, into *path*, as :func:`import_cc_news` does.

    *begun* says how far some were read elsewhere, *rules* how the pages of sites are parsed.
    Raises the archive's errors and ``WriterFailed``.
    """
    wanted = str(archive.wanted)

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[SourceItem]]]:
        writer.call(lambda opened: keep_rules(opened, rules)).result()
        elsewhere = {one.source: one for one in begun}
        read = writer.call(lambda opened: positions(opened.connection, wanted)).result()
        with closing(archive.items(files, elsewhere | read, jobs, progress)) as all_items:
            yield Path("cc-news"), all_items

    count = workers or worker_count(Options())
    imported = _import(path, found, command, count, archive.wanted.wants_article)
    imported.files = progress.files_done
    return imported


def import_cdx(path: Path, server: Cdx, asked: Asked, progress: FilesProgress) -> Imported:
    """Fetch the captures that *server* lists for what is *asked*, and keep them in *path*.

    An import that was cut short goes on where all was saved. Raises :class:`UnknownSource`, the
    archive's errors and ``WriterFailed``.
    """
    listed = server.listed(asked)
    progress.files, wanted = len(listed), str(asked)

    def found(writer: Writer) -> Iterator[tuple[Path, Iterable[SourceItem]]]:
        read = writer.call(lambda opened: positions(opened.connection, wanted)).result()
        start = Position(server.server, wanted, 0)
        if not asked.newest:  # the last copy may be another one today
            start = read.get(server.server, start)
        progress.files_before = progress.files_done = start.bytes
        failed = writer.call(lambda opened: failed_as(opened.connection, ASKED_AGAIN)).result()
        stamps = {(url, "".join(filter(str.isdecimal, at))[:14]) for url, at in failed}
        yield Path(wanted), _counted(server.items(listed, start, stamps), progress)

    try:
        return _import(path, found, f"import cdx:{wanted}", worker_count(Options()))
    finally:
        server.stop()


def _counted(found: Iterable[SourceItem], progress: FilesProgress) -> Iterator[SourceItem]:
    for item in found:
        progress.files_done += not isinstance(item, Checkpoint)
        yield item


def _import(
    path: Path,
    found: Callable[[Writer], Iterable[tuple[Path, Iterable[SourceItem]]]],
    command: str,
    workers: int,
    wants: Callable[[Article], bool] = lambda article: True,
) -> Imported:
    want_files()
    with Writer(path, command, keeps_pages=True) as writer:
        # Asked beside the writer, so that asking never holds up a batch.
        with Archive(path) as known, Workers(workers) as readers:
            work = Intake(writer, readers, known, most=4 * workers, wants=wants)
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
