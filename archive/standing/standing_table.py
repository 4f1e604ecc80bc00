"""Standing text: paragraphs that a site repeats on many pages and that belong to no story.

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
from dataclasses import dataclass

from archive.schema.database import immediate
from archive.standing import paragraph_marks
from archive.standing.repetition import LEAST_PAGES, Page, Place, place_of
from archive.standing.usual_containers import usual_containers

Fingerprint = Callable[[str], int | None]
"""The number by which the parser recognises a paragraph; ``None`` for one it never leaves out."""

SAMPLE = 24
"""Pages looked at for each paragraph, always the same ones of those that have it."""
_BATCH = 200
_MOST_LOOKED_AT = 100_000  # paragraphs of a site that are remembered while learning: 7 MB
_MOST = 5_000
"""Paragraphs of a site that the parser is given to leave out."""
WIDESPREAD = 0.5
_ENOUGH_PAGES = 20
"""A paragraph on more than that share of a site's pages, if it has so many, is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A paragraph that a site repeats."""

    site: str
    fingerprint: int
    text: str
    pages: int
    first_seen_at: str
    last_seen_at: str
    keep: bool | None
    """``True``: a person wants it in the text; ``False``: out of it; ``None``: as learned."""
    effect: Place | None
    """Where the parser leaves it out."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A site of which many pages have one text."""

    site: str
    pages: int
    of: int
    text: str
    is_left_out: bool

    @property
    def told(self) -> str:
        """In a sentence."""
        text = self.text if len(self.text) <= 100 else f"{self.text[:99].rstrip()}…"
        effect = "left out of their articles" if self.is_left_out else "kept"
        return (
            f"{self.pages:,} of {self.of:,} pages of {self.site} have one paragraph in common,"
            f" which is {effect}: {text}"
        )


def known(connection: sqlite3.Connection, site: str | None) -> list[tuple[int, int, Place | None]]:
    """What *site* repeats: fingerprint, pages, and where the parser leaves it out, if it does."""
    if site is None or not has_standing(connection):
        return []
    return connection.execute(
        "SELECT fingerprint, pages, effect FROM standing WHERE site = ?"
        " ORDER BY pages DESC, fingerprint LIMIT ?",
        [site, _MOST],
    ).fetchall()


def listed(connection: sqlite3.Connection, site: str | None = None) -> list[Standing]:
    """What sites repeat, the most repeated first."""
    if not has_standing(connection):
        return []
    rows = connection.execute(
        "SELECT site, fingerprint, text, pages, first_seen_at, last_seen_at, keep, effect"
        " FROM standing WHERE :site IS NULL OR site = :site ORDER BY site, pages DESC, fingerprint",
        {"site": site},
    )
    return [
        Standing(one, known_by, text, pages, first, last, None if kept is None else bool(kept), at)
        for one, known_by, text, pages, first, last, kept, at in rows.fetchall()
    ]


def widespread(connection: sqlite3.Connection, site: str | None = None) -> list[Repeated]:
    """For each site its most repeated paragraph, if :data:`WIDESPREAD` of its pages have it."""
    if not has_standing(connection):
        return []
    rows = connection.execute(
        "SELECT s.site, s.pages, s.text, s.effect FROM standing s"
        " WHERE (:site IS NULL OR s.site = :site) AND s.pages >= :pages"
        " AND s.fingerprint = (SELECT fingerprint FROM standing o WHERE o.site = s.site"
        " ORDER BY o.pages DESC, o.fingerprint LIMIT 1) ORDER BY s.site",
        {"site": site, "pages": _ENOUGH_PAGES * WIDESPREAD},
    ).fetchall()
    found = []
    for one, pages, text, effect in rows:
        (of,) = connection.execute(
            "SELECT count(*) FROM marked_pages WHERE site = ?", [one]
        ).fetchone()
        if of >= _ENOUGH_PAGES and pages >= WIDESPREAD * of:
            found.append(Repeated(one, pages, of, text, effect is not None))
    return found


def has_standing(connection: sqlite3.Connection) -> bool:
    """Whether the archive has the tables: an older one has none until it is upgraded."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'standing'"
    return connection.execute(sql).fetchone() is not None


def keep(connection: sqlite3.Connection, site: str, fingerprint: int, wanted: bool | None) -> bool:
    """Set whether a paragraph is to stay (see :class:`Standing`), and say whether it is known.

    Readings follow at the next :func:`learn`.
    """
    with immediate(connection):
        cursor = connection.execute(
            "UPDATE standing SET keep = ? WHERE site = ? AND fingerprint = ?",
            [wanted, site, fingerprint],
        )
    return cursor.rowcount > 0


def learn(connection: sqlite3.Connection, fingerprint: Fingerprint) -> list[str]:
    """Find what sites repeat in the pages that came or changed, and note what to parse again.

    Gives the sites of these pages. Takes many short transactions; the caller holds the lock.
    """
    looked_at: defaultdict[str, set[int]] = defaultdict(set)
    refused: dict[str, dict[int, set[int]]] = defaultdict(dict)
    read: dict[str, dict[int, set[int]]] = defaultdict(dict)
    while pages := connection.execute(
        "SELECT u.page_id, p.site, p.marks, p.article_id FROM unsettled_pages u"
        " LEFT JOIN marked_pages p ON p.id = u.page_id LIMIT ?",
        [_BATCH],
    ).fetchall():
        with immediate(connection):
            for page_id, site, packed, article_id in pages:
                for mark in paragraph_marks.unpack(packed) if packed else ():
                    if mark.is_container:
                        kind = refused if article_id is None else read
                        kind[site].setdefault(page_id, set()).add(mark.fingerprint)
                    elif mark.fingerprint not in looked_at[site]:
                        if len(looked_at[site]) >= _MOST_LOOKED_AT:
                            looked_at[site].clear()  # what comes again is decided again
                        looked_at[site].add(mark.fingerprint)
                        _decide(connection, site, mark.fingerprint, fingerprint)
            connection.executemany(
                "DELETE FROM unsettled_pages WHERE page_id = ?", [(row[0],) for row in pages]
            )
    with immediate(connection):
        decide_pending(connection, fingerprint)
        for site in refused.keys() | read.keys():
            usual = usual_containers(connection, site)
            pages = [one for one, found in refused[site].items() if found & usual]
            if usual:  # what has its text elsewhere may have been read at the wrong place
                pages += [one for one, found in read[site].items() if not found & usual]
            connection.executemany(
                "INSERT OR IGNORE INTO pages_to_reread VALUES (?)", [(one,) for one in pages]
            )
    return sorted(looked_at)


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


@dataclass(frozen=True, slots=True)
class PageToReparse:
    """A page to be parsed again: something of it is left out from now on, or no longer."""

    page_id: int
    article_id: int | None
    """The article made of it, if one is kept."""
    capture_id: str | None


def pages_to_reparse(
    connection: sqlite3.Connection, limit: int, after: int | None
) -> list[PageToReparse]:
    """The next pages to be parsed again, behind the page *after*; their order never changes."""
    rows = connection.execute(
        "SELECT t.page_id, a.id, p.capture_id FROM pages_to_reread t"
        " LEFT JOIN marked_pages p ON p.id = t.page_id LEFT JOIN articles a ON a.id = p.article_id"
        " WHERE :after IS NULL OR t.page_id > :after ORDER BY t.page_id LIMIT :limit",
        {"after": after, "limit": limit},
    )
    return [PageToReparse(*row) for row in rows.fetchall()]


def count_to_reparse(connection: sqlite3.Connection) -> int:
    """How many pages are to be parsed again."""
    (count,) = connection.execute("SELECT count(*) FROM pages_to_reread").fetchone()
    return int(count)


def note_reparsed(connection: sqlite3.Connection, page_ids: Sequence[int]) -> None:
    """Note that these pages were parsed again. The caller may hold a transaction."""
    connection.executemany(
        "DELETE FROM pages_to_reread WHERE page_id = ?", [(one,) for one in page_ids]
    )


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


_WANTED = "CASE keep WHEN 1 THEN NULL WHEN 0 THEN 'anywhere' ELSE place END"
