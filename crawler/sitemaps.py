"""Sitemaps: an index of further ones, or pages with their dates. Hostile XML included.

Read as a stream, without entities, DTD or network, and never more than the protocol allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from urllib.parse import urljoin

from lxml import etree

from crawler.decoding import Undecodable, gunzip
from crawler.settings import LONGEST_ADDRESS, SITEMAP_BYTES

MOST_ENTRIES = 50_000
"""What the protocol allows in one file."""
_MOST_DEPTH = 12
_BODY_START = 1_024


@dataclass(frozen=True, slots=True)
class Entry:
    """One address a sitemap or feed names."""

    url: str
    published_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap holds. ``problem``: why it was not read to its end."""

    entries: tuple[Entry, ...] = ()
    children: tuple[Entry, ...] = field(default=())
    problem: str | None = None


_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*['\"]([\w.-]+)['\"][^>]{0,100}?\?>")


class _TooDeep(Exception):
    pass


def read_sitemap(body: bytes, url: str = "") -> Sitemap:
    """The sitemap in *body*: XML, gzipped XML, or one address a line. Never raises.

    Addresses are resolved against *url*, where it was fetched. White space before the markup and
    bytes that are not in the charset it names are borne.
    """
    try:
        body = gunzip(body, SITEMAP_BYTES)
    except Undecodable as error:
        return Sitemap(problem=str(error))
    body = _in_its_charset(body)
    start = body[:_BODY_START]
    if not start.startswith(b"<"):
        return _read_lines(body)
    entries: list[Entry] = []
    children: list[Entry] = []
    problem = None
    try:
        for is_child, entry in _read_xml(body):
            (children if is_child else entries).append(entry)
            if len(entries) + len(children) >= MOST_ENTRIES:
                problem = f"more than {MOST_ENTRIES:,} entries; the rest was left out"
                break
    except etree.XMLSyntaxError as error:
        problem = f"broken XML ({error.msg}); read up to there"
    except _TooDeep:
        problem = "nested beyond reason; read up to there"
    return Sitemap(_resolved(entries, url), _resolved(children, url), problem)


def _in_its_charset(body: bytes) -> bytes:
    """As UTF-8 without a declaration where what it declares cannot be true."""
    body = body.lstrip(b" \t\r\n")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    declared = _DECLARATION.match(body)
    charset = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    try:
        if not charset.startswith(("utf-16", "utf16", "ucs", "utf-32")):
            body.decode(charset)
            return body
    except (LookupError, UnicodeDecodeError):
        pass
    text = body.decode("utf-8", "replace")
    return _DECLARATION.sub(b"", text.encode(), count=1).lstrip(b"?> \t\r\n")


def _resolved(entries: list[Entry], url: str) -> tuple[Entry, ...]:
    if not url:
        return tuple(entries)
    return tuple(replace(entry, url=_joined(url, entry.url)) for entry in entries)


def _joined(url: str, address: str) -> str:
    if address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(url, address)
    except ValueError:
        return address


def _read_xml(body: bytes) -> Iterator[tuple[bool, Entry]]:
    """Entries as they come; each is true with its first when it is a further sitemap."""
    parser = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    fields: dict[str, str] = {}
    for event, element in parser:
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].lower()
        if event == "start":
            depth += 1
            if depth > _MOST_DEPTH:
                raise _TooDeep
            if name in ("url", "sitemap"):
                fields = {}
            continue
        depth -= 1
        if name in ("loc", "lastmod", "publication_date"):
            # A picture's address is a loc too: only the first one of an entry counts.
            if name != "loc" or not element.tag.startswith("{") or "image" not in element.tag:
                fields.setdefault(name, (element.text or "").strip()[: LONGEST_ADDRESS + 1])
        elif name in ("url", "sitemap"):
            if url := fields.get("loc"):
                yield (
                    name == "sitemap",
                    Entry(
                        url, moment(fields.get("publication_date")), moment(fields.get("lastmod"))
                    ),
                )
            fields = {}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _read_lines(body: bytes) -> Sitemap:
    entries = []
    for line in body.decode("utf-8-sig", "replace").splitlines():
        line = line.strip()
        if line.startswith(("http://", "https://")) and len(line) <= LONGEST_ADDRESS:
            entries.append(Entry(line))
            if len(entries) >= MOST_ENTRIES:
                break
    return Sitemap(
        tuple(entries), problem=None if entries else "neither XML nor a list of addresses"
    )


def moment(text: str | None) -> datetime | None:
    """A W3C date or time as an aware moment (a day: its midnight, UTC); ``None`` if it is none."""
    if not text:
        return None
    text = text.strip()
    for parse in (_iso_time, _iso_day, _iso_month):
        try:
            return parse(text)
        except (ValueError, OverflowError):
            continue
    return None


def _iso_time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.astimezone(UTC)


def _iso_day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text[:10]), time(), UTC)


def _iso_month(text: str) -> datetime:
    year, _, month = text.partition("-")
    return datetime(int(year), int(month or 1), 1, tzinfo=UTC)
