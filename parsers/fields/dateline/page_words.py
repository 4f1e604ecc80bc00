"""What a page knows of the names that may open its text: its places, and its outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from parsers.fields.names.agencies import is_known, is_organisation
from parsers.page.text.similarity import letters
from parsers.wordlists import names_of

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 4
"""Letters of a place that only the page knows: shorter names are too many things."""
_ENDING = 2
"""Letters at the end of a name that a case may change: "в Гомеле" is in Гомель."""


@dataclass(frozen=True)
class PageWords:
    """The names of a page's outlet, and what it says of its story."""

    outlets: tuple[str, ...] = ()
    titles: str = ""
    """Headline, standfirst and keywords."""
    text: str = ""
    """How the story begins."""

    @cached_property
    def _outlets(self) -> frozenset[str]:
        names = {letters(name) for name in self.outlets}
        names |= {name.removeprefix("the") for name in names}
        return frozenset(name for name in names if len(name) > 1)

    def is_outlet(self, name: str) -> bool:
        """Whether *name* is what the page calls its own site."""
        return letters(name).removeprefix("the") in self._outlets

    def knows_place(self, name: str) -> bool:
        """Whether the page's titles name *name*, and it says somewhere that something is there."""
        if len(name) < _SHORTEST or not name[0].isupper():
            return False
        if is_known(name) or is_organisation(name) or self.is_outlet(name):
            return False
        stem = _stem(name)
        titled = self._titled(len(name.split()))
        return any(word.startswith(stem) for word in titled) and self.is_place(name)

    def is_place(self, name: str) -> bool:
        """Whether the page says somewhere that something is in *name*."""
        stem = _stem(name)
        return any(place.startswith(stem) for place in self._places)

    def _titled(self, words: int) -> list[str]:
        """The runs of so many words in the titles, folded."""
        found = _WORD.findall(self.titles.casefold())
        return [" ".join(found[at : at + words]) for at in range(len(found))]

    @cached_property
    def _places(self) -> list[str]:
        """What follows a word such as "in" and begins with a capital, folded."""
        found = []
        locative = _locative()
        words = _WORD.findall(f"{self.titles} . {self.text}")
        for at, word in enumerate(words[:-1]):
            if word.casefold() in locative and words[at + 1][0].isupper():
                found.append(" ".join(words[at + 1 : at + 4]).casefold())
        return found


def _stem(name: str) -> str:
    return name.casefold()[: max(_SHORTEST - 1, len(name) - _ENDING)]


@cache
def _locative() -> frozenset[str]:
    return frozenset(names_of("datelines", "locative"))


NOTHING = PageWords()
"""Of a text without a page."""
