"""Who supplies pictures and stories: ``parsers/wordlists/agencies.txt``, and how to tell others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from parsers.wordlists import alternatives, names_of, wordlist

_NOT_WORD = re.compile(r"[\W_]+")
_UNSPACED_ORGANISATION = re.compile(
    f"(?:{alternatives('organisations', 'unspaced end')})$|"
    f"{alternatives('organisations', 'unspaced organisation')}|"
    "(?:^the (?=.* ))|"
    r"\.(?:com|org|net|de|ch|at|fr|it|es|co\.uk)$",
    re.I,
)
_WORD = re.compile(r"[^\s,;/|()\[\].]+")


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)  # "ＡＰ"
    return _NOT_WORD.sub("", name.casefold())


class _Words(NamedTuple):
    """The words of ``organisations.txt``."""

    qualifiers: frozenset[str]
    unspaced_qualifiers: tuple[str, ...]
    organisations: frozenset[str]


@cache
def _words() -> _Words:
    return _Words(
        frozenset(names_of("organisations", "qualifier")),
        names_of("organisations", "unspaced qualifier"),
        frozenset(names_of("organisations", "organisation")),
    )


@cache
def _known() -> dict[str, str]:
    """Every name in the data file, folded, to the name that stands first in its line."""
    names: dict[str, str] = {}
    for entries in wordlist("agencies").values():
        for entry in entries:
            for name in entry:
                names.setdefault(_key(name), entry[0])
    names.pop("", None)
    return names


@cache
def _spelt() -> dict[str, str]:
    """Every name in the data file, in small letters, to the name that stands first in its line:
    "La Presse" of Montréal is not "LaPresse" of Italy."""
    entries = [entry for entries in wordlist("agencies").values() for entry in entries]
    return {name.casefold(): entry[0] for entry in reversed(entries) for name in reversed(entry)}


def is_known(name: str) -> bool:
    """Whether *name*, as it stands, is a supplier of the data file."""
    return _key(name) in _known()


def has_known(words: Sequence[str]) -> bool:
    """Whether one, two or three of *words* in a row are a supplier of the data file."""
    known = _known()
    # Word by word: what all runs of a text are folded to would not be asked for again.
    keys = [
        word if word.isalnum() else _NOT_WORD.sub("", word) for word in map(str.casefold, words)
    ]
    pairs = [one + two for one, two in pairwise(keys)]
    triples = [pair + key for pair, key in zip(pairs, keys[2:], strict=False)]
    return not known.keys().isdisjoint((*keys, *pairs, *triples))


def usual_name(name: str) -> str:
    """The name that stands first in the data file for *name*, so that aliases compare equal."""
    found = agency(name) or name
    return _spelt().get(found.casefold()) or _known().get(_key(found), name)


@lru_cache(maxsize=4096)
def agency(name: str) -> str | None:
    """*name* as a supplier, without "Photo" and the like, or ``None`` if it is no known one."""
    name = name.strip()
    if len(name) > 60 or name.count(" ") > 5:
        return None
    known = _known()
    first, gap, rest = name.partition(" ")
    if gap and first.casefold() in _words().qualifiers and _key(rest) in known:
        return name if _key(name) in known else rest  # "archives La Presse"
    for _ in range(3):
        if _key(name) in known:
            return name
        name = _without_qualifier(name)
        if not name:
            break
    return None


def _without_qualifier(name: str) -> str:
    """*name* without a last word such as "Photo"; empty if it has none."""
    shorter, gap, last = name.replace("-", " ").replace("/", " ").rpartition(" ")
    if gap and last.casefold() in _words().qualifiers:
        return name[: len(shorter)].strip(" -/")
    endings = _words().unspaced_qualifiers
    if name.endswith(endings):
        ending = next(ending for ending in endings if name.endswith(ending))
        return name[: -len(ending)].strip(" -/")
    return ""


@lru_cache(maxsize=4096)
def is_organisation(name: str) -> bool:
    """Whether *name* has a word that newspapers, ministries, companies … are called by."""
    if not _words().organisations.isdisjoint(_WORD.findall(name.casefold())):
        return True
    return _UNSPACED_ORGANISATION.search(name) is not None
