"""The words site files use: each makes a rule, which reads one field of a page.

A rule takes a page and gives a value, or ``None`` where the page has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from selectolax.lexbor import LexborNode

from parsers.fields.body.body import Body
from parsers.fields.captions.caption_block import read_caption_block
from parsers.fields.captions.lines import lines_in
from parsers.fields.images.image_url import addresses
from parsers.fields.images.images import Pictures
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout.walk import lay_out
from parsers.records import Image

T = TypeVar("T")
Rule = Callable[[Document], T | None]


def text(selector: str) -> Rule[str]:
    """The visible text of the first element that *selector* names and that has some."""

    def rule(page: Document) -> str | None:
        return next(filter(None, map(text_of, page.css(selector))), None)

    return rule


def texts(selector: str) -> Rule[tuple[str, ...]]:
    """The visible text of every element that *selector* names."""

    def rule(page: Document) -> tuple[str, ...] | None:
        return tuple(filter(None, map(text_of, page.css(selector)))) or None

    return rule


def attribute(selector: str, name: str) -> Rule[str]:
    """An attribute of the first element that *selector* names and that has it."""

    def rule(page: Document) -> str | None:
        found = (node.attributes.get(name) for node in page.css(selector))
        return next((value.strip() for value in found if value and value.strip()), None)

    return rule


def meta(*names: str) -> Rule[str]:
    """The first ``meta`` value among *names*."""
    return lambda page: page.first_meta(*names)


def first(*rules: Rule[T]) -> Rule[T]:
    """What the first of *rules* gives that gives anything: old templates stay readable."""

    def rule(page: Document) -> T | None:
        return next(filter(None, (each(page) for each in rules)), None)

    return rule


def body(container: str, *, drop: tuple[str, ...] = ()) -> Rule[Body]:
    """All text inside *container*, whatever its kind, without what stands in *drop*."""

    def rule(page: Document) -> Body | None:
        inside = {node.mem_id for node in page.css(container)}
        outside = {node.mem_id for selector in drop for node in page.css(selector)}
        blocks = []
        for block in page.blocks:
            around = {box.node.mem_id for box in block.box.ancestors()}
            if around & inside and not around & outside:
                blocks.append(block)
        return Body(tuple(blocks)) if blocks else None

    return rule


def figures(
    selector: str, *, caption: str | None = None, credit: str | None = None
) -> Rule[Pictures]:
    """The images inside the elements that *selector* names, the first of them the lead.

    *caption* and *credit* name elements inside. The text of the element is no paragraph.
    """

    def rule(page: Document) -> Pictures | None:
        nodes = page.css(selector)
        images = tuple(_image(page, node, caption, credit, i == 0) for i, node in enumerate(nodes))
        if not images:
            return None
        inside = {node.mem_id for node in nodes}
        blocks = frozenset(
            block.index
            for block in page.blocks
            if any(box.node.mem_id in inside for box in block.box.ancestors())
        )
        return Pictures(Extracted(images, "site"), blocks)

    return rule


def _image(
    page: Document, node: LexborNode, caption: str | None, credit: str | None, is_lead: bool
) -> Image:
    shown = node if node.tag == "img" else node.css_first("img")
    attributes = shown.attributes if shown else {}
    legend = read_caption_block(_inner_lines(node, caption), _inner_lines(node, credit))
    return Image(
        url=next(filter(None, map(page.absolute, addresses(shown))), None) if shown else None,
        caption=legend.caption,
        credit=legend.credit,
        creator=legend.creator,
        agencies=legend.agencies,
        copyright_notice=legend.copyright_notice,
        alt=attributes.get("alt") or None,
        is_lead=is_lead,
    )


def _inner_lines(node: LexborNode, selector: str | None) -> list[str]:
    inner = node.css_first(selector) if selector else None
    return [line.text for line in lines_in(inner)] if inner else []


def text_of(node: LexborNode) -> str | None:
    """The visible text of an element, its blocks separated by a space."""
    return " ".join(block.text for block in lay_out(node).blocks) or None
