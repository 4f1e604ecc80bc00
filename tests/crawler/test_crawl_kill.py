"""A crawl that is killed, or told to end, loses nothing it reported and goes on from there."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from crawling import NEWSCLIP, ROOT, crawl, rows
from misbehaving import Site, page, story
from newsroom.server import Newsroom

_OPTIONS = ("--allow-private", "--delay", "0.02", "--format", "jsonl")


def start(archive: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*NEWSCLIP, "crawl", url, "--archive", str(archive), *_OPTIONS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_requests(newsroom: Newsroom, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(newsroom.log) < count and time.monotonic() < deadline:
        time.sleep(0.01)


def contents(archive: Path, url: str) -> list[tuple[str, str, str]]:
    query = "SELECT replace(url_key, ?, ''), headline, body FROM articles ORDER BY 1"
    found = rows(archive, query, url.removeprefix("http://"))
    return [(key, headline, body.replace(url, "")) for key, headline, body in found]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    archive = tmp_path_factory.mktemp("undisturbed") / "news.db"
    with Newsroom() as newsroom:
        assert crawl(archive, newsroom.url).code == 0
        return [
            (key, head, body.replace(newsroom.url, ""))
            for key, head, body in contents(archive, newsroom.url)
        ]


@pytest.mark.parametrize("seed", range(3))
def test_kill_at_any_moment_then_go_on(
    tmp_path: Path, seed: int, undisturbed: list[tuple[str, str, str]]
) -> None:
    chance = random.Random(seed)
    archive = tmp_path / "news.db"
    with Newsroom() as newsroom:
        for _ in range(2):
            process = start(archive, newsroom.url)
            wait_for_requests(newsroom, len(newsroom.log) + chance.randint(1, 25))
            time.sleep(chance.random() * 0.3)
            process.kill()
            process.communicate()
            if archive.exists():
                assert rows(archive, "PRAGMA integrity_check") == [("ok",)]
        done = crawl(archive, newsroom.url)
        assert done.code == 0, done.err
        url = newsroom.url
        times = Counter(request.path for request in newsroom.log if request.status == 200)
    got = contents(archive, url)
    assert got == undisturbed
    assert rows(archive.with_suffix(".captures.db"), "PRAGMA integrity_check") == [("ok",)]
    saved = rows(archive, "SELECT count(*) FROM visits WHERE outcome = 'new'")
    assert saved == [(len(got),)]
    assert max(times.values()) <= 3  # robots.txt, the home page: once a run


def test_sigterm_saves_what_is_in_flight(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with Newsroom() as newsroom:
        process = start(archive, newsroom.url)
        wait_for_requests(newsroom, 15)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 143, err
    assert '"site": "all"' in out
    assert rows(archive, "SELECT finished_at > '', ended, exit_code FROM runs") == [
        (1, "signal", 143)
    ]
    articles = rows(archive, "SELECT count(*) FROM articles")[0][0]
    assert f'"new": {articles}' in out


def test_a_full_disk_is_said_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """No file may grow past a limit, which is how a full disk looks to one who writes."""
    archive = tmp_path / "news.db"
    chance = random.Random(1)
    paths = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(30)]
    links = "".join(f"<a href='{path}'>A story of the harbour and its boats</a>" for path in paths)
    routes = {"/": page(f"<html>{links}</html>".encode())}
    for path in paths:
        noise = f"<script>{chance.randbytes(30_000).hex()}</script>"
        routes[path] = page(story(path, extra=noise))
    with Site(routes) as site:
        most = 700_000
        full = subprocess.run(
            [*NEWSCLIP, "crawl", site.url, "--archive", str(archive), *_OPTIONS],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        assert full.returncode == 1
        assert "could not be written" in full.stderr
        assert "Traceback" not in full.stderr
        before = rows(archive, "SELECT count(*) FROM visits WHERE outcome = 'new'")
        assert rows(archive, "PRAGMA integrity_check") == [("ok",)]
        done = crawl(archive, site.url)
    assert done.code == 0, done.err
    assert before[0][0] < len(paths)
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(paths),)]
    assert rows(archive.with_suffix(".captures.db"), "PRAGMA integrity_check") == [("ok",)]
