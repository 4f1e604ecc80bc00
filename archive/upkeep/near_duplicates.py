"""The same story on different sites: wire copy is linked, whatever each outlet cut or added.

A text is known by its *shingles*, all runs of four words (or characters, of scripts written
without spaces), so that no language needs to be understood. The eight with the smallest
checksums stand in an index: texts that have much in common share some of them, and only such
texts are compared as a whole. What it costs therefore does not grow with the archive.

Triggers note in ``unlinked`` which articles came or changed; :func:`link_copies` works that
off at the end of a run.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from archive.schema.database import immediate
from archive.values.tokenize import UNSPACED

LIKE_ENOUGH = 2 / 3
"""Share of the shorter text's shingles that the other must have: cut copies are linked too."""

RUN = 4
FEWEST = 40
"""Shingles of a text that can be told from others; shorter ones are left alone."""

KEPT = 8
"""Shingles of each article in the index."""

LOOKED_UP = 16
"""Articles (the newest) looked at for each shingle: standing phrases are in thousands."""

COMPARED = 8
"""Articles compared as a whole with each."""

TOGETHER = 100
SECONDS = 120.0
"""How long one run links at most; what is left over is the next run's, newest first."""

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_PRINTED_MARKS = "’‘“”–—…\u00a0"
_SPACED = bytes(at if chr(at).isalnum() else 32 for at in range(128)) + b" " * 128


@dataclass(frozen=True, slots=True)
class Copy:
    """An article on another site that tells the same in the same words."""

    id: int
    url: str
    site: str | None
    headline: str | None
    published_at: str | None
    likeness: float
    """What share of the shorter text stood in the other when they were linked, 0 to 1."""


@dataclass(slots=True)
class Linked:
    """What a round of linking came to."""

    articles: int = 0
    """Articles looked at."""
    links: int = 0
    left: int = 0
    """Articles still to be looked at: there was no more time."""


def shingles(text: str) -> set[int]:
    """Checksums of all runs of :data:`RUN` words, without regard to case and marks."""
    words = _words(text.casefold())
    runs = zip(words, words[1:], words[2:], words[3:], strict=False)
    return set(map(crc32, map(b" ".join, runs)))


def _words(text: str) -> list[bytes]:
    """The words of *text* (characters, of scripts without spaces), in UTF-8."""
    if not text.isascii():
        for mark in _PRINTED_MARKS:
            text = text.replace(mark, " ")
    if text.isascii():  # as most English texts are then: a third of the time
        return text.encode().translate(_SPACED).split()
    return [word.encode() for word in _WORD.findall(text)]


def likeness(one: set[int], other: set[int]) -> float:
    """Share of the shorter text's shingles that the other has, 0 to 1."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def link_copies(connection: sqlite3.Connection, seconds: float = SECONDS) -> Linked:
    """Look through articles that came or changed for copies on other sites.

    Takes many short transactions, so that others may write between them; it can be cut short
    anywhere. The caller holds the archive's lock.
    """
    done = Linked()
    end = time.monotonic() + seconds
    texts: dict[int, set[int]] = {}
    while ids := [
        row[0]
        for row in connection.execute(
            "SELECT article_id FROM unlinked ORDER BY article_id DESC LIMIT ?", [TOGETHER]
        )
    ]:
        if time.monotonic() > end:
            (done.left,) = connection.execute("SELECT count(*) FROM unlinked").fetchone()
            break
        if len(texts) > 20 * TOGETHER:
            texts.clear()
        with immediate(connection):
            done.links += _link(connection, ids, texts)
            connection.executemany("DELETE FROM unlinked WHERE article_id = ?", _each(ids))
        done.articles += len(ids)
    return done


def same_story(connection: sqlite3.Connection, article_id: int) -> list[Copy]:
    """The articles of other sites in the same cluster, oldest first."""
    if not has_clusters(connection):
        return []
    return [
        Copy(*row)
        for row in connection.execute(
            "SELECT a.id, a.url, a.site, a.headline, a.published_at, o.likeness"
            " FROM clusters c JOIN clusters o ON o.cluster_id = c.cluster_id"
            " JOIN articles a ON a.id = o.article_id"
            " WHERE c.article_id = ? AND a.id != c.article_id"
            " AND a.site IS NOT (SELECT site FROM articles WHERE id = c.article_id)"
            " ORDER BY coalesce(a.published_at, a.first_seen_at), a.id",
            [article_id],
        )
    ]


def sites_with_copies(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, int]:
    """On how many other sites the same story is, for those of *ids* where it is."""
    if not ids or not has_clusters(connection):
        return {}
    found = connection.execute(
        "SELECT c.article_id, count(DISTINCT b.site) FROM clusters c"
        " JOIN articles a ON a.id = c.article_id"
        " JOIN clusters o ON o.cluster_id = c.cluster_id"
        " JOIN articles b ON b.id = o.article_id AND b.site IS NOT a.site"
        " WHERE c.article_id IN (SELECT value FROM json_each(?)) GROUP BY c.article_id",
        [json.dumps(list(ids))],
    )
    return dict(found.fetchall())


def has_clusters(connection: sqlite3.Connection) -> bool:
    """Whether the archive has them: one that was only read since they came has not."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'clusters'"
    return connection.execute(sql).fetchone() is not None


def _link(connection: sqlite3.Connection, ids: list[int], texts: dict[int, set[int]]) -> int:
    # What an article was before it changed no longer counts; a trigger empties the index.
    connection.executemany("DELETE FROM clusters WHERE article_id = ?", _each(ids))
    connection.executemany("DELETE FROM sketches WHERE article_id = ?", _each(ids))
    wanted = json.dumps(ids)
    bodies = connection.execute(
        "SELECT id, site, body FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        [wanted],
    ).fetchall()
    sketches, index = [], []
    for article_id, _, body in bodies:
        texts[article_id] = found = shingles(body)
        if len(found) >= FEWEST:
            smallest = nsmallest(KEPT, found)
            sketches.append((article_id, json.dumps(smallest)))
            index += [(one, article_id) for one in smallest]
    connection.executemany("INSERT INTO sketches VALUES (?, ?)", sketches)
    connection.executemany("INSERT INTO shingles VALUES (?, ?)", sorted(index))
    sites = {article_id: site for article_id, site, _ in bodies}
    smallest_of: dict[int, list[int]] = {}
    for one, article_id in index:
        smallest_of.setdefault(article_id, []).append(one)
    return sum(
        _link_one(connection, article_id, sites[article_id], smallest, texts)
        for article_id, smallest in smallest_of.items()
    )


def _link_one(
    connection: sqlite3.Connection,
    article_id: int,
    site: str | None,
    smallest: list[int],
    texts: dict[int, set[int]],
) -> int:
    met: Counter[int] = Counter()
    for one in smallest:
        met.update(
            row[0]
            for row in connection.execute(
                "SELECT article_id FROM shingles WHERE hash = ? ORDER BY article_id DESC LIMIT ?",
                [one, LOOKED_UP],
            )
        )
    del met[article_id]
    links = 0
    for other, _ in met.most_common(COMPARED):
        (other_site,) = connection.execute(
            "SELECT site FROM articles WHERE id = ?", [other]
        ).fetchone()
        if other_site == site:
            continue
        if other not in texts:
            (body,) = connection.execute(
                "SELECT body FROM articles WHERE id = ?", [other]
            ).fetchone()
            texts[other] = shingles(body)
        like = likeness(texts[article_id], texts[other])
        if like >= LIKE_ENOUGH:
            _join(connection, article_id, other, round(like, 3))
            links += 1
    return links


def _join(connection: sqlite3.Connection, one: int, other: int, like: float) -> None:
    """Put two articles, and all that are linked with either, into one cluster."""
    there = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT cluster_id FROM clusters WHERE article_id IN (?, ?)", [one, other]
        )
    ]
    cluster = min([*there, one, other])
    for old in there:
        if old != cluster:
            connection.execute(
                "UPDATE clusters SET cluster_id = ? WHERE cluster_id = ?", [cluster, old]
            )
    connection.executemany(
        "INSERT INTO clusters (article_id, cluster_id, likeness) VALUES (?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET likeness = max(likeness, excluded.likeness)",
        [(one, cluster, like), (other, cluster, like)],
    )


def _each(ids: list[int]) -> list[tuple[int]]:
    return [(one,) for one in ids]
