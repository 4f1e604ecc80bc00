"""Bytes to text: strict UTF-8 if it holds, else what server and page say, else detection."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

_ASCII_COMPATIBLE = re.compile(rb"[\x80-\xff]")
_FALLBACK = "cp1252"


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of *body*. Never raises: what cannot be decoded becomes U+FFFD.

    A byte-order mark wins. Then UTF-8, if all of the body is valid UTF-8, whatever was
    declared: text in another encoding almost never is. Then the ``charset`` of the
    ``Content-Type`` header, then the page's own declaration (WHATWG: encoding sniffing),
    the first of them that decodes without an error; windows-1252 last.
    """
    encoding, bom = read_bom(body)
    if encoding and bom is not None:
        return body[len(bom) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        flaw = error
    declared = (
        http_content_type_encoding(content_type),
        html_body_declared_encoding(body),
    )
    candidates = [name for name in map(_known, declared) if name]
    for name in candidates:
        if name != "utf-8":
            try:
                return body.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    if _mostly_utf8(body, flaw):
        return body.decode("utf-8", "replace")
    for name in candidates:
        if name != "utf-8":
            return body.decode(name, "replace")
    return body.decode(_FALLBACK, "replace")


def _known(label: str | None) -> str | None:
    if not label:
        return None
    name = resolve_encoding(label)
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _mostly_utf8(body: bytes, flaw: UnicodeDecodeError) -> bool:
    """Whether a page is UTF-8 with a few damaged places (a cut body, a pasted byte)."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(_ASCII_COMPATIBLE.findall(body))
    return broken * 10 < foreign or flaw.start > len(body) - 4
