"""A server on loopback that answers as Common Crawl's does, with its news and its faults."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class CommonCrawl:
    """What the server has, what goes wrong, and what it was asked for."""

    months: dict[str, dict[str, bytes]]
    """``2026/03`` to names of files and their bytes."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    """By name of a file, one for each request: ``busy``, ``error``, ``cut``, ``whole`` (it knows
    no ranges); then it answers well."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Names of files and the ranges of them."""
    base: str = ""
    open_at_once: int = 0
    most_at_once: int = 0


def _handler(server: CommonCrawl) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                server.open_at_once += 1
                server.most_at_once = max(server.most_at_once, server.open_at_once)
            try:
                self._answer()
            finally:
                with lock:
                    server.open_at_once -= 1

        def _answer(self) -> None:
            _, _, rest = self.path.partition("/crawl-data/CC-NEWS/")
            month, _, name = rest.rpartition("/")
            files = server.months.get(month)
            if files is None or (name != "warc.paths.gz" and name not in files):
                return self._send(404, b"")
            if name == "warc.paths.gz":
                listed = "".join(f"crawl-data/CC-NEWS/{month}/{one}\n" for one in files)
                return self._send(200, gzip.compress(listed.encode()))
            data, asked = files[name], self.headers.get("Range")
            with lock:
                server.asked.append((name, asked))
                faults = server.faults.get(name, [])
                fault = faults.pop(0) if faults else ""
            if fault in ("busy", "error"):
                return self._send(503 if fault == "busy" else 500, b"", {"Retry-After": "0"})
            start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
            headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
            if start >= len(data):
                return self._send(416, b"")
            if fault == "whole" or not asked:
                start, headers = 0, {}
            body = data[start:]
            cut = len(body) // 2 if fault == "cut" else len(body)
            self._send(206 if headers else 200, body, headers, cut)
            return None

        def _send(
            self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: int = -1
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if cut < 0 else body[:cut])
            if 0 <= cut < len(body):
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def common_crawl(months: dict[str, dict[str, bytes]]) -> Iterator[CommonCrawl]:
    """The running server; its address is :attr:`CommonCrawl.base`."""
    server = CommonCrawl(months)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    server.base = f"http://127.0.0.1:{http.server_port}/"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
