"""Requests through Scrapy's downloader."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as SSLError
from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.http.request import NO_CALLBACK
from twisted.internet.error import ConnectionDone
from twisted.web._newclient import ParseError

from crawler.errors import NoAnswer, RefusedAddress
from crawler.http.answers import Answer
from crawler.http.download_handler import HeadTooLong
from crawler.middlewares.ssrf import check_address, refusal_of


class ScrapyTransport:
    """The downloader of a running Scrapy *crawler*."""

    def __init__(self, crawler: Any, *, allow_private: bool) -> None:
        self._crawler = crawler
        self._allow_private = allow_private
        # A strong reference: signals keep only weak ones.
        self._on_bytes = _stop_when_enough
        crawler.signals.connect(self._on_bytes, signals.bytes_received)

    async def get(
        self,
        url: str,
        headers: dict[str, str],
        *,
        timeout: float,
        max_bytes: int,
        beginning: bool = False,
    ) -> Answer:
        """See :class:`crawler.http.answers.Transport`."""
        check_address(url, allow_private=self._allow_private)
        meta: dict[str, Any] = {"download_timeout": timeout, "download_maxsize": max_bytes}
        if beginning:
            meta |= {"download_maxsize": 0, "enough": max_bytes}
        try:
            request = Request(url, headers=headers, meta=meta, callback=NO_CALLBACK)
        except ValueError as error:
            raise RefusedAddress(url, f"no valid address ({error})") from None
        try:
            response = await self._crawler.engine.download_async(request)
        except (CannotResolveHostError, UnsupportedURLSchemeError) as error:
            host = urlsplit(url).hostname or ""
            if refusal := refusal_of(host):
                raise RefusedAddress(url, refusal) from None
            raise NoAnswer(f"{host} cannot be found") from error
        except DownloadTimeoutError:
            raise NoAnswer(f"no whole answer within {timeout:g} seconds") from None
        except DownloadCancelledError:
            raise NoAnswer(f"larger than {max_bytes:,} bytes") from None
        except ResponseDataLossError:
            raise NoAnswer("cut short by the server", in_passing=True) from None
        except DownloadConnectionRefusedError:
            raise NoAnswer("the server refused the connection", in_passing=True) from None
        except DownloadFailedError as error:
            raise _no_answer(_cause(error)) from error
        except (ValueError, UnicodeError) as error:
            raise NoAnswer(f"the address or the answer is malformed ({error})") from error
        return Answer(
            url=url,
            status=response.status,
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ),
            body=response.body[:max_bytes],
            has_end="partial" not in response.flags,
        )


def _stop_when_enough(data: bytes, request: Request) -> None:
    enough = request.meta.get("enough")
    if enough is not None:
        request.meta["enough"] = enough - len(data)
        if enough < len(data):
            raise StopDownload(fail=False)


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
        return NoAnswer("the server closed the connection without an answer", in_passing=True)
    if isinstance(cause, HeadTooLong):
        return NoAnswer(words)
    if isinstance(cause, (ParseError, ValueError)):
        return NoAnswer(f"the answer is malformed: {words}")
    if isinstance(cause, SSLError) or "certificate" in words.lower():
        return NoAnswer(f"no safe connection: {_said_by_tls(cause)}")
    return NoAnswer(f"the connection failed: {words}", in_passing=True)


def _said_by_tls(cause: BaseException) -> str:
    """OpenSSL gives a list of (library, function, reason)."""
    try:
        return "; ".join(str(entry[-1]) for entry in cause.args[0]) or "TLS failed"
    except (IndexError, TypeError):
        return " ".join(str(cause).split())[:200] or "TLS failed"
