"""The standing text of one archive, copied into another: their pages are counted together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.schema.database import immediate
from archive.standing import paragraph_marks, standing_table
from archive.standing.paragraph_marks import MarkedPage
from parsers.records import Marks

BATCH = 500
"""Pages copied in one transaction."""


def copy_marks(
    source: sqlite3.Connection, target: sqlite3.Connection, number: int, damage: list[str]
) -> None:
    """Copy the marks of *source*, its repeated paragraphs, and what a person decided on them.

    Its articles are known by ``temp.merged`` under *number*. What the two archives left out of
    their pages may differ: pages that this concerns are noted, to be read again.
    """
    if not standing_table.has_standing(source):
        return
    try:
        known = source.execute(
            "SELECT site, fingerprint, text, first_seen_at, last_seen_at, keep, effect"
            " FROM standing"
        ).fetchall()
    except sqlite3.DatabaseError as error:
        damage.append(f"the table standing ({error})")
        known = []
    forgotten_sites, forgotten_pages = _forgotten(target)
    effects = set(target.execute("SELECT site, fingerprint FROM standing WHERE effect IS NOT NULL"))
    for pages in _pages(source, damage):
        with immediate(target):
            wanted = [
                page
                for page in pages
                if page.site not in forgotten_sites and page.id not in forgotten_pages
            ]
            changed = set(
                paragraph_marks.note(target, [_here(target, number, page) for page in wanted])
            )
            _note_to_reparse(
                target,
                (
                    page.id
                    for page in wanted
                    if page.id in changed
                    and any(
                        (page.site, one.fingerprint) in effects for one in page.marks.paragraphs
                    )
                ),
            )
    with immediate(target):
        for site, one, text, first, last, keep, effect in known:
            if site not in forgotten_sites:
                _add(target, site, one, text, (first, last), keep, effect)


def _add(
    target: sqlite3.Connection,
    site: str,
    one: int,
    text: str,
    seen: tuple[str, str],
    keep: int | None,
    effect: str | None,
) -> None:
    mark = paragraph_marks.mark_of(site, one)
    (pages,) = target.execute("SELECT count(*) FROM page_marks WHERE mark = ?", [mark]).fetchone()
    cursor = target.execute(
        "UPDATE standing SET keep = coalesce(keep, ?), first_seen_at = min(first_seen_at, ?),"
        " last_seen_at = max(last_seen_at, ?) WHERE site = ? AND fingerprint = ?",
        [keep, *seen, site, one],
    )
    if cursor.rowcount or not pages:
        return
    target.execute(
        "INSERT INTO standing (site, fingerprint, text, pages, first_seen_at, last_seen_at, keep,"
        " is_unsettled) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        [site, one, text, pages, *seen, keep],
    )
    if effect:
        carriers = target.execute("SELECT page_id FROM page_marks WHERE mark = ?", [mark])
        _note_to_reparse(target, (row[0] for row in carriers.fetchall()))


def _note_to_reparse(target: sqlite3.Connection, ids: Iterator[int]) -> None:
    target.executemany("INSERT OR IGNORE INTO pages_to_reread VALUES (?)", ((one,) for one in ids))


def _here(target: sqlite3.Connection, number: int, page: MarkedPage) -> MarkedPage:
    """*page* with the id that its article has in *target*."""
    row = target.execute(
        "SELECT merged_id FROM temp.merged WHERE source = ? AND article_id = ?",
        [number, page.article_id],
    ).fetchone()
    return MarkedPage(
        page.id,
        page.site,
        page.seen_at,
        page.capture_id,
        row[0] if row else None,
        page.marks,
        page.first_seen_at,
    )


def _pages(source: sqlite3.Connection, damage: list[str]) -> Iterator[list[MarkedPage]]:
    last: int | None = None
    while True:
        try:
            rows = source.execute(
                "SELECT id, site, last_seen_at, capture_id, article_id, marks, headline,"
                " first_seen_at FROM marked_pages WHERE :last IS NULL OR id > :last"
                " ORDER BY id LIMIT :limit",
                {"last": last, "limit": BATCH},
            ).fetchall()
        except sqlite3.DatabaseError as error:
            damage.append(f"the table marked_pages ({error})")
            return
        if not rows:
            return
        last = rows[-1][0]
        yield [
            MarkedPage(
                key,
                site,
                seen_at,
                capture_id,
                article_id,
                Marks(tuple(paragraph_marks.unpack(marks)), paragraph_marks.unpack_words(headline)),
                first,
            )
            for key, site, seen_at, capture_id, article_id, marks, headline, first in rows
        ]


def _forgotten(target: sqlite3.Connection) -> tuple[set[str], set[int]]:
    found = target.execute("SELECT url_key, scope FROM forgotten").fetchall()
    sites = {key for key, scope in found if scope == "site"}
    return sites, {paragraph_marks.page_id(key) for key, scope in found if scope == "url"}
