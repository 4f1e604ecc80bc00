"""backup: both files, whole and fitting, whatever is written meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result

from archive import Archive, BackupFailed
from archive.upkeep import backup as backups
from newsclip.cli import main


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as opened:
        save(opened, range(30))
    return tmp_path / "news.db"


def save(archive: Archive, numbers: range) -> None:
    archive.save(
        [visit(article(f"Story {n}", (f"w{n} " * 500,)), hours(n), f"{URL}/{n}") for n in numbers]
    )


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_copy_is_an_archive(path: Path) -> None:
    done = run("backup", "copy/today")
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in Path("copy/today").iterdir()) == [
        "news.captures.db",
        "news.db",
    ]
    assert "copy/today/news.db: " in done.stdout
    with Archive(path) as one, Archive("copy/today/news.db", write=True) as other:
        assert other.archive_id == one.archive_id
        assert list(one.articles()) == list(other.articles())
        assert other.check(every_page=True).problems == []
        save(other, range(30, 31))
    assert run("backup", "elsewhere", "--quiet").output == ""


def test_nothing_is_overwritten(path: Path) -> None:
    for name in ("news.db", "news.captures.db"):
        Path(f"to-{name}").mkdir()
        Path(f"to-{name}", name).write_text("mine")
        done = run("backup", f"to-{name}")
        assert done.exit_code == 2
        assert "is there already" in done.stderr
        assert [file.read_text() for file in Path(f"to-{name}").iterdir()] == ["mine"]
    assert run("backup", ".").exit_code == 2


def test_a_folder_that_cannot_be_made(path: Path) -> None:
    Path("file").write_text("")
    done = run("backup", "file/below")
    assert done.exit_code == 2
    assert "the copy failed" in done.stderr


def test_a_failed_copy_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "STEP", 3)
    with Archive(path) as opened, pytest.raises(BackupFailed, match="No space left"):
        opened.backup("copy", full)
    assert not Path("copy").exists()


def test_a_copy_without_stored_pages(path: Path) -> None:
    path.with_name("news.captures.db").unlink()
    done = run("backup", "copy")
    assert done.exit_code == 0
    assert "without its stored pages" in done.stderr
    assert [file.name for file in Path("copy").iterdir()] == ["news.db"]


def test_while_a_crawl_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy ends although every step of it sees another commit, and its pages are there."""
    monkeypatch.setattr(backups, "STEP", 40)
    ended = threading.Event()
    written = threading.Event()

    def write() -> None:
        with Archive(path, write=True) as writer, writer.lock():
            for number in range(30, 400):
                save(writer, range(number, number + 1))
                written.set()
                if ended.is_set():
                    return

    crawl = threading.Thread(target=write)
    crawl.start()
    try:
        assert written.wait(30)
        steps = 0

        def count(done: int, total: int) -> None:
            nonlocal steps
            steps += 1
            written.clear()
            written.wait(5)  # a commit falls between any two steps

        with Archive(path) as opened:
            opened.backup("copy", count)
    finally:
        ended.set()
        crawl.join(60)
    assert steps > 3
    with Archive("copy/news.db") as copy, Archive(path) as original:
        assert copy.check(every_page=True).problems == []
        copied = list(copy.articles())
        assert 30 < len(copied) < len(original.matching_ids())
        for stored in copied:
            assert stored.capture_id
            assert copy.capture(stored.capture_id)
