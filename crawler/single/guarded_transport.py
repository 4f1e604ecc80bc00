"""httpx behind the guard: connections to public addresses only, and through proxies."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from crawler.errors import RefusedAddress
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.http.access.proxies import NO_PROXIES, Proxies, Proxy
from crawler.middlewares.proxied_names import ProxiedNames, public_addresses
from crawler.middlewares.ssrf import check_address, not_public, refused_names


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx, connecting only to addresses that were judged public a moment before.

    Requests keep their host's name, and so does the pool of connections: one whose certificate
    was verified for one name serves no other name at the same address.
    """

    def __init__(
        self,
        allowed: Origins = NOWHERE,
        *,
        verify: bool = True,
        proxies: Proxies = NO_PROXIES,
    ) -> None:
        self._allowed = allowed
        self._proxies = proxies
        self._names = ProxiedNames(proxies, allowed)
        self._tls = httpx.create_ssl_context(verify=verify, trust_env=False)
        self._pools: dict[Proxy | None, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse what can be refused by its address; send the rest."""
        url = str(request.url)
        check_address(url, self._allowed)
        await self._names.judge(url)
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
                answer = await self._pool_for(url).handle_async_request(asked)
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
        for pool in self._pools.values():
            await pool.aclose()

    def _pool_for(self, url: str) -> httpcore.AsyncConnectionPool:
        proxy = self._proxies.proxy_for(url)
        if proxy not in self._pools:
            self._pools[proxy] = _pool(proxy, self._allowed, self._tls)
        return self._pools[proxy]


def _pool(
    proxy: Proxy | None, allowed: Origins, tls: ssl.SSLContext
) -> httpcore.AsyncConnectionPool:
    if proxy is None:
        return httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=100,
            keepalive_expiry=5.0,
            network_backend=_GuardedBackend(allowed),
        )
    said = proxy.authorization
    return httpcore.AsyncHTTPProxy(
        proxy.url,
        proxy_headers={"Proxy-Authorization": said} if said else None,
        ssl_context=tls,
        max_connections=100,
        keepalive_expiry=5.0,
        network_backend=_GuardedBackend(Origins.of([proxy.url])),
    )


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
            raise RefusedAddress(host, not_public(host, refused_names[host]))
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
