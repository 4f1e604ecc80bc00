"""The keys of a ``sites.toml``: what kind of value each has, and what it means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archive.values.stored_urls import without_credentials
from crawler.errors import TargetError
from crawler.http.access.credentials import check_header
from crawler.http.access.proxies import Proxy
from crawler.targets.ages import age, moment
from crawler.targets.target import Target, target_of
from crawler.targets.toml_lines import Place

Mistake = tuple[Place, str]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    kind: str
    read: Callable[[Any], Any] = _same
    """Its value for the program. Raises :class:`TargetError`."""


_KINDS: dict[str, tuple[type, ...]] = {
    "a text in quotes": (str,),
    "a number": (int, float),
    "true or false": (bool,),
    "a list of texts": (list,),
    "a table": (dict,),
    "a date or an age in quotes": (str, datetime, date),
}
TEXT, NUMBER, FLAG, TEXTS, TABLE, DATE = _KINDS
_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "a text in quotes"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list [ ]"),
    (dict, "a table"),
    (date, "a date"),
)


def _home(text: str) -> Target:
    target = target_of(text)
    if target is None:
        raise TargetError(
            f"{text!r} is no address and no domain. Write it as https://www.example.com"
        )
    return target


def _addresses(urls: list[str]) -> tuple[str, ...]:
    plain = tuple(map(without_credentials, urls))
    for url in plain:
        _home(url)
    return plain


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise TargetError(f"{text!r} is no regular expression ({error})") from None
    return text


def _between(least: float, most: float, unit: str) -> Callable[[float], float]:
    def read(value: float) -> float:
        if not least <= value <= most:
            raise TargetError(f"{value}: {unit} between {least:g} and {most:g} are wanted")
        return value

    return read


RECHECK = {
    "first": Key(TEXT, age),
    "last": Key(TEXT, age),
    "share": Key(NUMBER, _between(0, 100, "numbers")),
}


def _headers(table: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    for name, value in table.items():
        if not isinstance(value, str):
            raise TargetError(f"the value of {name} is {_name_of(value)}, not a text in quotes")
        check_header(name, value)
    return tuple(table.items())


def _proxy(text: str) -> str:
    Proxy.read(text)
    return text


_SHARED = {
    "since": Key(DATE, moment),
    "until": Key(DATE, moment),
    "sections": Key(TEXTS, tuple),
    "match": Key(TEXT, _pattern),
    "delay": Key(NUMBER, _between(0, 3600, "seconds")),
    "proxy": Key(TEXT, _proxy),
}
DEFAULTS = {
    **_SHARED,
    "recheck": Key(TABLE),
    "contact": Key(TEXT),
}
SITE = {
    "home": Key(TEXT, _home),
    "name": Key(TEXT),
    "feeds": Key(TEXTS, _addresses),
    "sitemaps": Key(TEXTS, _addresses),
    **_SHARED,
    "recheck": Key(TABLE),
    "verify_tls": Key(FLAG),
    "headers": Key(TABLE, _headers),
    "cookies": Key(TEXT, Path),
    "read": Key(TABLE),
}
FILE = {"defaults": Key(TABLE), "site": Key(TABLE)}


class Values:
    """The values of one table, and the mistakes in it."""

    def __init__(self, table: Mapping[str, Any], keys: Mapping[str, Key], place: Place) -> None:
        self.read: dict[str, Any] = {}
        self.mistakes: list[Mistake] = []
        for name, value in table.items():
            where = (*place, name)
            if (key := keys.get(name)) is None:
                self.mistakes.append((where, _unknown(name, keys, place)))
            elif flaw := _flaw_of_kind(value, key.kind):
                self.mistakes.append((where, f"{flaw}, in {in_words(where)}"))
            else:
                try:
                    self.read[name] = key.read(value)
                except (TargetError, OverflowError) as error:
                    self.mistakes.append((where, f"{error}, in {in_words(where)}"))


def in_words(place: Place) -> str:
    """Where in the file *place* is, as people count: ``delay of site 1``."""
    names = ".".join(part for part in place if isinstance(part, str) and part != "site")
    numbers = [f"site {part + 1}" for part in place if isinstance(part, int)]
    return " of ".join(filter(None, [names, *numbers])) or "the file"


def unknown_keys(table: Mapping[str, Any], keys: Mapping[str, Key]) -> Iterator[Mistake]:
    """The keys of the file itself that there are none of."""
    for name in table:
        if name not in keys:
            yield (name,), _unknown(name, keys, ())


def _unknown(name: str, keys: Mapping[str, Key], place: Place) -> str:
    near = difflib.get_close_matches(name, keys, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(keys)}"
    where = f" in {in_words(place)}" if place else ""
    return f"unknown key {name!r}{where}: {hint}"


def _flaw_of_kind(value: Any, kind: str) -> str | None:
    fits = isinstance(value, _KINDS[kind]) and isinstance(value, bool) == (kind == FLAG)
    if not fits:
        return f"{kind} is wanted, not {_name_of(value)}"
    if isinstance(value, list):
        for one in value:
            if not isinstance(one, str):
                return f"{kind} is wanted, not {_name_of(one)} in it"
    return None


def _name_of(value: Any) -> str:
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "something else")
