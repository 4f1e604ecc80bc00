"""The table ``standing``: paragraphs that a site repeats on many pages and that belong to no story.

What is in it is learned by :mod:`archive.standing.learning`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.schema.database import immediate
from archive.standing.repetition import Place

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

    Articles follow at the next :func:`~archive.standing.learning.learn`.
    """
    with immediate(connection):
        cursor = connection.execute(
            "UPDATE standing SET keep = ? WHERE site = ? AND fingerprint = ?",
            [wanted, site, fingerprint],
        )
    return cursor.rowcount > 0


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
