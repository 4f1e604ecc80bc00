"""Names of places: evidence that a few words are where a story was filed."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from parsers.wordlists import names_of


class Places(NamedTuple):
    """The names in ``parsers/wordlists/places.txt``, folded."""

    regions: frozenset[str]
    countries: frozenset[str]
    cities: frozenset[str]


def _fold(name: str) -> str:
    return name.replace("İ", "i").casefold().replace("’", "'").strip()


@cache
def places() -> Places:
    """The names of the data file."""
    return Places(*(frozenset(map(_fold, names_of("places", each))) for each in Places._fields))


def is_city(name: str) -> bool:
    """Whether *name* is a city of the data file."""
    return _fold(name) in places().cities


def is_country(name: str) -> bool:
    """Whether *name* is a country of the data file."""
    return _fold(name) in places().countries


def is_region(name: str) -> bool:
    """Whether *name* is a state, a province, a country: what follows a town after a comma."""
    folded = _fold(name)
    known = places()
    if len(folded) < 3 and not name.isupper():
        return False
    return folded in known.regions or folded in known.countries or f"{folded}." in known.regions
