"""Credits that nothing announces: names after a stop, a bar, a dash or a slash."""

from __future__ import annotations

import re
from functools import cache

from parsers.fields.captions.credits.credit import is_credit
from parsers.fields.captions.credits.no_credit import is_job, is_office
from parsers.fields.captions.split import BOUNDARY, ENDS, Split, length
from parsers.fields.names.agencies import agency, is_organisation
from parsers.fields.names.persons import is_name
from parsers.wordlists import alternatives, names_of

_AGENCY_SLASH = re.compile(
    r"\s((?:[A-ZÀ-Ý][\w.'’-]+\s){0,3}[A-ZÀ-Ý][\w.'’-]*\s?/\s?[A-ZÀ-Ýa-z][^.!?]{1,60})$"
)
_FINISHED = re.compile(r"(?<=[^\W\d_]{3})[.!?] ")


_CLOSING_WORD = re.compile(
    r"(?<=[^\W\d_]{2}[.!?…])[\"”»’')]*\s+(?:(?P<word>[^\W\d_a-z][\w&-]{1,24})|"
    r"(?P<mail>[^.!?]{0,80}\S@\S+\.\w{2,4}))$"
)
_CLOSING = re.compile(
    r"\s(?:(?P<label>nuotr\.?|nuotrauka|felvétele|felv\.)|(?P<given>제공)|기자)\.?$|\s?[摄攝]$"
)
_KOREAN = re.compile(r"(?:^|[\s=/])([가-힣]{2,4} 기자)$")
_GIVER = re.compile(r"\s(\S{2,15}) 제공$")
_CLOSING_ENDS = frozenset(".raeė자공.摄攝")
_COURTESY = re.compile(
    r"(?<=[.!?…\"”)])\s+"
    rf"(?=(?:{alternatives('credit-words', 'courtesy')})\s+(?P<who>\S.{{1,90}})$)",
    re.I,
)


def _in_capitals(head: str, tail: str) -> bool:
    """Whether what follows a bar is a few names, "J. Doe / Hill News", known or not."""
    words = [word for word in tail.rstrip(".").split() if word[0].isalpha()]
    return (
        2 <= len(words) <= 6
        and len(head.split()) >= 5
        and all(word[0].isupper() for word in words)
        and not _FINISHED.search(tail.rstrip("."))
    )


def at_boundary(text: str) -> Split | None:
    """``Caption. Jane Doe/AP``, ``Caption - Getty Images``, ``Caption | Jane Doe``."""
    found = list(BOUNDARY.finditer(text))
    found.sort(key=lambda boundary: boundary.lastgroup in ("comma", "colon", "equals"))
    for boundary in found:
        tail = text[boundary.end() :]
        head = text[: boundary.start()].rstrip()
        if not 2 <= len(tail) <= 110 or not head:
            continue
        kind = boundary.lastgroup
        names = kind in ("stop", "bar") or (kind == "dash" and head[-1] in ENDS)
        if kind == "bar" and length(head) < 3 and not is_credit(tail):
            continue
        if kind == "stop" and (length(head) < 3 or _abbreviated().search(text[: boundary.end()])):
            names = False
        if kind in ("comma", "colon", "equals"):
            if not (kind == "equals" or "/" in tail or " via " in tail) or not is_credit(tail):
                continue
        elif not is_credit(tail, names=names) and not (kind == "bar" and _in_capitals(head, tail)):
            continue
        if kind == "stop" and is_job(tail):
            continue  # "… at her desk. Sr. Data Architect"
        if kind == "stop":
            head = text[: boundary.end()].rstrip()
        return Split(head, tail)
    return _last_word(text)


@cache
def _abbreviated() -> re.Pattern[str]:
    words = "|".join(map(re.escape, names_of("credit-words", "abbreviation")))
    return re.compile(
        rf"(?<![^\W\d_])(?:[^\W\d_]|{words})\.[\"”»’')]*\s*$",
        re.I,
    )


def _last_word(text: str) -> Split | None:
    """``A finished sentence. Privat``: one word more is who the picture is from."""
    if text[-1:] in (".", "!", "?") and "@" not in text:
        return None
    match = _CLOSING_WORD.search(text)
    if (
        match is None
        or len(text[: match.start()].split()) < 4
        or is_job(match["word"] or "")
        or is_office(match["word"] or "")
        or _abbreviated().search(text[: match.start()])
    ):
        return None
    return Split(text[: match.start()], text[match.start() :].strip())


def at_slash(text: str) -> Split | None:
    """``Caption in Paris REUTERS/Jane Doe``: nothing but the slash tells the credit."""
    match = _AGENCY_SLASH.search(text) if "/" in text else None
    if match is None:
        return None
    start = match.start(1)
    tail = match.group(1)
    while tail:
        head = text[:start].rstrip()
        last = head.split(" ")[-1] if head else ""
        if is_credit(tail) and (not last or not last[0].isupper() or last[-1] in ENDS):
            return Split(head, tail)
        first, _, tail = tail.partition(" ")
        start += len(first) + 1
        if "/" not in tail:
            return None
        if is_credit(tail) and tail.split("/")[0].isupper():
            return Split(text[:start].rstrip(), tail)
    return None


def at_closing_label(text: str) -> Split | None:
    """``Caption. J. Jūra / LRT nuotr.``, ``… 홍길동 기자``, ``… 연합뉴스 제공``."""
    closing = _CLOSING.search(text) if text[-1:] in _CLOSING_ENDS else None
    if closing is None:
        return None
    body = text[: closing.start()]
    if closing.group("given"):
        giver = _GIVER.search(text)
        if giver and (agency(giver.group(1)) or is_organisation(giver.group(1))):
            return Split(text[: giver.start()], giver.group(1))
        return None
    if not closing.group("label"):
        reporter = _KOREAN.search(text)
        return Split(text[: reporter.start()], reporter.group(1)) if reporter else None
    for boundary in BOUNDARY.finditer(body):
        tail = body[boundary.end() :]
        if boundary.lastgroup in ("stop", "bar", "dash") and 2 <= len(tail) <= 60:
            if not tail[0].isupper() or len(tail.split()) > 6:
                continue
            end = boundary.end() if boundary.lastgroup == "stop" else boundary.start()
            return Split(body[:end].rstrip(), body[boundary.end() :])
    words_before = body.split(" ")
    name = " ".join(words_before[-2:])
    return Split(" ".join(words_before[:-2]), name) if is_name(name) else None


def at_courtesy(text: str) -> Split | None:
    """``A finished sentence. Courtesy of the Port Museum``."""
    match = _COURTESY.search(text)
    if match is None:
        return None
    who = match.group("who").rstrip(".")
    if ". " in who or not any(word[0].isupper() for word in who.split()):
        return None
    return Split(text[: match.start()], text[match.end() :], given=True)
