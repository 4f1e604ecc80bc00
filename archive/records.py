"""What goes into an archive and what comes back: pages as fetched, visits, addresses to visit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

from archive.values.stored_urls import text_without_credentials, without_credentials
from parsers.records import Article, Marks

Outcome = Literal[
    "new",
    "revised",
    "unchanged",
    "not-modified",
    "not-an-article",
    "robots",
    "gone",
    "blocked",
    "skipped",
    "failed",
]

ARTICLE_READ: tuple[Outcome, ...] = ("new", "revised", "unchanged")
"""Outcomes of a visit that brought an article."""
ARTICLE_THERE: tuple[Outcome, ...] = (*ARTICLE_READ, "not-modified")
"""Outcomes of a visit that found an article: also one that the server said had not changed."""
LIST_READ: tuple[Outcome, ...] = ("not-an-article", "not-modified")
"""Outcomes of a visit that found a sitemap, a feed or a page of links."""

Kind = Literal["article", "front", "feed", "sitemap"]


class FoundBy(StrEnum):
    """How an address was found: the first word of ``found_in``. Where it was found follows."""

    GIVEN = "given"
    """On the command line, in a sites.toml, or as the address of a visit: no page led to it."""
    SITEMAP = "sitemap"
    FEED = "feed"
    LINK = "link"
    REDIRECT = "redirect"

    def at(self, url: str) -> str:
        """``found_in`` of what was found in the page, list or redirect at *url*."""
        return f"{self} {url}"

    @property
    def pattern(self) -> str:
        """The pattern for SQL's LIKE that such a ``found_in`` matches."""
        return f"{self} %"


@dataclass(frozen=True)
class Capture:
    """One page as it was fetched: the body after transfer decoding, byte for byte."""

    url: str
    """The address asked for."""
    fetched_at: datetime
    """Aware; kept as UTC to the millisecond."""
    status: int
    body: bytes = field(repr=False)
    final_url: str | None = None
    """Where redirects led; ``None`` if nowhere else."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content_type: str | None = None
    """The ``Content-Type`` header as sent."""
    archived_from: str | None = None
    """Where the copy was taken, of a page that another archive had kept."""
    is_front: bool = False
    """Whether it is kept as a front page: then no article is looked for in it."""

    def __post_init__(self) -> None:
        """Forget the user and password of the addresses, before anything is told or kept."""
        _forget_credentials(self, "url", "final_url", "archived_from")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def id(self) -> str:
        """The capture's key: the same page fetched at the same time has the same key anywhere."""
        moment = self.fetched_at.astimezone(UTC).isoformat(timespec="milliseconds")
        key = f"{self.url}\n{moment}\n{self.digest}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Placement:
    """A story as a front page shows it."""

    url: str
    text: str | None = None
    """Its headline as printed there; ``None``: a picture alone leads to it."""
    level: int | None = None
    """The level of that heading, 1 to 6; ``None``: it is none."""


@dataclass(frozen=True, slots=True)
class Front:
    """What a front page showed at one moment."""

    url: str
    """Where it stands, after redirects."""
    placements: tuple[Placement, ...] | None = None
    """Its stories in reading order; ``None``: the server said that nothing changed (304)."""

    def __post_init__(self) -> None:
        """Forget the user and password of the address, before anything is told or kept."""
        _forget_credentials(self, "url")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an address is to be visited again, and what its server said for that purpose."""

    due_at: datetime | None = None
    """``None``: never again."""
    attempts: int = 0
    """Failures in a row."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened at one address. The unit of saving: all of it is kept, or nothing.

    ``outcome`` is ``None`` when an article was read: the archive then finds out whether it
    is ``new``, ``revised`` or ``unchanged``.
    """

    url: str
    visited_at: datetime
    outcome: Outcome | None = None
    status: int | None = None
    """The HTTP status, where there was an answer."""
    detail: str | None = None
    """Why, in words a person understands; it names what to do where something can be done."""
    capture: Capture | None = None
    article: Article | None = None
    parser: str | None = None
    """The parser's full name: ``parsers.VERSION``, and what it left out as the site's."""
    marks: Marks | None = field(default=None, repr=False)
    """The marks of the page, from which is learned what its site repeats."""
    schedule: Schedule | None = None
    same_as: str | None = None
    """Without an article: the address of the article that was seen here, if it is another."""
    front: Front | None = field(default=None, repr=False)
    """What the page showed, if it is a front page that is to be kept."""

    def __post_init__(self) -> None:
        """Forget the user and password of the addresses, before anything is told or kept."""
        _forget_credentials(self, "url")
        if self.detail and "@" in self.detail:
            object.__setattr__(self, "detail", text_without_credentials(self.detail))


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a visit, given back after its commit."""

    url: str
    outcome: Outcome
    article_id: int | None = None
    revision: int | None = None
    changed: tuple[str, ...] = ()
    """The fields a reader could see change, when the outcome is ``revised``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address found, with what its finder said of it."""

    url: str
    found_in: str
    """How and where, as :class:`FoundBy` writes it: ``sitemap https://…``, ``given``."""
    published_at: datetime | None = None
    """What the sitemap or feed says."""
    modified_at: datetime | None = None
    kind: Kind | None = None
    """What the address seems to lead to; ``None``: unknown, to be read as an article."""

    def __post_init__(self) -> None:
        """Forget the user and password of the addresses, before anything is told or kept."""
        _forget_credentials(self, "url")
        object.__setattr__(self, "found_in", text_without_credentials(self.found_in))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address in the frontier, due for a visit."""

    url_key: str
    url: str
    site: str | None
    found_in: str
    due_at: datetime
    attempts: int = 0
    etag: str | None = None
    last_modified: str | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    """What came of the last visit."""
    visited_at: datetime | None = None
    published_at: datetime | None = None
    """What a sitemap or feed said."""


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """What the frontier remembers of an address."""

    url: str
    visited_at: datetime | None
    due_at: datetime | None
    outcome: Outcome | None
    etag: str | None
    last_modified: str | None
    attempts: int
    kind: Kind | None
    published_at: datetime | None


def _forget_credentials(record: object, *names: str) -> None:
    for name in names:
        text = getattr(record, name)
        if text and "@" in text:
            object.__setattr__(record, name, without_credentials(text))
