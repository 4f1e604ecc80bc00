"""What archives hold, told so that two can be compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from archive import Archive


def told(path: Path) -> dict[str, Any]:
    """All that an archive says, whatever the numbers of its articles are."""
    with Archive(path) as archive:
        look = archive.connection.execute
        keys = dict(look("SELECT id, url_key FROM articles").fetchall())

        def rows(table: str, *left_out: str) -> list[Any]:
            names = [row[1] for row in look(f"PRAGMA table_info({table})")]
            wanted = [name for name in names if name not in left_out]
            found = []
            for row in look(f"SELECT {', '.join(wanted)} FROM {table}").fetchall():
                values = dict(zip(wanted, row, strict=True))
                if "article_id" in values:
                    values["article_id"] = keys.get(values["article_id"])
                found.append(json.dumps(values))
            return sorted(found)

        pages = archive.captures.connection
        assert pages
        return {
            "articles": rows("articles", "id"),
            "paragraphs": rows("paragraphs"),
            "images": rows("images"),
            "revisions": rows("revisions"),
            "sightings": rows("sightings"),
            "frontier": rows("frontier", "found_at"),
            "sites": rows("sites", "added_at"),
            "false_canonicals": rows("false_canonicals"),
            "visits": rows("visits", "id", "run_id"),
            "fronts": _fronts(archive),
            "pages": sorted(
                (one, archive.captures.body(one)) for (one,) in pages.execute(
                    "SELECT id FROM captures").fetchall()
            ),
        }  # fmt: skip


def _fronts(archive: Archive) -> list[str]:
    """Each time a front was seen, with its places by address: which of those that show the same
    holds the places is no matter."""
    query = archive.connection.execute
    seen = query("SELECT id, url, url_key, site, seen_at, capture_id FROM fronts").fetchall()
    return sorted(
        json.dumps([
            *row,
            query(
                "SELECT p.position, p.url_key, p.text, p.level, a.url_key FROM placements p"
                " LEFT JOIN articles a ON a.id = p.article_id WHERE front_id = ? ORDER BY position",
                [front_id],
            ).fetchall(),
        ])
        for front_id, *row in seen
    )  # fmt: skip


def look(path: Path, sql: str) -> list[tuple]:
    with Archive(path) as archive:
        return archive.connection.execute(sql).fetchall()


def is_whole(path: Path) -> None:
    with Archive(path) as archive:
        assert archive.check(every_page=True).problems == []
