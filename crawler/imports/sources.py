"""What lies at a path: told by its first bytes, not by its name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from archive.records import Capture
from crawler.imports.items import Item, OnBytes, Problem, too_large
from crawler.imports.jsonl import read_jsonl
from crawler.imports.unpacking import Ahead, Counted, Section, unpacked
from crawler.imports.vetting import vetted
from crawler.imports.warc import read_warc
from crawler.settings import PAGE_BYTES
from crawler.shortage import SHORTAGES

STDIN = Path("-")

PAGES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
}
"""What is taken from a folder, and what it is by its ending."""
WEB_ARCHIVES = (".warc", ".wet", ".warc.gz", ".wet.gz", ".warc.zst")
COLLECTIONS = (*WEB_ARCHIVES, ".jsonl", ".jsonl.gz", ".jsonl.zst")
"""Files of many pages that are taken from a folder."""
_PEEK = 512


class UnknownSource(ValueError):
    """A path that cannot be imported; the message says why."""


def check(source: Path) -> None:
    """Raises :class:`UnknownSource` where there is nothing at *source*, or no file that ends."""
    if source == STDIN or source.is_dir():
        return
    if not source.exists():
        raise UnknownSource(f"{source} does not exist")
    is_made_up = source.resolve().parts[:2] in (("/", "proc"), ("/", "sys"))
    if is_made_up or not source.is_file():
        raise UnknownSource(
            f"{source} is no file but a pipe, a device or a view of the system. What it gives is "
            "read from standard input: newsclip import - < FILE"
        )


def size_of(sources: Sequence[Path]) -> int:
    """Bytes there are to read, for a progress bar; 0 for what cannot be known."""
    return sum(file.stat().st_size for file, _ in files_of(sources) if file.is_file())


def files_of(sources: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Each file of *sources* and its path below the folder named; standard input is a file too."""
    for source in sources:
        if source != STDIN and source.is_dir():
            for file in _files(source):
                yield file, file.relative_to(source)
        else:
            yield source, Path(source.name)


def items(
    files: Iterable[tuple[Path, Path]], on_bytes: OnBytes
) -> Iterator[tuple[Path, Iterator[Item]]]:
    """Each of *files*, as :func:`files_of` gives them, with the items in it."""
    for file, below in files:
        if file == STDIN:
            yield file, _items(sys.stdin.buffer, "standard input", None, on_bytes)
        else:
            yield file, _file_items(file, below, on_bytes)


def _files(folder: Path) -> Iterator[Path]:
    """The pages below *folder*, in order; links that lead elsewhere are not followed."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(where, name)
            is_taken = file.suffix.lower() in PAGES or name.lower().endswith(COLLECTIONS)
            if is_taken and file.is_file() and not file.is_symlink():
                yield file


def _file_items(file: Path, below: Path, on_bytes: OnBytes) -> Iterator[Item]:
    try:
        with file.open("rb") as raw:
            status = os.fstat(raw.fileno())
            page = Capture(
                url="file:" + quote(below.as_posix().encode("utf-8", "surrogateescape")),
                # The time of the file, not of the import: imported again it is the same capture.
                fetched_at=_changed_at(status),
                status=200,
                body=b"",
                content_type=PAGES.get(file.suffix.lower()),
            )
            yield from _items(raw, str(file), page, on_bytes)
    except OSError as error:
        if error.errno in SHORTAGES:  # no fault of this file's, and the next will fare no better
            raise
        yield Problem(f"{file} cannot be read: {error.strerror or error}")


def _changed_at(status: os.stat_result) -> datetime:
    """When a file was written. Raises ``OSError`` where no calendar has that time."""
    try:
        return datetime.fromtimestamp(status.st_mtime, UTC)
    except (ValueError, OverflowError):
        told = f"its time of change, {status.st_mtime:.0f} seconds since 1970, is in no year"
        raise OSError(f"{told}; touch it, and import it again") from None


def _items(raw: BinaryIO, name: str, page: Capture | None, on_bytes: OnBytes) -> Iterator[Item]:
    stream = Counted(raw, on_bytes)
    section = Ahead(unpacked(stream), _PEEK)
    start = section.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WARC/"):
        yield from vetted(read_warc(section, name), name)
    elif start.startswith(b"{") and b'"url"' in start:
        yield from vetted(read_jsonl(section, name), name)
    elif name.lower().endswith(WEB_ARCHIVES):
        yield Problem(f"{name}: named like a web archive, but there is no WARC record in it")
    else:
        yield _page(section, name, page)


def _page(section: Section, name: str, page: Capture | None) -> Item:
    if page is None:
        page = Capture(
            url="file:standard-input", fetched_at=datetime.now(UTC), status=200, body=b""
        )
    whole = bytearray()
    while len(whole) <= PAGE_BYTES and (piece := section.read(PAGE_BYTES)):
        whole += piece
    if len(whole) > PAGE_BYTES:
        return too_large(name)
    if section.damage:
        return Problem(f"{name}: {section.damage}")
    return replace(page, body=bytes(whole))
