"""No request to an address that is not public, by any spelling and on any way there.

A host name is judged by what it resolves to, at the moment of connecting, and the connection
is made to the very address that was judged; so a name that changes its answer gains nothing.
Scrapy asks :class:`GuardedResolver`, httpx goes through :class:`GuardedTransport`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore
import httpx
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer, provider

from crawler.bounds import LONGEST_ADDRESS
from crawler.errors import FetchFailed, RefusedAddress
from crawler.http.networks import is_public, literal_address
from crawler.http.private_origins import NOWHERE, Origins

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
        raise RefusedAddress(url, _refusal(host, str(address)))
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        raise RefusedAddress(url, _refusal(host, "this machine or network"))


def _refusal(host: str, address: str) -> str:
    named = "" if host == address else f" ({address})"
    return f"{host}{named} is not a public address; --allow-private opens only what is a target"


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
            Origins.read(crawler.settings.getlist("NEWSCLIP_PRIVATE_ORIGINS")),
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
    """httpx, connecting only to addresses that were judged public a moment before.

    Requests keep their host's name, and so does the pool of connections: one whose certificate
    was verified for one name serves no other name at the same address.
    """

    def __init__(self, allowed: Origins = NOWHERE, *, verify: bool = True) -> None:
        self._allowed = allowed
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(verify=verify, trust_env=False),
            max_connections=100,
            keepalive_expiry=5.0,
            network_backend=_GuardedBackend(allowed),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse what can be refused by its address; send the rest."""
        url = str(request.url)
        check_address(url, self._allowed)
        assert isinstance(request.stream, httpx.AsyncByteStream)
        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _told_as_httpx_does():
            try:
                answer = await self._pool.handle_async_request(asked)
            except RefusedAddress as refused:
                raise RefusedAddress(url, refused.reason) from None
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told_as_httpx_does():
            async for piece in self._stream:
                yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        close = getattr(self._stream, "aclose", None)
        if close:
            await close()


@contextmanager
def _told_as_httpx_does() -> Iterator[None]:
    """httpcore's errors as httpx's, which have the same names."""
    try:
        yield
    except _ERRORS as error:
        kind = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error)) from error


_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was judged, for whoever asks for a name."""

    def __init__(self, allowed: Origins) -> None:
        self._network = httpcore.AnyIOBackend()
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first public address of *host* that takes one."""
        if self._allowed.has(host, port):
            return await self._network.connect_tcp(
                host, port, timeout, local_address, socket_options
            )
        try:
            addresses = await public_addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be found ({error})") from error
        if not addresses:
            raise RefusedAddress(host, _refusal(host, refused_names[host]))
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


def refusal_of(host: str) -> str | None:
    """Why *host* could not be connected to, when it was we who refused."""
    address = refused_names.get(host)
    return _refusal(host, address) if address else None


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
