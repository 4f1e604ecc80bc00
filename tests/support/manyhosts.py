"""Any number of small sites on loopback, and how politely each was asked."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLES = 4
"""How many stories a site has."""

Asked = tuple[str, str, float, float]
"""Host, path, and when the request came and was answered (seconds)."""


def page(number: int) -> bytes:
    number += 1_000  # a short story of the number 404 would look like an error page
    story = "".join(
        f"<p>The {number}th clock of the town was wound on line {n}, and then it ran on.</p>"
        for n in range(8)
    )
    return f"<html lang=en><article><h1>Clock {number} ran on</h1>{story}</article>".encode()


class _Sites(BaseHTTPRequestHandler):
    """Sites told apart by the loopback address they are asked at."""

    log: list[Asked]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        started = time.monotonic()
        host = self.headers["Host"]
        if self.path == "/":
            links = "".join(
                f"<li><a href='/2026/11/01/story-{n}'>The story of number {n}</a>"
                for n in range(ARTICLES)
            )
            body = f"<html><title>{host}</title><ul>{links}</ul></html>".encode()
        elif self.path.startswith("/2026/"):
            number = int(self.path.rpartition("-")[2]) + 10 * int(host.split(":")[0].split(".")[3])
            body = page(number)
        else:
            body = b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        # Before it goes out: once it has, others may go on while this thread waits for its turn.
        answered = time.monotonic()
        self.end_headers()
        self.wfile.write(body)
        self.log.append((host, self.path, started, answered))

    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def many_hosts(count: int) -> Iterator[tuple[list[str], list[Asked]]]:
    """The home pages of *count* sites, and what they are asked for as it happens."""
    log: list[Asked] = []
    server = ThreadingHTTPServer(("0.0.0.0", 0), type("Handler", (_Sites,), {"log": log}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield [f"http://127.0.0.{n}:{server.server_port}/" for n in range(1, count + 1)], log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pauses(log: list[Asked]) -> dict[str, float]:
    """Each host's shortest pause (seconds) from the end of one request to the start of the next."""
    hosts = defaultdict(list)
    for host, _, started, ended in log:
        hosts[host].append((started, ended))
    return {
        host: min(
            after[0] - before[1]
            for before, after in zip(sorted(times), sorted(times)[1:], strict=False)
        )
        for host, times in hosts.items()
    }
