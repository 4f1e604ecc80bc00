"""What a person can do about a disk that gives an archive no room, or no entrance."""

from __future__ import annotations

import sqlite3

import click

_ADVICE = {
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made. Is its folder there, and yours?",
    sqlite3.SQLITE_READONLY: "it may not be written, neither the file nor its folder.",
    sqlite3.SQLITE_PERM: "it may not be opened.",
    sqlite3.SQLITE_FULL: "the disk is full. Make room; the same command goes on from there.",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written (%s). Is it full, or failing?",
}


def advice(error: sqlite3.Error) -> str | None:
    """*error* in words that name the archive and the way out; ``None`` for one of another kind."""
    code = getattr(error, "sqlite_errorcode", None)
    known = _ADVICE.get(code & 0xFF) if code else None
    if known is None:
        return None
    context = click.get_current_context(silent=True)
    archive = context.params.get("archive") if context else None
    return f"{archive or 'the archive'}: {known.replace('%s', str(error))}"
