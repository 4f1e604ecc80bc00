"""Reading while a run writes: nobody waits for long, nothing fails, the log ends small."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import BODY, article, hours, visit
from click.testing import CliRunner

from archive import Archive, Filters
from newsclip.cli import main

BATCHES = 60
EACH = 10


def batch(number: int):
    return [
        visit(
            article(f"Harbour {number} {n}", (*BODY, f"Story {number} {n}.")),
            hours(number / 60),
            f"https://site{n}.example/{number}",
        )
        for n in range(EACH)
    ]


def write(path: Path, after: Callable[[int], None] = lambda number: None) -> None:
    with Archive(path, write=True) as archive, archive.lock():
        run = archive.start_run("crawl")
        for number in range(BATCHES):
            saved = archive.save(batch(number), run)
            assert [one.outcome for one in saved] == ["new"] * EACH
            after(number)
        archive.finish_run(run, 0, {"new": BATCHES * EACH})


def log_size(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        archive.save([visit(article("First", BODY), hours(-1))])
    return path


class Readers:
    """Threads that ask again and again until told to stop; what failed is kept."""

    def __init__(self, *asked: Callable[[], object]) -> None:
        self.answers = [0] * len(asked)
        self.failed: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=(n, one)) for n, one in enumerate(asked)
        ]

    def _ask(self, number: int, one: Callable[[], object]) -> None:
        try:
            while not self._stop.is_set():
                one()
                self.answers[number] += 1
        except BaseException as error:
            self.failed.append(error)

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)


@pytest.mark.slow
def test_our_commands_and_a_browser_read_while_a_run_writes(path: Path, tmp_path: Path) -> None:
    def searched() -> None:
        with Archive(path) as archive:
            hits = archive.search("harbour", limit=5)
            assert all(archive.article(hit.id) for hit in hits)

    def exported() -> None:
        with Archive(path) as archive:
            ids = archive.matching_ids("", Filters())
            assert sum(1 for _ in archive.by_ids(ids)) == len(ids)

    def browsed() -> None:  # as Datasette does: a connection of its own, whole tables counted
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            (articles, revisions) = connection.execute(
                "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions)"
            ).fetchone()
            assert articles == revisions  # one state, not half a batch

    with Readers(searched, exported, browsed) as readers:
        write(path)
    assert readers.failed == []
    assert all(readers.answers)
    assert log_size(path) == 0
    with Archive(path) as archive:
        assert len(archive.matching_ids()) == 1 + BATCHES * EACH


@pytest.mark.slow
def test_commands_of_other_processes(path: Path) -> None:
    def ask(number: int) -> None:
        if number == BATCHES // 2:
            for args in (["search", "harbour"], ["export", "--format", "jsonl"]):
                ran = subprocess.run(
                    [sys.executable, "-m", "newsclip", *args, "--archive", str(path)],
                    capture_output=True,
                    timeout=60,
                )
                assert ran.returncode == 0, ran.stderr

    write(path, ask)
    assert log_size(path) == 0


@pytest.mark.slow
def test_a_reader_that_never_ends_stops_nobody(path: Path) -> None:
    """A foreign transaction stays open all the while: it keeps its view, the run goes on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN")
        assert foreign.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        write(path)
        assert foreign.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        foreign.execute("COMMIT")
        assert foreign.execute("SELECT count(*) FROM articles").fetchone() == (1 + BATCHES * EACH,)
    with Archive(path, write=True) as archive:  # whoever writes next empties the log
        archive.save([visit(article("Last", BODY), hours(99), "https://example.com/last")])
    assert log_size(path) == 0
    assert CliRunner().invoke(main, ["check", "--archive", str(path)]).exit_code == 0


def test_a_foreign_writer_is_waited_for(path: Path) -> None:
    """Somebody edits the archive with another program, a moment at a time."""
    wrote = []

    def edit(number: int) -> None:
        if number % 10 == 0:
            foreign = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            foreign.execute("BEGIN IMMEDIATE")
            foreign.execute("UPDATE sites SET name = ? WHERE domain = 'site1.example'", [number])
            wrote.append(number)

            def end() -> None:
                foreign.execute("COMMIT")
                foreign.close()

            threading.Timer(0.1, end).start()

    write(path, edit)
    assert len(wrote) == BATCHES // 10
    assert log_size(path) == 0


def test_an_archive_opened_twice_in_a_process_keeps_its_log(path: Path) -> None:
    """A crawl writes and reads. A program that has the archive for a moment and closes it would,
    were the locks of the crawl lost, remove the log under it: what came later was in no file."""
    look = (
        "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())"
    )

    def seen(file: Path, table: str) -> str:
        command = [sys.executable, "-c", look, str(file), f"SELECT count(*) FROM {table}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    captures = path.with_name("news.captures.db")
    with Archive(path, write=True) as writer, Archive(path) as reader:
        assert seen(path, "articles") == seen(captures, "captures") == "1"
        writer.save(batch(1))
        assert seen(path, "articles") == seen(captures, "captures") == str(1 + EACH)
        assert reader.connection.execute("SELECT count(*) FROM articles").fetchone() == (1 + EACH,)
