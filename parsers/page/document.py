"""A page opened once: its tree, what it says of itself, and one walk over what it shows."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.errors import UnreadablePage
from parsers.page.extracted import Note
from parsers.page.layout import Block, Layout, lay_out
from parsers.page.limits.excess import excess
from parsers.page.links import absolute, without_credentials
from parsers.page.overlays import INJECTED, leave_out_injected
from parsers.page.site_name import site_names
from parsers.page.structured_data import named_nodes, story_of, strings
from parsers.page.text.charset import decode, utf8_text
from parsers.page.text.mojibake import put_right
from parsers.page.text.normalization import clean
from parsers.page.unrendered.shadow_roots import show_shadows, unfolded
from parsers.records import Marks

MAX_CHARS = 10_000_000
"""Decoded pages longer than this are not opened: they would cost gigabytes of memory."""

Meta = dict[str, list[str]]
Node = dict[str, Any]

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_INVISIBLE = "script, style, noscript, template, svg, iframe, head, ruby rt, ruby rp, ruby rtc"
_SPEAKING = {
    "meta": "meta",
    "link": "link[rel][href]",
    "title": "title",
    "base": "base[href]",
    "script": 'script[type*="ld+json" i]',
}
_SPEAKING_SELECTOR = ", ".join(_SPEAKING.values())
BINARY = re.compile(
    rb"^(%PDF|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|\x00\x00\x00.ftyp|RIFF|\x7fELF"
    rb"|SQLite format 3\x00|ID3|OggS|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ|wOF[F2]|\x28\xb5\x2f\xfd)"
)
"""How packed files, pictures and other bytes that are no page begin."""
_CONTROL = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\v\f\r\x1b")
_LOOKED_AT = 20_000
_LONGEST_NAME = 200
"""Characters of the name of a ``meta`` element."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<(?:!doctype|html|head|body|[a-z][a-z0-9-]*[\s>/])", re.I)
_BEFORE = re.compile(r"[\s\ufeff\0]*(?:<!--.*?-->[\s\ufeff]*|<\?xml[^>]{0,300}>[\s\ufeff]*)*", re.S)
"""White space and comments that may stand before a page's first tag."""
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_HTML_BYTES = re.compile(rb"<!doctype\s+html|<html[\s>]", re.I)
_TITLE = 2_000
"""Characters of a title that are read: one left open holds the rest of the page."""
_JUNK = 4_096
"""How far into a body its markup may begin, where something binary stands before it."""


class Link(NamedTuple):
    """A link of the page: an absolute http(s) address without its fragment."""

    url: str
    text: str
    rel: str = ""


class Document:
    """A page opened for reading. Made by :func:`open_page`."""

    def __init__(
        self,
        html: str,
        url: str | None = None,
        *,
        is_plain_text: bool | None = None,
        utf8: bytes | None = None,
    ) -> None:
        """*utf8* is *html* as UTF-8, where that is known: it is what the parser works on."""
        self.url = url
        self.html = html
        self.notes: list[Note] | None = None
        """Filled while the page is read, where somebody wants the reading explained."""
        self.mark: Callable[[], Marks] | None = None
        """Makes its :attr:`marks`; set once it is read as an article."""
        self.parser: str | None = None
        """The reader that read it, and what of the site's it left out."""
        if is_plain_text is None:
            start = _first_said(html)
            is_plain_text = not _TAG.search(html, start, start + 1024)
        self.is_plain_text = is_plain_text
        self._tree = LexborHTMLParser("" if is_plain_text else utf8 or html, scripting=True)

    def note(self, field: str, text: str, source: str, kept: bool, reason: str) -> None:
        """Remember a candidate for *field* and what became of it, if anybody wants to know.

        Build no costly *text* for it: look at :attr:`notes` first.
        """
        if self.notes is not None:
            self.notes.append(Note(field, text, source, kept, reason))

    @property
    def marks(self) -> Marks | None:
        """What its paragraphs are known by among its site's, if it was read as an article.

        They are made when they are asked for: only archives need them.
        """
        return self.mark() if self.mark else None

    @property
    def tree(self) -> LexborHTMLParser:
        """The Lexbor tree. Scripts and styles are gone once :attr:`layout` has been read."""
        return self._tree

    def css(self, selector: str) -> list[LexborNode]:
        """Every element that *selector* names, in page order, where it is not apart."""
        found = self._tree.css(selector)
        layout: Layout | None = self.__dict__.get("layout")
        if found and layout is not None and layout.apart_nodes:
            apart = {n.mem_id for outer in layout.apart_nodes for n in outer.css(selector)}
            return [node for node in found if node.mem_id not in apart]
        return found

    def drop(self, selectors: Iterable[str]) -> None:
        """Remove elements before the page is laid out. Its links are gathered first."""
        selector = ", ".join(selectors)
        if selector:
            self.links()
            # The last first: an element inside another one comes after it, and removing the
            # outer one frees them both.
            for node in reversed(self._tree.css(selector)):
                node.decompose()
            self.__dict__.pop("_said", None)

    # -- what the page says of itself

    @cached_property
    def _said(self) -> dict[str, list[LexborNode]]:
        """The elements that speak of the page, by tag, from one search of the tree."""
        found: dict[str, list[LexborNode]] = {tag: [] for tag in _SPEAKING}
        for node in self._tree.css(_SPEAKING_SELECTOR):
            found[node.tag or ""].append(node)
        return found

    @cached_property
    def base(self) -> str | None:
        """What relative addresses are relative to."""
        node = next(iter(self._said["base"]), None)
        href = node.attributes.get("href") if node else None
        own = self.url or self._declared_address
        return absolute(own, href) if href else own

    @cached_property
    def _declared_address(self) -> str | None:
        """The whole address that a page from a file says is its own."""
        said = [link["href"] for link in self.head_links if _is_canonical(link)]
        said += self.meta.get("og:url", ())
        return next(filter(None, [absolute(None, address) for address in said]), None)

    @cached_property
    def meta(self) -> Meta:
        """``meta`` values by lower-case ``name``, ``property`` or ``itemprop``, in page order."""
        found: Meta = {}
        for node in self._said["meta"]:
            attributes = node.attributes
            content = attributes.get("content")
            if not content:
                continue
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = attributes.get(key)
                if name and len(name) <= _LONGEST_NAME:
                    found.setdefault(name.strip().lower(), []).append(clean(content))
        return found

    def first_meta(self, *names: str) -> str | None:
        """The first value among *names*, in that order of preference."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None

    @cached_property
    def head_links(self) -> list[dict[str, str]]:
        """The attributes of every ``link`` element."""
        return [
            {name: value or "" for name, value in node.attributes.items()}
            for node in self._said["link"]
        ]

    @cached_property
    def title(self) -> str | None:
        """The text of ``title``."""
        node = next(iter(self._said["title"]), None)
        return clean(node.text()[:_TITLE]) or None if node else None

    @cached_property
    def json_ld(self) -> list[Node]:
        """Every JSON-LD object of the page, nested ones included, in page order."""
        found: list[Node] = []
        for text in self._json_ld_texts:
            found.extend(_objects(_load_json(text)))
        return found

    @cached_property
    def named_nodes(self) -> dict[str, Node]:
        """The JSON-LD objects that others refer to, by ``@id``."""
        return named_nodes(self.json_ld)

    @cached_property
    def story(self) -> list[Node]:
        """The JSON-LD objects that speak of this page's own story, the best first."""
        return story_of(
            self.json_ld,
            [address for address in (self.url, self.canonical_url) if address],
            [t for t in (self.first_meta("og:title", "twitter:title"), self.title) if t],
        )

    @cached_property
    def site_names(self) -> list[str]:
        """Every name the page gives for its site, the most official first."""
        return site_names(self)

    @cached_property
    def _json_ld_texts(self) -> list[str]:
        return [node.text() for node in self._said["script"] if not self._laid_out]

    _laid_out = False

    @cached_property
    def canonical_url(self) -> str | None:
        """What ``rel=canonical`` names, else ``og:url``, absolute."""
        for link in self.head_links:
            if _is_canonical(link):
                address = self.absolute(link["href"])
                if address:
                    return address
        return self.absolute(self.first_meta("og:url") or "")

    @cached_property
    def directives(self) -> frozenset[str]:
        """The robots words of the page, and ``tdm-reservation`` where text mining is reserved."""
        words = set()
        for name in ("robots", "newsclip", "googlebot-news"):
            for value in self.meta.get(name, ()):
                words.update(re.findall(r"[a-z-]+", value.lower()))
        if self.first_meta("tdm-reservation") == "1":
            words.add("tdm-reservation")
        return frozenset(words)

    @cached_property
    def declared_language(self) -> str | None:
        """The ``lang`` of the page, as written."""
        root = self._tree.root
        if root is None:
            return None
        attributes = root.attributes
        return attributes.get("lang") or attributes.get("xml:lang") or None

    # -- what it shows

    @cached_property
    def layout(self) -> Layout:
        """The blocks, boxes and pictures of the body. What scripts hold is read before."""
        _ = self.meta, self.head_links, self.title, self.json_ld, self.canonical_url, self.base
        self._laid_out = True
        self.__dict__.pop("_said", None)  # stripping frees some of these elements
        body = self._tree.body
        if body is None:
            return Layout()
        # One search for all of them; inner ones first, for removing the outer frees both.
        for node in reversed(body.css(_INVISIBLE)):
            node.decompose()
        layout = lay_out(body)
        if layout.flags & INJECTED:
            leave_out_injected(layout, self.titles)
        return layout

    @property
    def titles(self) -> list[str]:
        """What the page calls itself in its head, as written there."""
        said = strings([node.get("headline") for node in self.story[:1]])
        said += [self.first_meta("og:title") or "", self.first_meta("twitter:title") or ""]
        return [title for title in (*said, self.title) if title]

    @property
    def blocks(self) -> list[Block]:
        """Short for ``layout.blocks``."""
        return self.layout.blocks

    # -- where it leads

    def absolute(self, address: str) -> str | None:
        """*address* as an absolute http(s) address without fragment, or ``None``."""
        return absolute(self.base, address)

    def links(self) -> list[Link]:
        """Every link of the page once, in page order."""
        return self._links

    @cached_property
    def _links(self) -> list[Link]:
        found: dict[str, Link] = {}
        base = self.base
        for node in self._tree.css("a[href], area[href]"):
            attributes = node.attributes
            address = absolute(base, attributes.get("href"))
            if not address:
                continue
            known = found.get(address)
            if known is None:
                rel = (attributes.get("rel") or "").lower()
                found[address] = Link(address, clean(node.text()), rel)
            elif not known.text:  # a picture leads there too, and came first
                found[address] = Link(address, clean(node.text()), known.rel)
        return list(found.values())

    def feeds(self) -> list[str]:
        """The feeds the page declares."""
        found = []
        for link in self.head_links:
            if link.get("type", "").lower().split(";")[0].strip() in _FEED_TYPES:
                address = self.absolute(link["href"])
                if address and address not in found:
                    found.append(address)
        return found


def _is_canonical(link: dict[str, str]) -> bool:
    return "canonical" in link["rel"].lower().split()


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
    if isinstance(html, bytes):
        html = _without_junk(html)
        if BINARY.match(html):
            raise UnreadablePage(url, "it is a binary file, not a page")
        if len(html) > 4 * MAX_CHARS:
            raise UnreadablePage(url, f"{len(html):,} bytes are too long to read")
        text = utf8_text(html)
        if text is None:
            text = decode(html, content_type)
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
    # Servers that do not know a file by its name send pages as plain text.
    is_text = said == "text/plain" and not _HTML.match(html, _first_said(html))
    page = Document(html, url, is_plain_text=True if is_text else None, utf8=utf8)
    if has_roots:
        show_shadows(page.tree, len(html))
    return page


def _first_said(html: str) -> int:
    """Where *html* begins to say something."""
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


_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def _load_json(text: str) -> Any:
    """JSON as pages write it: comments around it, raw line breaks, a comma too many."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    with contextlib.suppress(ValueError, RecursionError):
        return _decode_json(text)
    with contextlib.suppress(ValueError, RecursionError):
        return _decode_json(_TRAILING_COMMA.sub(r"\1", text))
    return None


_decode_json = json.JSONDecoder(strict=False).decode


def _objects(value: Any, depth: int = 0) -> Iterator[Node]:
    """Every object in a JSON value, outer ones first."""
    if depth > 12:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)
