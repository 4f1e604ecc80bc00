"""The first paragraph: given back to the text where it was taken for a standfirst."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parsers.fields.body.beside import kinds_beside
from parsers.fields.body.body import Body
from parsers.fields.body.paragraph_kinds import kinds_of
from parsers.fields.dates.date_formats import may_hold_date
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.headline.kicker_and_dek import is_named_standfirst
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.text.scripts import scale_of
from parsers.records import Paragraph

_DATE_LINE = 80
"""Characters: a longer text is a paragraph that has a date in it."""


def lead_kept_in_text(
    page: Document, head: HeadlineBlock, body: Body
) -> tuple[HeadlineBlock, Body]:
    """Head and body, with the standfirst given back to the text where it is the first paragraph.

    That is so where it looks like the other paragraphs and stands among them, whatever the
    description says; and where nothing calls it a standfirst and no byline, date or picture
    stands between it and the text.
    """
    if head.dek is None or not body.blocks:
        return head, body
    first = next((b for b in body.blocks if not _is_date_line(b.text)), body.blocks[0])
    if any(page.blocks[i].text == head.dek.value and i + 1 == first.index for i in head.blocks):
        beside = kinds_beside(body.blocks, page.blocks)
        inside = (block for at, block in enumerate(body.blocks) if at not in beside)
        first = next((b for b in inside if not _is_date_line(b.text)), first)
    for index in head.blocks:
        lead = page.blocks[index]
        if (
            lead.text == head.dek.value
            and index < first.index
            and (_looks_like(lead, first) or _runs_into(lead, first))
        ):
            page.note("dek", lead.text, head.dek.source, False, "it is the first paragraph")
            return (
                replace(head, dek=None, blocks=head.blocks - {index}),
                replace(body, blocks=(lead, *body.blocks)),
            )
    return head, body


def lone_text(
    page: Document, head: HeadlineBlock, body: Body, captions: frozenset[int]
) -> tuple[HeadlineBlock, Body, frozenset[int]]:
    """Give a story of one paragraph back to the text, where hardly any other text is left.

    The paragraph was taken for the standfirst or for a caption. Gives the head without it, the
    body with it, and those of the *captions* (indexes of blocks) that are paragraphs.
    """
    blocks = [b for b in body.blocks if b.index not in captions and b.index not in head.blocks]
    if body.paragraphs or _reach(blocks):
        return head, body, frozenset()
    if head.dek:
        for index in head.blocks:
            lead = page.blocks[index]
            if lead.text == head.dek.value and _reach([lead]):
                page.note("dek", lead.text, head.dek.source, False, "it is all the text there is")
                head = replace(head, dek=None, blocks=head.blocks - {index})
                every = sorted((lead, *body.blocks), key=lambda block: block.index)
                return head, replace(body, blocks=tuple(every)), frozenset()
    told = (b.index for b in body.blocks if b.index in captions and _reach([b]))
    return head, body, frozenset(told)


LONE = 80
"""Letters of a story of one paragraph, where the page says that it is a story. A character of a
dense script stands for several."""


def _reach(blocks: Iterable[Block]) -> bool:
    """Whether *blocks* have the letters of a story of one paragraph."""
    letters = 0.0
    for block in blocks:
        letters += len(block.text) * scale_of(block.text[:40])
        if letters >= LONE:
            return True
    return False


def _is_date_line(text: str) -> bool:
    """Whether a short line may tell who wrote when: it parts a standfirst from the text."""
    return len(text) < _DATE_LINE and may_hold_date(text)


def _runs_into(lead: Block, first: Block) -> bool:
    """Whether *lead* is a plain paragraph with the text right below it."""
    plain = lead.tag not in ("h2", "h3", "h4", "h5", "h6") and not is_named_standfirst(lead)
    return plain and lead.index + 1 == first.index


def _looks_like(lead: Block, first: Block) -> bool:
    """Whether both look the same: where nothing has a name, only what stands in one box does."""
    look = _look(lead)
    is_named = any(names for _, names in look)
    return look == _look(first) and (is_named or lead.box.parent is first.box.parent)


def _look(block: Block) -> list[tuple[str, str]]:
    """What decides how a block looks: its element and the one around it."""
    boxes = (block.box, block.box.parent or block.box)
    return [(box.tag, box.names) for box in boxes]


def with_lead(
    page: Document,
    head: HeadlineBlock,
    body: Body,
    kept: list[Block | None],
    paragraphs: tuple[Paragraph, ...],
) -> tuple[HeadlineBlock, list[Block | None], tuple[Paragraph, ...]]:
    """With the first paragraph, where only what the site repeats stood between it and the text."""
    rest = tuple(block for block in kept if block)
    head, found = lead_kept_in_text(page, head, replace(body, blocks=rest))
    leads = found.blocks[: len(found.blocks) - len(rest)]
    told = (Paragraph(x.text, kind) for x, kind in zip(leads, kinds_of(leads), strict=True))
    return head, [*leads, *kept], (*told, *paragraphs)
