"""The words of one picture: which lines of its box are the caption, which the credit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from parsers.fields.captions.caption_block import CaptionBlock, read_caption_block
from parsers.fields.captions.class_words import is_caption_box, names_picture
from parsers.fields.captions.credits.credit import is_credit
from parsers.fields.captions.credits.credit_labels import credit_words
from parsers.fields.captions.lines import Line, lines_in
from parsers.fields.captions.splitting import split_caption
from parsers.fields.dates.days import find_day
from parsers.fields.images.image_candidates import ImageCandidate
from parsers.page.text.normalization import clean
from parsers.page.text.similarity import letters
from parsers.wordlists import names_of

MAX_CAPTION = 1500
"""Longer texts under a picture are no captions."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_TABLES = frozenset(("table", "tbody", "tr", "dl"))

_BYLINE = re.compile(r"^\W*(?:by|von|par|por|di|door|av)\s+[A-ZÀ-Ý]", re.I)
_SMALL_PRINT = re.compile(rf"{_BYLINE.pattern}|\b\d{{1,2}}[:.]\d\d\b", re.I)
_NOTICE = re.compile(r"(?:copyright\b|©|\(c\))", re.I)
_CLOCK = re.compile(r"\b(?:19|20)\d\d\b.{0,6}\b\d{1,2}[:.]\d\d\b|\b\d{1,2}:\d\d\s*Uhr\b")


NO_CAPTION = CaptionBlock()


@dataclass(frozen=True, slots=True)
class SourcedCaption:
    """What is known of a picture's words, and where each part of it stands."""

    block: CaptionBlock = NO_CAPTION
    caption_from: str = ""
    credit_from: str = ""

    def updated(self, block: CaptionBlock, source: str) -> SourcedCaption:
        """The same with *block*, whose new parts come from *source*."""
        had = self.block
        return SourcedCaption(
            block,
            source if block.caption and block.caption != had.caption else self.caption_from,
            source if block.credit and block.credit != had.credit else self.credit_from,
        )


def own_caption(candidate: ImageCandidate) -> SourcedCaption:
    """What the picture's own box says."""
    lines = lines_in(candidate.box.node)
    if sum(len(line.text) for line in lines) > MAX_CAPTION * 2:
        return SourcedCaption()
    if any(_is_clock(line.text) for line in lines):
        return SourcedCaption()  # a byline with its portrait
    if not candidate.is_figure:
        lines = _words_of_picture(lines, candidate)
    caption_block = from_lines(lines)
    if caption_block.caption and _is_byline(candidate, caption_block.caption):
        return SourcedCaption()
    source = next((line.tag for line in lines if line.role == "figcaption"), "")
    if not source:
        source = (
            next((line.names for line in lines if line.role != "text"), "") or candidate.box.tag
        )
    return SourcedCaption().updated(caption_block, source)


_AUTHOR = "[rel~=author], [itemprop=author], address"


def _is_byline(candidate: ImageCandidate, caption: str) -> bool:
    """Whether a caption is the byline under its author's portrait."""
    if len(caption) > 80 or not _BYLINE.match(caption):
        return False
    return candidate.box.node.css_first(_AUTHOR) is not None


def _words_of_picture(lines: list[Line], candidate: ImageCandidate) -> list[Line]:
    """What may be caption or credit in a box that is no figure.

    Either the markup says so, or the box is by its name a picture's and holds little else.
    """
    box = candidate.box
    if any(line.role == "figcaption" for line in lines):
        return lines
    dated = any(len(line.text) < 60 and _is_mostly_date(line.text) for line in lines)
    lines = [line for line in lines if not _is_about_the_story(line, dated)]
    named = (
        candidate.is_worded
        or is_caption_box(box)
        or (names_picture(box.names) and not any(line.tag in HEADINGS for line in lines))
    )
    marked = [line for line in lines if line.role != "text" and line.strong]
    if marked and (named or any("capt" in line.names or "credit" in line.names for line in marked)):
        return marked if not named else lines
    lines = [line for line in lines if not is_small_print(line.text)]
    if not lines or len(lines) > 2:
        return []
    if named and not any(line.role == "credit" and not line.strong for line in lines):
        return lines
    last = lines[-1].text
    if ends_in_credit(last) or is_credit(last) or is_alternative(lines[0].text, candidate):
        return lines
    is_told = _is_table_of_picture(candidate, lines) or _is_slanted_whole(candidate, lines)
    return lines if is_told else []


def _is_about_the_story(line: Line, dated: bool) -> bool:
    """Whether a line of a header that also holds the picture is its date or its byline."""
    if dated and _BYLINE.match(line.text):
        return True
    if line.role == "figcaption" or (line.strong and "capt" in line.names):
        return False
    if line.role == "credit" and not line.strong:
        return _BYLINE.match(line.text) is not None
    return len(line.text) < 60 and _is_mostly_date(line.text)


def _is_table_of_picture(candidate: ImageCandidate, lines: list[Line]) -> bool:
    """Whether an old table lays out one picture and the short line below it."""
    return (
        candidate.box.tag in _TABLES
        and candidate.pictures[:1] != []
        and candidate.pictures[0].box is not candidate.box
        and len(candidate.pictures) == 1
        and sum(len(line.text) for line in lines) < 400
        and not any(line.linked or line.tag in HEADINGS for line in lines)
    )


def _is_slanted_whole(candidate: ImageCandidate, lines: list[Line]) -> bool:
    """Whether what stands in one paragraph with the picture is wholly in italics or small."""
    return (
        candidate.box.tag in ("p", "div", "center", "td")
        and all(line.tag in ("em", "i", "small", "font") and not line.linked for line in lines)
        and sum(len(line.text) for line in lines) < 300
        and not is_remark(lines[0].text)
    )


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:{'|'.join(map(re.escape, names_of('picture-chrome', 'remark')))})", re.I
    )


def is_remark(text: str) -> bool:
    """Whether a line in italics speaks of the article: no caption."""
    return _remark().match(text) is not None


def is_alternative(text: str, candidate: ImageCandidate) -> bool:
    """Whether a line says just what the picture's alternative text says."""
    if len(text) < 8 or len(text) > 400 or not candidate.pictures:
        return False
    own = letters(text)
    for picture in candidate.pictures[:2]:
        alt = picture.node.attributes.get("alt")
        if alt and len(alt) >= 8:
            other = letters(clean(alt))
            if own == other or (len(text) > 15 and other.startswith(own)):
                return True
    return False


def is_small_print(text: str) -> bool:
    """Whether a line is a byline or a date."""
    if len(text) > 120:
        return False
    if len(text) < 80 and _SMALL_PRINT.search(text):
        return True
    return _is_mostly_date(text)


@lru_cache(maxsize=256)
def _is_mostly_date(text: str) -> bool:
    day = find_day(text)
    return day is not None and (day.end - day.start) * 2 > len(text)


def _is_clock(text: str) -> bool:
    """Whether a line is the time of publication."""
    return len(text) < 60 and _CLOCK.search(text) is not None


def from_lines(lines: list[Line]) -> CaptionBlock:
    """The caption and the credit among *lines*, by what the markup says and where they stand."""
    credits: list[str] = []
    captions: list[str] = []
    lines = _with_labels(lines)
    marked = any(line.role == "caption" for line in lines)
    figcaption = any(line.role == "figcaption" for line in lines)
    before = ""
    for line in lines:
        text = line.text
        if (
            before == "credit"
            and credits
            and not _NOTICE.match(credits[-1])
            and (text[0] in "/|,(–" or (line.role != "credit" and is_credit(text)))
        ):
            credits[-1] = _joined(credits[-1], text)
            continue
        before = line.role
        if line.role == "credit" and len(text) < 200:
            credits.append(text)
        elif line.role in ("caption", "figcaption"):
            if (captions and line.apart and _is_edge_credit(text)) or (
                marked
                and line.role == "figcaption"
                and (is_credit(text, names=True) or is_labelled(text))
            ):
                credits.append(text)
                before = "credit"
            else:
                captions.append(text)
        elif marked or figcaption:
            if is_credit(text, names=marked) or is_labelled(text):
                credits.append(text)
                before = "credit"
        elif line.tag not in HEADINGS and not (line.linked and not is_labelled(text)):
            captions.append(text)
    if not lines:
        return CaptionBlock()
    return read_caption_block(list(dict.fromkeys(captions)), tuple(dict.fromkeys(credits)))


def _joined(credit: str, more: str) -> str:
    """Two parts of one credit: "(Ada Moor)" and "(AP)" are Ada Moor / AP."""
    if credit[0] == "(" == more[0] and credit[-1] == ")" == more[-1]:
        return f"{credit[1:-1]} / {more[1:-1]}"
    return f"{credit} {more}"


def _with_labels(lines: list[Line]) -> list[Line]:
    """*lines*, where a label in an element of its own ("Photo", "Credit:") opens the next one."""
    if not any(len(line.text) < 25 and _is_label(line.text) for line in lines):
        return lines
    joined: list[Line] = []
    label = ""
    for line in lines:
        if len(line.text) < 25 and _is_label(line.text) and line is not lines[-1]:
            label = line.text.rstrip(":, ")
            continue
        if label:
            line = replace(line, text=f"{label}: {line.text}")
            if len(line.text) < 120:
                line.role = "credit"
            label = ""
        joined.append(line)
    return joined


def _is_label(text: str) -> bool:
    known = credit_words()
    words = text.casefold().rstrip(":, ").split()
    if text.strip() in ("©", "(c)"):
        return True
    return bool(words) and all(
        word in known.made or word in known.credit or word in known.kind for word in words
    )


def _is_edge_credit(text: str) -> bool:
    """Whether a small element that closes a caption can be its credit: a few names."""
    return len(text) <= 80 and len(text.split()) <= 9 and text[-1] not in ".!?。"


def is_labelled(text: str) -> bool:
    """Whether a line is nothing but a credit with its label."""
    split = split_caption(text) if len(text) < 160 else None
    return split is not None and not split.caption and bool(split.credit)


def ends_in_credit(text: str) -> bool:
    """Whether a short line is a caption by its end: "(Photo: AP)", "Photo: Jane Doe"."""
    if len(text) > 350:
        return False
    split = split_caption(text)
    if not (split.caption and split.credit):
        return False
    if is_credit(split.credit):
        return True
    if len(text) > _LABELLED or not text.startswith(split.caption):
        return False
    label = text[len(split.caption) :].partition(split.credit)[0]
    return (any(map(str.isalpha, label)) and is_credit(split.credit, names=True)) or (
        bool(split.bracket) and is_labelled(split.credit)
    )


_LABELLED = 250
"""Characters of a caption with nothing but a credit's label to tell it."""
