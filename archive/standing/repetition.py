"""Whether a repeated paragraph is its site's chrome, judged by the pages that have it.

It must stand beside several different stories. Alternates of one story have all paragraphs in
common, and stories of one affair tell its past in the same words: neither makes a paragraph chrome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.records import Mark

Place = Literal["apart", "anywhere"]
"""Where a paragraph is left out: only apart from the story's own paragraphs, or anywhere."""

LEAST_PAGES = 3
LEAST_STORIES = {"apart": 3, "anywhere": 5}
"""How many different stories a paragraph must stand beside. Among a story's own paragraphs more
are needed: there the past of an affair is told in the same words again and again."""
_SAME_STORY = 2 / 3
"""Share of the shorter story's own paragraphs that another has too, if both tell the same."""
_ONE_SUBJECT = 0.5
"""A word in more of the headlines makes them stories of one subject."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page that has a paragraph."""

    marks: Mapping[int, Mark]
    headline: frozenset[int]


def place_of(fingerprint: int, pages: Sequence[Page]) -> Place | None:
    """Where a paragraph that stands on these pages is left out, or ``None`` where it stays.

    The order of *pages* must follow from the pages alone: the answer depends on it.
    """
    common = Counter(one for page in pages for one in page.marks)
    often = {one for one, count in common.items() if 2 * count >= len(pages)}
    stories: list[tuple[Page, set[int]]] = []
    for page in pages:
        own = page.marks.keys() - often
        if all(_differ(page, own, *other) for other in stories):
            stories.append((page, own))
    if len(stories) < LEAST_STORIES["apart"]:
        return None
    apart = sum(page.marks[fingerprint].is_apart for page in pages)
    if 2 * apart >= len(pages):
        told = sum(page.marks[fingerprint].is_apart for page, _ in stories)
        return "apart" if told >= LEAST_STORIES["apart"] else None
    inside = [page for page, _ in stories if not page.marks[fingerprint].is_apart]
    if len(inside) < LEAST_STORIES["anywhere"] or _is_of_one_subject(inside):
        return None
    marks = [page.marks[fingerprint] for page in inside]
    # Credits repeat and are true; the same sentence with other numbers is news of that kind.
    is_true = any(mark.may_repeat for mark in marks) or len({mark.numbers for mark in marks}) > 1
    return None if is_true else "anywhere"


def _differ(page: Page, own: set[int], other: Page, others: set[int]) -> bool:
    """Whether two pages tell different stories."""
    if page.headline and page.headline == other.headline:
        return False
    shorter = min(len(own), len(others))
    return shorter > 0 and len(own & others) < _SAME_STORY * shorter


def _is_of_one_subject(pages: Sequence[Page]) -> bool:
    words = Counter(word for page in pages for word in page.headline)
    return any(count > _ONE_SUBJECT * len(pages) for count in words.values())
