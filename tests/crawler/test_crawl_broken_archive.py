"""An archive that is locked or torn: said, survived, and taken up again by the next crawl."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from crawling import NEWSCLIP, ROOT, Done, crawl, newsclip, rows
from misbehaving import Site, page, story

from newsclip.cli import main

Kept = dict[str, tuple[str, str]]
CutOff = tuple[Site, Path, Kept]
_OPTIONS = ("--allow-private", "--delay", "0.02", "--format", "jsonl")
_IMPATIENT = """
import sys
import archive.schema.database, crawler.pipelines.writer
archive.schema.database.BUSY_SECONDS = 0.2
crawler.pipelines.writer.LOCKED_SECONDS = float(sys.argv.pop(1))
from newsclip.cli import main
main()
"""


def newsroom(count: int) -> Site:
    """A home page and *count* articles."""
    paths = [f"/news/2026/11/20/boats-wait-for-the-tide-{n}" for n in range(count)]
    links = "".join(f"<a href='{path}'>A story of the harbour and its boats</a>" for path in paths)
    chance = random.Random(1)
    routes = {"/": page(f"<html>{links}</html>".encode())}
    for path in paths:
        routes[path] = page(story(path, extra=f"<script>{chance.randbytes(3000).hex()}</script>"))
    return Site(routes)


def start(archive: Path, url: str, patience: float = 180) -> subprocess.Popen[str]:
    """A crawl that waits *patience* seconds for another program."""
    return subprocess.Popen(
        [sys.executable, "-c", _IMPATIENT, str(patience), "crawl", url, "--archive", str(archive),
         *_OPTIONS],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> Done:
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    return Done(process.returncode, out, err)


def first_story(site: Site, process: subprocess.Popen[str]) -> None:
    """Wait until an article was asked for."""
    while process.poll() is None and not any("/news/" in path for _, path, _ in site.log):
        time.sleep(0.01)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.mark.parametrize("file", ["news.db", "news.captures.db"])
def test_locked_for_longer_than_a_crawl_waits(archive: Path, file: str) -> None:
    with newsroom(25) as site:
        process = start(archive, site.url, 0.5)
        first_story(site, process)
        with closing(sqlite3.connect(archive.with_name(file), isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 20000")
            other.execute("BEGIN IMMEDIATE")
            stopped = ended(process)
        assert stopped.code == 1
        assert "another program kept it locked" in stopped.err
        assert "the same command goes on" in stopped.err
        reported = rows(archive, "SELECT count(*) FROM visits WHERE outcome = 'new'")
        assert rows(archive, "SELECT count(*) FROM articles") == reported
        done = crawl(archive, site.url)
    assert done.code == 0, done.err
    assert rows(archive, "SELECT count(*) FROM articles") == [(25,)]
    assert newsclip("check", "--all", "--quiet", "--archive", archive).code == 0


def test_locked_for_a_moment_costs_nothing(archive: Path) -> None:
    with newsroom(8) as site:
        process = start(archive, site.url)
        first_story(site, process)
        with closing(sqlite3.connect(archive, isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 20000")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(2.5)
            other.execute("COMMIT")
        assert ended(process).code == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(8,)]


def test_told_to_end_while_another_program_holds_the_archive(archive: Path) -> None:
    """The crawl itself would wait three minutes; SIGTERM is obeyed all the same."""
    with newsroom(25) as site:
        process = start(archive, site.url)
        first_story(site, process)
        with closing(sqlite3.connect(archive, isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 20000")
            other.execute("BEGIN IMMEDIATE")
            process.send_signal(signal.SIGTERM)
            stopped = ended(process)
        assert stopped.code == 1
        assert "another program kept it locked" in stopped.err
        assert crawl(archive, site.url).code == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(25,)]


def test_locked_from_the_start(archive: Path) -> None:
    with newsroom(2) as site:
        assert crawl(archive, site.url).code == 0
        with closing(sqlite3.connect(archive, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            stopped = ended(start(archive, site.url, 0.5))
    assert stopped.code == 75
    assert "another program keeps this archive locked" in stopped.err


def kept(archive: Path) -> Kept:
    found = rows(archive, "SELECT url, headline, body FROM articles")
    return {url: (headline, body) for url, headline, body in found}


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CutOff]:
    """A site, and the folder of a crawl of it that was killed: its logs are not empty."""
    folder = tmp_path_factory.mktemp("cut")
    with newsroom(40) as site:
        process = subprocess.Popen(
            [*NEWSCLIP, "crawl", site.url, "--archive", str(folder / "news.db"), *_OPTIONS],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while process.poll() is None and len(site.log) < 30:
            time.sleep(0.01)
        process.kill()
        process.wait()
        looked_at = tmp_path_factory.mktemp("before")  # to look is to bring the logs in
        shutil.copytree(folder, looked_at, dirs_exist_ok=True)
        yield site, folder, kept(looked_at / "news.db")


@pytest.mark.parametrize("seed", range(4))
def test_a_power_cut_tears_the_logs(tmp_path: Path, cut_off: CutOff, seed: int) -> None:
    """SQLite takes what is whole of them; what is lost is told, and fetched again."""
    site, folder, before = cut_off
    chance = random.Random(seed)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    archive = tmp_path / "news.db"
    torn = ("news.db-wal", "news.captures.db-wal")[seed % 2 : seed // 2 + 1] or ("news.db-wal",)
    for name in torn:
        # Not before the tables are there: a file without them is no archive yet.
        size = (tmp_path / name).stat().st_size
        os.truncate(tmp_path / name, chance.randrange(size // 2, size))
    left = kept(archive)
    assert left.items() <= before.items()
    checked = newsclip("check", "--all", "--archive", archive)
    assert "Traceback" not in checked.err
    if "news.captures.db-wal" in torn:
        assert checked.code == int("named and not there" in checked.out)
        if checked.code:
            assert newsclip("check", "--repair", "--archive", archive).code == 0
    elif len(left) < len(before):
        assert "no visit: a crash" in checked.err
        assert "newsclip reparse" in checked.err
    done = crawl(archive, site.url)
    assert done.code == 0, done.err
    assert len(kept(archive)) == 40
    assert before.items() <= kept(archive).items()
    last = newsclip("check", "--all", "--archive", archive)
    assert last.code == 0, last.out


def test_pages_of_which_nothing_is_told_can_be_read_again(tmp_path: Path, cut_off: CutOff) -> None:
    _, folder, before = cut_off
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    archive = tmp_path / "news.db"
    os.truncate(tmp_path / "news.db-wal", (tmp_path / "news.db-wal").stat().st_size * 6 // 10)
    assert len(kept(archive)) < len(before)
    assert newsclip("reparse", "--quiet", "--archive", archive).code == 0
    assert before.items() <= kept(archive).items()
    assert "no visit" not in newsclip("check", "--archive", archive).err


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    with newsroom(40) as site:
        assert crawl(folder / "news.db", site.url).code == 0
    return folder


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["news.db", "news.captures.db"])
def test_a_torn_file_is_named_with_what_to_do(
    tmp_path: Path, whole: Path, name: str, seed: int
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    archive, torn = tmp_path / "news.db", tmp_path / name
    os.truncate(torn, random.Random(seed).randrange(1, torn.stat().st_size))

    def run(*words: str) -> Result:
        done = CliRunner().invoke(main, [*words, "--archive", str(archive)])
        assert isinstance(done.exception, SystemExit | None), (words, done.exception)
        return done

    checked = run("check")
    assert checked.exit_code in (1, 2)
    assert name in checked.output
    assert "backup" in checked.stderr
    repaired = run("check", "--repair")
    assert repaired.exit_code == 2
    assert "backup" in repaired.stderr
    run("search", "harbour")
    run("reparse", "--all", "--quiet")
    run("add", "http://127.0.0.1:1/", "--allow-private")
    if seed == 0:
        crawled = crawl(archive, "http://127.0.0.1:1/")
        assert crawled.code in (1, 2)
        assert "Traceback" not in crawled.err
    if name == "news.captures.db":
        for file in tmp_path.glob("news.captures.db*"):
            file.rename(file.with_name(f"away-{file.name}"))
        assert run("check", "--repair").exit_code == 0
        assert len(kept(archive)) == 40
