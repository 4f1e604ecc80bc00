"""The shapes that chrome has on the web: names of classes, wrappers, headings, links, buttons."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass

from chrome.tags import Parts, Tag
from chrome.wording import Wording, Words

STYLES = ("plain", "module", "neutral", "hashed", "none")
"""Class names: telling words; telling words with a build's hash; words that tell nothing; hashes;
no class at all."""
_STYLE_WEIGHTS = (24, 10, 18, 28, 20)
SIMPLE = 0.55
"""How often a piece is made of plain headings and paragraphs."""
_NEUTRAL = (
    "box inner wrap wrapper content container module block row col grid item section holder panel "
    "group cell layout region component unit slot part bx-2 col-md-8 u-mt-2 l-grid o-layout "
    "text body copy main-inner element widget-wrap flex stack card pb-4 mt-6 text-sm px-4"
).split()
_CUSTOM = ("block", "panel", "slot", "card", "element")
_POPUPS = frozenset("consent chooser newsletter registration paywall notice survey".split())
_HIDDEN: tuple[dict[str, str | None], ...] = (
    {"style": "display:none"},
    {"hidden": None},
    {"aria-hidden": "true"},
    {"style": "visibility: hidden; opacity: 0"},
)
"""Boxes that a script shows later."""
_LETTERS = string.ascii_lowercase + string.digits


@dataclass(slots=True)
class Shapes:
    """Builds the elements of one piece of chrome: its chance, its words, its style of names."""

    rng: random.Random
    words: Words
    style: str
    is_simple: bool
    """Headings and paragraphs are ``h2`` or ``h3`` and ``p``, without a class."""

    @classmethod
    def draw(cls, rng: random.Random, words: Words) -> Shapes:
        """Shapes of a style that is drawn."""
        return cls(rng, words, rng.choices(STYLES, _STYLE_WEIGHTS)[0], rng.random() < SIMPLE)

    def maybe(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def some(self, values: Sequence[str], least: int, most: int) -> list[str]:
        """So many of *values* in a random order, or all where there are fewer."""
        return self.rng.sample(list(values), min(len(values), self.rng.randint(least, most)))

    def fill(
        self, text: str, site: str | None = None, name: str | None = None, headline: str = ""
    ) -> str:
        """A sentence with its blanks filled in."""
        if "{" not in text:
            return text
        rng = self.rng
        return text.format(
            count=rng.choice((rng.randint(2, 99), rng.randint(100, 1400))),
            number=rng.choice((rng.randint(2, 12), rng.randint(2, 99))),
            headline=headline,
            site=site or rng.choice(self.words.sites),
            name=name or rng.choice(self.words.people),
            year=rng.randint(1994, 2026),
            price=rng.choice(("1", "2.99", "4,90", "9", "12", "49")),
        )

    # Names

    def hash_name(self) -> str:
        """A class name as a build makes it."""
        rng = self.rng

        def letters(least: int, most: int) -> str:
            return "".join(rng.choice(_LETTERS) for _ in range(rng.randint(least, most)))

        return rng.choice(
            (
                f"css-{letters(5, 7)}",
                f"sc-{letters(4, 8)}-{rng.randint(0, 9)} {letters(5, 6)}",
                f"_{letters(5, 6)}",
                f"_{rng.randint(1, 9)}{letters(3, 5)}_{rng.randint(1, 60)}",
                f"jsx-{rng.randint(10**8, 10**9)}",
                f"{rng.choice(string.ascii_uppercase)}{letters(4, 5)}",
                f"svelte-{letters(6, 6)}",
            )
        )

    def named(self, role: str, part: str = "", style: str | None = None) -> dict[str, str | None]:
        """The class, and now and then the id, of an element of this role."""
        style = style or self.style
        rng = self.rng
        if style == "none":
            return {}
        if style == "hashed":
            return {"class": self.hash_name()}
        if style == "neutral":
            return {"class": " ".join(rng.sample(_NEUTRAL, rng.choice((1, 1, 2))))}
        word = rng.choice(self.words.class_names[role])
        if part:
            word = rng.choice((f"{word}__{part}", f"{word}-{part}", part, f"{part} {word}"))
        if style == "module":
            camel = word.split()[0].title().replace("-", "")
            return {"class": f"{camel}_{part or 'root'}__{self.hash_name()[-5:]}"}
        found: dict[str, str | None] = {"class": word}
        if not part and rng.random() < 0.25:
            found["id"] = rng.choice((word, f"{word}-{rng.randint(1, 40)}"))
        if rng.random() < 0.2:
            found["class"] = f"{word} {rng.choice(_NEUTRAL)}"
        return found

    # Elements

    def tag(self, name: str, role: str, *children: Tag | str, part: str = "") -> Tag:
        """An element with the names of its role."""
        return Tag(name, self.named(role, part), list(children))

    def wrapped(self, role: str, children: Sequence[Tag | str], roots: str, depth: int = 2) -> Tag:
        """Children within a root, drawn from the names in *roots*, and up to *depth* wrappers."""
        inner = list(children)
        for _ in range(self.rng.randint(0, depth)):
            part = self.rng.choice(("inner", "body", "wrap"))
            inner = [Tag("div", self.named(role, part), inner)]
        name = self.rng.choice(roots.split())
        if self.maybe(0.03):
            return Tag("table", self.named(role), [Tag("tr", {}, [Tag("td", {}, inner)])])
        if self.maybe(0.04):
            name = f"{self.rng.choice(('app', 'x', 'site'))}-{self.rng.choice(_CUSTOM)}"
        return Tag(name, self.named(role) | self._said(role), inner)

    def _said(self, role: str) -> dict[str, str | None]:
        """What a root says of itself beside its class, now and then."""
        rng = self.rng
        found: dict[str, str | None] = {}
        if self.maybe(0.1):
            word = rng.choice(self.words.class_names[role])
            found[rng.choice(("data-testid", "data-component", "aria-label"))] = word
        if role in _POPUPS and self.maybe(0.06):
            found |= rng.choice(_HIDDEN)
        return found

    def heading(self, role: str, text: str, names: str = "h2 h3 h4 h2 h3 div p strong span") -> Tag:
        """A line that serves as heading, in an element that says so or not."""
        if self.is_simple:
            return Tag(self.rng.choice(("h2", "h2", "h3", "h4", "p")), {}, [text])
        name = self.rng.choice(names.split())
        if name == "strong":
            return Tag("p", {}, [Tag("strong", {}, [text])])
        if name == "span":
            return Tag("div", self.named(role, "head"), [Tag("span", {}, [text])])
        return Tag(name, self.named(role, "title") if self.maybe(0.6) else {}, [text])

    def texts(self, role: str, texts: Sequence[str], link: str | None = None) -> Parts:
        """Sentences as paragraphs, as ``div``, ``span`` or lines between breaks, or as one."""
        form = self.rng.choice(("p", "p", "p", "div", "div", "span", "br", "one"))
        if self.is_simple:
            form = "p"
        if form == "one":
            texts = [" ".join(texts)]
            form = "p"
        if form == "br":
            lines: Parts = []
            for text in texts:
                lines += [Tag("br"), text] if lines else [text]
            return [Tag(self.rng.choice(("p", "div")), self.named(role, "text"), lines)]
        names = {} if self.is_simple or self.maybe(0.4) else self.named(role, "text")
        found: Parts = []
        for text in texts:
            children: Parts = [text]
            if link and text == texts[-1]:
                target = self.rng.choice(("#", "/privacy", "/info"))
                children += [" ", Tag("a", {"href": target}, [link])]
            if form == "span":
                found.append(Tag("div", {}, [Tag("span", dict(names), children)]))
            else:
                found.append(Tag(form, dict(names), children))
        return found

    def buttons(self, role: str, words: Sequence[str]) -> Parts:
        """Buttons: real ones, links, inputs, or elements that only look like buttons."""
        form = self.rng.choice(("button", "button", "a", "div", "list", "span"))
        found: Parts = []
        for word in words:
            if form == "button":
                names = {"type": "button", **self.named(role, "button")}
                found.append(Tag("button", names, [word]))
            elif form == "a":
                found.append(Tag("a", {"href": "#", **self.named(role, "btn")}, [word]))
            elif form == "list":
                link = Tag("a", {"href": "/go"}, [word])
                found.append(Tag("li", {}, [link]))
            else:
                found.append(Tag(form, {"role": "button", "tabindex": "0"}, [word]))
        if form == "list":
            return [Tag("ul", self.named(role, "actions"), found)]
        if form in ("a", "span"):
            spaced: Parts = []
            for one in found:
                spaced += [" ", one] if spaced else [one]
            return [Tag("div", self.named(role, "actions"), spaced)]
        return found

    def sentences(
        self, wording: Wording, least: int = 1, most: int = 3, *, opens: float = 0.0
    ) -> list[str]:
        """Some of the texts, filled in; in a share of *opens* they begin with the first one."""
        site = self.rng.choice(self.words.sites)
        chosen = self.some(wording.texts, least, most)
        if self.maybe(opens):
            chosen = [wording.texts[0], *(text for text in chosen if text != wording.texts[0])]
        return [self.fill(text, site) for text in chosen]

    def title(self, wording: Wording) -> str:
        """One of the titles, filled in."""
        return self.fill(self.rng.choice(wording.titles))

    def links(self, wording: Wording, least: int = 1, most: int = 3) -> list[str]:
        """Some of the words of links and buttons."""
        return self.some(wording.links, least, most)
