"""Learns what sites repeat, at the end of a run.

Nothing is decided while pages are saved. At the end of a run the paragraphs of the pages that
came or changed are looked at, each with a bounded number of the pages that have it: the cost
follows from what the run brought, not from what the archive holds. A decision depends on the
pages alone, not on the order in which they came. The pages that it concerns are noted, to be
parsed again. Both can be cut short anywhere; the next run continues.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from archive.schema.database import immediate
from archive.standing import paragraph_marks
from archive.standing.repetition import LEAST_PAGES, Page, place_of
from archive.standing.usual_containers import usual_containers

Fingerprint = Callable[[str], int | None]
"""The number by which the parser recognises a paragraph; ``None`` for one it never leaves out."""

SAMPLE = 24
"""Pages looked at for each paragraph, always the same ones of those that have it."""
_BATCH = 200
_MOST_LOOKED_AT = 100_000  # paragraphs of a site that are remembered while learning: 7 MB
_WANTED = "CASE keep WHEN 1 THEN NULL WHEN 0 THEN 'anywhere' ELSE place END"
"""The effect that a row of ``standing`` is to have: a person's decision, else what was learned."""


def learn(connection: sqlite3.Connection, fingerprint: Fingerprint) -> list[str]:
    """Find what sites repeat in the pages that came or changed, and note what to parse again.

    Gives the sites of these pages. Takes many short transactions; the caller holds the lock.
    """
    run = _Learning(connection, fingerprint)
    while pages := connection.execute(
        "SELECT u.page_id, p.site, p.marks, p.article_id FROM unsettled_pages u"
        " LEFT JOIN marked_pages p ON p.id = u.page_id LIMIT ?",
        [_BATCH],
    ).fetchall():
        with immediate(connection):
            for page_id, site, packed, article_id in pages:
                if packed:
                    run.look_at(page_id, site, packed, is_refused=article_id is None)
            connection.executemany(
                "DELETE FROM unsettled_pages WHERE page_id = ?", [(row[0],) for row in pages]
            )
    with immediate(connection):
        decide_pending(connection, fingerprint)
        misread = [(page_id,) for page_id in run.misread_pages()]
        connection.executemany("INSERT OR IGNORE INTO pages_to_reread VALUES (?)", misread)
    return sorted(run.looked_at)


class _Learning:
    """What one run of :func:`learn` has looked at."""

    def __init__(self, connection: sqlite3.Connection, fingerprint: Fingerprint) -> None:
        self._connection = connection
        self._fingerprint = fingerprint
        self.looked_at: defaultdict[str, set[int]] = defaultdict(set)
        """By site, the paragraphs that were decided on."""
        self._refused: dict[str, dict[int, set[int]]] = defaultdict(dict)
        self._read: dict[str, dict[int, set[int]]] = defaultdict(dict)
        """By site and page, the containers of refused pages and of articles."""

    def look_at(self, page_id: int, site: str, packed: bytes, *, is_refused: bool) -> None:
        """Decide on the paragraphs of a page and note its containers."""
        containers = self._refused if is_refused else self._read
        for mark in paragraph_marks.unpack(packed):
            if mark.is_container:
                containers[site].setdefault(page_id, set()).add(mark.fingerprint)
            elif mark.fingerprint not in self.looked_at[site]:
                if len(self.looked_at[site]) >= _MOST_LOOKED_AT:
                    self.looked_at[site].clear()  # what comes again is decided on again
                self.looked_at[site].add(mark.fingerprint)
                _decide(self._connection, site, mark.fingerprint, self._fingerprint)

    def misread_pages(self) -> Iterator[int]:
        """The pages that the usual containers of their site may have parsed otherwise.

        Refused pages with text in one, and articles without: their text may stand elsewhere.
        """
        for site in self._refused.keys() | self._read.keys():
            usual = usual_containers(self._connection, site)
            yield from (page for page, found in self._refused[site].items() if found & usual)
            if usual:
                yield from (page for page, found in self._read[site].items() if not found & usual)


def decide_pending(
    connection: sqlite3.Connection, fingerprint: Fingerprint = lambda text: None
) -> None:
    """Decide again on the paragraphs whose pages or ``keep`` changed.

    The caller holds a transaction.
    """
    for site, one in connection.execute(
        "SELECT site, fingerprint FROM standing WHERE is_unsettled"
    ).fetchall():
        _decide(connection, site, one, fingerprint)
    changed = connection.execute(
        f"SELECT site, fingerprint FROM standing WHERE {_WANTED} IS NOT effect"
    ).fetchall()
    for site, one in changed:
        connection.execute(
            f"UPDATE standing SET effect = {_WANTED} WHERE site = ? AND fingerprint = ?",
            [site, one],
        )
        _reparse_pages_of(connection, site, one)
    connection.execute("DELETE FROM standing WHERE place IS NULL AND keep IS NULL")


def _decide(connection: sqlite3.Connection, site: str, one: int, fingerprint: Fingerprint) -> None:
    """Make the row of a paragraph what its pages decide."""
    mark = paragraph_marks.mark_of(site, one)
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT page_id FROM page_marks WHERE mark = ? ORDER BY page_id LIMIT ?",
            [mark, SAMPLE],
        )
    ]
    place = None
    if len(ids) >= LEAST_PAGES:
        place = place_of(one, [page for _, page in _pages(connection, ids)])
    cursor = connection.execute(
        "UPDATE standing SET place = ?, is_unsettled = 0 WHERE site = ? AND fingerprint = ?",
        [place, site, one],
    )
    if place is None or cursor.rowcount:
        return
    text = _text(connection, ids, one, fingerprint)
    if text is None:  # its pages are to be parsed again, and decide then
        return
    connection.execute(
        "INSERT INTO standing (site, fingerprint, text, pages, first_seen_at, last_seen_at, place)"
        " SELECT ?, ?, ?, count(*), min(p.first_seen_at), max(p.last_seen_at), ?"
        " FROM page_marks m JOIN marked_pages p ON p.id = m.page_id WHERE m.mark = ?",
        [site, one, text, place, mark],
    )


def _pages(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, Page]]:
    marks = ",".join("?" * len(ids))
    for page_id, packed, words in connection.execute(
        f"SELECT id, marks, headline FROM marked_pages WHERE id IN ({marks}) ORDER BY id", ids
    ):
        paragraphs = (mark for mark in paragraph_marks.unpack(packed) if not mark.is_container)
        found = {mark.fingerprint: mark for mark in paragraphs}
        yield page_id, Page(found, paragraph_marks.unpack_words(words))


def _text(
    connection: sqlite3.Connection, ids: Sequence[int], one: int, fingerprint: Fingerprint
) -> str | None:
    """The text of the paragraph, from the first of these pages that has it."""
    for page_id in ids:
        for (text,) in connection.execute(
            "SELECT text FROM paragraphs WHERE article_id ="
            " (SELECT article_id FROM marked_pages WHERE id = ?) ORDER BY position",
            [page_id],
        ):
            if fingerprint(text) == one:
                return str(text)
    return None


def _reparse_pages_of(connection: sqlite3.Connection, site: str, one: int) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO pages_to_reread SELECT page_id FROM page_marks WHERE mark = ?",
        [paragraph_marks.mark_of(site, one)],
    )
