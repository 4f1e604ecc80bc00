"""An archive that somebody else made, or wrote to: nothing of it runs, what is odd is named."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warc_samples import archive_of_one_page

from archive import Archive, ForeignSchema
from archive.schema.file_formats import ARCHIVE
from archive.schema.foreign_objects import foreign_objects
from archive.schema.migrations.archive_migrations import archive_migrations
from archive.values.odd_values import odd_values
from newsclip.cli import main


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "news.db"
    archive_of_one_page(path)
    with Archive(path, write=True) as archive:
        archive.finish_run(archive.start_run("import x"), 0, {"new": 1})
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    for file in (whole, whole.with_name("news.captures.db")):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / "news.db"


def run(path: Path, *args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--archive", str(path)])


def write(path: Path, *statements: Any) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(*statement if isinstance(statement, tuple) else (statement,))
        connection.commit()


FOREIGN = {
    "trigger late": "CREATE TRIGGER late AFTER INSERT ON visits BEGIN DELETE FROM articles; END",
    "view spy": "CREATE VIEW spy AS SELECT * FROM articles",
    "virtual table words": "CREATE VIRTUAL TABLE words USING fts5(text)",
}


@pytest.mark.parametrize("named", FOREIGN)
def test_what_is_not_ours_is_named_and_nothing_is_written(path: Path, named: str) -> None:
    write(path, FOREIGN[named])
    for command in (["forget", "https://gazette.example/1", "--yes"], ["reparse"]):
        refused = run(path, *command)
        assert refused.exit_code == 2, refused.output
        assert f"run with every change: {named}. If it is yours" in refused.output
    with pytest.raises(ForeignSchema):
        Archive(path, write=True)
    checked = run(path, "check")
    assert checked.exit_code == 1
    assert f"{named} is not newsclip's" in checked.output
    assert f'DROP {named.split()[-2].upper()} "{named.split()[-1]}"' in checked.output
    assert run(path, "show", "1").exit_code == 0
    new = path.with_name("new.db")
    taken = CliRunner().invoke(main, ["merge", str(path), "--into", str(new)])
    assert taken.exit_code == 0, taken.output
    assert run(new, "check").exit_code == 0


def test_one_of_ours_that_says_something_else_is_not_ours(path: Path) -> None:
    write(
        path,
        "DROP TRIGGER articles_went",
        "CREATE TRIGGER articles_went AFTER DELETE ON articles BEGIN DELETE FROM runs; END",
    )
    refused = run(path, "reparse")
    assert refused.exit_code == 2
    assert "trigger articles_went" in refused.output


def test_an_earlier_archive_has_nothing_foreign(tmp_path: Path) -> None:
    from sqlite_utils import Database

    names = [step.name for step in archive_migrations.pending(Database(memory=True))]
    for version in range(len(names) + 1):
        db = Database(memory=True)
        stop = names[version] if version < len(names) else None
        archive_migrations.apply(db, stop_before=stop)
        db.conn.execute(f"PRAGMA user_version = {version}")
        assert foreign_objects(db.conn, ARCHIVE) == []


def test_a_schema_of_others_reaches_nothing(path: Path) -> None:
    write(path, "CREATE VIEW spy AS SELECT outside(url) FROM articles")
    with Archive(path) as archive:
        connection = archive.connection
        connection.create_function("outside", 1, lambda text: text)
        with pytest.raises(sqlite3.OperationalError, match="unsafe use of outside"):
            connection.execute("SELECT * FROM spy").fetchall()
        for opened in (connection, archive.captures.connection):
            assert opened is not None
            assert opened.execute("PRAGMA trusted_schema").fetchone() == (0,)
            assert opened.execute("PRAGMA cell_size_check").fetchone() == (1,)
            if sys.version_info >= (3, 12):
                assert opened.getconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)


ODD: list[tuple[str, str, Any, list[str]]] = [
    ("articles", "published_at", "yesterday", ["show", "1"]),
    ("articles", "published_at", "2026-13-01T00:00:00Z", ["export", "--format", "jsonl"]),
    ("articles", "published_at", "9999-12-31T23:59:59Z", ["report", "-o", "-"]),
    ("articles", "first_seen_at", "", ["report", "-o", "-"]),
    ("articles", "headline", b"\xff", ["show", "1"]),
    ("articles", "headline", b"\xff", ["search", "clock"]),
    ("articles", "authors", "[1]", ["show", "1"]),
    ("articles", "authors", "null", ["export"]),
    ("articles", "keywords", "no JSON", ["show", "1", "--format", "json"]),
    ("articles", "dateline", "ROME", ["show", "1"]),
    ("articles", "word_count", "many", ["report", "-o", "-"]),
    ("revisions", "record", "no JSON", ["diff", "1"]),
    ("revisions", "changed", "3", ["show", "1"]),
    ("runs", "counts", "no JSON", ["runs"]),
    ("runs", "counts", "3", ["runs", "--format", "jsonl"]),
    ("runs", "started_at", "then", ["runs"]),
]


@pytest.mark.parametrize(("table", "column", "value", "command"), ODD)
def test_odd_values_are_named(
    path: Path, table: str, column: str, value: Any, command: list[str]
) -> None:
    drop = [
        f"DROP TRIGGER {name}"
        for (name,) in sqlite3.connect(path).execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
    ]
    write(path, "PRAGMA ignore_check_constraints = 1", *drop)
    write(path, (f"UPDATE {table} SET {column} = ?", [value]))
    told = run(path, *command)
    assert told.exit_code == 2, told.output
    assert isinstance(told.exception, SystemExit)
    assert f"of {table} has " in told.output
    assert f" as its {column}: " in told.output
    with Archive(path) as archive:
        assert [(one.table, one.column) for one in odd_values(archive.connection)] == [
            (table, column)
        ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("headers", '[["a"]]'), ("headers", "null"), ("fetched_at", "then"), ("status", "well")],
)
def test_an_odd_page_is_a_damaged_one(path: Path, column: str, value: str) -> None:
    write(path.with_name("news.captures.db"), (f"UPDATE captures SET {column} = ?", [value]))
    shown = run(path, "show", "1", "--captured")
    assert shown.exit_code == 2
    assert "what is told of it cannot be read" in shown.output
    checked = run(path, "check")
    assert checked.exit_code == 1
    assert f" as its {column}: " in checked.output
    exported = run(path, "export", "--format", "warc", "-o", str(path.with_name("x.warc.gz")))
    assert isinstance(exported.exception, SystemExit)
