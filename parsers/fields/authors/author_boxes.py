"""Who is named as the author away from the headline: in boxes and labels under the story."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.byline_names import names_in_value
from parsers.fields.authors.bylines.byline_words import is_bare_by
from parsers.fields.authors.declared_authors import Candidate
from parsers.fields.authors.displayed_authors import titled_names
from parsers.fields.authors.near_lines import FOOTER, NOT_AUTHORS
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.names.agencies import agency
from parsers.page.document import Document
from parsers.page.layout.head_elements import ClassNameMatcher, names_of
from parsers.page.links import is_in_teaser
from parsers.page.text.similarity import letters


def named_elsewhere(page: Document, head: HeadlineBlock) -> Candidate:
    """Who is named as the author away from the headline: in a box or a sentence under the story.

    Related stories name their authors too, so a name is taken only where it is the only one.
    """
    candidate = Candidate([], [], "element", weak=True)
    for node in page.css(_BOXES)[:_MAX_BOXES]:
        text = " ".join((node.text(separator=" ") or "").split())
        if 2 < len(text) <= 80 and not (
            NOT_AUTHORS(names_of(node))
            or FOOTER(names_of(node))
            or _of_others(node)
            or is_in_teaser(node, page.base, (page.url, page.canonical_url))
        ):
            persons, others = names_in_value(text, head.site)
            candidate.persons.extend(name for name in persons if name not in candidate.persons)
            href = node.attributes.get("href") or ""
            if "author" in names_of(node) or "/author/" in href or "/authors/" in href:
                candidate.others.extend(
                    name for name in titled_names(others)[:1] if not candidate.others
                )
    if len({letters(name) for name in candidate.persons}) == 1:
        return Candidate(candidate.persons[:1], [], "element", weak=True)
    found = _labelled(page, head)
    if found:
        return Candidate(found, [], "byline", weak=True)
    if not candidate.others and (wire := _wire(page)):
        return Candidate([], [wire], "byline", weak=True)
    return Candidate([], candidate.others, "element", weak=True)


def _labelled(page: Document, head: HeadlineBlock) -> list[str]:
    """The names in a sentence with "written by", or after a label that is a line of its own."""
    for block in page.blocks:
        text = block.text
        if "ritten by " in text and len(text) <= 400:
            found = names_in_line("By " + text.split("ritten by ", 1)[1], head.site)
            if found:
                return found
        if 5 < len(text) < 21 and is_bare_by(text):
            found = []
            for follower in page.blocks[block.index + 1 : block.index + 1 + _MAX_LISTED]:
                names = names_in_line(follower.text, head.site) if len(follower.text) < 80 else []
                if not names or (found and follower.tag != "li"):
                    break
                found += names
            if found:
                return found
    return []


def _wire(page: Document) -> str | None:
    """The agency that a line of its own names as who reported the story."""
    for block in page.blocks:
        match = _REPORTED.fullmatch(block.text) if len(block.text) < _WIRE_LINE else None
        if match and agency(match[1]):
            return match[1]
    return None


_WIRE_LINE = 80
"""Characters."""
_REPORTED = re.compile(r"(?:reporting|reported|story|written) by ([^.,]{2,40})\.?", re.I)
_MAX_LISTED = 10


def _of_others(node: LexborNode) -> bool:
    """Whether an element stands in a box of other stories, or of comments."""
    outer = node.parent
    for _ in range(4):
        if outer is None or outer.tag == "body":
            return False
        if _OTHERS(names_of(outer)):
            return len(outer.text()) < _MAX_OTHERS  # what holds the story may be called anything
        outer = outer.parent
    return False


_MAX_OTHERS = 2_000
_OTHERS = ClassNameMatcher(
    r"related|teaser|recommend|most-?(?:read|popular)|trending|comment|read-?(?:more|next)"
    r"|more-?(?:from|stories|news)|you-?may"
)
_BOXES = (
    '[rel~="author"], [itemprop~="author"], [class*="uthor"], [class*="yline"], a[href*="/author"]'
)
_MAX_BOXES = 40
