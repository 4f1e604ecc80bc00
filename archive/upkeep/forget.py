"""Forgetting pages and sites: what was kept of them is gone for good, and they stay away.

What is to be forgotten is remembered first, as begun; then the stored pages go, then the
articles; at last it is marked as done. A forgetting that is cut short leaves whole files, its
pages are not fetched any more, and the next one, or ``check --repair``, completes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from archive.captures import removal
from archive.captures.store import CaptureStore
from archive.notes.forget_notes import count_noted, forget_noted
from archive.schema import search_index
from archive.schema.database import empty_log, immediate
from archive.schema.tables import table
from archive.standing import learning, paragraph_marks
from archive.values.times import stamp
from archive.values.url_identity import host_of, site_of, url_key
from archive.writing.front_pages import remove_fronts

Scope = Literal["url", "site"]


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """What is to be forgotten."""

    keys: frozenset[str] = frozenset()
    """Every address, as its ``url_key``, that led to one of the pages."""
    sites: frozenset[str] = frozenset()
    article_ids: tuple[int, ...] = ()
    capture_ids: tuple[str, ...] = field(default=(), repr=False)
    noted: int = 0
    """How many entries of selections, tags, notes and codes are about it."""

    @property
    def is_empty(self) -> bool:
        """Whether the archive has no article and no stored page of it, and nothing is noted."""
        return not (self.article_ids or self.capture_ids or self.noted)


def scope_of(target: str) -> tuple[Scope, str]:
    """Whether *target* names a page or a whole site, and its name in the archive.

    Raises ``ValueError`` for what is neither, such as one host of a larger site.
    """
    key, host = url_key(target), host_of(target)
    if "/" in key or "?" in key or (key and host is None):
        return "url", key
    site = site_of(target)
    if (
        not (host and site)
        or "." not in host
        or host.removeprefix("www.") != site.removeprefix("www.")
    ):
        raise ValueError(
            f"{target} is neither a page nor a whole site"
            + (f"; name a page, or {site} with all of it" if site and site != host else "")
        )
    return "site", site


def find_target(connection: sqlite3.Connection, captures: CaptureStore, target: str) -> ForgetPlan:
    """What the archive has of a page or a site. Raises ``ValueError`` as :func:`scope_of` does."""
    scope, name = scope_of(target)
    wanted = {"sites" if scope == "site" else "keys": [name]}
    return find(connection, captures, **wanted)


def find(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    *,
    keys: Iterable[str] = (),
    sites: Iterable[str] = (),
) -> ForgetPlan:
    """What the archive has of the pages with these ``url_key`` and of these sites."""
    all_keys, all_sites = set(keys), frozenset(sites)
    article_ids = _articles_at(connection, all_keys)
    capture_ids: set[str] = set()
    for chunk in _chunks(sorted(article_ids)):
        for sql in _ADDRESSES:
            found = connection.execute(sql.format(",".join("?" * len(chunk))), chunk)
            for key, capture_id in found.fetchall():
                capture_ids.add(capture_id or "")
                if _articles_at(connection, [key]) <= article_ids:  # no other story's by now
                    all_keys.add(key)
    for site in all_sites:
        rows = connection.execute("SELECT id FROM articles WHERE site = ?", [site])
        of_site = {row[0] for row in rows.fetchall()}
        article_ids |= of_site
        for chunk in _chunks(sorted(of_site)):
            for name in ("revisions", "sightings"):
                marks = ",".join("?" * len(chunk))
                sql = f"SELECT capture_id FROM {name} WHERE article_id IN ({marks})"
                capture_ids.update(row[0] or "" for row in connection.execute(sql, chunk))
    if pages := captures.connection:
        for capture_id, asked in list(_redirected(pages, all_keys)):
            capture_ids.add(capture_id)
            if _articles_at(connection, [asked]) <= article_ids:
                all_keys.add(asked)
        for sql, values in (
            ("SELECT id FROM captures WHERE url_key = ?", all_keys),
            # Where a redirect led to another site, the page is that site's.
            ("SELECT id FROM captures WHERE site = ?", all_sites),
        ):
            for value in values:
                capture_ids.update(row[0] for row in pages.execute(sql, [value]))
    return ForgetPlan(
        frozenset(all_keys),
        all_sites,
        tuple(sorted(article_ids)),
        tuple(sorted(capture_ids - {""})),
        count_noted(connection, all_keys, all_sites),
    )


def forget(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    plan: ForgetPlan,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    moments: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Remove what :func:`find` found and remember not to fetch it. The caller holds the lock.

    *moments* says, by key and scope, when something was first asked to be forgotten.
    """
    _remember(connection, plan, moments or {})
    finish(connection, captures, progress)


def unfinished(connection: sqlite3.Connection, captures: CaptureStore) -> ForgetPlan | None:
    """What was asked to be forgotten and is not removed yet; ``None`` if nothing is."""
    if not _knows_pending(connection):
        return None
    begun = connection.execute("SELECT url_key, scope FROM forgotten WHERE is_pending").fetchall()
    if not begun:
        return None
    return find(
        connection,
        captures,
        keys=(key for key, scope in begun if scope == "url"),
        sites=(key for key, scope in begun if scope == "site"),
    )


def finish(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ForgetPlan | None:
    """Remove what was asked to be forgotten and is still there, and say what it was."""
    plan = unfinished(connection, captures)
    if plan is None:
        return None
    if captures.connection is not None:
        removal.remove(captures, plan.capture_ids, progress)
    forget_noted(connection, plan.keys, plan.sites)
    connection.execute("PRAGMA secure_delete = ON")
    with immediate(connection):
        _delete_rows(connection, plan)
    # A word taken out of the full-text index stays in its older parts until they are merged.
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    for opened in (connection, captures.connection):
        if opened is not None:
            empty_log(opened)
    connection.execute("UPDATE forgotten SET is_pending = 0 WHERE is_pending")
    return plan


def undo(connection: sqlite3.Connection, target: str) -> bool:
    """Allow *target* to be fetched again; whether it was forgotten. Nothing comes back."""
    scope, name = scope_of(target)
    with immediate(connection):
        # All addresses of a page were noted at one moment.
        cursor = connection.execute(
            "DELETE FROM forgotten WHERE scope = :scope AND forgotten_at ="
            " (SELECT forgotten_at FROM forgotten WHERE scope = :scope AND url_key = :name)",
            {"scope": scope, "name": name},
        )
    return cursor.rowcount > 0


_ADDRESSES = (
    "SELECT url_key, capture_id FROM articles WHERE id IN ({0})",
    "SELECT page_key, capture_id FROM revisions WHERE article_id IN ({0})",
    "SELECT page_key, capture_id FROM sightings WHERE article_id IN ({0})",
    "SELECT url_key, NULL FROM visits WHERE article_id IN ({0})",
)
"""The addresses that led to articles, and the pages stored of them."""


def _articles_at(connection: sqlite3.Connection, keys: Iterable[str]) -> set[int]:
    """The articles with these addresses, or that the last visit to one was filed under."""
    found: set[int] = set()
    for key in keys:
        row = (
            connection.execute("SELECT id FROM articles WHERE url_key = ?", [key]).fetchone()
            or connection.execute(
                "SELECT article_id FROM visits WHERE url_key = ? AND article_id IS NOT NULL"
                " ORDER BY id DESC LIMIT 1",
                [key],
            ).fetchone()
        )
        if row:
            found.add(row[0])
    return found


def _redirected(pages: sqlite3.Connection, keys: set[str]) -> Iterator[tuple[str, str]]:
    """The captures that were redirected to one of *keys*, with the key that was requested."""
    for site in {site_of(f"https://{key}") for key in keys if not key.startswith("file:")}:
        rows = pages.execute(
            "SELECT id, url_key, final_url FROM captures WHERE site = ? AND final_url IS NOT NULL",
            [site],
        )
        for capture_id, asked, final_url in rows.fetchall():
            if url_key(final_url) in keys:
                yield capture_id, asked


def _knows_pending(connection: sqlite3.Connection) -> bool:
    columns = connection.execute("SELECT name FROM pragma_table_info('forgotten')")
    return ("is_pending",) in columns.fetchall()


def _remember(
    connection: sqlite3.Connection, plan: ForgetPlan, moments: Mapping[tuple[str, str], str]
) -> None:
    now = stamp(datetime.now(UTC))
    wanted = [(key, "url") for key in sorted(plan.keys)]
    wanted += [(site, "site") for site in sorted(plan.sites)]
    rows = (
        {
            "url_key": key,
            "scope": scope,
            "forgotten_at": moments.get((key, scope), now),
            "is_pending": True,
        }
        for key, scope in wanted
    )
    # On the disk before the first page goes: a power cut must not leave pages removed that
    # nobody asked to be removed.
    (usual,) = connection.execute("PRAGMA synchronous").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    try:
        with immediate(connection):
            table(connection, "forgotten").insert_all(rows, replace=True)
    finally:
        connection.execute(f"PRAGMA synchronous = {usual}")


def _delete_rows(connection: sqlite3.Connection, plan: ForgetPlan) -> None:
    for article_id in plan.article_ids:
        search_index.remove(connection, article_id)
    ids = [(article_id,) for article_id in plan.article_ids]
    connection.executemany("DELETE FROM visits WHERE article_id = ?", ids)
    connection.executemany(
        "DELETE FROM passed_over WHERE capture_id = ?", [(one,) for one in plan.capture_ids]
    )
    connection.executemany("DELETE FROM replaced WHERE article_id = ?", ids)
    connection.executemany("DELETE FROM articles WHERE id = ?", ids)
    keys = [(key,) for key in plan.keys]
    for name in ("visits", "frontier", "false_canonicals"):
        connection.executemany(f"DELETE FROM {name} WHERE url_key = ?", keys)
    paragraph_marks.remove(connection, map(paragraph_marks.page_id, plan.keys))
    for site in plan.sites:
        paragraph_marks.remove_site(connection, site)
    learning.decide_pending(connection)
    remove_fronts(connection, plan.keys, plan.sites, plan.capture_ids)
    if not plan.sites:
        return
    connection.create_function(
        "is_forgotten", 1, lambda url: site_of(url) in plan.sites, deterministic=True
    )
    connection.execute("DELETE FROM visits WHERE is_forgotten(url)")
    connection.execute("DELETE FROM false_canonicals WHERE is_forgotten(url_key)")
    sites = [(site,) for site in plan.sites]
    connection.executemany("DELETE FROM frontier WHERE site = ?", sites)
    connection.executemany("DELETE FROM sites WHERE domain = ?", sites)


def _chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))
