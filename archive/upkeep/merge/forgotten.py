"""What other archives were asked to forget, and what obeying them would cost."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.schema.database import immediate
from archive.schema.tables import table
from archive.upkeep import forget
from archive.upkeep.batches import each_range
from archive.upkeep.forget import ForgetPlan
from archive.values.url_identity import site_of, url_key

if TYPE_CHECKING:
    from archive.archive import Archive

LOOKED_AT = 10_000
"""Rows looked at in one short transaction."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What sources of a merge were asked to forget, and its target was not."""

    entries: dict[tuple[str, str], str] = field(default_factory=dict)
    """When, by key and scope (``url``, ``site``)."""
    plan: ForgetPlan = field(default_factory=ForgetPlan)
    """What the target has of it, and would lose."""
    articles_left_out: int = 0
    """Articles of the other sources that it would not get."""
    pages_left_out: int = 0

    @property
    def costs(self) -> bool:
        """Whether anything is lost, or left out, by obeying."""
        return not self.plan.is_empty or bool(self.articles_left_out or self.pages_left_out)

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name; none where nobody asked for anything."""
        if not self.entries:
            return {}
        return {
            "forgotten too": len(self.entries),
            "articles removed": len(self.plan.article_ids),
            "pages removed": len(self.plan.capture_ids),
            "articles left out": self.articles_left_out,
            "pages left out": self.pages_left_out,
        }


def asked_of(sources: Sequence[Archive], target: Archive | None) -> Asked:
    """What *sources* were asked to forget and *target* was not, and what that would cost.

    Without a *target*, one that is empty.
    """
    entries: dict[tuple[str, str], str] = {}
    for source in sources:
        for key, scope, at in source.connection.execute(
            "SELECT url_key, scope, forgotten_at FROM forgotten"
        ):
            entries.setdefault((key, scope), at)
    own: set[tuple[str, str]] = set()
    if target is not None:
        own = set(target.connection.execute("SELECT url_key, scope FROM forgotten"))
    entries = {one: at for one, at in entries.items() if one not in own}
    if not entries:
        return Asked()
    keys = frozenset(key for key, scope in entries if scope == "url")
    sites = frozenset(key for key, scope in entries if scope == "site")
    plan = ForgetPlan()
    if target is not None:
        plan = forget.find(target.connection, target.captures, keys=keys, sites=sites)
    articles = pages = 0
    for source in sources:
        articles += _articles_of(source.connection, keys, sites)
        if source.captures.connection:
            pages += _pages_of(source.captures.connection, keys, sites)
    return Asked(entries, plan, articles, pages)


def forget_too(target: Archive, asked: Asked) -> None:
    """Let *target* forget what was *asked*; what it has of it is removed first."""
    connection = target.connection
    if not asked.plan.is_empty:
        forget.forget(connection, target.captures, asked.plan, moments=asked.entries)
    with immediate(connection):
        rows = (
            {"url_key": key, "scope": scope, "forgotten_at": at}
            for (key, scope), at in asked.entries.items()
        )
        table(connection, "forgotten").insert_all(rows, ignore=True)


def _articles_of(
    connection: sqlite3.Connection, keys: frozenset[str], sites: frozenset[str]
) -> int:
    sql = "SELECT url_key, site FROM articles WHERE id BETWEEN ? AND ?"
    return sum(
        key in keys or site in sites
        for part in each_range(connection, "articles", "id", sql, LOOKED_AT, [])
        for key, site in part
    )


def _pages_of(pages: sqlite3.Connection, keys: frozenset[str], sites: frozenset[str]) -> int:
    sql = "SELECT url, url_key, final_url FROM captures WHERE rowid BETWEEN ? AND ?"
    return sum(
        key in keys
        or bool(final_url and keys and url_key(final_url) in keys)
        or (bool(sites) and any(site_of(one) in sites for one in (url, final_url) if one))
        for part in each_range(pages, "captures", "rowid", sql, LOOKED_AT, [])
        for url, key, final_url in part
    )
