"""Pages of known kinds with their features, for training the page classifier.

Articles of the corpora, pages of ``NOT-ARTICLES`` (a folder with ``pages.jsonl``: ``id``, ``url``,
``domain``, ``page_type``, ``html``), assembled sites, transplants (see ``assembled``), and articles
with a wall in place of their story (see ``chrome``).
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assembled.look import Look
from assembled.pages import Page, assemble
from assembled.stories import stories_by_language
from assembled.transplants import transplants
from body_corpus import Labelled
from chrome import ChromeGenerator, load_words, stories_of
from chrome.places import INSTEAD
from chrome.trial import WALLS
from chrome.wording import paragraphs_of

import parsers.fields.body.body as body_module
import parsers.reader.parse as reader_module
from parsers import open_page
from parsers.classify.block_classifier import BlockClassifier
from parsers.classify.feature_names import Row
from parsers.classify.page_classifier import REFUSE_PLAIN, page_features
from parsers.classify.pages.words import Words, words_of_page
from parsers.errors import NotAnArticle
from parsers.reader.page_type import facts_of, is_plain, is_told, plain_flaw

FOLDS = 5
SITES = 4
"""Assembled sites in each language."""
SEED = 20
MADE_UP = ("daniel", "gne")
"""Corpora whose addresses nobody ever had: to learn from, every third page is at another too."""
_EVERY = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A page of a known kind."""

    name: str
    domain: str
    url: str
    html: bytes | str
    kind: str
    """``article``, a page type of NOT-ARTICLES, ``list`` or ``static``."""
    group: str
    """What it is counted with."""
    language: str = ""
    family: str = ""
    """Of assembled pages: their language and their template."""
    is_made: bool = False
    """It is in no corpus, or not at this address: learned from at a part of the weight."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page of a known kind with its features."""

    known: Known
    row: Row
    words: Words
    flaw: str | None
    """Why it is refused whatever the classifier says."""
    is_told: bool
    """It is taken whatever the classifier says."""
    is_plain: bool
    """It is taken unless the classifier is very sure."""

    def is_refused(self, score: float, bound: float) -> bool:
        """Whether the reader refuses it at that score."""
        if self.flaw or self.is_told:
            return bool(self.flaw)
        return score > (max(bound, REFUSE_PLAIN) if self.is_plain else bound)


def known_pages(articles: Sequence[Path], others: Path) -> list[Known]:
    """Every page of the corpora *articles* and of the folder *others*."""
    known = []
    for folder in articles:
        for line in (folder / "index.jsonl").open():
            row = json.loads(line)
            html = gzip.decompress((folder / row["html"]).read_bytes())
            known.append(Known(row["id"], row["domain"], row["url"], html, "article", folder.name))
    known += [_elsewhere(page) for page in known if page.group in MADE_UP][::_EVERY]
    for line in (others / "pages.jsonl").open():
        row = json.loads(line)
        html = gzip.decompress((others / row["html"]).read_bytes())
        kind = row["page_type"]
        known.append(Known(row["id"], row["domain"], row["url"], html, kind, kind))
    return known


def _elsewhere(page: Known) -> Known:
    """The page at an address as sites have them."""
    chance = random.Random(f"{SEED} {page.name}")
    path = Look("", {}, (), page.domain, chance).address()
    url = f"http://{page.domain}{path}"
    name, group = f"{page.name} elsewhere", f"{page.group} elsewhere"
    return Known(name, page.domain, url, page.html, page.kind, group, is_made=True)


def assembled_pages(labelled: Sequence[Labelled], folders: Sequence[Path]) -> Iterator[Known]:
    """Assembled pages, made of the stories of *folders*, and transplants of *labelled* pages."""
    stories = stories_by_language(folders)
    for page in assemble(stories, SITES, SEED):
        yield _made(page, f"assembled {page.kind}")
    for page in transplants(labelled, stories, SEED):
        yield _made(page, f"transplanted {page.kind}")


def _made(page: Page, group: str) -> Known:
    language = page.language if group.startswith("assembled") else ""
    return Known(
        page.name,
        page.domain,
        page.url,
        page.html,
        page.kind,
        group,
        language,
        page.family,
        is_made=True,
    )


def walled_pages(labelled: Sequence[Labelled], folders: Sequence[Path]) -> Iterator[Known]:
    """Pages with a dialog, a paywall, a login or a notice in place of their story, made of words
    that the test of injected chrome does not use."""
    generator = ChromeGenerator(load_words("train"), stories_of(folders), SEED)
    for number, page in enumerate(labelled):
        made = generator.inject(
            page.html().decode("utf-8", "replace"),
            paragraphs_of(page.row["truth"]),
            language=page.row["lang"],
            domain=page.domain,
            kinds=[WALLS[number % len(WALLS)]],
            place=INSTEAD,
        )
        if made.pieces:
            name = f"{page.row['id']} walled"
            yield Known(name, page.domain, page.row["url"], made.html, "wall", "wall", is_made=True)


def measure_with(
    classifier_for: Callable[[str], BlockClassifier], pages: Sequence[Known]
) -> Iterator[Measured]:
    """What the parser knows of each page when it has to classify it, its blocks scored by the
    classifier for its domain."""
    found: list[Measured] = []

    def keep(page: Any, head: Any, body: Any, paragraphs: Any, **signs: bool) -> None:
        facts = facts_of(page, head, body, **signs)
        flaw = plain_flaw(page, head, body, paragraphs, is_dated=signs["is_dated"])
        words = words_of_page(page, facts.headline)
        told, plain = is_told(page, body, paragraphs), is_plain(page, paragraphs)
        found.append(Measured(known, page_features(facts), words, flaw, told, plain))

    refusal, load_block_classifier = reader_module.refusal, body_module.load_block_classifier
    reader_module.refusal = keep  # type: ignore[assignment]
    try:
        for known in pages:
            found.clear()
            classifier = classifier_for(known.domain)
            body_module.load_block_classifier = lambda one=classifier: one  # type: ignore[assignment,misc]
            try:
                reader_module.read(open_page(known.html, known.url))
            except NotAnArticle:  # plain text without a story
                continue
            yield replace(found[0], known=replace(known, html=""))
    finally:
        reader_module.refusal, body_module.load_block_classifier = refusal, load_block_classifier
