"""Polite defaults, each a named constant in this one place: robots obeyed, slow, no open ports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawler.bounds import PAGE_BYTES
from crawler.options import Options, user_agent


def scrapy_settings(options: Options, unverified_sites: Iterable[str] = ()) -> dict[str, Any]:
    """Scrapy as a fetcher only: what to ask for, and when, is decided in this room."""
    return {
        "USER_AGENT": user_agent(options.contact),
        "TWISTED_DNS_RESOLVER": "crawler.middlewares.ssrf.GuardedResolver",
        "NEWSCLIP_ALLOW_PRIVATE": options.allow_private,
        # Robots rules, redirects, retries, delays and decoding are crawler.single.fetcher's, where
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
            "http": "crawler.http.download_handler.BoundedHandler",
            "https": "crawler.http.download_handler.BoundedHandler",
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
