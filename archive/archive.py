"""The archive as its users meet it: one object over the two files.

What looks after an archive, and what writes web archives, is loaded when it is asked for.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.captures.store import CaptureStore
from archive.reading import articles
from archive.reading.articles import StoredArticle, StoredRevision
from archive.reading.forgotten_urls import is_forgotten
from archive.reading.listing import Articles
from archive.reading.same_story import NearDuplicate, same_story
from archive.records import Capture, Saved, Visit
from archive.schema.open_files import OpenFiles
from archive.schema.paths import captures_path
from archive.search import api
from archive.search.api import Hits
from archive.search.filters import Filters
from archive.writing import captures_told, runs, saving
from archive.writing.frontier import Frontier
from archive.writing.runs import Ended, Run, Running
from archive.writing.timeline import version_of
from parsers.records import Article

if TYPE_CHECKING:
    from archive.captures.warc_export import Written
    from archive.counting.counting import Counts
    from archive.upkeep.check.problems import Report
    from archive.upkeep.forget import Doomed
    from archive.upkeep.health import Health
    from archive.upkeep.repair import Repaired

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


class Archive(OpenFiles):
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

    @cached_property
    def captures(self) -> CaptureStore:
        """The stored pages. Empty where the archive came without its second file."""
        return CaptureStore(self.captures_connection, captures_path(self.path))

    # Writing

    def start_run(self, command: str) -> int:
        """Note that a run of *command* begins, and give its number. Hold :meth:`lock` first."""
        self.require_write()
        return runs.start(self.connection, command)

    @contextmanager
    def run(self, command: str) -> Iterator[Running]:
        """A run of *command*: it is noted when it begins and, however it does, when it ends.

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
        """Keep *visits*, all or none, and tell what became of each, in their order.

        The pages are committed to the second file first, then everything else in one
        transaction of the first. Save small batches: 50 pages, or what 250 ms bring.

        *parse* parses an older capture with today's parser (``None`` if it finds no article).
        It is called where another parser had parsed that capture: only what one parser read is
        compared. Without it such a page takes its new article and no revision.
        """
        self.require_write()
        return saving.save(self.connection, self.captures, visits, run_id, parse)

    # Reading

    def article(self, id_or_url: int | str) -> StoredArticle | None:
        """The article with this id or address (any spelling of it), or ``None``."""
        return articles.one(self.connection, id_or_url)

    def known(self, url: str) -> int | None:
        """The id of the article kept for *url*, also where it was filed under another address."""
        return articles.id_for(self.connection, url)

    def articles(self, filters: Filters | None = None, /, **wanted: object) -> Articles:
        """The articles that pass, oldest id first, as they were when this was called.

        Filters are those of :class:`archive.Filters`, by name or as one object. Memory stays
        bounded, and no transaction is left open between two articles. ``to_dataframe()`` of what
        comes back makes a table for pandas or polars of it.
        """
        columns = [row[1] for row in self.connection.execute("PRAGMA table_info(articles)")]
        return Articles(self.by_ids(self.matching_ids("", _filters(filters, wanted))), columns)

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        /,
        *,
        by_relevance: bool = False,
        **wanted: object,
    ) -> Hits:
        """The articles that *query* finds, newest first; at most ``limit`` (20) of them.

        All words are wanted; quotes make phrases; ``OR`` finds either, ``-word`` or ``NOT``
        leaves out, ``word*`` finds beginnings, ``headline:word`` looks in one field (headline,
        dek, byline, caption, dateline, section, body), brackets group. No query is an error:
        what looks like an operator and is none is told in ``notes`` of what comes back. How
        many articles are found is in its ``total`` (with ``is_more`` beyond 10,000). An empty
        query finds whatever passes the filters. *by_relevance* ranks the newest matches (a
        bounded number) by how well they fit.
        """
        return api.search(
            self.connection, self.path, query, _filters(filters, wanted), by_relevance=by_relevance
        )

    def count(
        self,
        *queries: str,
        by: str | Sequence[str] = (),
        share: bool = False,
        utc: bool = False,
        top: int | None = None,
        filters: Filters | None = None,
        **wanted: object,
    ) -> Counts:
        """How many articles each query finds, in cells: ``by=("month", "site")``.

        *by* is one or two of day, week (its Monday), month, site, section, language, agency
        (of the dateline or a picture), place, author and kind. Without a query all articles
        are counted. With *share*, each count has the cell's whole output beside it. Days are
        those of the outlet's own zone where the page says it, with *utc* those of UTC. *top*
        keeps so many values, the largest, of each dimension that is none of time. Filters are
        those of :meth:`search`. ``to_dataframe()`` of what comes back makes a table for pandas
        or polars.

        Raises ``ValueError`` for a dimension that there is not.
        """
        from archive.counting import counting, dimensions

        return counting.count(
            self.connection, self.path, queries, dimensions.chosen(by),
            _filters(filters, wanted), share=share, utc=utc, top=top,
        )  # fmt: skip

    def matching_ids(self, query: str = "", filters: Filters | None = None) -> array[int]:
        """The ids of all articles that :meth:`search` could find, ascending, eight bytes each.

        With a limit, the newest so many of them.
        """
        return api.matching_ids(self.connection, self.path, query, filters or Filters())

    def by_ids(self, ids: Sequence[int]) -> Iterator[StoredArticle]:
        """The articles with these ids, in this order, in bounded memory."""
        return articles.each(self.connection, ids)

    def revisions(self, article_id: int) -> list[StoredRevision]:
        """What readers saw of an article, in the order of the captures."""
        return articles.revisions(self.connection, article_id)

    def gone_since(self, article_id: int) -> tuple[str, int | None] | None:
        """When its page was first found gone since it was last seen, and the answer (404, 410)."""
        return articles.gone_since(self.connection, [article_id]).get(article_id)

    def same_story(self, article_id: int) -> list[NearDuplicate]:
        """Near duplicates of the article on other sites, oldest first."""
        return same_story(self.connection, article_id)

    def capture(self, capture_id: str) -> Capture | None:
        """A page as it was fetched, or ``None``. Raises ``CaptureDamaged``."""
        return self.captures.get(capture_id)

    def has_capture(self, capture: Capture) -> bool:
        """Whether this capture is stored, and anything is told of it: else it is to be had again,
        for a crash came between the two."""
        return self.captures.has(capture.id) and captures_told.is_told(self.connection, capture)

    def has_visit(self, visit: Visit) -> bool:
        """Whether this visit (its address, time and status) was kept before."""
        return runs.has_visit(self.connection, visit)

    def runs(self, limit: int | None = None) -> list[Run]:
        """The runs, newest first."""
        return list(runs.listed(self.connection, limit))

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

    def parsers(self) -> list[str]:
        """The versions of the parser that read the articles, whatever it left out as a site's."""
        rows = self.connection.execute("SELECT DISTINCT parser FROM articles WHERE parser != ''")
        return sorted({version_of(parser) for (parser,) in rows})

    def is_forgotten(self, url: str) -> bool:
        """Whether *url* or its site was asked to be forgotten: it is then not to be fetched."""
        return is_forgotten(self.connection, url)

    # Looking after

    def check(
        self, *, every_page: bool = False, progress: Progress = lambda done, total: None
    ) -> Report:
        """Look for damage in both files; unpack a sample of the stored pages, or all."""
        from archive.upkeep.check.check import check

        return check(
            self.path, self.connection, self.captures, every_page=every_page, progress=progress
        )

    def health(self, site: str | None = None, *, now: datetime | None = None) -> list[Health]:
        """How *site*, or every site that was crawled, is, compared with its own past."""
        from archive.upkeep.health import all_health, health

        if site is None:
            return all_health(self.connection, now)
        return [health(self.connection, site, now)]

    def backup(
        self, folder: str | Path, progress: Progress = lambda done, total: None
    ) -> list[Path]:
        """Copy both files into *folder*, also while a crawl writes. Overwrites nothing.

        Raises ``BackupFailed``.
        """
        from archive.upkeep.backup import back_up

        return back_up(self.path, self.connection, self.captures_connection, Path(folder), progress)

    def repair(self, progress: Progress = lambda done, total: None) -> Repaired:
        """Put right what :meth:`check` finds, as far as can be. Hold :meth:`lock` first."""
        from archive.upkeep import repair

        self.require_write()
        return repair.repair(self.path, self.connection, self.captures, progress)

    def to_forget(self, target: str) -> Doomed:
        """What the archive has of a page (its address) or a site (its domain).

        Raises ``ValueError`` where *target* is neither.
        """
        from archive.upkeep import forget

        return forget.find_target(self.connection, self.captures, target)

    def forget(self, doomed: Doomed, progress: Progress = lambda done, total: None) -> None:
        """Remove it for good and never fetch it again. Hold :meth:`lock` first.

        Cut short, it is completed by the next one, or by :meth:`repair`.
        """
        from archive.upkeep import forget

        self.require_write()
        forget.forget(self.connection, self.captures, doomed, progress)

    def undo_forget(self, target: str) -> bool:
        """Allow *target* to be fetched again; whether it was forgotten. Nothing comes back."""
        from archive.upkeep import forget

        self.require_write()
        return forget.undo(self.connection, target)


def _filters(filters: Filters | None, wanted: Mapping[str, object]) -> Filters:
    if filters is not None and wanted:
        raise TypeError("give the filters as one object or by name, not both")
    return filters if filters is not None else Filters(**wanted)  # type: ignore[arg-type]
