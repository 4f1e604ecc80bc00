"""The words beside a picture's box: the line after it, if it is marked or reads as a caption."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.fields.captions.caption_block import read_caption_block
from parsers.fields.captions.chrome import without_chrome
from parsers.fields.captions.class_words import Role, names_both, role_of
from parsers.fields.captions.credits.credit import is_credit
from parsers.fields.captions.lines import Line, lines_in
from parsers.fields.images.article_region import ArticleRegion, is_inside
from parsers.fields.images.image_candidates import ImageCandidate
from parsers.fields.images.own_caption import (
    HEADINGS,
    SourcedCaption,
    ends_in_credit,
    from_lines,
    is_alternative,
    is_labelled,
    is_remark,
    is_small_print,
)
from parsers.fields.names.places import is_city
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.layout.emphasis import whole_emphasis
from parsers.page.text.class_names import in_names

_SMALL_HEADINGS = ("h3", "h4", "h5", "h6")
_CAPTION_TAGS = ("figcaption", "h6", "small", "dd")
_MAX_CREDIT = 140
_SHORT = 60
"""Characters: interface words are shorter."""
_FEWEST_WORDS = 4
_FEWEST_SIGNS = 10
"""Characters where words are not parted."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, and Korean, that parts few."""
_MAX_MARKED = 700
"""A box with more text than this is no caption's, whatever its name."""
_NAMED = in_names(
    r"caption l[eé]gend credit cr[eé]dito copyright bildunter cutline attribution",
    r"didascalia epigrafe photo image foto picture bild \bpie",
)
_GOES_ON = (" --", " —", " –", " -")
"""What a dateline on a line of its own ends with, and no caption does."""
_NUMBERED = re.compile(r"\d{1,3}[.)] ")
"""How the heading of a list's item begins."""
_HINT = re.compile(r"[()\[\]/|©@:：＝=（【]|\s[-–—]\s|[.。!?]\s?[^.。!?]{2,60}[^.。!?]$")


def adjacent_caption(
    page: Document,
    candidate: ImageCandidate,
    region: ArticleRegion,
    words: SourcedCaption,
    used: set[int],
    after: Block | None = None,
) -> SourcedCaption:
    """*words* with the caption or the credit of the lines after the picture.

    The blocks they stand in are added to *used*. With *after*, the lines after that block, which
    is the picture's caption.
    """
    caption_block = words.block
    texts: list[str] = []
    credits: list[str] = []
    lines: list[Line] = []
    source = ""
    taken: list[int] = []
    start = candidate.after if candidate.box is not region.container else candidate.position
    start = after.index + 1 if after else start
    for block in page.blocks[start : start + 2]:
        if block.index in used:
            continue
        if _is_of_another(block, candidate, region):
            break
        role = _role(block, region)
        text = block.text
        if len(text) < _SHORT and not without_chrome(text):
            break
        if len(text) > 600 or (role == "text" and not _may_be_words(text)):
            break  # a paragraph
        if is_city(text) or text.endswith(_GOES_ON):
            break  # the dateline
        if role != "text":
            source = source or f"the marked line after it ({block.tag})"
            lines += [
                line if line.role != "text" else Line(line.text, role, line.tag, "caption")
                for line in lines_in(block.box.node)
                if line.text in text
            ]
        elif not caption_block.credit and _reads_as_credit(block, after):
            credits.append(text)
        elif (
            not caption_block.caption and not texts and _reads_as_caption(block, candidate, region)
        ) or (
            not (caption_block.caption or texts or credits)
            and _is_caption_over_credit(page, block, region, used)
        ):
            texts.append(text)
            after = block
        else:
            break
        taken.append(block.index)
    if lines:
        found = from_lines(lines)
        texts += [found.caption] if found.caption and not caption_block.caption else []
        credits += [found.credit] if found.credit and not caption_block.credit else []
    used.update(taken)
    if not texts and not credits:
        return words
    if caption_block.caption:
        texts = [caption_block.caption, *texts]
    if caption_block.credit:
        credits = [caption_block.credit, *credits]
    return words.updated(read_caption_block(texts, credits), source or "the line after it")


def _is_of_another(block: Block, candidate: ImageCandidate, region: ArticleRegion) -> bool:
    """Whether a block stands in the figure of another picture."""
    for box in block.box.ancestors():
        if box in region.held:
            break
        if box.tag == "figure":
            return not is_inside(candidate.box, box)
    return False


def _reads_as_credit(block: Block, caption: Block | None) -> bool:
    """Whether a block is a credit by its form; names alone are, in the look of *caption*."""
    text = block.text
    if len(text) >= _MAX_CREDIT:
        return False
    if is_credit(text) or is_labelled(text):
        return True
    return caption is not None and _are_twins(caption, block) and is_credit(text, names=True)


def _are_twins(one: Block, other: Block) -> bool:
    """Whether two blocks stand side by side in elements of one kind."""
    return one.tag == other.tag and one.box.parent is other.box.parent


def _is_caption_over_credit(
    page: Document, block: Block, region: ArticleRegion, used: set[int]
) -> bool:
    """Whether a plain line unlike the story's paragraphs has a credit under it."""
    under = page.blocks[block.index + 1 : block.index + 2]
    if (
        not under
        or under[0].index in used
        or block.tag in HEADINGS
        or block.link_chars * 2 > len(block.text)
        or region.looks_like_text(block)
        or not _may_be_caption(block.text)
    ):
        return False
    credit = under[0].text
    if not without_chrome(credit):
        return False
    return _reads_as_credit(under[0], None) or ("/" in credit and _reads_as_credit(under[0], block))


def _may_be_caption(text: str) -> bool:
    """Whether a line is neither small print nor names, a label or a button."""
    is_long = len(text.split()) >= _FEWEST_WORDS or (
        len(text) >= _FEWEST_SIGNS and _UNSPACED.search(text) is not None
    )
    return (
        is_long
        and text[-1] not in ":："
        and not is_small_print(text)
        and not is_credit(text, names=True)
        and bool(without_chrome(text))
    )


def _role(block: Block, region: ArticleRegion) -> Role:
    for box in block.box.ancestors():
        if box is region.container or box is region.around or box.text_chars > _MAX_MARKED:
            break
        if box.tag in _CAPTION_TAGS:
            return "caption"
        if box.names:
            role = _role_by_name(box.names)
            if role != "text":
                return role
    return "text"


@lru_cache(maxsize=8192)
def _role_by_name(names: str) -> Role:
    if not _NAMED.search(names):
        return "text"
    role = role_of(names)
    return "caption" if role == "text" and names_both(names) else role


def _may_be_words(text: str) -> bool:
    """Whether a plain block is short enough for a caption, or could hold a credit."""
    return len(text) <= 250 or (len(text) <= 350 and _HINT.search(text) is not None)


def _reads_as_caption(block: Block, candidate: ImageCandidate, region: ArticleRegion) -> bool:
    """Whether an unmarked line after a picture is its caption."""
    if block.tag in _SMALL_HEADINGS and block.text[-1] in ".。।" and not block.link_chars:
        return is_alternative(block.text, candidate)  # a sentence, said twice
    if block.tag in HEADINGS or block.link_chars * 2 > len(block.text):
        return False
    text = block.text
    if ends_in_credit(text) or is_alternative(text, candidate):
        return True
    if len(text) > 250:
        return False
    look = whole_emphasis(block)
    if look == "slanted":
        return not is_remark(text)
    return look == "bold" and _is_bold_caption(text, candidate, region)


def _is_bold_caption(text: str, candidate: ImageCandidate, region: ArticleRegion) -> bool:
    """Whether a bold line after a picture is its caption and not a heading or the standfirst.

    Headings carry no full stop, standfirsts come before the text: a short finished statement
    under a picture amid the text is what is left.
    """
    return (
        text[-1] in ".。।"
        and len(text) <= 160
        and not _NUMBERED.match(text)
        and candidate.position > region.text
        and candidate.is_figure
    )
