"""One site in one run: what belongs to it, what was seen of it, and what it gave."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.records import Candidate, Kind, Waiting
from archive.values.url_identity import site_of, url_key
from archive.writing.visits.canonicalization import own_address
from crawler.discovery.yields import Yields
from crawler.http.fetched import Fetched
from crawler.run.options import Recheck
from crawler.run.stats import SiteStats
from crawler.urls.addresses import guess, is_fetchable, plain
from crawler.urls.lru import Recent
from crawler.urls.patterns import UrlPatterns
from crawler.urls.scope import Admission
from parsers.reader.standing_text import NOTHING, SiteKnowledge

if TYPE_CHECKING:
    from crawler.discovery.lists import Lists
    from crawler.items import Errand
    from crawler.middlewares.robots import Rules

MOST_REMEMBERED = 50_000
"""Addresses of one site held in memory; the frontier holds all of them."""
_MOST_MET = 20_000


@dataclass(frozen=True, slots=True)
class VisitedFront:
    """What a front showed."""

    fetched: Fetched
    feeds: tuple[str, ...] = ()
    led_on: bool = False
    """Whether it led to addresses not known before."""


@dataclass
class Site:
    """The state of one site while it is crawled."""

    domain: str
    stats: SiteStats
    admission: Admission
    recheck: Recheck
    lists: Lists = field(init=False)
    """What was read of its lists."""
    yields: Yields = field(default_factory=Yields)
    """What the addresses of each list gave."""
    late: list[Waiting] = field(default_factory=list)
    """Pages with a transient failure: they are tried once more at the end of the run."""
    patterns: UrlPatterns = field(default_factory=UrlPatterns)
    domains: set[str] = field(default_factory=set)
    """Registered domains whose addresses belong to it."""
    ports: set[int | None] = field(default_factory=set)
    offered: Recent[Kind] = field(default_factory=lambda: Recent(MOST_REMEMBERED))
    """Keys already handed to the frontier in this run, with what they seem to lead to."""
    copies: Recent[None] = field(default_factory=lambda: Recent(MOST_REMEMBERED))
    """Keys that an article named as its alternates, or as itself with parameters."""
    done: Recent[None] = field(default_factory=lambda: Recent(MOST_REMEMBERED))
    """Keys visited or decided about in this run."""
    knowledge: dict[str, SiteKnowledge] = field(default_factory=dict)
    """What earlier runs learned of its pages, by domain."""
    in_flight: set[Errand] = field(default_factory=set)
    """Handed out and not over: what came of them is not committed yet."""
    on_trial: Counter[str] = field(default_factory=Counter)
    """Of those, how many of each pattern of addresses."""
    is_awaited: bool = False
    """Whether the next step waits for what is in flight: it is to be saved at once."""
    held: list[asyncio.Future[None]] = field(default_factory=list)
    """Pages that may be truncated, held until more of their host were seen."""
    seen: dict[str, VisitedFront] = field(default_factory=dict)
    """What the fronts handed out last showed, by key, until the agenda has taken note."""
    rules: Rules | None = None
    """What the robots.txt that was asked for last says."""
    _met: Recent[None] = field(default_factory=lambda: Recent(_MOST_MET))
    """Links judged before, as written: most of a page's stand on all its neighbours too."""

    def let_go(self) -> None:
        """Decide of the pages that are held."""
        held, self.held = self.held, []
        for each in held:
            if not each.done():
                each.set_result(None)

    def adopt(self, url: str) -> None:
        """Take the domain and port of *url* as the site's own."""
        if domain := site_of(url):
            self.domains.add(domain)
        self.ports.add(_port(url))
        self._met.clear()

    def knowledge_of(self, url: str) -> SiteKnowledge:
        """What earlier runs learned of the pages of the domain that *url* belongs to."""
        return self.knowledge.get(own_address(url).site or "", NOTHING)

    def is_first_met(self, link: str) -> bool:
        """Whether *link* was not asked about before, as far as is remembered."""
        if link in self._met:
            return False
        self._met.add(link)
        return True

    def owns(self, url: str) -> bool:
        """Whether *url* is the site's, and may lead to a page."""
        return is_fetchable(url) and site_of(url) in self.domains and _port(url) in self.ports

    def owns_host(self, url: str) -> bool:
        """Whether *url* stands on the site, whatever it leads to."""
        return site_of(url) in self.domains and _port(url) in self.ports

    def new_articles(self, added: Iterable[str]) -> int:
        """How many of the keys *added* to the frontier may be articles."""
        return sum(self.offered.get(key) not in ("front", "sitemap", "feed") for key in added)

    def candidate(
        self,
        url: str,
        found_in: str,
        *,
        text: str = "",
        kind: Kind | None = None,
        published_at: datetime | None = None,
        modified_at: datetime | None = None,
        anywhere: bool = False,
    ) -> Candidate | None:
        """*url* as a candidate, unless it is not the site's or was offered before."""
        url = plain(url)
        if anywhere and is_fetchable(url):
            self.adopt(url)
        elif not self.owns(url):
            return None
        key = url_key(url)
        if key in self.offered and modified_at is None:
            return None
        guessed = guess(url, text)
        if kind is None or (kind == "article" and guessed == "front" and not published_at):
            kind = guessed
        if kind == "feed":
            return None
        self.offered.add(key, kind)
        return Candidate(url, found_in, published_at, modified_at, kind)


def _port(url: str) -> int | None:
    try:
        port = urlsplit(url).port
    except ValueError:
        return -1
    return None if port in (80, 443) else port
