"""Reads pages with and without chrome and tells what changed."""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from metrics import Reading

from chrome.generator import ChromeGenerator, Piece
from chrome.places import INSTEAD, find_story
from chrome.wording import OtherStory, page_text, paragraphs_of, stories_of
from parsers import ReadingError, parse

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = "together"
"""Several kinds at once, as the generator draws them."""
WALLED = "walled"
"""A dialog, a paywall, a login or a notice in place of the story."""
WALLS = ("consent", "paywall", "registration", "notice")
SENTENCE = 30
"""Characters of a sentence that is looked for within a line: shorter ones stand in stories too."""
_WIDE = 14
"""The same for scripts that write a word with a character or two."""
_LEAST = 4
_BREAK = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])")
_UNFOLDED = re.compile(r"[\W_]+")
_IS_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

Read = Callable[[bytes, str], Reading]


@dataclass(frozen=True, slots=True)
class Page:
    """A real page and where its story stands."""

    id: str
    url: str
    domain: str
    language: str | None
    html: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one system made of one page with chrome in it."""

    page: str
    corpus: str
    system: str
    kind: str
    place: str
    leaks: tuple[str, ...]
    """Blocks and sentences of the chrome that its text took up."""
    is_changed: bool
    """Whether the text changed at all."""
    is_refused: bool
    """Whether no text was read, where one was read without the chrome."""
    fields: tuple[str, ...]
    """The other fields that changed."""


def pages_of(corpus: Path, count: int | None, seed: int) -> Iterator[Page]:
    """The pages of a corpus, or golden pages of a folder, whose story stands where it is known:
    all, or so many drawn by *seed*."""
    index = corpus / "index.jsonl"
    found = _rows(index) if index.exists() else _golden(corpus)
    if count is not None:
        found = iter(_drawn(list(found), count, seed))
    for load in found:
        page = load()
        if find_story(page.html, page.paragraphs).behind:
            yield page


def stories_in(corpora: Sequence[Path]) -> list[OtherStory]:
    """The stories of corpora and of folders of golden pages."""
    stories = stories_of([corpus for corpus in corpora if (corpus / "index.jsonl").exists()])
    for folder in corpora:
        if not (folder / "index.jsonl").exists():
            stories += _golden_stories(folder)
    return stories


def _golden_stories(folder: Path) -> Iterator[OtherStory]:
    for file in sorted(folder.rglob("*.json")):
        golden = json.loads(file.read_text(encoding="utf-8"))
        texts = isinstance(golden, dict) and [p["text"] for p in golden.get("paragraphs") or ()]
        if texts and len(texts) > 2 and golden.get("headline"):
            domain = _domain(golden)
            lead = golden.get("dek") or texts[0]
            yield OtherStory(domain, golden.get("language"), golden["headline"], lead, tuple(texts))


def _domain(golden: dict[str, str]) -> str:
    return str(golden.get("fetched_from") or golden.get("url") or "//news.example").split("/")[2]


def _drawn(found: list[Callable[[], Page]], count: int, seed: int) -> list[Callable[[], Page]]:
    chosen = sorted(random.Random(seed).sample(range(len(found)), min(count, len(found))))
    return [found[at] for at in chosen]


def _rows(index: Path) -> Iterator[Callable[[], Page]]:
    for line in index.open(encoding="utf-8"):
        row = json.loads(line)

        def load(row: dict[str, str] = row) -> Page:
            truth: dict[str, object] = row["truth"]  # type: ignore[assignment]
            html = page_text(index.parent / row["html"])
            known = tuple(paragraphs_of(truth) if truth.get("body") else _own(html, row["url"]))
            return Page(row["id"], row["url"], row["domain"], row["lang"], html, known)

        yield load


def _own(html: str, url: str) -> list[str]:
    """What our reader takes for the story, where a truth has no text of its own."""
    try:
        return [
            paragraph.text for paragraph in parse(html.encode("utf-8", "replace"), url).paragraphs
        ]
    except ReadingError:
        return []


def _golden(folder: Path) -> Iterator[Callable[[], Page]]:
    sys.path.insert(0, str(ROOT / "fixtures"))
    from newsroom import server

    for file in sorted(folder.rglob("*.html")):
        if not file.with_suffix(".json").exists():
            continue

        def load(file: Path = file) -> Page:
            golden = server.expected(file)
            known = tuple(p["text"] for p in golden.get("paragraphs") or ())
            url = golden.get("fetched_from") or golden.get("url") or "https://news.example/a"
            domain = _domain(golden)
            html = unicodedata.normalize("NFC", _decoded(server.render(file)))
            return Page(file.stem, url, domain, golden.get("language"), html, known)

        yield load


def _decoded(page: bytes) -> str:
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("windows-1252").replace("windows-1252", "utf-8")


def outcomes(
    page: Page,
    corpus: str,
    generator: ChromeGenerator,
    systems: dict[str, Read],
    kinds: Sequence[str],
) -> Iterator[Outcome]:
    """Every system on the page with each kind of chrome. What a system refuses or reads no text of
    without any chrome is left out."""
    alone = {name: _read(read, page.html, page.url) for name, read in systems.items()}
    for kind in kinds:
        asked = None if kind == TOGETHER else [kind]
        if kind == WALLED:
            asked = [WALLS[len(page.html) % len(WALLS)]]
        made = generator.inject(
            page.html,
            page.paragraphs,
            language=page.language,
            domain=page.domain,
            kinds=asked,
            place=INSTEAD if kind == WALLED else None,
        )
        if not made.pieces:
            continue
        place = made.pieces[0].place if asked else ""
        for name, read in systems.items():
            before = alone[name]
            if not before.paragraphs:
                continue
            after = _read(read, made.html, page.url)
            yield Outcome(
                page.id,
                corpus,
                name,
                kind,
                place,
                leaked(made.pieces, before.paragraphs, after.paragraphs),
                before.paragraphs != after.paragraphs,
                not after.paragraphs,
                _other_fields(before, after),
            )


def _read(read: Read, html: str, url: str) -> Reading:
    try:
        return read(html.encode("utf-8", "replace"), url)
    except Exception as problem:  # a peer may raise anything; it is a page without text
        return Reading(error=f"{type(problem).__name__}: {problem}")


def leaked(pieces: Sequence[Piece], before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """What of the pieces stands in the lines read after and not in those read before: whole blocks
    that are a line, and sentences within lines."""
    known = Counter(fold(line) for line in before)
    added = [line for line in Counter(map(fold, after)) - known if line]
    lines = set(added)
    text = "\n".join(added)
    old = "\n".join(known)
    found = []
    for piece in pieces:
        for block in piece.texts:
            whole = fold(block)
            if len(whole) >= _LEAST and whole in lines:
                found.append(block)
                continue
            for sentence in _BREAK.split(block):
                folded = fold(sentence)
                least = _WIDE if _IS_WIDE.search(sentence) else SENTENCE
                if len(folded) >= least and folded in text and folded not in old:
                    found.append(sentence)
    return tuple(dict.fromkeys(found))


def fold(text: str) -> str:
    """Letters and digits only, so that marks of lists and quotes do not count."""
    return _UNFOLDED.sub("", unicodedata.normalize("NFKC", text).casefold())


def _other_fields(before: Reading, after: Reading) -> tuple[str, ...]:
    if not after.paragraphs:
        return ()
    names = ("headline", "standfirst", "authors", "published", "captions", "credits")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
