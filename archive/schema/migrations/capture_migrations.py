"""The steps that make ``news.captures.db``."""

from __future__ import annotations

from archive.schema.file_formats import CAPTURES
from archive.schema.sqlite_tools import Database, Migrations

capture_migrations = Migrations("newsclip.captures")


@capture_migrations(name="0001_captures")
def captures(db: Database) -> None:
    """The pages, and for each host the page others are compressed against."""
    for statement in _TABLES:
        db.execute(statement)


@capture_migrations(name="0002_archived_from")
def archived_from(db: Database) -> None:
    """Where the copy of a page was taken that another archive had kept.

    It stood among the headers before, as the last of them. Only those rows are written anew.
    """
    db.execute("ALTER TABLE captures ADD COLUMN archived_from TEXT")
    db.execute(
        "UPDATE captures SET archived_from = json_extract(headers, '$[#-1][1]'),"
        " headers = json_remove(headers, '$[#-1]')"
        " WHERE headers LIKE '%[\"X-Archived-From\",%' AND json_valid(headers)"
        " AND json_extract(headers, '$[#-1][0]') = 'X-Archived-From'"
    )


@capture_migrations(name="0003_kind")
def kind(db: Database) -> None:
    """What a page was kept as: ``front``, or ``NULL`` for one that may be an article."""
    db.execute("ALTER TABLE captures ADD COLUMN kind TEXT")


_TABLES = (
    f"PRAGMA application_id = {CAPTURES.application_id}",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # encoding: 'zstd', 'zstd-reference' (with the body of reference_id as raw dictionary)
    # or 'same' (the body is that of reference_id). size: bytes of the body as fetched.
    """
    CREATE TABLE captures (
        id TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL,
        site TEXT,
        final_url TEXT,
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        digest TEXT NOT NULL,
        content_type TEXT,
        size INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        reference_id TEXT,
        body BLOB NOT NULL
    )
    """,
    "CREATE INDEX captures_page ON captures(url_key, fetched_at)",
    "CREATE INDEX captures_site ON captures(site, fetched_at)",
    "CREATE INDEX captures_digest ON captures(digest)",
    "CREATE INDEX captures_reference ON captures(reference_id) WHERE reference_id IS NOT NULL",
    "CREATE TABLE reference_pages (host TEXT PRIMARY KEY, capture_id TEXT NOT NULL) WITHOUT ROWID",
)
