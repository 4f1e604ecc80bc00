"""Front pages kept: each time one was seen, and what it showed as often as that changed.

A front seen again, with the same stories in the same order, gets a row that leads to what is kept
of it. Wording alone (a headline reworded, "3 minutes ago") makes a new state after an hour.
"""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.records import Front, Visit
from archive.values.sanitize import storable
from archive.values.times import stamp
from archive.values.url_identity import site_of, url_key
from archive.writing.visits.canonicalization import own_address

REWORDED_AFTER = timedelta(hours=1)
"""A front whose stories are the same, in other words, is kept anew after so long."""

_BARE = re.compile(r"https?://[^/?#]+")
Place = tuple[str, str | None, int | None]
"""The ``url_key`` of a story, its words and its level."""


@dataclass(slots=True)
class _Seen:
    """A front at one moment, in the archive or on its way there."""

    seen_at: str
    capture_id: str | None
    shown: _Seen | int | None = None
    """Whose stories it has: its own, another's, or those of the row with this id."""
    places: tuple[Place, ...] | None = None
    """Its own, where they are not in the archive yet."""
    id: int | None = None


class FrontPages:
    """The fronts of a batch of visits: looked at before their pages are stored, then written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._new: dict[str, list[_Seen]] = {}
        self._urls: dict[str, str] = {}

    def look(self, visit: Visit) -> Visit:
        """Take in what *visit* saw; it comes back without its page if that need not be kept."""
        front = visit.front
        if front is None:
            return visit
        url = _written(own_address(front.url).url)
        key = url_key(url)
        at = stamp(visit.capture.fetched_at if visit.capture else visit.visited_at)
        before, after = self._beside(key, at)
        if any(one and one.seen_at == at for one in (before, after)):
            return replace(visit, capture=None)
        capture = visit.capture and replace(visit.capture, is_front=True)
        places = places_of(front)
        same = self._same(places, at, before, after)
        if same is None and places is None:
            return visit  # unchanged, and nobody knows what
        seen = _Seen(at, capture.id if capture else None, places=places)
        if same:
            seen.shown, seen.places = same.shown or same, None
            if same.capture_id:
                seen.capture_id, capture = same.capture_id, None
        self._new.setdefault(key, []).append(seen)
        self._urls.setdefault(key, url)
        return replace(visit, capture=capture)

    def write(self) -> None:
        """Write what was taken in. The caller holds a transaction."""
        for key, sightings in self._new.items():
            for seen in sightings:
                shown = seen.shown.id if isinstance(seen.shown, _Seen) else seen.shown
                seen.id = insert_front(
                    self._connection,
                    self._urls[key],
                    seen.seen_at,
                    seen.capture_id,
                    seen.places if shown is None else shown,
                )
        self._new.clear()

    def _same(
        self,
        places: tuple[Place, ...] | None,
        at: str,
        before: _Seen | None,
        after: _Seen | None,
    ) -> _Seen | None:
        """The sighting before or after that shows the same; *places* ``None``: nothing changed."""
        if before and (places is None or self._is_kept(places, at, before)):
            return before
        if after and places is not None and self._places(after) == places:
            return after
        return None

    def _is_kept(self, places: tuple[Place, ...], at: str, before: _Seen) -> bool:
        shown = self._places(before)
        if shown == places:
            return True
        if [key for key, _, _ in shown] != [key for key, _, _ in places]:
            return False
        since = datetime.fromisoformat(self._kept_at(before))
        return datetime.fromisoformat(at) - since < REWORDED_AFTER

    def _beside(self, key: str, at: str) -> tuple[_Seen | None, _Seen | None]:
        """The last sighting of the front until *at*, and the first one after it."""
        found = list(self._new.get(key, ()))
        for order in ("seen_at <= ? ORDER BY seen_at DESC", "seen_at > ? ORDER BY seen_at"):
            row = self._connection.execute(
                "SELECT seen_at, capture_id, shown_id FROM fronts"
                f" WHERE url_key = ? AND {order} LIMIT 1",
                [key, at],
            ).fetchone()
            if row:
                found.append(_Seen(*row))
        found.sort(key=lambda one: one.seen_at)
        middle = bisect(found, at, key=lambda one: one.seen_at)
        return (
            found[middle - 1] if middle else None,
            found[middle] if middle < len(found) else None,
        )

    def _places(self, seen: _Seen) -> tuple[Place, ...]:
        if not isinstance(seen.shown, int):
            return (seen.shown or seen).places or ()
        rows = self._connection.execute(
            "SELECT s.url_key, s.text, p.level FROM front_places p"
            " JOIN front_stories s ON s.id = p.story_id WHERE p.front_id = ? ORDER BY p.position",
            [seen.shown],
        )
        return tuple(rows.fetchall())

    def _kept_at(self, seen: _Seen) -> str:
        """When what *seen* shows was written."""
        if not isinstance(seen.shown, int):
            return (seen.shown or seen).seen_at
        (at,) = self._connection.execute(
            "SELECT seen_at FROM fronts WHERE id = ?", [seen.shown]
        ).fetchone()
        return str(at)


def _written(url: str) -> str:
    """*url* with the ``/`` that the address of a home page may lack."""
    return f"{url}/" if _BARE.fullmatch(url) else url


def places_of(front: Front) -> tuple[Place, ...] | None:
    """The stories of *front* as they are kept: each address once, where it stands first."""
    if front.placements is None:
        return None
    found: dict[str, Place] = {}
    for placement in front.placements:
        key = url_key(placement.url)
        found.setdefault(key, (key, storable(placement.text) or None, placement.level))
    return tuple(found.values())


def insert_front(
    connection: sqlite3.Connection,
    url: str,
    seen_at: str,
    capture_id: str | None,
    shown: int | Sequence[Place] | None,
) -> int:
    """Insert a sighting of the front at *url*, and give its id.

    *shown* is what it showed, or the id of the front that showed the same. The caller holds a
    transaction.
    """
    (front_id,) = connection.execute(
        "INSERT INTO fronts (id, url, url_key, site, seen_at, capture_id, shown_id)"
        " SELECT next, ?, ?, ?, ?, ?, coalesce(?, next)"
        " FROM (SELECT coalesce(max(id), 0) + 1 AS next FROM fronts) WHERE TRUE RETURNING id",
        [
            storable(url),
            url_key(url),
            site_of(url),
            seen_at,
            capture_id,
            shown if isinstance(shown, int) else None,
        ],
    ).fetchone()
    if shown and not isinstance(shown, int):
        _insert_places(connection, front_id, shown)
    return int(front_id)


def _insert_places(connection: sqlite3.Connection, front_id: int, places: Sequence[Place]) -> None:
    rows = []
    for position, (key, text, level) in enumerate(places, 1):
        story = connection.execute(
            "SELECT id FROM front_stories WHERE url_key = ? AND text IS ?", [key, text]
        ).fetchone()
        story = story or connection.execute(_INSERT_STORY, {"key": key, "text": text}).fetchone()
        rows.append((front_id, position, story[0], level))
    connection.executemany("INSERT INTO front_places VALUES (?, ?, ?, ?)", rows)


def remove_fronts(
    connection: sqlite3.Connection,
    keys: Iterable[str],
    sites: Iterable[str],
    capture_ids: Sequence[str],
) -> None:
    """Remove the fronts at these addresses, of these sites and of these stored pages, and the
    stories with these addresses and of these sites from all fronts."""
    for key in keys:
        connection.execute("DELETE FROM front_stories WHERE url_key = ?", [key])
        connection.execute("DELETE FROM fronts WHERE url_key = ?", [key])
    connection.execute(
        "DELETE FROM fronts WHERE capture_id IN (SELECT value FROM json_each(?))",
        [json.dumps(capture_ids)],
    )
    gone = frozenset(sites)
    if gone:
        connection.create_function(
            "of_gone_site", 1, lambda key: site_of(f"https://{key}") in gone, deterministic=True
        )
        connection.executemany("DELETE FROM fronts WHERE site = ?", [(site,) for site in gone])
        connection.execute("DELETE FROM front_stories WHERE of_gone_site(url_key)")
    connection.execute(
        "DELETE FROM front_stories WHERE id NOT IN (SELECT story_id FROM front_places)"
    )


_INSERT_STORY = """
INSERT INTO front_stories (url_key, text, article_id) VALUES (:key, :text, coalesce(
    (SELECT id FROM articles WHERE url_key = :key),
    (SELECT article_id FROM visits WHERE url_key = :key AND article_id IS NOT NULL
     ORDER BY id DESC LIMIT 1)
)) RETURNING id
"""
