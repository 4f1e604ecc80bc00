"""Conditional requests: a page that was read before is sent again only if it has changed."""

from __future__ import annotations

from scrapy import Request

from crawler.http.responses import is_service

ETAG = "etag"
LAST_MODIFIED = "last_modified"


class RevisitMiddleware:
    """Sends back the validators that the frontier keeps, from a request's ``meta``."""

    def process_request(self, request: Request) -> None:
        """Add ``If-None-Match`` and ``If-Modified-Since``."""
        if is_service(request):
            return
        if etag := request.meta.get(ETAG):
            request.headers["If-None-Match"] = etag
        if modified := request.meta.get(LAST_MODIFIED):
            request.headers["If-Modified-Since"] = modified
