"""What runs inside a Dask worker: it starts a process for one part and looks after it."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import parsers
from newsclip.cluster.work_parts import GRACE, Part

HEARTBEAT = 5.0
"""Seconds between two signs of life of whoever ordered the work."""
SILENCE = 60.0
"""Seconds without a sign of life after which nobody waits any more."""
LOCKED_SECONDS = 90.0
"""How long a part waits for an earlier attempt at it to let go of its file."""
_LOOK = 0.5


def about(folder: str) -> dict[str, Any]:
    """What is to be known of the machine before it is given work."""
    return {"parser": parsers.VERSION, "sees_folder": os.access(folder, os.W_OK)}


def carry_out(part: Part, alive: Path, parser: str) -> tuple[str, Any]:
    """Do *part* in a process of its own, as long as the file *alive* is there and fresh.

    Gives ``("done", result)`` or ``("failed", why)``.
    """
    if parser != parsers.VERSION:
        return "failed", f"a worker has {parsers.VERSION} installed, this machine {parser}"
    until = time.monotonic() + LOCKED_SECONDS
    kind, result = "failed", "nobody waits for it any more"
    while alive.exists():  # parts that were queued when it went are not begun
        kind, result = _once(part, alive)
        if kind != "locked" or time.monotonic() > until:
            break
        time.sleep(1)
    return ("failed" if kind == "locked" else kind), result


def _once(part: Part, alive: Path) -> tuple[str, Any]:
    command = [sys.executable, "-m", "newsclip.cluster.child"]
    # A group of its own: Ctrl-C at a terminal reaches whoever ordered the work, and nobody else.
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert child.stdin
    assert child.stdout
    try:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(pickle.dumps(part, pickle.HIGHEST_PROTOCOL))
            child.stdin.flush()
        answer = bytearray()
        watch = _Watch(alive)
        told_at: float | None = None
        while True:
            if select.select([child.stdout], [], [], _LOOK)[0]:
                piece = os.read(child.stdout.fileno(), 1 << 20)
                if not piece:
                    break
                answer += piece
            if told_at is None and not watch.goes_on():
                told_at = time.monotonic()
                child.terminate()
            if told_at is not None and time.monotonic() - told_at > GRACE:
                break
    finally:
        child.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(1)
        child.kill()
        child.stdout.close()
        child.wait()
    if not answer:
        return "failed", f"its process ended with {child.returncode} in the middle of the work"
    kind, result = pickle.loads(bytes(answer))
    return kind, result


class _Watch:
    """Whether whoever ordered the work still waits for it: their file is there and touched."""

    def __init__(self, alive: Path) -> None:
        self._alive = alive
        self._stamp = 0
        self._since = time.monotonic()

    def goes_on(self) -> bool:
        try:
            stamp = self._alive.stat().st_mtime_ns
        except OSError:
            return False
        now = time.monotonic()
        if stamp != self._stamp:  # told by change alone: clocks of machines differ
            self._stamp, self._since = stamp, now
        return now - self._since < SILENCE
