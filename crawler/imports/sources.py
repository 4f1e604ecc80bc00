"""What lies at a path, and how it is read: pages, collections of pages, files in files."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from archive.records import Capture
from crawler.bounds import PAGE_BYTES
from crawler.imports.formats.arc import read_arc
from crawler.imports.formats.containers import DEEPEST, read_tar, read_zip
from crawler.imports.formats.detection import HEAD_BYTES, Format, UnsupportedFile, format_of, is_zip
from crawler.imports.formats.jsonl import read_json
from crawler.imports.formats.saved_pages import read_mhtml, read_web_archive, with_origin
from crawler.imports.formats.unpacking import Counted, CountedFile, Section, unpacked_twice
from crawler.imports.formats.warc import read_warc
from crawler.imports.source_items import OnBytes, Problem, SourceItem, too_large
from crawler.imports.vetting import vetted
from crawler.workers.shortage import SHORTAGES

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
WEB_ARCHIVES = tuple(
    kind + packed for kind in (".warc", ".wet", ".arc") for packed in ("", ".gz", ".zst")
)
COLLECTIONS = (
    *WEB_ARCHIVES,
    *(kind + packed for kind in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")),
    ".mhtml", ".mht", ".webarchive",
    ".zip", ".wacz", ".tar", ".tar.gz", ".tgz", ".tar.zst",
)  # fmt: skip
"""What else is taken from a folder or a container."""
_SAVED_BYTES = 10 * PAGE_BYTES
"""A saved page with its pictures. The page in it is bounded as any other."""
_JSON = ".json"
"""Taken from a folder where it holds captures: most files called so hold other things."""
_CAPTURE_KEY = re.compile(rb'"body(?:_base64)?"\s*:')
_RESOURCES = ("_files", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_bestanden", ".files")
"""How browsers end the name of the folder beside a saved page: frames and pictures of it."""


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
) -> Iterator[tuple[Path, Iterator[SourceItem]]]:
    """Each of *files*, as :func:`files_of` gives them, with the items in it."""
    for file, below in files:
        if file == STDIN:
            yield file, _items(sys.stdin.buffer, "standard input", None, on_bytes)
        else:
            yield file, _file_items(file, below, on_bytes)


def passed_over(sources: Sequence[Path]) -> Counter[str]:
    """How many files of the folders among *sources* are not taken, by their ending."""
    passed: Counter[str] = Counter()
    for source in sources:
        if source != STDIN and source.is_dir():
            for file in _walk(source):
                if not _is_taken_file(file):
                    passed[file.suffix.lower() or "no ending"] += 1
    return passed


def _files(folder: Path) -> Iterator[Path]:
    """The pages below *folder*, in order; links that lead elsewhere are not followed."""
    return filter(_is_taken_file, _walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(where, name)
            if file.is_file() and not file.is_symlink():
                yield file


def _is_taken_file(file: Path) -> bool:
    if file.suffix.lower() == _JSON:
        return _holds_captures(file)
    return _is_taken(file.name) and not _is_resource(file)


def _is_taken(path: str) -> bool:
    """Whether a file or member of this name is read."""
    path = path.lower()
    return path.endswith((*PAGES, *COLLECTIONS))


def _is_resource(file: Path) -> bool:
    """Whether *file* belongs to a page that a browser saved beside its folder."""
    for parent in file.parents:
        for ending in _RESOURCES:
            if parent.name.endswith(ending):
                page = parent.with_name(parent.name.removesuffix(ending) + ".htm")
                if page.exists() or page.with_suffix(".html").exists():
                    return True
    return False


def _holds_captures(file: Path) -> bool:
    try:
        with file.open("rb") as raw:
            start = raw.read(HEAD_BYTES)
    except OSError:
        return True  # reading it will tell why
    return _CAPTURE_KEY.search(start) is not None


def _file_items(file: Path, below: Path, on_bytes: OnBytes) -> Iterator[SourceItem]:
    try:
        with file.open("rb") as raw:
            status = os.fstat(raw.fileno())
            # The time of the file, not of the import: imported again it is the same capture.
            page = _local_page(below.as_posix(), _changed_at(status))
            yield from _items(raw, str(file), page, on_bytes)
    except OSError as error:
        if error.errno in SHORTAGES:  # no fault of this file's, and the next will fare no better
            raise
        yield Problem(f"{file} cannot be read: {error.strerror or error}")


def _local_page(path: str, changed: datetime) -> Capture:
    """A page without its body, that has no address but its *path*."""
    return Capture(
        url="file:" + quote(path.encode("utf-8", "surrogateescape")),
        fetched_at=changed,
        status=200,
        body=b"",
        content_type=PAGES.get("." + path.lower().rpartition(".")[2]),
    )


def _changed_at(status: os.stat_result) -> datetime:
    """When a file was written. Raises ``OSError`` where no calendar has that time."""
    try:
        return datetime.fromtimestamp(status.st_mtime, UTC)
    except (ValueError, OverflowError):
        told = f"its time of change, {status.st_mtime:.0f} seconds since 1970, is in no year"
        raise OSError(f"{told}; touch it, and import it again") from None


def _items(
    raw: BinaryIO, name: str, page: Capture | None, on_bytes: OnBytes, depth: int = 0
) -> Iterator[SourceItem]:
    """The items of a stream called *name*, which lies in *depth* containers."""
    if page is None:
        page = _local_page("standard-input", datetime.now(UTC))
    if raw.seekable() and is_zip(raw.read(4)):
        raw.seek(0)
        yield from _members(
            cast(BinaryIO, CountedFile(raw, on_bytes)), Format.ZIP, name, page, depth
        )
        return
    if raw.seekable():
        raw.seek(0)
    section = unpacked_twice(Counted(raw, on_bytes), HEAD_BYTES)
    kind = format_of(section.head, name)
    if isinstance(kind, UnsupportedFile):
        advice = f"; {kind.advice}" if kind.advice else ""
        yield Problem(f"{name} is {kind.what}: it holds no page{advice}")
    elif kind in (Format.ZIP, Format.TAR):
        yield from _members(cast(BinaryIO, section), kind, name, page, depth)
    elif kind in (Format.MHTML, Format.WEB_ARCHIVE):
        yield from vetted(_saved(section, kind, name, page), name)
    elif kind is Format.WARC:
        yield from vetted(read_warc(section, name), name)
    elif kind is Format.ARC:
        yield from vetted(read_arc(section, name), name)
    elif kind is Format.JSON:
        yield from vetted(read_json(section, name), name)
    elif name.lower().endswith(WEB_ARCHIVES):
        kind_of_record = "ARC" if ".arc" in name.lower() else "WARC"
        yield Problem(
            f"{name}: named like a web archive, but there is no {kind_of_record} record in it"
        )
    else:
        whole = _whole(section, name)
        if isinstance(whole, Problem):
            yield whole
        else:
            yield from vetted([with_origin(replace(page, body=whole))], name)


def _members(
    raw: BinaryIO, kind: Format, name: str, page: Capture, depth: int
) -> Iterator[SourceItem]:
    if depth >= DEEPEST:
        yield Problem(f"{name}: it lies in {DEEPEST} containers, and is not opened")
        return

    def opened(stream: BinaryIO, label: str, changed: datetime | None) -> Iterator[SourceItem]:
        below = page.url.removeprefix("file:") + label.removeprefix(name)
        member = _local_page("", changed or page.fetched_at)
        member = replace(
            member,
            url="file:" + quote(below.encode("utf-8", "surrogateescape"), safe="/%"),
            content_type=PAGES.get("." + label.lower().rpartition(".")[2]),
        )
        yield from _items(stream, label, member, lambda count: None, depth + 1)

    read = read_zip if kind is Format.ZIP else read_tar
    yield from read(raw, name, _is_taken, opened)


def _saved(section: Section, kind: Format, name: str, page: Capture) -> Iterator[SourceItem]:
    whole = _whole(section, name, _SAVED_BYTES)
    if isinstance(whole, Problem):
        yield whole
    elif kind is Format.MHTML:
        yield from read_mhtml(whole, name, page)
    else:
        yield from read_web_archive(whole, name, page)


def _whole(section: Section, name: str, most: int = PAGE_BYTES) -> bytes | Problem:
    whole = bytearray()
    while len(whole) <= most and (piece := section.read(most)):
        whole += piece
    if len(whole) > most:
        return too_large(name, most)
    if section.damage:
        return Problem(f"{name}: {section.damage}")
    return bytes(whole)
