"""Files made for people: whole or not there, and never in the place of an archive."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result
from killing import killed_at

from archive import Archive
from archive.errors import OutputRefused
from archive.reading.export.output_files import refuse_databases, whole_file
from newsclip.cli import main

COMMANDS = (
    ("export", "--format", "csv", "-o"),
    ("export", "--format", "warc", "-o"),
    ("export", "--format", "parquet", "-o"),
    ("report", "-o"),
    ("report", "--format", "json", "-o"),
    ("crawl", "http://127.0.0.1:9", "--allow-private", "--log"),
)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as archive:
        for n in range(12):
            month = article(f"Story {n}", published_at=hours(700 * (n % 3)))
            archive.save([visit(month, hours(n), f"{URL}/{n}")])
    return tmp_path / "news.db"


@pytest.fixture
def open_log(path: Path) -> Iterator[None]:
    """What a running crawl has beside the archive: a log that is not empty, a lock."""
    with Archive(path, write=True) as archive, archive.lock():
        archive.save([visit(article("Late"), hours(99), f"{URL}/late")])
        yield


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_file_of_an_archive_is_written_over(
    path: Path, open_log: None, command: tuple[str, ...]
) -> None:
    pytest.importorskip("pyarrow")
    with sqlite3.connect("others.sqlite") as others:
        others.execute("CREATE TABLE t (x)")
    others.close()
    Path("link").symlink_to("news.captures.db")
    os.link("news.db", "hard.parquet")
    files = sorted(file for file in path.parent.iterdir())
    names = {file.name for file in files}
    assert {"news.db-wal", "news.captures.db-shm", "news.db.lock"} <= names
    before = _state(path.parent)
    for file in files:
        done = run(*command, file.name)
        assert done.exit_code == 2, (file, done.output)
        assert f"{file.name}: " in done.stderr
        told = ("nothing was written", "something in it already")
        assert any(words in done.stderr for words in told), done.stderr
    assert _state(path.parent) == before


def _state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each file and what is in it; of the index of a log, which readers change, only which file."""
    return {
        file.name: (file.stat().st_ino, b"" if file.name.endswith("-shm") else file.read_bytes())
        for file in folder.iterdir()
    }


def test_nor_the_place_of_its_stored_pages(path: Path) -> None:
    for file in path.parent.glob("news.captures.db*"):
        file.unlink()
    done = run("export", "-o", "news.captures.db")
    assert done.exit_code == 2
    assert "have their place there" in done.stderr


def test_what_a_killed_command_left_is_removed_a_day_later(path: Path) -> None:
    days_ago = path.stat().st_mtime - 3 * 24 * 3600
    ours = [Path(f"a.csv.{number}{'0' * 15}.part") for number in range(3)]
    others = [Path("a.csv.part"), Path(f"b.csv.{'0' * 16}.part"), Path(f"a.csv.{'x' * 16}.part")]
    for one in (*ours[:2], *others):
        one.write_text("half of it")
    ours[2].mkdir()
    (ours[2] / "0.parquet").write_text("half of it")
    for one in (ours[0], *ours[2:], *others):
        os.utime(one, (days_ago, days_ago))
    assert run("export", "--format", "csv", "-o", "a.csv", "--archive", path).exit_code == 0
    # The second may be written this moment.
    assert {one.name for one in Path().glob("*.part")} == {one.name for one in (ours[1], *others)}


def test_a_link_is_followed_and_permissions_stay(path: Path) -> None:
    Path("real.csv").write_text("old")
    Path("real.csv").chmod(0o640)
    Path("link.csv").symlink_to("real.csv")
    assert run("export", "-o", "link.csv").exit_code == 0
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_text().startswith("id,")
    assert stat.S_IMODE(Path("real.csv").stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "report.html"])
def test_what_is_called_part_is_somebody_s(path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    Path("mine").write_text("mine")
    for part in (f"{name}.part", f".{name}.unfinished", "news.db.part"):
        Path(part).symlink_to("mine")
    command = ("report",) if name.endswith("html") else ("export",)
    assert run(*command, "-o", name).exit_code == 0
    assert run("backup", ".", "--archive", path).exit_code == 2
    assert run("backup", "copy").exit_code == 0
    assert Path("mine").read_text() == "mine"
    assert Path(f"{name}.part").is_symlink()
    assert Path("news.db.part").is_symlink()


@pytest.mark.parametrize("form", ["csv", "parquet", "warc", "xlsx", "html"])
def test_a_pipe_is_written_into(path: Path, form: str) -> None:
    pytest.importorskip("pyarrow")
    os.mkfifo(f"pipe.{form}")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(Path(f"pipe.{form}").read_bytes()))
    reader.start()
    command = ("report",) if form == "html" else ("export", "--format", form)
    done = run(*command, "-o", f"pipe.{form}")
    reader.join(30)
    assert done.exit_code == 0, done.output
    assert stat.S_ISFIFO(Path(f"pipe.{form}").stat().st_mode)
    assert len(read[0]) > 1_000
    assert not Path(f"pipe.{form}.manifest.json").exists()


def test_a_device_stays_one(path: Path) -> None:
    assert run("export", "--format", "csv", "-o", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_what_fails_leaves_the_file_before_it(path: Path) -> None:
    Path("a.csv").write_text("old")

    def fail() -> None:
        with whole_file(Path("a.csv")) as out:
            out.write(b"new")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert Path("a.csv").read_text() == "old"
    assert sorted(file.name for file in path.parent.glob("a*")) == ["a.csv"]


@pytest.mark.parametrize("output", ["corpus", "corpus.parquet"])
def test_killed_at_any_moment_a_corpus_is_whole_or_not_there(
    path: Path, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("archive.reading.export.parquet")
    articles = pytest.importorskip("archive.reading.articles")
    monkeypatch.setattr(parquet, "PART", 2)
    monkeypatch.setattr(parquet, "BATCH", 2)
    monkeypatch.setattr(articles, "CHUNK", 1)

    def export() -> None:
        done = run("export", "-o", output, "--format", "parquet")
        assert done.exit_code == 0, done.output

    kills = 0
    for statement in range(1, 400, 12):
        if not killed_at(statement, export):
            break
        kills += 1
        if Path(output).exists():
            _is_whole(Path(output))
            shutil.rmtree(output) if Path(output).is_dir() else Path(output).unlink()
    assert kills >= 4
    _is_whole(Path(output))
    assert Path(f"{output}.manifest.json").exists()


def _is_whole(corpus: Path) -> None:
    files = list(corpus.rglob("*.parquet")) if corpus.is_dir() else [corpus]
    reader = pytest.importorskip("pyarrow.parquet")
    assert sum(reader.read_metadata(file).num_rows for file in files) == 12


def test_looking_at_a_database_keeps_its_locks(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = (
        "import sqlite3, sys\n"
        "sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputRefused):
            refuse_databases(path)
        tried = subprocess.run([sys.executable, "-c", other, path], capture_output=True, text=True)
    assert "database is locked" in tried.stderr


@pytest.mark.parametrize("content", [b"", b"h", b"headline\n", b"x" * 5000])
def test_what_is_no_database_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(content)
    with whole_file(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
