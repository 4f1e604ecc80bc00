"""Runs newsclip as ``python -m newsclip`` does, in copies of a process that has loaded it.

Each command is a process of its own, with the arguments, the environment, the pipes and the exit
code that it would have. Only loading, which takes longer than most commands take, is done once (a
fork server). So too for the process that workers are forked from, which a crawl starts: it is a
copy made before the command begins, and waits until it is asked for. Tests of signals, of kills,
of schedules and of clusters start ``python -m newsclip`` itself.
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

_PROGRAM = Path(__file__).with_name("command_server.py")


class CommandServer:
    """A process that has loaded newsclip, and copies itself for each command."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, str(_PROGRAM), str(other.fileno())],
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
                    raise subprocess.TimeoutExpired(list(words), timeout)
        code = int(self._answers.readline())
        return subprocess.CompletedProcess(list(words), code, *written.values())

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        self._socket.close()


_servers = threading.local()


def run(*words: str, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run newsclip with *words*, from the root of the sources."""
    if not hasattr(_servers, "one"):
        _servers.one = CommandServer()
    try:
        return _servers.one.run(words, os.environ, timeout)
    except BaseException:  # what it answers later belongs to this command and to no other
        _servers.one.close()
        del _servers.one
        raise
