"""A ``sites.toml``: many sites, what they share, and every mistake in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.values.url_identity import url_key
from crawler.errors import TargetError
from crawler.http.access.cookie_file import read_cookies
from crawler.run.options import Recheck, Scope
from crawler.targets.ages import flaw_of_period
from crawler.targets.sites_keys import (
    DEFAULTS,
    FILE,
    RECHECK,
    SITE,
    Key,
    Mistake,
    Values,
    in_words,
    unknown_keys,
)
from crawler.targets.target import Target
from crawler.targets.toml_lines import Place, TomlText, read_text
from parsers.declared_rules import declare, flaws_of

_SCOPE = ("since", "until", "sections", "match")
_OF_SITE = (
    "since", "until", "sections", "match", "delay", "recheck", "verify_tls", "proxy", "read",
)  # fmt: skip
"""What holds for a registered domain as a whole."""
_PLAIN = (
    "feeds", "sitemaps", "delay", "verify_tls", "contact", "headers", "cookies", "proxy",
)  # fmt: skip


def read_sites(path: Path) -> list[Target]:
    """The sites of the file *path*. Raises :class:`TargetError`: each mistake on its own line."""
    reading = _Reading(path, _text_of(path))
    if reading.mistakes:
        raise TargetError("\n".join(reading.mistakes))
    return reading.targets


def _text_of(path: Path) -> TomlText:
    if path.exists() and not path.is_file():  # a pipe that nobody writes would be waited for
        raise TargetError(f"{path} cannot be read: it is no file")
    try:
        return TomlText(read_text(path.read_bytes()))
    except FileNotFoundError:
        raise TargetError(f"{path} does not exist") from None
    except OSError as error:
        raise TargetError(f"{path} cannot be read: {error}") from None
    except TargetError as error:
        raise TargetError(f"{path} cannot be read: {error}") from None


class _Reading:
    """One reading of the file."""

    def __init__(self, path: Path, text: TomlText) -> None:
        self.targets: list[Target] = []
        self._path = path
        self._text = text
        self._found: list[tuple[int | None, str]] = list(text.mistakes)
        self._homes: dict[str, int] = {}
        self._firsts: dict[str, tuple[int, dict[str, Any]]] = {}
        data = text.data
        self._note(unknown_keys(data, FILE))
        defaults = self._values(data.get("defaults", {}), DEFAULTS, ("defaults",))
        sites = data.get("site")
        if not isinstance(sites, list):
            sites = [] if sites is None else [sites]
            if sites:
                self._note([(("site",), "write [[site]] for each site, with two brackets")])
        elif not sites or not all(isinstance(one, dict) for one in sites):
            sites = []
        if not sites and not self._found:
            told = 'it names no site. Begin one with [[site]] and home = "https://…"'
            self._found.append((None, told))
        for number, table in enumerate(sites):
            if isinstance(table, dict):
                self._site(table, number, defaults)

    @property
    def mistakes(self) -> list[str]:
        """Each with the file and its line, in the order of the file."""
        found = sorted(dict.fromkeys(self._found), key=lambda one: one[0] or 0)
        return [
            f"{self._path}, line {line}: {told}" if line else f"{self._path}: {told}"
            for line, told in found
        ]

    def _note(self, mistakes: Any) -> None:
        for place, told in mistakes:
            self._found.append((self._text.line_of(place), told))

    def _values(
        self, table: Any, keys: Mapping[str, Key], place: Place, above: Mapping[str, Any] = {}
    ) -> dict[str, Any]:
        """The values of *table* over those *above* it."""
        if not isinstance(table, dict):
            self._note([(place, f"a table is wanted: [{place[-1]}]")])
            return dict(above)
        values = Values(table, keys, place)
        self._note(values.mistakes)
        found = {**above, **values.read}
        if isinstance(raw := values.read.get("recheck"), dict):
            usual = above.get("recheck", {})
            found["recheck"] = self._values(raw, RECHECK, (*place, "recheck"), usual)
        return found

    def _site(self, table: dict[str, Any], number: int, defaults: dict[str, Any]) -> None:
        place: Place = ("site", number)
        found = self._values(table, SITE, place, defaults)
        self._note(self._flaws(found, table, place))
        for flaw in flaws_of(found.get("read", {})):
            where: Place = (*place, "read", *flaw.place)
            told = f"{flaw.told}, in {in_words(where)}"
            self._found.append((self._text.line_of(where, flaw.wording), told))
        home = found.get("home")
        if not isinstance(home, Target):
            return
        scope = Scope(**{name: found[name] for name in _SCOPE if name in found})
        recheck = found.get("recheck")
        made = replace(
            home,
            name=found.get("name"),
            kind=None,
            scope=scope if scope != Scope() else None,
            recheck=replace(Recheck(), **recheck) if recheck else None,
            rules=declare(home.site, found.get("read", {})),
            **{name: found[name] for name in _PLAIN if name in found},
        )
        self.targets.append(made)
        first, said = self._firsts.setdefault(made.site, (number, table))
        otherwise = [name for name in _OF_SITE if name in table and table[name] != said.get(name)]
        if otherwise and self._homes[url_key(made.url)] == number:
            told = (
                f"site {number + 1} is of {made.site}, as site {first + 1} is, and says otherwise:"
                f" {', '.join(otherwise)}; what is said of a site holds for all of it"
            )
            self._note([(place, told)])

    def _flaws(self, found: dict[str, Any], table: dict[str, Any], place: Place) -> list[Mistake]:
        """What is wrong with a site as a whole."""
        flaws: list[Mistake] = []
        number = int(place[1])
        if "home" not in table and self._text.is_whole:
            flaws.append((place, f"the key 'home' is missing in site {number + 1}"))
        if flaw := flaw_of_period(found.get("since"), found.get("until")):
            at = "since" if "since" in table else "until"
            flaws.append(((*place, at), f"{flaw}, in site {number + 1}"))
        recheck = found.get("recheck") or {}
        first, last = (recheck.get(name, getattr(Recheck(), name)) for name in ("first", "last"))
        if first > last:
            told = f"recheck.first is longer than recheck.last, in site {number + 1}"
            flaws.append(((*place, "recheck"), told))
        if isinstance(file := found.get("cookies"), Path):
            found["cookies"] = (self._path.parent / file).absolute()
            try:
                read_cookies(found["cookies"])
            except TargetError as error:
                flaws.append(((*place, "cookies"), f"{error}, in cookies of site {number + 1}"))
        home = found.get("home")
        if isinstance(home, Target):
            before = self._homes.setdefault(url_key(home.url), number)
            if before != number:
                told = f"site {number + 1} is {home.url}, as site {before + 1} is"
                flaws.append(((*place, "home"), told))
        return flaws
