"""Captures as JSON lines: pages kept by other programs, one object a line.

``url`` and ``fetched_at`` (ISO 8601), with ``body`` (text) or ``body_base64`` (bytes), and
where known ``status`` (200 without it), ``final_url``, ``content_type`` and ``headers``
(pairs, or an object).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec

from archive.records import Capture
from archive.values.times import in_utc
from crawler.imports.items import Item, Problem
from crawler.imports.unpacking import Section
from crawler.settings import PAGE_BYTES

_LONGEST_LINE = 2 * PAGE_BYTES
_CHUNK = 1 << 20


class _Line(msgspec.Struct):
    url: str
    fetched_at: datetime
    status: Annotated[int, msgspec.Meta(ge=100, le=999)] = 200
    body: str | None = None
    body_base64: str | None = None
    final_url: str | None = None
    content_type: str | None = None
    headers: list[tuple[str, str]] | dict[str, str] = []


_decode = msgspec.json.Decoder(_Line).decode


def read_jsonl(stream: Section, name: str) -> Iterator[Item]:
    """The captures of a file called *name*; a line that is none is named and passed over."""
    for number, line in enumerate(_lines(stream), 1):
        if line is None:
            yield Problem(f"{name}, line {number}: longer than {_LONGEST_LINE:,} bytes")
        elif line.strip():
            try:
                yield _capture(_decode(line))
            except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
                yield Problem(f"{name}, line {number}: {error}")
    if stream.damage:
        yield Problem(f"{name}: {stream.damage}")


def _capture(line: _Line) -> Capture:
    if not line.url.startswith(("http://", "https://")):
        raise ValueError(f"url {line.url[:100]!r} is no http address")
    if line.final_url and not line.final_url.startswith(("http://", "https://")):
        raise ValueError(f"final_url {line.final_url[:100]!r} is no http address")
    if line.body_base64 is not None:
        try:
            body = base64.b64decode(line.body_base64, validate=True)
        except binascii.Error as error:
            raise ValueError(f"body_base64: {error}") from None
    elif line.body is not None:
        body = line.body.encode()
    else:
        raise ValueError("there is neither body nor body_base64")
    if len(body) > PAGE_BYTES:
        raise ValueError(f"its page is larger than {PAGE_BYTES:,} bytes")
    content_type = line.content_type
    if content_type is None and line.body is not None:
        content_type = "text/html; charset=utf-8"
    pairs: Any = line.headers.items() if isinstance(line.headers, dict) else line.headers
    return Capture(
        url=line.url,
        fetched_at=in_utc(line.fetched_at),
        status=line.status,
        body=body,
        final_url=line.final_url,
        headers=tuple((key, value) for key, value in pairs),
        content_type=content_type,
    )


def _lines(stream: Section) -> Iterator[bytes | None]:
    """The lines of *stream*; ``None`` in the place of one that is too long."""
    rest = b""
    is_too_long = False
    while piece := stream.read(_CHUNK):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield None if is_too_long else line
            is_too_long = False
        if len(rest) > _LONGEST_LINE:
            rest, is_too_long = b"", True
    if rest or is_too_long:
        yield None if is_too_long else rest
