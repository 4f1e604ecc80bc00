"""No request to an address that is not public, by any spelling and on any way there.

A host name is judged by what it resolves to, at the moment of connecting, and the connection
is made to the very address that was judged; so a name that changes its answer gains nothing.
Scrapy asks :class:`GuardedResolver`, httpx goes through :class:`GuardedTransport`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer, provider

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IHostResolution

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?")


class RefusedAddress(Exception):
    """A request that is not made: its address is not public, or not of the web."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


def is_public(address: str | IPAddress) -> bool:
    """Whether *address* is global unicast, also when it carries an IPv4 address inside."""
    try:
        ip = ipaddress.ip_address(str(address).partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    if inner := _inner(ip):
        return is_public(inner)
    return ip in _GLOBAL_UNICAST and ip.is_global and not ip.is_multicast


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that *ip* stands for: mapped, NAT64, 6to4, Teredo or compatible."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip in _NAT64 or ip in _COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((int(ip) >> 80) & 0xFFFFFFFF)
    if ip in _TEREDO:
        return ipaddress.IPv4Address(~int(ip) & 0xFFFFFFFF)
    return None


def literal_address(host: str) -> IPAddress | None:
    """The IP address that *host* spells, in any form the system's resolver would take."""
    bare = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if _NUMBER.fullmatch(bare.lower()):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(bare.rstrip(".")))
        except OSError:
            return None
    return None


def check_address(url: str, *, allow_private: bool = False) -> None:
    """Refuse what can be refused by looking at *url*; raises :class:`RefusedAddress`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedAddress(url, f"no valid address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise RefusedAddress(url, f"{parts.scheme or 'no scheme'}: only http and https are fetched")
    if not host:
        raise RefusedAddress(url, "no valid address (the host is missing)")
    if port == 0:
        raise RefusedAddress(url, "no valid address (port 0)")
    if allow_private:
        return
    address = literal_address(host)
    if address is not None and not is_public(address):
        raise RefusedAddress(url, _refusal(host, str(address)))
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        raise RefusedAddress(url, _refusal(host, "this machine or network"))


def _refusal(host: str, address: str) -> str:
    named = "" if host == address else f" ({address})"
    return f"{host}{named} is not a public address; --allow-private permits it"


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

    def __init__(self, reactor: Any, cache_size: int, *, allow_private: bool) -> None:
        super().__init__(reactor, cache_size)
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Made by Scrapy, with its settings."""
        return cls(
            reactor,
            crawler.settings.getint("DNSCACHE_SIZE"),
            allow_private=crawler.settings.getbool("NEWSCLIP_ALLOW_PRIVATE"),
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
        if not self._allow_private:
            receiver = _GuardedReceiver(resolutionReceiver, hostName)
        return super().resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
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


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx, connecting only to addresses that were judged public a moment before."""

    def __init__(self, *, allow_private: bool = False, verify: bool = True) -> None:
        self._allow_private = allow_private
        self._transport = httpx.AsyncHTTPTransport(verify=verify, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Connect to the judged address, under the name that was asked for."""
        check_address(str(request.url), allow_private=self._allow_private)
        if not self._allow_private:
            host = request.url.host
            port = request.url.port or (443 if request.url.scheme == "https" else 80)
            try:
                addresses = await public_addresses(host, port)
            except OSError as error:
                raise httpx.ConnectError(f"{host} cannot be found ({error})") from error
            if not addresses:
                raise RefusedAddress(str(request.url), _refusal(host, refused_names[host]))
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=addresses[0])
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def refusal_of(host: str) -> str | None:
    """Why *host* could not be connected to, when it was we who refused."""
    address = refused_names.get(host)
    return _refusal(host, address) if address else None
