"""What pages mark as a credit and is none: jobs, clock times, sentences, notices."""

from __future__ import annotations

import re

from parsers.fields.captions.credits.credit_labels import credit_words
from parsers.fields.captions.split import NOTICE
from parsers.fields.dates.days import find_day
from parsers.fields.names.agencies import agency, has_known

_READING = re.compile(r"\d\s*min(?:ute)?s?\.?\s+read", re.I)
_CLOCK = re.compile(r"\d[./-]\d.*\b\d{1,2}:\d\d\b")
"""A day in figures and a time: when the story was published."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST_JOB = 6
_FEWEST = 7
"""Words that a sentence has at least; a credit of so many names has capitals."""


def names_nobody(text: str) -> bool:
    """Whether a text marked as a credit is a time or a job."""
    return is_time(text) or is_job(text)


def is_time(text: str) -> bool:
    """Whether a text is a date or "14 min read"."""
    if not any(map(str.isdigit, text)):
        return False
    if _READING.search(text) or _CLOCK.search(text):
        return True
    day = find_day(text)
    return day is not None and (day.end - day.start) * 3 > len(text) * 2


def is_job(text: str) -> bool:
    """Whether a text is only what somebody is employed as: "Sr. Data Architect"."""
    if len(text) > 60 or "," in text or "/" in text or agency(text):
        return False
    words = text.casefold().split()
    if not 0 < len(words) <= _LONGEST_JOB or words[0] == "the":  # "The Harbour Reporter"
        return False
    return words[-1].strip(".") in credit_words().job


def is_office(word: str) -> bool:
    """Whether one word says what somebody is, and is no supplier: "Mayor"."""
    return word.casefold().strip(".") in credit_words().office


def is_sentence(text: str) -> bool:
    """Whether a text marked as a credit is a sentence, or a half: most words are small."""
    if "/" in text or "|" in text or NOTICE.search(text):
        return False
    words: list[str] = _WORD.findall(text)
    if len(words) < _FEWEST or has_known(words):
        return False
    return sum(word[0].islower() for word in words) * 5 >= len(words) * 3


def without_reservation(text: str) -> tuple[str, str]:
    """A credit without "All rights reserved", and the notice that it is then.

    With a copyright sign or a year all of it is a notice, and it names no supplier.
    """
    if len(text) < 4:
        return text, ""
    reserved = credit_words().reserved.search(text)
    if reserved is None:
        return text, ""
    if NOTICE.match(text) or _YEAR.search(text):
        return "", text
    return f"{text[: reserved.start()]} {text[reserved.end() :]}".strip(), text
