"""The yield of a list, a URL pattern and a host bounds how many more of its addresses are visited.

A sitemap may name fifty thousand pages that are gone beside three hundred that exist. After some
dozens of addresses of one pattern without an article, the run visits no more of that pattern, but
goes on with other patterns of the list. If one list after another gives nothing, the run visits
only what lists with a good yield name. The next run tries a few of each again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from archive.records import ARTICLE_THERE, Outcome
from archive.values.url_identity import host_of
from crawler.urls.found_in import listed_in
from crawler.urls.patterns import family_of

FIRST = 36
"""Addresses of one pattern in one list that may give nothing in the first run that asks for
them..."""
AGAIN = 12
"""...and in a later one, where they never gave anything."""
SHARE = 1.0
"""For each address that gave an article, so many more may give nothing."""
OF_A_HOST = 2 * FIRST
"""Addresses that may give nothing on a host that gave no article at all; it is not the host of
a home page, which lists and patterns bound."""
OF_A_SITE = 240
"""Addresses of all lists of a site that may give nothing, beside the same share. Then only lists
that give an article for every two addresses go on."""
_TELLS_NOTHING: tuple[Outcome, ...] = ("robots", "blocked")
"""The list is not to blame."""
_YEAR = re.compile(r"/((?:19|20)\d\d)(?=[/-]|\d\d)")
_Source = tuple[str, str]
"""A list and a pattern in it; a list and ``""``; or ``""`` and a host."""


class Yields:
    """What the addresses of one site gave, by list, pattern and host: in this run and before."""

    def __init__(
        self,
        history: Iterable[tuple[str, str, bool]] = (),
        *,
        homes: Iterable[str] = (),
        articles: Iterable[str] = (),
    ) -> None:
        """*history*: ``found_in``, address, whether it gave; *articles*: addresses that gave."""
        self._homes = {_host(url) for url in homes}
        self._hosts_that_gave = {_host(url) for url in articles}
        self.leaves_some = False
        """Whether anything was not worth asking for."""
        self._gave: Counter[_Source] = Counter()
        self._missed: Counter[_Source] = Counter()
        self._all_gave = self._all_missed = 0
        self._gave_before: dict[_Source, bool] = {}
        for found_in, url, gave in history:
            source = (found_in, _like(url))
            self._gave_before[source] = gave or self._gave_before.get(source, False)

    def add_home(self, url: str) -> None:
        """Note where a home page is."""
        self._homes.add(_host(url))

    def note(self, found_in: str, url: str, outcome: Outcome) -> None:
        """Count what became of an address that was asked for."""
        if outcome in _TELLS_NOTHING:
            return
        counts = self._gave if outcome in ARTICLE_THERE else self._missed
        counts["", _host(url)] += 1
        if listed_in(found_in):
            counts[found_in, ""] += 1
            counts[found_in, _like(url)] += 1
            self._all_gave += outcome in ARTICLE_THERE
            self._all_missed += outcome not in ARTICLE_THERE
        self.leaves_some = self.leaves_some or self.why_left(found_in, url) is not None

    def why_left(self, found_in: str, url: str) -> str | None:
        """Why *url* is not asked for in this run, or ``None``."""
        host = _host(url)
        missed = self._missed["", host]
        gave = self._gave["", host] or host in self._hosts_that_gave
        if missed >= OF_A_HOST and not gave and host not in self._homes:
            return f"{missed} addresses of {host} asked for gave nothing"
        of_list = self._missed[found_in, ""]
        if of_list < AGAIN and self._all_missed < OF_A_SITE:
            return None
        source = (found_in, _like(url))
        missed, gave = self._missed[source], self._gave[source]
        first = FIRST if self._gave_before.get(source, True) else AGAIN
        if missed >= first + SHARE * gave:
            return f"{missed} of the {gave + missed} like them asked for gave nothing"
        is_used_up = self._all_missed >= OF_A_SITE + SHARE * self._all_gave
        if is_used_up and of_list > self._gave[found_in, ""]:
            return f"{self._all_missed} addresses of the site's lists gave nothing"
        return None


def _host(url: str) -> str:
    """The host of *url*; ``www.`` leads to the same one."""
    return (host_of(url) or "").removeprefix("www.")


def _like(url: str) -> str:
    """The pattern of *url* with its year: sites that moved often lost what is older."""
    year = _YEAR.search(url)
    return f"{year[1] if year else ''} {family_of(url)}"
