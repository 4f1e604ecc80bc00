"""Near duplicates: articles of different sites that tell one story, whatever each cut or added.

A text is the set of its *shingles*, the checksums of all runs of four words (or characters, in
scripts written without spaces), so no language needs to be understood. Candidates are found by
bottom-k MinHash: the eight smallest shingles of each text, its *sketch*, are indexed, and texts
that have much in common share some of them. Only candidates are compared as a whole, so the cost
does not grow with the archive.

Triggers note in the table ``unlinked`` which articles came or changed;
:func:`link_near_duplicates` works that off at the end of a run.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from array import array
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from archive.schema.database import immediate
from archive.values.tokenize import UNSPACED

LEAST_CONTAINMENT = 2 / 3
"""Share of the shorter text's shingles that the other must have: cut texts are linked too."""

SHINGLE_WORDS = 4
FEWEST_SHINGLES = 40
"""Shorter texts cannot be told from others, and are left alone."""

SKETCH_SIZE = 8
"""Shingles of each article in the index: k of bottom-k."""

LOOKED_UP = 16
"""Articles (the newest) looked at for each shingle: some phrases are in thousands of articles."""

COMPARED = 8
"""Candidates compared as a whole with each article."""

BATCH = 100
"""Articles linked in one transaction."""
_REMEMBERED = 2_000
"""Articles whose shingles are kept to be compared: 2 kB for each that has 500 words."""
SECONDS = 120.0
"""How long one run links at most; what is left over is the next run's, newest first."""

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_PRINTED_MARKS = "’‘“”–—…\u00a0"
_SPACED = bytes(at if chr(at).isalnum() else 32 for at in range(128)) + b" " * 128


@dataclass(slots=True)
class Linked:
    """What a round of linking came to."""

    articles: int = 0
    """Articles looked at."""
    links: int = 0
    left: int = 0
    """Articles still to be looked at: there was no more time."""


def shingles(text: str) -> set[int]:
    """Checksums of all runs of :data:`SHINGLE_WORDS` words, without regard to case and marks."""
    words = _words(text.casefold())
    runs = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return set(map(crc32, map(b" ".join, runs)))


def containment(one: set[int], other: Collection[int]) -> float:
    """Share of the shorter text's shingles that the other has, 0 to 1; none of them comes twice."""
    fewer = min(len(one), len(other))
    return len(one.intersection(other)) / fewer if fewer else 0.0


def link_near_duplicates(connection: sqlite3.Connection, seconds: float = SECONDS) -> Linked:
    """Look for near duplicates of the articles that came or changed.

    Takes many short transactions, so that others may write between them; it can be cut short
    anywhere. The caller holds the archive's lock.
    """
    done = Linked()
    end = time.monotonic() + seconds
    texts: dict[int, array[int]] = {}
    while ids := [
        row[0]
        for row in connection.execute(
            "SELECT article_id FROM unlinked ORDER BY article_id DESC LIMIT ?", [BATCH]
        )
    ]:
        if time.monotonic() > end:
            (done.left,) = connection.execute("SELECT count(*) FROM unlinked").fetchone()
            break
        if len(texts) > _REMEMBERED:
            texts.clear()
        with immediate(connection):
            done.links += _link_batch(connection, ids, texts)
            connection.executemany("DELETE FROM unlinked WHERE article_id = ?", _rows(ids))
        done.articles += len(ids)
    return done


def _words(text: str) -> list[bytes]:
    """The words of *text* (characters, in scripts without spaces), in UTF-8."""
    if not text.isascii():
        for mark in _PRINTED_MARKS:
            text = text.replace(mark, " ")
    if text.isascii():  # as most English texts are then: a third of the time
        return text.encode().translate(_SPACED).split()
    return [word.encode() for word in _WORD.findall(text)]


def _kept(found: set[int]) -> array[int]:
    """Shingles in a twentieth of the memory."""
    return array("I", found)


def _link_batch(
    connection: sqlite3.Connection, ids: list[int], texts: dict[int, array[int]]
) -> int:
    """Index these articles and link each; how many links. *texts* keeps shingles by article."""
    # What an article was before it changed no longer counts; a trigger empties the index.
    connection.executemany("DELETE FROM clusters WHERE article_id = ?", _rows(ids))
    connection.executemany("DELETE FROM sketches WHERE article_id = ?", _rows(ids))
    bodies = connection.execute(
        "SELECT id, site, body FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    ).fetchall()
    sketches: dict[int, list[int]] = {}
    for article_id, _, body in bodies:
        found = shingles(body)
        texts[article_id] = _kept(found)
        if len(found) >= FEWEST_SHINGLES:
            sketches[article_id] = nsmallest(SKETCH_SIZE, found)
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)",
        [(article_id, json.dumps(sketch)) for article_id, sketch in sketches.items()],
    )
    connection.executemany(
        "INSERT INTO shingles VALUES (?, ?)",
        sorted((one, article_id) for article_id, sketch in sketches.items() for one in sketch),
    )
    sites = {article_id: site for article_id, site, _ in bodies}
    return sum(
        _link(connection, article_id, sites[article_id], sketch, texts)
        for article_id, sketch in sketches.items()
    )


def _link(
    connection: sqlite3.Connection,
    article_id: int,
    site: str | None,
    sketch: list[int],
    texts: dict[int, array[int]],
) -> int:
    """Compare an article with the candidates that share most of its sketch; how many links."""
    shared: Counter[int] = Counter()
    for one in sketch:
        shared.update(
            row[0]
            for row in connection.execute(
                "SELECT article_id FROM shingles WHERE hash = ? ORDER BY article_id DESC LIMIT ?",
                [one, LOOKED_UP],
            )
        )
    del shared[article_id]
    own: set[int] = set()
    links = 0
    for other, _ in shared.most_common(COMPARED):
        (other_site,) = connection.execute(
            "SELECT site FROM articles WHERE id = ?", [other]
        ).fetchone()
        if other_site == site:
            continue
        if other not in texts:
            (body,) = connection.execute(
                "SELECT body FROM articles WHERE id = ?", [other]
            ).fetchone()
            texts[other] = _kept(shingles(body))
        own = own or set(texts[article_id])
        share = containment(own, texts[other])
        if share >= LEAST_CONTAINMENT:
            _join_clusters(connection, article_id, other, round(share, 3))
            links += 1
    return links


def _join_clusters(connection: sqlite3.Connection, one: int, other: int, share: float) -> None:
    """Put two articles, and all that are linked with either, into one cluster."""
    joined = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT cluster_id FROM clusters WHERE article_id IN (?, ?)", [one, other]
        )
    ]
    cluster = min([*joined, one, other])
    for old in joined:
        if old != cluster:
            connection.execute(
                "UPDATE clusters SET cluster_id = ? WHERE cluster_id = ?", [cluster, old]
            )
    connection.executemany(
        "INSERT INTO clusters (article_id, cluster_id, likeness) VALUES (?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET likeness = max(likeness, excluded.likeness)",
        [(one, cluster, share), (other, cluster, share)],
    )


def _rows(ids: list[int]) -> list[tuple[int]]:
    return [(one,) for one in ids]
