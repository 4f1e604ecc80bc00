"""What sites repeat, and the marks of the pages it is learned from: step 0011."""

from __future__ import annotations

TABLES = (
    """
    CREATE TABLE standing (
        site TEXT NOT NULL,
        fingerprint INTEGER NOT NULL,
        text TEXT NOT NULL,
        pages INTEGER NOT NULL,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        keep INTEGER,
        place TEXT,
        effect TEXT,
        is_unsettled INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (site, fingerprint)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE marked_pages (
        id INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        article_id INTEGER,
        capture_id TEXT,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        marks BLOB NOT NULL,
        headline BLOB NOT NULL
    )
    """,
    "CREATE INDEX marked_pages_site ON marked_pages(site)",
    """
    CREATE TABLE page_marks (
        mark INTEGER NOT NULL,
        page_id INTEGER NOT NULL,
        PRIMARY KEY (mark, page_id)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE unsettled_pages (page_id INTEGER PRIMARY KEY)",
    "CREATE TABLE pages_to_reread (page_id INTEGER PRIMARY KEY)",
)
