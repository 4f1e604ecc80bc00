"""The search page: what was asked for, and one page of what is found."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from archive import Archive, Filters, Hit, Hits, SelectionMissing
from archive.counting.facets import Facets, facets
from archive.search.filters import AT
from archive.search.query_language.stems import stem_language

PAGE = 20
MOST = 1000
"""Hits in one page at most, for programs that ask for more."""

RANKED = 50
"""Hits shown where the best come first: there is no next page of those."""

CHOSEN = ("site", "language", "section", "author", "place", "agency", "photographer", "credit",
          "keyword", "kind", "stem", "selection", "tag", "since", "until", "revised")  # fmt: skip
"""Filters as they are named in addresses."""

TEXTS = (
    "site", "language", "section", "author", "place", "agency", "photographer", "credit", "keyword",
    "kind",
)  # fmt: skip
"""Filters whose values are texts, in the order in which they are shown."""

NOTED = ("selection", "tag")
"""Filters that :func:`with_noted` looks up."""

FACET_VALUES = 8
"""Values of each facet."""
FACET_SECONDS = 1.0
"""The longest that facets are counted; where it takes longer, there are none."""


@dataclass(frozen=True, slots=True)
class After(Filters):
    """Filters that pass only what follows, newest first, after an article shown before."""

    after: tuple[str, int] | None = None
    """That article's time and id."""

    def each_condition(self) -> tuple[dict[str, str], dict[str, Any]]:
        """As of :class:`Filters`; the index serves the further one too."""
        found, values = Filters.each_condition(self)
        if self.after:
            found["after"] = f"{AT} <= :after_at AND ({AT} < :after_at OR a.id < :after_id)"
            values["after_at"], values["after_id"] = self.after
        return found, values


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search as its address says it."""

    query: str
    given: dict[str, str]
    """What the form's fields hold, by their names; empty ones are left out."""
    filters: After
    by_relevance: bool
    problems: tuple[str, ...]
    """What could not be understood, in words for the reader."""
    after: str | None = None
    """Where the page begins, as its address says it."""

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The filters that are set, by name, with their values."""
        return [(name, self.given[name]) for name in CHOSEN if name in self.given]

    def facet_address(self, name: str, value: str) -> str:
        """The address of this search, of one value of a facet only."""
        if name == "year":
            return self.address(since=f"{value}-01-01", until=f"{value}-12-31")
        return self.address(**{name: value})

    def article_address(self, number: int) -> str:
        """The address of an article found, with the way back and on."""
        values = self.given | ({"after": self.after} if self.after else {})
        return f"/article/{number}" + (f"?{urlencode(values)}" if values else "")

    def address(self, ending: str = "", **changes: str | None) -> str:
        """The address of this search with other values; ``None`` takes one away."""
        values = {**self.given, **changes}
        asked = urlencode({name: value for name, value in values.items() if value})
        return f"/search{ending}" + (f"?{asked}" if asked else "")


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, newest first."""

    hits: Hits
    older: str | None
    """The address of the next page."""
    total: int
    """How many there are in all, as far as they are counted; counted while the archive is open."""


def wanted(arguments: Mapping[str, str]) -> Wanted:
    """Read the address's arguments. What makes no sense is told and left out."""
    problems = []
    given = {name: value.strip() for name, value in arguments.items() if value.strip()}
    chosen: dict[str, Any] = {name: given.get(name) for name in TEXTS}
    for name, word in (("since", "From"), ("until", "To")):
        if value := given.get(name):
            try:
                at = datetime.fromisoformat(value)
                at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
                # The form asks for the last day, which counts; --until for the first that does not.
                chosen[name] = at + timedelta(days=1 if name == "until" and len(value) == 10 else 0)
            except (ValueError, OverflowError):
                problems.append(f"“{word}” is no date: write 2026-11-01.")
    limit = PAGE
    if given.get("limit", "").isdecimal():
        limit = min(max(int(given["limit"][:6]), 1), MOST)
    by_relevance = given.get("order") == "relevance" and bool(given.get("q"))
    if by_relevance:
        limit = max(limit, RANKED)
    if value := given.get("stem"):
        try:
            chosen["stem"] = stem_language(value)
        except ValueError as error:
            problems.append(f"“Stems”: {error}.")
    filters = After(
        **chosen,
        revised=bool(given.get("revised")),
        limit=limit,
        after=None if by_relevance else _after(given.get("after")),
    )
    kept = ("q", *TEXTS, *NOTED, "stem", "since", "until", "revised", "order", "limit")
    return Wanted(
        given.get("q", ""),
        {name: given[name] for name in kept if name in given},
        filters,
        by_relevance,
        tuple(problems),
        given.get("after"),
    )


def with_noted(archive: Archive, asked: Wanted) -> Wanted:
    """*asked*, with the articles of its selection and its tag. An unknown selection is told."""
    noted = {name: asked.given.get(name) for name in NOTED}
    try:
        ids = archive.noted_ids(**noted)
    except SelectionMissing as missing:
        problem = f"There is no selection “{missing.name}”."
        return replace(
            asked,
            filters=replace(asked.filters, ids=frozenset()),
            problems=(*asked.problems, problem),
        )
    return replace(asked, filters=replace(asked.filters, ids=ids))


def find(archive: Archive, asked: Wanted) -> Found:
    """The page of hits that is *asked* for."""
    limit = asked.filters.limit or PAGE
    one_more = replace(asked.filters, limit=limit if asked.by_relevance else limit + 1)
    hits = archive.search(asked.query, one_more, by_relevance=asked.by_relevance)
    older = None
    if len(hits) > limit:
        del hits[limit:]
        last = hits[-1]
        older = asked.address(after=f"{last.published_at or last.first_seen_at}~{last.id}")
    return Found(hits, older, hits.total)


@dataclass(frozen=True, slots=True)
class Way:
    """The way through the results that an article was found among."""

    back: str
    """The address of the page of results."""
    newer: str | None = None
    older: str | None = None


def way(archive: Archive, asked: Wanted, number: int) -> Way | None:
    """Where to go from article *number*; ``None`` if it was not come to from a search."""
    if not asked.given and not asked.after:
        return None
    back = asked.address(after=asked.after)
    hits = archive.search(asked.query, asked.filters, by_relevance=asked.by_relevance)
    ids = [hit.id for hit in hits]
    if number not in ids:
        return Way(back)
    at = ids.index(number)
    newer = asked.article_address(ids[at - 1]) if at else None
    if at + 1 < len(ids):
        return Way(back, newer, asked.article_address(ids[at + 1]))
    last = hits[-1]
    later = replace(asked, after=f"{last.published_at or last.first_seen_at}~{last.id}")
    if asked.by_relevance:
        return Way(back, newer)
    filters = replace(asked.filters, after=_after(later.after), limit=1)
    following = archive.search(asked.query, filters)
    return Way(back, newer, later.article_address(following[0].id) if following else None)


def narrowing_facets(asked: Wanted, found: Facets | None) -> Facets | None:
    """The facets that narrow the search: more than one value, and none chosen yet."""
    if found is None:
        return None
    kept = {
        name: values
        for name, values in found.values.items()
        if name not in asked.given
        and (len(values) > 1 or (values and values[0][1] < found.looked_at))
        and not (name == "year" and asked.given.keys() & {"since", "until"})
    }
    return Facets(kept, found.looked_at, found.days) if kept else None


def common(archive: Archive, asked: Wanted) -> Facets | None:
    """What the articles found have in common, or ``None`` where counting takes long."""
    try:
        with time_limit(archive.connection, FACET_SECONDS):
            return facets(archive.connection, asked.query, asked.filters, FACET_VALUES)
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return None
        raise


def as_rows(hits: list[Hit]) -> list[dict[str, Any]]:
    """The hits for programs."""
    return [asdict(hit) for hit in hits]


@contextmanager
def time_limit(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Queries that take longer end with ``OperationalError: interrupted``."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _after(text: str | None) -> tuple[str, int] | None:
    at, tilde, number = (text or "").partition("~")
    return (at, int(number)) if tilde and number.isdecimal() and len(number) < 19 else None
