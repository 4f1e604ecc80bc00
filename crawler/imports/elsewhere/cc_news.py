"""CC-NEWS, Common Crawl's archive of news: files of a gigabyte, hundreds a month, since 2016.

A file is read once, as it comes, and never stored; of its pages those are kept that are wanted.
Each record is a gzip member of its own (as the WARC standard recommends), so that an import goes
on at the byte behind the last record whose pages are saved.
"""

from __future__ import annotations

import io
import queue
import re
import threading
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.writing.import_progress import Position
from crawler.bounds import PAGE_BYTES
from crawler.imports.elsewhere.remote_file import (
    NotReachable,
    RemoteFile,
    RemoteFiles,
    Stopped,
)
from crawler.imports.elsewhere.wanted import PREFIX, Wanted
from crawler.imports.formats.unpacking import GZIP, Counted, unpacked_stream
from crawler.imports.formats.warc import read_warc
from crawler.imports.source_items import Checkpoint, Problem, SourceItem, with_source
from crawler.imports.sources import UnknownSource
from crawler.imports.vetting import vetted

FIRST_YEAR = 2016
_MONTHS = re.compile(r"(\d{4})-(\d\d)(?:\.\.(\d{4})-(\d\d))?")
_LARGEST_LIST = 10_000_000
_LARGEST_MEMBER = 2 * PAGE_BYTES
_CHUNK = 262_144
_BETWEEN_CHECKPOINTS = 32_000_000
"""Packed bytes after which all is saved and noted: about ten seconds of reading."""
_HEAD = 4_096
"""Bytes of a record that hold its address."""
_TARGET = re.compile(rb"^WARC-Target-URI:[ \t]*<?([^\r\n>]*)", re.IGNORECASE | re.MULTILINE)
_WITH_PAGES = re.compile(rb"^WARC-Type:[ \t]*(?:response|revisit)", re.IGNORECASE | re.MULTILINE)


@dataclass
class FilesProgress:
    """How far an import of many files is."""

    files: int = 0
    files_before: int = 0
    """Files that an earlier run had read to their end."""
    files_done: int = 0
    """With those."""
    records: int = 0
    kept: int = 0
    """Records whose address is wanted."""
    bytes: int = 0
    """Packed bytes read in this run."""
    lock: threading.Lock = field(default_factory=threading.Lock)


def months_of(source: str) -> list[tuple[int, int]]:
    """The months of ``cc-news:2026-03..2026-06``. Raises :class:`UnknownSource`."""
    found = _MONTHS.fullmatch(source.removeprefix(PREFIX))
    if not found:
        raise UnknownSource(
            f"{source}: months are given as cc-news:2026-03 or cc-news:2026-03..2026-06"
        )
    year, month = int(found[1]), int(found[2])
    first, last = (year, month), (int(found[3] or year), int(found[4] or month))
    if not (1 <= first[1] <= 12 and 1 <= last[1] <= 12 and FIRST_YEAR <= first[0] <= last[0]):
        raise UnknownSource(f"{source}: no such months; CC-NEWS begins in 2016-08")
    if first > last:
        raise UnknownSource(f"{source}: it ends before it begins")
    numbers = range(12 * first[0] + first[1] - 1, 12 * last[0] + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]


class CcNews:
    """The files of some months, and what is wanted of them."""

    def __init__(
        self,
        base: str,
        wanted: Wanted,
        user_agent: str,
        *,
        allow_private: bool = False,
        pause: float = 2.0,
    ) -> None:
        self.base = base if base.endswith("/") else base + "/"
        self.wanted = wanted
        self._files = RemoteFiles(user_agent, allow_private=allow_private, first_pause=pause)
        self._stop = self._files.stop

    def files(self, months: Sequence[tuple[int, int]]) -> list[str]:
        """Addresses of all files of *months*, in their order. Raises :class:`UnknownSource`."""
        found = []
        for year, month in months:
            url = f"{self.base}crawl-data/CC-NEWS/{year}/{month:02}/warc.paths.gz"
            try:
                with self._files.open(url) as stream:
                    packed = stream.read_all(_LARGEST_LIST)
                listed = zlib.decompressobj(31).decompress(packed, _LARGEST_LIST).decode("ascii")
            except NotReachable as error:
                missing = f": there is no list of {year}-{month:02}" if error.status == 404 else ""
                raise UnknownSource(f"{error}{missing}") from None
            except (zlib.error, UnicodeDecodeError) as error:
                raise UnknownSource(f"{url}: no list of files ({error})") from None
            for path in listed.split():
                if "://" in path or ".." in path:
                    raise UnknownSource(
                        f"{url}: it lists {path[:200]}, which is no file of its own"
                    )
                found.append(self.base + path.lstrip("/"))
        return found

    def items(
        self, files: Sequence[str], read: Mapping[str, Position], jobs: int, progress: FilesProgress
    ) -> Generator[SourceItem, None, None]:
        """The wanted pages of *files*, but for what was *read* before; *jobs* files at a time."""
        left = [url for url in files if not (url in read and read[url].is_done)]
        progress.files = len(files)
        progress.files_before = progress.files_done = len(files) - len(left)
        given: queue.Queue[SourceItem | Exception | None] = queue.Queue(maxsize=64)
        waiting = iter(left)
        turn = threading.Lock()

        def work() -> None:
            try:
                while not self._stop.is_set():
                    with turn:
                        url = next(waiting, None)
                    if url is None:
                        break
                    start = read[url].bytes if url in read else 0
                    self._read(url, start, progress, lambda item: self._give(given, item))
            except Exception as error:  # whoever takes the items would wait for ever
                self._give(given, error)
            finally:
                self._give(given, None)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(max(1, jobs))]
        for thread in threads:
            thread.start()
        running = len(threads)
        try:
            while running:
                item = given.get()
                if item is None:
                    running -= 1
                elif isinstance(item, Exception):
                    raise item
                else:
                    yield item
        finally:
            self._stop.set()
            for thread in threads:
                while thread.is_alive():
                    while not given.empty():
                        given.get_nowait()
                    thread.join(0.05)

    def _give(
        self, given: queue.Queue[SourceItem | Exception | None], item: SourceItem | Exception | None
    ) -> None:
        while not self._stop.is_set():
            try:
                return given.put(item, timeout=0.2)
            except queue.Full:
                continue
        return None

    def _read(
        self, url: str, start: int, progress: FilesProgress, give: Callable[[SourceItem], None]
    ) -> None:
        def on_bytes(count: int) -> None:
            with progress.lock:
                progress.bytes += count

        try:
            with self._files.open(url, start, on_bytes=on_bytes) as stream:
                noted = position = begin = start
                for position, member in _members(stream, start, self.wanted, progress):
                    if isinstance(member, str):
                        give(Problem(f"{url}: {member}"))
                    elif member:
                        for item in _items_of(member, url):
                            give(with_source(item, f"{url}#{begin}-{position}"))
                    begin = position
                    if position - noted >= _BETWEEN_CHECKPOINTS:
                        noted = position
                        give(self._checkpoint(url, position))
                give(self._checkpoint(url, position, is_done=True))
                with progress.lock:
                    progress.files_done += 1
        except NotReachable as error:
            give(Problem(f"{error}; the same command tries it again"))
        except Stopped:
            return

    def _checkpoint(self, url: str, position: int, *, is_done: bool = False) -> Checkpoint:
        return Checkpoint(Position(url, str(self.wanted), position, is_done))


def _items_of(member: bytes, url: str) -> Iterator[SourceItem]:
    stream = unpacked_stream(Counted(io.BytesIO(member), lambda count: None))
    yield from vetted(read_warc(stream, url), url)


def _members(
    stream: RemoteFile, start: int, wanted: Wanted, progress: FilesProgress
) -> Iterator[tuple[int, bytes | str]]:
    """The gzip members of *stream*: the position behind each, and its bytes where they are wanted;
    of a damaged one, what was wrong."""
    packed = b""
    position = start
    while packed or (packed := stream.read(_CHUNK)):
        member = zlib.decompressobj(31)
        unpacked_bytes = bytearray()
        is_wanted: bool | None = None
        size = 0
        try:
            while not member.eof:
                if not packed and not (packed := stream.read(_CHUNK)):
                    yield position, "it ends within a record: cut short"
                    return
                piece = member.decompress(packed, _CHUNK)
                rest = member.unused_data if member.eof else member.unconsumed_tail
                position += len(packed) - len(rest)
                packed = rest
                size += len(piece)
                if is_wanted is not False:
                    unpacked_bytes += piece
                if is_wanted is None and (member.eof or len(unpacked_bytes) >= _HEAD):
                    is_wanted = _is_wanted(unpacked_bytes, wanted)
                if size > _LARGEST_MEMBER and is_wanted:
                    is_wanted = False
                    yield position, f"a record larger than {_LARGEST_MEMBER:,} bytes, left out"
        except zlib.error as error:
            yield position, f"damaged at byte {position:,} ({error})"
            packed, position = packed[1:], position + 1
            while (at := packed.find(GZIP)) < 0:
                position += max(0, len(packed) - 2)
                packed = packed[-2:]
                if not (more := stream.read(_CHUNK)):
                    return
                packed += more
            position += at
            packed = packed[at:]
            continue
        with progress.lock:
            progress.records += 1
            progress.kept += bool(is_wanted)
        yield position, bytes(unpacked_bytes) if is_wanted else b""


def _is_wanted(record: bytearray, wanted: Wanted) -> bool:
    head = bytes(record[:_HEAD])
    target = _TARGET.search(head)
    if not target or not _WITH_PAGES.search(head):
        return False
    return wanted.wants_address(target[1].decode("utf-8", "replace"))
