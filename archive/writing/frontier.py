"""The frontier: every address found, and when each is to be visited again.

It lives in the archive, so that a crawl that was killed goes on where it stood: an address
leaves the queue only when its visit is committed, in the same transaction. A row is due when
``due_at`` has come; ``NULL`` there means never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.records import Candidate, Kind, Outcome, Schedule, Visit, Waiting
from archive.values.url_identity import host_of, site_of, url_key

_WAITING = "url_key, url, site, found_in, due_at, attempts, etag, last_modified, kind, outcome, "
_WAITING += "visited_at, published_at"

# What was never read before what was, the newest first, then in the order found; a page that
# failed before waits behind the others.
_ORDER = "attempts > 0, visited_at IS NOT NULL, published_at IS NULL, published_at DESC, rowid"


@dataclass(frozen=True, slots=True)
class Known:
    """What the frontier remembers of an address."""

    url: str
    visited_at: datetime | None
    due_at: datetime | None
    outcome: Outcome | None
    etag: str | None
    last_modified: str | None
    attempts: int
    kind: Kind | None
    published_at: datetime | None


class Frontier:
    """The table ``frontier`` of one archive, through the archive's own *connection*."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, candidates: Iterable[Candidate], *, now: datetime | None = None) -> list[str]:
        """Keep the addresses not known yet, due at once; give back their keys.

        What was asked to be forgotten is not kept.

        One already known becomes due again only when its finder names a change later than
        the last visit. A publication time that was missing is filled in.
        """
        (added,) = self.add_all([list(candidates)], now=now)
        return sorted(added)

    def add_all(
        self, groups: Sequence[Sequence[Candidate]], *, now: datetime | None = None
    ) -> list[frozenset[str]]:
        """Keep the candidates of several pages in one transaction; the new keys of each."""
        moment = _text(now or datetime.now(UTC))
        if not any(groups):
            return [frozenset()] * len(groups)
        with self._transaction():
            return [
                frozenset(key for c in group if (key := self._add(c, moment))) for group in groups
            ]

    def _add(self, candidate: Candidate, moment: str | None) -> str | None:
        """Keep one address; its key if it was not known."""
        key = url_key(candidate.url)
        row = (
            key,
            candidate.url,
            site_of(candidate.url),
            host_of(candidate.url),
            candidate.found_in,
            moment,
            _text(candidate.published_at),
            moment,
            candidate.kind,
        )
        cursor = self._connection.execute(
            "INSERT INTO frontier (url_key, url, site, host, found_in, found_at,"
            " published_at, due_at, kind) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9"
            " WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE (url_key = ?1 AND scope = 'url')"
            " OR (url_key = ?3 AND scope = 'site'))"
            " ON CONFLICT (url_key) DO NOTHING",
            row,
        )
        if cursor.rowcount:
            return key
        self._remind(key, candidate, moment)
        return None

    def due(
        self,
        host: str,
        *,
        now: datetime | None = None,
        kinds: Sequence[Kind | None] = ("article", None),
        limit: int = 100,
        visited_before: datetime | None = None,
    ) -> list[Waiting]:
        """At most *limit* addresses of *host* that are due, the newest first.

        With *visited_before*, only those never visited or last visited before that.
        """
        known = [kind for kind in kinds if kind]
        wanted = " OR ".join(
            [f"kind IN ({', '.join('?' * len(known))})"] * bool(known)
            + ["kind IS NULL"] * (None in kinds)
        )
        rows = self._connection.execute(
            f"SELECT {_WAITING} FROM frontier WHERE host = ?2 AND due_at <= ?3 AND ({wanted})"
            " AND (visited_at IS NULL OR ?1 IS NULL OR visited_at < ?1)"
            f" ORDER BY {_ORDER} LIMIT ?",
            (_text(visited_before), host, _text(now or datetime.now(UTC)), *known, limit),
        )
        return [_waiting(row) for row in rows.fetchall()]

    def known(self, url: str) -> Known | None:
        """What is remembered of *url*, or ``None``."""
        row = self._connection.execute(
            "SELECT url, visited_at, due_at, outcome, etag, last_modified, attempts, kind,"
            " published_at FROM frontier WHERE url_key = ?",
            (url_key(url),),
        ).fetchone()
        if row is None:
            return None
        url, visited, due, outcome, etag, modified, attempts, kind, published = row
        return Known(
            url,
            _moment(visited),
            _moment(due),
            outcome,
            etag,
            modified,
            attempts or 0,
            kind,
            _moment(published),
        )

    def hosts(self, site: str) -> list[str]:
        """The hosts of *site* that have a page due."""
        rows = self._connection.execute(
            "SELECT DISTINCT host FROM frontier WHERE site = ? AND due_at <= ?"
            " AND (kind IS NULL OR kind IN ('article', 'front'))",
            (site, _text(datetime.now(UTC))),
        )
        return [host for (host,) in rows.fetchall()]

    def skipped(self, site: str) -> list[tuple[str, datetime | None]]:
        """The addresses of *site* outside the scope of earlier runs, with their time."""
        rows = self._connection.execute(
            "SELECT url, published_at FROM frontier"
            " WHERE site = ? AND outcome = 'skipped' AND due_at IS NULL AND attempts = 0",
            (site,),
        )
        return [(url, _moment(published)) for url, published in rows.fetchall()]

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
            " AND CASE WHEN found_in LIKE 'feed %' THEN visited_at IS NULL"
            " ELSE outcome IN ('not-an-article', 'not-modified') END ORDER BY rowid",
            (site,),
        )
        return [url for (url,) in rows.fetchall()]

    def visited(self, site: str, *, limit: int = 20_000) -> Iterator[tuple[str, Outcome, str]]:
        """Address, outcome and kind of the latest visits to *site*, to learn its shapes from."""
        rows = self._connection.execute(
            "SELECT url, outcome, kind FROM frontier WHERE site = ? AND visited_at IS NOT NULL"
            " ORDER BY visited_at DESC LIMIT ?",
            (site, limit),
        )
        yield from rows.fetchall()

    def postpone(self, urls: Iterable[str], due_at: datetime | None) -> None:
        """Make *urls* due at *due_at*; ``None``: never."""
        moment = _text(due_at)
        with self._transaction():
            self._connection.executemany(
                "UPDATE frontier SET due_at = ? WHERE url_key = ?",
                [(moment, url_key(url)) for url in urls],
            )

    def settle(self, url: str, found_in: str, visit: Visit, outcome: Outcome) -> None:
        """Note that *url* needs no visit of its own: it is the page of *visit* (a redirect's end).

        It takes over the visit's schedule; the address asked for is not due again.
        """
        schedule = visit.schedule or Schedule()
        visited = _text(visit.visited_at)
        with self._transaction():
            self._add(Candidate(url, found_in), visited)
            self._connection.execute(
                "UPDATE frontier SET due_at = ?, attempts = ?, etag = ?, last_modified = ?,"
                " visited_at = ?, outcome = ? WHERE url_key = ?",
                (
                    _text(schedule.due_at),
                    schedule.attempts,
                    schedule.etag,
                    schedule.last_modified,
                    visited,
                    outcome,
                    url_key(url),
                ),
            )
            self.postpone([visit.url], None)

    def set_kind(self, url: str, kind: Kind) -> None:
        """Remember what *url* proved to be."""
        with self._transaction():
            self._connection.execute(
                "UPDATE frontier SET kind = ? WHERE url_key = ?", (kind, url_key(url))
            )

    def recheck(self, site: str, before: datetime) -> int:
        """Make every article of *site* due that was last visited before *before*; count them."""
        with self._transaction():
            cursor = self._connection.execute(
                "UPDATE frontier SET due_at = ? WHERE site = ? AND visited_at < ?"
                " AND outcome IN ('new', 'revised', 'unchanged', 'not-modified', 'gone')"
                " AND (kind IS NULL OR kind = 'article')",
                (_text(datetime.now(UTC)), site, _text(before)),
            )
        return cursor.rowcount

    def exploration(self, site: str) -> tuple[int, int, bool]:
        """How far *site* was looked through: its fronts that led to nothing new when first
        visited, its addresses that may be articles, and whether it has sitemaps or feeds."""
        idle, articles, lists = self._connection.execute(
            "SELECT count(*) FILTER (WHERE kind = 'front' AND visited_at IS NOT NULL"
            " AND attempts > 0), count(*) FILTER (WHERE kind IS NULL OR kind = 'article'),"
            " count(*) FILTER (WHERE kind IN ('sitemap', 'feed')"
            " AND outcome IN ('not-an-article', 'not-modified')) FROM frontier WHERE site = ?",
            (site,),
        ).fetchone()
        return idle, articles, lists > 0

    def counts(self, site: str) -> dict[str, int]:
        """How many addresses of *site* are known, waiting (due now) and visited."""
        row = self._connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE due_at <= ?),"
            " count(*) FILTER (WHERE visited_at IS NOT NULL) FROM frontier WHERE site = ?",
            (_text(datetime.now(UTC)), site),
        ).fetchone()
        return dict(zip(("known", "waiting", "visited"), row, strict=True))

    def _remind(self, key: str, candidate: Candidate, moment: str | None) -> None:
        if candidate.published_at:
            self._connection.execute(
                "UPDATE frontier SET published_at = ? WHERE url_key = ? AND published_at IS NULL",
                (_text(candidate.published_at), key),
            )
        if candidate.modified_at:
            self._connection.execute(
                "UPDATE frontier SET due_at = ? WHERE url_key = ? AND visited_at < ?"
                " AND (due_at IS NULL OR due_at > ?) AND outcome NOT IN ('skipped', 'robots')",
                (moment, key, _text(candidate.modified_at), moment),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write at once or not at all; inside an open transaction, be part of it."""
        if self._connection.in_transaction:
            yield
            return
        # A deferred transaction that reads first can fail with "database is locked" at once.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _waiting(row: tuple[object, ...]) -> Waiting:
    key, url, site, found_in, due, attempts, etag, modified, kind, outcome, visited, published = row
    return Waiting(
        url_key=str(key),
        url=str(url),
        site=str(site) if site else None,
        found_in=str(found_in or ""),
        due_at=_moment(due) or datetime.now(UTC),
        attempts=int(str(attempts or 0)),
        etag=str(etag) if etag else None,
        last_modified=str(modified) if modified else None,
        kind=kind,  # type: ignore[arg-type]
        outcome=outcome,  # type: ignore[arg-type]
        visited_at=_moment(visited),
        published_at=_moment(published),
    )


def _text(moment: datetime | None) -> str | None:
    """UTC to the millisecond, ending in ``Z``: text that sorts as time does."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
