"""Find the words that announce a credit: ``Photo:``, ``Foto von``, ``사진=``."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.fields.names.agencies import is_known
from parsers.wordlists import names_of


class CreditWords(NamedTuple):
    """The words of ``credit-words.txt``, folded."""

    made: frozenset[str]
    credit: frozenset[str]
    kind: frozenset[str]
    """``file`` in "file photo": before one of the others."""
    joined: frozenset[str]
    unspaced: tuple[str, ...]
    """Labels in scripts that put no space around words."""
    credit_phrase: re.Pattern[str]
    """At the head of a line: what announces a credit, in several words."""
    caption_phrase: re.Pattern[str]
    reserved: re.Pattern[str]
    """"All rights reserved"."""
    file: re.Pattern[str]
    """At the head of a caption: "FILE -", "Archivbild:"."""
    file_starts: frozenset[str]
    """The first two characters of what :attr:`file` finds, without brackets: others are no such."""
    archive: frozenset[str]
    """Words for files, which may open other texts too."""
    job: frozenset[str]
    office: frozenset[str]


@cache
def credit_words() -> CreditWords:
    """The words of the data file."""
    made, credit = _folded("made"), _folded("credit")
    unspaced = tuple(w for w in sorted(made | credit, key=len, reverse=True) if w[0] >= "\u2e80")
    return CreditWords(
        made,
        credit,
        _folded("kind"),
        _folded("with"),
        unspaced,
        _phrases("credit phrase"),
        _phrases("caption phrase"),
        re.compile(rf"\W*(?:{_longest_first('reserved')})\W*", re.I),
        re.compile(
            rf"[(\[（【]?(?:{_longest_first('file picture', 'file')})(?:\s*{_AFTER_FILE})", re.I
        ),
        frozenset(name[:2] for name in _folded("file") | _folded("file picture")),
        _folded("file"),
        _folded("job"),
        _folded("office"),
    )


_AFTER_FILE = r"(?:[:：)）\]】—]|(?<=\s)[-–]\s)"


def _folded(section: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in names_of("credit-words", section))


def _phrases(section: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_longest_first(section)})\s*[:,，،：]\s*", re.I)


def _longest_first(*sections: str) -> str:
    known = {name for section in sections for name in names_of("credit-words", section)}
    names = sorted(known, key=len, reverse=True)
    return "|".join(map(re.escape, names))


_STOP = re.compile(
    r"(?=(?-i:[:：＝=©ⓒ(.,…／/\s–|-]))(?:[:：＝=](?!/)\s*|(?:©|ⓒ|\(c\))\s*|"
    r"(?<=[ (][fF]ot)\.\s*|(?<=[ (][zZ]dj)\.\s*|"
    r"(?<=image source),\s*|(?<=photo source),\s*|(?<=image credit),\s*|(?<=photo credit),\s*|"
    r"(?<= [nN]uotr)\.\s*|(?<= [Φφ]ωτ)\.\s*|(?<=[ (][dD]ok)\.\s*|(?<=[cC]redit)(?:\.{3}|…)\s*|"
    r"(?<=[图圖真像影])\s?[／/]\s*|(?<=[ोoOtT])\s?-\s+|(?<=[ोoOtT])\s[–|/]\s+)",
    re.I,
)
_PREPOSITION = re.compile(
    r"\s(?:(?:made|taken|supplied|provided)\s)?"
    r"(?:by|von|par|por|door|af|av|courtesy(?: of)?|de|di|da|del|от)\s(?=\S)",
    re.I,
)
_LABEL_EDGES = " \t:：=＝.…-–—()"
_JOINTS = " \t\u00a0/&+-"
_BREAKS = frozenset(' \t\u00a0()[]（）【】,;|/"“”«»')
_FIRST_WORD = re.compile(r"\s*([^\s:：＝=|,，©()…]+?)(?=\.{2,}|[\s:：＝=|,，©()…]|$)")
_AFTER = re.compile(r"\s*(?:[:：＝=|,，]|[-–—](?=\s)|\.{3}|…|©|ⓒ|\(c\)|/(?=\s))+\s*", re.I)
_AFTER_UNSPACED = re.compile(r"\s*[:：＝=|,，/／©]+\s*|\s*[-–—](?=\s)\s*")
_PIECE = re.compile(r"\s*[/|,;(\[]")
_BY = re.compile(
    r"(?:by courtesy of|courtesy of|supplied by|provided by|made by|taken by|by|von|vom|par|por|"
    r"door|af|av|via|from|de|di|da|del|от)\s+(?=\S)",
    re.I,
)


def find_label(text: str, start: int = 0) -> tuple[int, int] | None:
    """Where the first label after *start* begins and ends; what follows it is the credit."""
    best: tuple[int, int] | None = None
    for stop in _STOP.finditer(text, start):
        begin = _label_before(text, stop.start(), start)
        if begin is not None:
            best = (begin, stop.end())
            break
    for stop in _PREPOSITION.finditer(text, start):
        if best and stop.start() >= best[0]:
            break
        begin = _label_before(text, stop.start(), start, made_only=True)
        if begin is not None:
            return begin, stop.end()
    return best


def _label_before(text: str, end: int, limit: int, *, made_only: bool = False) -> int | None:
    """Where the label that closes at *end* begins, if there is one."""
    known = credit_words()
    begin = None
    position = end
    for number in range(4):
        floor = max(limit, position - 40)
        until = floor + len(text[floor:position].rstrip(_JOINTS))
        since = until
        while since > floor and text[since - 1] not in _BREAKS:
            since -= 1
        if since == until:
            break
        word = text[since:until].casefold()
        if (
            word in known.made
            or (word in known.credit and not (made_only and number == 0))
            or (number and word in known.kind)
        ):
            begin = since
        elif number == 0 and not made_only and word in known.kind:
            pass  # "Photo d'archives :"
        elif not (word in known.joined and number):
            if begin is None and word[-1] >= "\u2e80":
                for label in known.unspaced:
                    if text.endswith(label, limit, end):
                        return end - len(label)
            break
        if number == 0 and made_only and word not in known.made:
            break
        position = since
    return begin


@lru_cache(maxsize=2048)
def strip_label(text: str) -> str:
    """*text*, known to be a credit, without the label it begins with."""
    known = credit_words()
    phrase = known.credit_phrase.match(text)
    if phrase:
        return text[phrase.end() :]
    position = 0
    end = 0
    loose = False
    for _ in range(4):
        match = _FIRST_WORD.match(text, position)
        if not match:
            break
        if position and is_known(_PIECE.split(text[position:], 1)[0]):
            break  # "Foto von picture alliance"
        word = match.group(1).casefold()
        bare = word.rstrip(".…-–")
        made = word in known.made or bare in known.made
        if not (
            made
            or bare in known.credit
            or bare in known.kind
            or (position and bare in known.joined)
        ):
            for label in known.unspaced if word[0] >= "\u2e80" else ():
                if word.startswith(label) and match.end() == match.start(1) + len(word):
                    rest = text[match.start(1) + len(label) :]
                    stop = _AFTER_UNSPACED.match(rest)
                    if stop:
                        return rest[stop.end() :]
            break
        position = match.end()
        stop = _AFTER.match(text, position)
        if stop and (stop.end() > position):
            end, loose = stop.end(), False
            if ":" in stop.group() or "：" in stop.group():
                break
            position = end
            continue
        if (made or bare in ("credit", "crédit", "credits", "crédits", "crédito", "créditos")) and (
            position < len(text)
        ):
            end, loose = position, True
            if word.endswith(("...", "…")):
                loose = False
    if not end or (loose and is_known(_PIECE.split(text, 1)[0])):
        return text
    rest = text[end:].strip()
    by = _BY.match(rest)
    if by and len(rest) > by.end():
        return rest[by.end() :]
    return rest if rest and (not loose or text[end : end + 1].isspace() or not rest) else text


def is_label(text: str) -> bool:
    """Whether *text* is a label and nothing else: ``Photo:``, ``Photo credit``."""
    if len(text) > 40:
        return False
    known = credit_words()
    parts = text.casefold().strip(_LABEL_EDGES).split()
    return (
        bool(parts)
        and all(
            part in known.made or part in known.credit or part in known.kind or part in known.joined
            for part in parts
        )
        and any(part in known.made or part in known.credit for part in parts)
    )
