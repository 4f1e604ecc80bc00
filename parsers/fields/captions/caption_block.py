"""What is printed under a picture, taken apart: caption, credit, copyright notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.fields.captions.credits.credit import (
    MAX_CREDIT,
    Credit,
    is_credit,
    read_credit,
    repeats,
    tidy_credit,
)
from parsers.fields.captions.credits.credit_labels import is_label
from parsers.fields.captions.credits.no_credit import is_sentence, names_nobody, without_reservation
from parsers.fields.captions.split import EDGES, ENDS, NOTICE, Split
from parsers.fields.captions.splitting import split_caption
from parsers.fields.names.persons import is_name
from parsers.records import Image


@dataclass(frozen=True, slots=True)
class CaptionBlock:
    """The text under a picture, taken apart. Absent is ``None``."""

    caption: str | None = None
    credit: str | None = None
    creator: str | None = None
    agencies: tuple[str, ...] = ()
    copyright_notice: str | None = None
    bracket: str = ""
    """The form in which the credit closes the caption: :attr:`Split.bracket`."""

    def image(self, url: str | None = None, alt: str | None = None) -> Image:
        """The image at *url* with this caption, credit and notice."""
        return Image(
            url=url,
            caption=self.caption,
            credit=self.credit,
            creator=self.creator,
            agencies=self.agencies,
            copyright_notice=self.copyright_notice,
            alt=alt,
        )


def read_caption_block(
    lines: Sequence[str], credits: Sequence[str] = (), notices: Sequence[str] = ()
) -> CaptionBlock:
    """What the lines under one picture say.

    *credits* are texts that the page itself marks as the credit, *notices* those it marks as
    the copyright. Lines are looked at from the last: a credit stands under a caption.
    """
    captions: list[str] = []
    given: set[str] = set()
    lines = joined(lines)
    found = [text for text in joined(credits) if not names_nobody(text)]
    sentences = [text for text in found if is_sentence(text)]
    if sentences:
        found = [text for text in found if text not in sentences]
        lines = lines or sentences
    notice = next(filter(None, notices), None)
    if found and all(NOTICE.match(text) for text in found) and len(lines) > 1:
        # The page marks the notice; the credit is the line under it.
        after = [line for line in lines[1:] if line and line not in found and _may_be_credit(line)]
        if after:
            notice = notice or found[0].strip(EDGES)
            lines = [line for line in lines if line not in (*after, *found)]
            found = after[:1]
    marked = bool(found)
    bracket = ""
    several = len([line for line in lines if line]) > 1
    for number, line in enumerate(lines):
        if not line:
            continue
        is_notice = NOTICE.match(line) and len(line) <= MAX_CREDIT
        if is_notice and (marked or (several and any(map(_is_after, lines[number + 1 :])))):
            notice = notice or line.strip(EDGES)
            continue
        if marked and any(_same(line, text) for text in found):
            continue
        last = number == len(lines) - 1 and len(lines) <= _FEW
        if number and captions and not marked and is_credit(line, names=last):
            found.append(line)
            continue
        split = split_caption(line)
        weak = split.credit and split.caption and not is_credit(split.credit)
        fuller = marked and _is_fuller(split, found)
        if marked and weak and not fuller and not any(_same(split.credit, t) for t in found):
            split = Split(line)  # the page says itself what the credit is
        notice = notice or split.notice or None
        if split.notice and without_reservation(split.credit)[1]:
            split = Split(split.caption)
        if split.credit and (fuller or not (marked and split.caption)):
            found.append(split.credit)
            bracket = bracket or split.bracket
            if split.given:
                given.add(split.credit)
        if split.caption:
            captions.append(split.caption)
    return replace(_assembled(" ".join(captions), found, notice, given), bracket=bracket)


def _may_be_credit(line: str) -> bool:
    """Whether a line under a notice is a credit: a few names."""
    return is_credit(line, names=True) or (
        len(line) <= 80 and line[-1] not in ".!?" and ("/" in line or " via " in line)
    )


def _is_after(line: str) -> bool:
    return bool(line) and not NOTICE.match(line) and _may_be_credit(line)


def _same(line: str, other: str) -> bool:
    return line == other or tidy_credit(line) == tidy_credit(other)


_FEW = 4
"""In more lines than these, names alone are no credit: it is a table or a gallery."""

_OPEN = re.compile(
    r"(?:[/|,(（]|\b(?:via|by|for|from|von|par|por|door|courtesy of|di|de|av|af))$", re.I
)
_CLOSE = re.compile(r"[,;.)\]/|）](?=\s|$|[^\W\d_])")


def joined(lines: Sequence[str]) -> list[str]:
    """The lines, with those put together that links and labels in elements had parted."""
    whole: list[str] = []
    for line in lines:
        if not line:
            continue
        if whole and not NOTICE.match(line) and _is_open(whole[-1]):
            whole[-1] = f"{whole[-1]} {line}"
        elif whole and _CLOSE.match(line):
            whole[-1] += line if line[0] in ",;.)]）" else f" {line}"
        else:
            whole.append(line)
    return whole


def _is_open(line: str) -> bool:
    """Whether a line cannot end here: "Photo:", "(Image by", "Jane Doe via"."""
    if _OPEN.search(line) or is_label(line):
        return True
    return line[-1] in ":：" and is_label(line[:-1].rpartition(" ")[2])


def _is_fuller(split: Split, found: Sequence[str]) -> bool:
    """Whether the line says more of the credit than the page marks as such."""
    if not split.credit or not split.caption:
        return False
    folded = tidy_credit(split.credit).casefold()
    return any(len(text) > 2 and tidy_credit(text).casefold() in folded for text in found)


def _assembled(caption: str, lines: list[str], notice: str | None, given: set[str]) -> CaptionBlock:
    credits: list[Credit] = []
    for line in lines:
        line, reservation = without_reservation(line)
        notice = notice or reservation.strip(EDGES) or None
        credit = read_credit(line, given=line in given)
        if credit is None or any(repeats(credit.text, other.text) for other in credits):
            continue
        folded = credit.text.casefold()
        if any(folded in other.text.casefold() for other in credits):
            continue
        if len(line) <= MAX_CREDIT and notice is None and NOTICE.match(line):
            notice = line.strip(EDGES)
        credits = [other for other in credits if other.text.casefold() not in folded]
        credits.append(credit)
    text = " / ".join(credit.text for credit in credits) or None
    whole = credits[0] if len(credits) == 1 else read_credit(text) if text else None
    return CaptionBlock(
        caption=tidy_caption(caption) or None,
        credit=text,
        creator=whole.creator if whole else None,
        agencies=whole.agencies if whole else (),
        copyright_notice=notice,
    )


def tidy_caption(text: str) -> str:
    """A caption without the separators that the credit left behind."""
    text = text.strip().rstrip(EDGES).strip()
    if text.endswith("(") or (text.endswith(("[", "（", "【"))):
        text = text[:-1].rstrip(EDGES).strip()
    return text if any(character.isalnum() for character in text) else ""


_LONGEST_BRACKET = 60
_MOST_WORDS = 6
_BRACKETED = re.compile(r"\s*([(\[（【［])([^()\[\]（）【】［］]+)[)\]）】］]\s*\.?$")


def in_the_form_of(block: CaptionBlock, brackets: frozenset[str]) -> CaptionBlock:
    """*block* with the brackets at its end as the credit, where other captions of the page close
    with their credits in *brackets* of that form."""
    match = _BRACKETED.search(block.caption or "")
    if match is None or block.credit or block.caption is None:
        return block
    before, inside = block.caption[: match.start()], match[2].strip()
    finished = before[-1:] in ENDS and bool(before)
    words = inside.split()
    if (
        f"{'.' if finished else ''}{match[1]}" not in brackets
        or not before
        or len(inside) > _LONGEST_BRACKET
        or len(words) > _MOST_WORDS
        or not words[0][0].isalpha()
        or words[0][0].islower()
        or not (finished or len(words) > 1 or "/" in inside)  # "Ada Moor (CSU)"
    ):
        return block
    return read_caption_block([before], [inside])


_FEWEST_WORDS = 4
"""Words before a person in brackets: fewer are who that is."""


def credit_brackets(blocks: Sequence[CaptionBlock]) -> frozenset[str]:
    """The forms in which the captions of a page close with their credits."""
    sure = frozenset(filter(None, (block.bracket for block in blocks)))
    return sure or _shared_brackets(blocks)


def _shared_brackets(blocks: Sequence[CaptionBlock]) -> frozenset[str]:
    """The forms, where all captions of a page, two at least, close with a person in brackets.

    A name that all of them have behind a capital may be that of who is shown, or plays a part;
    given twice, it is not.
    """
    captions = [block.caption for block in blocks if block.caption]
    if len(captions) < 2 or any(block.credit for block in blocks):
        return frozenset()
    found = [match for match in map(_BRACKETED.search, captions) if match]
    named = [match[2].strip() for match in found]
    words = [match.string[: match.start()].split() for match in found]
    if len(found) < len(captions) or not all(is_credit(name, names=True) for name in named):
        return frozenset()
    if min(map(len, words)) < _FEWEST_WORDS:
        return frozenset()
    is_repeated = len(set(named)) < len(named)
    if not is_repeated and all(before[-1][0].isupper() for before in words):
        return frozenset()
    if not is_repeated and any(is_name(" ".join(before[-2:])) for before in words):
        return frozenset()
    return frozenset(
        f"{'.' if before[-1][-1] in ENDS else ''}{match[1]}"
        for before, match in zip(words, found, strict=True)
    )
