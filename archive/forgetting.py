"""Forgetting a page or a site: what was kept of it is gone for good, and it stays away.

The stored pages go first, then the articles together with the note not to fetch again. A
forgetting that is cut short leaves whole files, and doing it once more completes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from archive import articles, removal
from archive.captures import CaptureStore
from archive.database import empty_log, immediate
from archive.identity import host_of, site_of, url_key
from archive.tables import unindex
from archive.times import stamp

Scope = Literal["url", "site"]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is to be forgotten."""

    scope: Scope
    name: str
    """The site's domain, or the page's ``url_key``."""
    keys: frozenset[str] = frozenset()
    """Of a page: every address that led to it."""
    article_ids: tuple[int, ...] = ()
    capture_ids: tuple[str, ...] = field(default=(), repr=False)


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


def find(connection: sqlite3.Connection, captures: CaptureStore, target: str) -> Doomed:
    """What the archive has of *target*. Raises ``ValueError`` as :func:`scope_of` does."""
    scope, name = scope_of(target)
    if scope == "site":
        return _find_site(connection, captures, name)
    return _find_page(connection, captures, target, name)


def forget(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    doomed: Doomed,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Remove what :func:`find` found and remember not to fetch it. The caller holds the lock."""
    if captures.connection is not None:
        removal.remove(captures, doomed.capture_ids, progress)
    connection.execute("PRAGMA secure_delete = ON")
    with immediate(connection):
        _remember(connection, doomed)
        _delete_rows(connection, doomed)
    # A word taken out of the full-text index stays in its older parts until they are merged.
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    for opened in (connection, captures.connection):
        if opened is not None:
            empty_log(opened)


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


def _find_page(
    connection: sqlite3.Connection, captures: CaptureStore, target: str, key: str
) -> Doomed:
    keys = {key}
    capture_ids: set[str] = set()
    article_id = articles.id_for(connection, target)
    if article_id is not None:
        for sql in (
            "SELECT url_key, capture_id FROM articles WHERE id = ?",
            "SELECT page_key, capture_id FROM revisions WHERE article_id = ?",
            "SELECT page_key, capture_id FROM sightings WHERE article_id = ?",
            "SELECT url_key, NULL FROM visits WHERE article_id = ?",
        ):
            for one, capture_id in connection.execute(sql, [article_id]):
                keys.add(one)
                capture_ids.add(capture_id or "")
    if pages := captures.connection:
        for capture_id, asked in _redirected(pages, site_of(target), keys):
            capture_ids.add(capture_id)
            keys.add(asked)
        for one in keys:
            found = pages.execute("SELECT id FROM captures WHERE url_key = ?", [one])
            capture_ids.update(row[0] for row in found)
    return Doomed(
        "url",
        key,
        frozenset(keys),
        (article_id,) if article_id is not None else (),
        tuple(sorted(capture_ids - {""})),
    )


def _redirected(
    pages: sqlite3.Connection, site: str | None, keys: set[str]
) -> Iterator[tuple[str, str]]:
    """The captures that were led to one of *keys*, with the key of the address asked for."""
    rows = pages.execute(
        "SELECT id, url_key, final_url FROM captures WHERE site = ? AND final_url IS NOT NULL",
        [site],
    )
    for capture_id, asked, final_url in rows.fetchall():
        if url_key(final_url) in keys:
            yield capture_id, asked


def _find_site(connection: sqlite3.Connection, captures: CaptureStore, site: str) -> Doomed:
    found = connection.execute("SELECT id FROM articles WHERE site = ?", [site])
    article_ids = tuple(row[0] for row in found)
    capture_ids: set[str] = set()
    for chunk in _chunks(article_ids):
        marks = ",".join("?" * len(chunk))
        for table in ("revisions", "sightings"):
            capture_ids.update(
                row[0] or ""
                for row in connection.execute(
                    f"SELECT capture_id FROM {table} WHERE article_id IN ({marks})", chunk
                )
            )
    if pages := captures.connection:
        # Where a redirect led to another site, the page is that site's.
        rows = pages.execute("SELECT id FROM captures WHERE site = ?", [site])
        capture_ids.update(row[0] for row in rows)
    return Doomed("site", site, frozenset(), article_ids, tuple(sorted(capture_ids - {""})))


def _remember(connection: sqlite3.Connection, doomed: Doomed) -> None:
    now = stamp(datetime.now(UTC))
    keys = doomed.keys if doomed.scope == "url" else {doomed.name}
    connection.executemany(
        "INSERT OR REPLACE INTO forgotten (url_key, scope, forgotten_at) VALUES (?, ?, ?)",
        [(key, doomed.scope, now) for key in sorted(keys)],
    )


def _delete_rows(connection: sqlite3.Connection, doomed: Doomed) -> None:
    for article_id in doomed.article_ids:
        unindex(connection, article_id)
    ids = [(article_id,) for article_id in doomed.article_ids]
    connection.executemany("DELETE FROM visits WHERE article_id = ?", ids)
    connection.executemany(
        "DELETE FROM passed_over WHERE capture_id = ?", [(one,) for one in doomed.capture_ids]
    )
    connection.executemany("DELETE FROM articles WHERE id = ?", ids)
    if doomed.scope == "url":
        keys = [(key,) for key in doomed.keys]
        for table in ("visits", "frontier", "false_canonicals"):
            connection.executemany(f"DELETE FROM {table} WHERE url_key = ?", keys)
        return
    connection.create_function("site_of", 1, site_of, deterministic=True)
    connection.execute("DELETE FROM visits WHERE site_of(url) = ?", [doomed.name])
    connection.execute("DELETE FROM frontier WHERE site = ?", [doomed.name])
    connection.execute("DELETE FROM sites WHERE domain = ?", [doomed.name])
    connection.execute("DELETE FROM false_canonicals WHERE site_of(url_key) = ?", [doomed.name])


def _chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))
