"""Why a page is no article: home pages, lists, shop pages, error pages, walls, empty pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean
from urllib.parse import urlsplit

from parsers.classify.blocks.chrome_words import CONSENT, count_chrome_words
from parsers.classify.blocks.node_stats import PROSE
from parsers.classify.page_classifier import (
    REFUSE,
    REFUSE_PLAIN,
    dates_its_story,
    load_page_classifier,
    tells_its_story,
)
from parsers.classify.pages.shape import PageFacts
from parsers.classify.wording import load_wording
from parsers.errors import NOT_FOUND
from parsers.fields.body.body import CONTAINER, Body
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.story_address import is_numbered
from parsers.page.text.scripts import scale_of
from parsers.reader.lead import LONE
from parsers.records import Paragraph
from parsers.wordlists import alternatives

LIKE_A_LIST = "it looks like a list of pages, a shop or a company page, not like one story"
NO_TEXT = "it has no text"
TOO_SHORT = "it has less than two paragraphs of text"
NO_STORY = "its story is not on it: none of its text is likely a story's"
OF_THE_SITE = "its story is not on it: its text is the site's own, a wall, a dialog or an appeal"
MAY_BE_ARTICLE = frozenset((LIKE_A_LIST, NO_TEXT, TOO_SHORT, NO_STORY))
"""Reasons that do not hold where the text stands in the container that the site's articles use."""
_LONE_UNTOLD = 500
"""Letters of a story of one paragraph, where the page does not say that it is a story. Here and
below, a character of a dense script stands for several letters."""
_SHORT = 1_200
"""An error page or a wall says less than that."""
_TOLD = 1_000
_TOLD_SHARE = 0.3
"""Letters, and the share of the page's text, that are enough where it says it is a story."""
_PLAIN = 60
_PLAIN_SHARE = 0.45
"""Letters, and the share that are enough where the page has hardly a link: less than half,
since some pages show their text twice."""
_SENTENCE = 40
"""Letters: where no paragraph has so many, the text is dates, names or labels. The longest of an
article of the corpora has 70 and more."""
_LINKED = 0.8
"""The share of the text that is links on a list: on no article of the corpora it is above 0.6."""
_UNLIKELY = -0.5
"""No block of a story scores higher than that, and"""
_FAR = 5
"""the first stands so many blocks below the headline: what is read there is a bio, a remark of a
reader, a footer. Of 814 articles, 575 of them on pages that no training saw, one reads so: such a
line. Of 166 pages without their story that were read all the same a quarter does."""
_NO_STORY_FOR_SURE = 2.0
"""Where the best block of a short text scores less, and"""
_MAY_BE_STORY = -1.0
"""each line that scores higher"""
_SPOKEN, _OWN_WORDS, _SURELY_OWN = 2.0, 0.6, 0.8
"""weighs as much by its wording as the first says, or has in 100 letters so many words of consent
as the second, and the text as a whole the first or the third, the site speaks. No article of 2,500
reads so; of 239 pages with a wall in place of their story one in seven."""
_SHORTEST = 25
"""Characters of a line that its wording tells something of."""
_REFUSE_HOME = -1.0
"""The address of a home page has to look much more like a story."""
_NOT_FOUND = re.compile(
    rf"(?:{alternatives('page-errors', 'error')})\W{{0,3}}404\b"
    rf"|\b404\W{{1,3}}(?:{alternatives('page-errors', 'behind 404')})\b"
    r"|^\W*404\W*(?:$|[-–—|:])|(?:^|[-–—|:!.]\s*)404\W*$"
    r"|(?:not|n.t|no longer|can.?not) (?:be )?(?:found|available|exist)"
    rf"|{alternatives('page-errors', 'not found')}",
    re.I,
)
_WALL = re.compile(rf"^(?:{alternatives('page-errors', 'wall')})\b", re.I)


def refusal(
    page: Document,
    head: HeadlineBlock,
    body: Body,
    paragraphs: Sequence[Paragraph],
    *,
    is_dated: bool,
    is_signed: bool,
) -> str | None:
    """Why the page is no article, in a few words, or ``None`` where it is one."""
    flaw = plain_flaw(page, head, body, paragraphs, is_dated=is_dated)
    if body.source == CONTAINER and not flaw:
        return None if is_dated or is_numbered(page.url) else LIKE_A_LIST
    if flaw or is_told(page, body, paragraphs) or is_bare(page, paragraphs):
        return flaw
    facts = facts_of(page, head, body, is_dated=is_dated, is_signed=is_signed)
    score = load_page_classifier().score(facts)
    bound = REFUSE_PLAIN if is_plain(page, paragraphs) else REFUSE
    said = LIKE_A_LIST
    if _is_home(page) and bound == REFUSE:
        bound, said = _REFUSE_HOME, "it is a home page"
    if page.notes is not None:
        _note_score(page, facts, bound)
    return said if score > bound else None


def _note_score(page: Document, facts: PageFacts, bound: float) -> None:
    """Note what spoke for the page's being an article and what against it."""
    from parsers.classify.reasons import page_reason  # loads the model as data

    score, why = page_reason(facts)
    said = f"score {-score:+.1f}, at least {-bound:+.1f} is an article{why}"
    page.note("article", facts.headline or "", "page classifier", score <= bound, said)


def plain_flaw(
    page: Document,
    head: HeadlineBlock,
    body: Body,
    paragraphs: Sequence[Paragraph],
    *,
    is_dated: bool,
) -> str | None:
    """Why the page is no article, where that is plain: hardly any text, an error, a wall."""
    headline = head.headline.value if head.headline else None
    count = sum(paragraph.kind != "heading" for paragraph in paragraphs)
    scale = _scale(paragraphs)
    letters = scale * sum(len(paragraph.text) for paragraph in paragraphs)
    if letters < _SHORT and (
        _NOT_FOUND.search(headline or "") or _NOT_FOUND.search((page.title or "")[:80])
    ):
        return NOT_FOUND
    if headline is None:
        return "it has no headline"
    if not count:
        return NO_TEXT
    if letters < _SHORT and (_WALL.match(headline) or _WALL.match(page.title or "")):
        return "it asks to log in, to agree or to prove something"
    if max(len(paragraph.text) for paragraph in paragraphs) * scale < _SENTENCE:
        return "it has no sentence, only dates or labels"
    linked = sum(block.link_chars for block in body.blocks)
    if linked and linked > _LINKED * sum(len(block.text) for block in body.blocks):
        return "its text is links to other pages"
    if count == 1 and not body.source.startswith("site:"):
        is_told = is_dated or body.source == CONTAINER or tells_its_story(page)
        if letters < (LONE if is_told else _LONE_UNTOLD):
            return TOO_SHORT
    if body.scores and body.blocks and not body.kept and letters < _SHORT:
        return _flaw_of_text(head, body)
    return None


def _flaw_of_text(head: HeadlineBlock, body: Body) -> str | None:
    """Why a short text is no story, by what the block classifier says of it and by its words."""
    best = max(body.scores[block.index] for block in body.blocks)
    if best > _NO_STORY_FOR_SURE:
        return None
    start = head.block.index if head.block else 0
    if best < _UNLIKELY and body.blocks[0].index > start + _FAR and body.source != CONTAINER:
        return NO_STORY
    texts = [block.text for block in body.blocks]
    weigh = load_wording().of
    weights = [weigh(text) for text in texts]
    scale = scale_of("".join([text[:40] for text in texts])) / 100
    words = [of[CONSENT] for of in count_chrome_words(texts)]
    for block, weight, count in zip(body.blocks, weights, words, strict=True):
        length = len(block.text)
        if (
            body.scores[block.index] > _MAY_BE_STORY
            and length >= _SHORTEST
            and weight < _SPOKEN
            and count < _OWN_WORDS * scale * length
        ):
            return None
    bound = _SURELY_OWN * scale * sum(map(len, texts))
    return OF_THE_SITE if fmean(weights) > _SPOKEN or sum(words) > max(1, bound) else None


def is_told(page: Document, body: Body, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the page is an article without any look at the rest of it: a site's own rules or
    its linked data say so, or it says so itself and the text is there."""
    if body.source == "json-ld" or body.source.startswith("site:"):
        return True
    if _is_short_story(page, paragraphs):
        return True
    chars = sum(len(paragraph.text) for paragraph in paragraphs)
    scale = _scale(paragraphs)
    enough = max(_TOLD / scale, _TOLD_SHARE * _shown(page)[0])
    return chars >= enough and (
        tells_its_story(page)
        or (
            body.source == "text"
            and _prose(paragraphs, PROSE / scale) >= enough
            and dates_its_story(page)
        )
    )


def _is_short_story(page: Document, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the page says that it is one story, and shows one paragraph of some length, which is
    a good part of its text."""
    if sum(paragraph.kind == "paragraph" for paragraph in paragraphs) != 1:
        return False
    letters = sum(len(p.text) for p in paragraphs if p.kind == "paragraph") * _scale(paragraphs)
    return letters >= max(LONE, _TOLD_SHARE * _shown(page)[0]) and tells_its_story(page)


def is_plain(page: Document, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether there is hardly anything on the page but its text."""
    shown, linked = _shown(page)
    if linked * 20 >= shown or len(page.layout.left_out) >= 2:
        return False
    chars = sum(len(paragraph.text) for paragraph in paragraphs)
    return chars >= max(_PLAIN / _scale(paragraphs), _PLAIN_SHARE * shown)


def is_bare(page: Document, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether there is nothing but a text on the page, and no link at all: no site has such lists,
    nor pages about itself."""
    return not _shown(page)[1] and not page.layout.left_out and is_plain(page, paragraphs)


def _shown(page: Document) -> tuple[int, int]:
    """How many characters a page shows, and how many of them are links."""
    boxes = page.layout.boxes  # none where there are frames instead of a body
    return (boxes[0].text_chars, boxes[0].link_chars) if boxes else (0, 0)


def _scale(paragraphs: Sequence[Paragraph]) -> float:
    """How many letters of an alphabet a character of the text stands for."""
    return scale_of("".join([paragraph.text[:40] for paragraph in paragraphs]))


def _prose(paragraphs: Sequence[Paragraph], least: float) -> int:
    """How many characters stand in paragraphs of some length: lists have items and headings."""
    return sum(
        len(paragraph.text)
        for paragraph in paragraphs
        if paragraph.kind == "paragraph" and len(paragraph.text) >= least
    )


def facts_of(
    page: Document, head: HeadlineBlock, body: Body, *, is_dated: bool, is_signed: bool
) -> PageFacts:
    """What the page classifier looks at."""
    return PageFacts(
        page,
        body.blocks,
        body.scores,
        headline=head.headline.value if head.headline else None,
        head_block=head.block.index if head.block else None,
        is_dated=is_dated,
        is_signed=is_signed,
    )


def _is_home(page: Document) -> bool:
    try:
        parts = urlsplit(page.url or "")
    except ValueError:
        return False
    is_root = parts.path in ("", "/") and not parts.query
    return bool(parts.hostname) and is_root and "article:published_time" not in page.meta
