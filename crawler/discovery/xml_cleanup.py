"""Lists as servers send them, made ready for a parser: unpacked, in UTF-8, fit for XML."""

from __future__ import annotations

import re
import zlib

from crawler.errors import Undecodable
from crawler.http.decoding import gunzip, gunzip_some
from parsers.page.text.charset import decode

_GZIP = b"\x1f\x8b"
_PACKED_AT_MOST = 2
_SPACE = b" \t\r\n\f"
_DECLARATION = re.compile(rb"\A<\?xml\b[^>]{0,300}?\?>", re.IGNORECASE)
_FORBIDDEN = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a list begins whose letters take more than a byte: with a mark, or with its first tag."""


def unpacked_list(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """*body* without the gzip it may be packed in, twice if need be; and what was wrong with it.

    A truncated file gives what can be unpacked. Raises :class:`Undecodable` where that is nothing,
    or more than *limit* bytes.
    """
    for _ in range(_PACKED_AT_MOST):
        if not body.startswith(_GZIP):
            break
        try:
            body = gunzip(body, limit)
        except Undecodable as error:
            some = gunzip_some(body, limit)
            if not some or len(some) >= limit:
                raise
            return some, str(error)
    return body, None


def beginning(body: bytes, length: int) -> bytes:
    """The first *length* bytes or so of a list, as :func:`in_utf8` would have them."""
    for _ in range(_PACKED_AT_MOST):
        if not body.startswith(_GZIP):
            break
        try:
            body = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, length)
        except zlib.error:
            return b""
    charset = _wide(body)
    # Two or four bytes for a letter: a cut in the middle of one costs only that one.
    return body[: 4 * length].decode(charset, "replace").encode() if charset else body[:length]


def in_utf8(body: bytes) -> bytes:
    """*body* as UTF-8 that begins with its first letter, and declares no other charset.

    What it declares is believed where it can be true. Control characters are left out.
    """
    if charset := _wide(body):
        body = body.decode(charset, "replace").encode("utf-8", "replace")
    else:
        body = body.lstrip(_SPACE).removeprefix(_UTF8_MARK)
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            body = decode(body).encode("utf-8", "replace")
    body = body.removeprefix(_UTF8_MARK).translate(None, _FORBIDDEN).lstrip(_SPACE)
    return _DECLARATION.sub(b"", body, count=1).lstrip(_SPACE)


def _wide(body: bytes) -> str | None:
    return next((charset for start, charset in _WIDE if body.startswith(start)), None)
