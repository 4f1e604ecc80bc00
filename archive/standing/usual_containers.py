"""The containers in which a site's articles have their text.

By them pages are parsed that look like lists.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from archive.standing.paragraph_marks import unpack

SAMPLE = 60
"""Articles of a site that are looked at, always the same ones of those it has."""
LEAST_ARTICLES = 5
USUAL = 0.1
"""So many of them, and so large a share, make a container a usual one."""
_SURE = 2
"""A page with more containers was refused when it was read first: they are candidates, and what
is learned from them would confirm itself."""


def usual_containers(connection: sqlite3.Connection, site: str) -> frozenset[int]:
    """The containers that several articles of *site* have their text in, by fingerprint."""
    rows = connection.execute(
        "SELECT marks FROM marked_pages WHERE site = ? AND article_id IS NOT NULL"
        " ORDER BY id LIMIT ?",
        [site, SAMPLE],
    ).fetchall()
    counts: Counter[int] = Counter()
    for (packed,) in rows:
        found = [mark.fingerprint for mark in unpack(packed) if mark.is_container]
        if len(found) <= _SURE:
            counts.update(found)
    least = max(LEAST_ARTICLES, USUAL * len(rows))
    return frozenset(one for one, count in counts.items() if count >= least)
