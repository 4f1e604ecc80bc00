"""Sitemaps: an index of further ones, or pages with their dates. Hostile XML included.

Read as a stream, without entities, DTD or network, and never more than the protocol allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from io import BytesIO

from lxml import etree

from archive.values.stored_urls import without_credentials
from archive.values.times import in_utc
from crawler.bounds import LONGEST_ADDRESS, SITEMAP_BYTES
from crawler.discovery.xml_cleanup import in_utf8, unpacked_list
from crawler.errors import Undecodable
from crawler.urls.written import resolved

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


_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|&(?:(amp|lt|gt|quot|apos);)?(?!#\d+;|#x[\da-f]+;)",
    re.DOTALL | re.IGNORECASE,
)
_CODES = {b"amp": b"&#38;", b"lt": b"&#60;", b"gt": b"&#62;", b"quot": b"&#34;", b"apos": b"&#39;"}
_ENDS = (b"</urlset", b"</sitemapindex")
_ENTRY_ENDS = (b"</url>", b"</sitemap>")


_HARMLESS = ("NS_ERR_UNDEFINED_NAMESPACE",)


class _TooDeep(Exception):
    pass


class _Nameless(Exception):
    """Some entries have no address."""


class _Broken(Exception):
    """The XML was mended on the way."""


def read_sitemap(body: bytes, url: str = "") -> Sitemap:
    """The sitemap in *body*: XML, gzipped XML, or one address a line. Never raises.

    Addresses are resolved against *url*, where it was fetched. What stands before the markup,
    charsets that are not what they say and broken XML are borne.
    """
    try:
        body, flaw = unpacked_list(body, SITEMAP_BYTES)
    except Undecodable as error:
        return Sitemap(problem=str(error))
    body = in_utf8(body)
    root = _ROOT.search(body, 0, _BODY_START)
    if root is None and not body.startswith(b"<"):
        return _read_lines(body)
    entries: list[Entry] = []
    children: list[Entry] = []
    try:
        for is_child, entry in _read_xml(body[root.start() if root else 0 :]):
            if len(entries) + len(children) >= MOST_ENTRIES:
                flaw = f"more than {MOST_ENTRIES:,} entries; the rest was left out"
                break
            (children if is_child else entries).append(entry)
    except _Broken as error:
        flaw = flaw or f"broken XML ({error}); read as far as it goes"
    except etree.XMLSyntaxError as error:
        flaw = flaw or f"broken XML ({error.msg}); read up to there"
    except _Nameless as error:
        flaw = flaw or str(error)
    except _TooDeep:
        flaw = "nested beyond reason; read up to there"
    return Sitemap(_resolved(entries, url), _resolved(children, url), flaw)


def _resolved(entries: list[Entry], url: str) -> tuple[Entry, ...]:
    return tuple(replace(entry, url=_joined(url, entry.url)) for entry in entries)


def _joined(url: str, address: str) -> str:
    return (resolved(address, url) if url else None) or without_credentials(address)


def _read_xml(body: bytes) -> Iterator[tuple[bool, Entry]]:
    """Entries as they come; each is true with its first when it is a further sitemap.

    Broken XML is mended as browsers mend HTML; that it was is raised at the end.
    """
    is_truncated = not any(end in body[-200:].lower() for end in _ENDS)
    whole = body
    if is_truncated:
        # The last entry of a truncated sitemap may be half an address.
        whole = body[: max(body.rfind(end) + len(end) for end in _ENTRY_ENDS)]
    parser = etree.iterparse(
        BytesIO(_AMPERSAND.sub(_by_code, whole)),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    depth = named = nameless = 0
    fields: dict[str, str] = {}
    for event, element in parser:
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].rpartition(":")[2].lower()
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
            if name != "loc" or "image" not in element.tag:
                fields.setdefault(name, (element.text or "").strip()[: LONGEST_ADDRESS + 1])
        elif name in ("url", "sitemap"):
            if url := fields.get("loc"):
                named += 1
                yield (
                    name == "sitemap",
                    Entry(
                        url,
                        w3c_moment(fields.get("publication_date")),
                        w3c_moment(fields.get("lastmod")),
                    ),
                )
            else:
                nameless += 1
            fields = {}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    if is_truncated:
        raise _Broken("its end is missing")
    if flaws := [flaw for flaw in parser.error_log if flaw.type_name not in _HARMLESS]:
        raise _Broken(f"{flaws[0].message}, line {flaws[0].line}")
    if nameless > named:
        raise _Nameless(f"{nameless:,} of its entries name no address (no <loc>)")


def _by_code(found: re.Match[bytes]) -> bytes:
    """An ``&`` by its code, however it was written.

    Many addresses have it bare; and libxml2 leaves out named ones after the first mistake.
    """
    if found[0].startswith(b"<"):
        return found[0]
    return _CODES[found[1].lower() if found[1] else b"amp"]


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


def w3c_moment(text: str | None) -> datetime | None:
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
    return in_utc(datetime.fromisoformat(text))


def _iso_day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text[:10]), time(), UTC)


def _iso_month(text: str) -> datetime:
    year, _, month = text.partition("-")
    return datetime(int(year), int(month or 1), 1, tzinfo=UTC)
