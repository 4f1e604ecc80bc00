"""Opening: made, upgraded, paired, locked, or refused with a word on what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import NOON, URL, article, hours, visit
from click.testing import CliRunner
from sqlite_utils import Database

import archive
from archive import (
    Archive,
    ArchiveLocked,
    ArchiveMismatch,
    ArchiveMissing,
    ArchiveOutdated,
    ArchiveReadOnly,
    ArchiveTooNew,
    NotAnArchive,
)
from archive.errors import is_full
from archive.schema.database import empty_log
from archive.schema.file_formats import ARCHIVE, CAPTURES, read_id, schema_version
from archive.schema.migrations.archive_migrations import archive_migrations
from archive.schema.migrations.capture_migrations import capture_migrations
from archive.schema.paths import captures_path, lock_file
from newsclip.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_exported_names() -> None:
    assert sorted(archive.__all__) == list(archive.__all__)
    assert all(hasattr(archive, name) for name in archive.__all__)


def test_made_once(path: Path) -> None:
    with Archive(path, write=True) as made:
        assert made.created
        archive_id = made.archive_id
    with Archive(path, write=True) as again:
        assert not again.created
        assert again.archive_id == archive_id
    assert sorted(p.name for p in path.parent.iterdir()) == ["news.captures.db", "news.db"]


def test_kept_safe(path: Path) -> None:
    with Archive(path, write=True) as opened:
        for connection in (opened.connection, opened.captures.connection):
            assert connection is not None
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_reading_leaves_nothing_behind(path: Path) -> None:
    with Archive(path, write=True) as opened:
        opened.save([visit(article())])
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with Archive(path) as opened:
        assert opened.article(1)
        assert opened.search("harbour")
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_reading_cannot_write(path: Path) -> None:
    Archive(path, write=True).close()
    with Archive(path) as opened:
        with pytest.raises(ArchiveReadOnly):
            opened.save([visit(article())])
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.connection.execute("DELETE FROM articles")


def test_missing(path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="newsclip crawl"):
        Archive(path)
    assert not list(path.parent.iterdir())


@pytest.mark.parametrize("write", [False, True])
def test_no_archive(path: Path, write: bool) -> None:
    path.write_text("Dear diary, this is not a database, and it is longer than a header." * 3)
    before = path.read_bytes()
    with pytest.raises(NotAnArchive, match="no SQLite database"):
        Archive(path, write=write)
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [False, True])
def test_another_database(path: Path, write: bool) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE articles (id)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(NotAnArchive, match="another SQLite database"):
        Archive(path, write=write)
    assert path.read_bytes() == before


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="a folder"):
        Archive(tmp_path)


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("name", ["news.db", "news.captures.db"])
def test_newer_is_refused(path: Path, name: str, write: bool) -> None:
    Archive(path, write=True).close()
    connection = sqlite3.connect(path.with_name(name))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveTooNew, match=r"pip install \."):
        Archive(path, write=write)


@pytest.mark.parametrize("write", [False, True])
def test_files_of_two_archives(tmp_path: Path, write: bool) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    for each in (one, other):
        Archive(each, write=True).close()
    shutil.copy(tmp_path / "other.captures.db", tmp_path / "one.captures.db")
    with pytest.raises(ArchiveMismatch, match=r"one\.captures\.db"):
        Archive(one, write=write)


def test_read_without_its_pages(path: Path) -> None:
    with Archive(path, write=True) as opened:
        opened.save([visit(article())])
    captures_path(path).unlink()
    with Archive(path) as opened:
        stored = opened.article(URL)
        assert stored
        assert stored.capture_id
        assert opened.capture(stored.capture_id) is None


def test_by_whatever_link_it_has_one_file_of_pages_and_one_lock(path: Path) -> None:
    with Archive(path, write=True) as opened:
        opened.save([visit(article())])
    (path.parent / "links").mkdir()
    link = path.parent / "links" / "today.db"
    link.symlink_to("../news.db")
    assert captures_path(link) == path.parent / "news.captures.db"
    assert lock_file(link) == path.parent / "news.db.lock"
    with Archive(link, write=True) as opened, opened.lock():
        opened.save([visit(article("Ferry"), hours(1), URL + "/2")])
        with Archive(path) as real, pytest.raises(ArchiveLocked):
            real.lock().__enter__()
    assert [file.name for file in link.parent.iterdir()] == ["today.db"]
    with Archive(path) as opened:
        assert len(opened.captures.ids()) == 2
    with Archive(link) as opened:
        assert opened.backup(path.parent / "copy")[1].name == "news.captures.db"


def test_a_second_name_on_the_disk_is_told(path: Path) -> None:
    Archive(path, write=True).close()
    os.link(path, path.with_name("other.db"))
    with Archive(path) as opened:
        assert "2 names" in opened.check().notes[0]


@pytest.mark.parametrize("how", ["gone", "link to what is not mounted"])
def test_pages_are_not_begun_anew_without_a_word(
    path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with Archive(path, write=True) as opened:
        opened.save([visit(article())])
    pages = path.with_name("news.captures.db")
    if how == "gone":
        pages.unlink()
    else:
        Path("disk").mkdir()
        pages.rename("disk/pages")
        pages.symlink_to("disk/pages")
        Path("disk/pages").rename("elsewhere")
    done = CliRunner().invoke(main, ["check", "--repair", "--quiet"])
    assert "news.captures.db is not there" in done.stderr
    assert "put it back" in done.stderr
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Archive(path, write=True).close()


def test_no_warning_where_there_never_were_any(path: Path) -> None:
    with Archive(path, write=True):
        captures_path(path).unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Archive(path, write=True).close()


def test_a_crash_while_making_is_mended(path: Path) -> None:
    """The pages' file is made first: alone, it gives the archive its id."""
    Archive(path, write=True).close()
    path.unlink()
    with Archive(path, write=True) as opened:
        assert opened.created
        assert read_id(opened.captures.connection) == opened.archive_id  # type: ignore[arg-type]


def old_archive(path: Path) -> None:
    """An archive as its first schema had it, with one article."""
    for file, steps, stop in (
        (path, archive_migrations, "0002_search"),
        (captures_path(path), capture_migrations, None),
    ):
        connection = sqlite3.connect(file, isolation_level=None)
        steps.apply(Database(connection), stop_before=stop)
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO meta VALUES ('archive_id', 'x')")
        if stop:
            connection.execute(
                "INSERT INTO articles (url, url_key, site, headline, word_count, kind,"
                " first_seen_at, last_seen_at, revision, body) VALUES (?, ?, ?, ?, 9, 'article',"
                " '2026-11-01T12:00:00.000Z', '2026-11-01T12:00:00.000Z', 1, ?)",
                [
                    URL,
                    "example.com/2026/11/01/harbour",
                    "example.com",
                    "Harbour",
                    "港は月曜日に開く",
                ],
            )
        connection.close()


def test_each_format_counts_its_migrations() -> None:
    for form, steps in ((ARCHIVE, archive_migrations), (CAPTURES, capture_migrations)):
        assert form.version == len(steps.pending(Database(memory=True)))


def test_an_older_archive_is_upgraded(path: Path) -> None:
    old_archive(path)
    with Archive(path, write=True) as opened:
        assert not opened.created
        assert schema_version(opened.connection) == len(
            archive_migrations.applied(Database(opened.connection))
        )
        assert [hit.id for hit in opened.search("harbour")] == [1]
        assert [hit.id for hit in opened.search("月曜")] == [1]
        (saved,) = opened.save([visit(article(), url="https://example.com/new")])
        assert saved.article_id == 2
        opened.connection.execute(
            "INSERT INTO articles_fts(articles_fts) VALUES('integrity-check')"
        )


def test_an_older_archive_is_read_as_it_is(path: Path) -> None:
    old_archive(path)
    before = path.read_bytes()
    with Archive(path) as opened:
        stored = opened.article(1)
        assert stored
        assert stored.record.headline == "Harbour"
        with pytest.raises(ArchiveOutdated):
            opened.search("harbour")
    assert path.read_bytes() == before


def test_a_failed_upgrade_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_archive(path)

    def fails(*_: object) -> str:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("archive.schema.search_index.fill", fails)
        with pytest.raises(RuntimeError):
            Archive(path, write=True)
    with Archive(path) as opened:
        assert schema_version(opened.connection) == 1
    with Archive(path, write=True) as opened:
        assert opened.search("harbour")


def test_the_files_say_what_they_are(path: Path) -> None:
    Archive(path, write=True).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == ARCHIVE.application_id


def test_one_run_at_a_time(path: Path) -> None:
    with Archive(path, write=True) as opened, opened.lock():
        code = f"""
import sys
from archive import Archive, ArchiveLocked
try:
    with Archive({str(path)!r}, write=True).lock(): sys.exit(1)
except ArchiveLocked as error:
    assert "process {os.getpid()}" in str(error), error
    sys.exit(75)
"""
        assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 75
        with pytest.raises(ArchiveLocked), Archive(path, write=True).lock(0.2):
            pass
    with opened.lock():
        pass


def test_runs(path: Path) -> None:
    with Archive(path, write=True) as opened, opened.lock():
        first = opened.start_run("crawl one")
        opened.save([visit(article())], first)
        assert [run.state for run in opened.runs()] == ["running"]
        opened.finish_run(first, 0, {"new": 1})
        (run,) = opened.runs()
        assert (run.state, run.exit_code, dict(run.counts)) == ("finished", 0, {"new": 1})


def test_a_run_that_died_is_seen(path: Path) -> None:
    code = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[1] / "support")!r})
from archive import Archive
from archive_samples import article, visit
opened = Archive({str(path)!r}, write=True)
with opened.lock():
    opened.save([visit(article())], opened.start_run("crawl"))
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 9
    with Archive(path) as opened:
        (run,) = opened.runs()
        assert (run.state, run.finished_at, dict(run.counts)) == ("died", None, {"new": 1})
    with Archive(path, write=True) as opened, opened.lock():
        opened.start_run("crawl again")
        assert [run.state for run in opened.runs()] == ["running", "died"]


def test_a_reader_sees_one_state_while_a_run_writes(path: Path) -> None:
    with Archive(path, write=True) as writer:
        writer.save([visit(article(), url=f"{URL}/{n}") for n in range(300)])
        with Archive(path) as reader:
            articles = reader.articles()
            assert next(articles).id == 1
            writer.save([visit(article(), url=f"{URL}/more{n}") for n in range(100)])
            assert sum(1 for _ in articles) == 299
            assert len(list(reader.articles())) == 400
            assert not reader.connection.in_transaction


def test_a_writer_waits_for_another_program(path: Path) -> None:
    code = f"""
import sqlite3, time
other = sqlite3.connect({str(path)!r}, isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(1)
other.execute("COMMIT")
"""
    with Archive(path, write=True) as writer:
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert other.stdout
        other.stdout.readline()
        (saved,) = writer.save([visit(article(), at=hours(1))])
        assert saved.outcome == "new"
        assert other.wait(30) == 0
        other.stdout.close()


def test_the_log_is_emptied_at_the_end(path: Path) -> None:
    with Archive(path, write=True) as writer, Archive(path) as reader:
        writer.save([visit(article(), at=NOON)])
        assert reader.article(1)
        writer.close()
        assert path.with_name("news.db-wal").stat().st_size == 0


@pytest.mark.slow
def test_a_log_that_stays_full_is_told_but_not_where_there_is_no_room(path: Path) -> None:
    with closing(Archive(path, write=True)) as opened, closing(sqlite3.connect(path)) as reader:
        opened.save([visit(article("One"))])
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        opened.save([visit(article("Two"), url="https://example.com/two")])
        empty_log(opened.connection)  # the reader is in the way
    with closing(sqlite3.connect(":memory:")) as full:
        full.execute("CREATE TABLE t (a)")
        full.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as no_room:
            full.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert is_full(no_room.value)


FAILING = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from archive import Archive
from archive_samples import article, visit
archive = Archive(sys.argv[1], write=True)
archive.connection.execute("PRAGMA wal_autocheckpoint = 0")
archive.save([visit(article("One", ("words " * 200_000, "More of them.")))])
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))  # no file takes a byte beyond
try:
    archive.close()
except Exception as error:
    print(error)
for connection in (archive.connection, archive.captures.connection):
    try:
        connection.execute("SELECT 1")
    except Exception as error:
        print(error)
"""


def test_a_log_that_the_disk_does_not_take_is_told_and_both_files_are_closed(path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FAILING, str(path), str(Path(__file__).parents[1] / "support")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    closed = "Cannot operate on a closed database."
    assert ran.stdout.splitlines() == ["disk I/O error", closed, closed]
    with Archive(path) as opened:
        assert [hit.headline for hit in opened.search("")] == ["One"]
