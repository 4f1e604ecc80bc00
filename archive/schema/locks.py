"""One run at a time: the archive's lock, and who holds it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from archive.errors import ArchiveLocked
from archive.schema.paths import lock_file


@contextmanager
def run_lock(path: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock of the archive at *path*; wait up to *wait* seconds for it.

    The operating system gives it back when the holder dies, however it dies.
    Raises :class:`ArchiveLocked` when another process (or thread) holds it.
    """
    file = lock_file(path)
    lock = FileLock(file, timeout=wait, thread_local=False)
    try:
        lock.acquire(poll_interval=0.1)
    except Timeout:
        raise ArchiveLocked(path, _holder(file)) from None
    try:
        file.with_suffix(".holder").write_text(f"process {os.getpid()} on {socket.gethostname()}")
        yield
    finally:
        file.with_suffix(".holder").unlink(missing_ok=True)
        lock.release()


def process_mark() -> str:
    """What identifies this process, also against a later one with the same number."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def is_running(mark: str | None) -> bool:
    """Whether the process of *mark* still runs; one of another machine is assumed to."""
    host, pid, started = (mark or "? 0 ?").rsplit(" ", 2)
    if host != socket.gethostname():
        return host != "?"
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        pass
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """When the process began, in ticks since boot; ``-`` where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "-"


def _holder(file: Path) -> str | None:
    try:
        return file.with_suffix(".holder").read_text() or None
    except OSError:
        return None
