"""A Dask cluster of separate processes on loopback, whose workers can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Machines:
    """A scheduler and its workers, each a process of its own."""

    file: Path
    scheduler: subprocess.Popen[bytes] | None = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *command: str, path: Path | None = None) -> subprocess.Popen[bytes]:
        """Run a command of Dask's; what is in the folder *path* is imported before all else."""
        folders = [*([str(path)] if path else []), str(ROOT)]
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=self.file.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def start_scheduler(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.file.unlink()
        process = self.start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(self.file),
        )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError, KeyError):
                if json.loads(self.file.read_text())["address"]:
                    self.scheduler = process
                    return
            time.sleep(0.05)
        raise TimeoutError("the scheduler did not start")

    def start_worker(self, path: Path | None = None) -> subprocess.Popen[bytes]:
        process = self.start(
            "worker", "--scheduler-file", str(self.file), "--host", "127.0.0.1", "--no-nanny",
            "--nthreads", "1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0", path=path,
        )  # fmt: skip
        self.workers.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        assert process
        process.send_signal(signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def machines(folder: Path, workers: int = 2) -> Iterator[Machines]:
    """A cluster; all of its processes end with the block."""
    cluster = Machines(folder / "scheduler.json")
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            if process.poll() is None:
                process.terminate()
        for process in cluster.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def children(pid: int) -> list[int]:
    """The processes that *pid* started to do parts."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and b"newsclip.cluster.child" in command:
            found.append(int(status.parent.name))
    return found


def wait_for_a_busy_worker(pids: list[int]) -> int:
    until = time.monotonic() + 150
    while time.monotonic() < until:
        for pid in pids:
            if children(pid):
                return pid
        time.sleep(0.02)
    raise TimeoutError("no worker was given anything to do")
