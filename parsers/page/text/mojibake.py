"""Text that was encoded as UTF-8 twice, put right: ``donâ\\x80\\x99t`` for ``don’t``."""

from __future__ import annotations

import re

_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
"""A C1 control as UTF-8. No right text has one, beside the line breaks of old mainframes."""
_LOOKED_AT = 300
"""Places where such a control may begin that are looked at one by one: many pages have fewer, and
all else is skipped in no time."""
_TWICE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter's bytes, each read as a letter."""
_MAY_PROVE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\xa0-\xbf]){0,2}\xc2[\x80-\x9f]")
"""The same as UTF-8, up to its first control character."""
_SURE = re.compile("[\x80-\x9f]")
_RUN = re.compile("[^<>\0-\x7f][^<>]*")
"""A text, or a tag's inside, from its first foreign letter on."""


def put_right(text: str, utf8: bytes) -> str:
    """*text* (which is *utf8*) with its letters put together again, run by run.

    A run is put right where a control character among the letter's bytes proves it; if any is,
    so are the runs that have no other foreign letter than such.
    """
    if not _has_control(utf8) or not _MAY_PROVE.search(utf8):
        return text
    if not any(_proves(m[0]) for m in _TWICE.finditer(text)):
        return text
    return _RUN.sub(lambda run: _put_right(run[0]), text)


def _has_control(utf8: bytes) -> bool:
    at = utf8.find(b"\xc2")
    for _ in range(_LOOKED_AT):
        if at < 0:
            return False
        if _CONTROL.match(utf8, at):
            return True
        at = utf8.find(b"\xc2", at + 2)
    return at >= 0 and _CONTROL.search(utf8, at) is not None


def _put_right(run: str) -> str:
    found = _TWICE.findall(run)
    if not found:
        return run
    if not any(map(_proves, found)):
        foreign = len(run.encode()) - len(run)  # each of these letters takes two bytes
        if foreign != sum(map(len, found)) or None in map(_once, found):
            return run
    return _TWICE.sub(lambda letter: _once(letter[0]) or letter[0], run)


def _proves(twice: str) -> bool:
    return _SURE.search(twice) is not None and _once(twice) is not None


def _once(twice: str) -> str | None:
    try:
        return twice.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None
