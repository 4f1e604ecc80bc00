"""Stored pages as a web archive: WARC 1.1 (ISO 28500:2017), one gzip member for each record.

Bodies are stored decoded, so the headers that spoke of their codings and length are renamed
``X-Crawl-…``, as Common Crawl does. Record ids are derived from the captures' own: the same
capture has the same id in every export.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import responses
from importlib import metadata
from io import BytesIO
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.captures.store import SECRET_HEADERS, CaptureStore
from archive.errors import CaptureDamaged
from archive.records import Capture
from archive.values.stored_urls import escaped, without_controls, without_credentials
from archive.values.times import stamp

ARCHIVED_FROM = "X-Newsclip-Archived-From"
REQUESTED = "X-Newsclip-Requested-URI"
"""The address asked for, where redirects led elsewhere; ``WARC-Target-URI`` is where to."""

_NAMESPACE = uuid.UUID("6c1f1df5-33a5-5f0a-9f0e-0f6f3b1f2a11")
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NO_NAME = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
"""What the name of a header may not hold (RFC 9110, 5.6.2)."""
_IN_TARGET = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""What an address may hold in ASCII: the rest is escaped in a request (RFC 3987, 3.1)."""
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
_ABOUT_THE_BODY = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass
class Written:
    """What was written."""

    captures: int = 0
    revisits: int = 0
    """Of these, those whose body an earlier record holds."""
    damaged: int = 0
    """Captures that could not be read, and are missing."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A body that stands in the file already."""

    url: str
    fetched_at: str
    payload_digest: str


def export(
    out: BinaryIO,
    connection: sqlite3.Connection,
    captures: CaptureStore,
    archive_id: str,
    article_ids: Sequence[int] | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """Write the captures of these articles to *out*; ``None``: all captures."""
    if article_ids is None:
        ids = captures.ids()
    else:
        ids = ids_of_articles(connection, captures, article_ids)
    software = f"newsclip {metadata.version('newsclip')}"
    about = f"Archive {archive_id}"
    return write(out, captures, ids, software=software, about=about, progress=progress)


def ids_of_articles(
    connection: sqlite3.Connection, captures: CaptureStore, article_ids: Sequence[int]
) -> list[str]:
    """The captures of these articles, each once, in the order of their time."""
    found: dict[str, None] = {}
    for article_id in article_ids:
        addresses = connection.execute(
            "SELECT url FROM articles WHERE id = :id UNION SELECT url FROM visits"
            " WHERE article_id = :id",
            {"id": article_id},
        ).fetchall()
        for (url,) in addresses:
            found.update(dict.fromkeys(captures.of_page(url)))
    return captures.in_order(found)


def write(
    out: BinaryIO,
    captures: CaptureStore,
    ids: Sequence[str],
    *,
    software: str,
    about: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """Write the captures with these *ids* to *out*: a request and a response record for each.

    The requests are made from the addresses, since what was sent is not kept.
    """
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"{without_controls(about)}. Bodies are stored decoded; requests are made"
        " from the addresses.",
    }
    writer.write_record(writer.create_warcinfo_record("newsclip.warc.gz", info))
    sources = captures.sources_of_copies()
    wanted = set(sources.values())
    held: dict[str, _Held] = {}
    written = Written()
    for done, capture_id in enumerate(ids, 1):
        for capture in captures.each([capture_id]):
            if isinstance(capture, CaptureDamaged):
                written.damaged += 1
                continue
            first = held.get(sources.get(capture_id, ""))
            if not _is_sent_as_page(capture):
                first = None
            for record in _records(writer, capture, first):
                writer.write_record(record)
                if capture_id in wanted and record.rec_type == "response":
                    held[capture_id] = _Held(
                        _address(capture.final_url or capture.url),
                        stamp(capture.fetched_at),
                        record.rec_headers.get_header("WARC-Payload-Digest"),
                    )
            written.captures += 1
            written.revisits += first is not None
        progress(done, len(ids))
    return written


def _records(writer: WARCWriter, capture: Capture, first: _Held | None) -> Iterator[ArcWarcRecord]:
    asked = _address(capture.url)
    url = _address(capture.final_url) if capture.final_url else asked
    fields = {"WARC-Date": stamp(capture.fetched_at), "WARC-Record-ID": _record_id(capture, "page")}
    if capture.archived_from:
        fields[ARCHIVED_FROM] = _address(capture.archived_from)
    if not url.startswith(("http://", "https://")):
        yield writer.create_warc_record(
            url,
            "resource",
            payload=BytesIO(capture.body),
            warc_content_type=without_controls(capture.content_type or "application/octet-stream"),
            warc_headers_dict=fields,
        )
        return
    if capture.final_url:
        fields[REQUESTED] = asked
    answer = StatusAndHeaders(
        f"{capture.status} {responses.get(capture.status, '')}".strip(),
        _stored_headers(capture),
        protocol="HTTP/1.1",
    )
    if first:
        fields["WARC-Refers-To-Target-URI"] = first.url
        fields["WARC-Refers-To-Date"] = first.fetched_at
        fields["WARC-Profile"] = _SAME_PAYLOAD
        fields["WARC-Payload-Digest"] = first.payload_digest
        yield writer.create_warc_record(
            url, "revisit", payload=BytesIO(), http_headers=answer, warc_headers_dict=fields
        )
    else:
        yield writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(capture.body),
            http_headers=answer,
            warc_headers_dict=fields,
        )
    parts = urlsplit(url)
    target = quote(parts.path or "/", safe=_IN_TARGET)
    target += f"?{quote(parts.query, safe=_IN_TARGET)}" if parts.query else ""
    request = StatusAndHeaders(
        f"GET {target} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True
    )
    yield writer.create_warc_record(
        url,
        "request",
        payload=BytesIO(),
        http_headers=request,
        warc_headers_dict={
            "WARC-Date": fields["WARC-Date"],
            "WARC-Record-ID": _record_id(capture, "request"),
            "WARC-Concurrent-To": fields["WARC-Record-ID"],
        },
    )


def _is_sent_as_page(capture: Capture) -> bool:
    """Whether its headers call *capture* a page. Of one that was sent as something else only its
    bytes tell that, so they have to stand in its record."""
    sent = [value for name, value in capture.headers if name.lower() == "content-type"]
    return re.split("[;,]", (*sent, "")[0].lower())[0].strip() in _PAGES


def _record_id(capture: Capture, part: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{capture.id}/{part}')}>"


def _stored_headers(capture: Capture) -> list[tuple[str, str]]:
    """The header pairs in their order; those of the body as it was sent are renamed.

    An archive may be anybody's: what could end a line, and so forge a header, is taken out.
    """
    pairs = []
    for name, value in capture.headers:
        name, value = _NO_NAME.sub("", name), without_controls(value)
        if not name or name.lower() in SECRET_HEADERS:
            continue
        is_renamed = name.lower() in _ABOUT_THE_BODY
        pairs.append((f"X-Crawl-{name}" if is_renamed else name, value))
    return [*pairs, ("Content-Length", str(len(capture.body)))]


def _address(url: str) -> str:
    return escaped(without_credentials(url))
