"""The block classifier looks at each block by itself, and in its context."""

from __future__ import annotations

import pytest

from parsers import open_page, parse
from parsers.classify.block_classifier import NEVER, BlockClassifier
from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import COMMENTS, CONSENT, PageStats
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.feature_names import CONTEXT
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Layout

SENTENCE = "The ferry left the harbour at dawn with nobody on board but the cat. "
NOBODY = Lexicon({}, {})


def layout_of(html: str) -> Layout:
    return open_page(f"<body>{html}</body>", "https://news.example/a").layout


Named = dict[str, float]


def context_of(html: str, scores: list[float]) -> list[Named | None]:
    """The context features of each block by name."""
    page = PageStats(layout_of(html), NOBODY)
    rows = context_features(page, block_features(page, StoryEvidence()), scores)
    return [row and dict(zip(CONTEXT, row, strict=True)) for row in rows]


def test_the_context_of_a_block() -> None:
    rows = context_of(
        f"<div><p>{SENTENCE}<p>{SENTENCE}<p>Doubtful.</div>"
        f"<aside><h3>More</h3><p>{SENTENCE}</aside>",
        [3.0, 3.0, 0.0, -3.0, -3.0],
    )
    assert len(rows) == 5
    doubtful, heading, last = rows[2], rows[3], rows[4]
    assert doubtful is not None
    assert heading is not None
    assert last is not None
    assert doubtful["before_likely"] > 0.9
    assert doubtful["after_likely"] < 0.1
    assert doubtful["parent_likely"] > 0.9
    assert doubtful["signature_likely"] > 0.9  # the other paragraphs of that box
    assert last["parent_likely"] < 0.1
    assert heading["section_likely"] == last["section_likely"] < 0.1
    assert doubtful["section_likely"] > 0.9


def test_no_context_for_what_is_never_the_story() -> None:
    rows = context_of(f"<p>{SENTENCE}<p>{SENTENCE}", [NEVER, 1.0])
    assert rows[0] is None
    assert rows[1] is not None


def test_the_second_trees_have_the_last_word() -> None:
    layout = layout_of(f"<p>{SENTENCE}<p>{SENTENCE}<p>{SENTENCE}")
    classifier = BlockClassifier(NOBODY, lambda row: 1.0, lambda row: 2.0 * row[0])
    assert classifier.scores(layout, StoryEvidence()) == [2.0, 2.0, 2.0]
    hopeless = BlockClassifier(NOBODY, lambda row: -6.0, lambda row: 9.0)
    assert hopeless.scores(layout, StoryEvidence()) == [-6.0, -6.0, -6.0]
    assert classifier.scores(layout_of(""), StoryEvidence()) == []


@pytest.mark.parametrize(
    ("names", "marks"),
    [
        pytest.param("reader-replies", COMMENTS, id="comments"),
        pytest.param("privacy-words", CONSENT, id="consent"),
        pytest.param("story", 0, id="nothing of the kind"),
    ],
)
def test_marks_of_what_stands_apart(names: str, marks: int) -> None:
    """The names around a block count from where it parts from the story, not further out."""
    layout = layout_of(
        f"<div class=comments-on><div>{f'<p>{SENTENCE * 3}' * 3}</div>"
        f"<div class={names}><div><p>{SENTENCE}</div></div></div>"
    )
    page = PageStats(layout, NOBODY)
    assert [node.apart_marks for node in page.held] == [0, 0, 0, marks]


STORY = "".join(f"<p>{SENTENCE * 3} It was day {n}.</p>" for n in range(6))


def paragraphs_of(html: str) -> list[str]:
    return [p.text for p in parse(html, "https://news.example/2026/a-ferry-left").paragraphs]


def test_a_story_shown_twice_is_read_once() -> None:
    """Some pages hold their text for small screens and for large ones."""
    texts = paragraphs_of(
        "<title>A ferry left</title><h1>A ferry left</h1>"
        f"<article><div class=small>{STORY}</div><div class=large>{STORY}</div></article>"
    )
    assert len(texts) == len(set(texts)) == 6


@pytest.mark.parametrize(
    ("between", "name", "is_text"),
    [
        pytest.param("", "", True, id="right above the text"),
        pytest.param("<div class=byline>By Ada Moor</div>", "", False, id="above the byline"),
        pytest.param("", "standfirst", False, id="named"),
    ],
)
def test_a_plain_lead_is_text(between: str, name: str, is_text: bool) -> None:
    """A page describes itself with its first paragraph more often than it has a standfirst that
    nothing sets off."""
    lead = "Nobody knows who untied the ferry, and the cat does not tell."
    page = (
        f"<title>A ferry left</title><meta name=description content='{lead}'><article>"
        f"<div><h1>A ferry left</h1><p class='{name}'>{lead}</p></div>{between}"
        f"<div class=text>{STORY}</div></article>"
    )
    assert (lead in paragraphs_of(page)) is is_text
