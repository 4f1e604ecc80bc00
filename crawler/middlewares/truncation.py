"""Whether a page stops before its end, told from its markup alone.

Its bytes are searched: pages are parsed in other processes, after it is known whether to ask again.
"""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.errors import FetchFailed
from crawler.http.responses import is_service
from crawler.http.statuses import has_page
from crawler.middlewares.throttle import Host, hosts_of
from parsers.page.opening import BINARY

STOPS_IN_MID_PAGE = "cut short: it stops in mid-page, as the other pages of its host do not"
_PAGES_TO_COMPARE = 3
"""Whole pages of a host for each one with an open end, where those count as truncated."""
_ENDINGS = (b"</html", b"</body", b"</rss", b"</feed", b"</urlset", b"</sitemapindex", b"</rdf:rdf")
_TAIL = 4_096
_HEAD = 512
_TAG_BEGINS = re.compile(rb"<(?:[a-zA-Z/][^<>]{0,2000}|!--(?:(?!-->).){0,2000})\Z", re.DOTALL)
_CONTAINERS = (b"div", b"article", b"main", b"section", b"script", b"style", b"table", b"ul")
"""Elements whose end tags no page may leave out."""


def is_markup(body: bytes) -> bool:
    """Whether *body* begins as markup does. Packed sitemaps and pictures hold a "<" by chance."""
    return b"<" in body[:_HEAD] and not BINARY.match(body)


def has_ending(body: bytes) -> bool:
    """Whether the outermost element is closed."""
    tail = body[-_TAIL:].lower()
    return any(ending in tail for ending in _ENDINGS)


def stops_in_tag(body: bytes) -> bool:
    """Whether the last thing in *body* is half a tag or half a comment."""
    return bool(_TAG_BEGINS.search(body[-_TAIL:]))


def leaves_open(body: bytes) -> bool:
    """Whether *body* ends within an element that cannot end by itself."""
    lower = body.lower()
    return any(
        len(re.findall(rb"<" + name + rb"[\s>]", lower)) > lower.count(b"</" + name)
        for name in _CONTAINERS
    )


def is_doubtful(body: bytes) -> bool:
    """Whether *body* may be truncated: it ends within an element, the outermost one is open."""
    return is_markup(body) and not has_ending(body) and leaves_open(body)


def is_truncated(host: Host) -> bool:
    """Whether a page with an open end is truncated, judged by the other pages of its host."""
    return host.whole_pages >= _PAGES_TO_COMPARE * host.open_pages


def truncation(host: Host, body: bytes, *, has_end: bool) -> str | None:
    """Why *body* is not the whole page, or ``None``. *has_end*: it has the length that was stated.

    Proxies state the length of what they got, so a truncated page may be as long as it says.
    """
    if not is_markup(body):
        return None
    if has_ending(body):
        host.whole_pages += 1
        return None
    if not has_end:
        return "cut short: it stops in mid-page, and its length was told wrongly or not at all"
    if stops_in_tag(body):
        return "cut short: it stops within a tag"
    if not leaves_open(body):
        return None
    host.open_pages += 1
    return STOPS_IN_MID_PAGE if is_truncated(host) else None


class TruncationMiddleware:
    """Ends a request whose page stops before its end: it is never taken for the whole."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TruncationMiddleware:
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises :class:`FetchFailed` for a page that is cut short."""
        if is_service(request) or not has_page(response.status):
            return response
        host = hosts_of(self._crawler).of(response.url)
        if told := truncation(host, response.body, has_end="partial" not in response.flags):
            raise FetchFailed("failed", told, response.status)
        return response
