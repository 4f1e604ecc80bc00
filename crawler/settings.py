"""Polite defaults, each a named constant in this one place: robots obeyed, slow, no open ports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PRODUCT = "newsclip"
"""The name robots.txt may address us by."""

DELAY = 1.0
"""Seconds between the end of one request to a host and the start of the next."""
LONGEST_CRAWL_DELAY = 60.0
"""Seconds; a Crawl-delay beyond it is taken for this."""
LONGEST_PAUSE = 120.0
"""Seconds that a Retry-After may hold up this run; a longer one ends the host's turn."""
TIMEOUT = 30.0
"""Seconds for one request, from the connection to the last byte."""
PAGE_BYTES = 10_000_000
"""Largest page, both as sent and decoded."""
SITEMAP_BYTES = 52_428_800
"""Largest sitemap, decoded: what the sitemaps protocol allows."""
ROBOTS_BYTES = 500 * 1024
"""How much of a robots.txt is read (RFC 9309, 2.5)."""
ROBOTS_LIFETIME = timedelta(hours=24)
REDIRECTS = 5
"""Hops followed from one address (RFC 9309, 2.3.1.2 asks for at least five)."""
LONGEST_ADDRESS = 2_000
TRIES = 3
"""How often one page is asked for in a run when its server fails in passing."""
READING_TIME = 20.0
"""Seconds a worker may spend on one page."""
WORKER_MEMORY = 2 * 1024**3
"""Bytes of address space for one worker process."""
MOST_WORKERS = 4
"""Worker processes: more than fetching and saving, in one process, can keep busy gain nothing."""
WORKER_PAGES = 1_000
"""Pages a worker reads before a fresh one takes its place."""
IN_FLIGHT = 48
"""Pages fetched and not yet saved, all hosts together."""
BATCH = 24
BATCH_SECONDS = 0.25
"""A batch is written when it is this full or this old. Half of what may be in flight, so that the
other half is fetched and read meanwhile."""
STOP_SECONDS = 10.0
"""How long an interrupted run may take to finish what is in flight."""


@dataclass(frozen=True, slots=True)
class Manners:
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
    manners: Manners = field(default_factory=Manners)
    scope: Scope = field(default_factory=Scope)
    recheck: Recheck = field(default_factory=Recheck)
    workers: int | None = None
    """Worker processes; one for each core when ``None``."""


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


def scrapy_settings(options: Options, unverified_sites: Iterable[str] = ()) -> dict[str, Any]:
    """Scrapy as a fetcher only: what to ask for, and when, is decided in this room."""
    return {
        "USER_AGENT": user_agent(options.contact),
        "TWISTED_DNS_RESOLVER": "crawler.guard.GuardedResolver",
        "NEWSCLIP_ALLOW_PRIVATE": options.allow_private,
        # Robots rules, redirects, retries, delays and decoding are crawler.fetch's, where
        # every hop passes the same gates, with httpx as with Scrapy.
        "ROBOTSTXT_OBEY": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 100,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 100,
        "DOWNLOAD_TIMEOUT": options.manners.timeout,
        "DOWNLOAD_MAXSIZE": PAGE_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": options.manners.verify_tls,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.download_handler.BoundedHandler",
            "https": "crawler.download_handler.BoundedHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "NEWSCLIP_UNVERIFIED_SITES": list(unverified_sites),
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "DNS_TIMEOUT": 20,
        "REACTOR_THREADPOOL_MAXSIZE": 20,
    }
