"""The one walk over a page's tree: what each element is to it, and what it makes of them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.page.layout.blocks import Block, Box, Layout, Picture
from parsers.page.text.normalization import clean
from parsers.page.text.screen_reader import LONGEST, is_for_readers_alone, is_spoken, without_spoken

MAX_DEPTH = 400
"""Elements nested deeper than this are not read."""
MAX_BOXES = 20_000
"""Boxes after that many are not read: a page with more of them is no page to read."""

_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q "
    "rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
).split()
_SKIPPED = (
    "script style noscript template svg math iframe object embed canvas select option "
    "textarea input head meta link title datalist map area audio track"
).split()

_BLOCKS = (
    "address article aside blockquote body caption center col colgroup dd details dialog dir div "
    "dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li listing main marquee menu nav ol optgroup p picture plaintext pre search section "
    "summary table tbody td tfoot th thead tr ul video xmp"
).split()
"""What stands by itself. Of other elements nothing is known, whatever pages call them."""
_SAY = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
"""What is for screen readers alone is left out of these."""
_HOLD_SENTENCES = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dt dd td th caption figcaption blockquote summary legend".split()
)
"""In these an element of which nothing is known is a part of a sentence, elsewhere a block."""
_BLANK = re.compile(r"\n[ \t\r]*\n")
_LONG = 400
"""Characters of a text in which blank lines may part paragraphs,"""
_PARAGRAPH = 60
"""and of each of these, on average,"""
_FEW = 2
"""if there are more of them."""
_SENTENCE_ENDS = frozenset(".!?…:。！？：।؟۔\"'”’»」』)")
_CUSTOM_IMAGE = re.compile(r"-(?:img|image|picture|photo)$|^(?:img|image|picture|photo)-")
"""Names of custom elements that stand for an ``img``: ``amp-img``, ``storefront-image``."""


# What a node is to the walk; first text, then the elements that interrupt none.
_TEXT, _INLINE_TAG, _LINK = range(3)
_BLOCK, _SKIP, _BREAK, _IMAGE, _CHROME, _BUTTON, _UNKNOWN = range(3, 10)


def _tag_kinds() -> tuple[list[int], list[str]]:
    """What the tags with Lexbor's low numbers are, and their names, found by asking it; all others
    are unknown, and of no name here."""
    found: dict[int, int] = {}
    names: dict[int, str] = {}
    tree = LexborHTMLParser("<body></body>")
    for tags, kind in (
        (_INLINE, _INLINE_TAG),
        (_BLOCKS, _BLOCK),
        (_SKIPPED, _SKIP),
        (["a"], _LINK),
        (["br"], _BREAK),
        (["img"], _IMAGE),
        (["nav", "footer"], _CHROME),
        (["button"], _BUTTON),
    ):
        for tag in tags:
            tag_id = tree.create_node(tag).tag_id
            found[tag_id] = kind
            names[tag_id] = tag
    sample = LexborHTMLParser("<body>x<!-- y --></body>").body
    if sample and sample.first_child and sample.last_child:
        found[sample.first_child.tag_id] = _TEXT
        found[sample.last_child.tag_id] = _SKIP
    ids = range(max(found) + 1)
    return [found.get(each, _UNKNOWN) for each in ids], [names.get(each, "") for each in ids]


_KINDS, _NAMES = _tag_kinds()


def _inside_article(box: Box) -> bool:
    return any(around.tag == "article" for around in box.ancestors())


def _holds_figure(button: LexborNode) -> bool:
    """Whether a button is a picture to click on: the other ones hold no text of the story."""
    inner = button.first_child
    if inner is None or inner.tag not in ("div", "figure", "picture"):
        return False
    return inner.tag == "figure" or inner.css_first("figure") is not None


def lay_out(root: LexborNode) -> Layout:
    """Walk the page below *root* once."""
    layout = Layout()
    blocks, boxes, pictures = layout.blocks, layout.boxes, layout.pictures
    kinds, names, known = _KINDS, _NAMES, len(_KINDS)
    parts: list[str] = []
    link_parts: list[str] = []
    box = top = Box(root, root.tag or "body", None, 0)
    boxes.append(top)
    # The elements around, outer ones first, each with its kind. No recursion: it is slower, and
    # a function that names itself keeps the page's whole tree until the collector comes by.
    around: list[tuple[LexborNode, int]] = []
    links = 0  # how many <a> are open
    breaks = flags = 0
    node = root.first_child
    while True:
        if node is None:
            if not around:
                break
            node, kind = around.pop()
            if kind == _LINK:
                links -= 1
            elif kind != _INLINE_TAG:
                breaks = 0
                if parts:
                    _flush(parts, link_parts, box, blocks)
                inner = box
                inner.end = len(blocks)
                box = inner.parent or top
                box.text_chars += inner.text_chars
                box.link_chars += inner.link_chars
            node = node.next
            continue
        tag_id = node.tag_id
        kind = kinds[tag_id] if tag_id < known else _UNKNOWN
        if kind == _TEXT:
            text = node.text_content or ""
            if text.isspace():  # what stands between elements: half of all texts
                if not parts:
                    node = node.next
                    continue
            else:
                if (
                    around
                    and around[-1][1] == _INLINE_TAG
                    and len(text) <= LONGEST
                    and (is_spoken(text) or _is_hidden_in(box, around[-1][0], parts, text))
                ):
                    node = node.next
                    continue
                breaks = 0
            parts.append(text)
            if links:
                link_parts.append(text)
        elif kind <= _LINK:  # and no text: an inline element
            if len(around) < MAX_DEPTH:
                if kind == _LINK:
                    links += 1
                around.append((node, kind))
                node = node.first_child
                continue
        elif kind == _BREAK:
            breaks += 1
            if breaks > 1:
                if parts:
                    _flush(parts, link_parts, box, blocks)
                breaks = 2
            elif parts:
                parts.append("\n")
        elif kind == _IMAGE:
            pictures.append(Picture(node, box, len(blocks) + bool(parts), links > 0))
        elif kind == _CHROME and not _inside_article(box):
            layout.left_out.append(node)
        elif kind == _UNKNOWN and _is_image(node):  # like all custom tags, numbered anew on a page
            pictures.append(Picture(node, box, len(blocks) + bool(parts), links > 0))
        elif kind == _UNKNOWN and box.tag in _HOLD_SENTENCES:
            if len(around) < MAX_DEPTH:
                around.append((node, _INLINE_TAG))
                node = node.first_child
                continue
        elif kind != _SKIP and (kind != _BUTTON or _holds_figure(node)):
            breaks = 0
            if parts:
                _flush(parts, link_parts, box, blocks)
            if len(boxes) >= MAX_BOXES:
                node = None
                continue
            name = names[tag_id] if tag_id < known else ""
            inner = Box(node, name or node.tag or "", box, len(blocks))
            flags |= inner.flags
            boxes.append(inner)
            if len(around) < MAX_DEPTH:
                box = inner
                around.append((node, kind))
                node = node.first_child
                continue
            inner.end = len(blocks)
        node = node.next
    if parts:
        _flush(parts, link_parts, top, blocks)
    top.end = len(blocks)
    layout.flags = flags
    return layout


def _is_image(node: LexborNode) -> bool:
    """Whether a custom element is a picture: it is called so, has an address and holds no text."""
    tag = node.tag or ""
    if "-" not in tag or _CUSTOM_IMAGE.search(tag) is None:
        return False
    if tag == "amp-img":
        return True
    return (
        any(name.endswith(("src", "srcset")) and value for name, value in node.attributes.items())
        and node.css_first("img, amp-img") is None
        and not clean(node.text())
    )


def _is_hidden_in(box: Box, node: LexborNode, parts: list[str], text: str) -> bool:
    """Whether *text*, all that the inline element *node* begins with, is a part of a sentence in
    *box* that only screen readers read."""
    return (
        box.tag in _SAY
        and (bool(parts) or node.next is not None)
        and is_for_readers_alone(node, text)
    )


def _flush(parts: list[str], link_parts: list[str], box: Box, blocks: list[Block]) -> None:
    """End a block: what was gathered is its text."""
    raw = "".join(parts)
    text = clean(raw)
    if len(text) >= _LONG and not link_parts and _BLANK.search(raw) and box.tag != "pre":
        texts = _parted(raw)
        if len(texts) > 1:
            for text in texts:
                blocks.append(Block(text, box, len(blocks), 0))
                box.text_chars += len(text)
            parts.clear()
            return
    if link_parts:
        text = without_spoken(text)
    if text:
        length = linked = len(text)
        if len(link_parts) < len(parts):  # not all of it is linked
            linked = len(" ".join("".join(link_parts).split())) if link_parts else 0
        blocks.append(Block(text, box, len(blocks), min(linked, length)))
        box.text_chars += length
        box.link_chars += linked
    parts.clear()
    link_parts.clear()


def _parted(raw: str) -> list[str]:
    """The paragraphs of a text whose style keeps its blank lines: each one ends a sentence."""
    texts = [text for part in _BLANK.split(raw) if (text := clean(part))]
    told = len(texts) > _FEW and all(text[-1] in _SENTENCE_ENDS for text in texts[:-1])
    return texts if told and len(raw) >= _PARAGRAPH * len(texts) else []
