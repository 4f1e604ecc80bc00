"""What was meant by the value of a filter: a language or a site by its name, a name misspelt."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from archive.search.filters import Filters, comparable
from archive.search.selective_filters import Selected
from archive.search.suggestions.language_names import code_of, name_of

SHOWN = 5
"""Values that are suggested."""
COMPARED = 20_000
"""Names that are compared with a value that no article has."""
AUTHORS = 20_000
"""Articles whose authors are looked at: the last ones that came."""

_COLUMNS = {
    "language": "language", "section": "section", "place": "dateline_place",
    "photographer": "creator", "credit": "credit",
}  # fmt: skip
_AGENCIES = ("dateline_agency", "agencies")
KINDS = ("article", "live-blog", "gallery", "video", "audio")

Chosen = TypeVar("Chosen", bound=Filters)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A filter with a value that no article has."""

    filter: str
    value: str
    near: tuple[str, ...]
    """The nearest values that articles have, else the commonest."""
    is_near: bool
    looked_at: int | None = None
    """How many articles were looked at, the newest; ``None``: all."""

    def __str__(self) -> str:
        none = f"None of the newest {self.looked_at:,} articles" if self.looked_at else "No article"
        told = f"{none} has the {self.filter} ‘{self.value}’"
        if not self.near:
            return f"{told}."
        shown = " · ".join(
            f"{one} ({name_of(one)})" if self.filter == "language" and name_of(one) != one else one
            for one in self.near
        )
        return f"{told}; {'near it' if self.is_near else 'there is'}: {shown}."


def understood(connection: sqlite3.Connection, filters: Chosen) -> tuple[Chosen, tuple[str, ...]]:
    """*filters* with codes and domains where languages and sites are called by their names.

    A sentence is said of each that was changed. ``english`` is ``en``, ``BBC`` the one site whose
    name or domain that is; where several could be meant, it stays as it is.
    """
    changed: dict[str, Any] = {}
    notes = []
    if language := filters.language:
        meant = code_of(language) or _code_as_written(language)
        if meant != language:
            changed["language"] = meant
        if comparable(meant) != comparable(language):
            notes.append(f"The language ‘{language}’ was taken as {meant}.")
    if (site := filters.site) and (domain := _domain_of(connection, site)):
        changed["site"] = domain
        notes.append(f"The site ‘{site}’ was taken as {domain}.")
    return (replace(filters, **changed) if changed else filters), tuple(notes)


def unknown_values(connection: sqlite3.Connection, filters: Filters) -> Iterator[Unknown]:
    """The filters that no article passes, each alone, with the values nearest to theirs.

    The functions of :func:`archive.search.filters.register` must be there.
    """
    for name in ("site", "language", "section", "author", "place", "agency", "photographer",
                 "credit", "kind"):  # fmt: skip
        value = getattr(filters, name)
        if not value or _has_articles(connection, name, value):
            continue
        known = _known(connection, name)
        folded: dict[str, str] = {}
        for spelling, meant in known.items():
            folded.setdefault(comparable(spelling), meant)
        close = get_close_matches(comparable(value), folded, SHOWN, 0.7)
        near = tuple(dict.fromkeys(folded[one] for one in close))
        there = near or tuple(dict.fromkeys(known.values()))[:SHOWN]
        looked_at = AUTHORS if name == "author" and _is_larger(connection) else None
        yield Unknown(name, value, there, bool(near), looked_at)


def _code_as_written(language: str) -> str:
    """``en-GB`` for ``EN-gb``; what is no code stays."""
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?", language)
    if found is None:
        return language
    return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")


def _domain_of(connection: sqlite3.Connection, site: str) -> str | None:
    """The domain of the one site that is called *site*, if that is no address."""
    if re.search(r"[./:]", site) or site == "localhost":
        return None
    wanted = comparable(site)
    exact, first_label = set(), set()
    for domain, name in connection.execute("SELECT domain, name FROM sites"):
        if domain == site:
            return None
        if name and comparable(name) == wanted:
            exact.add(domain)
        if domain.split(".")[0] == wanted.replace(" ", ""):
            first_label.add(domain)
    found = exact or first_label
    return found.pop() if len(found) == 1 else None


def _is_larger(connection: sqlite3.Connection) -> bool:
    sql = f"SELECT 1 FROM articles_short LIMIT 1 OFFSET {AUTHORS}"
    return connection.execute(sql).fetchone() is not None


def _has_articles(connection: sqlite3.Connection, name: str, value: str) -> bool:
    """Whether any article passes the one filter."""
    if name == "kind":
        return value in KINDS
    one: dict[str, Any] = {name: value}
    selected = Selected(connection, Filters(**one))
    if selected.is_empty:
        return False
    if name not in ("site", "author"):
        # The names have told that already; where the archive has none, nothing is said.
        return True
    where = " AND ".join(selected.conditions.values())
    sql = f"SELECT 1 FROM articles a WHERE {where} LIMIT 1"
    if name != "site":
        where = where.replace("a.", "s.")
        newest = f"SELECT * FROM articles_short ORDER BY id DESC LIMIT {AUTHORS}"
        sql = f"SELECT 1 FROM ({newest}) s WHERE {where} LIMIT 1"
    return connection.execute(sql, selected.values).fetchone() is not None


def _known(connection: sqlite3.Connection, name: str) -> dict[str, str]:
    """What values are called, and the values; the commonest first where that is known."""
    if name == "kind":
        return {kind: kind for kind in KINDS}
    if name == "site":
        found: dict[str, str] = {}
        for domain, called in connection.execute(
            f"SELECT domain, name FROM sites LIMIT {COMPARED}"
        ):
            for spelling in (domain, domain.split(".")[0], called):
                if spelling:
                    found.setdefault(spelling, domain)
        return found
    if name == "author":
        rows = connection.execute(
            f"SELECT authors FROM articles_short ORDER BY id DESC LIMIT {AUTHORS}"
        )
        authors = Counter(one for (names,) in rows for one in json.loads(names))
        return {one: one for one, _ in authors.most_common(COMPARED)}
    columns = _AGENCIES if name == "agency" else (_COLUMNS[name],)
    marks = ", ".join("?" * len(columns))
    rows = connection.execute(
        f"SELECT kind, name FROM names WHERE kind IN ({marks}) LIMIT {COMPARED}", columns
    )
    values: dict[str, str] = {}
    for kind, told in rows:
        for one in json.loads(told) if kind == "agencies" else [told]:
            values.setdefault(one, one)
            if name == "language":
                values.setdefault(name_of(one), one)
            elif name == "place":
                values.setdefault(one.split(",")[0], one)
    return values
