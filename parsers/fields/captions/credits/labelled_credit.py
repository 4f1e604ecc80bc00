"""Credits that something announces: a label, a bracket, a copyright sign."""

from __future__ import annotations

import re

from parsers.fields.captions.credits.credit import MAX_CREDIT, is_credit
from parsers.fields.captions.credits.credit_labels import find_label, strip_label
from parsers.fields.captions.split import BOUNDARY, CLOSERS, EDGES, ENDS, NOTICE, Split, length
from parsers.fields.names.agencies import agency, is_organisation
from parsers.wordlists import alternatives, names_of

_INNER_NOTICE = re.compile(
    r"(?:\bcopyright\s*(?:©|\(c\))|©|ⓒ|（[cｃ]）|(?<!\w)\(c\)(?=\s))\s*(?:(?:19|20)\d\d(?:[-–]\d+)?,?\s(?=\D))?",
    re.I,
)
_TAKEN_BY = re.compile(rf"(?:{alternatives('credit-words', 'taken')})$")
_SIGNS = ("©", "ⓒ", "(", "（", "opyright")
_GIVEN = re.compile(alternatives("credit-words", "given"), re.I)
_SUPPLIER = re.compile(r"(?<=[.!?…|/–-])\s+([A-ZÀ-Ý]{2,10})$")
_NAME = re.compile(r"[A-ZÀ-Ý][\w&’'-]*[a-zà-ÿ][A-ZÀ-Ý][\w’'-]*$")
_BARE_LABEL = re.compile(r"\s(?=(?:Photos?|PHOTO|Foto|FOTO|Beeld|Fot)\s(?P<credit>\S.{1,100})$)")
_JOINTS = frozenset(names_of("credit-words", "small"))


def at_notice(text: str) -> Split | None:
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
            return Split(caption, rest, text[sign.start() : -len(rest)].strip(EDGES))
    before = _label_end(caption)
    if before is not None:
        caption = caption[:before]
    opener = caption.rstrip()[-1:]
    closer = next((c for c, o in CLOSERS.items() if o == opener), "")
    closed = tail.find(closer) if closer else -1
    if closed >= 0 and (opener not in tail[:closed] or tail.rstrip(". ").endswith(closer)):
        closed = closed if opener not in tail[:closed] else tail.rfind(closer)
        after = tail[closed + 1 :].strip(EDGES + ".")
        caption = caption.rstrip()[:-1].rstrip()
        return Split(f"{caption} {after}".strip(), tail[:closed])
    if len(tail.split()) > 14:
        return None
    return Split(caption, tail, text[sign.start() :].strip(EDGES))


def _label_end(caption: str) -> int | None:
    """Where a label closes *caption*: the ``Foto:`` of ``… Foto: © dpa``."""
    found = find_label(caption.rstrip(" :：") + ":")
    return found[0] if found and found[1] >= len(caption.rstrip(" :：")) else None


def at_bracket(text: str) -> Split | None:
    """``Caption. (AP Photo/Jane Doe)``."""
    end = text.rstrip(" .。,")
    if not end or end[-1] not in CLOSERS:
        return None
    depth, start = 0, -1
    for position in range(len(end) - 1, -1, -1):
        if end[position] == end[-1]:
            depth += 1
        elif end[position] == CLOSERS[end[-1]]:
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
    finished = before[-1] in ENDS
    bracket = f"{'.' if finished else ''}{end[start]}"
    if (
        is_credit(inside)
        or _TAKEN_BY.search(inside)
        or (finished and is_credit(inside, names=True))
    ):
        return _with_name_before(end, before, inside, bracket)
    label = find_label(inside)
    if label and label[0] < 3 and label[1] < len(inside):
        return Split(before, inside, bracket=bracket)
    unlabelled = strip_label(inside)
    if unlabelled != inside and is_credit(unlabelled, names=True):
        return Split(before, inside, bracket=bracket)
    if NOTICE.match(inside):
        return Split(before, inside, bracket=bracket)
    return None


def _with_name_before(end: str, before: str, inside: str, bracket: str) -> Split:
    """``Caption. Photo: Urs Meier (Keystone)``: the name outside belongs to the credit."""
    label = find_label(before)
    if label and is_credit(before[label[1] :], names=True):
        return Split(before[: label[0]], end[label[1] :])
    for boundary in BOUNDARY.finditer(before):
        if boundary.lastgroup in ("stop", "bar", "dash"):
            tail = before[boundary.end() :]
            if tail and is_credit(tail, names=True):
                return Split(before[: boundary.end()], end[boundary.end() :])
    return Split(before, inside, bracket=bracket)


def at_label(text: str) -> Split | None:
    """``Caption. Photo: Jane Doe``, ``Caption / Foto von Jane Doe``."""
    position = 0
    while True:
        found = find_label(text, position)
        if found is None:
            return None
        begin, end = found
        split = _split_at_label(text, begin, end)
        if split is not None:
            return split
        position = end


def _split_at_label(text: str, begin: int, end: int) -> Split | None:
    head, tail = text[:begin].rstrip(), text[end:].strip()
    if not tail:
        return None
    supplier = _SUPPLIER.search(head)
    if supplier and agency(supplier.group(1)) and is_credit(tail, names=True):
        return Split(head[: supplier.start()], text[supplier.start(1) :])  # "MTI Fotó: Jane Doe"
    after = ""
    if head and head[-1] in CLOSERS.values():
        closer = next(c for c, o in CLOSERS.items() if o == head[-1])
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
    apart = not head or head[-1] in ENDS + "|/-–—,;·•（(["
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


def _small(text: str) -> bool:
    return any(word[0].islower() and word not in _JOINTS for word in text.split())


def at_bare_label(text: str) -> Split | None:
    """``A caption without its stop Photo Jane Doe, AFP``: only its capital tells the label."""
    match = _BARE_LABEL.search(text)
    if match is None or length(text[: match.start()]) < 3:
        return None
    if not is_credit(match.group("credit")):
        return None
    return Split(text[: match.start()], match.group("credit"))
