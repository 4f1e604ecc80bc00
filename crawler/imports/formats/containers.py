"""Files in files: ZIP, WACZ and tar, opened member by member within bounds.

Nothing is written where a member's path says: a path is only its name in messages. Members that
are collections themselves are opened too, to a depth of :data:`DEEPEST`.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, BinaryIO, cast

import msgspec

from crawler.imports.formats.unpacking import Counted
from crawler.imports.source_items import Problem, SourceItem

DEEPEST = 3
"""Containers within containers that are opened."""
MOST_MEMBERS = 200_000
"""A year of a daily paper, saved page by page, has a tenth of it."""
LARGEST_BYTES = 64 * 1024**3
"""Unpacked bytes of one container. One file of a large web archive is a gigabyte, packed."""
HIGHEST_RATIO = 1_000
"""Unpacked to packed bytes of one member: deflate cannot exceed 1,032, pages stay below 50."""
_RATIO_FROM = 1_000_000
"""Smaller members may be of one letter."""
_SPOOLED = 64 * 1024 * 1024
"""Bytes of a container without random access that are held in memory; more go to a file."""

Opened = Callable[[BinaryIO, str, "datetime | None"], Iterator[SourceItem]]
"""Reads a member: its stream, its name, when it was changed."""

DATA_PACKAGE = "datapackage.json"
"""What a WACZ says of its members (Web Archive Collection Zipped 1.1.1)."""


class _Resource(msgspec.Struct):
    path: str
    hash: str = ""


class _DataPackage(msgspec.Struct):
    resources: list[_Resource] = []


def read_zip(
    raw: BinaryIO, name: str, is_taken: Callable[[str], bool], opened: Opened
) -> Iterator[SourceItem]:
    """The items of the members of a ZIP file or WACZ called *name* that *is_taken* wants."""
    try:
        with _seekable(raw) as stream, zipfile.ZipFile(stream) as packed:
            if kind := _office(packed):
                yield Problem(f"{name} is {kind}: it holds no page")
                return
            members = [one for one in packed.infolist() if not one.is_dir()]
            if len(members) > MOST_MEMBERS:
                yield Problem(f"{name} holds {len(members):,} files, more than {MOST_MEMBERS:,}")
                return
            digests, problem = _digests(packed, name)
            if problem:
                yield problem
            taken = [one for one in members if is_taken(one.filename)]
            if digests:
                taken = [one for one in taken if one.filename.startswith("archive/")]
            if not taken:
                yield Problem(f"{name}: there is no page among its {len(members)} files")
            budget = LARGEST_BYTES
            for member in taken:
                budget -= member.file_size
                if budget < 0:
                    yield Problem(f"{name}: more than {LARGEST_BYTES:,} bytes; the rest is left")
                    return
                yield from _zip_member(packed, member, name, digests, opened)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError) as error:
        yield Problem(f"{name}: damaged ({error}); a cut ZIP file lacks its list of files")


def _zip_member(
    packed: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    digests: dict[str, str],
    opened: Opened,
) -> Iterator[SourceItem]:
    label = f"{name}/{member.filename}"
    size = member.file_size
    if size > _RATIO_FROM and size > HIGHEST_RATIO * max(member.compress_size, 1):
        yield Problem(f"{label}: {size:,} bytes packed into {member.compress_size:,}: refused")
        return
    if member.flag_bits & 1:
        yield Problem(f"{label}: encrypted; unpack it with its password, and import the folder")
        return
    try:
        if (wanted := digests.get(member.filename)) and not _fits(packed, member, wanted):
            yield Problem(f"{label}: its bytes do not fit their digest: damaged")
        with packed.open(member) as stream:
            yield from opened(cast(BinaryIO, stream), label, _changed(member))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        yield Problem(f"{label}: {error}")


def _changed(member: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _office(packed: zipfile.ZipFile) -> str | None:
    names = set(packed.namelist()[:50])
    if "[Content_Types].xml" in names:
        return "an Office document"
    if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
        kind = packed.read("mimetype").decode("utf-8", "replace")
        return "an e-book" if "epub" in kind else "a document"
    return None


def _digests(packed: zipfile.ZipFile, name: str) -> tuple[dict[str, str], Problem | None]:
    """Digests of a WACZ's members, as its ``datapackage.json`` has them."""
    try:
        about = packed.getinfo(DATA_PACKAGE)
    except KeyError:
        return {}, None
    try:
        if about.file_size > 50_000_000:
            raise ValueError("larger than 50 MB")
        package = msgspec.json.decode(packed.read(about), type=_DataPackage)
    except (msgspec.MsgspecError, ValueError, zipfile.BadZipFile) as error:
        return {}, Problem(f"{name}/{DATA_PACKAGE}: {error}; digests are not checked")
    found = {one.path: one.hash for one in package.resources}
    gone = sorted(found.keys() - set(packed.namelist()))
    problem = f"{name}: {', '.join(gone[:5])} named in {DATA_PACKAGE} and not there"
    return found, Problem(problem) if gone else None


def _fits(packed: zipfile.ZipFile, member: zipfile.ZipInfo, wanted: str) -> bool:
    algorithm, _, digest = wanted.partition(":")
    if algorithm not in ("sha256", "sha1", "md5"):
        return True
    found = hashlib.new(algorithm, usedforsecurity=False)
    with packed.open(member) as stream:
        while piece := stream.read(1 << 20):
            found.update(piece)
    return found.hexdigest() == digest.lower()


def read_tar(
    raw: BinaryIO, name: str, is_taken: Callable[[str], bool], opened: Opened
) -> Iterator[SourceItem]:
    """The items of the members of a tar file called *name* that *is_taken* wants."""
    count = total = taken = 0
    try:
        with tarfile.open(fileobj=raw, mode="r|") as packed:
            for member in packed:
                count += 1
                total += member.size
                if count > MOST_MEMBERS or total > LARGEST_BYTES:
                    yield Problem(f"{name}: too many files or bytes; what follows is left out")
                    return
                if not member.isfile() or not is_taken(member.name):
                    continue
                stream = packed.extractfile(member)
                if stream is None:
                    continue
                taken += 1
                once = cast(BinaryIO, Counted(cast(BinaryIO, stream), lambda count: None))
                yield from opened(once, f"{name}/{member.name}", _moment(member))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        yield Problem(f"{name}: damaged or cut short ({error})")
    if not taken:
        yield Problem(f"{name}: there is no page among its {count} files")


def _moment(member: tarfile.TarInfo) -> datetime | None:
    try:
        return datetime.fromtimestamp(member.mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@contextmanager
def _seekable(raw: BinaryIO) -> Iterator[IO[bytes]]:
    """*raw* with random access: itself, or a copy that is gone afterwards."""
    if raw.seekable():
        yield raw
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as copy:
        shutil.copyfileobj(_Bounded(raw), cast(Any, copy))
        copy.seek(0)
        yield copy


class _Bounded:
    """A stream that ends with an error where it grows past all bounds."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._left = LARGEST_BYTES

    def read(self, size: int = -1) -> bytes:
        piece = self._raw.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise ValueError(f"larger than {LARGEST_BYTES:,} bytes")
        return piece
