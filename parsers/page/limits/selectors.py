"""How often a CSS selector may go through a page again: one that does so too often is refused.

Lexbor tries every way to match a selector. Each ``~``, ``:has()`` and space in it is a loop, and
loops that depend on one another multiply. On a page of 5,000 paragraphs in 30 nested elements,
where the last step of the search always fails, it took (CPU seconds, selectolax 0.4, one core of
2026)::

    .a ~ p                    .06       .a p                       .01
    p:has(~ .a)               .08       .a div div p               .1
    p:nth-child(2n)           .02       .a div div div div p      4.6
    section:has(.a) p        4.0        .a div div div div div p   more than 15
    .a ~ p ~ p               more than 20, with 2,500 paragraphs too
    p:has(~ p:has(~ .a))     the same
    p:nth-child(9999) ~ p    the same
"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_SIBLING_LOOPS = 1
"""Loops through all siblings, or the whole page, that may depend on one another."""
MOST_LEVEL_LOOPS = 5
"""Loops through all elements around one, or inside, that may depend on one another."""
MOST_LEVEL_LOOPS_BESIDE = 2
"""The same, where there is a loop through siblings too."""
MOST_NESTED = 8
"""Brackets inside brackets."""
_SAME_ELEMENT = frozenset(("is", "not", "where", "matches", "any"))
"""They match what stands in their brackets against the element itself."""
_NO_SEARCH = frozenset(("lang", "dir", "nth-of-type", "nth-last-of-type"))
_TOKEN = re.compile(
    r"""/\*.*?\*/ | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | \\. | :+[\w-]+\( | \s*[>+~,]\s*
    | \s+ | .""",
    re.VERBOSE | re.DOTALL,
)


class Loops(NamedTuple):
    """What matching one element goes through, at the worst."""

    siblings: int = 0
    levels: int = 0

    def within(self, other: Loops) -> Loops:
        """These loops in every turn of *other*."""
        return Loops(self.siblings + other.siblings, self.levels + other.levels)

    def or_else(self, other: Loops) -> Loops:
        """The more of either."""
        return Loops(max(self.siblings, other.siblings), max(self.levels, other.levels))


def flaw_of_cost(selector: str) -> str | None:
    """Why *selector*, which is CSS, could take minutes on a long page; ``None`` if it does not."""
    try:
        loops = _Reader(selector).selectors(again=False)
    except _Tangled:
        return f"more than {MOST_NESTED} brackets stand in one another"
    if loops.siblings > MOST_SIBLING_LOOPS:
        return (
            "it would take minutes on a long page: only one of ~, :nth-child() and :has()"
            " may depend on another"
        )
    most = MOST_LEVEL_LOOPS_BESIDE if loops.siblings else MOST_LEVEL_LOOPS
    if loops.levels > most:
        return (
            f"it would take minutes on a long page: at most {most} spaces and :has() may"
            f" depend on one another{' beside a ~ or :has()' if loops.siblings else ''}; > is no"
            " search"
        )
    return None


class _Tangled(Exception):
    pass


class _Reader:
    """Reads a selector from left to right."""

    def __init__(self, selector: str) -> None:
        found = (m[0] for m in _TOKEN.finditer(selector.strip()))
        self._tokens = [one for one in found if not one.startswith("/*")]
        self._at = 0
        self._depth = 0

    def selectors(self, *, again: bool, inside: bool = False) -> Loops:
        """A list up to its closing bracket; *again*: an element may be matched repeatedly.

        *inside*: they are matched against what is inside the element, as those of ``:has()``.
        """
        if self._depth > MOST_NESTED:
            raise _Tangled
        worst, more = Loops(), True
        while more:
            one, more = self._selector(again=again, inside=inside)
            worst = worst.or_else(one)
        return worst

    def _selector(self, *, again: bool, inside: bool) -> tuple[Loops, bool]:
        """One selector, and whether another follows behind a comma."""
        compounds: list[_Compound] = []
        steps: list[Loops] = []
        compound, combinator, more = _Compound(), "", False
        if inside:
            combinator = self._leading()
            steps.append(_step(combinator))
        while (token := self._next()) not in ("", ")"):
            sign = token.strip()
            if sign == ",":
                more = True
                break
            if token.isspace() or sign in (">", "+", "~"):
                if token.isspace() and self._peek().strip() in ("", ")", ","):
                    continue
                compounds.append(compound)
                steps.append(_step(sign))
                compound = _Compound()
            elif token == "[":
                self._skip_attribute()
            elif token.endswith("(") and len(token) > 1:
                self._function(token.strip(":(").lower(), compound)
        compounds.append(compound)
        return _loops_of(compounds, steps, again=again, inside=inside), more

    def _function(self, name: str, compound: _Compound) -> None:
        self._depth += 1
        if name in _NO_SEARCH:
            self.selectors(again=False)
        elif name in _SAME_ELEMENT:
            start = self._at
            compound.once = compound.once.or_else(self.selectors(again=False))
            self._at = start
            compound.again = compound.again.or_else(self.selectors(again=True))
        elif name in ("nth-child", "nth-last-child"):
            counted = self.selectors(again=False).or_else(Loops(1, 0))
            compound.once = compound.once.or_else(counted)
            compound.again = compound.again.or_else(counted)
        else:  # :has, and whatever is not known searches at the worst as it does
            start = self._at
            found = self.selectors(again=False, inside=True)
            self._at = start
            repeated = self.selectors(again=True, inside=True).or_else(Loops(1, 0))
            compound.once = compound.once.or_else(found)
            compound.again = compound.again.or_else(repeated)
        self._depth -= 1

    def _leading(self) -> str:
        while self._peek().isspace():
            self._next()
        sign = self._peek().strip()
        if sign in (">", "+", "~"):
            self._next()
            return sign
        return ""

    def _skip_attribute(self) -> None:
        while self._next() not in ("", "]"):
            pass

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token


class _Compound:
    """One step of a selector: what testing it on one element goes through."""

    def __init__(self) -> None:
        self.once = Loops()
        """Where each element of the page is tested once."""
        self.again = Loops()
        """Where an element is tested again for each that is reached from it."""


def _step(sign: str) -> Loops:
    if sign == "~":
        return Loops(1, 0)
    return Loops(0, 1) if not sign else Loops()


def _loops_of(
    compounds: list[_Compound], steps: list[Loops], *, again: bool, inside: bool
) -> Loops:
    """The loops of a selector: from its last element to the first, or from outside to inside."""
    reached, worst = Loops(), Loops()
    if inside:
        for step, compound in zip(steps, compounds, strict=True):
            reached = reached.within(step)
            tested = compound.again if again else compound.once
            worst = worst.or_else(reached.within(tested))
        return worst
    for number, compound in enumerate(reversed(compounds)):
        tested = compound.again if again or number else compound.once
        worst = worst.or_else(reached.within(tested)).or_else(reached)
        if number < len(steps):
            reached = reached.within(steps[-1 - number])
    return worst.or_else(reached)
