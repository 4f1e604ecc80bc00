"""A site that the generic rules do not read well enough: one rule for each field that differs."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import parsers.sites
from parsers.fields.body.body import Body
from parsers.fields.images.images import Pictures
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.records import ArticleKind
from parsers.rules import Rule

_LONGEST_HOST, _MOST_LABELS = 253, 127
"""Characters and labels of a host, by RFC 1035."""


@dataclass(frozen=True, slots=True)
class Site:
    """What differs on one site. Every rule left out is the generic one, and so is one that
    finds nothing on a page."""

    domains: tuple[str, ...]
    """Registered domains or hosts; hosts below them belong to the site too."""
    home: str | None = None
    """The front page, for who names the site to crawl it."""
    drop: tuple[str, ...] = ()
    """CSS selectors of elements that are in no field: they are removed before reading."""

    headline: Rule[str] | None = None
    kicker: Rule[str] | None = None
    dek: Rule[str] | None = None
    byline: Rule[str] | None = None
    authors: Rule[tuple[str, ...]] | None = None
    published_at: Rule[datetime | date] | None = None
    modified_at: Rule[datetime | date] | None = None
    section: Rule[str] | None = None
    keywords: Rule[tuple[str, ...]] | None = None
    language: Rule[str] | None = None
    publisher: Rule[str] | None = None
    copyright_notice: Rule[str] | None = None
    is_free: Rule[bool] | None = None
    kind: Rule[ArticleKind] | None = None
    images: Rule[Pictures] | None = None
    paragraphs: Rule[Body] | Rule[tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """The first label of the first domain: ``africanews``."""
        return self.domains[0].partition(".")[0]

    def read(self, page: Document) -> dict[str, Extracted[Any]]:
        """What the site's own rules find on a page, by field."""
        found: dict[str, Extracted[Any]] = {}
        for field in _RULED:
            rule = getattr(self, field)
            value = rule(page) if rule else None
            if value:
                found[field] = Extracted(value, f"site:{self.name}")
        return found


_RULED = tuple(f.name for f in fields(Site) if f.name not in ("domains", "home", "drop"))


@cache
def sites() -> dict[str, Site]:
    """Every site that has a file, by each of its domains."""
    found = {}
    for module in pkgutil.iter_modules(parsers.sites.__path__):
        site: Site = importlib.import_module(f"parsers.sites.{module.name}").SITE
        for domain in site.domains:
            found[domain] = site
    return found


def site_for(url: str | None) -> Site | None:
    """The site that an address or a host belongs to, if it has a file."""
    try:
        host = urlsplit(url or "").hostname or url or ""
    except ValueError:
        return None
    labels = host.lower()[-_LONGEST_HOST:].split(".")[-_MOST_LABELS:]
    known = sites()
    for start in range(len(labels) - 1):
        site = known.get(".".join(labels[start:]))
        if site:
            return site
    return None
