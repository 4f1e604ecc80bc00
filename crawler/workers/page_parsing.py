"""What a worker process does with a body: open it once, give back its links and its article.

Everything here runs in a process that may be killed for taking too long, and travels
between processes, so only plain records go in and out.
"""

from __future__ import annotations

import contextlib
import gc
import pickle
import re
import resource
import signal
import time
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any, Literal

import parsers
from crawler.discovery.feeds import Feed, read_feed
from crawler.discovery.front_stories import Printed
from crawler.discovery.hidden_links import hidden_links
from crawler.discovery.sitemaps import Sitemap, read_sitemap
from crawler.discovery.xml_cleanup import beginning
from parsers.errors import SiteFileError
from parsers.reader.standing_text import NOTHING, NOTHING_ELSE, SiteKnowledge
from parsers.records import Article, Marks

MOST_LINKS = 5_000
"""Links taken from one page."""
_FEW_LINKS = 10
"""A page with fewer may lead on by other means than links."""
_PEEK = 2_048
_FAR_PEEK = 65_536
_BEFORE = b"\xef\xbb\xbf \t\r\n"
_ADDRESSES = re.compile(rb"https?://\S+[ \t]*(?:\r?\n\s*https?://\S+[ \t]*(?:\r?\n|\Z)|\Z)")
"""A text of nothing but addresses, one a line."""
_REFERRING = 8_192
_ALTERNATE_MEDIA = re.compile(r"print|handheld|max-(?:device-)?width", re.IGNORECASE)
_REFRESH = re.compile(
    rb"<meta\b(?=[^>]*\bhttp-equiv\s*=\s*['\"]?refresh\b)"
    rb"[^>]*\bcontent\s*=\s*['\"]?\s*[\d.]*\s*[;,]\s*url\s*=\s*([^>]{1,2000}?)\s*['\"]?\s*/?>",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex|html)[\s>]", re.IGNORECASE)


_HTML = re.compile(
    rb"(?:<\?xml[^>]{0,300}>\s*|<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE | re.DOTALL,
)


Linked = tuple[str, str, str]
"""Address, text and ``rel`` of a link: bare, for it travels between processes by the hundred."""


@dataclass(frozen=True)
class ParsedPage:
    """What one page gave."""

    article: Article | None = None
    reason: str | None = None
    """Why there is no article."""
    has_failed: bool = False
    """Whether the parser itself failed, which is no fault of the page's."""
    failed_rule: str | None = None
    """The rule of the site's that failed, if it was one, with its file."""
    is_readable: bool = True
    links: tuple[Linked, ...] = ()
    printed: tuple[Printed, ...] = ()
    """Its links as its readers see them, where it was asked for as a front."""
    feeds: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    """Addresses of its alternates that it declares: AMP, for print, for small screens."""
    canonical_url: str | None = None
    directives: frozenset[str] = frozenset()
    parser: str = field(default_factory=lambda: parsers.VERSION)
    """The parser's full name: its version, and what it left out as the site's."""
    marks: Marks | None = None
    """What the page is known by among its site's."""
    doubt: str | None = None
    """What is doubtful of how its bytes were read."""
    cpu_seconds: float = 0.0

    @property
    def is_site_only(self) -> bool:
        """Whether there is no article for the one reason that all of its text is the site's."""
        return self.reason == NOTHING_ELSE


Content = Literal["page", "feed", "sitemap"]


def content_of(body: bytes, content_type: str | None) -> Content:
    """What *body* is, by its beginning; the header decides only where that does not."""
    start = beginning(body, _PEEK)
    root = _XML_ROOT.search(start)
    if root is None and start.lstrip(_BEFORE).startswith((b"<?xml", b"<!--")):
        root = _XML_ROOT.search(beginning(body, _FAR_PEEK))  # behind a long comment
    if root:
        name = root[1].lower()
        if name in (b"rss", b"feed", b"rdf"):
            return "feed"
        if name in (b"urlset", b"sitemapindex"):
            return "sitemap"
        return "page"
    if start.lstrip(_BEFORE)[:1] == b"{" and b"jsonfeed" in start:
        return "feed"
    if _ADDRESSES.match(start.lstrip(_BEFORE)):
        return "sitemap"
    kind = (content_type or "").lower()
    if "rss" in kind or "atom" in kind or "feed+json" in kind:
        return "feed"
    return "page"


def is_html(body: bytes) -> bool:
    """Whether *body* is a page of HTML by its first letters, whatever it was sent as."""
    return bool(_HTML.match(body[:_PEEK].lstrip(_BEFORE)))


_NO_TEXT = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")


def has_no_text(body: bytes, content_type: str | None) -> bool:
    """Whether *body* is a picture or a file, by what it was sent as and by its bytes."""
    return (content_type or "").lower().startswith(_NO_TEXT) and not is_html(body)


def parse_page(
    body: bytes,
    url: str,
    content_type: str | None,
    knowledge: SiteKnowledge = NOTHING,
    *,
    with_links: bool = False,
    as_front: bool = False,
) -> ParsedPage:
    """Open a page once and parse it: the one way from a body to an article in the crawler.

    A page of a local file (``file:``) has no address but the one it names itself.
    *with_links* also gives where it leads and what it says of being kept, *as_front* what its
    links are printed as. Raises ``MemoryError`` and nothing else.
    """
    started = time.process_time()
    address = url if url.startswith(("http://", "https://")) else None
    document, article, reason, has_failed, rule = None, None, None, False, None
    try:
        document = parsers.open_page(body, address, content_type=content_type)
        article = parsers.read(document, knowledge)
    except parsers.ReadingError as error:
        reason = error.reason
    except MemoryError:
        raise
    except SiteFileError as error:  # a fault of the site's rules
        reason, has_failed, rule = str(error), True, f"{error.file} {getattr(error, 'rule', '')}"
    except Exception as error:  # a fault of the parser's must not cost the page's links
        reason, has_failed = f"reading it failed ({type(error).__name__}: {error})", True
    if document is None:
        return ParsedPage(reason=reason, has_failed=has_failed, is_readable=has_failed)
    reading = ParsedPage(
        article,
        reason,
        has_failed,
        failed_rule=rule,
        parser=document.parser or parsers.VERSION,
        marks=document.marks,
        doubt=document.doubt,
    )
    if with_links:
        reading = replace(
            reading,
            links=_links(document, body, article),
            feeds=tuple(document.feeds()[:50]),
            copies=_copies(document),
            canonical_url=document.canonical_url,
            directives=frozenset(document.directives),
        )
    if as_front:
        from parsers.page.front_links import front_links  # not where pages are only fetched

        reading = replace(
            reading, printed=tuple((x.url, x.text, x.level) for x in front_links(document))
        )
    return replace(reading, cpu_seconds=time.process_time() - started)


def _links(document: parsers.Document, body: bytes, article: Article | None) -> tuple[Linked, ...]:
    """Where a page leads: by its links, and by other means where it is a list of few."""
    links = tuple((x.url, x.text[:200], x.rel) for x in document.links()[:MOST_LINKS])
    if article is None and (referred := _referred(body, document)):
        links = ((referred, "", "refresh"), *links)
    if (article is None or article.published_at is None) and document.url:
        links = (*links, *_following(document))
        if len(links) < _FEW_LINKS:
            hidden = filter(None, map(document.absolute, hidden_links(body)))
            links = (*links, *((address, "", "") for address in hidden))
    return links


def _following(document: parsers.Document) -> list[Linked]:
    """The further pages of a list that only its head names."""
    found = [
        document.absolute(link.get("href", ""))
        for link in document.head_links[:200]
        if "next" in link.get("rel", "").lower().split()
    ]
    return [(address, "", "next") for address in found if address]


def _copies(document: parsers.Document) -> tuple[str, ...]:
    found = []
    for link in document.head_links[:200]:
        words = link.get("rel", "").lower().split()
        if "amphtml" in words or (
            "alternate" in words and _ALTERNATE_MEDIA.search(link.get("media", ""))
        ):
            found.append(document.absolute(link.get("href", "")))
    return tuple(address for address in found if address)[:10]


def _referred(body: bytes, document: parsers.Document) -> str | None:
    """Where a page sends its readers by itself; such a page has nothing else to say."""
    # In the bytes: it may stand in a noscript, which the tree holds as text, and not at all later.
    found = _REFRESH.search(body[:_REFERRING])
    if not found:
        return None
    return document.absolute(found[1].decode("utf-8", "replace").strip(" '\""))


def serve(connection: Connection, memory: int) -> None:
    """A worker's life: one task after another, until the other end is closed.

    A task's exception goes back in place of its result. *memory* bounds the address space.
    """
    _prepare(memory)
    with contextlib.suppress(OSError):  # whoever wanted a worker may be gone: the next read ends it
        connection.send_bytes(b"ready")
    while True:
        try:
            task, args = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        answer: tuple[bool, Any]
        try:
            answer = False, task(*args)
        except Exception as error:
            answer = True, error
        del task, args
        with contextlib.suppress(OSError):  # nobody waits any more: the next read ends it
            connection.send_bytes(_packed(answer))


def _packed(answer: tuple[bool, Any]) -> bytes:
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # an exception that cannot travel is told in words
        told = RuntimeError(f"{type(error).__name__}: {error}")
        return pickle.dumps((True, told), pickle.HIGHEST_PROTOCOL)


_COLLECTED_AFTER = 20_000
"""Objects more than were let go before the garbage collector looks for cycles. Pages leave none
(a test holds it), and to look for them while one is read takes a tenth of the time."""


def _prepare(memory: int) -> None:
    """Bound a worker's memory, and leave interrupts to the process that supervises it."""
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


__all__ = [
    "Content",
    "Feed",
    "Linked",
    "ParsedPage",
    "Sitemap",
    "content_of",
    "has_no_text",
    "is_html",
    "parse_page",
    "read_feed",
    "read_sitemap",
    "serve",
]
