"""Names that a proxy resolves: refused where they are known to lead to nothing public."""

from __future__ import annotations

import asyncio
import socket
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import RefusedAddress
from crawler.http.access.networks import is_public
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.http.access.proxies import Proxies
from crawler.middlewares.ssrf import refusal_of_host, refused_names

UNJUDGED = (
    "the proxy {proxy} resolves its names, and they cannot be resolved here: whether they lead to"
    " public addresses cannot be told"
)


async def public_addresses(host: str, port: int) -> list[str]:
    """The public addresses of *host*, as its name resolves now; none: an empty list."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    public = [address for address in addresses if is_public(address)]
    if not public and addresses:
        refused_names[host] = addresses[0]
    return public


class ProxiedNames:
    """Judges the names that are asked for through *proxies*, each once.

    A connection of our own is made to the very address that was judged. A proxy looks a name up
    itself: what can be judged here is judged, and where nothing can, that is said.
    """

    def __init__(self, proxies: Proxies, allowed: Origins = NOWHERE) -> None:
        self._proxies = proxies
        self._allowed = allowed
        self._judged: dict[str, str | None] = {}
        """Hosts, with why they are refused."""
        self._unknown: set[str] = set()

    async def judge(self, url: str, site: str | None = None) -> str | None:
        """What a person should know of asking for *url*. Raises :class:`RefusedAddress`."""
        if self._allowed.allow(url):
            return None
        if self._proxies.origins.allow(url):
            raise RefusedAddress(url, "it is the proxy, and no page")
        proxy = self._proxies.proxy_for(url, site)
        host = urlsplit(url).hostname or ""
        if proxy is None:
            return None
        if host not in self._judged:
            self._judged[host] = await self._refusal(host)
        if refusal := self._judged[host]:
            raise RefusedAddress(url, refusal)
        return UNJUDGED.format(proxy=proxy.url) if host in self._unknown else None

    async def _refusal(self, host: str) -> str | None:
        try:
            addresses = await public_addresses(host, 0)
        except (OSError, UnicodeError):
            self._unknown.add(host)
            return None
        return None if addresses else refusal_of_host(host)


class ProxiedNamesMiddleware:
    """Looks at every request that goes through a proxy, each hop of a redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._names: ProxiedNames | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProxiedNamesMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises :class:`RefusedAddress`."""
        run: Any = getattr(self._crawler.spider, "run", None)
        if run is None or not run.proxies:
            return
        if self._names is None:
            self._names = ProxiedNames(run.proxies, run.origins)
        site = request.meta.get("site")
        told = await self._names.judge(request.url, getattr(site, "domain", None))
        if told and site:
            site.stats.note(told)
