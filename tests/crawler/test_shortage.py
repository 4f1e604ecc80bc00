"""A system that has no more files, processes or memory to give: a line, an end, no lock held."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import NEWSCLIP, ROOT, newsclip, rows
from warc_samples import page

import crawler.workers.pool
from crawler.errors import NoWorkers
from crawler.workers.pool import Workers, _Worker

UNCHECKED = (
    "import crawler.workers.shortage as s; s.FEWEST_FILES = 0\n"
    "from newsclip.cli import main; main()"
)
"""The program as if nobody had looked beforehand how many files it may open."""


def with_files(count: int, *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count)),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_bytes(page(1))
    return tmp_path / "a.html"


@pytest.mark.parametrize("command", ["import", "crawl"])
def test_too_few_files_are_said_before_anything_is_begun(file: Path, command: str) -> None:
    archive = file.parent / "news.db"
    what = file if command == "import" else "http://a.example"
    done = with_files(40, *NEWSCLIP, command, what, "--archive", archive)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("newsclip: only 40 files may be open at a time")
    assert "ulimit -n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not archive.exists()


@pytest.mark.parametrize("count", [20, 24])
def test_an_import_that_can_start_no_worker_ends(file: Path, count: int) -> None:
    archive = file.parent / "news.db"
    words = ("-c", UNCHECKED, "import", file, "--archive", archive)
    done = with_files(count, sys.executable, *words)
    assert done.returncode == 1, done.stderr
    assert "Too many open files" in done.stderr.splitlines()[-1]
    assert "ulimit -n" in done.stderr
    assert newsclip("import", file, "--archive", archive).code == 0, "the lock is free"
    assert rows(archive, "SELECT exit_code FROM runs") == [(1,), (0,)]


def test_a_soft_limit_is_raised_as_far_as_the_system_lets(file: Path) -> None:
    done = subprocess.run(
        [*NEWSCLIP, "import", str(file), "--archive", str(file.parent / "news.db")],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 4096)),
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("number", [errno.ENOMEM, errno.EAGAIN])
def test_no_memory_for_a_new_worker(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """While there is one worker, it does the work of all; with none left nobody waits."""
    monkeypatch.setattr(crawler.workers.pool, "_PAUSE", 0.01)
    start, started = _Worker._start, []

    def only_one(worker: _Worker) -> None:
        started.append(worker)
        if len(started) > 1:
            raise OSError(number, os.strerror(number))
        start(worker)

    monkeypatch.setattr(_Worker, "_start", only_one)
    with Workers(3) as workers:
        pids = {workers.submit(os.getpid).result(timeout=30) for _ in range(8)}
        assert len(pids) == 1
        assert workers.submit(os._exit, 3).exception(timeout=30)  # and now there is none
        for _ in range(3):
            error = workers.submit(os.getpid).exception(timeout=30)
            assert isinstance(error, NoWorkers)
            assert os.strerror(number) in str(error)


def test_a_worker_that_dies_while_it_starts_is_no_fault_of_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crawler.workers.pool, "_PAUSE", 0.01)
    monkeypatch.setattr(crawler.workers.pool, "serve", os._exit)
    with Workers(1) as workers:
        error = workers.submit(os.getpid).exception(timeout=30)
    assert isinstance(error, NoWorkers)
    assert "while it was starting" in str(error)
