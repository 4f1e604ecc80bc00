"""A credit line: who made a picture, and who supplied it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.fields.captions.credits.credit_labels import strip_label
from parsers.fields.captions.credits.parties import (
    CREDIT_EDGES,
    is_mark,
    parties_of,
    person,
    split_parties,
)
from parsers.fields.names.agencies import agency, is_known, is_organisation, usual_name
from parsers.fields.names.persons import are_names, is_name

MAX_CREDIT = 160
"""Longer texts are no credit lines."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit line and what it says."""

    text: str
    """As printed, without its label."""
    creator: str | None = None
    agencies: tuple[str, ...] = ()


_OPENERS = {"(": ")", "[": "]", "（": "）", "［": "］", "【": "】", "{": "}"}
_SIGN = re.compile(r"(?:©|ⓒ|\(c\)|（[cｃ]）|&copy;|\bcopyright\b:?)[\s:©ⓒ]*", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COURTESY = re.compile(
    r"\W*(?:[^\W\d_]+\s+){0,2}(?:courtesy|cortes[ií]a|gentileza|cedid[ao])\b", re.I
)
_SENTENCE = re.compile(
    r"(?<=[^\W\d_]{4})[.!?…] (?=[^\W\d_]|[|/–—-])|[。！？।]|"
    r"(?<=[\u0590-\u0dff]{2})[.!?…؟] (?=\S)"
)
_LABEL_INSIDE = re.compile(r"(?<=[^\s\d/|,])\s*[:：]\s")
_MADE = re.compile(
    r"(?<=[\u4e00-\u9fff])\s?(?:撮影|写す|提供|摄|攝)$|(?<=社)[发發]$|(?<=\S)\s제공$"
)
_LAST_LABEL = re.compile(  # "J. Doe / LRT nuotr.", "Kovács Béla felvétele"
    r"(?<=\S)\s+(?:(?P<sure>nuotr\.?|nuotrauka|fotója|felvétele|felv\.)|"
    r"foto|photo|fotó|fotografija|foto\.)$",
    re.I,
)
_TITLED = re.compile(r"[^\W\d_a-z][\w'’&.-]*(?: [^\W\d_a-z][\w'’&.-]*){0,4}$")
_CASELESS = re.compile(r"[\u0590-\u0dff\u0e00-\u0eff]")
_SMALL_WORD = re.compile(r" [a-zß-ÿ]")
_HALVES = re.compile(r"^(.{3,60}?)\s*[|/]\s*\1$")


def read_credit(line: str, *, given: bool = False) -> Credit | None:
    """The parts of a credit line, its label taken off; ``None`` if nothing is left.

    *given* says that the line names who gave the picture, not who made it ("courtesy of").
    """
    text = tidy_credit(line)
    if not text:
        return None
    creator, agencies = parties_of(text, given or _COURTESY.match(line) is not None)
    return Credit(text, creator, agencies)


@lru_cache(maxsize=2048)
def tidy_credit(line: str) -> str:
    """A credit line without brackets around it, label, copyright sign and closing stop."""
    text = line.strip(CREDIT_EDGES)
    for _ in range(4):
        before = text
        if text and _OPENERS.get(text[0]) == text[-1] and text[0] not in text[1:]:
            text = text[1:-1].strip(CREDIT_EDGES)
        sign = _SIGN.match(text)
        if sign:
            text = text[sign.end() :]
            year = _YEAR.match(text)
            if year and len(text) > year.end() + 2:
                text = text[year.end() :]
        if not is_known(text):
            text = strip_label(text)
        text = text.strip(CREDIT_EDGES)
        if text == before:
            break
    text = _without_closing_label(_MADE.sub("", text) or text)
    halves = _HALVES.match(text)
    if halves:
        text = halves.group(1)
    if text.count("(") < text.count(")"):
        text = text.rstrip(" )")
    elif text.count("(") > text.count(")"):
        text = text.lstrip("( ") if text.startswith("(") else text + ")"
    if text.endswith(".") and not re.search(
        r"(?:\b(?:[A-ZÀ-Ý]|Inc|Corp|Ltd|Co|Jr|Sr)|\.\w)\.$", text
    ):
        text = text.rstrip(". ")
    return text if any(character.isalnum() for character in text) else ""


def _without_closing_label(text: str) -> str:
    """``J. Jūra / LRT nuotr.`` and ``Jane Doe photo``, but all of ``Rescue Photo``."""
    label = _LAST_LABEL.search(text)
    if label and (label.group("sure") or is_name(text[: label.start()])):
        return text[: label.start()]
    return text


@lru_cache(maxsize=4096)
def is_credit(text: str, *, names: bool = False) -> bool:
    """Whether *text* as a whole is a credit line.

    It names a known supplier, and otherwise only persons, organisations and words such as
    "Pool"; with *names*, persons alone will do.
    """
    if not 2 <= len(text) <= 140 or len(_SMALL_WORD.findall(text)) > 6:
        return False
    if agency(text):
        return True
    # Where nothing is capitalised, a short sentence reads like a name; its stop tells it.
    names = names and not (text[-1] in ".!?…؟" and _CASELESS.search(text))
    text = tidy_credit(text)
    if not text or len(text) > 100 or _SENTENCE.search(text):
        return False
    label = _LABEL_INSIDE.search(text)
    if label and not agency(text[: label.start()]):  # "MTI Fotó: Kovács Tamás" is one
        return False
    if agency(text):
        return True
    suppliers = persons = 0
    parties = split_parties(text)
    framed = len(parties) > 2 and bool(agency(parties[-1])) and person(parties[0]) is not None
    for party in parties:
        party = party.lstrip("\x00")
        if agency(party):
            suppliers += 1
        elif person(party) or are_names(party):
            persons += 1
        elif not (
            _reads_as_organisation(party)
            or is_mark(party)
            or _short(party)
            or (framed and _TITLED.match(party))  # "Jane Doe/The Hill Reporter via Getty"
        ):
            return False
    return suppliers > 0 or (names and persons > 0)


def names_several(text: str) -> bool:
    """Whether a credit in a script without capitals has two parts that read like persons:
    the first of them may be a caption."""
    if not _CASELESS.search(text):
        return False
    return sum(person(party) is not None for party in split_parties(tidy_credit(text))) > 1


def _reads_as_organisation(party: str) -> bool:
    words = party.split()
    return (
        len(words) <= 7
        and is_organisation(party)
        and all(word[0].isupper() or len(word) < 4 or not word[0].isalpha() for word in words)
        and not words[0][0].islower()
        and not _SENTENCE.search(party)
        and not (party[0] >= "\u0590" and len(words) > 4)
    )


def _short(party: str) -> bool:
    """A surname, a handle, initials: what a credit may hold beside a supplier."""
    longest = 24 if party[0] < "\u0590" else 4
    if len(party) > longest or " " in party or party.isdecimal():
        return False
    return party.removesuffix("+").isalnum()


def repeats(line: str, other: str) -> bool:
    """Whether a credit line names only suppliers that another names too."""
    suppliers = {usual_name(name) for name in _suppliers(line)}
    return bool(suppliers) and suppliers <= {usual_name(name) for name in _suppliers(other)}


def _suppliers(line: str) -> tuple[str, ...]:
    credit = read_credit(line)
    return credit.agencies if credit else ()
