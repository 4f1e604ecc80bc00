"""Addresses as they may be kept: no user, no password, nothing that could end a line.

The functions here take any text and never raise. Each costs about the length of its text.
"""

from __future__ import annotations

import re

_START = re.compile(
    # Written as browsers take it: with too many slashes, back slashes, none at all.
    r"([\x00-\x20]*(?:https?:[/\\]*|[/\\]{2,})+)([^/?#\\]*)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    # Within a text it needs its slashes, so that the "@name" in many a path stays.
    r"((?<![a-z0-9+.\-])[a-z][a-z0-9+.\-]{1,20}:[/\\]+)([^/?#\\\s<>\"']*)",
    re.IGNORECASE,
)
# What ends or blanks a line for some reader of a header: C0 (but tabs) and C1 controls, and
# the line and paragraph separators of Unicode.
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
# Of these, C1 may be letters of an old encoding that was not told: they are no attack.
_ASCII_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_NO_ADDRESS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TO_ESCAPE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def without_credentials(url: str) -> str:
    """*url* without ``user:password@``; so are the addresses that stand within it."""
    if "@" not in url:
        return url
    return text_without_credentials(_from_start(url))


def text_without_credentials(text: str) -> str:
    """*text* without the ``user:password@`` of the addresses in it."""
    return _WITHIN.sub(_host_only, text) if "@" in text else text


def _from_start(url: str) -> str:
    found = _START.match(url)
    return _host_only(found) + url[found.end() :] if found else url


def _host_only(found: re.Match[str]) -> str:
    return found[1] + found[2].rpartition("@")[2]


def flaw_of(url: str) -> str | None:
    """Why *url* cannot be an address (a control character, half a character), or ``None``."""
    found = _NO_ADDRESS.search(url)
    if found is None:
        return None
    if "\ud800" <= found[0] <= "\udfff":
        return "it holds half a character"
    return f"it holds a control character (U+{ord(found[0]):04X})"


def escaped(url: str) -> str:
    """*url* with characters that no address may hold percent-encoded."""
    return _TO_ESCAPE.sub(_in_percent, url)


def _in_percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def without_controls(text: str) -> str:
    """*text* with a space for each control character, so that it is one line to every program."""
    return _CONTROLS.sub(" ", text)


def has_controls(text: str) -> bool:
    """Whether *text* holds an ASCII control character other than a tab."""
    return bool(_ASCII_CONTROLS.search(text))
