"""The line that says who wrote the story, as printed."""

from __future__ import annotations

import re

from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.byline_words import is_nobody, is_only_role, without_counts
from parsers.fields.authors.bylines.person import has_desk
from parsers.fields.authors.near_lines import MAX_BYLINE, Line
from parsers.fields.dates.date_formats import find_moments, may_hold_date
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.wordlists import alternatives


def printed_byline(
    page: Document, near: list[Line], names: list[str], head: HeadlineBlock
) -> tuple[str, set[int]] | None:
    """The line that prints the names, and the blocks it stands in."""
    best: tuple[tuple[int, bool, int], Line] | None = None
    used: set[int] = set()
    folded = [name.casefold() for name in names]
    for line in near:
        element = line.element
        shown = element.text.casefold()
        told = sum(name in shown for name in folded)
        if not told and (names or not line.rest or not _names_somebody(line, head)):
            continue
        opens = line.rest is not None
        if not opens and len(shown) > _LONG and _SENTENCE.search(shown):
            continue  # it names the site, or the writer as somebody of the story
        rank = (told, opens, -len(element.text))
        if best is None or rank > best[0]:
            best = (rank, line)
        text = page.blocks[element.index].text
        share = sum(len(name) for name in names if name in text) / max(1, len(text))
        if len(text) <= MAX_BYLINE and (opens or share > 0.5) and text[-1] not in ".?!":
            used.add(element.index)
    if best is None:
        return None
    text = best[1].element.text
    shorter = _TAIL.sub("", without_counts(_before_date(text)))
    kept = not folded or any(name in shorter.casefold() for name in folded)
    return (shorter if kept and shorter else text), used


def _names_somebody(line: Line, head: HeadlineBlock) -> bool:
    """Whether a line that opens with "By" names a person, or a desk and nothing else."""
    rest = (line.rest or "").strip(" .")
    desk = len(rest) <= _DESK and (is_nobody(rest) or is_only_role(rest) or has_desk(rest))
    return desk or bool(names_in_line(line.element.text, head.site))


_DESK = 40


_LONG = 60
_SENTENCE = re.compile(r"[^\W\d_]{3}\. |[.?!]$|://")


def _before_date(text: str) -> str:
    """A byline without the date that follows in the same line, or its label."""
    label = _UPDATE_LABEL.search(text, 5)
    if label:
        text = text[: label.start()]
    if may_hold_date(text):
        moment = next(find_moments(text), None)
        if moment and moment.start > 4:
            return _DATE_LABEL.sub("", text[: moment.start]).rstrip(" ,|·•-–—:(") or text
    return text


_TAIL = re.compile(
    r"(?:[\s|·•⋅,;–—-]*\b(?:\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?|\d+ min(?:ute)?s?(?: read)?)\b)?"
    r"[\s|·•⋅,;–—-]*$",
    re.I,
)
"""A clock, the time it takes to read, and what parts them from the names."""
_UPDATE_LABEL = re.compile(rf"[\s|·•,–—(-]+(?:{alternatives('bylines', 'update')}).*", re.I)
_DATE_LABEL = re.compile(
    rf"\s*[|·•,–—-]?\s*(?<!\w)(?:last\s+)?(?:{alternatives('bylines', 'date label')})\w*"
    r"\s*(?:on|at|am|le|el|em|il|:)?[\s,:]*$",
    re.I,
)
