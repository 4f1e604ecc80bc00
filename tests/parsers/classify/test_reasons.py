"""The reasons that are told are those of the models that decided."""

from __future__ import annotations

import json
import re
from pathlib import Path

from parsers import explain, open_page
from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.feature_names import BLOCK, CONTEXT, PAGE
from parsers.classify.reasons import block_reasons

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
PAGES = json.loads((FIXTURES / "not-articles" / "pages.json").read_text("utf-8"))
SENTENCE = "The ferry left the harbour at dawn with nobody on board but the cat"
STORY = "".join(f"<p>{SENTENCE}, said witness number {n}. {SENTENCE}.</p>" for n in range(5))
PAGE_OF_ALL = (
    f"<title>A ferry left</title><body><h1>A ferry left</h1><div class=story>{STORY}</div>"
)
URL = "https://news.example/2026/a-ferry-left"


def reasons_of(text: str) -> list[str]:
    """The reasons for the blocks that begin so."""
    notes = explain(PAGE_OF_ALL, URL).blocks
    return [note.reason for note in notes if note.text.startswith(text)]


def test_the_scores_are_those_of_the_classifier() -> None:
    layout = open_page(PAGE_OF_ALL, URL).layout
    story = StoryEvidence(head_block=0)
    told = block_reasons(layout, story)
    assert [score for score, _ in told] == load_block_classifier().scores(layout, story)
    assert block_reasons(open_page("<p>").layout, StoryEvidence()) == []


def test_a_paragraph_is_kept_for_what_its_features_say() -> None:
    (reason,) = reasons_of(f"{SENTENCE}, said witness number 2")
    assert reason.startswith("it reads like the story (score +")
    _, _, told = reason.partition("for it: ")
    first = told.partition(",")[0].rstrip(")").partition(";")[0]
    assert first in {*BLOCK.values(), *CONTEXT.values()}


def test_names_and_phrases_are_those_of_the_page() -> None:
    named = ("related-links", "newsletter-signup", "sidebar", "author-bio", "about-box", "footer")
    boxes = "".join(f"<div class={each}><p>Read also: {SENTENCE}</p></div>" for each in named)
    notes = explain(PAGE_OF_ALL + boxes, URL).blocks
    told = [note.reason for note in notes if note.text.startswith("Read also")]
    names = {name for reason in told for name in re.findall(r'"(\w+)"', reason)}
    assert names <= {word for each in named for word in each.split("-")}
    assert len(told) == len(named)
    assert any("how it begins, as lines that lead to another story" in reason for reason in told)


def test_a_page_is_told_to_be_a_list_by_what_was_measured_of_it() -> None:
    html = (FIXTURES / "not-articles/tag-page.html").read_bytes()
    told = explain(html, PAGES["tag-page.html"]["url"])
    assert told.refused
    (note,) = told.fields["article"]
    assert not note.kept
    _, _, against = note.reason.partition("against it: ")
    assert against.partition(",")[0] in PAGE.values()
