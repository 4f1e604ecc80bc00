"""Every command that writes ends cleanly when it is told to end, and says what was done."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from crawling import NEWSCLIP, ROOT, newsclip, rows
from warc_samples import page

from archive import Archive

TOLD_AT = """
import importlib, os, signal, sys
module, name = sys.argv.pop(1).rsplit(".", 1)
module = importlib.import_module(module)
call = getattr(module, name)

def told(*values, **named):
    os.kill(os.getpid(), signal.SIGTERM)
    return call(*values, **named)

setattr(module, name, told)
from newsclip.cli import main
main()
"""
"""The program, told to end when it comes to a certain function."""


def told_at(function: str, *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TOLD_AT, function, *map(str, command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Archive(tmp_path / "news.db", write=True) as archive:
        for n in range(4):
            archive.save([visit(article(f"Story {n}"), hours(n), f"{URL}/{n}")])
    return tmp_path / "news.db"


@pytest.mark.parametrize(
    ("function", "command", "told"),
    [
        ("archive.upkeep.forget._delete_rows", ["forget", "example.com", "--yes"], "is remembered"),
        ("archive.reading.articles.load", ["export", "-o", "out.csv"], "nothing was written"),
        ("archive.upkeep.backup._copy", ["backup", "copy"], "no copy was made"),
        ("archive.upkeep.repair._remove_stray", ["check", "--repair"], "Ended by a signal"),
        ("archive.upkeep.merge.merge.copy_runs", ["merge", "other.db", "--into"], "merged so far"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_it_says_so_and_leaves_nothing_half_done(
    path: Path, function: str, command: list[str], told: str
) -> None:
    with Archive(path.with_name("other.db"), write=True) as other:
        other.save([visit(article("Ferry"), url=f"{URL}/ferry")])
    files = ("out.csv", "copy", "other.db")
    given = [path.parent / one if one in files else one for one in command]
    archive = [path] if command[0] == "merge" else ["--archive", path]
    done = told_at(function, *given, *archive)
    assert done.returncode == 143, done.stderr
    assert told in done.stderr
    assert done.stderr.rstrip().endswith("newsclip: Ended by a signal")
    assert "Traceback" not in done.stderr
    kept = sorted(file.name for file in path.parent.iterdir() if not file.name.endswith(".lock"))
    assert kept == ["news.captures.db", "news.db", "other.captures.db", "other.db"]
    if command[0] in ("forget", "check", "merge"):
        assert rows(path, "SELECT ended, exit_code FROM runs") == [("signal", 143)]
        assert "by a signal" in newsclip("runs", "--archive", path).out
        again = newsclip(*given, *archive)
        assert again.code == 0, again.err
        assert newsclip("check", "--archive", path).code == 0


def test_an_import_keeps_and_tells_what_it_read(tmp_path: Path) -> None:
    for n in range(60):
        (tmp_path / f"{n:02}.html").write_bytes(page(n))
    archive = tmp_path / "news.db"
    process = subprocess.Popen(
        [*NEWSCLIP, "import", str(tmp_path), "-", "--archive", str(archive)],
        cwd=ROOT,
        stdin=subprocess.PIPE,  # what never comes keeps the import waiting
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    late = time.monotonic() + 50
    while time.monotonic() < late:
        time.sleep(0.05)
        if archive.exists() and _count(archive) >= 40:
            break
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 143, err
    assert "Ended by a signal: what was read is kept" in err
    assert f"{_count(archive)} new" in out
    assert "Traceback" not in err
    assert rows(archive, "SELECT ended, exit_code FROM runs") == [("signal", 143)]


def _count(archive: Path) -> int:
    try:
        return int(rows(archive, "SELECT count(*) FROM articles")[0][0])
    except Exception:  # it is being made
        return 0


def test_ctrl_c_is_answered_at_once_and_again_it_stops(tmp_path: Path) -> None:
    """A page that does not come would hold up the end of the crawl for ten seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = subprocess.Popen(
            [*NEWSCLIP, "crawl", f"http://127.0.0.1:{silent.getsockname()[1]}/", "--allow-private",
             "--archive", str(tmp_path / "news.db")],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        silent.settimeout(50)
        silent.accept()
        process.send_signal(signal.SIGINT)
        assert process.stderr
        for line in process.stderr:
            if "at most 10 s" in line:
                break
        assert process.poll() is None, "it waits for what is in flight"
        process.send_signal(signal.SIGINT)
        ended = process.wait(60)
        rest = process.stderr.read()
        process.stderr.close()
    # Nothing had come yet: by the second signal the run may have ended by itself.
    assert ended in (-signal.SIGINT, 130)
    assert rest in ("newsclip: Stopped. What was saved is safe\n", "")
    assert "Traceback" not in rest


def test_a_signal_while_the_crawl_closes_leaves_no_thread_behind(tmp_path: Path) -> None:
    """Signals are ours until the reactor has stopped: an exception in it would end nothing."""
    ended = told_at(
        "crawler.extensions.progress.total", "crawl", "http://127.0.0.1:9/",
        "--allow-private", "--archive", tmp_path / "news.db",
    )  # fmt: skip
    assert ended.returncode == 143, ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_page_to_be_added_that_does_not_come(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
        process = subprocess.Popen(
            [*NEWSCLIP, "add", url, "--allow-private", "--archive", str(archive)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        silent.settimeout(50)
        silent.accept()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 143, err
    assert err.splitlines()[0] == "newsclip: Ended by a signal"
    assert "Traceback" not in err
    assert rows(archive, "SELECT ended, exit_code FROM runs") == [("signal", 143)]


@pytest.mark.parametrize(
    "command",
    [["runs"], ["export"], ["check"], ["search", "story"], ["reparse", "--all", "--dry-run"]],
    ids=lambda one: one[0],
)
def test_whoever_reads_has_enough(path: Path, command: list[str]) -> None:
    """Both outputs end in a pipe that nobody reads any more."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed, (path.parent / "err").open("wb") as err:
        subprocess.run(
            [*NEWSCLIP, *command, "--archive", str(path)],
            cwd=ROOT, stdout=closed, stderr=err, timeout=60, check=False,
        )  # fmt: skip
    assert "Traceback" not in (path.parent / "err").read_text()
    assert "Exception ignored" not in (path.parent / "err").read_text()
