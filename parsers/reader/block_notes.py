"""What became of each block of a page, and why: the notes for an explanation."""

from __future__ import annotations

from parsers.fields.body.body import THRESHOLD, Body
from parsers.fields.body.chrome_lines import is_chrome
from parsers.fields.body.notices import is_notice
from parsers.fields.body.site_lines import SURE, weight_of
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.text.normalization import clean


def note_blocks(
    page: Document, body: Body, roles: dict[str, frozenset[int]], standing: dict[int, str]
) -> None:
    """A note for each block: kept as a paragraph or not, and the one reason.

    *standing*: why blocks of the story are the site's, by their index.
    """
    kept = {block.index for block in body.blocks}
    classified = _classified(page, body)
    apart = page.layout.apart
    for block in page.layout.every or page.blocks:
        source = f"{block.tag}.{'.'.join(block.box.names.split())}".rstrip(".")
        if block in apart:
            page.note("block", block.text, source, False, apart[block])
            continue
        role = next((role for role, blocks in roles.items() if block.index in blocks), None)
        if role:
            page.note("block", block.text, source, False, f"it is the {role}")
        elif block.index in standing:
            page.note("block", block.text, source, False, standing[block.index])
        elif not body.scores or body.paragraphs:
            site = body.source if body.blocks or body.paragraphs else "nobody"
            page.note("block", block.text, source, block.index in kept, f"{site} says so")
        else:
            is_kept = block.index in kept
            score, why = classified[block.index]
            page.note("block", block.text, source, is_kept, _reason(block, is_kept, score, why))
    for node in page.layout.left_out:
        page.note("block", clean(node.text())[:200], node.tag or "", False, "it is navigation")


def _classified(page: Document, body: Body) -> list[tuple[float, str]]:
    """The classifier's score of each block and what moved it, if scores decided."""
    from parsers.classify.reasons import block_reasons  # loads the models as data

    return block_reasons(page.layout, body.story) if body.story and not body.paragraphs else []


def _reason(block: Block, is_kept: bool, score: float, why: str) -> str:
    """Why a block stayed or went, given the classifier's *score* and what moved it."""
    told = f"(score {score:+.1f}{why})"
    if is_kept:
        is_own = score > THRESHOLD
        return f"it reads like the story {told}" if is_own else f"its neighbours are kept {told}"
    if score <= THRESHOLD:
        return f"it does not read like the story {told}"
    if is_notice(block.text):
        return f"it speaks of the article or the site and is no part of it {told}"
    if (weight := weight_of(block)) > SURE:
        return f"it is worded as a site speaks of itself (weight {weight:+.1f}) {told}"
    if is_chrome(block.text):
        return f"it is a line that sites repeat {told}"
    return f"it repeats another text, or goes with what stands around it {told}"
