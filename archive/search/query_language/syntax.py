"""What a person types, as a tree. Nothing is a syntax error.

::

    query = all { OR all }
    all   = item { [AND] item }
    item  = ( "-" | NOT ) item  |  field ":" item  |  "(" query ")"  |  phrase  |  word
    phrase = '"' … '"' [ "*" ]        word = … [ "*" ]

Operators are written in capitals; what is side by side binds closer than ``OR``. A bracket or a
quote that nobody closed goes to the end; an operator that has nothing to work on is left out.
What looks like an operator and is none is searched for as words, and a note says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from archive.search.query_language.tree import FIELDS, All, Either, Node, Not, Words
from archive.values.sanitize import storable

MOST_WORDS = 256
"""Words and phrases of a query that count."""
DEEPEST = 20
"""Brackets within brackets that count."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"') | {"（": "(", "）": ")", "：": ":"})
_TOKEN = re.compile(
    r"""
      \s+
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>(?<![^\s(:])-(?=[^\s\-]))
    | (?P<field>(?i:headline|dek|byline|caption|dateline|section|body)):(?=[^\s:/)])
    | "(?P<phrase>[^"]*)(?:"(?P<star>\*)?|$)
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE,
)
_FIELD_LIKE = re.compile(r"([A-Za-z_]{2,}):(?!//)")
_PROXIMITY = re.compile(r"(?:NEAR|ADJ|SAME|ONEAR)(?:/?\d+)?|[wWnN]/\d+|/[nN]?\d+")

Kind = Literal["open", "close", "minus", "field", "words", "OR", "AND", "NOT"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query."""

    kind: Kind
    text: str = ""
    words: Words | None = None


def read(query: str) -> tuple[Node | None, tuple[str, ...]]:
    """The tree of *query*, ``None`` where it has no word, and what is to be said of it."""
    notes: dict[str, None] = {}
    tokens = _tokens(storable(query.replace("\0", " ")).translate(_QUOTES), notes)
    return _Parser(_with_paired_brackets(tokens, notes), notes).query(), tuple(notes)


def _tokens(query: str, notes: dict[str, None]) -> list[Token]:
    tokens: list[Token] = []
    count = 0
    for found in _TOKEN.finditer(query):
        kind, text = found.lastgroup, found[found.lastgroup] if found.lastgroup else ""
        if kind is None:
            continue
        if kind in ("open", "close", "minus"):
            tokens.append(Token(kind, text))  # type: ignore[arg-type]
        elif kind == "field":
            tokens.append(Token("field", text.lower()))
        elif kind == "word" and text in ("OR", "AND", "NOT"):
            tokens.append(Token(text))  # type: ignore[arg-type]
        else:
            words = _phrase(found) if kind in ("phrase", "star") else _word(text, notes)
            count += words.has_words
            if words.has_words and count <= MOST_WORDS:
                tokens.append(Token("words", text, words))
    if count > MOST_WORDS:
        notes[f"Only the first {MOST_WORDS} words were searched for."] = None
    return tokens


def _with_paired_brackets(tokens: list[Token], notes: dict[str, None]) -> list[Token]:
    """*tokens* without brackets that close nothing or are too deep."""
    kept = []
    depth = 0
    for token in tokens:
        depth += token.kind == "open"
        if token.kind == "close" and depth == 0:
            notes["A bracket that closes nothing was left out."] = None
            continue
        if token.kind not in ("open", "close") or depth <= DEEPEST:
            kept.append(token)
        else:
            notes[f"Brackets more than {DEEPEST} deep were left out."] = None
        depth -= token.kind == "close"
    return kept


def _phrase(found: re.Match[str]) -> Words:
    text = found["phrase"]
    inner = text.rstrip()
    return Words(inner.rstrip("*"), is_beginning=bool(found["star"]) or inner.endswith("*"))


def _word(text: str, notes: dict[str, None]) -> Words:
    plain = text.rstrip("*")
    is_beginning = plain != text
    if note := _looks_like_operator(text, plain):
        notes[note] = None
    words = Words(plain, is_beginning=is_beginning)
    is_short = sum(c.isalnum() for c in plain) < 2 and not any(un for _, un in words.pieces)
    if is_beginning and words.has_words and is_short:
        notes[f"‘{text}’ was searched for as a word: * needs two letters before it."] = None
        return Words(plain)
    return words


def _looks_like_operator(text: str, plain: str) -> str | None:
    """What to say of a word that other search machines would take for an operator."""
    if text.lower() == "or":
        return f"‘{text}’ was searched for as a word; OR finds either."
    if text.lower() == "and":
        return f"‘{text}’ was searched for as a word; all words are wanted anyway."
    if text.lower() == "not":
        return f"‘{text}’ was searched for as a word; NOT or -word leaves out."
    if text in ("|", "||"):
        return f"‘{text}’ means nothing here; OR finds either."
    if _PROXIMITY.fullmatch(text):
        return f"‘{text}’ was searched for as a word; quotes find words side by side."
    if field := _FIELD_LIKE.match(text):
        if field[1].lower() in FIELDS:
            return f"‘{text}’ was searched for as a word; its words must follow the colon at once."
        return (
            f"‘{field[0]}’ is no field and was searched for as a word; "
            f"fields are {', '.join(FIELDS)}."
        )
    if "*" in plain.strip("*") or (plain.startswith("*") and plain.strip("*")):
        return f"‘{text}’: * counts only at the end of a word."
    if re.fullmatch(r"\w+~\d*|!\w.*|\w*\w\?\w+", text):
        return f"‘{text}’ was searched for as a word: ~, ! and ? mean nothing here."
    return None


class _Parser:
    """Goes through the tokens once, from left to right. Its brackets are paired."""

    def __init__(self, tokens: list[Token], notes: dict[str, None]) -> None:
        self._tokens = tokens
        self._at = 0
        self._notes = notes

    def query(self) -> Node | None:
        """What stands up to the end, or to the bracket that closes."""
        found = [self._all()]
        while self._takes("OR"):
            found.append(self._all())
        if len(found) > 1 and None in found:
            self._notes["OR with nothing on one side was left out."] = None
        return _joined(Either, found)

    def _all(self) -> Node | None:
        found = []
        while self._next not in (None, "close", "OR"):
            if not self._takes("AND"):
                found.append(self._item())
        return _joined(All, found)

    def _item(self) -> Node | None:
        before: list[Token] = []
        while self._next in ("minus", "NOT", "field") or (before and self._next == "AND"):
            before.append(self._take())
        node = None if self._next in (None, "close", "OR") else self._operand()
        for token in reversed(before):
            if node and token.kind == "field":
                node = _in_field(node, token.text)
            elif node and token.kind != "AND":
                node = node.part if isinstance(node, Not) else Not(node)
        if node is None and any(token.kind == "NOT" for token in before):
            self._notes["NOT with nothing behind it was left out."] = None
        return node

    def _operand(self) -> Node | None:
        token = self._take()
        if token.kind == "open":
            node = self.query()
            self._takes("close")
            return node
        return token.words

    @property
    def _next(self) -> Kind | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, kind: Kind) -> bool:
        is_it = self._next == kind
        self._at += is_it
        return is_it


def _joined(kind: type[All] | type[Either], nodes: list[Node | None]) -> Node | None:
    """*nodes* as one, without what is none; those of the same kind are taken apart."""
    parts: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            parts += node.parts
        elif node:
            parts.append(node)
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))


def _in_field(node: Node, field: str) -> Node:
    """*node* with its words in *field*, where they name none themselves."""
    if isinstance(node, Words):
        return node if node.field else replace(node, field=field)
    if isinstance(node, Not):
        return Not(_in_field(node.part, field))
    return replace(node, parts=tuple(_in_field(part, field) for part in node.parts))
