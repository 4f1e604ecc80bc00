"""The marks of a site's pages: the fingerprints of their paragraphs, and which pages have each.

``marked_pages`` has the marks of each page, of all its captures, ``page_marks`` the pages of
each mark. Both are kept in the transaction that keeps the page, so what follows from them
can be worked out at any time later.
"""

from __future__ import annotations

import sqlite3
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from typing import NamedTuple

from parsers.records import Mark, Marks

_ONE = struct.Struct("<qBB")
_WORD = struct.Struct("<H")
_BATCH = 1_000
MOST = 1_000
"""Marks of one page that are kept: a live blog has new paragraphs at each visit."""
_APART, _REPEATS, _CONTAINER = 1, 2, 4


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page and its marks, as it was captured at one moment."""

    id: int
    """As :func:`page_id` gives it."""
    site: str
    seen_at: str
    capture_id: str | None
    article_id: int | None
    marks: Marks
    first_seen_at: str | None = None
    """When it was captured first, where that is known to be earlier."""
    is_whole: bool = False
    """Whether these are all its marks: all its captures were parsed again, by another parser."""


@lru_cache(maxsize=4096)
def mark_of(site: str, fingerprint: int) -> int:
    """How a fingerprint is looked for in ``page_marks``: each site has marks of its own."""
    return fingerprint ^ _number(site)


def page_id(key: str) -> int:
    """The row of the page with this ``url_key``: the same in every archive."""
    return _number(key)


def note(connection: sqlite3.Connection, pages: Sequence[MarkedPage]) -> list[int]:
    """Keep the marks of captures of *pages*; the ids of those whose marks changed.

    The caller holds a transaction.
    """
    if not pages:
        return []
    changes = _Changes(connection, pages)
    for page in sorted(pages, key=lambda page: page.seen_at):
        changes.take(page)
    return changes.write()


def remove(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take pages out, as if they had never been kept. The caller holds a transaction."""
    for page_id in ids:
        row = connection.execute(
            "DELETE FROM marked_pages WHERE id = ? RETURNING site, marks", [page_id]
        ).fetchone()
        if row is None:
            continue
        site, found = row[0], [mark.fingerprint for mark in unpack(row[1])]
        connection.executemany(
            "DELETE FROM page_marks WHERE mark = ? AND page_id = ?",
            [(mark_of(site, one), page_id) for one in found],
        )
        connection.executemany(
            "UPDATE standing SET pages = pages - 1, is_unsettled = 1"
            " WHERE site = ? AND fingerprint = ?",
            [(site, one) for one in found],
        )
        for table in ("unsettled_pages", "pages_to_reread"):
            connection.execute(f"DELETE FROM {table} WHERE page_id = ?", [page_id])


def remove_site(connection: sqlite3.Connection, site: str) -> None:
    """Take all of a site out. The caller holds a transaction."""
    connection.execute("DELETE FROM standing WHERE site = ?", [site])
    ids = connection.execute("SELECT id FROM marked_pages WHERE site = ?", [site]).fetchall()
    remove(connection, [row[0] for row in ids])


def count_strays(connection: sqlite3.Connection) -> int:
    """How many marks are in only one of the two tables."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'page_marks'").fetchone():
        return 0
    (lost,) = connection.execute(
        "SELECT count(*) FROM page_marks m WHERE NOT EXISTS"
        " (SELECT 1 FROM marked_pages p WHERE p.id = m.page_id)"
    ).fetchone()
    (kept, wanted) = connection.execute(
        "SELECT (SELECT count(*) FROM page_marks),"
        f" (SELECT coalesce(sum(length(marks)), 0) / {_ONE.size} FROM marked_pages)"
    ).fetchone()
    return int(lost or abs(kept - wanted))


def rebuild(connection: sqlite3.Connection) -> None:
    """Rebuild ``page_marks`` and the counts from the pages. The caller holds a transaction."""
    connection.execute("DELETE FROM page_marks")
    last: int | None = None
    while rows := connection.execute(
        "SELECT id, site, marks FROM marked_pages WHERE :last IS NULL OR id > :last"
        " ORDER BY id LIMIT :limit",
        {"last": last, "limit": _BATCH},
    ).fetchall():
        last = rows[-1][0]
        connection.executemany(
            "INSERT OR IGNORE INTO page_marks VALUES (?, ?)",
            sorted(
                (mark_of(site, one), key)
                for key, site, packed in rows
                for one in _fingerprints(packed)
            ),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO unsettled_pages VALUES (?)", [(row[0],) for row in rows]
        )
    for site, one in connection.execute("SELECT site, fingerprint FROM standing").fetchall():
        connection.execute(
            "UPDATE standing SET is_unsettled = 1, pages ="
            " (SELECT count(*) FROM page_marks WHERE mark = ?) WHERE site = ? AND fingerprint = ?",
            [mark_of(site, one), site, one],
        )


def pack(marks: Sequence[Mark]) -> bytes:
    """The marks of a page as one value, ten bytes each."""
    return b"".join(
        _ONE.pack(
            one.fingerprint,
            _APART * one.is_apart | _REPEATS * one.may_repeat | _CONTAINER * one.is_container,
            one.numbers,
        )
        for one in sorted(marks)
    )


def unpack(packed: bytes) -> list[Mark]:
    """What :func:`pack` made one value of."""
    return [
        Mark(
            known_by,
            bool(flags & _APART),
            bool(flags & _REPEATS),
            numbers,
            bool(flags & _CONTAINER),
        )
        for known_by, flags, numbers in _ONE.iter_unpack(packed)
    ]


def pack_words(words: Iterable[int]) -> bytes:
    """The words of a headline as one value, in one order whatever the order they came in."""
    return b"".join(map(_WORD.pack, sorted(words)))


def unpack_words(packed: bytes) -> frozenset[int]:
    """What :func:`pack_words` made one value of."""
    return frozenset(word for (word,) in _WORD.iter_unpack(packed))


class _Row(NamedTuple):
    """What ``marked_pages`` says of a page."""

    first_seen_at: str
    last_seen_at: str
    capture_id: str | None
    marks: bytes
    headline: bytes
    article_id: int | None


class _Changes:
    """What a batch of pages changes, written table by table."""

    def __init__(self, connection: sqlite3.Connection, pages: Sequence[MarkedPage]) -> None:
        self._connection = connection
        ids = sorted({page.id for page in pages})
        self._known = dict(self._stored(ids))
        self._before = {one: set(_fingerprints(row.marks)) for one, row in self._known.items()}
        self._changed: set[int] = set()
        self._site_of = {page.id: page.site for page in pages}
        self._seen: dict[tuple[str, int], list[str]] = defaultdict(list)
        sites = sorted({page.site for page in pages})
        rows = connection.execute(
            "SELECT site, fingerprint FROM standing"
            f" WHERE site IN ({','.join(repeat('?', len(sites)))})",
            sites,
        )
        self._standing: set[tuple[str, int]] = set(rows)

    def take(self, page: MarkedPage) -> None:
        """Keep the newer of *page* and its row, with the marks of both."""
        known = self._known.get(page.id)
        first = min(page.first_seen_at or page.seen_at, page.seen_at)
        first = min(known.first_seen_at, first) if known else first
        marks: Sequence[Mark] = page.marks.paragraphs
        if known and not page.is_whole:
            marks = _union(unpack(known.marks), marks)
        if known and known.last_seen_at > page.seen_at:
            self._known[page.id] = known._replace(first_seen_at=first, marks=pack(marks))
        else:
            words = pack_words(page.marks.headline)
            self._known[page.id] = _Row(
                first, page.seen_at, page.capture_id, pack(marks), words, page.article_id
            )
        self._changed.add(page.id)
        for mark in page.marks.paragraphs:
            if (page.site, mark.fingerprint) in self._standing:
                self._seen[page.site, mark.fingerprint].append(page.seen_at)

    def write(self) -> list[int]:
        """Write what the pages came to; the ids of those whose marks changed."""
        run = self._connection.executemany
        counts: Counter[tuple[str, int]] = Counter()
        gone: list[tuple[int, int]] = []
        came: list[tuple[int, int]] = []
        unsettled = []
        for page_id in self._changed:
            site = self._site_of[page_id]
            before = self._before.get(page_id, set())
            after = set(_fingerprints(self._known[page_id].marks))
            gone += [(mark_of(site, one), page_id) for one in before - after]
            came += [(mark_of(site, one), page_id) for one in after - before]
            counts.update((site, one) for one in after - before)
            counts.subtract((site, one) for one in before - after)
            if after != before:
                unsettled.append((page_id,))
        run("DELETE FROM page_marks WHERE mark = ? AND page_id = ?", gone)
        run("INSERT OR IGNORE INTO page_marks VALUES (?, ?)", sorted(came))
        run(
            "INSERT OR REPLACE INTO marked_pages (id, site, first_seen_at, last_seen_at,"
            " capture_id, marks, headline, article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(one, self._site_of[one], *self._known[one]) for one in sorted(self._changed)],
        )
        run("INSERT OR IGNORE INTO unsettled_pages VALUES (?)", unsettled)
        run(
            "UPDATE standing SET pages = pages + ?, is_unsettled = 1"
            " WHERE site = ? AND fingerprint = ?",
            [(count, *one) for one, count in counts.items() if count and one in self._standing],
        )
        run(
            "UPDATE standing SET first_seen_at = min(first_seen_at, ?),"
            " last_seen_at = max(last_seen_at, ?) WHERE site = ? AND fingerprint = ?",
            [(min(times), max(times), *one) for one, times in self._seen.items()],
        )
        return [one for (one,) in unsettled]

    def _stored(self, ids: Sequence[int]) -> Iterator[tuple[int, _Row]]:
        for start in range(0, len(ids), 500):
            chunk = ids[start : start + 500]
            for page_id, *row in self._connection.execute(
                "SELECT id, first_seen_at, last_seen_at, capture_id, marks, headline, article_id"
                f" FROM marked_pages WHERE id IN ({','.join(repeat('?', len(chunk)))})",
                chunk,
            ):
                yield page_id, _Row(*row)


def _union(marks: Iterable[Mark], others: Iterable[Mark]) -> list[Mark]:
    """The marks of two captures of a page; the same whichever of them came first."""
    found = {mark.fingerprint: mark for mark in marks}
    for mark in others:
        known = found.get(mark.fingerprint, mark)
        found[mark.fingerprint] = Mark(
            mark.fingerprint,
            mark.is_apart and known.is_apart,
            mark.may_repeat and known.may_repeat,
            max(mark.numbers, known.numbers),
            mark.is_container,
        )
    return [found[one] for one in sorted(found)[:MOST]]


def _fingerprints(packed: bytes) -> Iterator[int]:
    return (one for one, _, _ in _ONE.iter_unpack(packed))


@lru_cache(maxsize=4096)
def _number(name: str) -> int:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
