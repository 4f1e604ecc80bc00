"""Content codings undone within bounds: a bomb or a truncated stream costs its page and no more."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress

import brotli
import zstandard

from crawler.errors import Undecodable

ACCEPTED = "gzip, deflate, br, zstd"
"""What we ask for in ``Accept-Encoding``."""
GZIP = b"\x1f\x8b"
"""How a gzip member begins."""
_LAYERS = 2
_CHUNK = 65_536
"""Bytes unpacked at once, about."""
_SLICE = 16_384
"""Bytes given to a decoder at once. What it leaves of them is copied: with whole bodies, a body of
many small members or one that unpacks in many steps would cost the square of its length."""
_MEMBERS = 4_096
"""Members of one gzip stream. Block compression (BGZF, 64 KiB a block) makes 800 of the largest
sitemap there may be."""
_LOOK = 512
_PLAIN = re.compile(
    rb"[\xef\xbb\xbf\s]*<(?:!doctype|!--|html|\?xml|rss|feed|urlset)", re.IGNORECASE
)
_WINDOW = 8 * 1024 * 1024
_ZEROS = re.compile(rb"\0*")


def decode(body: bytes, codings: str, limit: int) -> bytes:
    """*body* without its *codings* (the ``Content-Encoding`` header), at most *limit* bytes.

    Raises :class:`Undecodable`.
    """
    names = [name.strip().lower() for name in codings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > _LAYERS:
        raise Undecodable(f"compressed {len(names)} times over")
    for name in reversed(names):
        if _PLAIN.match(body[:_LOOK]):
            continue  # some servers name a coding and then send the page as it is
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise Undecodable(f"unknown Content-Encoding {name[:40]!r}")
        if body and (body.startswith(GZIP) or name not in ("gzip", "x-gzip")):
            body = _collect(decoder(body), limit)
    if len(body) > limit:
        raise Undecodable(f"larger than {limit:,} bytes")
    return body


def gunzip(body: bytes, limit: int) -> bytes:
    """*body* unpacked if it is a gzip file, else as it is. Raises :class:`Undecodable`."""
    return _collect(_gzip(body), limit) if body.startswith(GZIP) else body


def gunzip_some(body: bytes, limit: int) -> bytes:
    """What can be unpacked of a truncated gzip file, at most *limit* bytes."""
    some = bytearray()
    with suppress(Undecodable):
        for piece in _gzip(body):
            some += piece
            if len(some) >= limit:
                break
    return bytes(some[:limit])


def _collect(pieces: Iterator[bytes], limit: int) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > limit:
            raise Undecodable(f"larger than {limit:,} bytes when decompressed")
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    at = members = 0
    while body.startswith(GZIP, at):  # what follows the last member is padding, not content
        members += 1
        if members > _MEMBERS:
            raise Undecodable(f"packed in more than {_MEMBERS:,} pieces")
        at = yield from _inflate(zlib.decompressobj(16 + zlib.MAX_WBITS), body, at)
        at = _ZEROS.match(body, at).end()  # type: ignore[union-attr]


def _deflate(body: bytes) -> Iterator[bytes]:
    # "deflate" is a zlib stream; many servers send it without its two bytes of header.
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if has_header else -15), body, 0)


def _inflate(decoder: zlib._Decompress, body: bytes, at: int) -> Generator[bytes, None, int]:
    """The stream that begins *at* a place of *body*, in pieces; and the place where it ends."""
    try:
        while not decoder.eof:
            given = body[at : at + _SLICE]
            at += len(given)
            piece = decoder.decompress(given, _CHUNK)
            if not given and not piece and not decoder.eof:
                raise Undecodable("cut short: its compressed stream has no end")
            yield piece
            while decoder.unconsumed_tail and not decoder.eof:
                yield decoder.decompress(decoder.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise Undecodable(f"damaged: {error}") from None
    return at - len(decoder.unused_data)


def _brotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    try:
        for start in range(0, len(body), _SLICE):
            yield decoder.process(body[start : start + _SLICE], output_buffer_limit=_CHUNK)
            while not decoder.can_accept_more_data():
                yield decoder.process(b"", output_buffer_limit=_CHUNK)
            if decoder.is_finished():
                return
    except brotli.error as error:
        raise Undecodable(f"damaged: {error}") from None
    raise Undecodable("cut short: its compressed stream has no end")


def _zstd(body: bytes) -> Iterator[bytes]:
    decoder = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    try:
        # Small slices: one call decompresses all that it is given.
        stream = decoder.decompressobj()
        for start in range(0, len(body), 512):
            yield stream.decompress(body[start : start + 512])
            if stream.eof:
                return
    except zstandard.ZstdError as error:
        raise Undecodable(f"damaged: {error}") from None
    raise Undecodable("cut short: its compressed stream has no end")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
