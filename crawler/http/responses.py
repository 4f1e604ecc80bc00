"""Scrapy's requests and responses, as the middlewares here look at them."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response

SERVICE = "newsclip_service"
"""In a request's ``meta``: asked for by a middleware (robots.txt), not by the spider."""
MOST_BYTES = "download_maxsize"


def is_service(request: Request) -> bool:
    """Whether *request* is a middleware's own: only SSRF guard and throttle look at it."""
    return bool(request.meta.get(SERVICE))


def pairs(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers as sent, without cookies, which are nobody's to keep."""
    headers: Any = response.headers
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
        if name.lower() != b"set-cookie"
    )


def header(response: Response, name: str) -> str | None:
    """The first header called *name*."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None
