"""Which links of a front page are stories, and how the page prints each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from archive.records import Kind, Placement
from archive.values.url_identity import site_of, url_key
from crawler.urls.addresses import guess, is_fetchable, is_numbered_page, plain

Printed = tuple[str, str, int | None]
"""Address, words and heading level of a link: bare, for it travels between processes."""

FEWEST = 4
"""Stories of a section's front, or of one whose site is not known."""
_A_HEADLINE = 3
"""Words that the label of a picture, "Read more" or a section's name seldom has..."""
_LETTERS = 8
"""...and letters of it in scripts that are written without spaces."""
_A_TITLE = 4
"""Words of a heading whose address does not say that it leads to a story."""
_DEEPEST = 3
"""Parts of the path of a section."""
_NO_FRONT = frozenset(
    "tag tags topic topics author authors archive archives search page pages people staff "
    "contributors profile".split()
)
"""Parts of the path of a list that is nobody's front page."""


class _Story(NamedTuple):
    url: str
    text: str
    level: int | None

    @property
    def rank(self) -> int:
        """How sure its words are a headline."""
        if self.level and self.text:
            return 3
        return 2 if is_headline(self.text) else int(bool(self.text))


def stories(
    links: Iterable[Printed],
    front: str,
    owns: Callable[[str], bool],
    kind_of: Callable[[str, Kind | None], Kind | None],
) -> tuple[Placement, ...]:
    """The stories that the page at *front* links to, each once, where it stands first.

    *owns* tells the site's own addresses, *kind_of* what an address leads to by what its like
    turned out to be. Of several links to one story the one that is a headline has the words.
    """
    found: dict[str, _Story] = {}
    for address, text, level in links:
        url = plain(address)
        if not owns(url):
            continue
        key, story = url_key(url), _Story(url, text, level)
        if key not in found:
            found[key] = story
        elif story.rank > found[key].rank:
            found[key] = story._replace(url=found[key].url)
    found.pop(url_key(front), None)
    return tuple(
        Placement(story.url, story.text or None, story.level)
        for story in found.values()
        if _is_story(story, kind_of)
    )


def _is_story(story: _Story, kind_of: Callable[[str, Kind | None], Kind | None]) -> bool:
    if story.rank == 1:  # "2 comments", "Live": a headline stands in a heading, or is longer
        return False
    kind = kind_of(story.url, guess(story.url, story.text))
    if kind is None:
        return story.level is not None and is_headline(story.text, _A_TITLE)
    return kind == "article"


def is_headline(text: str, words: int = _A_HEADLINE) -> bool:
    """Whether *text* is as long as a headline."""
    unspaced = sum(letter >= "\u2e80" for letter in text[:100])
    return len(text.split()) >= words or unspaced >= _LETTERS


def is_front(url: str) -> bool:
    """Whether *url* is a home page's or a section's: no tag, author, archive or further page."""
    words = [word.lower() for word in urlsplit(url).path.split("/") if word]
    if len(words) > _DEEPEST or any(word in _NO_FRONT or word.isdecimal() for word in words):
        return False
    return guess(url) == "front" and not is_numbered_page(url)


def front_of_other_site(links: Iterable[Printed], front: str) -> tuple[Placement, ...]:
    """As :func:`stories`, of a page whose site is known by nothing but its address."""
    site = site_of(front)
    return stories(
        links, front, lambda url: site_of(url) == site and is_fetchable(url), lambda _, kind: kind
    )
