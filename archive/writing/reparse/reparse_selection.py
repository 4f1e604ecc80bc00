"""Which stored pages are to be parsed again."""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from archive.captures.store import CaptureStore, has_column
from archive.schema.database import snapshot
from archive.search.filters import Filters, register
from archive.values.times import stamp
from archive.writing.site_rules import read_by_others

CHUNK = 10_000
"""Articles looked at in one short transaction."""
SAME_STORY = "the same story as"
"""The beginning of a visit's detail where the article is filed under another address."""


def articles_to_parse(
    connection: sqlite3.Connection, filters: Filters, parser: str, *, everything: bool = False
) -> array[int]:
    """The ids of the articles with a page that *parser* has not parsed yet, site by site.

    With *everything* all that have a page.
    """
    register(connection)
    conditions, values = filters.conditions()
    conditions.append(_HAS_PAGE if everything else _HAS_UNREAD)
    sql = (
        f"SELECT a.site, a.id FROM articles a WHERE a.id BETWEEN :first AND :last"
        f" AND {' AND '.join(conditions)}"
    )
    (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    by_site: dict[str, array[int]] = {}
    for first in range(1, newest + 1, CHUNK):
        bounds = {"first": first, "last": first + CHUNK - 1, "parser": parser}
        for site, article_id in connection.execute(sql, values | bounds).fetchall():
            by_site.setdefault(site or "", array("q")).append(article_id)
    return array("q", (one for site in sorted(by_site) for one in by_site[site]))


def captures_of(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    parser: str,
    *,
    everything: bool = False,
    newest_only: bool = False,
) -> list[tuple[int, list[str]]]:
    """For each of these articles the captures to be parsed, in the order of *ids*.

    With *everything* also those that *parser* has parsed; with *newest_only* none but the newest.
    """
    chosen = ",".join(map(str, ids))
    sites = "x.site", "(SELECT b.site FROM articles b WHERE b.id = x.article_id)"
    own, earlier = ("x.capture_id IS NOT NULL" if everything else _unread(site) for site in sites)
    sql = f"SELECT id, capture_id FROM articles x WHERE id IN ({chosen}) AND {own}"
    if not newest_only:
        sql += (
            " UNION SELECT article_id, capture_id FROM revisions x"
            f" WHERE article_id IN ({chosen}) AND {earlier}"
        )
    found: dict[int, list[str]] = {}
    with snapshot(connection):
        for article_id, capture_id in connection.execute(sql, {"parser": parser}):
            found.setdefault(article_id, []).append(capture_id)
    return [(one, found[one]) for one in ids if one in found]


def captures_without_article(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    filters: Filters,
    parser: str,
    *,
    everything: bool = False,
) -> list[str]:
    """The captures that no article was made of, in the order of their time; no front pages, and
    no pages whose story stands under another address.

    The period of *filters* is that of the capture. Without *everything* those are left out that
    *parser* has parsed already.
    """
    pages = captures.connection
    if pages is None:
        return []
    used = _used_captures(connection)
    folded = set(connection.execute(
        "SELECT url_key, visited_at FROM visits WHERE detail LIKE ?", [f"{SAME_STORY} %"]
    ).fetchall())  # fmt: skip
    conditions = ["c.status BETWEEN 200 AND 299"]
    values: dict[str, object] = {}
    if has_column(pages, "kind"):
        conditions.append("c.kind IS NULL")
    if filters.site:
        conditions.append("c.site = :site")
        values["site"] = filters.conditions()[1]["site"]
    for name, operator in (("since", ">="), ("until", "<")):
        if moment := getattr(filters, name):
            conditions.append(f"c.fetched_at {operator} :{name}")
            values[name] = stamp(moment)
    (newest,) = pages.execute("SELECT coalesce(max(rowid), 0) FROM captures").fetchone()
    sql = (
        "SELECT c.site, c.fetched_at, c.id, c.url_key FROM captures c"
        f" WHERE c.rowid BETWEEN :first AND :last AND {' AND '.join(conditions)}"
    )
    found: list[tuple[str, str, str]] = []
    for first in range(1, newest + 1, CHUNK):
        rows_of = pages.execute(sql, values | {"first": first, "last": first + CHUNK - 1})
        found += [
            (site or "", moment, one)
            for site, moment, one, key in rows_of.fetchall()
            if not _contains(used, _prefix(one)) and (key, moment) not in folded
        ]
    if not everything and found:
        done = {row[0] for row in connection.execute(
            "SELECT capture_id FROM passed_over WHERE parser = ?", [parser])}  # fmt: skip
        found = [one for one in found if one[2] not in done]
    return [one for _, _, one in sorted(found)]


def _used_captures(connection: sqlite3.Connection) -> array[int]:
    """The captures that articles were made of, by the first half of their ids, sorted."""
    found = array("Q")
    for table, key in (
        ("revisions", "article_id"),
        ("sightings", "article_id"),
        ("articles", "id"),
    ):
        (newest,) = connection.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
        sql = f"SELECT capture_id FROM {table} WHERE {key} BETWEEN ? AND ? AND capture_id != ''"
        for first in range(1, newest + 1, CHUNK):
            rows_of = connection.execute(sql, [first, first + CHUNK - 1])
            found.extend(_prefix(one) for (one,) in rows_of.fetchall())
    return array("Q", sorted(found))


def _prefix(capture_id: str) -> int:
    return int(capture_id[:16], 16)


def _contains(found: array[int], one: int) -> bool:
    at = bisect_left(found, one)
    return at < len(found) and found[at] == one


def _unread(site: str) -> str:
    """SQL: whether row *x* has a page that was not parsed by *parser* and the rules of *site*."""
    return (
        "x.capture_id IS NOT NULL AND ((x.parser IS NOT :parser"
        " AND coalesce(substr(x.parser, 1, length(:parser) + 1), '') != :parser || '+')"
        f" OR {read_by_others('x.parser', site)})"
        " AND NOT EXISTS (SELECT 1 FROM passed_over p"
        " WHERE p.capture_id = x.capture_id AND p.parser = :parser)"
    )


_HAS_UNREAD = (
    f"(EXISTS (SELECT 1 FROM articles x WHERE x.id = a.id AND {_unread('a.site')})"
    f" OR EXISTS (SELECT 1 FROM revisions x WHERE x.article_id = a.id AND {_unread('a.site')}))"
)
_HAS_PAGE = (
    "(a.capture_id IS NOT NULL OR EXISTS (SELECT 1 FROM revisions x"
    " WHERE x.article_id = a.id AND x.capture_id IS NOT NULL))"
)
