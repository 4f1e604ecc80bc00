"""The archive as its users meet it: one object over the two files.

What it can be asked stands in :class:`~archive.readable.ReadableArchive`.
What looks after an archive, and what writes web archives, is loaded when it is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.readable import ReadableArchive
from archive.records import Capture, Saved, Visit
from archive.writing import runs, saving
from archive.writing.frontier import Frontier
from archive.writing.runs import Ended, Running
from parsers.records import Article

if TYPE_CHECKING:
    from archive.captures.warc_export import Written
    from archive.upkeep.check.problems import Report
    from archive.upkeep.forget import ForgetPlan
    from archive.upkeep.health import Health
    from archive.upkeep.repair import Repaired

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


class Archive(ReadableArchive):
    """Articles, their captures and their history in ``news.db`` and ``news.captures.db``.

    ::

        with Archive("news.db") as archive:
            for article in archive.articles(site="bbc.co.uk", since=datetime(2026, 11, 1)):
                print(article.record.headline)

    Without *write* an existing archive is opened for reading: nothing is locked, upgraded or
    made. With *write* it is made where missing (then :attr:`created` is true) and upgraded
    where old. An ``Archive`` belongs to the thread that opened it. It raises what
    :class:`~archive.schema.open_files.OpenFiles` does.
    """

    @cached_property
    def frontier(self) -> Frontier:
        """The addresses found, and when each is to be visited."""
        return Frontier(self.connection)

    # Writing

    def start_run(self, command: str) -> int:
        """Note that a run of *command* begins, and give its number. Hold :meth:`lock` first."""
        self.require_write()
        return runs.start(self.connection, command)

    @contextmanager
    def run(self, command: str) -> Iterator[Running]:
        """A run of *command*. Its start is noted, and its end, whatever ends it.

        Hold :meth:`lock` first.
        """
        running = Running(self.start_run(command))
        try:
            yield running
        except BaseException as error:
            running.end_by(error)
            with suppress(sqlite3.Error):  # the first error is the one to be told
                self.finish_run(running.id, running.exit_code, running.counts, running.ended)
            raise
        self.finish_run(running.id, running.exit_code, running.counts, running.ended)

    def finish_run(
        self, run_id: int, exit_code: int, counts: Mapping[str, int], ended: Ended = "done"
    ) -> None:
        """Note how run *run_id* ended. A run that never says so is shown as died.

        Sites are named by what most of their articles say; then near duplicates are linked, for
        two minutes at most. What is left over is the next run's, and so is all of it where this
        run was told to end.
        """
        from archive.upkeep.near_duplicates import link_near_duplicates
        from archive.upkeep.site_names import name_sites

        self.require_write()
        runs.finish(self.connection, run_id, exit_code, counts, ended)
        if ended in ("interrupted", "signal", "failed"):
            return
        name_sites(self.connection, run_id)
        link_near_duplicates(self.connection)

    def save(
        self,
        visits: Sequence[Visit],
        run_id: int | None = None,
        *,
        parse: Callable[[Capture], Article | None] | None = None,
    ) -> list[Saved]:
        """Keep *visits*, all or none, and say what became of each, in their order.

        The pages are committed to the second file first, then everything else in one
        transaction of the first. Save small batches: 50 pages, or what 250 ms bring.

        *parse* parses an older capture with today's parser (``None`` if it finds no article).
        It is called where another parser had parsed that capture: only what one parser read is
        compared. Without it such a page takes its new article and no revision.
        """
        self.require_write()
        return saving.save(self.connection, self.captures, visits, run_id, parse)

    # Looking after

    def export_warc(
        self,
        out: BinaryIO,
        article_ids: Sequence[int] | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Written:
        """Write the captures of these articles (``None``: all captures) to *out* as WARC 1.1."""
        from archive.captures import warc_export

        return warc_export.export(
            out, self.connection, self.captures, self.archive_id, article_ids, progress
        )

    def check(
        self, *, every_page: bool = False, progress: Progress = lambda done, total: None
    ) -> Report:
        """Look for damage in both files; unpack a sample of the stored pages, or all."""
        from archive.upkeep.check.check import check

        return check(
            self.path, self.connection, self.captures, every_page=every_page, progress=progress
        )

    def health(self, site: str | None = None, *, now: datetime | None = None) -> list[Health]:
        """The health of *site*, or of every site that was crawled, compared with its own past."""
        from archive.upkeep.health import all_health, health

        if site is None:
            return all_health(self.connection, now)
        return [health(self.connection, site, now)]

    def backup(
        self, folder: str | Path, progress: Progress = lambda done, total: None
    ) -> list[Path]:
        """Copy all files into *folder*, also while a crawl writes. Overwrites nothing.

        Raises ``BackupFailed``.
        """
        from archive.upkeep.backup import back_up

        return back_up(self.path, self.connection, self.captures_connection, Path(folder), progress)

    def repair(self, progress: Progress = lambda done, total: None) -> Repaired:
        """Repair what :meth:`check` finds, as far as possible. Hold :meth:`lock` first."""
        from archive.upkeep import repair

        self.require_write()
        return repair.repair(self.path, self.connection, self.captures, progress)

    def to_forget(self, target: str) -> ForgetPlan:
        """What the archive has of a page (its address) or a site (its domain).

        Raises ``ValueError`` where *target* is neither.
        """
        from archive.upkeep import forget

        return forget.find_target(self.connection, self.captures, target)

    def forget(self, plan: ForgetPlan, progress: Progress = lambda done, total: None) -> None:
        """Remove it for good and never fetch it again. Hold :meth:`lock` first.

        Cut short, it is completed by the next one, or by :meth:`repair`.
        """
        from archive.upkeep import forget

        self.require_write()
        forget.forget(self.connection, self.captures, plan, progress)

    def undo_forget(self, target: str) -> bool:
        """Allow *target* to be fetched again; whether it was forgotten. Nothing comes back."""
        from archive.upkeep import forget

        self.require_write()
        return forget.undo(self.connection, target)
