"""Which article an address belongs to, and which canonical addresses are not believed any more.

A page declares the address it is known by, and some declare one that is another story's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

from archive.values import rows
from archive.values.url_identity import site_of
from archive.writing.visits.canonicalization import Address, is_same_story
from archive.writing.visits.prepared_visit import PreparedVisit

_ANSWERED = ("new", "revised", "unchanged", "not-modified", "failed", "blocked")
_LAST_SEEN_AT = (
    "id = (SELECT article_id FROM visits WHERE url_key = ? AND article_id IS NOT NULL"
    " ORDER BY id DESC LIMIT 1)"
)


class ArticleLookup:
    """The articles at the addresses of *visits*, looked up together.

    *address_of* tells where a capture was fetched from.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        visits: Sequence[PreparedVisit],
        address_of: Callable[[str | None], str | None],
    ) -> None:
        self._connection = connection
        self._address_of = address_of
        self._false_canonicals = self._load_false_canonicals(visits)
        self._ids = self._load_ids(visits)

    def candidates(self, visit: PreparedVisit) -> Iterator[Address]:
        """The addresses that the article of *visit* may be filed under, the likeliest first."""
        if visit.declared and visit.declared.key not in self._false_canonicals:
            yield visit.declared
        yield visit.own

    def article_at(self, address: Address) -> int | None:
        """The id of the article at *address*."""
        return self._ids.get(address.key)

    def add(self, address: Address, article_id: int) -> None:
        """A new article is at *address*."""
        self._ids[address.key] = article_id

    def is_other_story(self, visit: PreparedVisit, article_id: int) -> bool:
        """Whether the article came from another page and tells another story than *visit*.

        Then one of the two declared a canonical address that is not its own.
        """
        row = self._connection.execute(
            "SELECT record, content_hash FROM revisions WHERE article_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM revisions"
            " WHERE article_id = ? AND page_key = ?) ORDER BY revision DESC LIMIT 1",
            [article_id, article_id, visit.own.key],
        ).fetchone()
        if row is None or row[1] == visit.entry.content_hash:
            return False
        return not is_same_story(rows.from_record_text(row[0]), visit.article)

    def moved_article(self, visit: PreparedVisit) -> tuple[PreparedVisit, int, Address] | None:
        """The article that moved from an older address to the page of *visit*, if one did.

        Its older address leads to this page, or the last visit to this page saw that article.
        Where the older address still answers by itself, two pages tell one story, and the first
        one stays the article's. Gives the visit as it goes into the article's timeline, the
        article's id and its address.
        """
        if visit.own.key in self._ids:
            return None
        is_redirect = visit.key != visit.own.key
        row = self._connection.execute(
            "SELECT id, url, url_key, site FROM articles WHERE "
            + ("url_key = ?" if is_redirect else _LAST_SEEN_AT),
            [visit.key],
        ).fetchone()
        if row is None:
            return None
        article_id, older = row[0], Address(*row[1:])
        if older.key == visit.own.key or self.is_other_story(visit, article_id):
            return None
        if is_redirect or not self._is_answered(older.key):
            visit = replace(visit, entry=replace(visit.entry, page_key=older.key))
        return visit, article_id, older

    def _is_answered(self, key: str) -> bool:
        """Whether there was a page at an address when it was last requested."""
        last = self._connection.execute(
            "SELECT outcome FROM visits WHERE url_key = ? ORDER BY id DESC LIMIT 1", [key]
        ).fetchone()
        return last is None or last[0] in _ANSWERED

    def disbelieve(self, address: Address, article_id: int) -> None:
        """Believe no page any more that *address* is its canonical one.

        The article that is filed there goes back to its own address, unless it was fetched from
        *address* itself.
        """
        self._connection.execute("INSERT OR IGNORE INTO false_canonicals VALUES (?)", [address.key])
        self._false_canonicals.add(address.key)
        (own_key, capture_id, url) = self._connection.execute(
            "SELECT r.page_key, r.capture_id, (SELECT v.url FROM visits v"
            " WHERE v.article_id = r.article_id AND v.url_key = r.page_key ORDER BY v.id LIMIT 1)"
            " FROM revisions r WHERE r.article_id = ? ORDER BY r.revision LIMIT 1",
            [article_id],
        ).fetchone()
        is_taken = self._connection.execute(
            "SELECT 1 FROM articles WHERE url_key = ?", [own_key]
        ).fetchone()
        if own_key == address.key or is_taken:
            return
        url = url or self._address_of(capture_id) or f"https://{own_key}"
        self._connection.execute(
            "UPDATE articles SET url = ?, url_key = ?, site = ? WHERE id = ?",
            [url, own_key, site_of(url), article_id],
        )
        records = self._connection.execute(
            "SELECT record, article_id, revision FROM revisions WHERE article_id = ?", [article_id]
        ).fetchall()
        self._connection.executemany(
            "UPDATE revisions SET record = ? WHERE article_id = ? AND revision = ?",
            [(rows.record_text(replace(rows.from_record_text(one), url=url)), *key)
             for one, *key in records],
        )  # fmt: skip
        self._ids[own_key] = article_id
        self._ids.pop(address.key, None)

    def _load_ids(self, visits: Sequence[PreparedVisit]) -> dict[str, int]:
        keys = {one.key for visit in visits for one in (visit.own, visit.declared) if one}
        return dict(self._where_in("SELECT url_key, id FROM articles", keys))

    def _load_false_canonicals(self, visits: Sequence[PreparedVisit]) -> set[str]:
        keys = {visit.declared.key for visit in visits if visit.declared}
        return {key for (key,) in self._where_in("SELECT url_key FROM false_canonicals", keys)}

    def _where_in(self, select: str, keys: set[str]) -> list[Any]:
        found: list[Any] = []
        wanted = sorted(keys)
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            marks = ",".join(repeat("?", len(chunk)))
            found += self._connection.execute(f"{select} WHERE url_key IN ({marks})", chunk)
        return found
