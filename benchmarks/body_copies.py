"""Copies of labelled pages with chrome put into them, for training the block classifier.

No page of the corpora begins with a consent dialog, hardly one ends with the next story: pages
were saved as a script fetches them. What the classifier never saw, it reads as the story.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from body_corpus import Labelled, labelled
from chrome import ChromeGenerator, load_words, stories_of
from chrome.wording import paragraphs_of

COPIES = 3
"""Copies of each page,"""
SHARE = 1 / 3
"""and how much each of them counts beside the page itself."""

TAUGHT = {
    "consent": 0.5,
    "chooser": 0.25,
    "ticker": 0.2,
    "footer": 0.25,
    "teasers": 0.5,
    "next-story": 0.2,
    "comments": 0.15,
    "author": 0.12,
    "newsletter": 0.15,
    "donation": 0.08,
    "paywall": 0.1,
    "registration": 0.08,
    "notice": 0.12,
    "promo": 0.12,
    "policy": 0.1,
    "external": 0.05,
    "player": 0.1,
    "related": 0.2,
    "line": 0.4,
}
"""How often each kind of chrome is put into a copy. What stands in or right behind a story, in
the same elements, is rarer than in the test: taught as often, it teaches to doubt the last
paragraphs of true stories (recall of fundus .992 to .979, of the pages learned from)."""


def copies_of(
    pages: Sequence[Labelled], corpora: Iterable[Path], *, copies: int = COPIES, seed: int = 1
) -> Iterator[Labelled]:
    """Copies of *pages*, each with other chrome in it, made of words that the test of injected
    chrome does not use and of the stories of other domains."""
    generator = ChromeGenerator(load_words("train"), stories_of(corpora), seed)
    rng = random.Random(seed)
    for page in pages:
        html = page.html().decode("utf-8", "replace")
        told = paragraphs_of(page.row["truth"])
        for copy in range(copies):
            kinds = [kind for kind, often in TAUGHT.items() if rng.random() < often]
            rng.shuffle(kinds)
            made = generator.inject(
                html, told, language=page.row["lang"], domain=page.domain, kinds=kinds, copy=copy
            )
            texts = {text for piece in made.pieces for text in piece.texts}
            yield labelled(
                made.html, page.row, page.dataset, page.file, page.share * SHARE, chrome=texts
            )
