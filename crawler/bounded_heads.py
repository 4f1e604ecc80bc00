"""Bounds for what stands before a body: the client takes headers without end."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers import http11

HEAD_BYTES = 256 * 1024
"""Status line and headers of one answer, all together."""


class HeadTooLong(Exception):
    """An answer whose headers go on and on."""


class BoundedParser(http11._LenientHTTPClientParser):
    """Gives up on an answer whose head is longer than :data:`HEAD_BYTES`."""

    _head_bytes = 0

    def lineReceived(self, line: bytes) -> Any:
        """Count the head as it comes."""
        self._head_bytes += len(line)
        if self._head_bytes > HEAD_BYTES:
            raise HeadTooLong(f"its headers are longer than {HEAD_BYTES:,} bytes")
        return super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> Any:
        """One line alone is longer than Twisted reads."""
        raise HeadTooLong(f"a header is longer than {self.MAX_LENGTH:,} bytes")


def bound_heads() -> None:
    """Have every connection of this process use :class:`BoundedParser`.

    Scrapy puts a parser of its own into each connection, and names its class in one place.
    """
    http11._LenientHTTPClientParser = BoundedParser  # type: ignore[misc]
