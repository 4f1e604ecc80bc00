"""Pages that stand before a page: checks whether the visitor is a person.

Their bytes are searched: pages are parsed in other processes, and these not at all.
"""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.http import Response

from crawler.errors import FetchFailed
from crawler.http.responses import is_service, pairs
from crawler.http.statuses import GONE

_HEADERS = {
    "cf-mitigated": "Cloudflare",
    "x-datadome": "DataDome",
    "x-px-block": "PerimeterX",
    "x-amzn-waf-action": "AWS WAF",
}
_MARKS = re.compile(
    rb"<title>\s*(?:just a moment\.\.\.|attention required! \| cloudflare|access denied|"
    rb"pardon our interruption|robot check|are you a (?:robot|human)\??|ddos-guard|"
    rb"verify(?:ing)? (?:that )?you are (?:a )?human)"
    rb"|_cf_chl_opt|/cdn-cgi/challenge-platform/[^\"']+/orchestrate"
    rb"|captcha-delivery\.com|/_incapsula_resource|px-captcha",
    re.IGNORECASE,
)
_LOOK_AT = 20_000
_LARGEST_CHALLENGE = 60_000


def challenge(status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> str | None:
    """What stopped us, when the answer is a bot wall and not the page; else ``None``."""
    for name, value in headers:
        vendor = _HEADERS.get(name.lower())
        if vendor and (status != 200 or value.lower() == "challenge"):
            return f"a bot wall ({vendor}) stands before the page"
    if len(body) <= _LARGEST_CHALLENGE and _MARKS.search(body[:_LOOK_AT]):
        return "a bot wall stands before the page"
    return None


class ChallengeMiddleware:
    """Ends a request at a bot wall, whatever status it has; it is neither tried again nor kept."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises :class:`FetchFailed` at a bot wall."""
        if is_service(request) or response.status in GONE or response.status == 304:
            return response
        if wall := challenge(response.status, pairs(response), response.body):
            raise FetchFailed("blocked", wall, response.status)
        return response
