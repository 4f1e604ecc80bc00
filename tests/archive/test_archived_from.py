"""Where the copy of a page was taken goes with it: into older files, other archives and WARC."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from archive_samples import NOON, URL
from sqlite_utils import Database

from archive import Archive, Capture
from archive.schema.migrations.capture_migrations import capture_migrations
from archive.upkeep.merge.merge import merge
from crawler.imports.import_run import import_paths

PLACE = "https://web.archive.org/web/20261101120000id_/https://www.example.com/"
PAGE = Capture(URL, NOON, 200, b"<p>A page</p>", archived_from=PLACE, content_type="text/html")
BEFORE = '[["Server","x"],["X-Archived-From","%s"]]' % PLACE  # noqa: UP031
OWN = '[["X-Archived-From","said by a server"],["Server","x"]]'


def saved(path: Path, *captures: Capture) -> Path:
    with Archive(path, write=True) as archive:
        archive.captures.save(captures)
    return path


def before(path: Path) -> list[Capture]:
    """An archive whose captures are as the first schema had them."""
    pages = [replace(PAGE, url=f"{URL}/{n}", archived_from=None) for n in range(3)]
    saved(path, *pages)
    file = path.with_name("news.captures.db")
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("ALTER TABLE captures DROP COLUMN archived_from")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_archived_from'")
    for url, headers in ((pages[0].url, BEFORE), (pages[1].url, OWN)):
        connection.execute("UPDATE captures SET headers = ? WHERE url = ?", [headers, url])
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    return pages


def test_an_older_file_is_upgraded_by_who_writes(tmp_path: Path) -> None:
    pages = before(tmp_path / "news.db")
    with Archive(tmp_path / "news.db") as archive:  # whoever reads only gets along with it
        assert [archive.capture(page.id).archived_from for page in pages] == [None] * 3  # type: ignore[union-attr]
    with Archive(tmp_path / "news.db", write=True) as archive:
        found = [archive.capture(page.id) for page in pages]
    assert [(page.archived_from, page.headers) for page in found if page] == [
        (PLACE, (("Server", "x"),)),
        (None, (("X-Archived-From", "said by a server"), ("Server", "x"))),
        (None, ()),
    ]


def test_it_goes_along_where_archives_are_merged(tmp_path: Path) -> None:
    saved(tmp_path / "a.db", PAGE)
    pages = before(tmp_path / "news.db")
    with (
        Archive(tmp_path / "into.db", write=True) as into,
        Archive(tmp_path / "a.db") as one,
        Archive(tmp_path / "news.db") as older,
    ):
        merge(into, [one, older], parse=lambda capture: None, today="today")
        assert into.capture(PAGE.id) == PAGE
        assert into.capture(pages[0].id)


def test_it_goes_out_and_in_with_a_web_archive(tmp_path: Path) -> None:
    body = b"<html><h1>A clock</h1>" + b"<p>It ran on, and nobody wound it again today.</p>" * 9
    page = replace(PAGE, body=body)
    saved(tmp_path / "a.db", page)
    with Archive(tmp_path / "a.db") as archive, (tmp_path / "a.warc.gz").open("wb") as out:
        archive.export_warc(out)
    import_paths(tmp_path / "b.db", [tmp_path / "a.warc.gz"])
    with Archive(tmp_path / "b.db") as archive:
        connection = archive.captures.connection
        assert connection
        found = connection.execute("SELECT archived_from FROM captures").fetchall()
    assert found == [(PLACE,)]


def test_the_first_step_still_makes_the_first_file() -> None:
    db = Database(memory=True)
    capture_migrations.apply(db, stop_before="0002_archived_from")
    assert "archived_from" not in db["captures"].columns_dict
