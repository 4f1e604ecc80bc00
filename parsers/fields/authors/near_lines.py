"""The lines near the headline that may print a byline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from parsers.fields.authors.bylines.byline_words import after_by, is_bare_by
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.layout.head_elements import ClassNameMatcher, HeadElement
from parsers.page.links import is_in_teaser
from parsers.page.site_name import is_site_name, title_parts
from parsers.page.text.similarity import letters

MAX_BYLINE = 200
_BOXES_OF_OTHERS = (
    r"related|teaser|\bcard\b(?<!author-card)(?<!hover-card)(?<!profile-card)"
    r"(?<!byline-card)|recommend"
    r"|most-?(?:read|popular)|trending|sidebar|comment"
)
_PROMOTION = r"(?<!node--)(?<!node-)promo"
"""``node--promoted`` is every story that a Drupal site has on its front."""
NOT_AUTHORS = ClassNameMatcher(
    _BOXES_OF_OTHERS,
    rf"avatar-?alt|social|share|{_PROMOTION}|newsletter|photo-?(?:credit|by)|caption|figure|credit"
    r"|reviewer|reviewed|edit(?:ed|or)-?by|fact-?check|\bnav\b|menu|breadcrumb|authori[tsz]"
    r"|job-?title|-role|-bio\b|biograph|description|\btags?\b|keyword|topic",
)
_NEVER_AUTHORS = ClassNameMatcher(
    _BOXES_OF_OTHERS,
    rf"photo|caption|figure|credit|reviewer|reviewed|edit(?:ed|or)-?by|fact-?check|{_PROMOTION}"
    r"|avatar|-role|-bio\b|biograph|newsletter|\bnav\b|menu|breadcrumb",
)
"""As above, for lines that open with "By": what is marked with other words may print them."""
FOOTER = ClassNameMatcher(r"footer")
_UNDER = 3
"""A box so few blocks under the headline is no footer, whatever it is called."""
_NAMED = ClassNameMatcher(r"author-?names?\b|by-?line")
"""What names its own element so is a byline, in a box for sharing too."""


_CONTRIBUTED = ClassNameMatcher(r"contribut")


@dataclass(slots=True)
class Line:
    """An element near the headline that may print a byline."""

    element: HeadElement
    rest: str | None
    """What follows its opening "By", if it has one."""


def near_lines(page: Document, head: HeadlineBlock) -> list[Line]:
    """The elements near the headline that may print a byline."""
    at = head.block.index if head.block else -1
    prose = _first_prose(page.blocks, at + 1)
    tells_of_another = cache(partial(_tells_of_another, page))
    lines = []
    menus = {
        element.index for element in head.elements if element.href and is_bare_by(element.text)
    }
    """Blocks where a word such as "About" is a link of its own: it opens no byline."""
    for element in head.elements:
        if element.index == at or not 1 < len(element.text) <= MAX_BYLINE:
            continue
        if (element.index <= at - 4 and at >= 0) or element.tag in _NEVER:
            continue
        heading = element.tag in _HEADINGS
        if heading and not _may_open(element.text):
            continue
        marked = element.marked(NOT_AUTHORS)
        if not 0 < element.index - at <= _UNDER and element.marked(FOOTER):
            continue
        if marked and _NAMED(element.own) and not NOT_AUTHORS(element.own):
            marked = element.marked(_NEVER_AUTHORS) or element.marked(_CONTRIBUTED)
        if marked and (
            not _may_open(element.text) or element.tag == "li" or element.marked(_NEVER_AUTHORS)
        ):
            continue
        opening = None if element.index in menus else _opening(page, element)
        if opening is not None and _names_site(page, head, element.text):
            opening = None  # "De Telegraaf" is not by Telegraaf
        if opening is None and (marked or heading):
            continue
        is_apart = at >= 0 and not at < element.index <= prose
        if is_apart and tells_of_another(element.index):
            continue
        lines.append(Line(element, opening))
    return lines


def _names_site(page: Document, head: HeadlineBlock, text: str) -> bool:
    """Whether a text is the site's name, or what the page's title ends with."""
    parts = title_parts(page.title or "")
    return is_site_name(text, head.site) or (len(parts) > 1 and letters(parts[-1]) == letters(text))


def _tells_of_another(page: Document, index: int) -> bool:
    """Whether a block stands in the box of another story."""
    box = page.blocks[index].box
    return is_in_teaser(box.node, page.base, (page.url, page.canonical_url), box)


def _first_prose(blocks: list[Block], start: int) -> int:
    """The first block from *start* on that may be a paragraph, or one past the last."""
    for block in blocks[start:]:
        if len(block.text) > _SENTENCE and block.link_chars * 3 < len(block.text):
            return block.index
    return len(blocks)


def _may_open(text: str) -> bool:
    """Whether a text may open with "By", or a label: a quick look."""
    return text[:3] in ("By ", "by ", "BY ") or ":" in text[:_LABEL]


_SENTENCE = 60
_LABEL = 24  # characters: "Contributors:"
_HEADINGS = frozenset(("h2", "h3"))
_NEVER = frozenset(("h1", "figcaption"))


def _opening(page: Document, element: HeadElement) -> str | None:
    """What follows the opening "By" of an element, unless it closes a longer text (a caption)."""
    rest = after_by(element.text)
    if rest is not None and not element.whole:
        block = page.blocks[element.index].text
        if len(block) > MAX_BYLINE and not block.startswith(element.text):
            return None
    return rest
