"""What a site's addresses turned out to be, by their pattern; and the traps among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from archive.records import ARTICLE_THERE, Kind
from crawler.urls.addresses import names_story, pattern, story_parameters
from crawler.urls.lru import Recent

ENOUGH = 3
"""Pages of one pattern after which it is believed."""
TRAP = 12
"""Pages of one pattern without an article, after which no more of them are read as articles."""
COPIES = 6
"""Pages of one pattern that were articles kept under other addresses, after which no more of
them are fetched, if few others were anything else."""
FRONT_TRAP = 25
"""Fronts of one pattern in a row that led to nothing new, after which it is left alone."""
LOST = 50
"""Linked pages of patterns without a single article that are tried on a site..."""
LOST_SHARE = 0.2
"""...and this share of the articles it has, beyond them."""
_A_NAME = 12
"""Letters of a name that stands for one story on its site, wherever it is."""
_MOST_STEMS = 20_000
_DEEPEST = 12
_MOST_PARAMETERS = {False: 4, True: 8}
"""Parameters of an address: without the number of a story among them, and with one."""
_MOST_REPEATS = 3


class UrlPatterns:
    """The patterns of one site. Learned from every visit, also of earlier runs."""

    def __init__(self, history: Iterable[tuple[str, str, str | None]] = ()) -> None:
        self._articles: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._copies: Counter[str] = Counter()
        self._read: Counter[str] = Counter()
        self._idle: Counter[str] = Counter()
        self._stems: Recent[None] = Recent(_MOST_STEMS)
        self._met_again: Counter[str] = Counter()
        for url, outcome, kind in history:
            if outcome in ARTICLE_THERE and kind != "front":
                self._articles[pattern(url)] += 1
                self._read[family_of(url)] += 1
                self._stems.add(_stem(url))
            elif outcome == "not-an-article" and kind not in ("front", "feed", "sitemap"):
                self._others[pattern(url)] += 1
        self._lost = sum(n for family, n in self._others.items() if not self._articles[family])

    def learn(self, url: str, *, is_article: bool) -> None:
        """Note what a page that might be an article was."""
        family = pattern(url)
        (self._articles if is_article else self._others)[family] += 1
        if is_article:
            stem = _stem(url)
            self._met_again[family_of(url)] += stem in self._stems
            self._stems.add(stem)
        self._read[family_of(url)] += is_article
        self._lost += not is_article and not self._articles[family]

    @property
    def _is_lost(self) -> bool:
        """Whether following links into the unknown has cost too much for what it gave."""
        return self._lost > LOST + LOST_SHARE * self._articles.total()

    def learn_copy(self, url: str) -> None:
        """Note that the article at *url* is kept under another address already."""
        self._copies[family_of(url)] += 1

    def is_copy_by_name(self, url: str) -> bool:
        """Whether *url* differs from that of an article only in what says nothing on this site.

        A session's number, say, in the path or in a parameter: so it was with its like.
        """
        family = family_of(url)
        again = self._met_again[family]
        if again < ENOUGH or self._copies[family] < max(ENOUGH, 0.8 * again):
            return False
        return _stem(url) in self._stems

    def learn_redirect(self, url: str) -> None:
        """Note that *url* only leads to a page that was visited."""
        self._copies[family_of(url)] += 1
        self._read[family_of(url)] += 1

    def is_proven(self, url: str) -> bool:
        """Whether pages like *url* were articles of their own."""
        family = family_of(url)
        return self._read[family] - self._copies[family] >= ENOUGH

    def learn_front(self, url: str, *, led_on: bool) -> None:
        """Note whether a front led to addresses not known before."""
        if led_on:
            self._idle[pattern(url)] = 0
        else:
            self._idle[pattern(url)] += 1

    def idle(self, url: str) -> int:
        """How many fronts like this one led to nothing new, one after the other."""
        return self._idle[pattern(url)]

    def kind_of(self, url: str, kind: Kind | None) -> Kind | None:
        """What *url* is by what its like turned out to be; *kind* where that says nothing."""
        family = pattern(url)
        articles, others = self._articles[family], self._others[family]
        if articles >= ENOUGH - 1 and articles >= others:
            return "article"
        if kind is None and others >= ENOUGH and articles == 0:
            return "front"
        return kind

    def trap(self, url: str, kind: Kind | None, *, is_linked: bool = False) -> str | None:
        """Why *url* is left alone, or ``None``. *is_linked*: only links vouch for it."""
        parts = urlsplit(url)
        words = [word for word in parts.path.split("/") if word]
        if len(words) > _DEEPEST:
            return f"a trap by its shape: {len(words)} levels deep"
        if words and max(Counter(words).values()) >= _MOST_REPEATS:
            return "a trap by its shape: the same folder again and again"
        most = _MOST_PARAMETERS[names_story(url)]
        if len(parse_qsl(parts.query)) > most:
            return "a trap by its shape: more parameters than a page needs"
        family = pattern(url)
        if kind == "front" and self._idle[family] >= FRONT_TRAP:
            return f"a trap by its pattern: {FRONT_TRAP} pages like it led to nothing new"
        if kind != "front" and self._others[family] >= TRAP and not self._articles[family]:
            return f"no article by its pattern: {TRAP} pages like it were none"
        if is_linked and kind != "front" and not self._articles[family] and self._is_lost:
            return f"one page too many: {self._lost} of unknown patterns were no articles"
        copies = self._copies[family_of(url)]
        if copies >= COPIES and copies > 0.8 * self._read[family_of(url)]:
            return (
                f"a copy by its pattern: {copies} like it were articles kept under other addresses"
            )
        return None


def _stem(url: str) -> str:
    """What of *url* may name its story: the end of its path, if long enough, and its number."""
    path = urlsplit(url).path.rstrip("/").lower()
    name = path.rpartition("/")[2]
    return "&".join([name if len(name) >= _A_NAME else path, *story_parameters(url)])


def family_of(url: str) -> str:
    """The pattern of *url*, numbers of any length being alike."""
    return re.sub("9+", "9", pattern(url))


def is_alike(one: str, other: str) -> bool:
    """Whether two addresses are of one pattern, numbers of any length being alike."""
    return family_of(one) == family_of(other)
