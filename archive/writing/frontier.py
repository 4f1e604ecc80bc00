"""The frontier: every address found, and when each is to be visited again.

It is a table of the archive, so that a crawl that was killed continues where it was: an address
leaves the queue in the transaction that commits its visit. A row is due when ``due_at`` has come;
``NULL`` there means never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import filterfalse, islice

from archive.records import (
    Candidate,
    FoundBy,
    Kind,
    KnownAddress,
    Outcome,
    Schedule,
    Visit,
    Waiting,
)
from archive.schema.database import joined
from archive.values.times import in_utc, stamp, stored_moment
from archive.values.url_identity import host_of, site_of, url_key

_WAITING = "url_key, url, site, found_in, due_at, attempts, etag, last_modified, kind, outcome, "
_WAITING += "visited_at, published_at"

# Addresses that never failed first; of them those never visited, the newest first; then in the
# order in which they were found.
_ORDER = "attempts > 0, visited_at IS NOT NULL, published_at IS NULL, published_at DESC, rowid"


class Frontier:
    """The table ``frontier`` of one archive, through the archive's own *connection*."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, candidates: Iterable[Candidate], *, now: datetime | None = None) -> list[str]:
        """Keep the addresses that are not known yet, due at once, and give their keys.

        Addresses that were asked to be forgotten are not kept. A known address becomes due again
        only if its sitemap or feed names a change later than the last visit; its publication time
        is filled in if it was missing.
        """
        (added,) = self.add_all([list(candidates)], now=now)
        return sorted(added)

    def add_all(
        self, groups: Sequence[Sequence[Candidate]], *, now: datetime | None = None
    ) -> list[frozenset[str]]:
        """Keep the candidates of several pages in one transaction; the new keys of each."""
        moment = _stamp(now or datetime.now(UTC))
        if not any(groups):
            return [frozenset()] * len(groups)
        with joined(self._connection):
            return [
                frozenset(key for c in group if (key := self._add(c, moment))) for group in groups
            ]

    def _add(self, candidate: Candidate, moment: str | None) -> str | None:
        """Keep one address; its key if it was not known."""
        key = url_key(candidate.url)
        row = {
            "url_key": key,
            "url": candidate.url,
            "site": site_of(candidate.url),
            "host": host_of(candidate.url),
            "found_in": candidate.found_in,
            "now": moment,
            "published_at": _stamp(candidate.published_at),
            "kind": candidate.kind,
        }
        cursor = self._connection.execute(
            "INSERT INTO frontier (url_key, url, site, host, found_in, found_at,"
            " published_at, due_at, kind) SELECT :url_key, :url, :site, :host, :found_in, :now,"
            " :published_at, :now, :kind WHERE NOT EXISTS (SELECT 1 FROM forgotten"
            " WHERE (url_key = :url_key AND scope = 'url') OR (url_key = :site AND scope = 'site'))"
            " ON CONFLICT (url_key) DO NOTHING",
            row,
        )
        if cursor.rowcount:
            return key
        self._update_known(key, candidate, moment)
        return None

    def due(
        self,
        host: str,
        *,
        now: datetime | None = None,
        kinds: Sequence[Kind | None] = ("article", None),
        limit: int = 100,
        visited_before: datetime | None = None,
        but_not_in: Sequence[str] = (),
        but_not: Callable[[Waiting], bool] | None = None,
    ) -> list[Waiting]:
        """At most *limit* addresses of *host* that are due, the newest first.

        With *visited_before*, only those never visited or last visited before that. What was
        found in *but_not_in* is left out, and those that *but_not* is true of.
        """
        wanted = " OR ".join(["kind IS ?"] * len(kinds))
        before, most = _stamp(visited_before), -1 if but_not else limit
        rows = self._connection.execute(
            f"SELECT {_WAITING} FROM frontier WHERE host = ? AND due_at <= ? AND ({wanted})"
            " AND (visited_at IS NULL OR ? IS NULL OR visited_at < ?)"
            f" AND coalesce(found_in, '') NOT IN ({', '.join('?' * len(but_not_in))})"
            f" ORDER BY {_ORDER} LIMIT ?",
            (host, _stamp(now or datetime.now(UTC)), *kinds, before, before, *but_not_in, most),
        )
        with closing(rows):
            found = map(_waiting, rows)
            return list(islice(filterfalse(but_not, found) if but_not else found, limit))

    def known(self, url: str) -> KnownAddress | None:
        """What is remembered of *url*, or ``None``."""
        row = self._connection.execute(
            "SELECT url, visited_at, due_at, outcome, etag, last_modified, attempts, kind,"
            " published_at FROM frontier WHERE url_key = ?",
            (url_key(url),),
        ).fetchone()
        if row is None:
            return None
        url, visited, due, outcome, etag, modified, attempts, kind, published = row
        return KnownAddress(
            url,
            stored_moment(visited),
            stored_moment(due),
            outcome,
            etag,
            modified,
            attempts or 0,
            kind,
            stored_moment(published),
        )

    def hosts(self, site: str) -> list[str]:
        """The hosts of *site* that have a page due."""
        rows = self._connection.execute(
            "SELECT DISTINCT host FROM frontier WHERE site = ? AND due_at <= ?"
            " AND (kind IS NULL OR kind IN ('article', 'front'))",
            (site, _stamp(datetime.now(UTC))),
        )
        return [host for (host,) in rows.fetchall()]

    def skipped(self, site: str) -> list[tuple[str, datetime | None]]:
        """The addresses of *site* outside the scope of earlier runs, with their time."""
        rows = self._connection.execute(
            "SELECT url, published_at FROM frontier"
            " WHERE site = ? AND outcome = 'skipped' AND due_at IS NULL AND attempts = 0",
            (site,),
        )
        return [(url, stored_moment(published)) for url, published in rows.fetchall()]

    def children(self, found_in: str) -> list[str]:
        """The sitemaps that were found in *found_in* before."""
        rows = self._connection.execute(
            "SELECT url FROM frontier WHERE found_in = ? AND kind = 'sitemap' ORDER BY rowid",
            (found_in,),
        )
        return [url for (url,) in rows.fetchall()]

    def feeds(self, site: str) -> list[str]:
        """The addresses of *site* that proved to be feeds, and older pages of theirs to read."""
        rows = self._connection.execute(
            "SELECT url FROM frontier WHERE site = ? AND kind = 'feed'"
            f" AND CASE WHEN found_in LIKE '{FoundBy.FEED.pattern}' THEN visited_at IS NULL"
            " ELSE outcome IN ('not-an-article', 'not-modified') END ORDER BY rowid",
            (site,),
        )
        return [url for (url,) in rows.fetchall()]

    def visited(self, site: str, *, limit: int = 20_000) -> Iterator[tuple[str, Outcome, str]]:
        """Address, outcome and kind of the latest visits to *site*, to learn URL patterns from."""
        rows = self._connection.execute(
            "SELECT url, outcome, kind FROM frontier WHERE site = ? AND visited_at IS NOT NULL"
            " ORDER BY visited_at DESC LIMIT ?",
            (site, limit),
        )
        yield from rows.fetchall()

    def postpone(self, urls: Iterable[str], due_at: datetime | None) -> None:
        """Make *urls* due at *due_at*; ``None``: never."""
        moment = _stamp(due_at)
        with joined(self._connection):
            self._connection.executemany(
                "UPDATE frontier SET due_at = ? WHERE url_key = ?",
                [(moment, url_key(url)) for url in urls],
            )

    def note_redirect(self, target: str, found_in: str, visit: Visit, outcome: Outcome) -> None:
        """Note that the address of *visit* redirects to *target*, which is thereby visited, too.

        *target* gets the visit's schedule; the address that was requested is never due again.
        """
        schedule = visit.schedule or Schedule()
        visited = _stamp(visit.visited_at)
        with joined(self._connection):
            self._add(Candidate(target, found_in), visited)
            self._connection.execute(
                "UPDATE frontier SET due_at = ?, attempts = ?, etag = ?, last_modified = ?,"
                " visited_at = ?, outcome = ? WHERE url_key = ?",
                (
                    _stamp(schedule.due_at),
                    schedule.attempts,
                    schedule.etag,
                    schedule.last_modified,
                    visited,
                    outcome,
                    url_key(target),
                ),
            )
            self.postpone([visit.url], None)

    def set_kind(self, urls: Iterable[str], kind: Kind) -> None:
        """Remember what *urls* proved to be."""
        with joined(self._connection):
            self._connection.executemany(
                "UPDATE frontier SET kind = ? WHERE url_key = ?",
                [(kind, url_key(url)) for url in urls],
            )

    def recheck(self, site: str, before: datetime) -> int:
        """Make every article of *site* due that was last visited before *before*; count them."""
        with joined(self._connection):
            cursor = self._connection.execute(
                "UPDATE frontier SET due_at = ? WHERE site = ? AND visited_at < ?"
                " AND outcome IN ('new', 'revised', 'unchanged', 'not-modified', 'gone')"
                " AND (kind IS NULL OR kind = 'article')",
                (_stamp(datetime.now(UTC)), site, _stamp(before)),
            )
        return cursor.rowcount

    def bring_forward(self, site: str, after: datetime) -> None:
        """Make due now what is due only after *after*: a clock that ran ahead wrote that."""
        with joined(self._connection):
            self._connection.execute(
                "UPDATE frontier SET due_at = ? WHERE due_at > ? AND site = ?",
                (_stamp(datetime.now(UTC)), _stamp(after), site),
            )

    def exploration(self, site: str) -> tuple[int, int, bool]:
        """How far *site* is explored.

        How many of its fronts led to nothing new when they were first visited, how many of its
        addresses may be articles, and whether it has sitemaps or feeds.
        """
        idle, articles, lists = self._connection.execute(
            "SELECT count(*) FILTER (WHERE kind = 'front' AND visited_at IS NOT NULL"
            " AND attempts > 0), count(*) FILTER (WHERE kind IS NULL OR kind = 'article'),"
            " count(*) FILTER (WHERE kind IN ('sitemap', 'feed')"
            " AND outcome IN ('not-an-article', 'not-modified')) FROM frontier WHERE site = ?",
            (site,),
        ).fetchone()
        return idle, articles, lists > 0

    def _update_known(self, key: str, candidate: Candidate, moment: str | None) -> None:
        if candidate.published_at:
            self._connection.execute(
                "UPDATE frontier SET published_at = ? WHERE url_key = ? AND published_at IS NULL",
                (_stamp(candidate.published_at), key),
            )
        if candidate.modified_at:
            self._connection.execute(
                "UPDATE frontier SET due_at = ? WHERE url_key = ? AND visited_at < ?"
                " AND (due_at IS NULL OR due_at > ?) AND outcome NOT IN ('skipped', 'robots')",
                (moment, key, _stamp(candidate.modified_at), moment),
            )


def _waiting(row: tuple[object, ...]) -> Waiting:
    key, url, site, found_in, due, attempts, etag, modified, kind, outcome, visited, published = row
    return Waiting(
        url_key=str(key),
        url=str(url),
        site=str(site) if site else None,
        found_in=str(found_in or ""),
        due_at=stored_moment(due) or datetime.now(UTC),
        attempts=int(str(attempts or 0)),
        etag=str(etag) if etag else None,
        last_modified=str(modified) if modified else None,
        kind=kind,  # type: ignore[arg-type]
        outcome=outcome,  # type: ignore[arg-type]
        visited_at=stored_moment(visited),
        published_at=stored_moment(published),
    )


def _stamp(moment: datetime | None) -> str | None:
    return stamp(in_utc(moment)) if moment else None
