"""Puts chrome into pages."""

from __future__ import annotations

import random
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from chrome import boxes, dialogs, lines, others
from chrome.places import find_story
from chrome.shapes import Shapes
from chrome.tags import Tag, block_texts
from chrome.wording import FEW, OtherStory, Words, short_language

KINDS = {
    "consent": {"top": 5, "end": 4, "behind": 1},
    "chooser": {"top": 6, "end": 2, "behind": 1},
    "newsletter": {"inside": 4, "behind": 4, "end": 2},
    "donation": {"inside": 3, "behind": 5, "top": 1, "end": 1},
    "paywall": {"inside": 3, "behind": 5, "end": 1},
    "registration": {"inside": 3, "behind": 4, "top": 1, "end": 1},
    "teasers": {"behind": 5, "inside": 2, "end": 3, "top": 1},
    "next-story": {"behind": 7, "end": 3},
    "author": {"behind": 6, "inside": 1, "end": 1},
    "comments": {"behind": 6, "end": 3},
    "ticker": {"top": 6, "end": 1, "inside": 1},
    "notice": {"top": 4, "inside": 1, "behind": 2, "end": 3},
    "footer": {"behind": 2, "end": 6},
    "promo": {"behind": 4, "inside": 4, "end": 2, "top": 1},
    "policy": {"behind": 6, "above": 2, "end": 1},
    "external": {"inside": 1},
    "player": {"above": 5, "inside": 2},
    "related": {"inside": 5, "behind": 2},
    "poll": {"behind": 3, "inside": 2, "end": 1},
    "survey": {"top": 2, "end": 3, "behind": 1},
    "widget": {"top": 3, "end": 3, "behind": 1},
    "line": {"inside": 5, "behind": 4, "above": 2},
}
"""Each kind with the places where sites put it, and how often."""

_FREQUENCY = {
    "consent": 0.5,
    "chooser": 0.25,
    "newsletter": 0.35,
    "donation": 0.15,
    "paywall": 0.2,
    "registration": 0.15,
    "teasers": 0.75,
    "next-story": 0.2,
    "author": 0.25,
    "comments": 0.25,
    "ticker": 0.25,
    "notice": 0.3,
    "footer": 0.35,
    "promo": 0.25,
    "policy": 0.25,
    "external": 0.08,
    "player": 0.12,
    "related": 0.2,
    "poll": 0.05,
    "survey": 0.05,
    "widget": 0.1,
    "line": 0.3,
}
"""How often each kind is put into a page when none is asked for by name."""
_APPEALS = frozenset(
    "newsletter donation paywall registration promo policy external survey".split()
)
_MAKERS = {
    "consent": dialogs.consent,
    "chooser": dialogs.chooser,
    "notice": dialogs.notice,
    "player": dialogs.player,
    "footer": dialogs.footer,
    "author": boxes.author,
    "comments": boxes.comments,
    "poll": boxes.poll,
    "widget": boxes.widget,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of chrome that was put into a page."""

    kind: str
    place: str
    texts: tuple[str, ...]
    """The text of each of its blocks."""
    html: str
    offset: int
    """Where it stands, in characters of the page before anything was put into it."""
    replaced: int = 0
    """How many characters of the page it stands for: none, but in place of a story."""


@dataclass(frozen=True, slots=True)
class Injection:
    """A page with chrome put into it."""

    html: str
    pieces: tuple[Piece, ...]
    """In the order in which they stand in the page."""


class ChromeGenerator:
    """Makes chrome of a set of words and of other pages' stories.

    What is put into a page depends on the page, the seed and the copy alone, not on the pages
    before.
    """

    def __init__(self, words: Words, stories: Sequence[OtherStory], seed: int = 0) -> None:
        self.words = words
        self.stories = list(stories)
        self.seed = seed
        known = {*words.wordings, *(["line"] if words.lines else [])}
        self.kinds = tuple(kind for kind in KINDS if kind in known)
        """The kinds that the set has words for."""
        self._by_language: dict[str, list[OtherStory]] = defaultdict(list)
        for story in self.stories:
            self._by_language[short_language(story.language)].append(story)

    def inject(
        self,
        html: str,
        paragraphs: Sequence[str],
        *,
        language: str | None = None,
        domain: str | None = None,
        kinds: Sequence[str] | None = None,
        place: str | None = None,
        copy: int = 0,
    ) -> Injection:
        """The page with a piece of each of *kinds* (drawn where none are named) in it.

        *paragraphs* are the story's, as a truth or a reading has them: they tell where it stands.
        With *place* every piece goes there; a piece whose place the page does not have is left
        out. ``place="instead"`` is for one kind alone: its piece takes the story's place.
        """
        key = f"{self.seed}|{copy}|{zlib.crc32(html.encode())}|{','.join(kinds or ())}|{place}"
        rng = random.Random(key)
        story = find_story(html, paragraphs)
        drawn = kinds if kinds is not None else self._draw(rng)
        if unknown := set(drawn) - set(self.kinds):
            raise ValueError(
                f"{', '.join(sorted(unknown))}: no words for it in the set {self.words.name!r}. "
                f"It has: {', '.join(self.kinds)}"
            )
        site = Shapes.draw(rng, self.words)
        pieces = []
        for kind in drawn:
            shapes = site if rng.random() < 0.6 else Shapes.draw(rng, self.words)
            where = place or _weighted(rng, KINDS[kind])
            span = story.span(where, rng)
            if span is None:
                continue
            start, end = span
            if kind == "line":
                others_of = self._others(shapes.rng, language, domain, 3)
                made = lines.line(shapes, language, others_of, html, start)
            else:
                made = self._make(kind, shapes, language, domain)
            if made is None:
                continue
            texts = block_texts(made)
            pieces.append(Piece(kind, where, texts, made.html(), start, end - start))
        pieces.sort(key=attrgetter("offset"))
        return Injection(_spliced(html, pieces), tuple(pieces))

    def _draw(self, rng: random.Random) -> list[str]:
        drawn = [kind for kind in self.kinds if rng.random() < _FREQUENCY[kind]]
        if "teasers" in drawn and rng.random() < 0.4:
            drawn.append("teasers")
        rng.shuffle(drawn)
        return drawn

    def _make(
        self, kind: str, shapes: Shapes, language: str | None, domain: str | None
    ) -> Tag | None:
        pick = partial(self._others, shapes.rng, language, domain)
        if kind == "teasers":
            found = pick(shapes.rng.choice((1, 2, 3, 4, 5, 6, 8, 10)))
            return others.teasers(shapes, language, found) if found else None
        if kind == "next-story":
            found = pick(1)
            return others.next_story(shapes, language, found[0]) if found else None
        if kind == "ticker":
            lines = [story.headline for story in pick(shapes.rng.choice((0, 0, 1, 1, 2, 4, 6)))]
            return dialogs.ticker(shapes, language, lines)
        if kind == "related":
            found = pick(shapes.rng.choice((1, 1, 1, 2, 3)))
            return others.related(shapes, language, found) if found else None
        if kind in _APPEALS:
            return boxes.appeal(kind, shapes, language)
        return _MAKERS[kind](shapes, language)

    def _others(
        self, rng: random.Random, language: str | None, domain: str | None, count: int
    ) -> list[OtherStory]:
        """So many stories of other sites, in the page's language where there are enough."""
        pool = self._by_language.get(short_language(language), [])
        if len(pool) < FEW:
            pool = self.stories
        drawn = rng.sample(pool, min(len(pool), count + 8))
        return [story for story in drawn if story.domain != domain][:count]


def _weighted(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _spliced(html: str, pieces: Sequence[Piece]) -> str:
    """The page with each piece at its offset."""
    parts = []
    position = 0
    for piece in pieces:
        parts += [html[position : piece.offset], piece.html]
        position = piece.offset + piece.replaced
    return "".join([*parts, html[position:]])
