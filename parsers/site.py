"""A site that the generic rules do not read well enough: one rule for each field that differs."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import parsers.sites
from parsers.errors import SiteFileError
from parsers.fields.body.body import Body
from parsers.fields.images.images import Pictures
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.records import ArticleKind
from parsers.rules import Rule

ENTRY_POINTS = "newsclip.sites"
FOLDERS = "NEWSCLIP_SITES"
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
    keep: tuple[str, ...] = ()
    """CSS selectors of elements whose text is the story's, whatever it looks like."""
    digest: str | None = None
    """By what its rules are known, where they are no part of this version."""
    is_file: bool = False
    """Whether they are a file of one's own, and not data."""

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


_NO_RULES = ("domains", "home", "drop", "keep", "digest", "is_file")
_RULED = tuple(f.name for f in fields(Site) if f.name not in _NO_RULES)


@cache
def sites() -> dict[str, Site]:
    """Every site that has a file, by each of its domains: those that come with the program, those
    of installed packages (entry points ``newsclip.sites``), those in the folders that
    ``NEWSCLIP_SITES`` names. Of two for one domain the later one holds.

    Raises :class:`~parsers.errors.SiteFileError`.
    """
    found: dict[str, Site] = {}
    for module in pkgutil.iter_modules(parsers.sites.__path__):
        site: Site = importlib.import_module(f"parsers.sites.{module.name}").SITE
        found |= dict.fromkeys(site.domains, site)
    for entry in entry_points(group=ENTRY_POINTS):
        found |= _by_domain(f"{ENTRY_POINTS}: {entry.name}", entry.load)
    for folder in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        if not Path(folder).is_dir():
            raise SiteFileError(folder, "it is no folder; NEWSCLIP_SITES names folders of files")
        for file in sorted(Path(folder).glob("*.py")):
            found |= _by_domain(str(file), partial(_run, file))
    return found


def _by_domain(where: str, load: Callable[[], object]) -> dict[str, Site]:
    """The site that *load* gives, or a module with it as ``SITE``, by its domains."""
    try:
        loaded = load()
        site = getattr(loaded, "SITE", loaded)
    except Exception as error:
        raise SiteFileError(where, f"{type(error).__name__}: {error}") from error
    if isinstance(site, Site) and isinstance(site.domains, str):
        raise SiteFileError(where, f'domains are a tuple: ("{site.domains}",)')
    if not isinstance(site, Site) or not site.domains:
        raise SiteFileError(where, "it has no SITE = Site(domains=(…), …)")
    return dict.fromkeys(site.domains, site)


def _run(file: Path) -> object:
    """What *file* calls ``SITE``, known by the digest of the file."""
    source = file.read_bytes()
    names: dict[str, object] = {"__name__": f"newsclip_sites.{file.stem}", "__file__": str(file)}
    exec(compile(source, str(file), "exec"), names)
    site = names.get("SITE")
    if isinstance(site, Site) and site.digest is None:
        return replace(site, digest=sha256(source).hexdigest()[:8], is_file=True)
    return site


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
