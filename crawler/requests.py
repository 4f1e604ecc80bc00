"""Requests and what they carry: each is an errand for one site, from hand-out to commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from archive.records import ARTICLE_THERE, LIST_READ, Kind, KnownAddress, Waiting
from crawler.bounds import PAGE_BYTES, SITEMAP_BYTES
from crawler.errors import NotFetched
from crawler.http.fetched import Fetched, not_fetched
from crawler.http.responses import MOST_BYTES, pairs
from crawler.items import Errand, Role
from crawler.middlewares.redirects import FOLLOW, SITE, Follow
from crawler.middlewares.revisit import ETAG, LAST_MODIFIED
from crawler.middlewares.robots import RULES
from crawler.middlewares.truncation import is_doubtful
from crawler.run.site_state import Site

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider
    from crawler.targets import Target

ERRAND = "errand"
TARGET = "target"
"""In the ``meta`` of a request of the spider's start: what it was pointed at."""


def errand_of(asked: Request | Response) -> Errand:
    """What a request was handed out for."""
    errand: Errand = asked.meta[ERRAND]
    return errand


def page_request(spider: NewsSpider, site: Site, waiting: Waiting, role: Role) -> Request:
    """For a page or a front, conditional if it was read before."""
    follow = Follow.HOME if role is Role.HOME else Follow.PAGE
    callback: Any = spider.parse_page if role is Role.ARTICLE else spider.parse_front
    request = _request(spider, waiting.url, callback, Errand(site, waiting.url, waiting, role))
    has_been_read = waiting.outcome in ARTICLE_THERE or waiting.kind == "front"
    if has_been_read or role is Role.HOME:
        request.meta[ETAG], request.meta[LAST_MODIFIED] = waiting.etag, waiting.last_modified
    request.meta[FOLLOW], request.meta[MOST_BYTES] = follow, PAGE_BYTES
    return request


def list_request(
    spider: NewsSpider, site: Site, url: str, kind: Kind, named_by: Errand | None = None
) -> Request:
    """For a sitemap or a feed; *named_by* a list that leads there."""
    errand = Errand(site, url, kind=kind)
    if named_by:
        errand = replace(errand, keep=named_by.keep, depth=named_by.depth + 1)
    callback: Any = spider.parse_feed if kind == "feed" else spider.parse_sitemap
    request = _request(spider, url, callback, errand)
    request.meta[MOST_BYTES] = PAGE_BYTES if kind == "feed" else SITEMAP_BYTES
    request.meta[FOLLOW] = Follow.LIST
    return request


def robots_request(spider: NewsSpider, site: Site, origin: str, target: Target) -> Request:
    """For the rules of an origin, which are at hand once a page of it was asked for."""
    url = f"{origin}/robots.txt"
    request = _request(spider, url, spider.parse_robots, Errand(site, url))
    request.meta.update({RULES: None, TARGET: target, "dont_cache": True})
    return request


def remember(request: Request, known: KnownAddress | None) -> Request:
    """Make the request for a list conditional, if it was read before."""
    errand = errand_of(request)
    errand.known = known
    if known and known.kind == errand.kind and known.outcome in (*LIST_READ, "skipped"):
        request.meta[ETAG], request.meta[LAST_MODIFIED] = known.etag, known.last_modified
    return request


def fetched_of(response: Response) -> Fetched:
    """What came, as the archive and the pipelines know it."""
    return Fetched(
        errand_of(response).url,
        datetime.now(UTC),
        response.url,
        response.status,
        "not-modified" if response.status == 304 else None,
        headers=pairs(response),
        body=response.body,
        is_doubtful=is_doubtful(response.body),
        requests=response.meta.get("requests", 0),
    )


def not_fetched_of(request: Request, error: NotFetched) -> Fetched:
    """Why nothing came."""
    requests = request.meta.get("requests", 0)
    return not_fetched(errand_of(request).url, request.url, error, requests)


def _request(spider: NewsSpider, url: str, callback: Any, errand: Errand) -> Request:
    meta = {ERRAND: errand, SITE: errand.site}
    return Request(url, callback, errback=spider.failed, meta=meta, dont_filter=True)
