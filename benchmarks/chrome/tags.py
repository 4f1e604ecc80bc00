"""Small trees of elements: how a piece of chrome is made before it becomes HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TypeAlias

INLINE = frozenset(
    "a abbr b bdi cite em font i label mark small span strong sub sup time u".split()
)
VOID = frozenset("br hr img input".split())
UNREAD = frozenset("script style svg select textarea button".split())
"""Elements whose words are no text of the page to any reader."""


Parts: TypeAlias = "list[Tag | str]"


@dataclass(slots=True)
class Tag:
    """An element: its name, attributes and children, which are elements and texts. Without a name
    it is its children alone."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: Parts = field(default_factory=list)

    def html(self) -> str:
        """The element as HTML."""
        said = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in self.attributes.items()
        )
        if self.name in VOID:
            return f"<{self.name}{said}>"
        inner = "".join(
            escape(child, quote=False) if isinstance(child, str) else child.html()
            for child in self.children
        )
        return f"<{self.name}{said}>{inner}</{self.name}>" if self.name else inner


def block_texts(tag: Tag) -> tuple[str, ...]:
    """The text of each block of an element: what stands between two breaks of line."""
    blocks: list[str] = []
    line: list[str] = []
    for text in _walk(tag):
        if text is not None:
            line.append(text)
            continue
        if joined := " ".join("".join(line).split()):
            blocks.append(joined)
        line = []
    return tuple(blocks)


def _walk(tag: Tag) -> Iterator[str | None]:
    """The texts in order, with None for a break of line."""
    if tag.name in UNREAD:
        return
    is_inline = tag.name in INLINE
    if not is_inline:
        yield None
    for child in tag.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _walk(child)
    if not is_inline:
        yield None
