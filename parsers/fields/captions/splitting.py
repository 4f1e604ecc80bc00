"""One line under a picture, cut where its caption ends and its credit begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.fields.captions.credit import MAX_CREDIT, is_credit, names_several
from parsers.fields.captions.credit_labels import find_label, strip_label, words
from parsers.fields.names.agencies import agency, is_organisation
from parsers.fields.names.persons import is_name


@dataclass(frozen=True, slots=True)
class Split:
    """One line of it: the caption, and the credit as it stands there."""

    caption: str
    credit: str = ""
    notice: str = ""
    given: bool = False
    """The credit names who gave the picture: its label was "courtesy of"."""


_NOTICE = re.compile(r"(?:copyright\b[:\s]*(?:©|\(c\))?|©|\(c\)|ⓒ)\s*", re.I)
_INNER_NOTICE = re.compile(
    r"(?:\bcopyright\s*(?:©|\(c\))|©|ⓒ|（c）|(?<!\w)\(c\)(?=\s))\s*(?:(?:19|20)\d\d(?:[-–]\d+)?,?\s(?=\D))?",
    re.I,
)
_CLOSERS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［", "〕": "〔"}
_ENDS = ".!?…。！？।”\"»’'）)]"
_BOUNDARY = re.compile(
    r"(?=[\s。！？।\"”»’')|｜／—＝=,:])(?:"  # each begins so: told at once
    r"(?P<stop>(?<=[^\s.][.!?…])[\"”»’')]*\s+|[。！？।]\s*|(?<=[.!?])[\"”»’]\s*)|"
    r"(?P<bar>\s*[|｜]\s*|\s+/+\s*|／)|"
    r"(?P<dash>\s+[-–—]+\s+|\s*—\s*|\s+[•·*]\s+|\s+-(?=\S))|(?P<equals>＝|=)|(?P<comma>,\s+)|"
    r"(?P<colon>:\s+))"
)
_AGENCY_SLASH = re.compile(
    r"\s((?:[A-ZÀ-Ý][\w.'’-]+\s){0,3}[A-ZÀ-Ý][\w.'’-]*\s?/\s?[A-ZÀ-Ýa-z][^.!?]{1,60})$"
)
_TAKEN_BY = re.compile(r"(?:撮影|摄|攝|提供|写す|供图|기자|촬영)$")
_EDGES = " \t,;|/·•-–—=＝:：*"


@lru_cache(maxsize=2048)
def split_caption(text: str) -> Split:
    """One line, cut where its caption ends and its credit begins."""
    text = text.strip()
    phrase = words().credit_phrase.match(text)
    if phrase:
        return Split("", text[phrase.end() :])
    phrase = words().caption_phrase.match(text)
    if phrase:
        text = text[phrase.end() :]
    if is_credit(text) and not _PORTRAIT.match(text) and not names_several(text):
        return Split("", text)
    for way in (
        _notice,
        _bracket,
        _label,
        _bare_label,
        _boundary,
        _slash,
        _closing_label,
        _given,
    ):
        split = way(text)
        if split is not None:
            return split
    return Split(text)


def _notice(text: str) -> Split | None:
    """``Caption - Copyright © site Jane Doe/AP`` and ``Caption © Jane Doe``."""
    if not any(sign in text for sign in _SIGNS):
        return None
    sign = _INNER_NOTICE.search(text)
    if sign is None or len(text) - sign.end() > 100 or sign.end() == len(text):
        return None
    caption, tail = text[: sign.start()], text[sign.end() :]
    words = tail.split(" ")
    for cut in range(1, min(4, len(words))):
        rest = " ".join(words[cut:])
        owner = " ".join(words[:cut])
        if "opyright" not in sign.group() or "/" in owner:
            break
        if not owner[0].isupper() and is_credit(rest, names=True) and "/" in rest:
            return Split(caption, rest, text[sign.start() : -len(rest)].strip(_EDGES))
    before = _label_end(caption)
    if before is not None:
        caption = caption[:before]
    opener = caption.rstrip()[-1:]
    closer = next((c for c, o in _CLOSERS.items() if o == opener), "")
    closed = tail.find(closer) if closer else -1
    if closed >= 0 and (opener not in tail[:closed] or tail.rstrip(". ").endswith(closer)):
        closed = closed if opener not in tail[:closed] else tail.rfind(closer)
        after = tail[closed + 1 :].strip(_EDGES + ".")
        caption = caption.rstrip()[:-1].rstrip()
        return Split(f"{caption} {after}".strip(), tail[:closed])
    if len(tail.split()) > 14:
        return None
    return Split(caption, tail, text[sign.start() :].strip(_EDGES))


_SIGNS = ("©", "ⓒ", "(", "（", "opyright")


def _label_end(caption: str) -> int | None:
    """Where a label closes *caption*: the ``Foto:`` of ``… Foto: © dpa``."""
    found = find_label(caption.rstrip(" :：") + ":")
    return found[0] if found and found[1] >= len(caption.rstrip(" :：")) else None


def _bracket(text: str) -> Split | None:
    """``Caption. (AP Photo/Jane Doe)``."""
    end = text.rstrip(" .。,")
    if not end or end[-1] not in _CLOSERS:
        return None
    depth, start = 0, -1
    for position in range(len(end) - 1, -1, -1):
        if end[position] == end[-1]:
            depth += 1
        elif end[position] == _CLOSERS[end[-1]]:
            depth -= 1
            if depth == 0:
                start = position
                break
    if start < 0:
        return None
    before, inside = end[:start].rstrip(), end[start + 1 : -1].strip()
    if not 2 <= len(inside) <= MAX_CREDIT:
        return None
    if not before:
        whole = is_credit(inside, names=True) or is_organisation(inside) or _NAME.match(inside)
        return Split("", inside) if whole else None
    finished = before[-1] in _ENDS
    if (
        is_credit(inside)
        or _TAKEN_BY.search(inside)
        or (finished and is_credit(inside, names=True))
    ):
        return _with_name_before(end, before, inside)
    label = find_label(inside)
    if label and label[0] < 3 and label[1] < len(inside):
        return Split(before, inside)
    unlabelled = strip_label(inside)
    if unlabelled != inside and is_credit(unlabelled, names=True):
        return Split(before, inside)
    if _NOTICE.match(inside):
        return Split(before, inside)
    return None


def _with_name_before(end: str, before: str, inside: str) -> Split:
    """``Caption. Photo: Urs Meier (Keystone)``: the name outside belongs to the credit."""
    label = find_label(before)
    if label and is_credit(before[label[1] :], names=True):
        return Split(before[: label[0]], end[label[1] :])
    for boundary in _BOUNDARY.finditer(before):
        if boundary.lastgroup in ("stop", "bar", "dash"):
            tail = before[boundary.end() :]
            if tail and is_credit(tail, names=True):
                return Split(before[: boundary.end()], end[boundary.end() :])
    return Split(before, inside)


def _label(text: str) -> Split | None:
    """``Caption. Photo: Jane Doe``, ``Caption / Foto von Jane Doe``."""
    position = 0
    while True:
        found = find_label(text, position)
        if found is None:
            return None
        begin, end = found
        split = _at_label(text, begin, end)
        if split is not None:
            return split
        position = end


def _at_label(text: str, begin: int, end: int) -> Split | None:
    head, tail = text[:begin].rstrip(), text[end:].strip()
    if not tail:
        return None
    supplier = _SUPPLIER.search(head)
    if supplier and agency(supplier.group(1)) and is_credit(tail, names=True):
        return Split(head[: supplier.start()], text[supplier.start(1) :])  # "MTI Fotó: Jane Doe"
    after = ""
    if head and head[-1] in _CLOSERS.values():
        closer = next(c for c, o in _CLOSERS.items() if o == head[-1])
        closed = tail.find(closer)
        if closed >= 0:
            after = tail[closed + 1 :].strip(" .")
            tail = tail[:closed]
            if after and is_credit(after, names=True):
                tail, after = f"{tail} / {after}", ""
        head = head[:-1].rstrip()
    if len(tail) > MAX_CREDIT:
        return None
    colon = not text[end - 1 : end].isspace() or text[:end].rstrip()[-1] in ":：=＝©)"
    credible = is_credit(tail, names=True)
    first = text[begin]
    apart = not head or head[-1] in _ENDS + "|/-–—,;·•（(["
    cased = first.isalpha() and first < "\u0590"
    if not (apart or first.isupper() or not cased or is_credit(tail)):
        return None
    if not colon and not credible and not (head and apart and tail[0].isupper() and len(tail) < 60):
        return None
    if not colon and not head and not is_credit(tail) and (not credible or _small(tail)):
        return None
    if not credible and len(tail.split()) >= 8 and (tail[-1] in ".!?" or not head):
        return Split(tail) if not head else None
    caption = f"{head} {after}".strip() if after else head
    return Split(caption, tail, given=_GIVEN.search(text, begin, end) is not None)


def _in_capitals(head: str, tail: str) -> bool:
    """Whether what follows a bar is a few names, "J. Doe / Hill News", known or not."""
    words = [word for word in tail.rstrip(".").split() if word[0].isalpha()]
    return (
        2 <= len(words) <= 6
        and len(head.split()) >= 5
        and all(word[0].isupper() for word in words)
        and not _FINISHED.search(tail.rstrip("."))
    )


_FINISHED = re.compile(r"(?<=[^\W\d_]{3})[.!?] ")


def _small(text: str) -> bool:
    return any(word[0].islower() and word not in _JOINTS for word in text.split())


_JOINTS = frozenset("via for on and und et y e der van von de di da le la el du des".split())
_GIVEN = re.compile(r"courtesy|cortes[ií]a|gentileza", re.I)
_SUPPLIER = re.compile(r"(?<=[.!?…|/–-])\s+([A-ZÀ-Ý]{2,10})$")
_NAME = re.compile(r"[A-ZÀ-Ý][\w&’'-]*[a-zà-ÿ][A-ZÀ-Ý][\w’'-]*$")
_PORTRAIT = re.compile(r"[^/|,:]{3,60} \([^()]+\)$")


def _boundary(text: str) -> Split | None:
    """``Caption. Jane Doe/AP``, ``Caption - Getty Images``, ``Caption | Jane Doe``."""
    found = list(_BOUNDARY.finditer(text))
    found.sort(key=lambda boundary: boundary.lastgroup in ("comma", "colon", "equals"))
    for boundary in found:
        tail = text[boundary.end() :]
        head = text[: boundary.start()].rstrip()
        if not 2 <= len(tail) <= 110 or not head:
            continue
        kind = boundary.lastgroup
        names = kind in ("stop", "bar") or (kind == "dash" and head[-1] in _ENDS)
        if kind == "bar" and _length(head) < 3 and not is_credit(tail):
            continue
        if kind == "stop" and (_length(head) < 3 or _ABBREVIATED.search(text[: boundary.end()])):
            names = False
        if kind in ("comma", "colon", "equals"):
            if not (kind == "equals" or "/" in tail or " via " in tail) or not is_credit(tail):
                continue
        elif not is_credit(tail, names=names) and not (kind == "bar" and _in_capitals(head, tail)):
            continue
        if kind == "stop":
            head = text[: boundary.end()].rstrip()
        return Split(head, tail)
    return _last_word(text)


def _length(head: str) -> int:
    """How many words, or pairs of characters of a script without spaces."""
    return len(head.split()) if head[0] < "\u2e80" else len(head) * 2 // 3


_ABBREVIATED = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_]|st|mt|dr|mr|mrs|ms|prof|sen|rep|gov|gen|col|lt|sgt|capt|rev|hon|jr|sr|"
    r"no|nr|vs|dir|feat|ft|ca|approx|bzw|usw|ul|al|inż|mag|ing|sra?|dra?|mme|mlle|ste|sta|sto)\."
    r"[\"”»’')]*\s*$",
    re.I,
)


_CLOSING_WORD = re.compile(
    r"(?<=[^\W\d_]{2}[.!?…])[\"”»’')]*\s+(?:(?P<word>[^\W\d_a-z][\w&-]{1,24})|"
    r"(?P<mail>[^.!?]{0,80}\S@\S+\.\w{2,4}))$"
)


def _last_word(text: str) -> Split | None:
    """``A finished sentence. Privat``: one word more is who the picture is from."""
    if text[-1:] in (".", "!", "?") and "@" not in text:
        return None
    match = _CLOSING_WORD.search(text)
    if (
        match is None
        or len(text[: match.start()].split()) < 4
        or _ABBREVIATED.search(text[: match.start()])
    ):
        return None
    return Split(text[: match.start()], text[match.start() :].strip())


def _slash(text: str) -> Split | None:
    """``Caption in Paris REUTERS/Jane Doe``: nothing but the slash tells the credit."""
    match = _AGENCY_SLASH.search(text) if "/" in text else None
    if match is None:
        return None
    start = match.start(1)
    tail = match.group(1)
    while tail:
        head = text[:start].rstrip()
        last = head.split(" ")[-1] if head else ""
        if is_credit(tail) and (not last or not last[0].isupper() or last[-1] in _ENDS):
            return Split(head, tail)
        first, _, tail = tail.partition(" ")
        start += len(first) + 1
        if "/" not in tail:
            return None
        if is_credit(tail) and tail.split("/")[0].isupper():
            return Split(text[:start].rstrip(), tail)
    return None


_CLOSING = re.compile(
    r"\s(?:(?P<label>nuotr\.?|nuotrauka|felvétele|felv\.)|(?P<given>제공)|기자)\.?$|\s?[摄攝]$"
)
_KOREAN = re.compile(r"(?:^|[\s=/])([가-힣]{2,4} 기자)$")
_GIVER = re.compile(r"\s(\S{2,15}) 제공$")


def _closing_label(text: str) -> Split | None:
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
    for boundary in _BOUNDARY.finditer(body):
        tail = body[boundary.end() :]
        if boundary.lastgroup in ("stop", "bar", "dash") and 2 <= len(tail) <= 60:
            if not tail[0].isupper() or len(tail.split()) > 6:
                continue
            end = boundary.end() if boundary.lastgroup == "stop" else boundary.start()
            return Split(body[:end].rstrip(), body[boundary.end() :])
    words_before = body.split(" ")
    name = " ".join(words_before[-2:])
    return Split(" ".join(words_before[:-2]), name) if is_name(name) else None


_CLOSING_ENDS = frozenset(".raeė자공.摄攝")
_COURTESY = re.compile(
    r"(?<=[.!?…\"”)])\s+(?=(?:courtesy(?: of)?|cortes[ií]a de|gentileza de|cedida por|"
    r"mit freundlicher genehmigung(?: von)?)\s+(?P<who>\S.{1,90})$)",
    re.I,
)


def _given(text: str) -> Split | None:
    """``A finished sentence. Courtesy of the Port Museum``."""
    match = _COURTESY.search(text)
    if match is None:
        return None
    who = match.group("who").rstrip(".")
    if ". " in who or not any(word[0].isupper() for word in who.split()):
        return None
    return Split(text[: match.start()], text[match.end() :], given=True)


_BARE_LABEL = re.compile(r"\s(?=(?:Photos?|PHOTO|Foto|FOTO|Beeld|Fot)\s(?P<credit>\S.{1,100})$)")


def _bare_label(text: str) -> Split | None:
    """``A caption without its stop Photo Jane Doe, AFP``: only its capital tells the label."""
    match = _BARE_LABEL.search(text)
    if match is None or _length(text[: match.start()]) < 3:
        return None
    if not is_credit(match.group("credit")):
        return None
    return Split(text[: match.start()], match.group("credit"))
