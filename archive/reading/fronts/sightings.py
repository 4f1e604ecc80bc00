"""A front in the order of time: when it was seen, what it showed, how long a story stayed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from archive.reading.fronts.front_records import KNOWN_HOURS, Stay, StoredFront
from archive.values.url_identity import site_of


class Sighting(NamedTuple):
    """A front at one moment, and how long what it showed is taken to have stood there."""

    id: int
    url: str
    seen_at: str
    capture_id: str | None
    shown_id: int
    until: str | None = None
    hours: float = 0.0


class Place(NamedTuple):
    """A story on what a front showed."""

    front_id: int
    text: str | None
    level: int | None
    position: int


def sightings(connection: sqlite3.Connection, key: str) -> list[Sighting]:
    """When the front was seen, in the order of time."""
    rows = connection.execute(
        "SELECT id, url, seen_at, capture_id, shown_id FROM fronts WHERE url_key = ?"
        " ORDER BY seen_at",
        [key],
    )
    found = [Sighting(*row) for row in rows.fetchall()]
    return [
        one._replace(until=later.seen_at, hours=_hours(one.seen_at, later.seen_at))
        for one, later in pairwise(found)
    ] + found[-1:]


def states(connection: sqlite3.Connection, key: str, wanted: set[int]) -> Iterator[StoredFront]:
    """The times that the front at *key* showed one of the states *wanted*."""
    before: set[str] | None = None
    last: int | None = None
    for shown_id, group in groupby(sightings(connection, key), lambda one: one.shown_id):
        if shown_id in wanted:
            if last is not None:
                before = set(_stories(connection, last))
            stay = list(group)
            stories = _stories(connection, shown_id)
            yield StoredFront(
                stay[0].id,
                site_of(stay[0].url),
                stay[0].url,
                stay[0].seen_at,
                stay[-1].seen_at,
                stay[-1].until,
                len(stories),
                None if before is None else len(stories.keys() - before),
                None if before is None else len(before - stories.keys()),
                next((text for text, level in stories.values() if level), None)
                or next((text for text, _ in stories.values()), None),
                stay[0].capture_id,
            )
        last = shown_id


def _stories(
    connection: sqlite3.Connection, front_id: int
) -> dict[str, tuple[str | None, int | None]]:
    """The words and the level of each story on a front, in their order."""
    rows = connection.execute(
        "SELECT s.url_key, s.text, p.level FROM front_places p JOIN front_stories s"
        " ON s.id = p.story_id WHERE p.front_id = ? ORDER BY p.position",
        [front_id],
    )
    return {key: (text, level) for key, text, level in rows.fetchall()}


def places(connection: sqlite3.Connection, front_key: str, keys: Sequence[str]) -> list[Place]:
    """Where one of these stories stands on the states of a front, the highest places last."""
    marks = ",".join("?" * len(keys))
    rows = connection.execute(
        "SELECT f.id, s.text, p.level, p.position FROM front_stories s"
        " JOIN front_places p ON p.story_id = s.id JOIN fronts f ON f.id = p.front_id"
        f" WHERE s.url_key IN ({marks}) AND +f.url_key = ? ORDER BY p.position DESC",
        [*keys, front_key],
    )
    return [Place(*row) for row in rows.fetchall()]


def stays(connection: sqlite3.Connection, front_key: str, keys: Sequence[str]) -> Iterator[Stay]:
    """A story's stays on the front at *front_key*.

    One ends where the story goes, or is printed with other words or another level.
    """
    on = {place.front_id: place for place in places(connection, front_key, keys)}

    def printed(sighting: Sighting) -> tuple[str | None, int | None] | None:
        place = on.get(sighting.shown_id)
        return (place.text, place.level) if place else None

    for words, group in groupby(sightings(connection, front_key), printed):
        if words is None:
            continue
        stay = list(group)
        yield Stay(
            site_of(stay[0].url),
            stay[0].url,
            *words,
            min(on[one.shown_id].position for one in stay),
            stay[0].seen_at,
            stay[-1].until,
            round(sum(one.hours for one in stay), 2),
        )


def stay_around(seen: Sequence[Sighting], here: int, on: set[int]) -> tuple[str, str | None]:
    """Start and end of the unbroken time around *here* in which the states *on* stood."""
    first = last = here
    while first and seen[first - 1].shown_id in on:
        first -= 1
    while last + 1 < len(seen) and seen[last + 1].shown_id in on:
        last += 1
    return seen[first].seen_at, seen[last].until


def _hours(since: str, until: str) -> float:
    delta = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return min(delta.total_seconds() / 3600, KNOWN_HOURS)
