"""The look of one assembled site: class names, dates, addresses, what stands around a text."""

from __future__ import annotations

import html
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assembled.stories import Story

NAMES = {
    "item": "card teaser post item story-card entry list-item news_item archive-entry",
    "items": "cards teasers posts list grid river stream news-list archive-list results",
    "title": "title headline card-title entry-title teaser__headline heading",
    "lead": "excerpt summary teaser-text dek intro description entry-summary",
    "date": "date time meta published post-meta timestamp",
    "more": "more read-more readmore btn link-more cta",
    "pager": "pagination pager load-more nav-links page-numbers paging",
    "main": "content main container page wrapper site-content primary",
    "side": "sidebar aside widget right-column rail secondary",
    "text": "article-body entry-content text post-content story copy richtext body-text",
    "head": "article-header entry-header page-header header-block",
    "top": "header site-header top masthead topbar",
    "menu": "menu navigation nav-main main-nav links",
    "foot": "footer site-footer bottom foot",
    "dialog": "cookie-banner consent modal overlay privacy-layer notice",
    "beside": "related recommended most-read more-stories teasers",
    "crumbs": "breadcrumb crumbs path",
    "by": "byline author meta-author writer",
    "image": "image media thumb picture figure",
}
_PLAIN = "box row col block wrap inner outer part section module grid cell".split()
_VOWELS, _CONSONANTS = "aeiou", "bdfgklmnprstvz"

Words = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Look:
    """How a site writes its pages; the same for all of them."""

    language: str
    words: Words
    stories: Sequence[Story]
    host: str
    chance: random.Random
    naming: str = field(init=False)
    """``telling``, ``plain``, ``hashed`` or ``none``: what class names say."""
    is_silent: bool = field(init=False)
    """Labels are words of stories, as if their language was unknown."""
    dated: str = field(init=False)
    _classes: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        chance = self.chance
        self.naming = chance.choice(("telling", "telling", "plain", "hashed", "none"))
        self.is_silent = chance.random() < 0.4
        self.dated = chance.choice(_dates_of(self.language))

    def named(self, role: str) -> str:
        """The ``class`` attribute of an element, with a space before it, or nothing."""
        if self.naming == "none":
            return ""
        if role not in self._classes:
            self._classes[role] = self._name(role)
        return f' class="{self._classes[role]}"'

    def _name(self, role: str) -> str:
        chance = self.chance
        if self.naming == "telling":
            return chance.choice(NAMES[role].split())
        if self.naming == "plain":
            return chance.choice(_PLAIN)
        letters = "".join(chance.choices("abcdefghijkmnprstuvwxyz0123456789", k=6))
        return f"{chance.choice(('css-', 'sc-', '_', 'c'))}{letters}"

    def label(self, key: str, n: int | None = None) -> str:
        """One of the words of the language, or of a story where the site is silent."""
        if self.is_silent:
            return self.fragment()
        values = self.words[key]
        if isinstance(values, str):
            return values
        return values[n] if n is not None else self.chance.choice(values)

    def fragment(self) -> str:
        """A few letters of a headline: what a label looks like to those who cannot read it."""
        text = self.chance.choice(self.stories).headline
        words = text.split()
        if len(words) > 3:
            at = self.chance.randrange(len(words) - 2)
            return esc(" ".join(words[at : at + self.chance.choice((1, 2, 2))]))
        at = self.chance.randrange(max(1, len(text) - 6))
        return esc(text[at : at + self.chance.choice((2, 3, 4, 5))].strip() or text[:4])

    def section(self) -> str:
        """The name of a section."""
        return self.label("sections")

    def person(self) -> str:
        """The name of a writer."""
        return self.chance.choice(self.words["names"])

    def when(self) -> str:
        """A date as the site prints it, or how long ago."""
        chance = self.chance
        if chance.random() < 0.15:
            return esc(self.label("ago").replace("{}", str(chance.randrange(1, 24))))
        shown = self.dated.format(
            d=chance.randrange(1, 29),
            m=chance.randrange(1, 13),
            y=chance.choice((2024, 2025, 2026)),
            y2=chance.choice((2567, 2568, 2569)),
            h=chance.randrange(6, 23),
            n=chance.randrange(10, 60),
        )
        if self.language in _OWN_DIGITS and self.is_silent:
            shown = shown.translate(_OWN_DIGITS[self.language])
        return shown

    def slug(self, words: int = 1) -> str:
        """Words for an address: of no language."""
        chance = self.chance
        return "-".join(
            "".join(
                chance.choice(_CONSONANTS) + chance.choice(_VOWELS)
                for _ in range(chance.randrange(2, 5))
            )
            for _ in range(words)
        )

    def address(self) -> str:
        """The address of a story."""
        chance = self.chance
        number = chance.randrange(10_000, 9_000_000)
        return chance.choice(
            (
                f"/2026/{chance.randrange(1, 13):02}/{chance.randrange(1, 29):02}/{self.slug(5)}",
                f"/{self.slug()}/{number}.html",
                f"/{self.slug()}/{self.slug(6)}-{number}",
                f"/{self.slug(7)}/",
                f"/article/{number}",
                f"/news/view.php?id={number}",
            )
        )

    def image(self) -> str:
        """A picture."""
        return f'<img src="/img/{self.slug(2)}.jpg" alt="">'


def esc(text: str) -> str:
    """Text for HTML."""
    return html.escape(text, quote=False)


_OWN_DIGITS = {
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "hi": str.maketrans("0123456789", "०१२३४५६७८९"),
}


def _dates_of(language: str) -> tuple[str, ...]:
    common = ("{y}-{m:02}-{d:02}", "{y}-{m:02}-{d:02} {h:02}:{n}")
    if language in ("zh", "zh-hant", "ja"):
        return (*common, "{y}年{m}月{d}日", "{m}月{d}日 {h:02}:{n}", "{y}/{m:02}/{d:02}")
    if language == "ko":
        return (*common, "{y}.{m:02}.{d:02}", "{y}년 {m}월 {d}일", "{y}.{m:02}.{d:02}. {h:02}:{n}")
    if language == "th":
        return (*common, "{d}/{m}/{y2}", "{d}/{m:02}/{y} {h:02}:{n}")
    if language in ("en",):
        return (*common, "{m}/{d}/{y}", "{d}/{m:02}/{y}", "{h:02}:{n}")
    return (*common, "{d}.{m:02}.{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}, {h:02}:{n}", "{h:02}:{n}")
