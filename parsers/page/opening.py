"""Bytes become a page: decoded, mended, held against the limits, and opened once."""

from __future__ import annotations

import re

from parsers.errors import UnreadablePage
from parsers.page.document import Document
from parsers.page.limits.excess import excess
from parsers.page.links import without_credentials
from parsers.page.text.charset import decoded, utf8_text
from parsers.page.text.mojibake import put_right
from parsers.page.text.normalization import clean
from parsers.page.unrendered.shadow_roots import show_shadows, unfolded

MAX_CHARS = 10_000_000
"""Decoded pages longer than this are not opened: they would cost gigabytes of memory."""

BINARY = re.compile(
    rb"^(%PDF|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|\x00\x00\x00.ftyp|RIFF|\x7fELF"
    rb"|SQLite format 3\x00|ID3|OggS|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ|wOF[F2]|\x28\xb5\x2f\xfd)"
)
"""How packed files, pictures and other bytes that are no page begin."""
_CONTROL = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\v\f\r\x1b")
_LOOKED_AT = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<(?:!doctype|html|head|body|[a-z][a-z0-9-]*[\s>/])", re.I)
_BEFORE = re.compile(r"[\s\ufeff\0]*(?:<!--.*?-->[\s\ufeff]*|<\?xml[^>]{0,300}>[\s\ufeff]*)*", re.S)
"""White space and comments that may stand before a page's first tag."""
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_HTML_BYTES = re.compile(rb"<!doctype\s+html|<html[\s>]", re.I)
_JUNK = 4_096
"""How far into a body its markup may begin, where something binary stands before it."""


def open_page(
    html: bytes | str, url: str | None = None, *, content_type: str | None = None
) -> Document:
    """Open a page once, for reading its article and its links.

    Raises :class:`~parsers.errors.UnreadablePage` if it is binary or over 10 million
    characters long.
    """
    if url:  # it is kept with the article
        url = without_credentials(url if url.isprintable() else clean(url))
    utf8: bytes | None = None
    doubt: str | None = None
    if isinstance(html, bytes):
        html = _without_junk(html)
        if BINARY.match(html):
            raise UnreadablePage(url, "it is a binary file, not a page")
        if len(html) > 4 * MAX_CHARS:
            raise UnreadablePage(url, f"{len(html):,} bytes are too long to read")
        text = utf8_text(html)
        if text is None:
            text, doubt = decoded(html, content_type)
        else:
            utf8 = html
        html = text
    if len(html) > MAX_CHARS:
        raise UnreadablePage(url, f"{len(html):,} characters are too long to read")
    if utf8 is None:
        utf8 = html.encode("utf-8", "replace")
        if not html.isascii() and _SURROGATE.search(html):
            html = utf8.decode()
    if _is_binary(html):
        raise UnreadablePage(url, "it is a binary file, not a page")
    righted = html if html.isascii() else put_right(html, utf8)
    if righted is not html:
        html = righted
        utf8 = html.encode()
    with_roots = unfolded(utf8)
    has_roots = with_roots is not utf8
    if has_roots:
        utf8 = with_roots
        html = utf8.decode("utf-8", "replace")
    flaw = excess(utf8)
    if flaw:
        raise UnreadablePage(url, flaw)
    said = (content_type or "").partition(";")[0].strip().lower()
    start = _first_said(html)
    # Servers that do not know a file by its name send pages as plain text.
    is_text = (said == "text/plain" and not _HTML.match(html, start)) or not _TAG.search(
        html, start, start + 1024
    )
    page = Document(html, url, is_plain_text=is_text, utf8=utf8)
    page.doubt = doubt
    if has_roots:
        show_shadows(page.tree, len(html))
    return page


def _first_said(html: str) -> int:
    """Where the content of *html* begins, after white space and comments."""
    before = _BEFORE.match(html)
    return before.end() if before else 0


def _without_junk(html: bytes) -> bytes:
    """*html* from its markup on, where control characters stand before it."""
    found = _HTML_BYTES.search(html, 0, _JUNK)
    if not found:
        return html
    before = html[: found.start()]
    return html[found.start() :] if before.translate(None, _CONTROL) != before else html


def _is_binary(html: str) -> bool:
    """Whether control characters stand all over the beginning: no page has them, sent as what
    it may."""
    start = html[:_LOOKED_AT]
    octets = start.encode("utf-8", "replace")
    return (len(octets) - len(octets.translate(None, _CONTROL))) * 20 > len(start)
