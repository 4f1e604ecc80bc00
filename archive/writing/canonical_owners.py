"""Which article an address belongs to, and which canonical addresses are not believed any more.

A page names the address it is known by, and some name one that is another story's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

from archive.values import rows
from archive.values.url_identity import site_of
from archive.writing.canonicalization import Address, is_same_story
from archive.writing.prepared_visit import Page

_ANSWERED = ("new", "revised", "unchanged", "not-modified", "failed", "blocked")
_SEEN_AT = (
    "id = (SELECT article_id FROM visits WHERE url_key = ? AND article_id IS NOT NULL"
    " ORDER BY id DESC LIMIT 1)"
)


class Owners:
    """The articles that have the addresses of *pages*, looked up together.

    *address_of* tells where a capture was fetched from.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        pages: Sequence[Page],
        address_of: Callable[[str | None], str | None],
    ) -> None:
        self._connection = connection
        self._address_of = address_of
        self._false = self._false_canonicals(pages)
        self._known = self._known_ids(pages)

    def believed(self, page: Page) -> Iterator[Address]:
        """The addresses an article of *page* may be under, the likeliest first."""
        if page.claimed and page.claimed.key not in self._false:
            yield page.claimed
        yield page.own

    def of(self, address: Address) -> int | None:
        """The article that has *address*."""
        return self._known.get(address.key)

    def note(self, address: Address, article_id: int) -> None:
        """A new article has *address*."""
        self._known[address.key] = article_id

    def is_other_story(self, page: Page, article_id: int) -> bool:
        """Whether the article there came from another page and tells something else.

        Then one of the two named a canonical address that is not its own.
        """
        row = self._connection.execute(
            "SELECT record, content_hash FROM revisions WHERE article_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM revisions"
            " WHERE article_id = ? AND page_key = ?) ORDER BY revision DESC LIMIT 1",
            [article_id, article_id, page.own.key],
        ).fetchone()
        if row is None or row[1] == page.reading.content_hash:
            return False
        return not is_same_story(rows.from_record_text(row[0]), page.article)

    def moved_from(self, page: Page) -> tuple[Page, int, Address] | None:
        """The article that stood elsewhere before and now has the address of *page*, if any.

        Its old address leads here, or the same story was seen here before. Where the old one is
        still answered by itself, two pages tell one story: the first goes on to stand for it.
        Gives the page as it goes into the article's line, and the article.
        """
        if page.own.key in self._known:
            return None
        is_redirect = page.key != page.own.key
        row = self._connection.execute(
            "SELECT id, url, url_key, site FROM articles WHERE "
            + ("url_key = ?" if is_redirect else _SEEN_AT),
            [page.key],
        ).fetchone()
        if row is None:
            return None
        article_id, home = row[0], Address(*row[1:])
        if home.key == page.own.key or self.is_other_story(page, article_id):
            return None
        if is_redirect or not self._is_answered(home.key):
            page = replace(page, reading=replace(page.reading, page_key=home.key))
        return page, article_id, home

    def _is_answered(self, key: str) -> bool:
        """Whether a page stood at an address when it was last asked for."""
        last = self._connection.execute(
            "SELECT outcome FROM visits WHERE url_key = ? ORDER BY id DESC LIMIT 1", [key]
        ).fetchone()
        return last is None or last[0] in _ANSWERED

    def free(self, address: Address, article_id: int) -> None:
        """Believe nobody that *address* is canonical; who took it goes back to its own.

        The page that was fetched from there keeps it.
        """
        self._connection.execute("INSERT OR IGNORE INTO false_canonicals VALUES (?)", [address.key])
        self._false.add(address.key)
        (own_key, capture_id, url) = self._connection.execute(
            "SELECT r.page_key, r.capture_id, (SELECT v.url FROM visits v"
            " WHERE v.article_id = r.article_id AND v.url_key = r.page_key ORDER BY v.id LIMIT 1)"
            " FROM revisions r WHERE r.article_id = ? ORDER BY r.revision LIMIT 1",
            [article_id],
        ).fetchone()
        taken = self._connection.execute(
            "SELECT 1 FROM articles WHERE url_key = ?", [own_key]
        ).fetchone()
        if own_key == address.key or taken:
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
        self._known[own_key] = article_id
        self._known.pop(address.key, None)

    def _known_ids(self, pages: Sequence[Page]) -> dict[str, int]:
        keys = {a.key for page in pages for a in (page.own, page.claimed) if a}
        return dict(self._where_in("SELECT url_key, id FROM articles", keys))

    def _false_canonicals(self, pages: Sequence[Page]) -> set[str]:
        keys = {page.claimed.key for page in pages if page.claimed}
        return {key for (key,) in self._where_in("SELECT url_key FROM false_canonicals", keys)}

    def _where_in(self, select: str, keys: set[str]) -> list[Any]:
        found: list[Any] = []
        wanted = sorted(keys)
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            marks = ",".join(repeat("?", len(chunk)))
            found += self._connection.execute(f"{select} WHERE url_key IN ({marks})", chunk)
        return found
