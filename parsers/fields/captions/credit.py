"""A credit line: who made a picture, and who supplied it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from parsers.fields.captions.credit_labels import strip_label, words
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


_EDGES = " \t,;|/·•-–—=＝:：・*"
_OPENERS = {"(": ")", "[": "]", "（": "）", "［": "］", "【": "】", "{": "}"}
_SIGN = re.compile(r"(?:©|ⓒ|\(c\)|（[cC]）|&copy;|\bcopyright\b:?)[\s:©ⓒ]*", re.I)
_SEPARATOR = re.compile(  # how each begins stands first: it is told at once
    r"(?:^|(?=(?-i:[\s/|•·;；｜／、—()\[\]（）【】［］＝=:：©.记記特])))"
    r"\s*(?:[/|•·;；｜／、]|\s[-–—]\s|[—]|[()\[\]（）【】［］]|＝|=|:|：|"
    r"(?:^|\s)(?:via|vía|for|pour|für|per|para|voor|für die|exclusive to|courtesy of|fot\.)\s|©|"
    r"\son\s(?=(?:unsplash|pexels|pixabay|flickr|instagram|facebook|x|twitter|tiktok|youtube)\b)|"
    r"\.\s+(?=courtesy\b)|"
    r"记者|記者|特派员)\s*",
    re.I,
)
_COMMA = re.compile(r"\s*[,،，]\s*")
_AND = re.compile(r"\s+(?:and|und|et|y|og|och|&|i|ve|и)\s+", re.I)
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
_HANDLE = re.compile(r"^@\w+")
_GAPS = 6
_GAP = re.compile(r"[ -]")
_PHOTO = re.compile(r"(?:photo|foto|fotó|fot\.|image|pic|фото|写真)\s+", re.I)
_MADE_BY = re.compile(
    r"^(?:(?:记者|記者|特派员|通讯员|摄影|摄影师|摄影记者|攝影|撮影)[：: ]?)|"
    r"(?:\s*(?:摄影报道|摄影|攝影|撮影|摄|攝|기자|특파원|写す|提供|供图|供圖)$)"
)
_TITLE = re.compile(
    r"^(?:cedida por(?: las?| los| el)?|courtesy(?: of)?|cortes[ií]a de|"
    r"staff photographer|photographer|fotograf(?:in)?|photographe|by|von|par|por|di|de|door|"
    r"av|af|фотограф|staff)\s+(?=\S)",
    re.I,
)
_MARK = re.compile(
    r"^(?:(?:pool|handout|hand-out|ho|file|archive?s?|archiv\w*|archivo|arquivo|archivio|stock|"
    r"illustration|illustrative|representational|representative|symbol\w*|themen\w*|uncredited|"
    r"supplied|provided|submitted|contributed|courtesy|cedida|cortes[ií]a|privat|private|personal|"
    r"staff|freelance|contributor|correspondent|stringer|editorial|undated|montage|fotomontage|"
    r"collage|divulgação|reprodução|reproducción|archivbild|archivfoto|arkivfoto|arkiv|composite|screenshot|screengrab|video|still|combination|photo|picture|image|foto|"
    r"bild|via|from|by|the|of|de|social media|redes sociales|public domain|dr|d\.r\.|nd|"
    r"x|n/a|ai|ki|cc0?|mit freundlicher genehmigung|all rights reserved|"
    r"alle rechte vorbehalten|tous droits réservés|архив|из архива|फाइल|पूल)\s*)+$|"
    r"^(?:代表(?:撮影)?|资料(?:图|图片|照)?|資料(?:照|照片|写真)?|供图|供圖|提供|자료사진|자료|공동취재(?:사진|단)|제공|"
    r"أرشيفية|أرشيف|ارشيفية|تعبيرية)$",
    re.I,
)


def read_credit(line: str, *, given: bool = False) -> Credit | None:
    """The parts of a credit line, its label taken off; ``None`` if nothing is left.

    *given* says that the line names who gave the picture, not who made it ("courtesy of").
    """
    text = tidy_credit(line)
    if not text:
        return None
    creator, agencies = _parties(text, given or _COURTESY.match(line) is not None)
    return Credit(text, creator, agencies)


@lru_cache(maxsize=2048)
def tidy_credit(line: str) -> str:
    """A credit line without brackets around it, label, copyright sign and closing stop."""
    text = line.strip(_EDGES)
    for _ in range(4):
        before = text
        if text and _OPENERS.get(text[0]) == text[-1] and text[0] not in text[1:]:
            text = text[1:-1].strip(_EDGES)
        sign = _SIGN.match(text)
        if sign:
            text = text[sign.end() :]
            year = _YEAR.match(text)
            if year and len(text) > year.end() + 2:
                text = text[year.end() :]
        if not is_known(text):
            text = strip_label(text)
        text = text.strip(_EDGES)
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


def _parties(text: str, courtesy: bool) -> tuple[str | None, tuple[str, ...]]:
    whole = agency(text)
    if whole:
        return None, (whole,)
    creators: list[str] = []
    agencies: list[str] = []
    unsure: list[str] = []
    for piece in _pieces(text):
        name = agency(piece)
        if name:
            if name not in agencies:
                agencies.append(name)
            continue
        person = None if courtesy else _person(piece)
        if (person and not creators) or (
            person and person not in creators and piece.startswith("\x00")
        ):
            creators.append(person)
        elif person and person in creators:
            continue
        elif (
            not _MARK.match(piece.lstrip("\x00"))
            and len(piece) > 1
            and not piece.isdecimal()
            and not _is_label(piece)
        ):
            piece = piece.lstrip("\x00")
            agencies.append(piece)
            if not (piece.isupper() and len(piece) <= 6) and not is_organisation(piece):
                unsure.append(piece)
    if (
        not courtesy
        and not creators
        and len(unsure) == 1
        and len(agencies) > 1
        and _surname(unsure[0])
    ):
        creators.append(unsure[0])  # "WDR / Biernat"
        agencies.remove(unsure[0])
    return ", ".join(creators) or None, tuple(dict.fromkeys(agencies))


def _is_label(piece: str) -> bool:
    folded = piece.lstrip("\x00").casefold()
    return folded in words().credit or folded in words().made


def _surname(piece: str) -> bool:
    return piece.isalpha() and piece[0].isupper() and not piece.isupper() and len(piece) > 2


def _pieces(text: str) -> list[str]:
    """The parts of a line; a further person of a list of persons is marked by a NUL."""
    found: list[str] = []
    for part in _SEPARATOR.split(text):
        part = part.strip(_EDGES + ".")
        if not part:
            continue
        if is_known(part):
            found.append(part)
            continue
        parts = _divided(part)
        inner = parts if len(parts) > 1 else [p for p in _COMMA.split(part) if p]
        for number, piece in enumerate(inner):
            several = _AND.split(piece)
            if len(several) > 1 and all(_person(p) or agency(p) for p in several):
                for index, one in enumerate(several):
                    found.append(("\x00" if index or number else "") + one)
            else:
                found.append(("\x00" if number else "") + piece)
    return [_unlabelled(piece) for piece in found]


def _divided(part: str) -> list[str]:
    """What nothing but a space or a hyphen parts: ``AP 연합뉴스``, ``Jane Doe-Imagn Images``,
    ``BELGA PHOTO JANE DOE``."""
    if " " not in part and "-" not in part:
        return [part]
    for gap in islice(_GAP.finditer(part), _GAPS):
        before, after = part[: gap.start()], part[gap.end() :]
        if gap.group() == "-":
            if is_known(after) and is_name(before):
                return [before, after]
            continue
        if not (before[-1:].isalnum() and is_known(before)):
            continue
        if is_known(after):
            return [before, after]
        label = _PHOTO.match(after)
        if label and is_name(after[label.end() :]):
            return [before, after[label.end() :]]
    return [part]


def _unlabelled(piece: str) -> str:
    mark = "\x00" if piece.startswith("\x00") else ""
    piece = piece.lstrip("\x00")
    if is_known(piece):
        return piece
    stripped = strip_label(piece)
    return mark + (_TITLE.sub("", stripped) or piece)


def _person(piece: str) -> str | None:
    piece = piece.lstrip("\x00")
    if _MARK.match(piece) or agency(piece):
        return None
    if not piece.isascii():
        piece = _MADE_BY.sub("", _MADE_BY.sub("", piece)).strip() or piece
    if _HANDLE.match(piece):
        return piece
    return piece if is_name(piece) and not is_organisation(piece) else None


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
    pieces = _pieces(text)
    framed = len(pieces) > 2 and bool(agency(pieces[-1])) and _person(pieces[0]) is not None
    for piece in pieces:
        piece = piece.lstrip("\x00")
        if agency(piece):
            suppliers += 1
        elif _person(piece) or are_names(piece):
            persons += 1
        elif not (
            _reads_as_organisation(piece)
            or _MARK.match(piece)
            or _short(piece)
            or (framed and _TITLED.match(piece))  # "Jane Doe/The Hill Reporter via Getty"
        ):
            return False
    return suppliers > 0 or (names and persons > 0)


def names_several(text: str) -> bool:
    """Whether a credit in a script without capitals has two parts that read like persons:
    the first of them may be a caption."""
    if not _CASELESS.search(text):
        return False
    return sum(_person(piece) is not None for piece in _pieces(tidy_credit(text))) > 1


def _reads_as_organisation(piece: str) -> bool:
    words = piece.split()
    return (
        len(words) <= 7
        and is_organisation(piece)
        and all(word[0].isupper() or len(word) < 4 or not word[0].isalpha() for word in words)
        and not words[0][0].islower()
        and not _SENTENCE.search(piece)
        and not (piece[0] >= "\u0590" and len(words) > 4)
    )


def _short(piece: str) -> bool:
    """A surname, a handle, initials: what a credit may hold beside a supplier."""
    longest = 24 if piece[0] < "\u0590" else 4
    if len(piece) > longest or " " in piece or piece.isdecimal():
        return False
    return piece.removesuffix("+").isalnum()


def repeats(line: str, other: str) -> bool:
    """Whether a credit line names only suppliers that another names too."""
    suppliers = {usual_name(name) for name in _suppliers(line)}
    return bool(suppliers) and suppliers <= {usual_name(name) for name in _suppliers(other)}


def _suppliers(line: str) -> tuple[str, ...]:
    credit = read_credit(line)
    return credit.agencies if credit else ()
