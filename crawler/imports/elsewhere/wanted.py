"""Which pages of a large archive are wanted: by site, by address, by language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from parsers.records import Article

PREFIX = "cc-news:"
"""How a source of months begins: ``cc-news:2026-03..2026-06``."""
BASE = "https://data.commoncrawl.org/"
"""Where Common Crawl keeps its files."""


@dataclass(frozen=True)
class Wanted:
    """What is kept. All that is given must hold; of several sites or languages, one."""

    sites: tuple[str, ...] = ()
    """Domains; their subdomains belong to them."""
    match: str | None = None
    """A regular expression that is looked for in the address."""
    languages: tuple[str, ...] = ()
    """BCP 47; ``pt`` is also ``pt-BR``."""

    def wants_address(self, url: str) -> bool:
        """Whether a page of this address may be wanted."""
        if self.sites:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            if not any(host == site or host.endswith(f".{site}") for site in self._domains):
                return False
        return self._pattern is None or self._pattern.search(url) is not None

    def wants_article(self, article: Article) -> bool:
        """Whether an article is wanted, as far as only reading it tells."""
        if not self.languages:
            return True
        spoken = (article.language or "").lower()
        return any(spoken == one or spoken.startswith(f"{one}-") for one in self._languages)

    def __str__(self) -> str:
        parts = [*sorted(self._domains), *(f"language={one}" for one in sorted(self._languages))]
        return " ".join(parts + ([f"match={self.match}"] if self.match else []))

    @cached_property
    def _domains(self) -> frozenset[str]:
        return frozenset(site.lower().removeprefix("www.") for site in self.sites)

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(one.lower() for one in self.languages)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.match) if self.match else None
