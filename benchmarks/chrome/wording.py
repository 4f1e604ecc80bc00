"""The words that chrome is made of, read from the data files beside this module.

A set of words is a folder of TOML files. A table ``[kind.language]`` holds ``titles``, ``texts``
and ``links`` (words of buttons and links); ``[names]`` the class names that such elements carry;
``[people]`` and ``[sites]`` invented names. In texts, ``{count}``, ``{site}``, ``{name}``,
``{year}`` and ``{price}`` are filled in. ``lines.toml`` holds single lines: a table for each kind,
a list for each language; ``{headline}`` is another story's.
"""

from __future__ import annotations

import gzip
import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).parent / "words"
LINES = "lines"
T = TypeVar("T")
OTHER_LANGUAGE = 0.06
"""How often a piece speaks another language than its page: sites buy boxes that know no other."""
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "gr": "el", "ua": "uk", "cn": "zh"}
FEW = 12
"""With fewer stories of its language than these, a list takes stories of all languages."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one kind of chrome says in one language."""

    titles: tuple[str, ...]
    texts: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """One set of words."""

    name: str
    wordings: dict[str, dict[str, Wording]]
    class_names: dict[str, tuple[str, ...]]
    people: tuple[str, ...]
    sites: tuple[str, ...]
    lines: dict[str, dict[str, tuple[str, ...]]]
    """Single lines by kind and language."""

    def spoken(
        self, known: dict[str, tuple[str, ...]], language: str | None, rng: random.Random
    ) -> tuple[str, ...]:
        """Those of the lines of a kind in a language; in English where they do not know it."""
        return _in_language(known, language, rng)

    def wording(self, kind: str, language: str | None, rng: random.Random) -> Wording:
        """What a kind says in a language; in English where the set does not know the language."""
        return _in_language(self.wordings[kind], language, rng)

    def languages(self, kind: str) -> list[str]:
        """The languages a kind is known in."""
        return sorted(self.wordings[kind])

    @cached_property
    def sentences(self) -> frozenset[str]:
        """Every text and title of the set."""
        return frozenset(
            said
            for wordings in self.wordings.values()
            for wording in wordings.values()
            for said in (*wording.texts, *wording.titles)
        )


def _in_language(known: dict[str, T], language: str | None, rng: random.Random) -> T:
    if rng.random() < OTHER_LANGUAGE:
        return known[rng.choice(sorted(known))]
    return known.get(short_language(language)) or known["en"]


def load_words(name: str) -> Words:
    """The set of words of this name: ``"test"`` or ``"train"``."""
    wordings: dict[str, dict[str, Wording]] = defaultdict(dict)
    names: dict[str, tuple[str, ...]] = {}
    told: dict[str, tuple[str, ...]] = {}
    lines: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in sorted((FOLDER / name).glob("*.toml")):
        for kind, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if file.stem == LINES:
                lines[kind] = {language: tuple(texts) for language, texts in table.items()}
            elif kind == "names":
                names |= {key: tuple(values) for key, values in table.items()}
            elif kind == "invented":
                told |= {key: tuple(values) for key, values in table.items()}
            else:
                for language, parts in table.items():
                    wordings[kind][language] = Wording(
                        *(tuple(parts.get(key, ())) for key in ("titles", "texts", "links"))
                    )
    if not wordings:
        raise ValueError(f"{FOLDER / name}: no set of words. The sets are 'test' and 'train'.")
    return Words(name, dict(wordings), names, told["people"], told["sites"], lines)


def short_language(language: str | None) -> str:
    """The two letters that a set of words knows a language by; English where a page says none."""
    short = (language or "en").lower().replace("_", "-").split("-")[0]
    return _ALIASES.get(short, short)


@dataclass(frozen=True, slots=True)
class OtherStory:
    """A story of another page: what lists of stories and the next story are made of."""

    domain: str
    language: str | None
    headline: str
    lead: str
    paragraphs: tuple[str, ...]


def stories_of(corpora: Iterable[Path]) -> list[OtherStory]:
    """The stories of corpora whose truth has a headline and three paragraphs."""
    stories = []
    for corpus in corpora:
        for line in (corpus / "index.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            truth = row["truth"]
            paragraphs = paragraphs_of(truth)
            if not truth.get("headline") or len(paragraphs) < 3:
                continue
            summary = truth.get("summary") or ()
            lead = summary[0] if summary and len(summary[0]) > 40 else paragraphs[0]
            stories.append(
                OtherStory(row["domain"], row["lang"], truth["headline"], lead, tuple(paragraphs))
            )
    return stories


def paragraphs_of(truth: dict[str, object]) -> list[str]:
    """The paragraphs of a truth: its own, or the lines of its body, or the sure snippets."""
    if isinstance(found := truth.get("paragraphs"), list) and found:
        return [str(text) for text in found]
    if isinstance(body := truth.get("body"), str) and body:
        return [line.strip() for line in body.splitlines() if len(line.strip()) > 20]
    must = truth.get("must")
    return [str(text) for text in must] if isinstance(must, list) else []


def page_text(file: Path) -> str:
    """A gzipped page as text."""
    return gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
