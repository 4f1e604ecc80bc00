"""Places that cannot be read, written or worked in: one line says so, and what to do."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawling import NEWSCLIP, ROOT, Done, newsclip, rows
from warc_samples import archive_of_one_page, page

from newsclip.cli import COMMANDS, main

ARGUMENTS = {
    "crawl": ["https://a.example"],
    "add": ["https://a.example/1"],
    "import": [str(ROOT / "README.md")],
    "show": ["1"],
    "diff": ["1"],
    "export": [],
    "search": ["clock"],
    "backup": ["copy"],
    "forget": ["a.example", "--yes"],
}
README = ROOT / "README.md"
WITH_ARCHIVE = [
    name for commands in COMMANDS.values() for name in commands if name not in ("parse", "merge")
]


def limited(setup: Callable[[], Any], *args: object, **options: Any) -> Done:
    """The command, after *setup* in its process."""
    done = subprocess.run(
        [*NEWSCLIP, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=90,
        preexec_fn=setup,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("command", WITH_ARCHIVE)
def test_an_empty_name_is_no_archive(command: str) -> None:
    done = CliRunner().invoke(main, [command, *ARGUMENTS.get(command, []), "--archive", ""])
    assert done.exit_code == 2, done.output
    assert "it is empty. Name the archive's file, such as news.db." in done.output


def test_an_empty_name_is_nothing_to_merge_into(tmp_path: Path) -> None:
    archive_of_one_page(tmp_path / "news.db")
    done = CliRunner().invoke(main, ["merge", str(tmp_path / "news.db"), "--into", ""])
    assert done.exit_code == 2
    assert "it is empty" in done.output


def test_a_pipe_is_no_list_of_sites(tmp_path: Path) -> None:
    """Nobody writes into it: whoever reads it waits for ever."""
    pipe = tmp_path / "sites.toml"
    os.mkfifo(pipe)
    for words in (["sites", "--check", pipe], ["crawl", pipe, "--archive", tmp_path / "news.db"]):
        done = CliRunner().invoke(main, list(map(str, words)))
        assert (done.exit_code, "it is no file" in done.output) == (2, True), done.output


def test_only_what_ends_is_imported(tmp_path: Path) -> None:
    pipe, archive = tmp_path / "pipe", tmp_path / "news.db"
    os.mkfifo(pipe)
    link = tmp_path / "link.html"
    link.symlink_to(pipe)
    places = [pipe, link, Path("/dev/zero")]
    places += [Path("/proc/self/environ")] * Path("/proc/self/environ").exists()
    for place in places:
        done = CliRunner().invoke(main, ["import", str(place), "--archive", str(archive)])
        assert done.exit_code == 2, done.output
        assert "read from standard input: newsclip import - < FILE" in done.output
    assert not archive.exists()
    (tmp_path / "page.html").write_bytes(page(1))
    done = CliRunner().invoke(main, ["import", str(tmp_path), "--archive", str(archive)])
    assert done.exit_code == 0, done.output
    assert rows(archive, "SELECT count(*) FROM articles") == [(1,)]


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    def leave() -> None:
        folder = tmp_path / "gone"
        folder.mkdir()
        os.chdir(folder)
        folder.rmdir()

    done = limited(leave, "import", "page.html")
    assert done.code == 2
    assert done.err == (
        "newsclip: the folder you are in was removed, or is not yours. Change to another one: cd\n"
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of the superuser, whom no mode of a file keeps out."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_copy_with_its_log_in_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    archive, copy = tmp_path / "news.db", tmp_path / "copy"
    archive_of_one_page(archive)
    copy.mkdir()
    with closing(sqlite3.connect(archive)) as held:
        held.execute("UPDATE articles SET section = 'tides'")
        held.commit()
        for name in ("news.db", "news.db-wal", "news.captures.db"):
            shutil.copy(tmp_path / name, copy / name)
    for place in (tmp_path, *list(tmp_path.parents)[:3]):
        place.chmod(0o755)
    for command in (["search", "clock"], ["show", "1"], ["runs"]):
        there = ["--archive", str(archive)]
        assert CliRunner().invoke(main, [*command, *there]).exit_code == 0  # all is imported
        copy.chmod(0o555)
        with as_nobody():
            done = CliRunner().invoke(main, [*command, "--archive", str(copy / "news.db")])
        copy.chmod(0o755)
        assert done.exit_code == 2, done.output
        assert "Copy both files to a folder of your own" in done.output
    (copy / "news.db-wal").write_bytes(b"")
    copy.chmod(0o555)
    with as_nobody():
        done = CliRunner().invoke(main, ["search", "clock", "--archive", str(copy / "news.db")])
    copy.chmod(0o755)
    assert done.exit_code == 0, done.output


LIMIT = 330_000
"""Bytes that no file may be larger than, in place of a disk that is full."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages that together are larger than :data:`LIMIT`, and an archive of them."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "pages").mkdir()
    for number in range(6):
        noise = os.urandom(150_000).hex().encode()
        whole = page(number).replace(b"<article>", b"<!--" + noise + b"--><article>")
        (folder / "pages" / f"{number}.html").write_bytes(whole)
    done = CliRunner().invoke(
        main, ["import", str(folder / "pages"), "--archive", str(folder / "news.db")]
    )
    assert done.exit_code == 0, done.output
    return folder


WRITING = {
    "import": ["{large}/pages", "--archive", "{small}/news.db"],
    "merge": ["{large}/news.db", "--into", "{small}/news.db"],
    "backup": ["{small}/copy", "--archive", "{large}/news.db"],
    "export": ["--format", "warc", "-o", "{small}/x", "--archive", "{large}/news.db"],
    "reparse": ["--archive", "{copy}/news.db"],
    "forget": ["file:0.html", "--yes", "--archive", "{copy}/news.db"],
    "check": ["--repair", "--archive", "{copy}/news.db"],
}


@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk(large: Path, tmp_path: Path, command: str) -> None:
    """Each command that writes says so in a line, and does it all once there is room."""
    small, copy = tmp_path / "small", tmp_path / "copy"
    small.mkdir()
    archive_of_one_page(small / "news.db")
    copy.mkdir()
    for name in ("news.db", "news.captures.db"):
        shutil.copy(large / name, copy / name)
    args = [arg.format(large=large, small=small, copy=copy) for arg in WRITING[command]]

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))

    done = limited(fill, command, *args)
    assert "Traceback" not in done.err, done.err
    if command in ("reparse", "check"):  # there was nothing to write
        assert done.code == 0, done
    else:
        assert done.code in (1, 2), done
        assert "disk" in done.err or "ulimit" in done.err or "written" in done.err, done.err
    for archive in (small / "news.db", copy / "news.db"):
        checked = CliRunner().invoke(main, ["check", "--archive", str(archive)])
        assert checked.exit_code == 0 or "was cut short" in checked.output, checked.output
    again = CliRunner().invoke(main, [command, *args])
    assert again.exit_code == 0, again.output
    for archive in (small / "news.db", copy / "news.db"):
        checked = CliRunner().invoke(main, ["check", "--archive", str(archive)])
        assert checked.exit_code == 0, checked.output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file")
    for folder in (tmp_path / "missing", tmp_path / "blocked"):
        place = folder / "news.db"
        done = CliRunner().invoke(main, ["import", str(README), "--archive", str(place)])
        assert done.exit_code == 2
        assert f"{folder} is not there" in done.stderr


def test_a_disk_that_can_only_be_read_is_named_as_such(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    try:
        archive = disk / "news.db"
        done = newsclip("import", README, "--archive", archive)
        assert done.code == 0, done.err
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for command in (["import", str(README)], ["forget", "a.example", "--yes"], ["reparse"]):
            done = newsclip(*command, "--archive", archive)
            assert done.code in (1, 2)
            assert "the disk can only be read" in done.err
        done = newsclip("search", "clock", "--archive", archive)
        assert done.code == 0, done.err
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
