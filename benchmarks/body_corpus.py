"""Labelled blocks from a folder of pages with their truth, for training the block classifier.

A folder holds ``index.jsonl``, one object a page: ``id``, ``url``, ``domain``, ``lang``, ``html``
(path of the gzipped page) and ``truth`` with ``body``, ``headline``; or, in place of a body,
``must`` and ``must_not``: snippets of the story and of what is none.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from parsers import open_page
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.fields.body.body import story_of
from parsers.page.document import Document
from parsers.page.layout import Layout
from parsers.reader.other_stories import read_story_head

_TOKEN = re.compile(r"\w+")
_NO_LETTER = re.compile(r"[\W_]+")


UNKNOWN = -1
"""The label of a block of which the truth says nothing."""
_A_DOMAIN = 8
"""Pages: a set that has more of one domain counts each of them less, so that no site teaches
more than that many pages would."""


@dataclass(slots=True)
class Labelled:
    """A page whose blocks are labelled: 1 where the truth has the block's text, 0 where it has
    not, :data:`UNKNOWN` where it does not say."""

    row: dict[str, Any]
    dataset: str
    layout: Layout
    labels: list[int]
    weights: list[float]
    story: StoryEvidence
    file: Path
    share: float = 1.0
    """How much the page counts beside others."""
    is_copy: bool = False
    """Whether chrome was put into it."""

    @property
    def domain(self) -> str:
        """The registered domain: what folds are made of."""
        return str(self.row["domain"])

    @property
    def page(self) -> Document:
        """The page as it was fetched, opened anew."""
        return open_page(self.html(), self.row["url"])

    def html(self) -> bytes:
        """The page as it was fetched."""
        return gzip.decompress(self.file.read_bytes())


def load(folder: Path, weight: float = 1.0) -> list[Labelled]:
    """Every page of a folder in which the truth can be found."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").open()]
    pages = Counter(row["domain"] for row in rows)
    found = []
    for row in rows:
        file = folder / row["html"]
        share = weight * min(1.0, _A_DOMAIN / pages[row["domain"]])
        html = gzip.decompress(file.read_bytes())
        found.append(labelled(html, row, folder.name, file, share))
    return found


def labelled(
    html: bytes | str,
    row: dict[str, Any],
    dataset: str,
    file: Path,
    share: float,
    *,
    chrome: Collection[str] | None = None,
) -> Labelled:
    """A page with its labels; *chrome* are texts that were put into it and are no story."""
    page = open_page(html, row["url"])
    story = story_of(page, read_story_head(page))
    texts = [block.text for block in page.blocks]
    truth = row["truth"]
    if truth["body"]:
        labels = label(texts, truth["body"])
    else:
        labels = label_by_snippets(texts, truth["must"], truth["must_not"])
    if chrome is not None:
        put_in = {_fold(text) for text in chrome}
        labels = [
            0 if _fold(text) in put_in else known for text, known in zip(texts, labels, strict=True)
        ]
    weights = _weights(texts, labels)
    # The tree is freed: thousands of pages are held at once.
    for box in page.layout.boxes:
        del box.node
    for left_out in (
        page.layout.left_out,
        page.layout.apart_nodes,
        page.layout.apart,
        page.layout.every,
    ):
        left_out.clear()
    for picture in page.layout.pictures:
        del picture.node
    return Labelled(
        row, dataset, page.layout, labels, weights, story, file, share, chrome is not None
    )


def label_by_snippets(texts: list[str], must: list[str], must_not: list[str]) -> list[int]:
    """Labels of those of *texts* that hold a snippet of the story or of what is none."""
    wanted, unwanted = list(map(_fold, must)), list(map(_fold, must_not))
    labels = []
    for text in map(_fold, texts):
        is_story = any(each and each in text for each in wanted)
        is_none = any(each and each in text for each in unwanted)
        labels.append(UNKNOWN if is_story == is_none else int(is_story))
    return labels


def label(texts: list[str], truth: str) -> list[int]:
    """Which of *texts* belong to *truth*: most of their four-word runs are in it, or, where
    they are shorter, they are one of its lines. Of equal texts the one in best company counts."""
    words = _TOKEN.findall(truth.lower())
    runs = set(zip(words, words[1:], words[2:], words[3:], strict=False))
    lines = {_fold(line) for line in truth.splitlines()} - {""}
    folded_truth = _fold(truth)
    labels = []
    for text in texts:
        tokens = _TOKEN.findall(text.lower())
        key = _fold(text)
        if len(tokens) >= 7:
            own = list(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))
            labels.append(int(sum(run in runs for run in own) * 2 > len(own)))
        else:
            labels.append(int(key in lines or (len(key) > 30 and key in folded_truth)))
    _settle_duplicates(texts, labels)
    return labels


def _settle_duplicates(texts: list[str], labels: list[int]) -> None:
    places = defaultdict(list)
    for i, text in enumerate(texts):
        if labels[i]:
            places[_fold(text)].append(i)
    lines = Counter(_fold(text) for text, kept in zip(texts, labels, strict=True) if kept)
    for key, indexes in places.items():
        if len(indexes) > 1 and lines[key] > 1:
            best = max(indexes, key=partial(_company, texts, labels, set(indexes)))
            for i in indexes:
                labels[i] = int(i == best)


def _company(texts: list[str], labels: list[int], others: set[int], i: int) -> int:
    """How much article text stands around a block."""
    around = range(max(0, i - 8), min(len(texts), i + 9))
    return sum(len(texts[j]) for j in around if labels[j] and j not in others)


def _weights(texts: list[str], labels: list[int]) -> list[float]:
    """What a wrong decision on each block costs: its share of the story's text, and a little
    for being a paragraph at all; nothing where the truth does not say."""
    sizes = [len(_TOKEN.findall(text)) + len(text) / 40 for text in texts]
    total = sum(size for size, kept in zip(sizes, labels, strict=True) if kept) + 60
    kept = sum(known != 0 for known in labels) + 4
    return [
        0.0 if known == UNKNOWN else min(size, total) / total + 0.3 / kept
        for size, known in zip(sizes, labels, strict=True)
    ]


def _fold(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())
