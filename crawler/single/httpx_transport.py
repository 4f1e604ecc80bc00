"""Requests through httpx: for one page or a few."""

from __future__ import annotations

import asyncio
from types import TracebackType

import httpx

from crawler.errors import NoAnswer, RefusedAddress
from crawler.http.access.credentials import NO_CREDENTIALS, Credentials
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.http.access.proxies import Proxies
from crawler.http.answers import Answer
from crawler.single.guarded_transport import GuardedTransport


class HttpxTransport:
    """An httpx client behind the same guard; an asynchronous context manager."""

    def __init__(
        self,
        allowed: Origins = NOWHERE,
        *,
        verify_tls: bool = True,
        credentials: Credentials = NO_CREDENTIALS,
        proxies: Proxies | None = None,
    ) -> None:
        """Without *proxies* those of the environment are used."""
        self._credentials = credentials
        if proxies is None:
            proxies = Proxies.of(allowed=allowed)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(allowed, verify=verify_tls, proxies=proxies),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> HttpxTransport:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def get(
        self,
        url: str,
        headers: dict[str, str],
        *,
        timeout: float,
        max_bytes: int,
        beginning: bool = False,
    ) -> Answer:
        """The answer of *url*, redirects not followed, within *timeout* seconds in all.

        A body over *max_bytes* is no answer, unless its *beginning* is enough. Raises
        :class:`NoAnswer` and :class:`RefusedAddress`.
        """
        try:
            async with asyncio.timeout(timeout):
                return await self._get(url, headers, max_bytes, beginning)
        except TimeoutError:
            raise NoAnswer(f"no whole answer within {timeout:g} seconds") from None
        except RefusedAddress as refused:
            raise RefusedAddress(url, refused.reason) from None
        except httpx.TimeoutException:
            raise NoAnswer(f"no whole answer within {timeout:g} seconds") from None
        except httpx.RemoteProtocolError as error:
            raise NoAnswer(f"cut short or malformed: {error}", is_transient=True) from error
        except httpx.TransportError as error:
            text = str(error) or type(error).__name__
            if "certificate" in text.lower():
                raise NoAnswer(f"no safe connection: {text}") from error
            raise NoAnswer(f"the connection failed: {text}", is_transient=True) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RefusedAddress(url, f"no valid address ({error})") from None

    async def _get(
        self, url: str, headers: dict[str, str], max_bytes: int, beginning: bool
    ) -> Answer:
        request = self._client.build_request("GET", url, headers=headers)
        # httpx adds headers of its own; only ours are sent.
        for name in ("Accept", "User-Agent", "Accept-Encoding"):
            request.headers[name] = headers.get(name, request.headers.get(name, ""))
        for name, value in self._credentials.headers_for(url).items():
            given = request.headers.get(name) if name == "Cookie" else None
            request.headers[name] = f"{value}; {given}" if given else value
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > max_bytes:
                    if beginning:
                        break
                    raise NoAnswer(f"larger than {max_bytes:,} bytes")
        finally:
            await response.aclose()
            self._client.cookies.clear()
        sent = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in response.headers.raw]
        pairs = tuple(pair for pair in sent if pair[0].lower() != "set-cookie")
        cookies = tuple(value for name, value in sent if name.lower() == "set-cookie")
        has_end = any(name in response.headers for name in ("content-length", "transfer-encoding"))
        return Answer(
            url, response.status_code, pairs, bytes(body[:max_bytes]), cookies, has_end=has_end
        )
