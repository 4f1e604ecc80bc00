"""Feeds: RSS, Atom and JSON Feed, however broken."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

import feedparser

from archive.values.stored_urls import without_credentials
from crawler.bounds import PAGE_BYTES
from crawler.discovery.feed_recovery import count_of_items, items_left_open, items_of_cut_json
from crawler.discovery.sitemaps import Entry, w3c_moment
from crawler.discovery.xml_cleanup import in_utf8, unpacked_list
from crawler.errors import Undecodable

MOST_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, newest first as a rule. ``problem``: why there is nothing in it."""

    entries: tuple[Entry, ...] = ()
    next_page: str | None = None
    """The feed's older entries (RFC 5005)."""
    home: str | None = None
    """The page that the feed belongs to."""
    problem: str | None = None
    flaw: str | None = None
    """What was wrong with it, though it could be read."""


def read_feed(body: bytes, url: str) -> Feed:
    """The feed in *body*, fetched from *url*. Never raises."""
    try:
        body, flaw = unpacked_list(body, PAGE_BYTES)
    except Undecodable as error:
        return Feed(problem=str(error))
    body = in_utf8(body)
    if body.startswith(b"{"):
        return _read_json(body, url)
    # feedparser must not resolve entities; it uses expat with external ones off, and falls
    # back to its own loose parser. What it cannot read it reports instead of raising.
    try:
        parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser promises not to raise, and sometimes does
        return Feed(problem=f"no feed ({type(error).__name__}: {error})")
    entries = []
    for item in parsed.entries[:MOST_ENTRIES]:
        # A service that counts readers names the story's own address beside its own.
        link = item.get("feedburner_origlink") or item.get("link") or ""
        if not link and str(item.get("id", "")).startswith(("http://", "https://")):
            link = item["id"]
        if address := _join(url, link):
            entries.append(
                Entry(address, _time(item, "published_parsed"), _time(item, "updated_parsed"))
            )
    links = parsed.feed.get("links") or []
    following = next((link.get("href") for link in links if link.get("rel") == "next"), None)
    home = _join(url, parsed.feed.get("link") or "")
    if parsed.get("bozo"):
        flaw = flaw or _broken(parsed.get("bozo_exception"))
        entries += _left_open(body, url, entries)
    problem = None if entries or parsed.get("version") else "no feed"
    return Feed(tuple(entries), _join(url, following or ""), home, problem, flaw)


def _left_open(body: bytes, url: str, entries: Sequence[Entry]) -> list[Entry]:
    """The items of a broken feed that feedparser did not find."""
    text = body.decode("utf-8", "replace")
    if len(entries) >= min(count_of_items(text), MOST_ENTRIES):
        return []
    seen = {entry.url for entry in entries}
    found = []
    for item in items_left_open(text):
        address = _join(url, item.url)
        if address and address not in seen and len(seen) < MOST_ENTRIES:
            seen.add(address)
            found.append(replace(item, url=address))
    return found


def _broken(error: object) -> str | None:
    """What was wrong with a feed's XML, if anything was."""
    if isinstance(error, SAXException):
        return f"broken XML ({error.getMessage()}); read as far as it goes"
    return None


def _read_json(body: bytes, url: str) -> Feed:
    flaw = None
    try:
        try:
            feed = json.loads(body)
        except ValueError as error:
            text = body.decode("utf-8", "replace")
            if "jsonfeed" not in text or not (whole := items_of_cut_json(text)):
                raise
            feed = {"items": whole, "version": "jsonfeed"}
            flaw = f"broken JSON ({error}); read as far as it goes"
        items = feed["items"]
        if not isinstance(items, list) or "jsonfeed" not in str(feed.get("version", "")):
            return Feed(problem="JSON, but no JSON feed")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Feed(problem="JSON, but no JSON feed")
    entries = []
    for item in items[:MOST_ENTRIES]:
        if not isinstance(item, dict):
            continue
        if address := _join(url, _json_address(item)):
            published = w3c_moment(str(item.get("date_published") or ""))
            entries.append(
                Entry(address, published, w3c_moment(str(item.get("date_modified") or "")))
            )
    return Feed(
        tuple(entries),
        _join(url, str(feed.get("next_url") or "")),
        _join(url, str(feed.get("home_page_url") or "")),
        flaw=flaw,
    )


def _json_address(item: dict[str, Any]) -> str:
    """Where an item of a JSON feed is to be read; its id may be an address and stand alone."""
    address = str(item.get("url") or item.get("external_url") or "")
    name = str(item.get("id") or "")
    return address or (name if name.startswith(("http://", "https://")) else "")


def _join(url: str, link: str) -> str | None:
    link = link.strip()
    if not link:
        return None
    try:
        address = urljoin(url, link)
    except ValueError:
        return None
    if not address.startswith(("http://", "https://")):
        return None
    return without_credentials(address)


def _time(item: Any, name: str) -> datetime | None:
    parsed = item.get(name)
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None
