"""What an answer amounts to: a page, or why there is none."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from crawler.http.responses import is_service
from crawler.http.statuses import failure_of_status, has_page


class OutcomeMiddleware:
    """Lets pages through, and answers to a conditional request; all else is told as failed."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises :class:`FetchFailed` for an answer without a page."""
        if is_service(request) or has_page(response.status):
            return response
        if response.status == 304 and is_conditional(request):
            return response
        raise failure_of_status(response.status)


def is_conditional(request: Request) -> bool:
    """Whether *request* asks for a page only if it has changed."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
