"""Servers on loopback that answer as the Wayback Machine and as Common Crawl's index do."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


@dataclass
class Archives:
    """What is kept there: addresses and stamps to pages; records in one file."""

    pages: dict[tuple[str, str], bytes]
    """By stamp and address."""
    file: bytes = b""
    places: list[dict[str, str]] = field(default_factory=list)
    """Lines of Common Crawl's index."""
    faults: dict[str, list[int]] = field(default_factory=dict)
    """By address: statuses that are answered first."""
    page_size: int = 2
    asked: list[str] = field(default_factory=list)
    origin: str = ""

    @property
    def wayback(self) -> str:
        return f"{self.origin}/cdx/search/cdx"

    @property
    def common_crawl(self) -> str:
        return f"{self.origin}/CC-MAIN-2026-10-index"


def _handler(there: Archives) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            there.asked.append(unquote(self.path))
            if parts.path == "/cdx/search/cdx":
                return self._send(200, json.dumps(self._wayback(query)).encode())
            if parts.path.endswith("-index"):
                return self._index(int(query["page"]))
            if parts.path == "/data/x.warc.gz":
                first, last = self.headers["Range"].removeprefix("bytes=").split("-")
                part = there.file[int(first) : int(last) + 1]
                place = {"Content-Range": f"bytes {first}-{last}/{len(there.file)}"}
                return self._send(206, part, place)
            stamp, _, url = self.path.removeprefix("/web/").partition("id_/")
            faults = there.faults.get(url, [])
            if faults:
                return self._send(faults.pop(0), b"", {"Retry-After": "0"})
            body = there.pages.get((stamp, url))
            headers = {"Content-Type": "text/html", "X-Archive-Orig-Server": "old",
                       "Content-Encoding": "gzip"}  # fmt: skip
            return self._send(200 if body is not None else 404, gzip.compress(body or b""), headers)

        def _wayback(self, query: dict[str, str]) -> list[list[str]]:
            start = query["url"].removesuffix("*")
            rows = [
                ["k", stamp, url, "text/html", "200", "D", "9"]
                for stamp, url in sorted(there.pages)
                if start in url
                and query.get("from", "") <= stamp <= query.get("to", "9") + "999999"
            ]
            at = int(query.get("resumeKey", "0"))
            some = rows[at : at + there.page_size]
            end = at + there.page_size
            return [FIELDS, *some] + ([[], [str(end)]] if end < len(rows) else []) if rows else []

        def _index(self, page: int) -> None:
            lines = there.places[page * there.page_size : (page + 1) * there.page_size]
            if not lines:
                return self._send(404, b'{"message": "no captures"}')
            return self._send(200, "\n".join(map(json.dumps, lines)).encode())

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def archives(there: Archives) -> Iterator[Archives]:
    """The running server."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(there))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    there.origin = f"http://127.0.0.1:{http.server_port}"
    try:
        yield there
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
