"""A small news site that misbehaves on request: raw sockets, so that anything can be sent."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from functools import cache
from types import TracebackType

import brotli
import zstandard

Answer = Callable[[socket.socket, dict[str, str]], None]

_WORDS = (
    "The harbour master of the old quay said on Monday that the {n} boats would wait for "
    "the evening tide before they crossed the bar, because the wind had turned again."
)


def story(number: int | str, *, extra: str = "", head: str = "") -> bytes:
    """An article page of our own invention, different for each *number*."""
    paragraphs = "".join(
        f"<p>{_WORDS.format(n=f'{number} small')} It was notice number {number}, line {line}.</p>"
        for line in range(4)
    )
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Boats wait, day {number}"
        f"</title><meta property='article:published_time' content='2026-11-20T08:00:00Z'>{head}"
        f"</head><body><article><h1>Boats wait for the tide, day {number}</h1>{paragraphs}"
        f"</article>{extra}</body></html>"
    ).encode()


def page(body: bytes, *, status: str = "200 OK", headers: dict[str, str] | None = None) -> Answer:
    """A plain answer."""
    kinds = {b"<?xm": "application/xml", b"User": "text/plain", b"Site": "text/plain"}
    fields = {
        "Content-Type": kinds.get(body[:4], "text/html; charset=utf-8"),
        "Content-Length": str(len(body)),
    } | (headers or {})

    def answer(connection: socket.socket, asked: dict[str, str]) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return answer


def redirect(location: str) -> Answer:
    return page(b"", status="302 Found", headers={"Location": location})


def status(line: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return page(b"<h1>no</h1>", status=line, headers=named)


def reset(connection: socket.socket, asked: dict[str, str]) -> None:
    """Break the connection before a byte is sent."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def stall(connection: socket.socket, asked: dict[str, str]) -> None:
    """Say nothing for longer than anyone should wait."""
    time.sleep(20)


def drip(connection: socket.socket, asked: dict[str, str]) -> None:
    """Send a byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    for _ in range(200):
        time.sleep(0.1)
        connection.sendall(b"x")


def truncated(connection: socket.socket, asked: dict[str, str]) -> None:
    """Promise more than is sent."""
    body = story("cut")
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) + 999}"
    connection.sendall(head.encode() + b"\r\n\r\n" + body)


def too_short_length(connection: socket.socket, asked: dict[str, str]) -> None:
    """Name a length shorter than what is sent, and keep the connection open."""
    body = story("short")
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) - 300}"
    connection.sendall(head.encode() + b"\r\n\r\n" + body)
    time.sleep(0.1)


def reset_in_mid_page(connection: socket.socket, asked: dict[str, str]) -> None:
    """Begin a page of no length, and break the connection."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + story("r")[:600])
    time.sleep(0.05)
    reset(connection, asked)


def half_chunked(connection: socket.socket, asked: dict[str, str]) -> None:
    """A chunk, and no last one."""
    body = story("half")
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + f"{len(body):x}\r\n".encode()
        + body
        + b"\r\n"
    )


def torn_gzip(connection: socket.socket, asked: dict[str, str]) -> None:
    """A compressed stream without its end, of the length it claims."""
    body = gzip.compress(story("torn"))[:-60]
    page(body, headers={"Content-Encoding": "gzip"})(connection, asked)


@cache
def packed_bomb(coding: str) -> bytes:
    """A hundred megabytes in very little: made once, which takes longer than an answer may."""
    whole = b"<p>" + b" " * 100_000_000
    match coding:
        case "br":
            return brotli.compress(whole, quality=1)
        case "zstd":
            return zstandard.compress(whole)
    return gzip.compress(whole, 1)


def bomb(coding: str) -> Answer:
    """What unpacks to a hundred megabytes."""
    return lambda connection, asked: page(
        packed_bomb(coding), headers={"Content-Encoding": coding}
    )(connection, asked)


def fifty_megabytes(connection: socket.socket, asked: dict[str, str]) -> None:
    """More than any article is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(50):
        connection.sendall(b"<p>word</p>" * 95_000)


def raw(data: bytes) -> Answer:
    """Exactly these bytes."""

    def answer(connection: socket.socket, asked: dict[str, str]) -> None:
        connection.sendall(data)

    return answer


def stalled_head(connection: socket.socket, asked: dict[str, str]) -> None:
    """Half a header, and then nothing."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    time.sleep(20)


def endless_head(connection: socket.socket, asked: dict[str, str]) -> None:
    """Header after header, as fast as they are taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(400):
        connection.sendall(f"X-Filler-{number}: {'x' * 8000}\r\n".encode() * 25)


def raw_deflate(body: bytes) -> Answer:
    """Deflate as many servers send it: without the two bytes of header."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(body) + packer.flush()
    return page(packed, headers={"Content-Encoding": "deflate"})


def another_etag_each_time(body: bytes) -> Answer:
    """A page that is never the same to the server: its mark and its chrome change."""

    def answer(connection: socket.socket, asked: dict[str, str]) -> None:
        now = f"{time.time_ns()}"
        chrome = f"<aside class=ad>Offer {now}</aside><footer>{now} readers now</footer>"
        changed = body.replace(b"</body>", chrome.encode() + b"</body>")
        page(changed, headers={"ETag": f'"{now}"'})(connection, asked)

    return answer


class Site:
    """Serves ``routes`` (target to answer) on loopback while its ``with`` block runs.

    ``log`` holds (time, target, request headers); a route may be changed at any time. *otherwise*
    gives the answer of a target without a route.
    """

    def __init__(
        self,
        routes: dict[str, Answer] | None = None,
        otherwise: Callable[[str], Answer | None] = lambda target: None,
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._otherwise = otherwise
        self._tls = tls
        self.routes: dict[str, Answer] = routes or {}
        self.log: list[tuple[float, str, dict[str, str]]] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._closing = False

    def requested(self, target: str) -> int:
        """How often *target* was asked for."""
        return sum(asked == target for _, asked, _ in self.log)

    def __enter__(self) -> Site:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        """One request for each connection."""
        if self._tls:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                return
        with connection:
            try:
                raw = b""
                while b"\r\n\r\n" not in raw:
                    piece = connection.recv(65_536)
                    if not piece:
                        return
                    raw += piece
                lines = raw.decode("latin-1").split("\r\n")
                target = lines[0].split(" ")[1]
                headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
                self.log.append((time.time(), target, {k.lower(): v for k, v in headers.items()}))
                answer = self.routes.get(target) or self._otherwise(target)
                answer = answer or status("404 Not Found")
                answer(connection, headers)
            except OSError:
                return
