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
from typing import Any, get_args
from urllib.parse import urlsplit

import parsers.sites
from parsers.errors import RuleFailed, SiteFileError
from parsers.fields.body.body import Body
from parsers.fields.images.images import Pictures
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout import Block
from parsers.page.limits.selectors import flaw_of_cost
from parsers.records import ArticleKind, Image
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
    """The digest that stands for its rules, where they are not part of the parser's version."""
    is_file: bool = False
    """Whether they are a file of one's own, and not data."""
    file: str | None = None
    """Where they stand, as people are told: a file, or the entry point of a package."""

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
            value = self._value(field, rule, page) if rule else None
            if value is not None and value not in _NOTHING:
                found[field] = Extracted(value, f"site:{self.name}")
        return found

    def _value(self, field: str, rule: Callable[[Document], Any], page: Document) -> Any:
        """What *rule* gives, if it is something that *field* can be.

        Raises :class:`~parsers.errors.RuleFailed`, whatever the rule did.
        """
        file = self.file or f"the rules of {self.domains[0]}"
        try:
            value = rule(page)
        except (MemoryError, SiteFileError):
            raise
        except (Exception, SystemExit) as error:
            told = " ".join(f"{type(error).__name__}: {error}".split())
            raise RuleFailed(file, self.domains[0], field, told, page.url) from error
        if isinstance(value, list) and field in _LISTED:
            value = tuple(value)
        if isinstance(value, datetime) and value.utcoffset() is None and field in _DATED:
            return value.date()  # as everywhere: a clock time without an offset counts as its day
        if value is None or _fits(field, value):
            return value
        told = f"it gives {_kind_of(value)}, not {_WANTED.get(field, _A_TEXT)[1]}"
        raise RuleFailed(file, self.domains[0], field, told, page.url)


_NO_RULES = ("domains", "home", "drop", "keep", "digest", "is_file", "file")
_RULED = tuple(f.name for f in fields(Site) if f.name not in _NO_RULES)
_NOTHING: tuple[object, ...] = ("", ())
_LISTED = ("authors", "keywords", "paragraphs")
_DATED = ("published_at", "modified_at")


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _is_body(value: object) -> bool:
    return isinstance(value, Body) and all(isinstance(one, Block) for one in value.blocks)


def _are_pictures(value: object) -> bool:
    if not isinstance(value, Pictures) or not isinstance(value.images, Extracted):
        return False
    return all(isinstance(one, Image) for one in value.images.value)


_A_TEXT: tuple[Callable[[object], bool], str] = (lambda x: isinstance(x, str), "a text")
_TEXTS = (_are_texts, "a tuple of texts")
_DAY = (lambda x: isinstance(x, date), "a datetime or a date")
_WANTED: dict[str, tuple[Callable[[object], bool], str]] = {
    "authors": _TEXTS,
    "keywords": _TEXTS,
    "published_at": _DAY,
    "modified_at": _DAY,
    "is_free": (lambda x: isinstance(x, bool), "True or False"),
    "kind": (lambda x: x in get_args(ArticleKind), f"one of {', '.join(get_args(ArticleKind))}"),
    "images": (_are_pictures, "what figures() gives"),
    "paragraphs": (
        lambda x: _is_body(x) or _are_texts(x),
        "a tuple of texts, or what body() gives",
    ),
}
"""Of each field that is no text: what it can be, and how that is called."""


def _fits(field: str, value: object) -> bool:
    try:
        return _WANTED.get(field, _A_TEXT)[0](value)
    except Exception:  # it is something that cannot even be compared
        return False


def _kind_of(value: object) -> str:
    if isinstance(value, (tuple, list)) and value:
        return f"a {type(value).__name__} of {type(value[0]).__name__}"
    return f"a value of the kind {type(value).__name__}"


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
    except (Exception, SystemExit) as error:
        raise SiteFileError(where, f"{type(error).__name__}: {error}") from error
    if isinstance(site, Site) and isinstance(site.domains, str):
        raise SiteFileError(where, f'domains are a tuple: ("{site.domains}",)')
    if not isinstance(site, Site) or not site.domains:
        raise SiteFileError(where, "it has no SITE = Site(domains=(…), …)")
    for selector in (*site.drop, *site.keep):
        if flaw := flaw_of_cost(selector):
            raise SiteFileError(where, f"{selector!r}: {flaw}")
    return dict.fromkeys(site.domains, replace(site, file=site.file or where))


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
