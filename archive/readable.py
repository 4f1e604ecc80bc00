"""What an archive can be asked, whether it was opened for reading or for writing."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from archive.captures.store import CaptureStore
from archive.reading import articles, named_captures
from archive.reading.articles import StoredArticle, StoredRevision
from archive.reading.forgotten_urls import is_forgotten
from archive.reading.fronts.readable_fronts import ReadableFronts
from archive.reading.listing import Articles
from archive.reading.same_story import NearDuplicate, same_story
from archive.records import Capture, Visit
from archive.schema.paths import captures_path
from archive.search import api
from archive.search.api import Hits
from archive.search.filters import Filters, register
from archive.search.suggestions.nearest import Unknown, understood, unknown_values
from archive.writing import runs
from archive.writing.revisions.timeline import version_of
from archive.writing.runs import Run

if TYPE_CHECKING:
    from archive.counting.counting import Counts
    from archive.counting.sampling import Sample
    from archive.notes.coding.coded_values import Codes
    from archive.notes.noted_on import NotedOn
    from archive.notes.selections import Selection


class ReadableArchive(ReadableFronts):
    """Articles, captures, visits and runs, as they are."""

    @cached_property
    def captures(self) -> CaptureStore:
        """The stored pages. Empty where the archive came without its second file."""
        return CaptureStore(self.captures_connection, captures_path(self.path))

    def article(self, id_or_url: int | str) -> StoredArticle | None:
        """The article with this id or address (any spelling of it), or ``None``."""
        return articles.one(self.connection, id_or_url)

    def known(self, url: str) -> int | None:
        """The id of the article kept for *url*, also where it was filed under another address."""
        return articles.id_for(self.connection, url)

    def articles(self, filters: Filters | None = None, /, **wanted: object) -> Articles:
        """The articles that pass, oldest id first, as they were when this was called.

        Filters are those of :class:`archive.Filters`, by name or as one object; by name there are
        *selection* and *tag* too, for what people noted. Memory stays
        bounded, and no transaction is left open between two articles. ``to_dataframe()`` of what
        comes back makes a table for pandas or polars of it.
        """
        columns = [row[1] for row in self.connection.execute("PRAGMA table_info(articles)")]
        return Articles(self.by_ids(self.matching_ids("", self._filters(filters, wanted))), columns)

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
        query finds whatever passes the filters. ``stem="en"`` finds all words that share a stem
        in that language; ``ValueError`` where there are none for it. *by_relevance* ranks the
        newest matches (a bounded number) by how well they fit.
        """
        return api.search(
            self.connection,
            self.path,
            query,
            self._filters(filters, wanted),
            by_relevance=by_relevance,
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
            self._filters(filters, wanted), share=share, utc=utc, top=top,
        )  # fmt: skip

    def sample(
        self,
        size: int,
        query: str = "",
        filters: Filters | None = None,
        /,
        *,
        by: str | Sequence[str] = (),
        seed: int | str = 1,
        **wanted: object,
    ) -> Sample:
        """*size* of the articles that *query* and the filters find, the same for the same *seed*.

        *by* names one or two of day, week, month, site, section, language, place and kind: from
        each stratum they make, its proportional part is drawn, and at least one article as long as
        there are no more strata than *size*. What comes back can be gone through, and has
        ``strata``, ``frame`` and ``to_dataframe()``.

        Raises ``ValueError`` for a dimension that makes no strata, or a *size* below 1.
        """
        from archive.counting import sampling

        if size < 1:
            raise ValueError("a sample has at least one article")
        dimensions = sampling.strata_of(by)
        ids = self.matching_ids(query, self._filters(filters, wanted))
        return sampling.draw(self.connection, self.path, ids, size, dimensions, str(seed))

    def unknown_values(self, filters: Filters) -> list[Unknown]:
        """The filters that no article passes, with the values nearest to theirs that one has."""
        register(self.connection)
        filters, _ = understood(self.connection, filters)
        return list(unknown_values(self.connection, filters))

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
        """When its page was found gone after its last capture, and the status (404, 410)."""
        return articles.gone_since(self.connection, [article_id]).get(article_id)

    def same_story(self, article_id: int) -> list[NearDuplicate]:
        """Near duplicates of the article on other sites, oldest first."""
        return same_story(self.connection, article_id)

    def capture(self, capture_id: str) -> Capture | None:
        """A page as it was fetched, or ``None``. Raises ``CaptureDamaged``."""
        return self.captures.get(capture_id)

    def has_capture(self, capture: Capture) -> bool:
        """Whether this capture is stored, with a visit, an article or a refusal of it.

        Otherwise a crash came between the two, and it should be fetched again.
        """
        return self.captures.has(capture.id) and named_captures.is_named(self.connection, capture)

    def has_visit(self, visit: Visit) -> bool:
        """Whether this visit (its address, time and status) was kept before."""
        return runs.has_visit(self.connection, visit)

    def runs(self, limit: int | None = None) -> list[Run]:
        """The runs, newest first."""
        return list(runs.listed(self.connection, limit))

    def parsers(self) -> list[str]:
        """The versions of the parser that read the articles, whatever it left out as a site's."""
        rows = self.connection.execute("SELECT DISTINCT parser FROM articles WHERE parser != ''")
        return sorted({version_of(parser) for (parser,) in rows})

    def is_forgotten(self, url: str) -> bool:
        """Whether *url* or its site was asked to be forgotten: then it must not be fetched."""
        return is_forgotten(self.connection, url)

    # What people added

    @cached_property
    def notes(self) -> sqlite3.Connection | None:
        """``news.notes.db``, for reading; ``None`` where nobody added anything."""
        from archive.notes.notes_file import open_notes_for_reading

        return open_notes_for_reading(self.path, self.archive_id)

    def selection(self, name: str) -> Selection:
        """The selection called *name*: its articles, to go through or as a data frame.

        Raises ``SelectionMissing``.
        """
        from archive.notes import selections

        return selections.find(self.notes, self.connection, self.path, name)

    def selections(self) -> list[Selection]:
        """All selections, by name."""
        from archive.notes import selections

        return [self.selection(name) for name in selections.names(self.notes)]

    def noted_ids(
        self, selection: str | None = None, tag: str | None = None
    ) -> frozenset[int] | None:
        """The numbers of the articles of a selection, with a tag, or both; ``None`` for neither.

        Raises ``SelectionMissing``.
        """
        from archive.notes import noted_articles, tags_and_notes

        found = [frozenset(self.selection(selection).ids)] if selection else []
        if tag:
            keys = tags_and_notes.tagged(self.notes, tag)
            found.append(frozenset(noted_articles.resolve(self.connection, keys).values()))
        return frozenset.intersection(*found) if found else None

    def noted_on(self, article_id: int) -> NotedOn:
        """What people noted on an article: selections, tags, notes, codes."""
        from archive.notes import noted_on

        return noted_on.noted_on(self.notes, self.connection, article_id)

    def codes(self, selection: str | None = None) -> Codes:
        """What coders said of the articles of a selection, or of all, one row for each value.

        It tells their ``agreement()``, and ``to_dataframe()`` makes a table of it. Raises
        ``SelectionMissing``.
        """
        from archive.notes.coding import coded_values

        return coded_values.codes(self.notes, self.connection, self.noted_ids(selection))

    def close(self) -> None:
        """Close all files."""
        if notes := self.__dict__.pop("notes", None):
            notes.close()
        super().close()

    def _filters(self, filters: Filters | None, wanted: Mapping[str, object]) -> Filters:
        """The filters given, as one object or by name; selections and tags as their articles."""
        if filters is not None and wanted:
            raise TypeError("give the filters as one object or by name, not both")
        if filters is not None:
            return filters
        chosen: dict[str, Any] = dict(wanted)
        noted = self.noted_ids(chosen.pop("selection", None), chosen.pop("tag", None))
        if noted is not None:
            chosen["ids"] = noted & chosen.get("ids", noted)
        return Filters(**chosen)
