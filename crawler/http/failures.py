"""Scrapy's, Twisted's and OpenSSL's errors as one kind: why no whole answer came."""

from __future__ import annotations

from urllib.parse import urlsplit

from OpenSSL.SSL import Error as SSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectionDone

from crawler.errors import NoAnswer, NotFetched, RefusedAddress
from crawler.http.download_handler import HeadTooLong, MalformedAnswer
from crawler.middlewares.ssrf import refusal_of_host


def failure_of_error(
    error: BaseException, url: str, timeout: float, max_bytes: int
) -> NotFetched | None:
    """Why *url* gave no whole answer; ``None`` if *error* did not come from the network."""
    if isinstance(error, NotFetched):
        return error
    if isinstance(error, (CannotResolveHostError, UnsupportedURLSchemeError)):
        host = urlsplit(url).hostname or ""
        if refusal := refusal_of_host(host):
            return RefusedAddress(url, refusal)
        return NoAnswer(f"{host} cannot be found")
    if isinstance(error, DownloadTimeoutError):
        return NoAnswer(f"no whole answer within {timeout:g} seconds")
    if isinstance(error, DownloadCancelledError):
        return NoAnswer(f"larger than {max_bytes:,} bytes")
    if isinstance(error, ResponseDataLossError):
        return NoAnswer("cut short by the server", is_transient=True)
    if isinstance(error, DownloadConnectionRefusedError):
        return NoAnswer("the server refused the connection", is_transient=True)
    if isinstance(error, DownloadFailedError):
        return _no_answer(_cause(error))
    if isinstance(error, (ValueError, UnicodeError)):
        return NoAnswer(f"the address or the answer is malformed ({error})")
    return None


def _cause(error: BaseException) -> BaseException:
    """What lies under Scrapy's and Twisted's own wrappings."""
    while error.__cause__ is not None:
        error = error.__cause__
    values = [reason.value for reason in getattr(error, "reasons", None) or ()]
    values.sort(key=lambda value: isinstance(value, ConnectionDone))  # that says least
    return values[0] if values else error


def _no_answer(cause: BaseException) -> NoAnswer:
    words = " ".join(str(cause).split())[:200] or type(cause).__name__
    if isinstance(cause, ConnectionDone):
        return NoAnswer("the server closed the connection without an answer", is_transient=True)
    if isinstance(cause, HeadTooLong):
        return NoAnswer(words)
    if isinstance(cause, (MalformedAnswer, ValueError)):
        return NoAnswer(f"the answer is malformed: {words}")
    if isinstance(cause, SSLError) or "certificate" in words.lower():
        return NoAnswer(f"no safe connection: {_said_by_tls(cause)}")
    return NoAnswer(f"the connection failed: {words}", is_transient=True)


def _said_by_tls(cause: BaseException) -> str:
    """OpenSSL gives a list of (library, function, reason)."""
    try:
        return "; ".join(str(entry[-1]) for entry in cause.args[0]) or "TLS failed"
    except (IndexError, TypeError):
        return " ".join(str(cause).split())[:200] or "TLS failed"
