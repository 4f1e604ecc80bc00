"""What became of each block of a page, and why: the notes for an explanation."""

from __future__ import annotations

from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.blocks.reasons import reason_for
from parsers.fields.body.body import THRESHOLD, Body
from parsers.page.document import Document
from parsers.page.text.normalization import clean


def note_blocks(
    page: Document, body: Body, roles: dict[str, frozenset[int]], standing: dict[int, str]
) -> None:
    """A note for each block: kept as a paragraph or not, and the one reason.

    *standing*: why blocks of the story are the site's, by their index.
    """
    kept = {block.index for block in body.blocks}
    lexicon = load_block_classifier().lexicon
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
            score = body.scores[block.index]
            is_kept = block.index in kept
            bound = score - 1 if is_kept else max(THRESHOLD, score)
            page.note(
                "block", block.text, source, is_kept, reason_for(block, score, bound, lexicon)
            )
    for node in page.layout.left_out:
        page.note("block", clean(node.text())[:200], node.tag or "", False, "it is navigation")
