"""ARC files (versions 1 and 2), which web archives were kept in before WARC.

Written after the Internet Archive's description of the ARC file format (1996). A record is one
line of fields, then as many bytes as its last field says, then a line end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.bounds import PAGE_BYTES
from crawler.imports.formats.unpacking import Section
from crawler.imports.formats.warc import answered
from crawler.imports.formats.web_archive_times import moment_of_stamp
from crawler.imports.source_items import Problem, SourceItem

_CHUNK = 262_144
_LONGEST_LINE = 16_384
_HEAD = re.compile(
    rb"([a-z][a-z0-9+.-]{0,20}:\S*) +(\S+) +(\d{8,14}) +(\S+)"
    rb"(?: +\S+ +\S+ +\S+ +\d+ +\S+)? +(\d{1,12})[ \t]*\r?\n",
    re.IGNORECASE,
)
"""Address, IP address, time, content type, in version 2 five more fields, and the length."""
_NEXT = re.compile(rb"\r?\n(?=(?:https?|dns|ftp|filedesc):\S+ +\S+ +\d{8,14} )", re.IGNORECASE)


def read_arc(stream: Section, name: str) -> Iterator[SourceItem]:
    """The pages of an ARC file called *name*, as far as it can be read."""
    while True:
        yield from _records(_Buffer(stream), name)
        if not stream.damage:
            return
        yield Problem(f"{name}: {stream.damage}")
        if not stream.resume():
            return


def _records(buffer: _Buffer, name: str) -> Iterator[SourceItem]:
    while buffer.skip_blank():
        head = buffer.head()
        if head is None:
            yield Problem(f"{name}: bytes that are no record")
            buffer.seek_next()
            continue
        url, _, when, _, length = (part.decode("utf-8", "replace") for part in head.groups())
        size = int(length)
        if url.lower().startswith("filedesc:"):
            buffer.seek_next()  # some writers told the length of the file's description wrong
            continue
        block = None
        if size > PAGE_BYTES:
            buffer.pass_over(size)
        else:
            block = buffer.take(size)
            if len(block) < size:
                yield Problem(f"{name}: {url}: its record is cut short or damaged")
                continue
        if not url.lower().startswith(("http://", "https://")):
            continue  # the file's own description, DNS answers
        moment = moment_of_stamp(when)
        if moment is None:
            yield Problem(f"{name}: {url}: its record names no time that can be read")
        else:
            yield answered(url, moment, block)


class _Buffer:
    """What was read of a stream and not yet used. Used bytes are dropped by the half."""

    def __init__(self, stream: Section) -> None:
        self._stream = stream
        self._bytes = bytearray()
        self._at = 0

    def _fill(self, size: int) -> bool:
        if self._at > len(self._bytes) // 2:
            del self._bytes[: self._at]
            self._at = 0
        while len(self._bytes) - self._at < size and (piece := self._stream.read(_CHUNK)):
            self._bytes += piece
        return len(self._bytes) - self._at >= size

    def skip_blank(self) -> bool:
        """Whether anything follows the line ends here."""
        while self._fill(1):
            if self._bytes[self._at] not in b"\r\n":
                return True
            self._at += 1
        return False

    def head(self) -> re.Match[bytes] | None:
        """The line that begins a record, taken off; ``None`` where none stands here."""
        self._fill(_LONGEST_LINE)
        found = _HEAD.match(bytes(self._bytes[self._at : self._at + _LONGEST_LINE]))
        if found:
            self._at += found.end()
        return found

    def take(self, size: int) -> bytes:
        """The next *size* bytes, fewer where the stream ends."""
        self._fill(size)
        block = bytes(self._bytes[self._at : self._at + size])
        self._at += len(block)
        return block

    def pass_over(self, size: int) -> None:
        """Leave out the next *size* bytes; they are not kept."""
        while size > 0 and self._fill(1):
            gone = min(size, len(self._bytes) - self._at)
            self._at += gone
            size -= gone

    def seek_next(self) -> None:
        """Pass over everything before the next record."""
        while not (found := _NEXT.search(self._bytes, self._at)):
            self._at = max(self._at, len(self._bytes) - _LONGEST_LINE)
            if not self._fill(len(self._bytes) - self._at + 1):
                self._at = len(self._bytes)
                return
        self._at = found.end()
