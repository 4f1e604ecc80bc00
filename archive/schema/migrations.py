"""How the archive's tables came to be, one step after another.

A released step is never changed: archives made with it exist. What is to be different
becomes a further step, which must bring along the rows that are there.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x6E657773  # "news"

archive_migrations = Migrations("newsclip.archive")


@archive_migrations(name="0001_tables")
def tables(db: Database) -> None:
    """Everything but search."""
    for statement in _TABLES:
        db.execute(statement)


@archive_migrations(name="0002_search")
def search(db: Database) -> None:
    """Full text. The index reads its text from ``articles``; nothing is stored twice.

    ``search_text`` holds what FTS5 cannot find by itself: the pairs of characters of
    scripts written without spaces.
    """
    from archive.values.tokenize import search_text

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
    last = 0
    columns = "headline, dek, caption, dateline, body"
    while rows := db.execute(
        f"SELECT id, {columns} FROM articles WHERE id > ? ORDER BY id LIMIT 500", [last]
    ).fetchall():
        last = rows[-1][0]
        for article_id, *texts in rows:
            if text := search_text(texts):
                db.execute("UPDATE articles SET search_text = ? WHERE id = ?", [text, article_id])
    db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")


@archive_migrations(name="0003_passed_over")
def passed_over(db: Database) -> None:
    """Which stored pages a reader was shown and gave nothing, so that it is not asked again."""
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
    from archive.schema.views import CLUSTERS, INDEXES, VIEWS

    for statement in (*INDEXES, *CLUSTERS, *VIEWS):
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
    """Each different name once, so that part of one is looked for among thousands, not millions;
    and by blocks of numbers when their articles are from, to see at once what is out of order.

    A name goes with its last article.
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
    from archive.standing.paragraph_marks import TABLES

    for statement in TABLES:
        db.execute(statement)


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


_TABLES = (
    f"PRAGMA application_id = {APPLICATION_ID}",
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
