"""Front pages over time, and what stood on them: step 0016.

A front has a row for each time it was seen. What it showed is written once for as long as it
stays the same (``shown_id`` leads there), and a story's address and words once for all fronts.
"""

from __future__ import annotations

_TABLES = (
    """
    CREATE TABLE fronts (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL,
        site TEXT,
        seen_at TEXT NOT NULL,
        capture_id TEXT,
        shown_id INTEGER NOT NULL REFERENCES fronts(id) ON DELETE CASCADE,
        UNIQUE (url_key, seen_at)
    )
    """,
    "CREATE INDEX fronts_site_at ON fronts(site, seen_at)",
    "CREATE INDEX fronts_shown ON fronts(shown_id)",
    """
    CREATE TABLE front_stories (
        id INTEGER PRIMARY KEY,
        url_key TEXT NOT NULL,
        text TEXT,
        article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
    )
    """,
    "CREATE INDEX front_stories_key ON front_stories(url_key)",
    "CREATE INDEX front_stories_article ON front_stories(article_id) WHERE article_id IS NOT NULL",
    """
    CREATE TABLE front_places (
        front_id INTEGER NOT NULL REFERENCES fronts(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        story_id INTEGER NOT NULL REFERENCES front_stories(id) ON DELETE CASCADE,
        level INTEGER,
        PRIMARY KEY (front_id, position)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX front_places_story ON front_places(story_id)",
)

_SET_ARTICLE = (
    "UPDATE front_stories SET article_id = {article} WHERE url_key = new.url_key"
    " AND article_id IS NOT {article};"
)
_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} AFTER {event} WHEN {article} IS NOT NULL"
    f" BEGIN {_SET_ARTICLE.format(article=article)} END"
    for name, event, article in (
        ("front_stories_read", "INSERT ON articles", "new.id"),
        ("front_stories_moved", "UPDATE OF url_key ON articles", "new.id"),
        ("front_stories_visited", "INSERT ON visits", "new.article_id"),
        ("front_stories_found", "UPDATE OF article_id ON visits", "new.article_id"),
    )
)
"""A story may be read long after it stood on a front, and under another address."""

_VIEWS = (
    """
    CREATE VIEW placements AS
    SELECT f.id AS front_id, p.position, s.url_key, s.article_id, s.text, p.level
    FROM fronts AS f
    JOIN front_places AS p ON p.front_id = f.shown_id
    JOIN front_stories AS s ON s.id = p.story_id
    """,
    # What was seen holds until it was looked at again, for a day at most: nobody knows more.
    """
    CREATE VIEW front_spans AS
    SELECT front_id, site, url, url_key, seen_at, until,
           coalesce(min((julianday(until) - julianday(seen_at)) * 24, 24.0), 0.0) AS hours,
           shown_id
    FROM (
        SELECT f.id AS front_id, f.site, f.url, f.url_key, f.seen_at,
               (SELECT min(n.seen_at) FROM fronts AS n
                WHERE n.url_key = f.url_key AND n.seen_at > f.seen_at) AS until,
               f.shown_id
        FROM fronts AS f
    )
    """,
    """
    CREATE VIEW front_page_time AS
    SELECT f.site, f.url AS front, s.url_key, s.article_id, a.headline, a.section,
           min(f.seen_at) AS first_seen_at, max(f.seen_at) AS last_seen_at,
           round(sum(f.hours), 2) AS hours,
           round(sum(f.hours) FILTER (WHERE p.position = 1), 2) AS hours_first,
           min(p.position) AS best_position, count(*) AS times_seen
    FROM front_spans AS f
    JOIN front_places AS p ON p.front_id = f.shown_id
    JOIN front_stories AS s ON s.id = p.story_id
    LEFT JOIN articles AS a ON a.id = s.article_id
    GROUP BY f.site, f.url_key, s.url_key
    """,
    """
    CREATE VIEW front_headlines AS
    SELECT f.site, f.url AS front, s.article_id, a.headline, s.text, min(p.level) AS level,
           s.text = a.headline AS is_same,
           min(f.seen_at) AS first_seen_at, max(f.seen_at) AS last_seen_at,
           round(sum(f.hours), 2) AS hours
    FROM front_stories AS s
    JOIN articles AS a ON a.id = s.article_id
    JOIN front_places AS p ON p.story_id = s.id
    JOIN front_spans AS f ON f.shown_id = p.front_id
    WHERE s.text IS NOT NULL
    GROUP BY f.site, f.url_key, s.article_id, s.text
    """,
    # The top is the first headline that is marked as one, else the first story.
    """
    CREATE VIEW top_stories AS
    WITH tops AS (
        SELECT f.*, coalesce(
            (SELECT story_id FROM front_places AS p WHERE p.front_id = f.shown_id
             AND p.level IS NOT NULL ORDER BY p.position LIMIT 1),
            (SELECT story_id FROM front_places AS p WHERE p.front_id = f.shown_id
             ORDER BY p.position LIMIT 1)) AS story_id
        FROM front_spans AS f
    ), named AS (
        SELECT t.*, s.url_key AS story_key, s.text, s.article_id,
               lag(s.url_key) OVER (PARTITION BY t.url_key ORDER BY t.seen_at)
                   IS NOT s.url_key AS is_new
        FROM tops AS t LEFT JOIN front_stories AS s ON s.id = t.story_id
    ), numbered AS (
        SELECT *, sum(is_new) OVER (PARTITION BY url_key ORDER BY seen_at) AS stay FROM named
    ), stays AS (
        SELECT *, last_value(until) OVER (
            PARTITION BY url_key, stay ORDER BY seen_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS ended
        FROM numbered WHERE story_key IS NOT NULL
    )
    SELECT site, url AS front, story_key AS url_key, article_id, text, min(seen_at) AS since,
           ended AS until, round(sum(hours), 2) AS hours
    FROM stays GROUP BY url_key, stay
    """,
)

STATEMENTS = (*_TABLES, *_TRIGGERS, *_VIEWS)
