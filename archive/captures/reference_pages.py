"""Which page of a host the others are compressed against, and compressing against it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from archive.captures.compression import LARGEST_REFERENCE, Packer
from archive.errors import CaptureDamaged
from archive.records import Capture

GAIN_WANTED = 0.75
"""A page packed against the reference must need at most this part of what it needs alone."""

POOR_BEFORE_RENEWAL = 3
"""Pages in a row that gained little: then the host looks different now, and the last of
them becomes the new reference."""


class ReferencePacker:
    """Compresses captures, each host's against its reference page.

    *body* gives the bytes of a stored page. The caller holds a transaction.
    """

    def __init__(self, connection: sqlite3.Connection, body: Callable[[str], bytes]) -> None:
        self._connection = connection
        self._body = body
        self._packer = Packer()
        self._poor_in_a_row: dict[str, int] = {}

    def pack(self, capture: Capture, host: str, site: str) -> tuple[str, str | None, bytes]:
        """Encoding, id of the reference, and bytes of *capture*.

        It becomes its host's reference page where there is none, or none that serves any more.
        """
        if same := self._same(capture):
            return "same", same, b""
        # A host that is new often looks like its site's others: the same with "www.", another desk.
        own = self._ready_reference(host)
        reference_id = own or self._ready_reference(site)
        if reference_id is None:
            self._make_reference(host, site, capture)
            return "zstd", None, self._packer.pack(capture.body)
        packed = self._packer.pack_against(reference_id, capture.body)
        # A page by itself needs about a fifth of its size: only what comes near is weighed.
        if len(packed) * 10 < len(capture.body):
            self._poor_in_a_row[host] = 0
            return "zstd-reference", reference_id, packed
        alone = self._packer.pack(capture.body)
        if len(packed) <= GAIN_WANTED * len(alone):
            self._poor_in_a_row[host] = 0
            return "zstd-reference", reference_id, packed
        self._poor_in_a_row[host] = self._poor_in_a_row.get(host, 0) + 1
        if own is None or self._poor_in_a_row[host] >= POOR_BEFORE_RENEWAL:
            self._make_reference(host, site, capture)
            return "zstd", None, alone
        if len(packed) < len(alone):
            return "zstd-reference", reference_id, packed
        return "zstd", None, alone

    def pack_next(self, capture: Capture, group: str) -> tuple[str, str | None, bytes]:
        """Encoding, id of the reference, and bytes of *capture*, one of a row that changes slowly.

        Front pages are such a row. Each is packed against the last that was packed by itself, and
        is packed by itself where it needs more than those since then on average: that makes the
        whole row smallest.
        """
        if same := self._same(capture):
            return "same", same, b""
        reference_id = self._ready_reference(group)
        if reference_id is not None:
            packed = self._packer.pack_against(reference_id, capture.body)
            if len(packed) < self._mean_since(reference_id):
                return "zstd-reference", reference_id, packed
        self._make_reference(group, group, capture)
        return "zstd", None, self._packer.pack(capture.body)

    def _same(self, capture: Capture) -> str | None:
        """The id of a stored page with the same body."""
        row = self._connection.execute(
            "SELECT id, size FROM captures WHERE digest = ? AND encoding != 'same'",
            [capture.digest],
        ).fetchone()
        return str(row[0]) if row and row[1] == len(capture.body) else None

    def _mean_since(self, reference_id: str) -> float:
        """Bytes that the reference and those packed against it need on average."""
        own, count, others = self._connection.execute(
            "SELECT (SELECT length(body) FROM captures WHERE id = :id), count(*),"
            " coalesce(sum(length(body)), 0) FROM captures WHERE reference_id = :id",
            {"id": reference_id},
        ).fetchone()
        return (int(own) + int(others)) / (int(count) + 1)

    def _ready_reference(self, host: str) -> str | None:
        """The host's reference, known to the packer; ``None`` if it has none that can be read."""
        row = self._connection.execute(
            "SELECT capture_id FROM reference_pages WHERE host = ?", [host]
        ).fetchone()
        if row is None:
            return None
        reference_id = str(row[0])
        if not self._packer.knows(reference_id):
            try:
                self._packer.learn(reference_id, self._body(reference_id))
            except CaptureDamaged:
                return None  # the next page takes its place; `check` reports the damage
        return reference_id

    def _make_reference(self, host: str, site: str, capture: Capture) -> None:
        self._poor_in_a_row[host] = 0
        if not 0 < len(capture.body) <= LARGEST_REFERENCE:
            return
        self._connection.execute(
            "INSERT OR REPLACE INTO reference_pages VALUES (?, ?)", [host, capture.id]
        )
        if site != host:
            self._connection.execute(
                "INSERT OR IGNORE INTO reference_pages VALUES (?, ?)", [site, capture.id]
            )
