"""What the spider yields: something that was asked for, and what came of it.

An item is done when all of it is committed: its page or article, its visit, the addresses it led
to, and its row in the frontier. Its errand is over then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from archive.records import Candidate, Kind, KnownAddress, Waiting
from crawler.http.fetched import Fetched
from crawler.run.site_state import Site
from crawler.workers.page_parsing import ParsedPage


class Role(Enum):
    """What a page was asked for as."""

    ARTICLE = "article"
    FRONT = "front"
    HOME = "home"


@dataclass(eq=False, repr=False)
class Errand:
    """What a request was handed out for. It is over when what came of it is committed."""

    site: Site
    url: str
    """The address asked for, wherever redirects lead."""
    waiting: Waiting | None = None
    """The frontier's row, for a page."""
    role: Role = Role.ARTICLE
    kind: Kind | None = None
    """``sitemap`` or ``feed``, for a list."""
    keep: bool = False
    """Whether the list is a target: everything it lists is the site's."""
    depth: int = 0
    """How many lists led to this one."""
    known: KnownAddress | None = None
    """What the frontier remembers of the list."""
    family: str | None = None
    """The pattern of the address, where pages like it are on trial."""

    is_last: bool = False
    """Whether this is the page's last try in this run."""

    def begin(self) -> None:
        """The request is handed out."""
        self.site.in_flight.add(self)
        if self.family:
            self.site.on_trial[self.family] += 1

    def end(self) -> None:
        """It is over."""
        if self in self.site.in_flight:
            self.site.in_flight.discard(self)
            self.end_trial()

    def end_trial(self) -> None:
        """Whatever the page is, others of its pattern need not wait for it."""
        if self.family:
            self.site.on_trial[self.family] -= 1
            self.family = None

    def list_item(
        self,
        fetched: Fetched,
        kind: Kind | None,
        detail: str | None,
        candidates: Sequence[Candidate] = (),
    ) -> FetchedList:
        """What came of the errand, where it was for a list. *kind* ``None``: it is none."""
        return FetchedList(self, fetched, kind, detail, candidates)


@dataclass(eq=False, repr=False)
class FetchedPage:
    """A page, on its way from the spider through the workers to the archive."""

    errand: Errand
    fetched: Fetched
    reading: ParsedPage | None = None
    """What a worker read of it; ``None``: it was not fetched, or not read."""
    problem: str | None = None
    """Why no worker could read it."""

    def __repr__(self) -> str:
        """Short: bodies do not belong into logs."""
        return f"FetchedPage({self.fetched.url}, {self.fetched.outcome or self.fetched.status})"

    @property
    def site(self) -> Site:
        """Whose page it is."""
        return self.errand.site

    @property
    def role(self) -> Role:
        """What it was asked for as."""
        return self.errand.role

    @property
    def waiting(self) -> Waiting:
        """Its row in the frontier."""
        assert self.errand.waiting
        return self.errand.waiting


@dataclass(eq=False, repr=False)
class FetchedList:
    """A sitemap or a feed, or what was found in its place."""

    errand: Errand
    fetched: Fetched
    kind: Kind | None
    """``None``: it proved to be no list."""
    detail: str | None
    candidates: Sequence[Candidate] = ()

    def __repr__(self) -> str:
        """Short: bodies do not belong into logs."""
        return f"FetchedList({self.fetched.url}, {self.detail})"

    @property
    def site(self) -> Site:
        """Whose list it is."""
        return self.errand.site


Item = FetchedPage | FetchedList
