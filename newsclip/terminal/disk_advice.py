"""What a person can do about a disk that gives no room or no entrance, and about odd values."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import click

_ADVICE = {
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made. Is its folder there, and yours?",
    sqlite3.SQLITE_READONLY: "it may not be written, neither the file nor its folder.",
    sqlite3.SQLITE_PERM: "it may not be opened.",
    sqlite3.SQLITE_FULL: "the disk is full. Make room; the same command goes on from there.",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written (%s). Is it full, or failing?",
}


_FILE_ADVICE = {
    errno.ENOSPC: "the disk is full. Make room; then the same command again.",
    errno.EDQUOT: "your share of the disk is used up. Make room; then the same command again.",
    errno.EFBIG: "the file may not become that large: see ulimit -f, or take another disk.",
    errno.EROFS: "the disk can only be read. Name a place that can be written.",
    errno.EIO: "the disk cannot be read or written. It may be failing: look at the system's log.",
    errno.EMFILE: "too many files are open. Allow more: ulimit -n 1024",
    errno.ENFILE: "too many files are open on this machine.",
}


def file_advice(error: OSError) -> str | None:
    """*error* in words that name the file and the way out; ``None`` for one of another kind."""
    known = _FILE_ADVICE.get(error.errno or 0)
    if known is None:
        return None
    name = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else None
    return f"{name}: {known}" if name else known


def advice(error: sqlite3.Error) -> str | None:
    """*error* in words that name the archive and the way out; ``None`` for one of another kind."""
    code = getattr(error, "sqlite_errorcode", None)
    known = _ADVICE.get(code & 0xFF) if code else None
    if known is None:
        return None
    context = click.get_current_context(silent=True)
    archive = context.params.get("archive") if context else None
    if archive and code and code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        known = _flaw_of_place(Path(archive)) or known
    return f"{archive or 'the archive'}: {known.replace('%s', str(error))}"


def _flaw_of_place(path: Path) -> str | None:
    """Why nothing can be written at *path*, as far as its folder tells."""
    folder = path.resolve().parent
    if not folder.is_dir():
        return f"its folder {folder} is not there. Make it, or name another place."
    if os.name == "posix" and os.statvfs(folder).f_flag & os.ST_RDONLY:
        return _FILE_ADVICE[errno.EROFS]
    if not os.access(folder, os.W_OK):
        return f"you may not write in its folder {folder}."
    return None


def odd_value_in(path: Path | None) -> str | None:
    """A value in the archive at *path* that newsclip never writes, with what to do about it.

    Asked when a command stumbled: without one the fault is newsclip's own.
    """
    from archive import Archive, ArchiveError
    from archive.schema.paths import notes_path
    from archive.values.odd_values import odd_values

    if path is None:
        return None
    try:
        with Archive(path) as opened:
            found = next(odd_values(opened.connection), None)
            if found is None and opened.notes:
                path, found = notes_path(path), next(odd_values(opened.notes), None)
    except (ArchiveError, OSError, sqlite3.Error):
        return None
    if found is None:
        return None
    return (
        f"{path}: {found}. Another program wrote that; newsclip check names all such values, to be "
        "mended with sqlite3, or take the archive from a backup"
    )
