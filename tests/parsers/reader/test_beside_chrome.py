"""A golden page reads the same with chrome beside its story as without."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from golden import FIXTURES, Case, cases

import parsers

sys.path.append(str(Path(__file__).resolve().parents[3] / "benchmarks"))

from chrome import ChromeGenerator, Piece, load_words
from chrome.trial import stories_in

GOLDEN = [
    case
    for case in cases()
    if case.page.suffix == ".html" and len(case.golden.get("paragraphs") or ()) >= 4
]
COPIES = 4
MOST = 0.08
"""The share of golden pages whose text may change beside chrome that says nothing of itself."""
DIALOG = re.compile(r'^(<div[^>]*>)?<[^>]*(role="(alert)?dialog"|aria-modal)|^<dialog')
PLATFORM = re.compile(
    r'^<div (id|class)="(onetrust-|didomi-|sp_message|usercentrics|qc-cmp2|Cybot)'
)
COMMENTS = re.compile(r'^<[^>]* class="(comments-section|comment-thread|commentlist)\b')
SURE: dict[str, tuple[str, Callable[[Piece], object]]] = {
    "a dialog that says it is one": ("consent", lambda piece: DIALOG.match(piece.html)),
    "a consent platform's element": ("consent", lambda piece: PLATFORM.match(piece.html)),
    "comments that say they are": ("comments", lambda piece: COMMENTS.match(piece.html)),
}
"""Chrome that changes no golden page's text, whatever it says and wherever it stands."""


@pytest.mark.parametrize("sure", SURE)
def test_the_text_stays_the_same(sure: str) -> None:
    kind, is_meant = SURE[sure]
    generator = ChromeGenerator(load_words("test"), stories_in([FIXTURES]))
    wrong, tried = [], 0
    for case in GOLDEN:
        html, language, story = alone(case)
        for copy in range(COPIES):
            made = generator.inject(
                html, story, language=language, kinds=[kind], copy=copy, domain="x.example"
            )
            if not is_meant(made.pieces[0]):
                continue
            tried += 1
            after = parsers.parse(made.html.encode(), case.url)
            if [paragraph.text for paragraph in after.paragraphs] != story:
                wrong.append(f"{case.name} {made.pieces[0].place}: {made.pieces[0].html}")
    assert tried > len(GOLDEN) // 4
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong)


def test_few_golden_pages_change_beside_chrome_that_says_nothing() -> None:
    """The trees decide here, so a bound on their share stands for all: it was .3 with trees that
    had seen no chrome and is .05 with today's."""
    generator = ChromeGenerator(load_words("test"), stories_in([FIXTURES]))
    kinds = ("consent", "chooser", "comments", "ticker", "notice")
    wrong = []
    for case in GOLDEN:
        html, language, story = alone(case)
        for kind in kinds:
            made = generator.inject(
                html, story, language=language, kinds=[kind], domain="x.example"
            )
            after = parsers.parse(made.html.encode(), case.url)
            if [paragraph.text for paragraph in after.paragraphs] != story:
                wrong.append(f"{case.name} {kind} {made.pieces[0].place}: {made.pieces[0].html}")
    assert len(wrong) <= MOST * len(GOLDEN) * len(kinds), "\n".join(wrong)


@cache
def alone(case: Case) -> tuple[str, str | None, list[str]]:
    """A page in UTF-8, its language and its text."""
    try:
        html = case.html.decode("utf-8")
    except UnicodeDecodeError:
        html = case.html.decode("windows-1252").replace("windows-1252", "utf-8")
    article = parsers.parse(html.encode(), case.url)
    return html, article.language, [paragraph.text for paragraph in article.paragraphs]
