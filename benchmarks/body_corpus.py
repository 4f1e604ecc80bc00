"""Labelled blocks from a folder of pages with their truth, for training the body judge.

A folder holds ``index.jsonl``, one object a page: ``id``, ``url``, ``domain``, ``html`` (path of
the gzipped page) and ``truth`` with ``body``, ``summary``, ``headline``.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from parsers import open_page
from parsers.document import Document
from parsers.fields.body import story_of
from parsers.fields.headline import Head, read_head
from parsers.judge.story import Story

_TOKEN = re.compile(r"\w+")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Labelled:
    """A page whose blocks are labelled: 1 where the truth has the block's text, else 0."""

    row: dict[str, Any]
    dataset: str
    page: Document
    head: Head
    labels: list[int]
    weights: list[float]
    story: Story
    file: Path

    @property
    def domain(self) -> str:
        """The registered domain: what folds are made of."""
        return str(self.row["domain"])


def load(folder: Path, weight: float = 1.0) -> list[Labelled]:
    """Every page of a folder in which the truth can be found."""
    found = []
    for line in (folder / "index.jsonl").open():
        row = json.loads(line)
        page = open_page(gzip.decompress((folder / row["html"]).read_bytes()), row["url"])
        head = read_head(page)
        labels = label([block.text for block in page.blocks], row["truth"]["body"])
        weights = _weights(page, labels, weight)
        story = story_of(page, head)
        file = folder / row["html"]
        found.append(Labelled(row, folder.name, page, head, labels, weights, story, file))
    return found


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


def _weights(page: Document, labels: list[int], weight: float) -> list[float]:
    """What a wrong decision on each block costs: its share of the page's text, and a little
    for being a paragraph at all."""
    sizes = [len(_TOKEN.findall(block.text)) + len(block.text) / 40 for block in page.blocks]
    total = sum(size for size, kept in zip(sizes, labels, strict=True) if kept) + 60
    kept = sum(labels) + 4
    return [weight * (min(size, total) / total + 0.3 / kept) for size in sizes]


def _fold(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())
