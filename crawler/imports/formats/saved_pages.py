"""Pages that a browser saved: where they came from and when, and the forms that hold them.

MHTML is a mail (RFC 2557), Safari's web archive a property list; SingleFile, browsers and the
Wayback Machine write the address into the page itself.
"""

from __future__ import annotations

import email.policy
import plistlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from xml.parsers.expat import ExpatError

from archive.records import Capture
from archive.values.times import in_utc
from crawler.bounds import PAGE_BYTES
from crawler.imports.formats.web_archive_times import moment_of_stamp
from crawler.imports.source_items import Problem, SourceItem, too_large

_LOOKED_AT = 65_536
"""Bytes of a page in which its saver's words are looked for: comments before the page, its head.
They are no elements, and say under which address the page is to be parsed."""
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]*?)\s*(?:\n|-->)"
)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S+?)\s*-->", re.IGNORECASE)
_BEHIND_STAMP = re.compile(
    r"https?://(?:web\.archive\.org|wayback\.[\w.-]+|[\w.-]+)/(?:web|wayback)/(\d{4,14})"
    r"(?:[a-z]{2}_)?/(https?:/{1,2}[^\"'\s<>]+)",
    re.IGNORECASE,
)
"""The address of a copy in a web archive: the original's stands behind the stamp of its time."""
_LINK = re.compile(rb"<(?:link|meta|base)\b[^>]{0,2000}>", re.IGNORECASE)
_WAYBACK = (b"BEGIN WAYBACK TOOLBAR INSERT", b"_wm.wombat(", b"__wm.wombat(", b"FILE ARCHIVED ON")
_MORE_DATE = re.compile(r"\s*\(.*$")


def with_origin(page: Capture) -> Capture:
    """*page*, read from a file, with the address and time that its saver wrote into it, if any."""
    url, moment = _origin(page.body)
    if url is None:
        return page
    return replace(page, url=url, fetched_at=moment or page.fetched_at)


def _origin(body: bytes) -> tuple[str | None, datetime | None]:
    start = body[:_LOOKED_AT]
    if found := _SINGLE_FILE.search(start):
        return _of_original(_address(found[1]), _spelled_out(_text(found[2])))
    if found := _SAVED_FROM.search(start):
        return _of_original(_address(found[1]), None)
    if any(mark in start for mark in _WAYBACK):
        for tag in _LINK.findall(start):
            if behind := _BEHIND_STAMP.search(unescape(_text(tag))):
                return _of_original(behind[0], None)
        if behind := _BEHIND_STAMP.search(unescape(_text(start))):
            return _of_original(behind[0], None)
    return None, None


def _of_original(url: str | None, saved: datetime | None) -> tuple[str | None, datetime | None]:
    """An address and its time; of a copy in a web archive, those of the original."""
    if url and (found := _BEHIND_STAMP.match(url)):
        original = re.sub(r"^(https?):/(?!/)", r"\1://", found[2])
        return original, moment_of_stamp(found[1]) or saved
    return url, saved


def _address(text: bytes) -> str | None:
    url = unescape(_text(text))
    return url if url.startswith(("http://", "https://")) else None


def _text(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _spelled_out(text: str) -> datetime | None:
    """A date as JavaScript writes it: ``Wed Mar 11 2026 10:00:00 GMT+0100 (CET)``."""
    try:
        return in_utc(datetime.strptime(_MORE_DATE.sub("", text), "%a %b %d %Y %H:%M:%S GMT%z"))
    except ValueError:
        return None


def read_mhtml(whole: bytes, name: str, page: Capture) -> Iterator[SourceItem]:
    """The page in an MHTML file called *name*; its pictures and frames stay out."""
    message = message_from_bytes(whole, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    root = _root(message)
    if root is None:
        yield Problem(f"{name}: a saved page (MHTML) that holds no HTML")
        return
    body = root.get_payload(decode=True)
    assert isinstance(body, bytes)
    if len(body) > PAGE_BYTES:
        yield too_large(name)
        return
    url = _header(message, "Snapshot-Content-Location") or _header(root, "Content-Location")
    if url is not None and not url.startswith(("http://", "https://")):
        url = None
    charset = root.get_content_charset()
    content_type = root.get_content_type() + (f"; charset={charset}" if charset else "")
    url, moment = _of_original(url, _date(message))
    saved = replace(
        page,
        url=url or page.url,
        fetched_at=moment or page.fetched_at,
        body=body,
        content_type=content_type,
    )
    yield saved if url else with_origin(saved)


def _root(message: EmailMessage) -> EmailMessage | None:
    """The part that is the page: the one named as the start, else the first of HTML."""
    pages = [
        part
        for part in message.walk()
        if isinstance(part, EmailMessage)
        and part.get_content_type() in ("text/html", "application/xhtml+xml")
        and not part.is_multipart()
    ]
    start = _parameter(message, "start")
    named = [part for part in pages if start and _header(part, "Content-ID") == start]
    return next(iter(named or pages), None)


def _parameter(message: EmailMessage, name: str) -> str | None:
    value = message.get_param(name)
    return value if isinstance(value, str) else None


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError):  # the library's parsers stumble over some
        return None
    return "".join(str(value).split()) if value else None


def _date(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        return in_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, IndexError, AttributeError, OverflowError):
        return None


def read_web_archive(whole: bytes, name: str, page: Capture) -> Iterator[SourceItem]:
    """The page in Safari's web archive called *name*."""
    try:
        resource: Any = plistlib.loads(whole)["WebMainResource"]
        body, url = resource["WebResourceData"], resource.get("WebResourceURL", "")
    except (plistlib.InvalidFileException, ExpatError, ValueError, KeyError, TypeError,
            IndexError, OverflowError, RecursionError, AttributeError):  # fmt: skip
        yield Problem(f"{name}: a property list that holds no page saved by Safari")
        return
    if not isinstance(body, bytes):
        yield Problem(f"{name}: a page saved by Safari without its text")
        return
    if len(body) > PAGE_BYTES:
        yield too_large(name)
        return
    charset = resource.get("WebResourceTextEncodingName")
    kind = resource.get("WebResourceMIMEType") or "text/html"
    saved = replace(
        page, body=body, content_type=f"{kind}; charset={charset}" if charset else str(kind)
    )
    is_web = isinstance(url, str) and url.startswith(("http://", "https://"))
    address, moment = _of_original(url if is_web else None, None)
    if address:
        yield replace(saved, url=address, fetched_at=moment or saved.fetched_at)
    else:
        yield with_origin(saved)
