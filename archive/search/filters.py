"""Which articles are wanted: the same filters for searching, listing and exporting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.values.folding import folded
from archive.values.sanitize import storable
from archive.values.times import bound
from archive.values.url_identity import host_of, site_of_host

AT = "coalesce(a.published_at, a.first_seen_at)"
"""When an article counts as published; *a* is ``articles``."""


ON_SITE = "a.site = :site"
"""That an article is on a site, whatever the host."""


CHOSEN = "SELECT value AS id FROM json_each(:chosen)"
"""The numbers of the articles that a selection has."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles must have; ``None``: the filter passes all.

    Texts are compared without regard to case and accents, and may be part of the value:
    ``place="ankara"`` passes ``ANKARA, Turkey``.
    """

    site: str | None = None
    """A registered domain, or a host of one, or an address on it."""
    since: datetime | None = None
    """Published (or first seen, where the page names no time) at this moment or later."""
    until: datetime | None = None
    """Published before this moment."""
    language: str | None = None
    """``en`` passes ``en-GB`` too."""
    place: str | None = None
    """Part of the dateline's place."""
    agency: str | None = None
    """The dateline's agency or one of a picture's, whole: ``AP`` does not pass ``AAP``."""
    credit: str | None = None
    """Part of a picture's credit line."""
    photographer: str | None = None
    """Part of a picture's creator."""
    section: str | None = None
    """Part of the section."""
    author: str | None = None
    """Part of an author's name."""
    keyword: str | None = None
    """One of the keywords, whole."""
    kind: str | None = None
    """``article``, ``live-blog``, ``gallery``, ``video`` or ``audio``."""
    revised: bool = False
    """Only what a reader saw change."""
    stem: str | None = None
    """A language: the query's words are looked for as all words that share their stem in it."""
    limit: int | None = None
    """At most so many articles."""
    ids: frozenset[int] | None = None
    """Only articles with one of these numbers, as a selection has them."""

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """SQL conditions over ``articles AS a``, and their parameters.

        They use the functions of :func:`register`.
        """
        found, values = self.each_condition()
        return list(found.values()), values

    def each_condition(self) -> tuple[dict[str, str], dict[str, Any]]:
        """As :meth:`conditions`, each by the name of its filter."""
        found: dict[str, str] = {}
        values: dict[str, Any] = {}
        if self.site:
            found["site"] = self._on_site(self.site, values)
        for name, operator in (("since", ">="), ("until", "<")):
            if moment := getattr(self, name):
                found[name] = f"{AT} {operator} :{name}"
                values[name] = bound(moment)
        if self.language:
            found["language"] = "(a.language = :language OR a.language LIKE :language || '-%')"
            values["language"] = self.language
        if self.kind:
            found["kind"] = "a.kind = :kind"
            values["kind"] = self.kind
        if self.revised:
            found["revised"] = "a.revision > 1"
        if self.ids is not None:
            found["ids"] = f"a.id IN ({CHOSEN})"
            values["chosen"] = json.dumps(sorted(self.ids))
        for name, condition in _TEXTS.items():
            if value := getattr(self, name):
                found[name] = condition
                values[name] = comparable(value)
        return found, values

    def _on_site(self, wanted: str, values: dict[str, Any]) -> str:
        host = host_of(wanted) or wanted
        site = site_of_host(host)
        values["site"] = site
        host = host.removeprefix("www.")
        if host == site.removeprefix("www."):
            return ON_SITE
        values["host"] = host
        return f"{ON_SITE} AND (a.url_key = :host OR a.url_key GLOB :host || '[/:?]*')"


_TEXTS = {
    "place": "holds(a.dateline_place, :place)",
    "section": "holds(a.section, :section)",
    "author": "holds(a.authors, :author)",
    "keyword": "(a.keywords <> '[]' AND EXISTS (SELECT 1 FROM json_each(a.keywords)"
    " WHERE equals(json_each.value, :keyword)))",
    "agency": "(equals(a.dateline_agency, :agency) OR EXISTS (SELECT 1 FROM images i,"
    " json_each(i.agencies) WHERE i.article_id = a.id AND equals(json_each.value, :agency)))",
    "credit": "EXISTS (SELECT 1 FROM images i WHERE i.article_id = a.id"
    " AND holds(i.credit, :credit))",
    "photographer": "EXISTS (SELECT 1 FROM images i WHERE i.article_id = a.id"
    " AND holds(i.creator, :photographer))",
}


def register(connection: Any) -> None:
    """Give *connection* the functions that the conditions use."""
    connection.create_function("holds", 2, _holds, deterministic=True)
    connection.create_function("equals", 2, _equals, deterministic=True)


def comparable(text: str) -> str:
    """*text* folded and without extra space, for comparing."""
    return " ".join(folded(storable(text)).split())


def _holds(text: str | None, wanted: str) -> bool:
    return text is not None and wanted in comparable(text)


def _equals(text: str | None, wanted: str) -> bool:
    return text is not None and wanted == comparable(str(text))
