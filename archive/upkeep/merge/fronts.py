"""The front pages of one archive, copied into another: each sighting once."""

from __future__ import annotations

import sqlite3

from archive.reading.forgotten_urls import has_forgotten, is_forgotten
from archive.reading.fronts.front_queries import has_fronts
from archive.schema.database import immediate
from archive.upkeep.batches import each_range
from archive.writing.front_pages import Place, insert_front

BATCH = 200
"""Fronts copied in one transaction."""


def copy_fronts(source: sqlite3.Connection, target: sqlite3.Connection, damage: list[str]) -> int:
    """Copy the fronts that *target* has not, with what stood on them; how many they were.

    What both archives saw of a front stands in the order of its time; their stored pages were
    copied before.
    """
    if not has_fronts(source):
        return 0
    must_ask = has_forgotten(target)
    here: dict[int, int] = {}
    count = 0
    columns = "id, url, url_key, seen_at, capture_id, shown_id"
    sql = f"SELECT {columns} FROM fronts WHERE id BETWEEN ? AND ?"
    for part in each_range(source, "fronts", "id", sql, BATCH, damage):
        with immediate(target):
            for front_id, url, key, seen_at, capture_id, shown_id in part:
                if must_ask and is_forgotten(target, url):
                    continue
                known = target.execute(
                    "SELECT shown_id FROM fronts WHERE url_key = ? AND seen_at = ?", [key, seen_at]
                ).fetchone()
                if known:
                    here[front_id] = known[0]
                elif shown_id in here:  # written before what leads to it
                    insert_front(target, url, seen_at, capture_id, here[shown_id])
                else:
                    places = _places(source, shown_id)
                    if must_ask:
                        places = [p for p in places if not is_forgotten(target, f"https://{p[0]}")]
                    here[front_id] = insert_front(target, url, seen_at, capture_id, places)
                    here[shown_id] = here[front_id]
                count += known is None
    return count


def _places(source: sqlite3.Connection, front_id: int) -> list[Place]:
    return source.execute(
        "SELECT s.url_key, s.text, p.level FROM front_places p"
        " JOIN front_stories s ON s.id = p.story_id WHERE p.front_id = ? ORDER BY p.position",
        [front_id],
    ).fetchall()
