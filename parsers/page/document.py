"""A page opened once: its tree, what it says of itself, and one walk over what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.page.extracted import Note
from parsers.page.layout import Block, Layout
from parsers.page.layout.overlays import INJECTED, leave_out_injected
from parsers.page.layout.walk import lay_out
from parsers.page.linked_data.json_ld import Node, load_linked_data
from parsers.page.linked_data.structured_data import named_nodes, story_of, strings
from parsers.page.links import Link, absolute, links_of
from parsers.page.site_name import site_names
from parsers.page.text.normalization import clean
from parsers.records import Marks

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_INVISIBLE = "script, style, noscript, template, svg, iframe, head, ruby"
_RUBY = "rt, rp, rtc"
"""What a ``ruby`` says beside its base text."""
_SPEAKING = {
    "meta": "meta",
    "link": "link[rel][href]",
    "title": "title",
    "base": "base[href]",
    "script": "script[type]",
}
_SPEAKING_SELECTOR = ", ".join(_SPEAKING.values())
_LINKED_DATA = "ld+json"
"""In the type of a script that holds linked data: a selector for it would take twice as long."""
_LONGEST_NAME = 200
"""Characters of the name of a ``meta`` element."""
_EXCERPT = 80
"""Characters of a script that tell which it is."""
_TITLE = 2_000
"""Characters of a title that are read: one left open holds the rest of the page."""


class Document:
    """A page opened for reading. Made by :func:`parsers.page.opening.open_page`."""

    def __init__(self, html: str, url: str | None, *, is_plain_text: bool, utf8: bytes) -> None:
        """*utf8* is *html* as UTF-8: it is what the parser works on."""
        self.url = url
        self.html = html
        self.notes: list[Note] | None = None
        """Filled while the page is read, where somebody wants the reading explained."""
        self.mark: Callable[[Document], Marks | None] | None = None
        """Makes its :attr:`marks`; set once it is read, as an article or as what may be one. It
        must not hold the page, whose tree would stay until the collector comes by."""
        self.parser: str | None = None
        """The parser's full name: its version, and what it left out as the site's."""
        self.doubt: str | None = None
        """What is doubtful of how its bytes were read, for a person."""
        self.is_plain_text = is_plain_text
        self._tree = LexborHTMLParser("" if is_plain_text else utf8, scripting=True)

    def note(self, field: str, text: str, source: str, kept: bool, reason: str) -> None:
        """Remember a candidate for *field* and what became of it, if anybody wants to know.

        Build no costly *text* for it: look at :attr:`notes` first.
        """
        if self.notes is not None:
            self.notes.append(Note(field, text, source, kept, reason))

    @property
    def marks(self) -> Marks | None:
        """The fingerprints of its paragraphs, if it was read as an article or may be one.

        They are made when they are asked for: only archives need them.
        """
        return self.mark(self) if self.mark else None

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
        """Remove elements, but never the page, before it is laid out; links are gathered first."""
        selector = ", ".join(selectors)
        if selector:
            self.links()
            # The last first: an element inside another one comes after it, and removing the
            # outer one frees them both.
            for node in reversed(self._tree.css(selector)):
                if node.tag != "html":
                    node.decompose()
            self.__dict__.pop("_said", None)

    # -- what the page says of itself

    @cached_property
    def _said(self) -> dict[str, list[LexborNode]]:
        """The elements that speak of the page, by tag, from one search of the tree."""
        found: dict[str, list[LexborNode]] = {tag: [] for tag in _SPEAKING}
        for node in self._tree.css(_SPEAKING_SELECTOR):
            tag = node.tag or ""
            if tag != "script" or _LINKED_DATA in (node.attributes.get("type") or "").lower():
                found[tag].append(node)
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
    def meta(self) -> dict[str, list[str]]:
        """``meta`` values by lower-case ``name``, ``property`` or ``itemprop``, in page order."""
        found: dict[str, list[str]] = {}
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
        meta = self.meta
        for name in names:
            for value in meta.get(name, ()):
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
            loaded = load_linked_data(text)
            found.extend(loaded.objects)
            if loaded.flaw and self.notes is not None:
                start = clean(text[:_EXCERPT])
                self.note("json-ld", start, "script", True, f"{loaded.flaw}, and was mended")
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
            for gone in reversed(node.css(_RUBY)) if node.tag == "ruby" else (node,):
                gone.decompose()
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
        return links_of(self._tree.css("a[href], area[href]"), self.base)

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
