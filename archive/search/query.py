"""What a person types, as an FTS5 expression that can never be a syntax error."""

from __future__ import annotations

import re
import unicodedata

from archive.values.sanitize import storable
from archive.values.tokenize import pairs, pieces

MOST_TERMS = 64
"""Words and phrases of a query that count; the rest is left out."""

_QUOTED = re.compile(r'"([^"]*)"?')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
_HANGUL = re.compile("[\uac00-\ud7a3]")


def terms(query: str) -> list[list[tuple[str, bool]]]:
    """The words and phrases of *query*, each as its pieces with whether they are unspaced."""
    query = storable(query.replace("\0", " ")).translate(_QUOTES)
    found: list[list[tuple[str, bool]]] = []
    end = 0
    for quoted in _QUOTED.finditer(query):
        found += [list(pieces(word)) for word in query[end : quoted.start()].split()]
        found.append(list(pieces(quoted[1])))
        end = quoted.end()
    found += [list(pieces(word)) for word in query[end:].split()]
    kept = [term for term in found if any(_has_token(text) for text, _ in term)]
    return kept[:MOST_TERMS]


def each_term(query: str) -> list[str]:
    """The expressions for ``MATCH`` of the single words and phrases."""
    return [_expression(term) for term in terms(query)]


def match_expression(query: str) -> str | None:
    """The expression for ``MATCH``: all words, each phrase in its order. ``None``: no words."""
    return " AND ".join(each_term(query)) or None


def highlights(query: str) -> re.Pattern[str] | None:
    """What to mark in a text that was found, or ``None``."""
    shown = []
    for term in terms(query):
        parts = [_loose(text) for text, _ in term if _has_token(text)]
        phrase = r"\W*".join(parts)
        if phrase and not term[0][1] and phrase[0] not in r"\[":
            phrase = rf"\b{phrase}"
        if not term[-1][1] and not _HANGUL.search(term[-1][0]):
            phrase = rf"{phrase}(?!\w)"
        shown.append(phrase)
    return re.compile("|".join(shown), re.IGNORECASE) if shown else None


def _expression(term: list[tuple[str, bool]]) -> str:
    if not any(unspaced for _, unspaced in term):
        text = " ".join(text for text, _ in term)
        # Korean joins its particles to the word: 서울 is to find 서울에서.
        return _quoted(text) + (" *" if _HANGUL.search(text) else "")
    tokens: list[str] = []
    prefix = False
    for text, unspaced in term:
        if unspaced:
            # Pairs, without the lone last character: in the text it may go on.
            grams = pairs(text)
            last = text is term[-1][0]
            tokens += grams[:-1] if len(grams) > 1 and last else grams
            prefix = last and len(grams) == 1
        else:
            tokens.append(text)
            prefix = False
    return "search_text : " + _quoted(" ".join(tokens)) + (" *" if prefix else "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', " ") + '"'


def _has_token(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def _loose(text: str) -> str:
    """A pattern for *text* whatever stands between its words."""
    return r"\W+".join(re.escape(word) for word in re.findall(r"\w+", text))
