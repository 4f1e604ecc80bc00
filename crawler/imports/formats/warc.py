"""Web archives (WARC 1.0 and 1.1, WET): each record an item.

Written after ISO 28500:2017. Bodies lose their transfer and content codings, as ours do;
header names that a crawler put ``X-Crawl-`` before, because it had decoded the body, get
their own name back.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from archive.captures.warc_export import ARCHIVED_FROM, REQUESTED
from archive.records import Capture, Outcome, Visit
from crawler.bounds import PAGE_BYTES
from crawler.errors import Undecodable
from crawler.http.decoding import decode
from crawler.imports.formats.unpacking import Section
from crawler.imports.formats.warc_records import Damage, Record, http_answer, records
from crawler.imports.formats.web_archive_times import moment_of_warc
from crawler.imports.source_items import Problem, Revisit, SourceItem, with_source
from crawler.workers.page_parsing import is_html

_TYPES = frozenset({"response", "resource", "conversion", "revisit", "continuation"})
_HEADERS_AT_MOST = 256 * 1024
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
_ANSWERED = frozenset({200, 202, 203, 207, 218})
"""Statuses that come with the whole page, as a crawl takes them."""
_BLOCKED = frozenset({401, 403, 429, 451})
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def read_warc(stream: Section, name: str) -> Iterator[SourceItem]:
    """The pages of a web archive called *name*, as far as it can be read."""
    for record in records(stream, _TYPES, PAGE_BYTES + _HEADERS_AT_MOST):
        if isinstance(record, Damage):
            yield Problem(f"{name}: {record.text}")
        elif item := _item(record, name, stream.is_checked):
            source = record.headers.get(ARCHIVED_FROM.lower())
            yield with_source(item, source) if source else item


def _item(record: Record, name: str, is_checked: bool) -> SourceItem | None:
    headers = record.headers
    url = _plain(headers.get("warc-target-uri", ""))
    is_local = url.startswith("file:") and headers["warc-type"].lower() == "resource"
    if not (url.lower().startswith(("http://", "https://")) or is_local):
        return None  # DNS answers, screenshots, the crawler's own notes
    moment = moment_of_warc(headers.get("warc-date"))
    if moment is None:
        return Problem(f"{name}: {url}: its record names no time that can be read")
    if record.is_cut:
        return Problem(f"{name}: {url}: its record is cut short or damaged")
    if headers["warc-type"].lower() == "continuation" or "warc-segment-number" in headers:
        return _settled(url, moment, "failed", "it is cut into several records, which is not read")
    if cut := headers.get("warc-truncated"):
        return _settled(url, moment, "failed", f"it was cut short when it was fetched ({cut})")
    if record.length and not record.block:
        return _settled(url, moment, "skipped", f"larger than {PAGE_BYTES:,} bytes")
    if not is_checked and not _fits(record.block, headers.get("warc-block-digest")):
        return Problem(f"{name}: {url}: its bytes do not fit their digest: damaged")
    if headers["warc-type"].lower() in ("response", "revisit"):
        return _response(record, url, moment)
    return _document(record, url, moment)


def _plain(uri: str) -> str:
    """*uri* without the brackets that WARC 1.0 has around it."""
    return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri


def _fits(block: bytes, digest: str | None) -> bool:
    """Whether *block* has this digest, as far as it can be told."""
    algorithm, _, wanted = (digest or "").partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ("sha1", "sha256", "md5"):
        return True
    found = hashlib.new(algorithm, block, usedforsecurity=False)
    in_base32 = base64.b32encode(found.digest()).decode().rstrip("=")
    return wanted.upper().rstrip("=") in (in_base32, found.hexdigest().upper())


def _response(record: Record, url: str, moment: datetime) -> SourceItem:
    # The address asked for, and where the answer came from.
    asked = record.headers.get(REQUESTED.lower())
    if record.headers["warc-type"].lower() == "revisit":
        # The profile allows one without headers.
        answer = http_answer(record.block) or (200, [], b"")
        return _revisit(record, _capture(asked, url, moment, answer[0], _as_sent(answer[1])))
    return answered(url, moment, record.block, asked)


def answered(
    url: str, moment: datetime, block: bytes | None, asked: str | None = None
) -> SourceItem:
    """The page in an HTTP answer as it was sent, or what became of its address. *block* is
    ``None`` where the answer is too large; *asked* is the address that led there."""
    if block is None:
        return _settled(url, moment, "skipped", f"larger than {PAGE_BYTES:,} bytes")
    answer = http_answer(block)
    if answer is None:
        return _settled(url, moment, "failed", "its record holds no HTTP answer")
    status, headers, body = answer
    pairs = _as_sent(headers)
    capture = _capture(asked, url, moment, status, pairs)
    stored = {key.lower(): value for key, value in headers}
    try:
        if "chunked" in stored.get("transfer-encoding", "").lower():
            body = _joined(body)
        elif _CHUNK_SIZE.match(body):
            body = _joined_if_all(body)
        body = _decoded(body, stored.get("content-encoding", ""))
    except Undecodable as error:
        return _no_page(capture, b"") or _settled(
            url, moment, "failed", f"its body is {error}", status
        )
    return _no_page(capture, body) or replace(capture, body=body)


def _capture(
    asked: str | None,
    url: str,
    moment: datetime,
    status: int,
    pairs: tuple[tuple[str, str], ...],
) -> Capture:
    return Capture(
        url=asked or url,
        fetched_at=moment,
        status=status,
        body=b"",
        final_url=url if asked else None,
        headers=pairs,
        content_type=_first(pairs, "content-type"),
    )


def _document(record: Record, url: str, moment: datetime) -> SourceItem:
    """A file without its HTTP answer: a ``resource``, or the text of a page (WET)."""
    content_type = record.headers.get("content-type")
    if record.headers["warc-type"].lower() == "conversion":
        content_type = "text/plain; charset=utf-8"
    if content_type == "application/octet-stream":
        content_type = None
    capture = Capture(url, moment, 200, record.block, content_type=content_type)
    return _no_page(capture, capture.body) or capture


def _revisit(record: Record, capture: Capture) -> SourceItem:
    if capture.status == 304:
        return Visit(capture.url, capture.fetched_at, "not-modified", 304)
    if problem := _no_page(capture, None):
        return problem
    return Revisit(
        capture,
        _plain(record.headers.get("warc-refers-to-target-uri", "")) or None,
        moment_of_warc(record.headers.get("warc-refers-to-date")),
        record.headers.get("warc-payload-digest"),
    )


def _no_page(capture: Capture, body: bytes | None) -> Visit | None:
    """What became of an address that gave no page to read. Without a *body*, headers decide."""
    status = capture.status
    outcome: Outcome = "failed"
    detail: str | None = f"the server answered {status}"
    if status in (404, 410):
        outcome, detail = "gone", None
    elif status in _BLOCKED:
        outcome = "blocked"
    elif 300 <= status < 400:
        outcome = "skipped"
        detail = f"it redirects to {_first(capture.headers, 'location') or 'nowhere'}"
    elif status in _ANSWERED or (status == 206 and _is_whole(capture)):
        kind = re.split(r"[;,]", (capture.content_type or "").lower())[0].strip()
        if urlsplit(capture.url).path == "/robots.txt":
            kind = "robots.txt"
        elif kind in _PAGES or (body is not None and is_html(body)):
            return None
        outcome, detail = "skipped", f"it is no page ({kind})"
    return _settled(capture.url, capture.fetched_at, outcome, detail, status)


def _is_whole(capture: Capture) -> bool:
    """Whether a part (206) is all there is."""
    found = _RANGE.fullmatch((_first(capture.headers, "content-range") or "").strip())
    return found is not None and int(found[1]) == 0 and int(found[2]) + 1 == int(found[3])


def _settled(
    url: str, moment: datetime, outcome: Outcome, detail: str | None, status: int | None = None
) -> Visit:
    return Visit(url, moment, outcome, status, detail)


def _as_sent(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Header pairs as the server sent them: renamed ones get their name back."""
    given = {name.lower() for name, _ in pairs}
    return tuple(
        (name[8:] if name.lower().startswith("x-crawl-") else name, value)
        for name, value in pairs
        if f"x-crawl-{name.lower()}" not in given
    )


def _first(pairs: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((value for key, value in pairs if key.lower() == name), None)


def _joined(body: bytes) -> bytes:
    """*body* without its chunks; as it is where another crawler has joined them already."""
    whole = bytearray()
    at = 0
    while head := _CHUNK_SIZE.match(body, at):
        size = int(head[1], 16)
        if size == 0:
            return bytes(whole)
        whole += body[head.end() : head.end() + size]
        at = head.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    if whole:
        raise Undecodable("cut short: its last chunk is missing")
    return body


def _joined_if_all(body: bytes) -> bytes:
    """*body* without chunks that no header tells of, where all of it is chunks to the last."""
    whole = bytearray()
    at = 0
    while head := _CHUNK_SIZE.match(body, at):
        size = int(head[1], 16)
        end = head.end() + size
        if size == 0:
            return bytes(whole) if not body[end:].strip() else body
        if body[end : end + 2] != b"\r\n":
            return body
        whole += body[head.end() : end]
        at = end + 2
    return body


def _decoded(body: bytes, codings: str) -> bytes:
    try:
        return decode(body, codings, PAGE_BYTES)
    except Undecodable:
        if b"<" in body[:1024] and b"\0" not in body[:1024]:
            return body  # decoded before it was archived; its header was not renamed
        raise
