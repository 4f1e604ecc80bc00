"""What a story says twice: pulled quotes, and texts that stand there for small screens too."""

from __future__ import annotations

from parsers.page.layout import Block, Box
from parsers.page.text.similarity import letters

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_REPEATED = 60
"""Characters: a longer text is in a story once. Some pages hold theirs twice, for small screens
and for large ones."""
_LOOKED_AT = 20_000_000
"""Characters among which quotes are looked for, in all: a hundredth of a second. A page of a
hundred kilobytes may have two hundred of them."""


def once(blocks: list[Block]) -> list[Block]:
    """Without the blocks that say at length what one before them said in another box."""
    said: dict[str, Box | None] = {}
    kept = []
    for block in blocks:
        box = block.box.parent
        if len(block.text) > _REPEATED and said.setdefault(block.text, box) is not box:
            continue
        kept.append(block)
    return kept


def pulled_quotes(blocks: list[Block]) -> set[int]:
    """The indexes of blocks that, each in a box of its own, repeat a quote from another."""
    apart = [block for block in blocks if _stands_apart(block)]
    if not apart:
        return set()
    texts = [letters(block.text) for block in blocks]
    said = "\n".join(texts)
    # Of each quote that stands twice: the length of the longest text that it stands in.
    longest: dict[str, int] = {}
    found = set()
    looked_at = 0
    for block in apart:
        quote = letters(block.text)
        if quote not in longest:
            looked_at += len(said)
            if looked_at > _LOOKED_AT:
                break
            holding = (
                [b for b, text in zip(blocks, texts, strict=True) if quote in text]
                if said.count(quote) > 1
                else ()
            )
            longest[quote] = max([len(b.text) for b in holding], default=0)
        if longest[quote] > len(block.text) + 20:
            found.add(block.index)
    return found


def _stands_apart(block: Block) -> bool:
    """Whether a block may be a pulled quote: one or two sentences in a box of their own."""
    if not 25 <= len(block.text) <= 250 or block.tag in _HEADINGS:
        return False
    box = block.box if block.tag not in ("p", "div", "span") else block.box.parent
    return box is not None and box.end - box.start <= 3
