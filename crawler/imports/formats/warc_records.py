"""The records of a web archive, one by one, out of whatever bytes there are.

The framing of ISO 28500:2017 is read here rather than by a library, because those read cut
and damaged files to their end without a word, and lines of any length into memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.imports.formats.unpacking import Section

_CHUNK = 262_144
_SHORT_HEAD = 2_048
_LONGEST_HEAD = 65_536
_BEGIN = b"WARC/"
_BEGINNING = 16
"""Bytes that show where a record begins: line ends, then its first line."""
_NEXT = re.compile(rb"\r?\n(?=WARC/[01]\.\d+\r?\n)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS = re.compile(rb"[\r\n]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its headers by lower-case name, and its block."""

    headers: dict[str, str]
    block: bytes
    """Empty where it is longer than asked for, or of a type not asked for."""
    length: int
    """Bytes of the block, as the record says."""
    is_cut: bool = False
    """Whether bytes of the block are missing."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no record, passed over."""

    text: str


def records(stream: Section, types: frozenset[str], largest: int) -> Iterator[Record | Damage]:
    """The records of these *types*, with blocks of up to *largest* bytes.

    Where there is damage, reading goes on at the next record that can be found.
    """
    buffer = _Buffer(stream)
    while True:
        while buffer.skip_blank():
            head = buffer.head()
            if head is None:
                yield Damage("bytes that are no record")
                buffer.seek_next()
                continue
            version_gone = head.partition(b"\n")[2]
            headers = _headers(version_gone)
            length = headers.get("content-length", "")
            if not (length.isascii() and length.isdecimal() and len(length) < 16):
                yield Damage("a record that does not tell its length")
                buffer.seek_next()
                continue
            is_wanted = headers.get("warc-type", "").lower() in types
            size = int(length)
            if is_wanted and size <= largest:
                block = buffer.take(size)
                yield Record(headers, block or b"", size, block is None)
            else:
                is_whole = buffer.pass_over(size)
                if is_wanted:
                    yield Record(headers, b"", size, not is_whole)
        if not stream.damage:
            return
        yield Damage(stream.damage)
        if not stream.resume():
            return
        buffer = _Buffer(stream)


class _Buffer:
    """What was read of a stream and not yet used: all of ``_bytes`` from ``_at`` on.

    Used bytes are dropped by the half, and nothing is copied for each record: a record that claims
    megabytes and is followed by another costs no more than it is long.
    """

    def __init__(self, stream: Section) -> None:
        self._stream = stream
        self._bytes = bytearray()
        self._at = 0
        self._no_end = 0
        """Up to here no head ends, from wherever it was last looked for."""

    def _fill(self, size: int) -> bool:
        """Whether there are *size* bytes at hand."""
        while len(self._bytes) - self._at < size and (piece := self._stream.read(_CHUNK)):
            self._bytes += piece
        return len(self._bytes) - self._at >= size

    def _drop_used(self) -> None:
        if self._at > len(self._bytes) // 2:
            del self._bytes[: self._at]
            self._no_end -= self._at
            self._at = 0

    def skip_blank(self) -> bool:
        """Whether anything follows the line ends here."""
        self._drop_used()
        while self._fill(1):
            self._at = _LINE_ENDS.match(self._bytes, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._bytes):
                return True
            self._drop_used()
        return False

    def head(self) -> bytes | None:
        """The head of the record that begins here, taken off; ``None`` if none does."""
        self._fill(len(_BEGIN))
        if not self._bytes.startswith(_BEGIN, self._at):
            return None
        for size in (_SHORT_HEAD, _LONGEST_HEAD):
            self._fill(size)
            # Where no head ends for one record, none ends for those that begin within it.
            start = max(self._at, self._no_end - 3)
            stop = min(self._at + size, len(self._bytes))
            if end := _HEAD_END.search(self._bytes, start, stop):
                head = bytes(self._bytes[self._at : end.start()])
                self._at = end.end()
                return head
            self._no_end = max(self._no_end, stop)
        return None

    def take(self, size: int) -> bytes | None:
        """The next *size* bytes; ``None`` where another record begins within them or they end.

        A wrong length swallows what follows: then that record is the next.
        """
        start = self._at
        if self._fill(size):
            self._at += size
            if self._is_boundary():
                return bytes(self._bytes[start : self._at])
        else:
            self._at = len(self._bytes)
        if swallowed := _NEXT.search(self._bytes, start, self._at + _BEGINNING):
            self._at = swallowed.end()
        return None

    def pass_over(self, size: int) -> bool:
        """Whether the next *size* bytes were all there; they are not kept."""
        while size > 0 and self._fill(1):
            gone = min(size, len(self._bytes) - self._at)
            self._at += gone
            size -= gone
            self._drop_used()
        return size == 0 and self._is_boundary()

    def _is_boundary(self) -> bool:
        """Whether a record ends here: line ends and another record, or nothing at all."""
        self._fill(_BEGINNING)
        rest = self._bytes[self._at : self._at + _BEGINNING].lstrip(b"\r\n")
        return not rest or rest.startswith(_BEGIN[: len(rest)])

    def seek_next(self) -> None:
        """Pass over everything before the next record."""
        self._at += 1
        while not (found := _NEXT.search(self._bytes, self._at)):
            self._at = max(self._at, len(self._bytes) - _BEGINNING)
            self._drop_used()
            if not self._fill(len(self._bytes) - self._at + 1):
                self._at = len(self._bytes)
                return
        self._at = found.end()


def _headers(head: bytes) -> dict[str, str]:
    """Fields by lower-case name; folded lines are joined, the first of a name holds."""
    fields: dict[str, str] = {}
    last = ""
    # Only these end a line: str.splitlines knows nine more characters that do.
    for line in head.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        if line[:1] in " \t" and last:
            fields[last] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            fields.setdefault(last, value.strip())
    return fields


def http_answer(block: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
    """Status, header pairs in their order and body of an HTTP answer, or ``None`` if it is none."""
    end = _HEAD_END.search(block, 0, 4 * _LONGEST_HEAD)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, _, rest = head.partition(b"\n")
    words = first.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP") or not words[1][:3].isdigit():
        return None
    pairs: list[tuple[str, str]] = []
    for line in _text(rest).split("\n"):
        line = line.rstrip("\r")
        if line[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            pairs.append((name.strip(), value.strip()))
    return int(words[1][:3]), pairs, body


def _text(head: bytes) -> str:
    """HTTP heads are UTF-8 today and were Latin-1 once."""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")
