"""Runs newsclip as ``python -m newsclip`` does, in copies of a process that has loaded libraries.

Each command is a process of its own: it loads all of newsclip anew, has the arguments, the
environment, the pipes and the exit code that it would have. Only the libraries of others, which
take longer to load than most commands take, are loaded once (a fork server).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LENGTH = struct.Struct("<Q")

_PROGRAM = """
import gc, importlib, json, os, runpy, socket, struct, sys

LIBRARIES = (
    "brotli charset_normalizer click concurrent.futures.process feedparser filelock httpcore httpx "
    "idna lxml.etree msgspec multiprocessing.connection multiprocessing.forkserver protego "
    "py3langid rich.console rich.progress rich.table scrapy.core.downloader.contextfactory "
    "scrapy.core.downloader.handlers.http11 scrapy.crawler scrapy.downloadermiddlewares.retry "
    "scrapy.http scrapy.spidermiddlewares.httperror scrapy.utils.reactor selectolax.lexbor "
    "sqlite_utils tldextract twisted.internet.asyncioreactor twisted.web.client w3lib.url zstandard"
)
for name in LIBRARIES.split():
    importlib.import_module(name)
assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared"
assert not {"newsclip", "crawler", "archive", "parsers"} & set(sys.modules)
gc.freeze()  # copies need not look at what is there already

def take(size):
    taken = b""
    while len(taken) < size:
        piece = server.recv(size - len(taken))
        if not piece:
            sys.exit()
        taken += piece
    return taken

server = socket.socket(fileno=int(sys.argv[1]))
while True:
    head, pipes, _, _ = socket.recv_fds(server, 8, 2)
    if not head:
        sys.exit()
    order = json.loads(take(*struct.unpack("<Q", head + take(8 - len(head)))))
    child = os.fork()
    if child == 0:
        break
    for pipe in pipes:
        os.close(pipe)
    server.sendall(b"%d\\n" % child)
    _, status = os.waitpid(child, 0)
    server.sendall(b"%d\\n" % os.waitstatus_to_exitcode(status))

server.close()
for number, pipe in enumerate((os.open(os.devnull, os.O_RDONLY), *pipes)):
    os.dup2(pipe, number)
    os.close(pipe)
sys.stdin = open(0, closefd=False)
sys.stdout = open(1, "w", closefd=False)
sys.stderr = open(2, "w", errors="backslashreplace", buffering=1, closefd=False)
os.chdir(order["cwd"])
os.environ.clear()
os.environ.update(order["environment"])
sys.argv = ["newsclip", *order["words"]]
runpy.run_module("newsclip", run_name="__main__", alter_sys=True)
"""


class CommandServer:
    """A process that has loaded the libraries, and copies itself for each command."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(other.fileno())],
                cwd=ROOT,
                pass_fds=[other.fileno()],
            )
        self._answers = self._socket.makefile("rb")

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one command. One that takes longer than *timeout* seconds is ended, with
        ``TimeoutExpired``."""
        until = time.monotonic() + timeout
        pipes = [os.pipe(), os.pipe()]
        told = {"words": words, "environment": dict(environment), "cwd": str(ROOT)}
        order = json.dumps(told).encode()
        head = _LENGTH.pack(len(order))
        sent = socket.send_fds(self._socket, [head], [into for _, into in pipes])
        self._socket.sendall(head[sent:] + order)
        for _, into in pipes:
            os.close(into)
        child = int(self._answers.readline())
        written = {out: b"" for out, _ in pipes}
        with selectors.DefaultSelector() as ready:
            for out in written:
                ready.register(out, selectors.EVENT_READ)
            while ready.get_map():
                for key, _ in ready.select(max(until - time.monotonic(), 0)):
                    piece = os.read(key.fd, 1 << 16)
                    written[key.fd] += piece
                    if not piece:
                        ready.unregister(key.fd)
                        os.close(key.fd)
                if ready.get_map() and time.monotonic() >= until:
                    for out in ready.get_map():
                        os.close(out)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                    self._answers.readline()
                    raise subprocess.TimeoutExpired(list(words), timeout)
        code = int(self._answers.readline())
        return subprocess.CompletedProcess(list(words), code, *written.values())


_servers = threading.local()


def run(*words: str, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run newsclip with *words*, from the root of the sources."""
    if not hasattr(_servers, "one"):
        _servers.one = CommandServer()
    return _servers.one.run(words, os.environ, timeout)
