"""The body: which blocks of the page are the story, and of what kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from math import exp

from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.blocks.smoothing import smooth
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.fields.body.beside import with_what_stands_beside
from parsers.fields.body.chapters import with_chapters
from parsers.fields.body.chrome_lines import is_label
from parsers.fields.body.live_blog import is_live_blog, with_entries
from parsers.fields.body.notices import notices_among
from parsers.fields.body.repeated import once, pulled_quotes
from parsers.fields.body.run_on import with_run_on
from parsers.fields.body.site_lines import lines_of_the_site
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.text.scripts import scale_of
from parsers.page.unrendered.hidden_text import linked_text, noscript_text, script_text
from parsers.records import Paragraph


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the story in reading order."""

    blocks: tuple[Block, ...] = ()
    source: str = "text"
    """``text`` (the visible page), else ``json-ld``, ``script``, ``noscript`` or ``container``."""
    paragraphs: tuple[Paragraph, ...] = ()
    """Only where the text comes from script data, not from blocks."""
    scores: tuple[float, ...] = ()
    """How much speaks for each block of the page."""
    story: StoryEvidence | None = None
    """What the page said of its story when its blocks got their scores."""
    kept: frozenset[int] = frozenset()
    """Blocks that the site's rules keep, whatever else is said of them."""
    beside: frozenset[int] = frozenset()
    """Indexes of blocks that are here only since their box says what it is: no story's text."""


CONTAINER = "container"
"""The source of a text that was found where the site's articles have theirs."""
THRESHOLD = 0.0
"""Blocks with a higher score are the story."""
_UNLIKELY = -3.0
"""Below that no block is taken, however little there is."""
_LESS = 2.0
"""The fewer characters a script needs, the less speaks for a short story in it."""
_TOO_LITTLE = 200
"""Characters: a shorter text is looked for elsewhere too."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE = 80
"""Characters: a longer heading says something, with nothing below it too."""
_SLIDE = 120
_SURE_SLIDE = 1.0
"""Characters and score of the text below a picture that may be the story."""
_SLIDES = 0.3
"""As a share of the rest: so much text below pictures makes them slides of a story."""


def story_of(page: Document, head: HeadlineBlock) -> StoryEvidence:
    """What the page says of its story, for comparing its blocks with it."""
    body = ""
    words = 0
    for node in page.json_ld:
        text = node.get("articleBody")
        if isinstance(text, str) and len(text) > len(body):
            body = text
        count = node.get("wordCount")
        if isinstance(count, int | str) and str(count).isdecimal():
            words = max(words, int(str(count)[:6]))
    return StoryEvidence(
        page.first_meta("description", "og:description", "twitter:description"),
        body if len(body) > _SHORT_BODY else None,
        words,
        head.block.index if head.block else None,
    )


_SHORT_BODY = 200
"""A shorter ``articleBody`` is a teaser."""


def read_body(page: Document, head: HeadlineBlock) -> Body:
    """The blocks of the story; where the page shows too few, what its scripts hold."""
    story = story_of(page, head)
    smoothed = smooth(page.blocks, load_block_classifier().scores(page.layout, story), THRESHOLD)
    smoothed = with_run_on(page.blocks, smoothed, THRESHOLD)
    smoothed = with_chapters(page.blocks, smoothed, THRESHOLD)
    scores = tuple(with_entries(page, smoothed, THRESHOLD) if is_live_blog(page) else smoothed)
    blocks = _above(THRESHOLD, page, head, scores)
    if _chars(blocks) < _TOO_LITTLE:
        mass = partial(_mass, scores)
        blocks = max(blocks, _next_best(page, head, scores), key=mass)
    shown = _chars(blocks)
    if shown < _TOO_LITTLE or shown * 3 < len(story.body):
        hidden = _hidden_body(page, shown)
        if hidden:
            return replace(hidden, scores=scores, story=story)
    every = with_what_stands_beside(page.blocks, blocks, scores, head.blocks)
    beside = frozenset(b.index for b in every).difference(b.index for b in blocks)
    return Body(every, scores=scores, story=story, beside=beside)


def _above(
    threshold: float, page: Document, head: HeadlineBlock, scores: tuple[float, ...]
) -> tuple[Block, ...]:
    blocks = [
        block
        for block, score in zip(page.blocks, scores, strict=True)
        if score > threshold and block.index not in head.blocks
    ]
    pulled = pulled_quotes(blocks)
    notices = notices_among([block.text for block in blocks])
    blocks = [
        b
        for b in blocks
        if b.index not in pulled
        and b.text not in notices
        and (b.tag in _HEADINGS or not is_label(b.text))
    ]
    of_the_site = lines_of_the_site(blocks)
    blocks = once([block for block in blocks if block.index not in of_the_site])
    if any(block.tag not in _HEADINGS for block in blocks):
        while blocks and _is_label(blocks[-1]):  # a heading of nothing
            blocks.pop()
    return tuple(blocks)


def _is_label(block: Block) -> bool:
    """Whether a block is a heading and no sentence in large print."""
    return block.tag in _HEADINGS and len(block.text) * scale_of(block.text[:40]) < SENTENCE


def _next_best(page: Document, head: HeadlineBlock, scores: tuple[float, ...]) -> tuple[Block, ...]:
    """The blocks with the highest scores, where they stand together in one box."""
    start = head.block.index if head.block else -1  # a story begins below its headline
    scale = scale_of(head.headline.value if head.headline else "")
    likely = [
        b
        for b in _above(_UNLIKELY - _LESS * (scale - 1.0), page, head, scores)
        if b.index > start and b.link_chars * 3 < len(b.text)
    ]
    homes: dict[Box, float] = defaultdict(float)
    for block in likely:
        homes[block.box.parent or block.box] += _mass(scores, (block,))
    if not homes:
        return ()
    home = max(homes, key=lambda box: homes[box])
    return tuple(block for block in likely if (block.box.parent or block.box) is home)


def body_within(page: Document, head: HeadlineBlock, scores: tuple[float, ...], box: Box) -> Body:
    """The texts in *box* that are no chrome; the box is known to hold the story."""
    blocks = tuple(
        block
        for block in _above(_UNLIKELY, page, head, scores)
        if box.start <= block.index < box.end and block.link_chars * 3 < len(block.text)
    )
    return Body(blocks, source=CONTAINER, scores=scores)


def _mass(scores: tuple[float, ...], blocks: Iterable[Block]) -> float:
    """How many characters of *blocks* are likely the story's: a long dialog is not more of a story
    than two short paragraphs."""
    return sum(len(block.text) / (1.0 + exp(-scores[block.index])) for block in blocks)


def _hidden_body(page: Document, shown: int) -> Body | None:
    """The text that scripts would show, if it is much more than what is shown."""
    for source, read in (
        ("json-ld", linked_text),
        ("script", script_text),
        ("noscript", noscript_text),
    ):
        texts = read(page)
        if sum(map(len, texts)) > 2 * shown:
            return Body(source=source, paragraphs=tuple(map(Paragraph, texts)))
    return None


def told_by_slides(body: Body, captions: frozenset[int]) -> frozenset[int]:
    """Those of the blocks below pictures that are the story itself: where a good part of what
    the block classifier found stands there in sentences, the pictures are slides of a story."""
    slides = [
        block
        for block in body.blocks
        if block.index in captions
        and len(block.text) >= _SLIDE
        and body.scores
        and body.scores[block.index] > _SURE_SLIDE
    ]
    told = sum(len(block.text) for block in slides)
    rest = sum(len(block.text) for block in body.blocks if block.index not in captions)
    return frozenset(block.index for block in slides) if told > _SLIDES * rest else frozenset()


def _chars(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)
