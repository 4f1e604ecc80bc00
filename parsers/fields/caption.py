"""What is printed under a picture, taken apart: caption, credit, copyright notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.fields.caption_split import Split, split_caption
from parsers.fields.credit import MAX_CREDIT, Credit, is_credit, read_credit, tidy_credit


@dataclass(frozen=True, slots=True)
class Legend:
    """The text under a picture, taken apart. Absent is ``None``."""

    caption: str | None = None
    credit: str | None = None
    creator: str | None = None
    agencies: tuple[str, ...] = ()
    copyright_notice: str | None = None


_NOTICE = re.compile(r"(?:copyright\b[:\s]*(?:©|\(c\))?|©|\(c\)|ⓒ)\s*", re.I)
_EDGES = " \t,;|/·•-–—=＝:：*"


def read_legend(
    lines: Sequence[str], credits: Sequence[str] = (), notices: Sequence[str] = ()
) -> Legend:
    """What the lines under one picture say.

    *credits* are texts that the page itself marks as the credit, *notices* those it marks as
    the copyright. Lines are looked at from the last: a credit stands under a caption.
    """
    captions: list[str] = []
    found = [text for text in credits if text]
    notice = next(filter(None, notices), None)
    if found and all(_NOTICE.match(text) for text in found) and len(lines) > 1:
        # The page marks the notice; the credit is the line under it.
        after = [line for line in lines[1:] if line and line not in found and _may_be_credit(line)]
        if after:
            notice = notice or found[0].strip(_EDGES)
            lines = [line for line in lines if line not in (*after, *found)]
            found = after[:1]
    marked = bool(found)
    several = len([line for line in lines if line]) > 1
    for number, line in enumerate(lines):
        if not line:
            continue
        is_notice = _NOTICE.match(line) and len(line) <= MAX_CREDIT
        if is_notice and (marked or (several and any(map(_is_after, lines[number + 1 :])))):
            notice = notice or line.strip(_EDGES)
            continue
        if marked and any(_same(line, text) for text in found):
            continue
        if number and captions and not marked and is_credit(line, names=True):
            found.append(line)
            continue
        split = split_caption(line)
        weak = split.credit and split.caption and not is_credit(split.credit)
        if marked and weak and not any(_same(split.credit, text) for text in found):
            split = Split(line)  # the page says itself what the credit is
        notice = notice or split.notice or None
        if split.credit and not (marked and split.caption):
            found.append(split.credit)
        if split.caption:
            captions.append(split.caption)
    return _legend(" ".join(captions), found, notice)


def _may_be_credit(line: str) -> bool:
    """Whether a line under a notice is a credit: a few names."""
    return is_credit(line, names=True) or (
        len(line) <= 80 and line[-1] not in ".!?" and ("/" in line or " via " in line)
    )


def _is_after(line: str) -> bool:
    return bool(line) and not _NOTICE.match(line) and _may_be_credit(line)


def _same(line: str, other: str) -> bool:
    return line == other or tidy_credit(line) == tidy_credit(other)


def _legend(caption: str, lines: list[str], notice: str | None) -> Legend:
    credits: list[Credit] = []
    for line in lines:
        credit = read_credit(line)
        if credit is None:
            continue
        folded = credit.text.casefold()
        if any(folded in other.text.casefold() for other in credits):
            continue
        if len(line) <= MAX_CREDIT and notice is None and _NOTICE.match(line):
            notice = line.strip(_EDGES)
        credits = [other for other in credits if other.text.casefold() not in folded]
        credits.append(credit)
    text = " / ".join(credit.text for credit in credits) or None
    whole = credits[0] if len(credits) == 1 else read_credit(text) if text else None
    return Legend(
        caption=tidy_caption(caption) or None,
        credit=text,
        creator=whole.creator if whole else None,
        agencies=whole.agencies if whole else (),
        copyright_notice=notice,
    )


def tidy_caption(text: str) -> str:
    """A caption without the separators that the credit left behind."""
    text = text.strip().rstrip(_EDGES).strip()
    if text.endswith("(") or (text.endswith(("[", "（", "【"))):
        text = text[:-1].rstrip(_EDGES)
    return text if any(character.isalnum() for character in text) else ""
