"""The tables that an archive was made with at first, all but search: step 0001."""

from __future__ import annotations

from archive.schema.file_formats import ARCHIVE

TABLES = (
    f"PRAGMA application_id = {ARCHIVE.application_id}",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL UNIQUE,
        canonical_url TEXT,
        site TEXT,
        headline TEXT,
        kicker TEXT,
        dek TEXT,
        byline TEXT,
        authors TEXT NOT NULL DEFAULT '[]',
        dateline TEXT,
        dateline_place TEXT,
        dateline_date TEXT,
        dateline_agency TEXT,
        dateline_reporter TEXT,
        dateline_source TEXT,
        published_at TEXT,
        modified_at TEXT,
        published_local TEXT,
        section TEXT,
        keywords TEXT NOT NULL DEFAULT '[]',
        language TEXT,
        caption TEXT,
        credit TEXT,
        word_count INTEGER NOT NULL,
        kind TEXT NOT NULL,
        is_free INTEGER,
        copyright_notice TEXT,
        publisher TEXT,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        revision INTEGER NOT NULL,
        capture_id TEXT,
        sources TEXT NOT NULL DEFAULT '{}',
        parser TEXT,
        body TEXT NOT NULL
    )
    """,
    "CREATE INDEX articles_at ON articles(coalesce(published_at, first_seen_at))",
    "CREATE INDEX articles_site_at ON articles(site, coalesce(published_at, first_seen_at))",
    """
    CREATE TABLE paragraphs (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (article_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE images (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        url TEXT,
        caption TEXT,
        credit TEXT,
        creator TEXT,
        agencies TEXT NOT NULL DEFAULT '[]',
        copyright_notice TEXT,
        alt TEXT,
        is_lead INTEGER NOT NULL,
        PRIMARY KEY (article_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE revisions (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        revision INTEGER NOT NULL,
        seen_at TEXT NOT NULL,
        capture_id TEXT,
        content_hash TEXT NOT NULL,
        parser TEXT,
        page_key TEXT NOT NULL,
        headline TEXT,
        changed TEXT NOT NULL DEFAULT '[]',
        body TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (article_id, revision)
    )
    """,
    # Captures that showed what the revision before them had shown. Without them a page
    # imported late could not be put between its neighbours.
    """
    CREATE TABLE sightings (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,
        capture_id TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        parser TEXT,
        page_key TEXT NOT NULL,
        PRIMARY KEY (article_id, seen_at, capture_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        command TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        exit_code INTEGER,
        version TEXT,
        counts TEXT NOT NULL DEFAULT '{}',
        process TEXT
    )
    """,
    """
    CREATE TABLE visits (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL,
        run_id INTEGER REFERENCES runs(id),
        visited_at TEXT NOT NULL,
        outcome TEXT NOT NULL,
        status INTEGER,
        detail TEXT,
        article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
    )
    """,
    "CREATE INDEX visits_url_key ON visits(url_key)",
    "CREATE INDEX visits_run ON visits(run_id, outcome)",
    "CREATE INDEX visits_article ON visits(article_id) WHERE article_id IS NOT NULL",
    """
    CREATE TABLE frontier (
        url_key TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        site TEXT,
        host TEXT,
        found_in TEXT,
        found_at TEXT,
        published_at TEXT,
        due_at TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        etag TEXT,
        last_modified TEXT,
        kind TEXT,
        visited_at TEXT,
        outcome TEXT
    )
    """,
    "CREATE INDEX frontier_host_due ON frontier(host, due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX frontier_due ON frontier(due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX frontier_site ON frontier(site)",
    """
    CREATE TABLE sites (
        domain TEXT PRIMARY KEY,
        name TEXT,
        home_url TEXT,
        added_at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # Addresses that many different pages call their canonical one, and none is.
    "CREATE TABLE false_canonicals (url_key TEXT PRIMARY KEY) WITHOUT ROWID",
    # What was asked to be forgotten, so that it is not fetched again.
    """
    CREATE TABLE forgotten (
        url_key TEXT NOT NULL,
        scope TEXT NOT NULL,
        forgotten_at TEXT NOT NULL,
        PRIMARY KEY (url_key, scope)
    ) WITHOUT ROWID
    """,
)
