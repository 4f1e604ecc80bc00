"""Second and third tries: after a transient failure, or where a server asks for patience."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapysRetryMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.settings import BaseSettings, Settings

from crawler.bounds import PAGE_BYTES, TIMEOUT, TRIES
from crawler.errors import NoAnswer
from crawler.http.failures import failure_of_error
from crawler.http.responses import MOST_BYTES, header, is_service
from crawler.http.statuses import BUSY, FAULTY, busy
from crawler.items import Role
from crawler.middlewares.throttle import hosts_of, retry_after_seconds

LONGEST_RETRY_AFTER = 86_400 * 7
"""Seconds; a server that names a later time is asked again after these."""


def pause_before(tries: int) -> float:
    """Seconds between the try with that number, which failed, and the next."""
    return float(0.5 * 4 ** (tries - 1))


def retry_time(retry_after: float | None) -> datetime | None:
    """When a server that was busy wants to be asked again, if it said so."""
    if not retry_after:
        return None
    return datetime.now(UTC) + timedelta(seconds=min(retry_after, LONGEST_RETRY_AFTER))


def _tries(request: Request) -> int:
    """How often *request* is made before it is told as failed.

    A page that may be an article keeps its last try for the end of the run.
    """
    errand = request.meta.get("errand")
    if errand is None or errand.role is not Role.ARTICLE or not errand.waiting:
        return TRIES
    return 1 if errand.is_last else TRIES - 1


class RetryMiddleware(ScrapysRetryMiddleware):
    """Scrapy's, with the pauses that each failure asks for, and told as one of our errors.

    It tells of failures also where ``RETRY_ENABLED`` is off and no page is tried again.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(Settings({"RETRY_ENABLED": True}))  # what is off, Scrapy leaves out
        self._is_enabled = settings.getbool("RETRY_ENABLED")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT") or TIMEOUT
        self._crawler: Crawler | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        """Made by Scrapy."""
        made = super().from_crawler(crawler)
        made._crawler = crawler
        assert isinstance(made, RetryMiddleware)
        return made

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response, spider: object = None
    ) -> Request | Response:
        """Another request, after the host's pause. Raises :class:`FetchFailed` at the last."""
        if is_service(request):
            return response
        host = hosts_of(self._running).of(request.url)
        if response.status not in BUSY:
            host.answered()
            if response.status != FAULTY:
                return response
            tries = request.meta.get("retry_times", 0) + 1
            again = self._again(request, str(response.status))
            if again:
                await hosts_of(self._running).stop.sleep(pause_before(tries))
            return again or response
        retry_after = retry_after_seconds(header(response, "Retry-After"))
        if host.refused(retry_after) and (again := self._again(request, str(response.status))):
            return again
        raise busy(response.status, retry_time(retry_after))

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception, spider: object = None
    ) -> Request | None:
        """Another request where the failure may pass; else it is told as one of our errors."""
        if is_service(request):
            return None
        most = request.meta.get(MOST_BYTES) or PAGE_BYTES
        timeout = request.meta.get("download_timeout") or self._timeout
        error = failure_of_error(exception, request.url, timeout, most)
        if error is None:
            return None
        if not isinstance(error, NoAnswer):
            raise error
        hosts = hosts_of(self._running)
        tries = request.meta.get("retry_times", 0) + 1
        if error.is_transient and (again := self._again(request, error.reason)):
            await hosts.stop.sleep(pause_before(tries))
            return again
        hosts.of(request.url).gave_no_answer()
        raise error

    @property
    def _running(self) -> Crawler:
        assert self._crawler is not None
        return self._crawler

    def _again(self, request: Request, reason: str) -> Request | None:
        if not self._is_enabled:
            return None
        spider = self._running.spider
        assert spider is not None
        return get_retry_request(
            request, spider=spider, reason=reason, max_retry_times=_tries(request) - 1
        )
