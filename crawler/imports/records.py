"""The records of a web archive, one by one, out of whatever bytes there are.

The framing of ISO 28500:2017 is read here rather than by a library, because those read cut
and damaged files to their end without a word, and lines of any length into memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.imports.unpacking import Section

_CHUNK = 262_144
_LONGEST_HEAD = 65_536
_BEGIN = b"WARC/"
_NEXT = re.compile(rb"\r?\n(?=WARC/[01]\.\d+\r?\n)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


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
            block = buffer.take(size, keep=is_wanted and size <= largest)
            is_cut = buffer.missing > 0
            if not is_cut and not buffer.at_boundary():
                is_cut = buffer.put_back_record(block)
            if is_wanted:
                yield Record(headers, b"" if is_cut else block, size, is_cut)
        if not stream.damage:
            return
        yield Damage(stream.damage)
        if not stream.resume():
            return
        buffer = _Buffer(stream)


class _Buffer:
    def __init__(self, stream: Section) -> None:
        self._stream = stream
        self._bytes = b""
        self.missing = 0

    def _fill(self, size: int) -> bool:
        """Whether there are *size* bytes at hand."""
        pieces = [self._bytes]
        held = len(self._bytes)
        while held < size and (piece := self._stream.read(_CHUNK)):
            pieces.append(piece)
            held += len(piece)
        self._bytes = b"".join(pieces)
        return held >= size

    def skip_blank(self) -> bool:
        """Whether anything follows the line ends here."""
        while self._fill(1):
            self._bytes = self._bytes.lstrip(b"\r\n")
            if self._bytes:
                return True
        return False

    def head(self) -> bytes | None:
        """The head of the record that begins here, taken off; ``None`` if none does."""
        self._fill(_CHUNK if len(self._bytes) < 2_048 else 1)
        if not self._bytes.startswith(_BEGIN):
            return None
        end = _HEAD_END.search(self._bytes, 0, _LONGEST_HEAD)
        if end is None:
            self._fill(_LONGEST_HEAD)
            end = _HEAD_END.search(self._bytes, 0, _LONGEST_HEAD)
        if end is None:
            return None
        head, self._bytes = self._bytes[: end.start()], self._bytes[end.end() :]
        return head

    def take(self, size: int, *, keep: bool) -> bytes:
        """The next *size* bytes, or none of them where they are only passed over."""
        if keep:
            self._fill(size)
            block, self._bytes = self._bytes[:size], self._bytes[size:]
            self.missing = size - len(block)
            return block
        while size > 0 and self._fill(1):
            gone = min(size, len(self._bytes))
            self._bytes = self._bytes[gone:]
            size -= gone
        self.missing = size
        return b""

    def at_boundary(self) -> bool:
        """Whether a record ends here: line ends and another record, or nothing at all."""
        self._fill(16)
        rest = self._bytes[:16].lstrip(b"\r\n")
        return not rest or rest.startswith(_BEGIN[: len(rest)])

    def put_back_record(self, block: bytes) -> bool:
        """A wrong length made *block* swallow what follows: give back the records in it."""
        if swallowed := _NEXT.search(block):
            self._bytes = block[swallowed.end() :] + self._bytes
        return True

    def seek_next(self) -> None:
        """Pass over everything before the next record."""
        self._bytes = self._bytes[1:]
        while True:
            if found := _NEXT.search(self._bytes):
                self._bytes = self._bytes[found.end() :]
                return
            self._bytes = self._bytes[-32:]
            if not self._fill(len(self._bytes) + 1):
                self._bytes = b""
                return


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
