"""The steps that make ``news.db``. A further one raises the version in ``file_formats`` by one."""

from __future__ import annotations

from archive.schema import search_index
from archive.schema.migrations import (
    derived_tables,
    first_tables,
    front_tables,
    short_articles,
    standing_tables,
)
from archive.schema.sqlite_tools import Database, Migrations

INDEX_STEP = "0014_folded"
"""The step that makes the index of words as it is today."""

archive_migrations = Migrations("newsclip.archive")


@archive_migrations(name="0001_tables")
def tables(db: Database) -> None:
    """Everything but search."""
    for statement in first_tables.TABLES:
        db.execute(statement)


@archive_migrations(name="0002_search")
def search(db: Database) -> None:
    """Full text as it was first; a later step makes and fills another index in its place."""
    db.execute("ALTER TABLE articles ADD COLUMN search_text TEXT")
    db.execute(
        """
        CREATE VIRTUAL TABLE articles_fts USING fts5(
            headline, dek, caption, dateline, body, search_text,
            content='articles', content_rowid='id',
            tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
        )
        """
    )


@archive_migrations(name="0003_passed_over")
def passed_over(db: Database) -> None:
    """Stored pages that a parser found no article in, so that it does not parse them again."""
    db.execute(
        """
        CREATE TABLE passed_over (
            capture_id TEXT PRIMARY KEY,
            parser TEXT NOT NULL,
            reason TEXT
        ) WITHOUT ROWID
        """
    )


@archive_migrations(name="0004_derived")
def derived(db: Database) -> None:
    """Copies of a story on other sites, views of what was edited and deleted, more indexes."""
    for statement in derived_tables.STATEMENTS:
        db.execute(statement)


@archive_migrations(name="0005_narrowing")
def narrowing(db: Database) -> None:
    """Indexes that searches among a million articles go by.

    ``articles_short`` holds by number what an article is sorted and told apart by: rows with
    their bodies lie far apart on the disk.
    """
    db.execute(
        "CREATE INDEX articles_short ON articles(id, published_at, first_seen_at, site,"
        " language, section, revision, dateline_place)"
    )
    db.execute(
        "CREATE INDEX articles_language_at ON articles(language,"
        " coalesce(published_at, first_seen_at)) WHERE language IS NOT NULL"
    )
    db.execute("CREATE INDEX images_agencies ON images(agencies) WHERE agencies <> '[]'")


@archive_migrations(name="0006_short")
def short(db: Database) -> None:
    """``articles_short`` as a table: looked up by number, it answers four times as fast."""
    columns = "id, published_at, first_seen_at, site, language, section, revision, dateline_place"
    names = columns.split(", ")
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("old", "new"))
    db.execute(
        "CREATE TABLE short (id INTEGER PRIMARY KEY, published_at TEXT,"
        " first_seen_at TEXT NOT NULL, site TEXT, language TEXT, section TEXT,"
        " revision INTEGER NOT NULL, dateline_place TEXT)"
    )
    db.execute(f"INSERT INTO short SELECT {columns} FROM articles INDEXED BY articles_short")
    db.execute("DROP INDEX articles_short")
    db.execute("ALTER TABLE short RENAME TO articles_short")
    db.execute(
        "CREATE TRIGGER articles_short_came AFTER INSERT ON articles BEGIN"
        f" INSERT INTO articles_short VALUES ({new}); END"
    )
    db.execute(
        f"CREATE TRIGGER articles_short_changed AFTER UPDATE OF {columns} ON articles"
        f" WHEN ({old}) IS NOT ({new}) BEGIN"
        " DELETE FROM articles_short WHERE id = old.id;"
        f" INSERT INTO articles_short VALUES ({new}); END"
    )
    db.execute(
        "CREATE TRIGGER articles_short_went AFTER DELETE ON articles BEGIN"
        " DELETE FROM articles_short WHERE id = old.id; END"
    )


@archive_migrations(name="0007_names")
def names(db: Database) -> None:
    """Each distinct name once, so that a part of a name is looked for among thousands of rows, not
    millions. And an index of times by blocks of article numbers, which shows articles whose number
    is not in the order of time.

    A name is removed with its last article.
    """
    db.execute(
        "CREATE TABLE names (kind TEXT NOT NULL, name TEXT NOT NULL,"
        " PRIMARY KEY (kind, name)) WITHOUT ROWID"
    )
    for table, kinds in _NAMED.items():
        for kind in kinds:
            db.execute(
                f"INSERT INTO names SELECT DISTINCT '{kind}', {kind} FROM {table}"
                f" WHERE {kind} {_IS_NAME}"
            )
        for event, row, inner in (("INSERT", "new", _name_comes), ("DELETE", "old", _name_goes)):
            steps = " ".join(inner(table, kind, row) for kind in kinds)
            db.execute(
                f"CREATE TRIGGER {table}_names_{event.lower()} AFTER {event} ON {table}"
                f" BEGIN {steps} END"
            )
        old, new = (", ".join(f"{row}.{kind}" for kind in kinds) for row in ("old", "new"))
        steps = " ".join(
            _name_comes(table, kind, "new") + _name_goes(table, kind, "old") for kind in kinds
        )
        db.execute(
            f"CREATE TRIGGER {table}_names_update AFTER UPDATE OF {', '.join(kinds)} ON {table}"
            f" WHEN ({old}) IS NOT ({new}) BEGIN {steps} END"
        )
    db.execute(
        "CREATE INDEX articles_short_block ON articles_short(id >> 12,"
        " coalesce(published_at, first_seen_at))"
    )


@archive_migrations(name="0008_pending")
def pending(db: Database) -> None:
    """A forgetting that was begun is told from one that is done."""
    db.execute("ALTER TABLE forgotten ADD COLUMN is_pending INTEGER NOT NULL DEFAULT 0")


@archive_migrations(name="0009_ended")
def ended(db: Database) -> None:
    """Why a run ended."""
    db.execute("ALTER TABLE runs ADD COLUMN ended TEXT")


@archive_migrations(name="0010_replaced")
def replaced(db: Database) -> None:
    """What the last ``reparse`` replaced: articles as they were, as compressed JSON."""
    db.execute(
        "CREATE TABLE replaced (article_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL,"
        " state BLOB NOT NULL)"
    )


@archive_migrations(name="0011_standing")
def standing(db: Database) -> None:
    """What sites repeat, and the marks of the pages it is learned from."""
    for statement in standing_tables.TABLES:
        db.execute(statement)


@archive_migrations(name="0012_other_headlines")
def other_headlines(db: Database) -> None:
    """What the page calls its story elsewhere than over it, and a view of that."""
    db.execute("ALTER TABLE articles ADD COLUMN other_headlines TEXT NOT NULL DEFAULT '{}'")
    db.execute(derived_tables.HEADLINE_VARIANTS)


@archive_migrations(name="0013_imports")
def imports(db: Database) -> None:
    """How far the files of web archives elsewhere were read, and for what."""
    db.execute(
        "CREATE TABLE imports (source TEXT NOT NULL, wanted TEXT NOT NULL,"
        " position INTEGER NOT NULL, is_done INTEGER NOT NULL, changed_at TEXT NOT NULL,"
        " PRIMARY KEY (source, wanted)) WITHOUT ROWID"
    )


@archive_migrations(name=INDEX_STEP)
def folded(db: Database) -> None:
    """The index of words anew: folded in every script, with byline and section.

    It needs no text of its own any more: ``search_text`` stays, empty.
    """
    db.execute("DROP TABLE articles_fts")
    db.execute("UPDATE articles SET search_text = NULL WHERE search_text IS NOT NULL")
    db.execute(search_index.TABLE)
    search_index.fill(db.conn)


@archive_migrations(name="0015_counting")
def counting(db: Database) -> None:
    """The day of publication where the outlet is; ``articles_short`` tells all that articles are
    counted by.
    """
    db.execute("DROP TABLE articles_short")
    for event in ("came", "changed", "went"):
        db.execute(f"DROP TRIGGER articles_short_{event}")
    db.execute("ALTER TABLE articles ADD COLUMN published_day TEXT")
    db.execute(short_articles.FILL_DAYS)
    for statement in short_articles.STATEMENTS:
        db.execute(statement)


@archive_migrations(name="0016_fronts")
def fronts(db: Database) -> None:
    """Front pages over time, what stood on them, and views of that."""
    for statement in front_tables.STATEMENTS:
        db.execute(statement)


@archive_migrations(name="0017_site_rules")
def site_rules(db: Database) -> None:
    """The rules that somebody gave for reading a site."""
    db.execute(
        "CREATE TABLE site_rules (id INTEGER PRIMARY KEY, site TEXT NOT NULL,"
        " digest TEXT NOT NULL, rules TEXT NOT NULL, given_at TEXT NOT NULL, ended_at TEXT)"
    )
    db.execute("CREATE UNIQUE INDEX site_rules_held ON site_rules(site) WHERE ended_at IS NULL")


_NAMED = {
    "articles": ("dateline_place", "dateline_agency", "section", "language"),
    "images": ("credit", "creator", "agencies"),
}
"""Columns whose different values are kept in ``names``."""
_IS_NAME = "NOT IN ('', '[]')"


def _name_comes(table: str, kind: str, row: str) -> str:
    return (
        f"INSERT OR IGNORE INTO names SELECT '{kind}', {row}.{kind} WHERE {row}.{kind} {_IS_NAME};"
    )


def _name_goes(table: str, kind: str, row: str) -> str:
    return (
        f"DELETE FROM names WHERE kind = '{kind}' AND name = {row}.{kind} AND NOT EXISTS"
        f" (SELECT 1 FROM {table} WHERE {kind} = {row}.{kind} AND {kind} <> '[]');"
    )
