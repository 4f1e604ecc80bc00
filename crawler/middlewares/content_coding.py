"""Content codings: what we ask for, and bodies unpacked within bounds."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawler.bounds import PAGE_BYTES
from crawler.errors import FetchFailed, Undecodable
from crawler.http.decoding import ACCEPTED, GZIP, decode, gunzip
from crawler.http.responses import MOST_BYTES, header, is_service
from crawler.http.statuses import has_page


def decoded_body(body: bytes, coding: str, content_type: str, max_bytes: int) -> bytes:
    """*body* without its content codings. Raises :class:`Undecodable`."""
    body = decode(body, coding, max_bytes)
    if "html" in content_type.lower():
        body = gunzip(body, max_bytes)  # packed, and nothing said so
    return body


class CompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, but a body is unpacked in a thread, bounded at every step, and never half.

    What one server sends must not hold up what is fetched from the others. The header stays as
    it was sent, for the capture keeps it.
    """

    def process_request(self, request: Request, spider: object = None) -> None:
        """Say which codings are understood."""
        if not is_service(request):
            request.headers["Accept-Encoding"] = ACCEPTED

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response, spider: object = None
    ) -> Response:
        """Raises :class:`FetchFailed` for a page that cannot be unpacked."""
        coding = header(response, "Content-Encoding") or ""
        if is_service(request) or not (coding or response.body.startswith(GZIP)):
            return response
        kind = header(response, "Content-Type") or ""
        most = request.meta.get(MOST_BYTES) or PAGE_BYTES
        try:
            body = await asyncio.to_thread(decoded_body, response.body, coding, kind, most)
        except Undecodable as error:
            if has_page(response.status):
                raise FetchFailed("failed", str(error), response.status) from None
            body = b""  # it is only looked at for the marks of a bot wall
        return response.replace(body=body)
