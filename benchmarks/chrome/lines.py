"""Lines of chrome that stand bare among a story's paragraphs: no box tells them apart, only what
they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from chrome.shapes import Shapes
from chrome.tags import Parts, Tag
from chrome.wording import OtherStory

_BEFORE = re.compile(
    r"<(p|div|section|li|span|h[2-6])\b([^<>]*)>(?:(?!</?\1\b).)*</\1\s*>\s*$", re.S
)
_BEHIND = re.compile(r"\s*<(p|div)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LOOKED_AT = 4_000
"""Characters before a place in which the element that ends there begins."""
_ALIKE, _PLAIN = 0.6, 0.2
"""How often a line looks like the paragraph beside it, and is a ``p`` of no class; else it has a
box of its own."""


def line(
    shapes: Shapes, language: str | None, stories: Sequence[OtherStory], html: str, offset: int
) -> Tag | None:
    """One to three lines of one kind, to be put into a page at *offset*."""
    known = shapes.words.lines
    if not known:
        return None
    by_language = known[shapes.rng.choice(sorted(known))]
    texts = shapes.some(shapes.words.spoken(by_language, language, shapes.rng), 1, 1)
    headlines = [story.headline for story in stories]
    if shapes.maybe(0.25):
        texts += shapes.some(shapes.words.spoken(by_language, language, shapes.rng), 1, 2)
    texts = [each for each in dict.fromkeys(texts) if headlines or "{headline}" not in each]
    if not texts:
        return None
    filled = [
        shapes.fill(each, headline=headlines[at % len(headlines)] if headlines else "")
        for at, each in enumerate(texts)
    ]
    form = shapes.rng.random()
    if form < _ALIKE:
        name, attributes = _beside(html, offset)
    elif form < _ALIKE + _PLAIN:
        name, attributes = "p", {}
    else:
        name = shapes.rng.choice(("p", "p", "div", "div", "aside", "section"))
        attributes = shapes.named(shapes.rng.choice(("promo", "newsletter", "related", "notice")))
    made: Parts = [Tag(name, dict(attributes), _inline(shapes, each)) for each in filled]
    if form >= _ALIKE + _PLAIN and shapes.maybe(0.5):
        return Tag("div", shapes.named("promo"), made)
    return Tag("", {}, made)


def _inline(shapes: Shapes, text: str) -> Parts:
    """A line as links and emphasis have it: whole, behind a colon, in its last words, or plain."""
    link = partial(Tag, "a", {"href": shapes.rng.choice(("#", "/more", "https://other.example/a"))})
    if ": " in text and shapes.maybe(0.7):
        before, behind = text.split(": ", 1)
        label: Tag | str = Tag(shapes.rng.choice(("strong", "b", "span")), {}, [f"{before}:"])
        return [label if shapes.maybe(0.5) else f"{before}:", " ", link([behind])]
    form = shapes.rng.random()
    if form < 0.15:
        return [link([text])]
    if form < 0.35:
        return [Tag(shapes.rng.choice(("em", "i", "strong", "b")), {}, [text])]
    words = text.split(" ")
    if form < 0.55 and len(words) > 6:
        cut = len(words) - shapes.rng.randint(2, 4)
        return [" ".join(words[:cut]), " ", link([" ".join(words[cut:])])]
    return [text]


def _beside(html: str, offset: int) -> tuple[str, dict[str, str | None]]:
    """The name and attributes of the paragraph beside an offset."""
    found = _BEFORE.search(html[max(0, offset - _LOOKED_AT) : offset])
    if found is None or found[1] not in ("p", "div"):
        found = _BEHIND.match(html, offset)
    if found is None:
        return "p", {}
    told = {name: one or two for name, one, two in _ATTRIBUTE.findall(found[2])}
    return found[1], {name: said for name, said in told.items() if name in ("class", "style")}
