"""Redirects: followed within a site, with the cookies of their own chain, and never in circles."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from enum import Enum
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapysRedirectMiddleware
from scrapy.http import Response
from w3lib.url import safe_url_string

from archive.values.stored_urls import without_credentials
from archive.values.url_identity import host_of, url_key
from crawler.bounds import REDIRECTS
from crawler.errors import FetchFailed
from crawler.http.responses import is_service
from crawler.http.statuses import REDIRECTIONS
from crawler.run.site_state import Site
from crawler.urls.addresses import is_login

_LONGEST_COOKIES = 8_192
"""Letters of the cookies that are sent back within one chain."""


class Follow(Enum):
    """Where redirects of a request may lead."""

    HOME = "home"
    """Anywhere: where a home page moved to is the site from now on."""
    PAGE = "page"
    """To another page of the site that was not visited."""
    LIST = "list"
    """Anywhere: lists may lie with a service."""


def location_of(url: str, location: str | None, status: int) -> str:
    """The address that a redirect names. Raises :class:`FetchFailed` where it names none."""
    if not location:
        raise FetchFailed("failed", f"a redirect to nowhere ({status})", status)
    # Header bytes are Latin-1 by the book and UTF-8 in practice.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urldefrag(urljoin(url, location.strip()))[0]
    except ValueError:
        shown = without_credentials(location)[:100]
        raise FetchFailed("failed", f"a redirect to {shown!r}, no address") from None
    return str(safe_url_string(without_credentials(target)))


def refusal_of_redirect(target: str, site: Site, status: int) -> FetchFailed | None:
    """Why a page's redirect to *target* is not followed, or ``None``."""
    if not site.owns_host(target):
        return FetchFailed("skipped", f"it redirects off the site, to {target[:200]}", status)
    if is_login(target):
        told = f"a login is asked for: it redirects to {target[:200]}"
        return FetchFailed("blocked", told, status)
    parts = urlsplit(target)
    if parts.path.strip("/") == "" and not parts.query:
        told = "the page is no longer there: it redirects to the home page"
        return FetchFailed("gone", told, status)
    if url_key(target) in site.done:
        told = f"it redirects to {target[:200]}, which was visited"
        return FetchFailed("skipped", told, status, leads_to_visited=True)
    return None


class Chain:
    """The hops of one request: where they led, and the cookies they set on the way.

    A cookie wall redirects to the same page until the cookie that it set is sent back. So an
    address may occur twice in a chain if its cookies have changed in between. Cookies are sent
    within their chain only, and dropped with it.
    """

    def __init__(self, url: str) -> None:
        self._hops = {(url, "")}
        self._cookies: dict[str, dict[str, str]] = {}
        self._count = 0

    def has(self, url: str) -> bool:
        """Whether the chain came by *url*."""
        return any(url == hop for hop, _ in self._hops)

    def cookies_for(self, url: str) -> str:
        """The ``Cookie`` header to send to *url*: empty for none."""
        kept = self._cookies.get(host_of(url) or "", {})
        return "; ".join(f"{name}={value}" for name, value in kept.items())[:_LONGEST_COOKIES]

    def take(self, current: str, target: str, set_cookies: Iterable[str]) -> None:
        """Note the hop from *current* to *target*. Raises :class:`FetchFailed` in a circle."""
        self._keep(current, set_cookies)
        hop = (target, self.cookies_for(target))
        if hop in self._hops:
            if target == current:
                raise FetchFailed("failed", "it redirects to itself, whatever cookies it is sent")
            raise FetchFailed(
                "failed",
                f"it redirects in a circle, {len({url for url, _ in self._hops})} pages long",
            )
        self._count += 1
        if self._count > REDIRECTS:
            told = f"more than {REDIRECTS} redirects, the last to {target[:200]}"
            raise FetchFailed("failed", told)
        self._hops.add(hop)

    def _keep(self, url: str, set_cookies: Iterable[str]) -> None:
        host = self._cookies.setdefault(host_of(url) or "", {})
        for each in set_cookies:
            with contextlib.suppress(CookieError):
                host.update({name: one.coded_value for name, one in SimpleCookie(each).items()})


CHAIN = "redirect_chain"
FOLLOW = "follow"
SITE = "site"


class RedirectMiddleware(ScrapysRedirectMiddleware):
    """Scrapy's, within the rules of the site that a request belongs to."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        """Made by Scrapy."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def handle_referer(self, request: Request, response: Response) -> None:
        """No request says where it comes from."""

    def process_response(
        self, request: Request, response: Response, spider: object = None
    ) -> Request | Response:
        """The request for where a redirect leads. Raises :class:`FetchFailed`."""
        if is_service(request) or response.status not in REDIRECTIONS:
            return response
        named = response.headers.get("Location")
        target = location_of(
            request.url, named.decode("latin-1") if named else None, response.status
        )
        chain: Chain = request.meta.setdefault(CHAIN, Chain(request.url))
        is_back = chain.has(target)
        chain.take(request.url, target, _set_cookies(response))
        meta: Mapping[str, object] = request.meta
        site, follow = meta.get(SITE), meta.get(FOLLOW)
        if isinstance(site, Site) and not is_back:
            if follow is Follow.HOME:
                site.adopt(target)
            elif follow is Follow.PAGE and (
                refusal := refusal_of_redirect(target, site, response.status)
            ):
                raise refusal
        response.headers["Location"] = target
        following = super().process_response(request, response)
        if isinstance(following, Request):
            following.headers.pop("Cookie", None)
            if is_back and (cookies := chain.cookies_for(following.url)):
                following.headers["Cookie"] = cookies
        return following


def _set_cookies(response: Response) -> list[str]:
    return [value.decode("latin-1") for value in response.headers.getlist("Set-Cookie")]
