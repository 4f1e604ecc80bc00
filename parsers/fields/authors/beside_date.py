"""A bare name beside a date, where nothing says that it is the author's."""

from __future__ import annotations

import re

from parsers.fields.authors.bylines.byline_words import is_nobody, is_only_role
from parsers.fields.authors.bylines.person import is_own_desk, is_person
from parsers.fields.authors.declared_authors import Candidate
from parsers.fields.authors.near_lines import Line
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.names.agencies import agency
from parsers.fields.names.places import is_city, is_country
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.layout.head_elements import ClassNameMatcher
from parsers.page.links import is_authors_page
from parsers.page.site_name import is_site_name


def beside_date(page: Document, near: list[Line], head: HeadlineBlock) -> Candidate:
    """A bare name that stands beside a date, in one box or with something else that speaks for it.

    Nothing marks it: a button, a section or a person of the story may stand there as well.
    """
    elements = [line.element for line in near]
    dated = {
        element.index
        for element in elements
        if element.tag == "time"
        or (len(element.text) <= _DATE_LINE and _DATED.search(element.text))
    }
    if head.blocks and min(head.blocks) - 1 in dated:
        dated.add(max(head.blocks))  # the date over the headline, the name under it
    for element in elements:
        if element.index in head.blocks or (element.href and not is_authors_page(element.href)):
            continue
        if len(element.text) > 80 or element.tag in _HEADING_TAGS or element.marked(_LABELS):
            continue
        rest = len(page.blocks[element.index].text) - len(element.text)
        if rest > _DATE_LINE or (rest > 3 and element.index not in dated):
            continue  # a name in a sentence, an item of a list
        parts = [element.text]
        if element.index in dated and element.whole:
            parts = re.split(r"\s+[|·•\-–—/]\s+", element.text)
        for part in parts:
            bare = _without_job(part.strip(" |·•-–—/,"))
            if not _may_sign(bare, head):
                continue
            if any(
                e.text == element.text and (_NOBODYS_PATH.search(e.href) or e.marked(_LABELS))
                for e in elements
            ):
                break  # a button, a section
            block = page.blocks[element.index]
            if _is_told_of(page, block.index, bare):
                break
            beside = dated & {block.index - 1, block.index, block.index + 1}
            is_linked = block.link_chars * 2 > len(block.text)
            if (_share_box(block, dated) if not beside else not is_linked) or (
                beside and _is_witnessed(page, bare)
            ):
                return Candidate([bare], [], "element", weak=True)
    return Candidate([], [], "element")


_DATE_LINE = 140
"""Characters of a line that tells a date."""
_LABELS = ClassNameMatcher(r"badge|categor|rubri|topic|section-?name|\btags?\b")
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "button", "label"))


def _may_sign(name: str, head: HeadlineBlock) -> bool:
    """Whether *name* is a person's that can be spoken, and not the site's."""
    return (
        is_person(name)
        and not (is_own_desk(name, head.site) or _UNSPOKEN.search(name))
        and not is_site_name(name, head.site)
        and not _CJK.search(name)
    )


def _share_box(block: Block, dated: set[int]) -> bool:
    """Whether a small box, linked to nowhere, holds *block* and a date and nothing much else."""
    if block.link_chars * 2 > len(block.text):
        return False
    for box in block.box.ancestors():
        if box.text_chars > _BYLINE_BOX or box.tag in ("main", "body", "article"):
            return False
        if any(box.start <= index < box.end for index in dated):
            return True
    return False


_BYLINE_BOX = 160
"""Characters of a box for a byline and its dates."""


def _is_told_of(page: Document, at: int, name: str) -> bool:
    """Whether the headline or the first paragraphs speak of *name*: a person of the story, or
    words of every day."""
    if name in (page.title or ""):
        return True
    words = {word for word in name.lower().split() if len(word) > _PARTICLE}
    for block in page.blocks[at + 1 : at + _FOLLOWING]:
        text = block.text
        if len(text) > _PROSE and (name in text or not words.isdisjoint(text.split())):
            return True
    return False


_PARTICLE = 3
"""Characters of words that stand in names as they are in sentences."""
_PROSE = 80
"""Characters of a paragraph."""
_FOLLOWING = 16  # blocks


def _is_witnessed(page: Document, name: str) -> bool:
    """Whether a picture's description, or data that nobody agreed upon, has the name too."""
    html = page.html  # the tree that is laid out holds no scripts
    told = (f'alt="{name}', f'name":"{name}"', f"name&quot;:&quot;{name}&quot;", f'title="{name}"')
    return any(words in html for words in told)


_NOBODYS_PATH = re.compile(
    r"^(?:#|javascript:|tel:|mailto:)|/(?:tags?|categor(?:y|ies)|topics?|sections?|themen?)/", re.I
)
_UNSPOKEN = re.compile(r"\b[B-DF-HJ-NP-TV-XZ]{3,}\b")
"""Letters that nobody can speak as a word: an event or a firm."""


def _without_job(text: str) -> str:
    """A name without the job, the agency or the place that follows it in its line."""
    match = _ASIDE.fullmatch(text)
    if match is None:
        return text
    name, rest = match[1], match[2].strip()
    first = rest.partition(" ")[0]
    if not first.isalpha():
        return text
    told = agency(rest) or is_city(rest) or is_country(rest) or is_nobody(rest)
    return name if told or is_only_role(rest) or is_only_role(first) else text


_ASIDE = re.compile(
    r"(.{4,40}?)(?:\s*[,/|(]\s*(?:d[aoe] )?|\s+[-–—]\s+|\s+(?:avec|con|mit|with)\s+)([^,/|()]+)\)?"
)
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
