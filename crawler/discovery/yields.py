"""What a list gives decides how much of it is asked for.

A sitemap may name fifty thousand pages that are gone. After the first dozens that give nothing,
no more of that list are asked for in this run; where lists give nothing one after the other, the
host is asked only for what good lists name. The next run tries a few of each again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.records import Outcome
from crawler.urls.found_in import listed_in

FIRST = 36
"""Addresses of one list that may give nothing in the first run that asks for them..."""
AGAIN = 12
"""...and in a later one, where they never gave anything."""
SHARE = 1.0
"""For each address that gave an article, so many more may give nothing."""
OF_A_HOST = 240
"""Addresses of all lists of a site that may give nothing, beside the same share. Then only lists
that give an article for every two addresses go on."""
_GIVES: tuple[Outcome, ...] = ("new", "revised", "unchanged", "not-modified")
_TELLS_NOTHING: tuple[Outcome, ...] = ("robots", "blocked")
"""The list is not to blame."""


class Yields:
    """What the addresses of each list of one site gave: in this run, and in earlier ones."""

    def __init__(self, history: Iterable[tuple[str, int, int]] = ()) -> None:
        self._gave: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self._first = {
            found_in: FIRST if gave else AGAIN for found_in, gave, missed in history if missed
        }
        """Where earlier runs asked for some."""
        self.left: dict[str, str] = {}
        """Lists of which no more are asked for in this run, and why."""

    def note(self, found_in: str, outcome: Outcome) -> None:
        """Count what became of an address that was asked for."""
        if listed_in(found_in) is None or outcome in _TELLS_NOTHING:
            return
        (self._gave if outcome in _GIVES else self._missed)[found_in] += 1
        if reason := self._reason(found_in):
            self.left.setdefault(found_in, reason)

    def is_worth_asking(self, found_in: str) -> bool:
        """Whether more of what was *found_in* a list is asked for; else it is noted as left."""
        if found_in in self.left:
            return False
        if listed_in(found_in) and (reason := self._reason(found_in)):
            self.left[found_in] = reason
            return False
        return True

    def _reason(self, found_in: str) -> str | None:
        gave, missed = self._gave[found_in], self._missed[found_in]
        if missed >= self._first.get(found_in, FIRST) + SHARE * gave:
            return f"{missed} of its {gave + missed} addresses asked for gave nothing"
        all_gave, all_missed = self._gave.total(), self._missed.total()
        if all_missed >= OF_A_HOST + SHARE * all_gave and missed > gave:
            return f"{all_missed} addresses of the site's lists gave nothing"
        return None
