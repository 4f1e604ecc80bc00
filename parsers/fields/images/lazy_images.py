"""Pictures whose words alone are in the tree: a ``noscript`` or a script has the picture itself.

So they are searched in the source, from the words backwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from parsers.fields.images.image_candidates import ImageCandidate
from parsers.fields.images.image_url import is_empty, is_icon
from parsers.page.document import Document
from parsers.page.layout import Block, Box

_IMG = re.compile(
    r"<(?:img|amp-img|source|(?:[a-z]+-)+(?:image|img|picture|photo)[\w-]*)\b[^<>]*>", re.I
)
_SAID = re.compile(
    r"""\b(?:data-[\w-]*src(?:set)?|data-original|src(?:set)?)\s*=\s*["']?([^"'\s>,]+)""",
    re.I,
)
_ENDS = re.compile(r"</(?:figure|figcaption|p|h1|h2|table)\b", re.I)
_EMBEDDED = re.compile(
    r"<(?:iframe|video|audio|blockquote|table|amp-(?:video|youtube|twitter))\b", re.I
)
_STYLE_URL = re.compile(r"""url\(\s*(?:&quot;|["'])?([^"'()&\s]+)""")
_PLAIN_RUN = re.compile(r"[^\W_][^&<>\"'’“”\n\r\t\u00a0.,:;!?()|]{7,40}")
_WINDOW = 6000  # characters before the words, where their picture stands
_MAX_HITS = 4  # places where the words stand in the source


_FOREIGN_FIGURE = re.compile(
    r"tweet|twitter|instagram|facebook|tiktok|youtube|vimeo|\bvideo|block-embed|oembed|iframe|rich-?link|"
    r"pull-?quote|blockquote|\bquote|\baudio|podcast|\bcode\b|highlight|datawrapper|\btable"
)
"""What a figure without a picture holds instead, by its names."""
_NO_PICTURE = 'video, audio, [data-video-id], [class*="video" i], [class*="player" i]'


@dataclass(frozen=True, slots=True)
class LazyImage:
    """What the source of a page holds right before a picture's words."""

    address: str | None = None
    is_embedded: bool = False
    """Whether it is a video, a post, a table instead of a picture."""


class PageSource:
    """The source of a page, searched onwards: the words asked for come in page order."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._position = -1

    def before(self, words: str) -> LazyImage:
        """The picture whose markup ends right before *words*."""
        run = _PLAIN_RUN.search(words)
        if run is None:
            return LazyImage()
        html = self._html
        if self._position < 0:
            self._position = max(0, html.find("<body"))
        needle, start = run.group().rstrip(), self._position
        embedded = False
        for _ in range(_MAX_HITS):
            at = html.find(needle, start)
            if at < 0:
                break
            start = at + len(needle)
            before = html[max(0, at - _WINDOW) : at]
            if before.rfind("<") > before.rfind(">"):
                continue  # in an attribute
            before = before[max(0, before.rfind("<figure")) :]
            before = before[max((end.end() for end in _ENDS.finditer(before)), default=0) :]
            address = _address_in(before)
            if address:
                self._position = at
                return LazyImage(address)
            embedded = embedded or _EMBEDDED.search(before) is not None
        return LazyImage(None, embedded)


def _address_in(markup: str) -> str | None:
    for tag in reversed(_IMG.findall(markup)):
        for match in _SAID.finditer(tag):
            address = unescape(match.group(1))
            if not is_empty(address) and not is_icon(address):
                return address
    styled = _STYLE_URL.search(markup) if "style" in markup else None
    return styled.group(1) if styled and not is_empty(styled.group(1)) else None


def lazy_addresses(
    page: Document, candidate: ImageCandidate, source: PageSource
) -> list[str] | None:
    """The addresses of a picture whose words alone are in the tree; ``None``: there is none."""
    box = candidate.box
    if box.tag == "table" or not (candidate.is_figure or candidate.is_worded):
        return None
    # The box may hold the caption alone: then its picture stands in the box around.
    around = box.parent if box.parent and box.parent.end - box.parent.start < 4 else None
    if _FOREIGN_FIGURE.search(f"{box.names} {around.names if around else ''}"):
        return None
    blocks = page.blocks[box.start : box.end]
    if any(
        outer.tag in ("blockquote", "table", "pre") for b in blocks for outer in _up(b.box, box)
    ):
        return None
    if (around or box).node.css_first(_NO_PICTURE) is not None:
        return None
    embedded = False
    for block in sorted(blocks, key=_length, reverse=True)[:2]:
        lost = source.before(block.text)
        if lost.address:
            return [lost.address]
        embedded = embedded or lost.is_embedded
    return None if embedded or not candidate.is_figure or not _has_caption(candidate, page) else []


def _length(block: Block) -> int:
    return len(block.text)


def _up(box: Box, top: Box) -> list[Box]:
    found = []
    for outer in box.ancestors():
        found.append(outer)
        if outer is top:
            break
    return found


def _has_caption(candidate: ImageCandidate, page: Document) -> bool:
    return candidate.box.tag == "figcaption" or any(
        outer.tag == "figcaption"
        for block in page.blocks[candidate.box.start : candidate.box.end]
        for outer in _up(block.box, candidate.box)
    )
