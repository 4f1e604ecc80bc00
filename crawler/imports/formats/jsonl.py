"""Captures as JSON: pages kept by other programs, one object a line, or in an array.

``url`` and ``fetched_at`` (ISO 8601), with ``body`` (text) or ``body_base64`` (bytes), and
where known ``status`` (200 without it), ``final_url``, ``content_type``, ``archived_from`` and
``headers`` (pairs, or an object).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec

from archive.records import Capture
from archive.values.times import in_utc
from crawler.bounds import PAGE_BYTES
from crawler.imports.formats.unpacking import Section
from crawler.imports.source_items import Problem, SourceItem

_LONGEST_LINE = 2 * PAGE_BYTES
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_UNICODE = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"?|[{}]', re.DOTALL)


class _Line(msgspec.Struct):
    url: str
    fetched_at: datetime
    status: Annotated[int, msgspec.Meta(ge=100, le=999)] = 200
    body: str | None = None
    body_base64: str | None = None
    final_url: str | None = None
    content_type: str | None = None
    headers: list[tuple[str, str]] | dict[str, str] | None = None
    archived_from: str | None = None


_decode = msgspec.json.Decoder(_Line).decode


def read_json(stream: Section, name: str) -> Iterator[SourceItem]:
    """The captures of a file called *name*: a line each, or objects in an array. What is none is
    named and passed over."""
    text = _Utf8(stream)
    start = text.peek().removeprefix(_BOM).lstrip()
    in_lines = start.startswith(b"{") and start.partition(b"\n")[0].strip() != b"{"
    objects, place = (_lines(text), "line") if in_lines else (_objects(text), "object")
    for number, one in enumerate(objects, 1):
        where = f"{name}, {place} {number}"
        if one is None:
            yield Problem(f"{where}: longer than {_LONGEST_LINE:,} bytes")
        elif one := one.strip().removeprefix(_BOM):
            try:
                yield _capture(_decode(one))
            except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
                yield Problem(f"{where}: {error}")
    if stream.damage:
        yield Problem(f"{name}: {stream.damage}")


class _Utf8:
    """A stream as UTF-8, whatever Unicode it is written in (RFC 8259 knew three until 2017)."""

    def __init__(self, stream: Section) -> None:
        self._stream = stream
        self._ahead = stream.read(_CHUNK)
        self._decoder: codecs.IncrementalDecoder | None = None
        start = self._ahead[:4]
        encoding = next((name for bom, name in _UNICODE if start.startswith(bom)), None)
        if encoding is None and b"\0" in start:
            encoding = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        if encoding:
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
            self._ahead = self._decoder.decode(self._ahead).encode("utf-8", "replace")

    def peek(self) -> bytes:
        """The first megabyte, left where it is."""
        return self._ahead

    def read(self) -> bytes:
        """The next piece; none at the end."""
        if self._ahead:
            piece, self._ahead = self._ahead, b""
            return piece
        while piece := self._stream.read(_CHUNK):
            if self._decoder is None:
                return piece
            if decoded := self._decoder.decode(piece):
                return decoded.encode("utf-8", "replace")
        return b""


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
    headers = line.headers or ()
    pairs: Any = headers.items() if isinstance(headers, dict) else headers
    return Capture(
        url=line.url,
        fetched_at=in_utc(line.fetched_at),
        status=line.status,
        body=body,
        final_url=line.final_url,
        headers=tuple((key, value) for key, value in pairs),
        content_type=content_type,
        archived_from=line.archived_from,
    )


def _lines(stream: _Utf8) -> Iterator[bytes | None]:
    """The lines of *stream*; ``None`` in the place of one that is too long."""
    rest = b""
    is_too_long = False
    while piece := stream.read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield None if is_too_long else line
            is_too_long = False
        if len(rest) > _LONGEST_LINE:
            rest, is_too_long = b"", True
    if rest or is_too_long:
        yield None if is_too_long else rest


def _objects(stream: _Utf8) -> Iterator[bytes | None]:
    """The outermost objects of *stream*, with whatever stands between them left out; ``None`` in
    the place of one that is too long."""
    parts: list[bytes] = []
    length = depth = 0
    rest = b""
    while piece := stream.read():
        # A string that is not closed yet is looked at again with what follows it.
        text, rest = rest + piece, b""
        start = 0
        for token in _TOKEN.finditer(text):
            mark = token[0]
            if mark[:1] == b'"':
                if len(mark) == 1 or not _STRING.fullmatch(mark):
                    rest = text[token.start() :]
                    text = text[: token.start()]
                    break
            elif mark == b"{":
                if not depth:
                    start = token.start()
                depth += 1
            elif depth:
                depth -= 1
                if not depth:
                    parts.append(text[start : token.end()])
                    length += token.end() - start
                    yield b"".join(parts) if length <= _LONGEST_LINE else None
                    parts, length = [], 0
        if depth:
            length += len(text) - start
            if length <= _LONGEST_LINE:
                parts.append(text[start:])
            else:
                parts = []
        if len(rest) > _LONGEST_LINE:
            length, rest = _LONGEST_LINE + 1, b'"'
    if depth:
        yield b"".join(parts) + rest if length + len(rest) <= _LONGEST_LINE else None
