"""Text as SQLite can hold it."""

from __future__ import annotations

import re
from typing import overload

_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """*text* without NUL, which ends a text for SQLite's functions, and lone surrogates."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return _UNPRINTABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", text)
