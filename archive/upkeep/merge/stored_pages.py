"""Stored pages copied into another archive, packed as they are wherever possible."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from archive.captures.store import CaptureStore, has_column
from archive.errors import CaptureDamaged
from archive.reading.forgotten_urls import has_forgotten, is_forgotten
from archive.schema.database import immediate
from archive.upkeep.batches import each_range

BATCH = 200
"""Pages copied in one transaction."""

_COLUMNS = (
    "id, url, url_key, site, final_url, fetched_at, status, headers, digest, content_type, size,"
    " encoding, reference_id, body"
)
_INSERT = (
    f"INSERT INTO captures (kind, archived_from, {_COLUMNS})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Copied:
    """What copying came to."""

    pages: int = 0
    damaged: list[str] = field(default_factory=list)
    """What could not be copied, in words."""


def copy_pages(
    source: CaptureStore,
    target: CaptureStore,
    connection: sqlite3.Connection,
    progress: Callable[[int], None] = lambda pages: None,
) -> Copied:
    """Copy the pages that *target* lacks; those asked to be forgotten in *connection* stay out."""
    done = Copied()
    if source.connection is None:
        return done
    assert target.connection is not None
    must_ask = has_forgotten(connection)

    def is_wanted(url: str, final_url: str | None) -> bool:
        return not must_ask or not any(
            is_forgotten(connection, one) for one in (url, final_url) if one
        )

    copier = _Copier(source, target, is_wanted, done)
    keys = "SELECT rowid, id FROM captures WHERE rowid BETWEEN ? AND ?"
    for rows in each_range(source.connection, "captures", "rowid", keys, BATCH, done.damaged):
        with immediate(target.connection):
            for _, capture_id in rows:
                copier.copy(capture_id)
        progress(done.pages)
    known = "INSERT OR IGNORE INTO reference_pages SELECT ?, id FROM captures WHERE id = ?"
    try:
        hosts = source.connection.execute("SELECT host, capture_id FROM reference_pages").fetchall()
    except sqlite3.DatabaseError:
        hosts = []  # each host's next page becomes its reference
    with immediate(target.connection):
        target.connection.executemany(known, hosts)
    return done


class _Copier:
    def __init__(
        self,
        source: CaptureStore,
        target: CaptureStore,
        is_wanted: Callable[[str, str | None], bool],
        done: Copied,
    ) -> None:
        assert source.connection is not None
        assert target.connection is not None
        self._source = source
        self._target = target
        self._from = source.connection
        self._into = target.connection
        later = [
            name if has_column(self._from, name) else "NULL" for name in ("kind", "archived_from")
        ]
        self._row = f"SELECT {', '.join(later)}, {_COLUMNS} FROM captures WHERE id = ?"
        self._is_wanted = is_wanted
        self._done = done

    def copy(self, capture_id: str) -> None:
        """Bring one page over, its reference first."""
        if self._stored(capture_id):
            return
        try:
            row = self._from.execute(self._row, [capture_id]).fetchone()
        except sqlite3.DatabaseError as error:
            self._done.damaged.append(f"the stored page {capture_id} ({error})")
            return
        if row is None or not self._is_wanted(row[3], row[6]):
            return
        *head, digest, content_type, size, encoding, reference_id, body = row
        same = self._into.execute(
            "SELECT id FROM captures WHERE digest = ? AND size = ? AND encoding != 'same'",
            [digest, size],
        ).fetchone()
        if same:
            encoding, reference_id, body = "same", same[0], b""
        elif encoding != "zstd":
            self.copy(reference_id)
            stored = self._stored(reference_id)
            if encoding == "same" or stored != "zstd":
                # What it was packed against is not here, or is itself packed against another.
                self._pack_anew(capture_id, is_front=head[0] == "front")
                return
        self._into.execute(
            _INSERT, (*head, digest, content_type, size, encoding, reference_id, body)
        )
        self._done.pages += 1

    def _pack_anew(self, capture_id: str, *, is_front: bool) -> None:
        try:
            capture = self._source.get(capture_id)
        except (CaptureDamaged, sqlite3.DatabaseError) as damage:
            reason = damage.reason if isinstance(damage, CaptureDamaged) else damage
            self._done.damaged.append(f"the stored page {capture_id} ({reason})")
            return
        if capture:
            self._target.insert(replace(capture, is_front=is_front))
            self._done.pages += 1

    def _stored(self, capture_id: str) -> str | None:
        """The encoding in which the target has this page, if it has it."""
        row = self._into.execute(
            "SELECT encoding FROM captures WHERE id = ?", [capture_id]
        ).fetchone()
        return str(row[0]) if row else None
