"""Front pages over time: which were kept, what stood on one, and where a story stood."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from archive.reading import articles
from archive.reading.fronts.front_records import (
    FrontPage,
    FrontStory,
    KeptFront,
    Records,
    Stay,
    StoredFront,
)
from archive.reading.fronts.sightings import places, sightings, states, stay_around, stays
from archive.schema.database import snapshot
from archive.values.times import stamp
from archive.values.url_identity import site_of, url_key


def has_fronts(connection: sqlite3.Connection) -> bool:
    """Whether the archive can have fronts: one of an earlier newsclip cannot."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'fronts'"
    return connection.execute(sql).fetchone() is not None


def any_fronts(connection: sqlite3.Connection) -> bool:
    """Whether a front page is kept."""
    if not has_fronts(connection):
        return False
    return connection.execute("SELECT 1 FROM fronts LIMIT 1").fetchone() is not None


def kept(connection: sqlite3.Connection) -> Records[KeptFront]:
    """Every front page there is, by its address; home pages come before their sections."""
    if not has_fronts(connection):
        return Records(KeptFront, ())
    rows = connection.execute(
        "SELECT min(site), min(url), count(*), sum(shown_id = id), min(seen_at), max(seen_at)"
        " FROM fronts GROUP BY url_key ORDER BY min(site), length(url_key), url_key"
    )
    return Records(KeptFront, (KeptFront(*row) for row in rows.fetchall()))


def listed(
    connection: sqlite3.Connection,
    target: str | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> Records[StoredFront]:
    """The fronts of a site, or the one at an address, newest first; ``None``: of all sites.

    The period is that of the sightings: a front that was seen within it is among them.
    """
    if not has_fronts(connection):
        return Records(StoredFront, ())
    conditions, values = ["TRUE"], list[object]()
    if target is not None:
        is_page = is_address(target)
        conditions.append("url_key = ?" if is_page else "site = ?")
        values.append(url_key(target) if is_page else site_of(target) or target)
    if since:
        conditions.append("seen_at >= ?")
        values.append(stamp(since))
    if until:
        conditions.append("seen_at < ?")
        values.append(stamp(until))
    with snapshot(connection):
        rows = connection.execute(
            "SELECT DISTINCT shown_id, url_key FROM fronts WHERE "
            f"{' AND '.join(conditions)} ORDER BY seen_at DESC LIMIT ?",
            [*values, -1 if limit is None else limit],
        ).fetchall()
        wanted: dict[str, set[int]] = {}
        for shown_id, key in rows:
            wanted.setdefault(key, set()).add(shown_id)
        found = [one for key, ids in wanted.items() for one in states(connection, key, ids)]
    within = [
        one
        for one in found
        if (not since or one.last_seen_at >= stamp(since))
        and (not until or one.seen_at < stamp(until))
    ]
    within.sort(key=lambda one: (one.seen_at, one.url), reverse=True)
    return Records(StoredFront, within[:limit])


def at(
    connection: sqlite3.Connection, target: str, moment: datetime | None = None
) -> FrontPage | None:
    """The front page of a site, or the front at an address, as it stood at *moment*.

    That is what was seen of it last before; ``None``: nothing was. Without a moment it is the
    newest.
    """
    if not has_fronts(connection):
        return None
    with snapshot(connection):
        key = url_key(target) if is_address(target) else _home(connection, target)
        seen = sightings(connection, key) if key else []
        limit = stamp(moment) if moment else "~"
        here = sum(one.seen_at <= limit for one in seen) - 1
        if key is None or here < 0:
            return None
        now = seen[here]
        (front,) = [
            one
            for one in states(connection, key, {now.shown_id})
            if one.seen_at <= now.seen_at <= one.last_seen_at
        ]
        stories = []
        for position, level, text, story_key, article_id, headline in connection.execute(
            "SELECT p.position, p.level, s.text, s.url_key, s.article_id, a.headline"
            " FROM front_places p JOIN front_stories s ON s.id = p.story_id"
            " LEFT JOIN articles a ON a.id = s.article_id WHERE p.front_id = ?"
            " ORDER BY p.position",
            [now.shown_id],
        ).fetchall():
            on = {one.front_id for one in places(connection, key, [story_key])}
            since, until = stay_around(seen, here, on)
            stories.append(
                FrontStory(position, level, text, story_key, article_id, headline, since, until)
            )
    return FrontPage(front, Records(FrontStory, stories))


def placements(connection: sqlite3.Connection, id_or_url: int | str) -> Records[Stay]:
    """Where an article, or what is at an address, stood on fronts: in the order of time."""
    if not has_fronts(connection):
        return Records(Stay, ())
    with snapshot(connection):
        keys = _keys_of(connection, id_or_url)
        marks = ",".join("?" * len(keys))
        fronts = connection.execute(
            "SELECT DISTINCT f.url_key FROM front_stories s"
            " JOIN front_places p ON p.story_id = s.id JOIN fronts f ON f.id = p.front_id"
            f" WHERE s.url_key IN ({marks})",
            keys,
        ).fetchall()
        found = [stay for (key,) in fronts for stay in stays(connection, key, keys)]
    found.sort(key=lambda one: (one.since, one.front))
    return Records(Stay, found)


def is_address(target: str) -> bool:
    """Whether *target* is the address of one page, and no site's name."""
    key = url_key(target)
    return "/" in key or "?" in key


def _home(connection: sqlite3.Connection, site: str) -> str | None:
    """The ``url_key`` of a site's front page: the one with the shortest address."""
    row = connection.execute(
        "SELECT url_key FROM fronts WHERE site = ? ORDER BY length(url_key), url_key LIMIT 1",
        [site_of(site) or site],
    ).fetchone()
    return row[0] if row else None


def _keys_of(connection: sqlite3.Connection, id_or_url: int | str) -> list[str]:
    """The addresses that led to an article, or the one that was named."""
    keys = []
    if isinstance(id_or_url, str) and not id_or_url.isdecimal():
        keys = [url_key(id_or_url)]
    found = articles.one(connection, id_or_url)
    rows = connection.execute(
        "SELECT url_key FROM articles WHERE id = :id"
        " UNION SELECT url_key FROM front_stories WHERE article_id = :id",
        {"id": found.id if found else None},
    )
    return list(dict.fromkeys([*keys, *(key for (key,) in rows.fetchall())]))
