"""The stored pages: each kept byte for byte, for a fraction of its size."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from archive.captures.compression import LARGEST_BODY, unpack
from archive.captures.reference_pages import ReferencePacker
from archive.errors import ArchiveReadOnly, CaptureDamaged
from archive.records import Capture
from archive.schema.database import immediate
from archive.values import url_identity
from archive.values.sanitize import storable
from archive.values.stored_urls import text_without_credentials, without_controls
from archive.values.times import stamp

_COLUMNS = "id, url, final_url, fetched_at, status, headers, content_type"
SECRET_HEADERS = frozenset({"set-cookie", "set-cookie2"})


class CaptureStore:
    """The second file of an archive. *connection* is ``None`` where that file is not there."""

    def __init__(self, connection: sqlite3.Connection | None, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._packer: ReferencePacker | None = None
        self._shown = f"{_COLUMNS}, archived_from"
        if connection is not None:
            self._packer = ReferencePacker(connection, self.body)
            if not has_column(connection, "archived_from"):
                self._shown = f"{_COLUMNS}, NULL"
        self._reference: tuple[str, bytes] | None = None

    def get(self, capture_id: str) -> Capture | None:
        """The page with this id, or ``None``. Raises :class:`CaptureDamaged`."""
        if self.connection is None:
            return None
        row = self.connection.execute(
            f"SELECT {self._shown} FROM captures WHERE id = ?", [capture_id]
        ).fetchone()
        return self._capture(row) if row else None

    def has(self, capture_id: str) -> bool:
        """Whether the page with this id is kept."""
        if self.connection is None:
            return False
        row = self.connection.execute("SELECT 1 FROM captures WHERE id = ?", [capture_id])
        return row.fetchone() is not None

    def of_page(self, url: str) -> list[str]:
        """The ids of all captures of *url*, in the order of their time."""
        if self.connection is None:
            return []
        rows = self.connection.execute(
            "SELECT id FROM captures WHERE url_key = ? ORDER BY fetched_at, id",
            [url_identity.url_key(url)],
        )
        return [capture_id for (capture_id,) in rows.fetchall()]

    def fetched(self, url: str, moment: datetime) -> list[str]:
        """The ids of what was fetched just then from the site of *url*, after redirects."""
        if self.connection is None:
            return []
        rows = self.connection.execute(
            "SELECT id FROM captures WHERE site IS ? AND fetched_at = ? ORDER BY id",
            [url_identity.site_of(url), stamp(moment)],
        )
        return [capture_id for (capture_id,) in rows.fetchall()]

    def ids(
        self,
        *,
        site: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[str]:
        """The ids of the captures fetched in a period, in the order of their time."""
        if self.connection is None:
            return []
        rows = self.connection.execute(
            "SELECT id FROM captures WHERE (:site IS NULL OR site = :site)"
            " AND (:since IS NULL OR fetched_at >= :since)"
            " AND (:until IS NULL OR fetched_at < :until) ORDER BY fetched_at, id",
            {
                "site": site,
                "since": stamp(since) if since else None,
                "until": stamp(until) if until else None,
            },
        )
        return [capture_id for (capture_id,) in rows.fetchall()]

    def in_order(self, ids: Iterable[str]) -> list[str]:
        """Those of *ids* that are kept, in the order of their time."""
        if self.connection is None:
            return []
        found: list[tuple[str, str]] = []
        for some in _batches(list(ids), 500):
            marks = ",".join("?" * len(some))
            found += self.connection.execute(
                f"SELECT fetched_at, id FROM captures WHERE id IN ({marks})", some
            ).fetchall()
        return [capture_id for _, capture_id in sorted(found)]

    def sources_of_copies(self) -> dict[str, str]:
        """For each capture that repeats an earlier body, the capture that holds that body."""
        if self.connection is None:
            return {}
        rows = self.connection.execute(
            "SELECT id, reference_id FROM captures"
            " WHERE reference_id IS NOT NULL AND encoding = 'same'"
        )
        return dict(rows.fetchall())

    def address_of(self, capture_id: str | None) -> str | None:
        """Where a page was fetched from, without unpacking it; ``None`` if that is not known."""
        if self.connection is None or not capture_id:
            return None
        try:
            row = self.connection.execute(
                "SELECT coalesce(final_url, url) FROM captures WHERE id = ?", [capture_id]
            ).fetchone()
        except sqlite3.DatabaseError:
            return None
        return str(row[0]) if row else None

    def body(self, capture_id: str) -> bytes:
        """The page's bytes, checked against their digest. Raises :class:`CaptureDamaged`."""
        assert self.connection is not None
        row = self.connection.execute(
            "SELECT size, digest, encoding, reference_id, body FROM captures WHERE id = ?",
            [capture_id],
        ).fetchone()
        if row is None:
            raise CaptureDamaged(self.path, capture_id, "it is missing")
        size, digest, encoding, reference_id, packed = row
        try:
            if encoding == "same":
                body = self.body(reference_id)
            elif encoding == "zstd-reference":
                body = unpack(packed, size, self._body_of_reference(reference_id))
            elif encoding == "zstd":
                body = unpack(packed, size)
            else:
                raise ValueError(f"its encoding {encoding!r} is unknown")
            if hashlib.sha256(body).hexdigest() != digest:
                raise ValueError("its digest differs")
        except CaptureDamaged as error:
            reason = f"it was packed against {reference_id}, and there {error.reason}"
            raise CaptureDamaged(self.path, capture_id, reason) from error
        except (ValueError, TypeError, MemoryError) as error:
            raise CaptureDamaged(self.path, capture_id, str(error)) from error
        return body

    def save(self, captures: Sequence[Capture]) -> None:
        """Keep *captures* in one transaction. One that is there already is left as it is."""
        if not captures:
            return
        if self.connection is None:
            raise ArchiveReadOnly(self.path)
        with immediate(self.connection):
            for capture in captures:
                self.insert(capture)

    def insert(self, capture: Capture) -> None:
        """Keep one page, if it is not there already. The caller holds a transaction."""
        assert self.connection is not None
        known = self.connection.execute(
            "SELECT 1 FROM captures WHERE id = ?", [capture.id]
        ).fetchone()
        if known:
            return
        if len(capture.body) > LARGEST_BODY:
            raise ValueError(f"{capture.url}: a page of {len(capture.body)} bytes is not stored")
        address = capture.final_url or capture.url
        site = url_identity.site_of(address)
        host = url_identity.host_of(address) or ""
        assert self._packer is not None
        if capture.is_front:
            packing = self._packer.pack_next(capture, front_group(address))
        else:
            packing = self._packer.pack(capture, host, site or host)
        encoding, reference_id, packed = packing
        self.connection.execute(
            "INSERT INTO captures (id, url, url_key, site, final_url, fetched_at, status, headers,"
            " digest, content_type, size, encoding, reference_id, body, archived_from, kind)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.id,
                storable(capture.url),
                url_identity.url_key(capture.url),
                site,
                storable(capture.final_url),
                stamp(capture.fetched_at),
                capture.status,
                _headers_text(capture.headers),
                capture.digest,
                storable(capture.content_type),
                len(capture.body),
                encoding,
                reference_id,
                packed,
                storable(capture.archived_from),
                "front" if capture.is_front else None,
            ),
        )

    def _body_of_reference(self, reference_id: str) -> bytes:
        if self._reference is None or self._reference[0] != reference_id:
            self._reference = (reference_id, self.body(reference_id))
        return self._reference[1]

    def _capture(self, row: Sequence[object]) -> Capture:
        capture_id, url, final_url, fetched_at, status, headers, content_type, origin = row
        try:
            moment = datetime.fromisoformat(str(fetched_at))
            number = int(str(status))
            pairs = tuple((str(name), str(value)) for name, value in json.loads(str(headers)))
        except (ValueError, TypeError) as error:  # another program wrote them
            reason = f"what is told of it cannot be read: {error}"
            raise CaptureDamaged(self.path, str(capture_id), reason) from error
        return Capture(
            url=str(url),
            fetched_at=moment,
            status=number,
            body=self.body(str(capture_id)),
            final_url=str(final_url) if final_url is not None else None,
            headers=pairs,
            content_type=str(content_type) if content_type is not None else None,
            archived_from=str(origin) if origin is not None else None,
        )

    def each(self, ids: Sequence[str]) -> Iterator[Capture | CaptureDamaged]:
        """The pages with these ids; for a damaged one its error."""
        for capture_id in ids:
            try:
                capture = self.get(capture_id)
            except CaptureDamaged as damage:
                yield damage
                continue
            if capture is not None:
                yield capture


def has_column(pages: sqlite3.Connection, name: str) -> bool:
    """Whether the file has this column of ``captures``: an older one does once it is upgraded."""
    columns = pages.execute("SELECT name FROM pragma_table_info('captures')")
    return (name,) in columns.fetchall()


def front_group(url: str) -> str:
    """What the captures of the front page at *url* are compressed with: those before them."""
    return f"front {url_identity.url_key(url)}"


def _headers_text(headers: Sequence[tuple[str, str]]) -> str:
    kept = [
        [without_controls(name), without_controls(text_without_credentials(value))]
        for name, value in headers
        if name.strip().lower() not in SECRET_HEADERS
    ]
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":"))


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
