"""Scrapy's download handler, with bounds on what stands before a body, and TLS site by site."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers import http11
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import ParseError
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

from archive.values.url_identity import site_of_host
from crawler.errors import NoAnswer
from crawler.http.access.proxies import Proxy

HEAD_BYTES = 256 * 1024
"""Status line and headers of one answer, all together."""


# Scrapy and Twisted have no public way to bound the head of an answer, to doubt a length that is
# too short, or to trust one site's certificate: so five of their private names are used here.
MalformedAnswer = ParseError
"""What Twisted raises for an answer that is no HTTP."""

LINE_BYTES = 64 * 1024
"""One line of it: some servers send policies and links of that length."""


class HeadTooLong(Exception):
    """An answer whose headers go on and on."""


class _LengthUnsure:
    """In place of the decoder of a body after which more came than its length allows."""

    def noMoreData(self) -> None:
        """The connection is done with: where the body ends, nobody knows."""
        raise PotentialDataLoss


class _Parser(http11._LenientHTTPClientParser):
    """Gives up on an answer whose head is longer than :data:`HEAD_BYTES`.

    A ``Content-Length`` that is shorter than what comes is not believed: the body is treated
    as one whose length nobody said.
    """

    MAX_LENGTH = LINE_BYTES + len(b"\r")
    _head_bytes = 0

    def lineReceived(self, line: bytes) -> Any:
        """Count the head as it comes."""
        self._head_bytes += len(line)
        if self._head_bytes > HEAD_BYTES:
            raise HeadTooLong(f"its headers are longer than {HEAD_BYTES:,} bytes")
        return super().lineReceived(line)

    def _finished(self, rest: bytes) -> None:
        """The body is as long as was said; *rest* came behind it."""
        if rest.strip():
            self.bodyDecoder = _LengthUnsure()  # type: ignore[assignment]
        super()._finished(rest)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> Any:
        """One line alone is longer than is read."""
        raise HeadTooLong(f"a header is longer than {LINE_BYTES:,} bytes")


class _Protocol(http11._LenientHTTP11ClientProtocol):
    """Reads answers with :class:`_Parser`, put in place as Scrapy puts in its own."""

    def request(self, request: Any) -> Any:
        """Send *request*."""
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser
        return answer


class _Factory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> Any:
        """A connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IPolicyForHTTPS)
class _Policy:
    """Certificates are verified, but for sites that somebody chose to trust without."""

    def __init__(self, unverified_sites: frozenset[str], verify: bool) -> None:
        self._unverified_sites = unverified_sites
        self._strict = _ScrapyClientContextFactory(verify_certificates=verify)
        self._lenient = _ScrapyClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """How a connection to *hostname* is made safe."""
        site = site_of_host(hostname.decode("ascii", "replace"))
        policy = self._lenient if site in self._unverified_sites else self._strict
        return policy.creatorForNetloc(hostname, port)


class BoundedHandler(http11.HTTP11DownloadHandler):
    """What every request of a crawl goes through."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._run: Any = getattr(crawler.spider, "run", None)
        self._pool._factory = _Factory
        self._contextFactory: Any = _Policy(
            frozenset(settings.getlist("NEWSCLIP_UNVERIFIED_SITES")),
            settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
        )

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises ``Stopping`` when the run is given up.

        Only here, on a copy of the request that nobody else sees, it gets what is for its host
        alone.
        """
        if self._run is None:
            answer: Response = await super().download_request(request)
            return answer
        site = getattr(request.meta.get("site"), "domain", None)
        proxy = self._run.proxies.proxy_for(request.url, site)
        own = self._run.credentials.headers_for(request.url)
        if proxy is None and not own:
            answer = await self._run.unless_aborted(super().download_request(request))
            return answer
        work = super().download_request(_personal(request, own, proxy))
        try:
            answer = await self._run.unless_aborted(work)
            return answer
        except (DownloadConnectionRefusedError, CannotResolveHostError) as error:
            if proxy is None:
                raise
            raise NoAnswer(f"the proxy {proxy.url} cannot be reached", is_transient=True) from error


def _personal(request: Request, own: dict[str, str], proxy: Proxy | None) -> Request:
    """A copy of *request* with the headers *own*, for *proxy*."""
    headers, meta = request.headers.copy(), dict(request.meta)
    for name, value in own.items():
        given = headers.get(name) if name == "Cookie" else None
        headers[name] = f"{value}; {given.decode('latin-1')}" if given else value
    if proxy:
        meta["proxy"] = proxy.url
        if proxy.authorization:
            headers["Proxy-Authorization"] = proxy.authorization
    return request.replace(headers=headers, meta=meta)
