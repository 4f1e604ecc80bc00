"""Streams unpacked in sections: where bytes are damaged, one ends and the next sound one begins."""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO, Protocol, cast

import zstandard

from crawler.imports.source_items import OnBytes

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_DICTIONARY = 0x184D2A5D
_LARGEST_DICTIONARY = 64 * 1024 * 1024
_CHUNK = 262_144
_WINDOW = 128 * 1024 * 1024


class Section(Protocol):
    """A stream of unpacked bytes."""

    @property
    def damage(self) -> str | None:
        """Why it ended before its end."""

    @property
    def is_checked(self) -> bool:
        """Whether the compression tells damage by checksums of its own."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to *size* bytes; none at the end of the section."""

    def resume(self) -> bool:
        """Go on behind the damage; ``False`` where nothing follows."""


class Counted:
    """A stream of bytes that tells how far it is read."""

    def __init__(self, raw: BinaryIO, on_bytes: OnBytes) -> None:
        self._raw = raw
        self._on_bytes = on_bytes
        self._ahead = b""

    def peek(self, size: int) -> bytes:
        """The next *size* bytes (fewer at the end), left where they are."""
        while len(self._ahead) < size and (piece := self._read(_CHUNK)):
            self._ahead += piece
        return self._ahead[:size]

    def read(self, size: int = -1, /) -> bytes:
        """Up to *size* bytes, none at the end; without *size* all that is left."""
        if size < 0:
            size = 1 << 62
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        return self._read(min(size, 1 << 26))

    def seekable(self) -> bool:
        """Never: what was read is gone."""
        return False

    def _read(self, size: int) -> bytes:
        piece = self._raw.read(size) or b""
        self._on_bytes(len(piece))
        return piece


class CountedFile(io.RawIOBase):
    """A file with random access that tells how much is read of it."""

    def __init__(self, raw: BinaryIO, on_bytes: OnBytes) -> None:
        self._raw = raw
        self._on_bytes = on_bytes

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of the file."""
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """As of the file."""
        return self._raw.tell()

    def readinto(self, buffer: Any, /) -> int:
        """As of the file."""
        piece = self._raw.read(len(buffer))
        buffer[: len(piece)] = piece
        self._on_bytes(len(piece))
        return len(piece)


def unpacked_stream(stream: Counted) -> Section:
    """*stream* as sections, by its first bytes: gzip, Zstandard, or as it is."""
    start = stream.peek(4)
    if start[:3] == GZIP:
        return _Gzip(stream)
    if start == ZSTD or int.from_bytes(start, "little") in _SKIPPABLE:
        return _Zstd(stream)
    return _Plain(stream)


def unpacked_twice(stream: Counted, head: int) -> Ahead:
    """*stream* unpacked, and unpacked again where it was packed twice; *head* bytes are known."""
    section = Ahead(unpacked_stream(stream), head)
    if section.head[:3] == GZIP or section.head[:4] == ZSTD:
        section = Ahead(_Twice(section), head)
    return section


class Ahead:
    """A section whose first bytes, :attr:`head`, are known before it is read."""

    def __init__(self, section: Section, size: int) -> None:
        self._section = section
        self.is_checked = section.is_checked
        self.head = b""
        while len(self.head) < size and (piece := section.read(size - len(self.head))):
            self.head += piece
        self._rest = self.head

    @property
    def damage(self) -> str | None:
        """As of the section."""
        return self._section.damage

    def read(self, size: int = -1, /) -> bytes:
        """As of the section, from its very beginning."""
        if not self._rest:
            return self._section.read(size)
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece

    def resume(self) -> bool:
        """As of the section."""
        return self._section.resume()

    def seekable(self) -> bool:
        """Never: what was read is gone."""
        return False


class _Twice:
    """What a packed section holds in packed form."""

    def __init__(self, outer: Ahead) -> None:
        self._outer = outer
        self._inner = unpacked_stream(Counted(cast(BinaryIO, outer), lambda count: None))
        self.is_checked = self._inner.is_checked

    @property
    def damage(self) -> str | None:
        return self._inner.damage or self._outer.damage

    def read(self, size: int = -1, /) -> bytes:
        return self._inner.read(size)

    def resume(self) -> bool:
        return not self._outer.damage and self._inner.resume()


class _Plain:
    damage: str | None = None
    is_checked = False

    def __init__(self, stream: Counted) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)

    def resume(self) -> bool:
        return False


class _Gzip:
    """Members one after the other; behind a damaged one the next is looked for."""

    is_checked = True

    def __init__(self, stream: Counted) -> None:
        self.damage: str | None = None
        self._stream = stream
        self._packed = b""
        self._member: zlib._Decompress | None = None

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        while not self.damage:
            if not self._packed:
                self._packed = self._stream.read(_CHUNK)
            if not self._packed:
                if self._member:
                    self.damage = "it ends within its compressed data: it was cut short"
                return b""
            if self._member is None:
                self._packed = self._packed.lstrip(b"\0")
                if not self._packed:
                    continue
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                piece = self._member.decompress(self._packed, size)
            except zlib.error as error:
                self.damage = f"damaged compressed data ({error})"
                return b""
            if self._member.eof:
                self._packed = self._member.unused_data
                self._member = None
            else:
                self._packed = self._member.unconsumed_tail
            if piece:
                return piece
        return b""

    def resume(self) -> bool:
        self.damage = None
        self._member = None
        self._packed = self._packed[1:]
        while (at := self._packed.find(GZIP)) < 0:
            piece = self._stream.read(_CHUNK)
            if not piece:
                return False
            self._packed = self._packed[-2:] + piece
        self._packed = self._packed[at:]
        return True


class _Zstd:
    """Frames one after the other; a first skippable frame may hold their dictionary."""

    is_checked = True

    def __init__(self, stream: Counted) -> None:
        self.damage: str | None = None
        dictionary = None
        head = stream.peek(8)
        if int.from_bytes(head[:4], "little") == _DICTIONARY:
            size = int.from_bytes(head[4:], "little")
            if size <= _LARGEST_DICTIONARY:
                stream.read(8)
                dictionary = zstandard.ZstdCompressionDict(_dictionary(_exactly(stream, size)))
        unpacker = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_WINDOW)
        self._reader = unpacker.stream_reader(stream, read_across_frames=True)  # type: ignore[arg-type]

    def read(self, size: int = -1, /) -> bytes:
        try:
            piece = self._reader.read(size)
        except zstandard.ZstdError as error:
            self.damage = f"damaged compressed data ({error}); what follows was not read"
            return b""
        return piece

    def resume(self) -> bool:
        return False


def _exactly(stream: Counted, size: int) -> bytes:
    whole = io.BytesIO()
    while (missing := size - whole.tell()) and (piece := stream.read(missing)):
        whole.write(piece)
    return whole.getvalue()


def _dictionary(content: bytes) -> bytes:
    """The dictionary itself, which may be compressed within its frame."""
    if content[:4] != ZSTD:
        return content
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(content)
    return reader.read(_LARGEST_DICTIONARY)
