"""A query as it was understood: what it finds, what is marked, what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.search.query_language import syntax
from archive.search.query_language.highlights import Highlights
from archive.search.query_language.tree import (
    All,
    Expression,
    Node,
    Words,
    expression,
    wanted_words,
)


@dataclass(frozen=True)
class Query:
    """What somebody typed, read."""

    text: str
    tree: Node | None
    """``None``: there is no word in it."""
    notes: tuple[str, ...] = ()
    """What looks like an operator and is none, a sentence each."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked: every article fits."""
        return not self.text.strip()

    @cached_property
    def expression(self) -> Expression | None:
        """For ``MATCH``; ``None`` where there is no word."""
        return expression(self.tree) if self.tree else None

    @cached_property
    def highlights(self) -> Highlights:
        """What to mark in the texts found."""
        return Highlights(self.tree)

    @property
    def words(self) -> list[Words]:
        """The words and phrases that an article is found by."""
        return list(wanted_words(self.tree)) if self.tree else []

    @property
    def wants_all(self) -> bool:
        """Whether each article found has all of :attr:`words`."""
        parts = self.tree.parts if isinstance(self.tree, All) else (self.tree,)
        return all(isinstance(part, Words) for part in parts)


def read_query(text: str) -> Query:
    """*text* as a query; any text is one."""
    tree, notes = syntax.read(text)
    return Query(text, tree, notes)
