"""The steps that make ``news.notes.db``. A further one raises its version in ``file_formats``."""

from __future__ import annotations

from archive.schema.file_formats import NOTES
from archive.schema.sqlite_tools import Database, Migrations

notes_migrations = Migrations("newsclip.notes")


@notes_migrations(name="0001_watches")
def watches(db: Database) -> None:
    """What each watched query was shown last."""
    db.execute(f"PRAGMA application_id = {NOTES.application_id}")
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """
        CREATE TABLE watches (
            name TEXT PRIMARY KEY,
            last_article INTEGER NOT NULL,
            last_visit INTEGER NOT NULL,
            asked_at TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )


@notes_migrations(name="0002_selections")
def selections(db: Database) -> None:
    """Selections, tags, notes and codes.

    Articles are named by ``url_key``, which a merge or another import gives them again; their
    numbers stand beside it to be looked up by, and are never relied on.
    """
    db.execute(
        """
        CREATE TABLE selections (
            name TEXT PRIMARY KEY,
            made_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            query TEXT NOT NULL,
            options TEXT NOT NULL,
            sample TEXT
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE selection_articles (
            selection TEXT NOT NULL REFERENCES selections(name) ON DELETE CASCADE,
            url_key TEXT NOT NULL,
            article_id INTEGER,
            added_at TEXT NOT NULL,
            PRIMARY KEY (selection, url_key)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX selection_articles_key ON selection_articles (url_key)")
    db.execute(
        """
        CREATE TABLE tags (
            url_key TEXT NOT NULL,
            tag TEXT NOT NULL,
            article_id INTEGER,
            tagged_at TEXT NOT NULL,
            PRIMARY KEY (url_key, tag)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX tags_tag ON tags (tag)")
    db.execute(
        """
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            url_key TEXT NOT NULL,
            article_id INTEGER,
            text TEXT NOT NULL,
            noted_at TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX notes_key ON notes (url_key)")
    db.execute(
        """
        CREATE TABLE codebook (
            code TEXT PRIMARY KEY,
            position INTEGER NOT NULL,
            question TEXT,
            allowed TEXT NOT NULL,
            kept_at TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE codes (
            url_key TEXT NOT NULL,
            code TEXT NOT NULL,
            coder TEXT NOT NULL,
            value TEXT NOT NULL,
            article_id INTEGER,
            coded_at TEXT NOT NULL,
            PRIMARY KEY (url_key, code, coder)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX codes_code ON codes (code, coder)")
