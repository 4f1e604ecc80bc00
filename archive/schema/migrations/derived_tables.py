"""Tables, views and indexes that follow from the others: step 0004."""

from __future__ import annotations

_AT = "coalesce(published_at, first_seen_at)"

_INDEXES = (
    # What searches and questions narrow by, each beside the time they are sorted by.
    # Searches go back in time: what they pass over is told without opening the article.
    "DROP INDEX articles_at",
    f"CREATE INDEX articles_at ON articles({_AT}, language, section, revision, dateline_place)",
    f"CREATE INDEX articles_section_at ON articles(section, {_AT})",
    f"CREATE INDEX articles_place_at ON articles(dateline_place, {_AT})"
    " WHERE dateline_place IS NOT NULL",
    f"CREATE INDEX articles_agency_at ON articles(dateline_agency, {_AT})"
    " WHERE dateline_agency IS NOT NULL",
    f"CREATE INDEX articles_revised_at ON articles({_AT}) WHERE revision > 1",
    "CREATE INDEX images_credit ON images(credit) WHERE credit IS NOT NULL",
    "CREATE INDEX images_creator ON images(creator) WHERE creator IS NOT NULL",
    "CREATE INDEX revisions_later ON revisions(seen_at) WHERE revision > 1",
    "CREATE INDEX visits_gone ON visits(article_id, visited_at) WHERE outcome = 'gone'",
)

_CLUSTERS = (
    """
    CREATE TABLE clusters (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        cluster_id INTEGER NOT NULL,
        likeness REAL NOT NULL
    )
    """,
    "CREATE INDEX clusters_cluster ON clusters(cluster_id)",
    """
    CREATE TABLE sketches (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        hashes TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE shingles (
        hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        PRIMARY KEY (hash, article_id)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE unlinked (article_id INTEGER PRIMARY KEY)",
    "INSERT INTO unlinked SELECT id FROM articles",
    """
    CREATE TRIGGER articles_came AFTER INSERT ON articles BEGIN
        INSERT OR IGNORE INTO unlinked VALUES (new.id);
    END
    """,
    """
    CREATE TRIGGER articles_changed AFTER UPDATE OF body ON articles
    WHEN old.body IS NOT new.body BEGIN
        INSERT OR IGNORE INTO unlinked VALUES (new.id);
    END
    """,
    """
    CREATE TRIGGER articles_went AFTER DELETE ON articles BEGIN
        DELETE FROM unlinked WHERE article_id = old.id;
    END
    """,
    """
    CREATE TRIGGER sketches_went AFTER DELETE ON sketches BEGIN
        DELETE FROM shingles WHERE article_id = old.article_id
        AND hash IN (SELECT value FROM json_each(old.hashes));
    END
    """,
    # What is left of a cluster on one site alone is none.
    """
    CREATE TRIGGER clusters_went AFTER DELETE ON clusters BEGIN
        DELETE FROM clusters WHERE cluster_id = old.cluster_id AND 2 > (
            SELECT count(DISTINCT coalesce(a.site, '')) FROM clusters c
            JOIN articles a ON a.id = c.article_id WHERE c.cluster_id = old.cluster_id
        );
    END
    """,
)

_VIEWS = (
    """
    CREATE VIEW changed_headlines AS
    SELECT r.article_id, a.site, a.url, a.published_at, r.revision, r.seen_at,
           b.headline AS headline_before, r.headline
    FROM revisions AS r
    JOIN revisions AS b ON b.article_id = r.article_id AND b.revision = r.revision - 1
    JOIN articles AS a ON a.id = r.article_id
    WHERE r.revision > 1
      AND EXISTS (SELECT 1 FROM json_each(r.changed) WHERE value = 'headline')
    """,
    # A day is no time of day: then it counts when the article was first seen.
    """
    CREATE VIEW early_edits AS
    SELECT r.article_id, a.site, a.url, a.headline, a.published_at, r.revision, r.seen_at,
           round((julianday(r.seen_at) - julianday(
               CASE WHEN a.published_at LIKE '%Z' THEN a.published_at ELSE a.first_seen_at END
           )) * 1440) AS minutes,
           r.changed
    FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
    WHERE r.revision > 1 AND r.changed <> '[]' AND julianday(r.seen_at) - julianday(
        CASE WHEN a.published_at LIKE '%Z' THEN a.published_at ELSE a.first_seen_at END
    ) <= 1.0 / 24
    """,
    """
    CREATE VIEW deleted_articles AS
    SELECT a.id AS article_id, a.site, a.url, a.headline, a.published_at, a.last_seen_at,
           min(v.visited_at) AS gone_at, v.status
    FROM visits AS v INDEXED BY visits_gone JOIN articles AS a ON a.id = v.article_id
    WHERE v.outcome = 'gone' AND v.visited_at > a.last_seen_at AND v.url_key = a.url_key
    GROUP BY a.id
    """,
)

STATEMENTS = (*_INDEXES, *_CLUSTERS, *_VIEWS)

HEADLINE_VARIANTS = """
    CREATE VIEW headline_variants AS
    SELECT a.id AS article_id, a.site, a.url, a.published_at, a.headline,
           v.key AS source, v.value AS variant
    FROM articles AS a, json_each(a.other_headlines) AS v
    WHERE a.other_headlines <> '{}'
"""
"""A row for each other headline of an article; *source* says where the page has it."""
