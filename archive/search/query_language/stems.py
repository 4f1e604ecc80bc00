"""Words that share a stem, for queries that ask for them: strikes, striking and strike by any.

The index holds words as they are. A word of a query is looked for as each word of the archive
that has its stem, by Snowball's rules for one language.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from archive.search.query_language.query import Query, read_query
from archive.search.query_language.tree import Either, Node, Not, Words
from archive.search.suggestions.language_names import code_of
from archive.values.folding import folded

SNOWBALL = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Snowball's name for each language, by its code. Those whose words change at their beginning,
such as Arabic and Indonesian, are left out: words are compared that begin alike."""

MOST_FORMS = 40
"""Words that one word of a query is looked for as: the most frequent."""
COMPARED = 5_000
"""Words of the archive that are compared with one of a query; stemming takes .1 ms each."""
TOLD = 8
"""Words that are told."""


def stem_language(name: str) -> str:
    """The code of the language called *name*, by code or name.

    Raises ``ValueError`` where there are no rules for it.
    """
    code = code_of(name) or name.lower().split("-")[0]
    code = {"nb": "no", "nn": "no"}.get(code, code)
    if code not in SNOWBALL:
        raise ValueError(f"there are no stems for {name!r}, only for {', '.join(SNOWBALL)}")
    return code


def query_with_stems(connection: sqlite3.Connection, text: str, language: str | None) -> Query:
    """*text* read as a query whose plain words are looked for by their stems in *language*.

    ``None``: as they are. Phrases and ``word*`` stay as they are. Which words were looked for is
    said in the query's notes.
    """
    query = read_query(text)
    if language is None or query.tree is None:
        return query
    code = stem_language(language)
    notes: dict[str, None] = {}
    with _vocabulary(connection) as vocabulary:
        tree = _expanded(vocabulary, query.tree, code, notes)
    return replace(query, tree=tree, notes=(*query.notes, *notes))


@contextmanager
def _vocabulary(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """*connection* with the words of the index as ``temp.words``."""
    (only_reads,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = OFF")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, articles_fts, row)"
        )
        yield connection
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.words")
        connection.execute(f"PRAGMA query_only = {only_reads}")


def _expanded(
    vocabulary: sqlite3.Connection, node: Node, code: str, notes: dict[str, None]
) -> Node:
    if isinstance(node, Words):
        return _forms(vocabulary, node, code, notes)
    if isinstance(node, Not):
        return Not(_expanded(vocabulary, node.part, code, notes))
    parts = tuple(_expanded(vocabulary, part, code, notes) for part in node.parts)
    return replace(node, parts=parts)


def _forms(vocabulary: sqlite3.Connection, words: Words, code: str, notes: dict[str, None]) -> Node:
    """The word, or all that share its stem."""
    word = folded(words.text)
    if words.is_beginning or not re.fullmatch(r"[^\W\d_]{2,}", word) or words.pieces[0][1]:
        return words
    import snowballstemmer  # takes a tenth of a second, and few ask for it

    stemmer = snowballstemmer.stemmer(SNOWBALL[code])
    stem = stemmer.stemWord(word)
    found = [
        (count, term)
        for term, count in _beginning_alike(vocabulary, word, stem)
        if term == word or stemmer.stemWord(term) == stem
    ]
    found.sort(reverse=True)
    terms = [term for _, term in found[:MOST_FORMS]]
    others = [term for term in terms if term != word]
    if not others:
        return words
    shown = ", ".join(others[:TOLD])
    more = f" and {len(found) - len(terms) + len(others) - TOLD} more" if len(others) > TOLD else ""
    notes[f"‘{words.text}’ was searched for by its stem, too: {shown}{more}."] = None
    return Either((words, *(replace(words, text=term) for term in others)))


def _beginning_alike(vocabulary: sqlite3.Connection, word: str, stem: str) -> list[tuple[str, int]]:
    """Words of the archive, each with in how many articles it is, that may have this stem.

    Stems of one word differ from it in their last letters at most. Where very many words begin
    so, only those are given that begin with the stem itself.
    """
    shared = _shared(word, stem)
    for beginning in (shared[: max(2, len(shared) - 2)], shared):
        rows: list[tuple[str, int]] = vocabulary.execute(
            "SELECT term, doc FROM temp.words WHERE term >= ? AND term < ? LIMIT ?",
            [beginning, beginning + "\U0010ffff", COMPARED + 1],
        ).fetchall()
        if len(rows) <= COMPARED:
            break
    return rows[:COMPARED]


def _shared(one: str, other: str) -> str:
    """What both begin with."""
    length = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return one[:length]
