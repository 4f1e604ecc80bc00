"""What assembled pages are made of: headlines, leads and paragraphs, by language."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BORROWED = {
    "zh-hant": "zh",
    "uk": "ru",
    "nl": "de",
    "sv": "de",
    "no": "de",
    "fr": "en",
    "es": "en",
    "it": "en",
    "pt": "en",
    "tr": "en",
}
"""Languages with few stories of their own take those of another: sites are told by their shape."""
_ENOUGH = 12
"""Stories that a language needs for lists of its own."""
_SENTENCE_END = re.compile(r"(?<=[.!?।؟])\s+|(?<=[。！？])")
_SHORTEST = 25
"""Characters of a lead; shorter first paragraphs are bylines or labels."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: a page of the corpora, or an invented one."""

    headline: str
    lead: str
    paragraphs: tuple[str, ...]


def words_by_language() -> dict[str, dict[str, list[str]]]:
    """What sites say around their stories: see ``words.toml``."""
    words: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    return words


def stories_by_language(folders: Iterable[Path]) -> dict[str, list[Story]]:
    """The stories of every language of ``words.toml`` that has enough of them."""
    found: defaultdict[str, list[Story]] = defaultdict(list)
    for folder in folders:
        for line in (folder / "index.jsonl").open():
            row = json.loads(line)
            story = _story_of(row["truth"])
            if story and row["lang"]:
                found[row["lang"].lower()].append(story)
    for language, texts in tomllib.loads((HERE / "invented.toml").read_text("utf-8")).items():
        own = texts["paragraphs"]
        for n, (headline, lead) in enumerate(texts["stories"]):
            rest = tuple(own[(n + 3 * k) % len(own)] for k in range(2 + n % 7))
            found[language].append(Story(headline, lead, (lead, *dict.fromkeys(rest))))
    for language, other in BORROWED.items():
        if len(found[language]) < _ENOUGH:
            found[language] = found[other]
    return {
        language: found[language]
        for language in words_by_language()
        if len(found[language]) >= _ENOUGH
    }


def _story_of(truth: dict[str, object]) -> Story | None:
    headline, body = truth["headline"], truth["body"]
    if not isinstance(headline, str) or not isinstance(body, str):
        return None
    paragraphs = [" ".join(text.split()) for text in body.split("\n\n")]
    if len(paragraphs) == 1:
        paragraphs = [" ".join(text.split()) for text in body.split("\n")]
    paragraphs = [text for text in paragraphs if text]
    lead = next((text for text in paragraphs if len(text) >= _SHORTEST), "")
    if not lead or not headline.strip():
        return None
    return Story(" ".join(headline.split()), lead, tuple(paragraphs))


def sentences(text: str, count: int) -> str:
    """The first *count* sentences of *text*."""
    parts = [part for part in _SENTENCE_END.split(text) if part]
    joint = "" if len(parts) > 1 and text.startswith(parts[0] + parts[1]) else " "
    return joint.join(parts[:count])
