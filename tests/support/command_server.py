"""The process that :mod:`commands` copies for each command: ``command_server.py SOCKET``.

It has loaded newsclip and waits for orders on the socket with that number: a command's words and
environment, and the two pipes it writes to. It answers with the process id, then the exit code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import socket
import struct
import sys
from multiprocessing import util
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LENGTH = struct.Struct("<Q")
LIBRARIES = (
    "concurrent.futures.process multiprocessing.forkserver rich.progress rich.table "
    "scrapy.downloadermiddlewares.retry scrapy.spidermiddlewares.httperror "
    "twisted.internet.asyncioreactor twisted.web.client"
)
"""What commands load while they run."""
LEFT = (
    "archive.reading.export.parquet",  # begins threads
    "newsclip.__main__",
    "newsclip.browse",
    "newsclip.cluster",
)
"""What no copy begins with."""
WITH_WORKERS = {"add", "crawl", "import", "reparse", "sites"}
"""Commands that read pages in processes of their own."""


def main() -> None:
    sys.path[0] = str(ROOT)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for room in ("parsers", "archive", "crawler", "newsclip"):
        load(importlib.import_module(room))
    for name in LIBRARIES.split():
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared"
    if sys.platform == "linux":
        assert len(os.listdir("/proc/self/task")) == 1, "what has threads cannot be copied"  # noqa: PTH208
    gc.freeze()  # copies need not look at what is there already
    server = socket.socket(fileno=int(sys.argv[1]))
    order, pipes = wait_for_an_order(server)
    server.close()
    run(order, pipes)


def load(package: ModuleType) -> None:
    """Import all that is below *package*."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not module.name.startswith(LEFT):
            loaded = importlib.import_module(module.name)
            if module.ispkg:
                load(loaded)


def wait_for_an_order(server: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Serve for ever; each copy comes back with its order."""
    while True:
        head, pipes, _, _ = socket.recv_fds(server, LENGTH.size, 2)
        if not head:
            sys.exit()
        head += _take(server, LENGTH.size - len(head))
        order: dict[str, Any] = json.loads(_take(server, *LENGTH.unpack(head)))
        child = os.fork()
        if child == 0:
            return order, pipes
        for pipe in pipes:
            os.close(pipe)
        server.sendall(b"%d\n" % child)
        _, status = os.waitpid(child, 0)
        server.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _take(server: socket.socket, size: int) -> bytes:
    taken = b""
    while len(taken) < size:
        piece = server.recv(size - len(taken))
        if not piece:
            sys.exit()
        taken += piece
    return taken


def run(order: dict[str, Any], pipes: list[int]) -> None:
    """Be ``python -m newsclip``."""
    for number, pipe in enumerate((os.open(os.devnull, os.O_RDONLY), *pipes)):
        os.dup2(pipe, number)
        os.close(pipe)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    words = order["words"]
    if WITH_WORKERS.intersection(words[:1]):
        fork_forkserver()
    sys.argv = ["newsclip", *words]
    runpy.run_module("newsclip", run_name="__main__", alter_sys=True)


def fork_forkserver() -> None:
    """Make what workers are forked from, where multiprocessing would start and load it.

    The copy is made before the command has threads, and waits until it is asked for.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        _be_forkserver(theirs)
    theirs.close()
    start = util.spawnv_passfds

    def started(path: bytes, args: list[str], files: list[int]) -> int:
        if "multiprocessing.forkserver" not in args[-1]:
            return start(path, args, files)
        util.spawnv_passfds = start
        with ours:
            socket.send_fds(ours, [json.dumps([args[-1], *files]).encode()], files)
        return child

    util.spawnv_passfds = started


def _be_forkserver(orders: socket.socket) -> None:
    told, files, _, _ = socket.recv_fds(orders, 1 << 16, 2)
    orders.close()
    try:
        if told:
            code, *numbers = json.loads(told)
            kept = [os.dup2(file, 100 + n) for n, file in enumerate(files)]
            os.closerange(3, 100)
            for file, number in zip(kept, numbers, strict=True):
                os.dup2(file, number)
                os.close(file)
            sys.argv = ["-c"]
            exec(code, {"__name__": "__main__"})
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
