"""The words of bylines in many languages: ``parsers/wordlists/bylines.txt``, and what they tell."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.fields.names.places import is_city
from parsers.wordlists import alternatives, names_of

MAX_LINE = 300
"""Characters of a line that are looked at."""
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


@cache
def words_of(section: str) -> frozenset[str]:
    """The words of one section of the data file."""
    return frozenset(names_of("bylines", section))


@cache
def _before() -> re.Pattern[str]:
    words = sorted(words_of("before"), key=lambda word: -len(word))
    spoken = [re.escape(word) for word in words if not _CJK.search(word)]
    signs = [re.escape(word) for word in words if _CJK.search(word)]
    return re.compile(
        rf"^[\s|•·–—\-*~]*(?:(?:{'|'.join(spoken)})(?:\((?:s|en|es|e)\))?(?P<mark>\s*[:：=＝]\s*|\.\s+|\s+)"
        rf"|(?:{'|'.join(signs)})(?P<sign>\s*[:：/／丨|｜・=＝\s]\s*|))(?=\S)",
        re.I,
    )


@cache
def after_names() -> re.Pattern[str]:
    """What stands after a name, at the end of a text."""
    words = sorted(words_of("after"), key=lambda word: -len(word))
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})\s*$")


@cache
def between_names() -> re.Pattern[str]:
    """What stands between two names."""
    words = sorted(words_of("between"), key=lambda word: -len(word))
    spoken = "|".join(re.escape(word) for word in words if not _CJK.search(word))
    return re.compile(
        rf"\s+(?:{spoken})\s+|(?<=[\u4e00-\u9fff])[和及与與](?=[\u4e00-\u9fff]{{2}})", re.I
    )


@cache
def _openings() -> frozenset[str]:
    words = words_of("before")
    return frozenset(word.split()[0].casefold() for word in words if not _CJK.search(word))


@lru_cache(maxsize=1024)
def after_by(line: str) -> str | None:
    """What follows the opening "By" of a line, in any language; ``None`` if it has none."""
    first = _FIRST.match(line)
    if first is None:
        return None
    opening = first[1].casefold().partition("(")[0]
    if opening in _place_openings() and (rest := _after_place(line[:MAX_LINE])) is not None:
        return rest
    if opening not in _openings() and not _CJK.match(first[1]):
        return None
    match = _before().match(line[:MAX_LINE])
    rest = line[match.end() :] if match else None
    return None if rest is None or rest[0] == "&" else rest  # "Author & Sommelier" is a job


@cache
def _place_openings() -> frozenset[str]:
    return frozenset(word.split()[0] for word in words_of("from a place") | words_of("reports"))


def _after_place(line: str) -> str | None:
    """What follows where somebody reports from: "Aus Kiew berichtet", "Desde Lima,"."""
    match = _place_opening().match(line)
    if match is None or not (match["told"] or match["tells"] or is_city(match["place"])):
        return None
    return line[match.end() :]


@cache
def _place_opening() -> re.Pattern[str]:
    origin = f"(?i:{alternatives('bylines', 'from a place')})"
    reports = f"(?i:{alternatives('bylines', 'reports')})"
    return re.compile(
        rf"[\s|•·–—\-*~]*(?:(?P<told>{reports}) )?{origin} (?P<place>{_PLACE})"
        rf"(?:\s?[,:]\s?|(?P<tells> {reports}:? ))(?=\S)"
    )


_PLACE = r"[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|am|of)){0,3}?"
_FIRST = re.compile(r"[\s|•·–—\-*~]*([^\s:：.,;|/=＝]+)")


@lru_cache(maxsize=4096)
def is_nobody(name: str) -> bool:
    """Whether *name* says only that somebody wrote it: "Staff", "admin", "Redaktion"."""
    folded = name.casefold().strip(" .:-")
    nobody = words_of("nobody")
    words = folded.split()
    if folded in nobody or all(word in nobody for word in words):
        return True
    if words[-1:] and words[-1] in _ADMINISTRATORS:
        return True  # "Tide Admin": who put it there
    if _LISTING.match(folded) or (words and words[0] in words_of("controls")):
        return True
    return not re.search(r"[^\W\d_]", folded)


@lru_cache(maxsize=4096)
def is_interface(text: str) -> bool:
    """Whether *text* holds a word of buttons, menus or boxes that stands in no name."""
    folded = text.casefold().strip(" .:-")
    words = folded.split()
    single, phrases = _interface()
    if not single.isdisjoint(words) or (
        len(words) > 1 and any(phrase in f" {folded} " for phrase in phrases)
    ):
        return True
    return not folded.isascii() and _interface_signs().search(folded) is not None


@cache
def _interface() -> tuple[frozenset[str], tuple[str, ...]]:
    words = words_of("interface")
    single = frozenset(word for word in words if " " not in word)
    return single, tuple(f" {word} " for word in sorted(words - single))


@cache
def _interface_signs() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words_of("interface-signs")))))


_LISTING = re.compile(
    r"(?:all |view |see |more |read )*(?:articles|posts|stories|more|all) (?:by|from)\b"
)
"""What links to an author's other stories say."""
_ADMINISTRATORS = frozenset(("admin", "administrator", "administrador", "webmaster"))


def has_role(name: str) -> bool:
    """Whether *name* has a word for a job."""
    return any(word.strip(".,").casefold() in words_of("roles") for word in name.split())


def is_only_role(name: str) -> bool:
    """Whether *name* is nothing but words for a job ("Senior Staff Writer")."""
    words = [word.strip(".,:-").casefold() for word in name.split()]
    roles = words_of("roles")
    told = sum(word in roles for word in words)
    if told == 1 and len(words) == 2 and (words[1] in _SURNAMES or len(words[0]) == 2):
        return words[0] in roles and len(words[0]) > 2
    return told > 0 and (told == len(words) or (told * 2 >= len(words) and len(words) > 1))


_SURNAMES = frozenset(
    "head master nurse coach trainer partner chair lead principal fellow officer chief host".split()
)
"""Words for jobs that people are called by too."""


def is_bare_by(text: str) -> bool:
    """Whether *text* is "By", "Author:" and nothing more, as a label in its own element."""
    return len(text) < 30 and text.casefold().strip(" :：()s") in _labels()


@cache
def _labels() -> frozenset[str]:
    return frozenset(word.casefold().strip(" :()s") for word in words_of("before"))


def without_counts(text: str) -> str:
    """*text* without how many have commented on, shared or seen the story."""
    return _COUNT.sub("", text)


_COUNT = re.compile(
    r"[\s|·•⋅,;–—-]+\(?(?:\d[\d.,]*\)?\s*|no )?"
    rf"(?:{alternatives('bylines', 'count')})(?:\s*[:：]?\s*[(（]?\d[\d.,]*[)）]?)?$"
    r"|[\s|·•⋅,;–—-]+\d[\d.,]*\s*(?:shares?|views?|likes?|vues|aufrufe)$",
    re.I,
)
"""How many have commented, shared or seen it."""
