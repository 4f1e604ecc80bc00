"""A file of another server, read as a stream that goes on where its connection was lost."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable
from types import TracebackType

import httpx

from crawler.errors import RefusedAddress
from crawler.http.access.private_origins import Origins
from crawler.http.access.proxies import Proxies
from crawler.single.guarded_transport import GuardedTransport

CHUNK = 262_144
SECONDS = 60.0
"""Without a byte for so long, a connection is lost."""
TRIES = 6
"""In a row without a byte, each after a longer pause: about a minute and a half in all."""
LONGEST_PAUSE = 300.0
"""Seconds; no server's ``Retry-After`` makes an import wait longer at one go."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE = re.compile(r"bytes (\d+)-")


class NotReachable(Exception):
    """A file that cannot be had, for the reason given."""

    def __init__(
        self, url: str, reason: str, status: int | None = None, *, is_transient: bool = False
    ) -> None:
        self.url = url
        self.reason = reason
        self.status = status
        self.is_transient = is_transient
        """Whether a later try may succeed: the server was busy, or the connection was lost."""
        super().__init__(f"{url}: {reason}")


class Stopped(Exception):
    """The import is told to end."""


class _TransientError(Exception):
    """An error that the next try may not meet."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        self.pause = pause
        super().__init__(reason)


class RemoteFile:
    """The bytes of *url* from *start* on, to *end* (exclusive) if that is given.

    A context manager; :meth:`read` raises :class:`NotReachable` and :class:`Stopped`. It has a
    loop of its own, so that threads can read one file each.
    """

    def __init__(
        self,
        url: str,
        user_agent: str,
        *,
        start: int = 0,
        end: int | None = None,
        allow_private: bool = False,
        stop: threading.Event | None = None,
        on_bytes: Callable[[int], None] = lambda count: None,
        first_pause: float = 2.0,
    ) -> None:
        self.url = url
        self.position = start
        self.headers: dict[str, str] = {}
        """Of the last answer, once something is read; names in lower case."""
        self._end = end
        self._agent = user_agent
        self._stop = stop or threading.Event()
        self._on_bytes = on_bytes
        self._pause = first_pause
        self._tries = 0
        self._whole: int | None = None
        self._rest = b""
        self._pieces: AsyncIterator[bytes] | None = None
        self._answer: httpx.Response | None = None
        self._runner = asyncio.Runner()
        self._allow_private = allow_private
        self._client: httpx.AsyncClient | None = None

    def __enter__(self) -> RemoteFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def seekable(self) -> bool:
        """Never: it is read once."""
        return False

    def read(self, size: int = -1, /) -> bytes:
        """Up to *size* bytes; none at the end."""
        if not self._rest:
            self._rest = self._next()
            self.position += len(self._rest)
            self._on_bytes(len(self._rest))
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece

    def read_all(self, most: int) -> bytes:
        """What is left, up to *most* bytes. Raises :class:`NotReachable` where there is more."""
        whole = bytearray()
        while piece := self.read(CHUNK):
            whole += piece
            if len(whole) > most:
                raise NotReachable(self.url, f"larger than {most:,} bytes")
        return bytes(whole)

    def _next(self) -> bytes:
        while True:
            if self._stop.is_set():
                raise Stopped
            try:
                piece = self._runner.run(self._piece())
            except RefusedAddress as refused:
                raise NotReachable(self.url, refused.reason) from None
            except (_TransientError, httpx.TransportError, httpx.InvalidURL, TimeoutError) as error:
                self._runner.run(self._close())
                self._wait(error)
                continue
            if piece:
                self._tries = 0
            return piece

    def _wait(self, error: Exception) -> None:
        self._tries += 1
        if self._tries >= TRIES or isinstance(error, httpx.InvalidURL):
            is_transient = not isinstance(error, httpx.InvalidURL)
            reason = str(error) or type(error).__name__
            raise NotReachable(self.url, reason, is_transient=is_transient) from error
        pause = self._pause * 2 ** (self._tries - 1)
        if isinstance(error, _TransientError) and error.pause is not None:
            pause = error.pause
        if self._stop.wait(min(pause, LONGEST_PAUSE)):
            raise Stopped

    async def _piece(self) -> bytes:
        if self._end is not None and self.position >= self._end:
            return b""
        if self._pieces is None:
            await self._open()
        if self._pieces is None:  # nothing behind this position
            return b""
        async with asyncio.timeout(SECONDS):
            piece = await anext(self._pieces, b"")
        if not piece and self._whole is not None and self.position < self._whole:
            raise _TransientError(f"cut short at byte {self.position:,} of {self._whole:,}")
        return piece

    async def _open(self) -> None:
        if self._client is None:
            allowed = Origins.of([self.url] if self._allow_private else [])
            self._client = httpx.AsyncClient(
                transport=GuardedTransport(allowed, proxies=Proxies.of(allowed=allowed)),
                timeout=SECONDS,
                trust_env=False,
            )
        headers = {"User-Agent": self._agent, "Accept-Encoding": "identity"}
        if self.position or self._end is not None:
            last = "" if self._end is None else str(self._end - 1)
            headers["Range"] = f"bytes={self.position}-{last}"
        request = self._client.build_request("GET", self.url, headers=headers)
        self._answer = answer = await self._client.send(request, stream=True)
        if answer.status_code in _PASSING:
            raise _TransientError(f"the server answered {answer.status_code}", _pause_of(answer))
        if answer.status_code == 416:
            return
        if answer.status_code not in (200, 206):
            reason = f"the server answered {answer.status_code}"
            raise NotReachable(self.url, reason, answer.status_code)
        self._pieces = answer.aiter_raw(CHUNK)
        self.headers = {name.lower(): value for name, value in answer.headers.items()}
        length = answer.headers.get("content-length", "")
        begins = 0
        if answer.status_code == 206:
            found = _RANGE.match(answer.headers.get("content-range", ""))
            begins = int(found[1]) if found else self.position
        if length.isdecimal():
            self._whole = begins + int(length)
        if begins > self.position:
            raise _TransientError("the server answered with another part of the file")
        await self._skip(self.position - begins)

    async def _skip(self, count: int) -> None:
        """Leave out *count* bytes: the server does not know ranges."""
        assert self._pieces is not None
        while count > 0:
            async with asyncio.timeout(SECONDS):
                piece = await anext(self._pieces, b"")
            if not piece:
                raise _TransientError("cut short")
            if len(piece) > count:
                kept, count = piece[count:], 0
                self._pieces = _before(kept, self._pieces)
            else:
                count -= len(piece)

    async def _close(self) -> None:
        self._pieces = None
        if self._answer is not None:
            await self._answer.aclose()
            self._answer = None
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class RemoteFiles:
    """How files of other servers are asked for: as whom, how patiently, and until when."""

    def __init__(
        self, user_agent: str, *, allow_private: bool = False, first_pause: float = 2.0
    ) -> None:
        self.stop = threading.Event()
        """Set when no further request is to be made."""
        self._agent = user_agent
        self._allow_private = allow_private
        self._first_pause = first_pause

    def open(
        self,
        url: str,
        start: int = 0,
        end: int | None = None,
        on_bytes: Callable[[int], None] = lambda count: None,
    ) -> RemoteFile:
        """The file at *url*, or a part of it."""
        return RemoteFile(
            url,
            self._agent,
            start=start,
            end=end,
            allow_private=self._allow_private,
            stop=self.stop,
            on_bytes=on_bytes,
            first_pause=self._first_pause,
        )


async def _before(piece: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield piece
    async for other in others:
        yield other


def _pause_of(answer: httpx.Response) -> float | None:
    after = answer.headers.get("retry-after", "")
    return float(after) if after.isdecimal() else None
