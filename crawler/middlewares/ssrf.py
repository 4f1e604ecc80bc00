"""No request to an address that is not public, by any spelling and on any way there.

A host name is judged by what it resolves to, at the moment of connecting, and the connection
is made to the very address that was judged; so a name that changes its answer gains nothing.
Scrapy asks :class:`GuardedResolver`; httpx goes through ``crawler/single/guarded_transport.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer, provider

from crawler.bounds import LONGEST_ADDRESS
from crawler.errors import FetchFailed, RefusedAddress
from crawler.http.access.networks import is_public, literal_address
from crawler.http.access.private_origins import NOWHERE, Origins

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IHostResolution


def check_address(url: str, allowed: Origins = NOWHERE) -> None:
    """Refuse what can be refused by looking at *url*; raises :class:`RefusedAddress`.

    Of addresses that are not public, only those of the origins *allowed* pass.
    """
    try:
        url.encode()  # a lone surrogate can be neither asked for nor stored
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except UnicodeEncodeError:
        raise RefusedAddress(url, "no valid address (half a character)") from None
    except ValueError as error:
        raise RefusedAddress(url, f"no valid address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise RefusedAddress(url, f"{parts.scheme or 'no scheme'}: only http and https are fetched")
    if not host:
        raise RefusedAddress(url, "no valid address (the host is missing)")
    if port == 0:
        raise RefusedAddress(url, "no valid address (port 0)")
    if allowed.allow(url):
        return
    address = literal_address(host)
    if address is not None and not is_public(address):
        raise RefusedAddress(url, not_public(host, str(address)))
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        raise RefusedAddress(url, not_public(host, "this machine or network"))


def not_public(host: str, address: str) -> str:
    """Why *host*, which is at *address*, is not asked."""
    named = "" if host == address else f" ({address})"
    return f"{host}{named} is not a public address; --allow-private opens targets, and nothing else"


refused_names: dict[str, str] = {}
"""Host names that resolved to nothing public, with one address each: for the message."""


@provider(IResolutionReceiver)
class _GuardedReceiver:
    """Hands on only the addresses that are public."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        ip = getattr(address, "host", "")
        if is_public(ip):
            self._receiver.addressResolved(address)
        else:
            refused_names[self._host] = ip

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver, without the addresses that are not public."""

    def __init__(self, reactor: Any, cache_size: int, allowed: Origins = NOWHERE) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Made by Scrapy, with its settings."""
        return cls(
            reactor,
            crawler.settings.getint("DNSCACHE_SIZE"),
            Origins.read(
                [
                    *crawler.settings.getlist("NEWSCLIP_PRIVATE_ORIGINS"),
                    *crawler.settings.getlist("NEWSCLIP_PROXIES"),
                ]
            ),
        )

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve *hostName*, keeping what is not public to ourselves."""
        receiver: Any = resolutionReceiver
        if not self._allowed.has(hostName, portNumber):
            receiver = _GuardedReceiver(resolutionReceiver, hostName)
        return super().resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


def refusal_of_host(host: str) -> str | None:
    """Why *host* could not be connected to, when it was we who refused."""
    address = refused_names.get(host)
    return not_public(host, address) if address else None


class SsrfMiddleware:
    """Refuses by its address what is not public: the first request and every hop after it.

    Names are judged by :class:`GuardedResolver`, when they are connected to.
    """

    def __init__(self, allowed: Origins) -> None:
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SsrfMiddleware:
        """Made by Scrapy, with its settings."""
        return cls(Origins.read(crawler.settings.getlist("NEWSCLIP_PRIVATE_ORIGINS")))

    def process_request(self, request: Request) -> None:
        """Raises :class:`RefusedAddress` and :class:`FetchFailed`."""
        check_length(request.url)
        check_address(request.url, self._allowed)


def check_length(url: str) -> None:
    """Raises :class:`FetchFailed` for an absurd address."""
    if len(url) > LONGEST_ADDRESS:
        raise FetchFailed("skipped", f"an address of {len(url):,} characters")
