"""What a run was asked for, beside its targets."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from crawler.bounds import DELAY, MOST_WORKERS, PRODUCT, TIMEOUT
from crawler.errors import TargetError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

SWITCHES = {
    "COMPRESSION_ENABLED": "a server may pack a page unasked, and it is unpacked within bounds",
    "REDIRECT_ENABLED": "what became of a page is known by where it leads, within its site",
    "RETRY_ENABLED": None,
}
"""Scrapy's settings that are on or off, and why they must stay on, where they must."""


@dataclass(frozen=True, slots=True)
class DownloadOptions:
    """How one site is treated."""

    delay: float = DELAY
    timeout: float = TIMEOUT
    verify_tls: bool = True


@dataclass(frozen=True, slots=True)
class Recheck:
    """When a page is visited again: after *share* of its age, within *first* and *last*."""

    share: float = 0.5
    first: timedelta = timedelta(hours=1)
    last: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a run wants."""

    since: datetime | None = None
    until: datetime | None = None
    sections: tuple[str, ...] = ()
    """Parts of the path that an address must hold, such as ``/sport/``."""
    match: str | None = None
    """A regular expression that must be found in an article's address."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for, beside its targets."""

    limit: int | None = None
    """At most so many article pages are fetched."""
    max_seconds: float | None = None
    all: bool = False
    """Walk whole sitemaps and archives, however large."""
    recheck_before: datetime | None = None
    """Visit again every article last seen before this, due or not."""
    allow_private: bool = False
    obey_reservations: bool = False
    """Keep no page that says ``noarchive`` or reserves text and data mining."""
    contact: str | None = None
    download: DownloadOptions = field(default_factory=DownloadOptions)
    scope: Scope = field(default_factory=Scope)
    recheck: Recheck = field(default_factory=Recheck)
    scrapy_settings: tuple[tuple[str, str], ...] = ()
    """Names and values of Scrapy settings, over those of the project."""
    workers: int | None = None
    """Worker processes; one for each core when ``None``."""

    def heeding_settings(self) -> Options:
        """With what :attr:`scrapy_settings` say of options. Raises :class:`TargetError`."""
        from scrapy.settings import BaseSettings  # not for those who only read pages

        check_switches(BaseSettings(dict(self.scrapy_settings)))
        given: dict[str, float] = {}
        for name, value in self.scrapy_settings:
            if name in ("CLOSESPIDER_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT"):
                try:
                    given[name] = float(value)
                except ValueError:
                    raise TargetError(f"--set {name}={value}: seconds are wanted") from None
        download = replace(
            self.download,
            delay=given.get("DOWNLOAD_DELAY", self.download.delay),
            timeout=given.get("DOWNLOAD_TIMEOUT", self.download.timeout),
        )
        most = given.get("CLOSESPIDER_TIMEOUT") or self.max_seconds
        return replace(self, download=download, max_seconds=most)


def check_switches(settings: BaseSettings) -> None:
    """Raises :class:`TargetError` where *settings* ask for what a crawl cannot do, or must not."""
    for name, why in SWITCHES.items():
        try:
            is_on = settings.getbool(name, True)
        except ValueError:
            raise TargetError(f"{name}={settings[name]}: True or False is wanted") from None
        if why and not is_on:
            raise TargetError(f"{name} cannot be switched off: {why}")
    if settings.get("FEEDS"):
        raise TargetError(
            "FEEDS, -o and -O would stay empty: the articles are kept in the archive. To write them"
            " to a file afterwards: newsclip export -o articles.jsonl"
        )


def user_agent(contact: str | None = None) -> str:
    """Who we are, honestly, and where to complain: *contact* is an address or a page."""
    try:
        release = version(PRODUCT)
    except PackageNotFoundError:
        release = "0"
    name = f"{PRODUCT}/{release}"
    return f"{name} (+{' '.join(contact.split())})" if contact else f"{name} (news archive)"


def worker_count(options: Options) -> int:
    """How many worker processes a run gets."""
    return options.workers or max(1, min(MOST_WORKERS, os.cpu_count() or 1))
